package discord

import (
	"testing"

	"github.com/bwmarrin/discordgo"
)

// Ensure a message that replies to one with components which discordgo does not
// know keeps its text and its author.
func TestUnknownComponents(t *testing.T) {
	t.Parallel()
	const unknown = `[{"type":1,"components":[{"type":77,"id":1}]}]`
	for name, data := range map[string]string{
		"in the message":       `{"id":"1","content":"hello","author":{"id":"2"},"components":` + unknown + `}`,
		"in the one it quotes": `{"id":"1","content":"hello","author":{"id":"2"},"referenced_message":{"id":"3","author":{"id":"4"},"components":` + unknown + `}}`,
		"in one it forwards":   `{"id":"1","content":"hello","author":{"id":"2"},"message_snapshots":[{"message":{"components":` + unknown + `}}]}`,
	} {
		event, err := decodeEvent("MESSAGE_CREATE", []byte(data))
		m, ok := event.(*discordgo.MessageCreate)
		if err != nil || !ok || m.Message == nil || m.Content != "hello" || m.Author == nil || m.Author.ID != "2" {
			t.Errorf("%s: %#v, %v", name, event, err)
			continue
		}
		if name == "in the one it quotes" && (m.ReferencedMessage == nil || m.ReferencedMessage.Author.ID != "4") {
			t.Errorf("%s: it is not known whom it replies to", name)
		}
	}
	event, err := decodeEvent("INTERACTION_CREATE", []byte(
		`{"id":"1","type":3,"token":"t","data":{"custom_id":"more","component_type":2},"message":{"id":"3","components":`+unknown+`}}`))
	i, ok := event.(*discordgo.InteractionCreate)
	if err != nil || !ok || i.Interaction == nil || i.MessageComponentData().CustomID != "more" {
		t.Errorf("a button: %#v, %v", event, err)
	}
}

// Ensure no event can panic, nor what reads it, and that what was asked for has its
// type, whatever Discord sends.
func FuzzDecodeEvent(f *testing.F) {
	for _, name := range []string{"READY", "MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_UPDATE", "GUILD_MEMBER_UPDATE", "CHANNEL_DELETE", "THREAD_UPDATE", "OTHER"} {
		for _, data := range []string{"", "null", "[]", "{}", `{"type":2,"data":null}`, `{"components":[null],"referenced_message":null}`} {
			f.Add(name, []byte(data))
		}
	}
	var a Adapter
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		event, err := decodeEvent(name, data)
		if (event == nil) != (newEvent(name) == nil) {
			t.Errorf("the event is %#v, %v", event, err)
		}
		if c, ok := a.changeOf(event); ok && c.Chat.ID == "" && c.Chat.Server == "" {
			t.Errorf("a change of nothing: %+v", c)
		}
	})
}

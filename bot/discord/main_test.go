package discord

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds a text against the file of this name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// pretty is a value as indented JSON.
func pretty(t testing.TB, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	// What discordgo encodes comes with these signs escaped.
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(b.String())
}

func catalogue(t testing.TB) *bot.Catalogue {
	t.Helper()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stage is an adapter without a gateway in front of the double: events are handed
// to it as the connection would. It lives in a bubble, where waiting takes no time.
type stage struct {
	*testing.T
	discord   *discordtest.Server
	assistant *bottest.Assistant
	adapter   *Adapter
	log       *logged
}

// play runs a story on a stage.
func play(t *testing.T, story func(s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stage{T: t, discord: discordtest.NewInMemory(t), assistant: &bottest.Assistant{}, log: &logged{}}
		s.adapter = newAdapter(t, s.assistant, Options{
			Token: discordtest.Token, APIURL: s.discord.URL, dial: s.discord.Dial, Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn})),
		})
		s.adapter.self.Store(discordtest.BotID)
		t.Cleanup(func() {
			s.end()
			s.adapter.client.http.CloseIdleConnections()
		})
		story(s)
	})
}

func newAdapter(t testing.TB, a Assistant, o Options) *Adapter {
	t.Helper()
	adapter, err := New(o, a, catalogue(t))
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return adapter
}

// end waits until all is answered. Nothing is taken after it.
func (s *stage) end() {
	s.Helper()
	if err := s.adapter.drain(s.Context()); err != nil && s.Context().Err() == nil {
		s.Errorf("drain: %v", err)
	}
}

// event hands an event to the adapter as it comes over the wire.
func (s *stage) event(name, data string) {
	s.Helper()
	s.adapter.handle(s.Context(), 0, decode(s, name, data))
}

func decode(t testing.TB, name, data string) any {
	t.Helper()
	event, err := decodeEvent(name, json.RawMessage(data))
	if event == nil {
		t.Fatalf("no event %s: %v", name, err)
	}
	return event
}

// transcript is what the bot sent, in order, as a golden file shows it.
func (s *stage) transcript() string {
	s.Helper()
	var b strings.Builder
	for _, r := range s.discord.Requests("", "") {
		fmt.Fprintf(&b, "%s %s\n", r.Method, strings.TrimSuffix(r.Path+"?"+r.Query, "?"))
		for _, f := range r.Files {
			fmt.Fprintf(&b, "+ %s %s %s\n", f.Field, f.Name, f.Type)
		}
		if len(r.Body) > 0 {
			b.WriteString(pretty(s, json.RawMessage(r.Body)))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// The people and channels of the stories.
const (
	alice   = `{"id":"300000000000000001","username":"alice"}`
	channel = "400000000000000001"
	direct  = "400000000000000002"
)

// message is a MESSAGE_CREATE of alice in a server's channel.
func channelText(id, content, more string) string {
	text, _ := json.Marshal(content) // of a text
	return fmt.Sprintf(`{"id":"%s","channel_id":"%s","guild_id":"%s","type":0,"author":%s,"content":%s%s}`, id, channel, discordtest.GuildA, alice, text, more)
}

// mention is what makes channelText address the bot.
const mention = `,"mentions":[{"id":"` + discordtest.BotID + `","username":"reportbot","bot":true}]`

func mentioned(id, content string) string {
	return channelText(id, "<@"+discordtest.BotID+"> "+content, mention)
}

// directText is a MESSAGE_CREATE of alice in a direct conversation.
func directText(id, content string) string {
	text, _ := json.Marshal(content) // of a text
	return fmt.Sprintf(`{"id":"%s","channel_id":"%s","type":0,"author":%s,"content":%s}`, id, direct, alice, text)
}

// interaction is an INTERACTION_CREATE of alice in a server's channel. Its token is
// "token-ID".
func interaction(id string, kind discordgo.InteractionType, data, more string) string {
	return fmt.Sprintf(`{"id":"%[1]s","application_id":"%[2]s","type":%[3]d,"token":"token-%[1]s","guild_id":"%[4]s","channel_id":"%[5]s","member":{"user":%[6]s},"locale":"de","data":%[7]s%[8]s}`,
		id, discordtest.BotID, kind, discordtest.GuildA, channel, alice, data, more)
}

// slash is a command with one option.
func slash(id, name, option, value string) string {
	text, _ := json.Marshal(value) // of a text
	return interaction(id, discordgo.InteractionApplicationCommand, fmt.Sprintf(`{"name":"%s","type":1,"options":[{"name":"%s","type":3,"value":%s}]}`, name, option, text), "")
}

// press is a press of a button below a message with these flags.
func press(id, customID string, flags int) string {
	return interaction(id, discordgo.InteractionMessageComponent, fmt.Sprintf(`{"custom_id":"%s","component_type":2}`, customID), fmt.Sprintf(`,"message":{"id":"600000000000000001","flags":%d}`, flags))
}

const ephemeral = int(discordgo.MessageFlagsEphemeral)

// logged is a log in memory.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is what was logged.
func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

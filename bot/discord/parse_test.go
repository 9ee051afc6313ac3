package discord

import (
	"encoding/json"
	"testing"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// Ensure a question is what was typed, without what Discord puts in.
func TestWords(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"<@900000000000000001> top challenges":    "top challenges",
		"was sagt <@!900000000000000001> Köln?":   "was sagt Köln?",
		"Köln? <@900000000000000001>":             "Köln?",
		"  a \n b\t":                              "a b",
		"<:smile:12> gut <a:wave:34>":             "gut",
		"in <#5> von <@&6> um <t:1618953630:R>":   "in von um",
		"</ask:7> hilf <id:customize>":            "hilf",
		"3 < 5 > 2":                               "3 < 5 > 2",
		"<@abc> <> <@>":                           "<@abc> <> <@>",
		"<@900000000000000001>":                   "",
		"https://example.org/<@1>":                "https://example.org/",
		"**fett** `code`":                         "**fett** `code`",
		"<@900000000000000001><@1>zusammen<@&22>": "zusammen",
	} {
		if got := words(content); got != want {
			t.Errorf("words(%q) = %q, want %q", content, got, want)
		}
	}
}

// Ensure follow-ups belong to a person in a channel, however they are asked.
func TestConversation(t *testing.T) {
	t.Parallel()
	message := decode(t, "MESSAGE_CREATE", mentioned("1", "x")).(*discordgo.MessageCreate)
	call := decode(t, "INTERACTION_CREATE", slash("2", "ask", "question", "x")).(*discordgo.InteractionCreate)
	q, _ := parseMessage(message.Message, discordtest.BotID)
	c, _ := parseCall(call.Interaction)
	if want := "dc:" + channel + ":300000000000000001"; q.Question.Conversation != want || c.Question.Conversation != want {
		t.Errorf("conversations %q and %q, want %q", q.Question.Conversation, c.Question.Conversation, want)
	}
	if want := "dc:300000000000000001"; q.Question.Person != want || c.Question.Person != want {
		t.Errorf("persons %q and %q, want %q", q.Question.Person, c.Question.Person, want)
	}
	if c.Question.Locale != "de" || c.Question.Kind != bot.KindAsk || c.Question.Text != "x" {
		t.Errorf("question %+v", c.Question)
	}
}

// Whatever comes over the wire is read without a panic, and nothing is answered
// that can't be.
func FuzzEvents(f *testing.F) {
	for _, event := range []string{
		mentioned("1", "x"), directText("1", "<@1>"), slash("1", "quote", "keyword", "x"), press("1", "share:x", 64),
		interaction("1", 4, `{"name":"figure","options":[null,{"name":"name","value":7,"focused":true}]}`, ""),
		interaction("1", 2, `{"name":"ask","options":[null,{"name":"question","value":{}}]}`, ""),
		interaction("1", 2, `null`, ""), interaction("1", 3, `[]`, ""), interaction("1", 5, `{}`, `,"message":null,"member":null`),
		`{"mentions":[null],"author":null,"referenced_message":{}}`, `null`, `[]`, `{"id":1}`,
	} {
		f.Add(event)
	}
	f.Fuzz(func(t *testing.T, event string) {
		if !json.Valid([]byte(event)) {
			return
		}
		message := decode(t, "MESSAGE_CREATE", event).(*discordgo.MessageCreate)
		if q, ok := parseMessage(message.Message, discordtest.BotID); ok && (q.ID == "" || q.Channel == "" || q.User == "" || q.User == discordtest.BotID) {
			t.Errorf("question %+v", q)
		}
		call := decode(t, "INTERACTION_CREATE", event).(*discordgo.InteractionCreate)
		if c, ok := parseCall(call.Interaction); ok && (c.ID == "" || c.Token == "" || c.App == "") {
			t.Errorf("call %+v", c)
		}
		if call.Interaction != nil {
			parseTyped(call.Interaction)
		}
	})
}

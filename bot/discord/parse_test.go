package discord

import (
	"encoding/json"
	"strings"
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

// weekly is a command that is one of several in one.
func weekly(id, sub, options string) string {
	return interaction(id, discordgo.InteractionApplicationCommand, `{"name":"weekly","type":1,"options":[{"name":"`+sub+`","type":1,"options":[`+options+`]}]}`, "")
}

// callOf reads an interaction.
func callOf(t *testing.T, event string) call {
	t.Helper()
	c, ok := parseCall(decode(t, "INTERACTION_CREATE", event).(*discordgo.InteractionCreate).Interaction)
	if !ok {
		t.Fatalf("not read: %s", event)
	}
	return c
}

// Ensure one of several commands in one is read with what was typed, in the order
// of its options.
func TestSubcommands(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		event string
		kind  bot.Kind
		text  string
	}{
		"all": {weekly("1", "subscribe", `{"name":"report","value":"x"},{"name":"language","value":"de"},{"name":"day","value":"monday"},{"name":"zone","value":"Europe/Berlin"},{"name":"time","value":" 9:00 "}`),
			bot.KindWeekly, "subscribe monday 9:00 Europe/Berlin de x"},
		"some":                {weekly("1", "subscribe", `{"name":"zone","value":"Europe/Berlin"}`), bot.KindWeekly, "subscribe Europe/Berlin"},
		"nothing typed":       {weekly("1", "list", ``), bot.KindWeekly, "list"},
		"another's option":    {weekly("1", "list", `{"name":"day","value":"monday"}`), bot.KindWeekly, "list"},
		"no value":            {weekly("1", "subscribe", `null,{"name":"day"},{"name":"time","value":7}`), bot.KindWeekly, "subscribe"},
		"an old one":          {weekly("1", "abolished", ``), bot.KindHelp, ""},
		"none":                {interaction("1", 2, `{"name":"weekly"}`, ""), bot.KindHelp, ""},
		"nothing for the one": {interaction("1", 2, `{"name":"weekly","options":[null]}`, ""), bot.KindHelp, ""},
	} {
		c := callOf(t, tc.event)
		if c.Question.Kind != tc.kind || c.Question.Text != tc.text || !c.Private {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// Ensure what somebody types into a command within another is completed.
func TestTypedSubcommands(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		options string
		what    bot.Completion
		typed   string
	}{
		{`{"name":"day","value":"monday"},null,{"name":"zone","value":"Eur","focused":true}`, bot.CompleteZones, "Eur"},
		{`{"name":"time","value":"","focused":true}`, bot.CompleteHours, ""},
		{`{"name":"report","value":"b","focused":true}`, bot.CompleteReports, "b"},
		{`{"name":"day","value":"mo","focused":true}`, bot.CompleteNothing, "mo"},
		{`{"name":"question","value":"mo","focused":true}`, bot.CompleteNothing, ""},
		{`{"name":"zone","value":"Eur"}`, bot.CompleteNothing, ""},
	} {
		event := interaction("1", 4, `{"name":"weekly","options":[{"name":"subscribe","type":1,"options":[`+tc.options+`]}]}`, "")
		what, typed := parseTyped(decode(t, "INTERACTION_CREATE", event).(*discordgo.InteractionCreate).Interaction)
		if what != tc.what || typed != tc.typed {
			t.Errorf("%s: %q, %q", tc.options, what, typed)
		}
	}
}

// Ensure only those decide what a channel gets who may manage its server, and
// everybody in a direct conversation; and that nobody is asked about anything else.
func TestManager(t *testing.T) {
	t.Parallel()
	with := func(event, permissions string) string {
		return strings.Replace(event, `"member":{"user":`, `"member":{"permissions":`+permissions+`,"user":`, 1)
	}
	alone := func(event string) string {
		return strings.Replace(strings.Replace(event, `"guild_id":"`+discordtest.GuildA+`",`, "", 1), `"member":{"user":`+alice+`}`, `"user":`+alice, 1)
	}
	order, button, question := weekly("1", "list", ""), press("1", "W-p1.nonce", 0), slash("1", "ask", "question", "x")
	for name, tc := range map[string]struct {
		event string
		want  bool
	}{
		"a member":                   {with(order, `"2147483648"`), false},
		"all but the right":          {with(order, `"9007199254740951"`), false}, // that is, without 8 and 32
		"who manages the server":     {with(order, `"2147483680"`), true},
		"an administrator":           {with(order, `"8"`), true},
		"who manages channels":       {with(order, `"16"`), false},
		"a button's member":          {with(button, `"0"`), false},
		"a button's manager":         {with(button, `"32"`), true},
		"rights that are no number":  {with(order, `"all"`), false},
		"rights that are null":       {with(order, `null`), false},
		"no rights":                  {order, false},
		"no member":                  {strings.Replace(order, `"member":{"user":`+alice+`}`, `"member":null`, 1), false},
		"a direct conversation":      {alone(order), true},
		"a button there":             {alone(button), true},
		"another question":           {with(question, `"8"`), false},
		"another question there":     {alone(question), false},
		"another button's":           {with(press("1", "p1", 0), `"8"`), false},
		"a manager without a server": {strings.Replace(order, `"guild_id":"`+discordtest.GuildA+`",`, "", 1), false},
	} {
		event, _ := decodeEvent("INTERACTION_CREATE", []byte(tc.event)) // as far as it can be read
		c, _ := parseCall(event.(*discordgo.InteractionCreate).Interaction)
		if c.Question.Manager != tc.want {
			t.Errorf("%s: manager %v", name, c.Question.Manager)
		}
	}
}

// Ensure each question says where it was asked.
func TestChat(t *testing.T) {
	t.Parallel()
	server := bot.Chat{Platform: bot.Discord, ID: channel, Server: discordtest.GuildA}
	message := func(event string) bot.Question {
		q, _ := parseMessage(decode(t, "MESSAGE_CREATE", event).(*discordgo.MessageCreate).Message, discordtest.BotID)
		return q.Question
	}
	for name, got := range map[string]bot.Question{
		"message": message(mentioned("1", "x")), "command": callOf(t, slash("1", "ask", "question", "x")).Question,
		"press": callOf(t, press("1", "x", 0)).Question,
	} {
		if got.Chat != server || got.Manager {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := message(directText("1", "x")); got.Chat != (bot.Chat{Platform: bot.Discord, ID: direct}) || got.Manager {
		t.Errorf("direct message: %+v", got)
	}
}

// Ensure a post's button asks the same as any other.
func TestPostButtons(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]call{
		"p-1":               {},
		"p-1.AbC123":        {Nonce: "AbC123"},
		"share:p-1.AbC123":  {Nonce: "AbC123", Share: true},
		"p-1.AbC123.more":   {Nonce: "AbC123.more"},
		"share:p-1":         {Share: true},
		"p-1.":              {},
		"share:p-1.share:x": {Nonce: "share:x", Share: true},
	} {
		c := callOf(t, press("1", id, 0))
		if c.Question.Kind != bot.KindPress || c.Question.Text != "p-1" || c.Nonce != want.Nonce || c.Share != want.Share {
			t.Errorf("%s: %+v", id, c)
		}
	}
}

// Whatever comes over the wire is read without a panic, and nothing is answered
// that can't be.
func FuzzEvents(f *testing.F) {
	for _, event := range []string{
		mentioned("1", "x"), directText("1", "<@1>"), slash("1", "quote", "keyword", "x"), press("1", "share:x", 64),
		interaction("1", 4, `{"name":"figure","options":[null,{"name":"name","value":7,"focused":true}]}`, ""),
		interaction("1", 2, `{"name":"ask","options":[null,{"name":"question","value":{}}]}`, ""),
		weekly("1", "subscribe", `null,{"name":"time","value":null}`), interaction("1", 2, `{"name":"weekly","options":[null,{"name":"subscribe","options":null}]}`, ""),
		interaction("1", 4, `{"name":"weekly","options":[{"name":"subscribe","options":[null,{"name":"zone","value":{},"focused":true}]}]}`, ""),
		press("1", "share:W-x.n.", 64), interaction("1", 2, `null`, ""), interaction("1", 3, `[]`, ""), interaction("1", 5, `{}`, `,"message":null,"member":null`),
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
		} else if ok && c.Question.Manager && (!c.Question.Manages() || c.Guild != "" && !manages(call.Interaction)) {
			t.Errorf("%+v manages", c)
		}
		if call.Interaction != nil {
			parseTyped(call.Interaction)
		}
	})
}

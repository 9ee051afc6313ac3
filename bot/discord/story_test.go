package discord

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// Ensure each kind of event is answered as the golden files show: with what, and
// where.
func TestStories(t *testing.T) {
	t.Parallel()
	const id = "500000000000000001"
	reply := `,"message_reference":{"message_id":"1"},"referenced_message":{"id":"1","author":{"id":"` + discordtest.BotID + `","bot":true}}`
	direct := func(event string) string {
		event = strings.Replace(event, `"guild_id":"`+discordtest.GuildA+`",`, "", 1)
		return strings.Replace(event, `"member":{"user":`+alice+`}`, `"user":`+alice, 1)
	}
	for name, event := range map[string]string{
		"message-mention":          mentioned(id, "ranking"),
		"message-mention-behind":   channelText(id, "quote-en <@!"+discordtest.BotID+">", mention),
		"message-mention-only":     mentioned(id, ""),
		"message-direct":           directText(id, "person"),
		"message-reply":            strings.Replace(channelText(id, "und jetzt?", reply), `"type":0`, `"type":19`, 1),
		"message-chart":            mentioned(id, "chart"),
		"message-reply-mention":    strings.Replace(channelText(id, "", reply+mention), `"type":0`, `"type":19`, 1),
		"message-split":            mentioned(id, "long"),
		"message-cut":              mentioned(id, "endless"),
		"message-hostile":          mentioned(id, "hostile-chart"),
		"message-fails":            mentioned(id, "fail"),
		"message-panics":           mentioned(id, "panic"),
		"command-ask":              slash(id, "ask", "question", "options"),
		"command-ask-direct":       direct(slash(id, "ask", "question", "list")),
		"command-ask-split":        slash(id, "ask", "question", "long-chart"),
		"command-ask-fails":        slash(id, "ask", "question", "fail"),
		"command-ask-panics":       slash(id, "ask", "question", "panic"),
		"command-quote":            slash(id, "quote", "keyword", "quote"),
		"command-quote-direct":     direct(slash(id, "quote", "keyword", "quote")),
		"command-quote-speaker":    interaction(id, discordgo.InteractionApplicationCommand, `{"name":"quote","options":[{"name":"speaker","type":3,"value":"person-quell"},{"name":"keyword","type":3,"value":" Wasser "}]}`, ""),
		"command-figure":           slash(id, "figure", "name", "chart-en"),
		"command-fact":             interaction(id, discordgo.InteractionApplicationCommand, `{"name":"fact"}`, ""),
		"command-help":             interaction(id, discordgo.InteractionApplicationCommand, `{"name":"help"}`, ""),
		"command-privacy":          interaction(id, discordgo.InteractionApplicationCommand, `{"name":"privacy"}`, ""),
		"command-weekly":           weekly(id, "subscribe", `{"name":"day","type":3,"value":"monday"},{"name":"time","type":3,"value":"9:00"}`),
		"command-weekly-direct":    direct(weekly(id, "list", "")),
		"command-old":              slash(id, "abolished", "name", "x"),
		"typed-speaker":            interaction(id, 4, `{"name":"quote","options":[{"name":"keyword","type":3,"value":"a"},{"name":"speaker","type":3,"value":"","focused":true}]}`, ""),
		"typed-figure":             interaction(id, 4, `{"name":"figure","options":[{"name":"name","type":3,"value":"","focused":true}]}`, ""),
		"typed-within":             interaction(id, 4, `{"name":"weekly","options":[{"name":"subscribe","type":1,"options":[{"name":"zone","type":3,"value":"B","focused":true}]}]}`, ""),
		"typed-nothing":            interaction(id, 4, `{"name":"ask","options":[{"name":"question","type":3,"value":"a","focused":true}]}`, ""),
		"typed-fails":              interaction(id, 4, `{"name":"figure","options":[{"name":"name","type":3,"value":"fail","focused":true}]}`, ""),
		"press-next":               press(id, "page-2", 0),
		"press-next-private":       press(id, "page-2", ephemeral),
		"press-ask":                press(id, "ranking", 0),
		"press-next-of-a-post":     press(id, "page-2.Nonce1", 0),
		"press-ask-private":        press(id, "quote", ephemeral),
		"press-source":             press(id, "source", 0),
		"press-helpful-direct":     direct(press(id, "thanks", 0)),
		"press-chart":              press(id, "chart", 0),
		"press-chart-private":      press(id, "chart", ephemeral),
		"press-share":              press(id, "share:quote", ephemeral),
		"press-share-page":         press(id, "share:page-2", ephemeral),
		"press-old":                press(id, "v0:whatever?", 0),
		"press-fails":              press(id, "fail", 0),
		"modal-old":                interaction(id, 5, `{"custom_id":"x","components":[]}`, ""),
		"command-undecodable":      interaction(id, discordgo.InteractionApplicationCommand, `{"name":7}`, ""),
		"press-without-a-message":  interaction(id, discordgo.InteractionMessageComponent, `{"custom_id":"quote"}`, ""),
		"message-of-a-thread-post": strings.Replace(mentioned(id, "quote"), channel, "400000000000000077", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				kind := "MESSAGE_CREATE"
				if !strings.HasPrefix(name, "message") {
					kind = "INTERACTION_CREATE"
				}
				s.event(kind, event)
				s.event(kind, event) // Discord repeats events after a reconnect
				s.end()
				golden(t, name, s.transcript())
				for _, q := range s.assistant.Asked() {
					if strings.Contains(s.log.String(), q.Text) && q.Text != "" && q.Text != "fail" && q.Text != "panic" {
						t.Errorf("the log tells what was asked:\n%s", s.log)
					}
				}
			})
		})
	}
}

// Ensure nobody is answered who did not ask the bot.
func TestSilence(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]string{
		"not addressed":        channelText("1", "ranking", ""),
		"somebody else":        channelText("1", "<@5> ranking", `,"mentions":[{"id":"5"}]`),
		"a reply to another":   channelText("1", "ranking", `,"referenced_message":{"id":"2","author":{"id":"5"}}`),
		"a reply without text": channelText("1", "", `,"mentions":[],"referenced_message":{"id":"2","author":{"id":"`+discordtest.BotID+`","bot":true}}`),
		"a nothing for a user": channelText("1", "ranking", `,"mentions":[null],"referenced_message":{"id":"2","author":null}`),
		"itself":               strings.Replace(mentioned("1", "ranking"), `"300000000000000001"`, `"`+discordtest.BotID+`"`, 1),
		"a bot":                strings.Replace(mentioned("1", "ranking"), `"username":"alice"`, `"username":"alice","bot":true`, 1),
		"a webhook":            channelText("1", "ranking", mention+`,"webhook_id":"9"`),
		"Discord":              strings.Replace(mentioned("1", "ranking"), `"type":0`, `"type":6`, 1),
		"no author":            `{"id":"1","channel_id":"2","content":"ranking"}`,
		"null author":          `{"id":"1","channel_id":"2","author":null}`,
		"nothing":              `{}`,
		"null":                 `null`,
		"no JSON":              `{"id":`,
		"another type":         `{"id":"1","channel_id":"2","author":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				s.event("MESSAGE_CREATE", event)
				s.event("INTERACTION_CREATE", event)
				s.adapter.handle(s.Context(), 0, &discordgo.MessageCreate{})
				s.adapter.handle(s.Context(), 0, &discordgo.InteractionCreate{})
				s.adapter.handle(s.Context(), 0, &discordgo.GuildCreate{})
				s.adapter.handle(s.Context(), 0, &discordgo.GuildDelete{})
				s.adapter.handle(s.Context(), 0, &discordgo.Ready{})
				s.end()
				if got := s.transcript(); got != "" {
					t.Errorf("the bot sent:\n%s", got)
				}
			})
		})
	}
}

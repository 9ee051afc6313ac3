package telegram

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure every canned answer is sent as it was reviewed.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, s := range bottest.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			h.Push("message", private(7, s.Name))
			h.Push("message", private(7, "that was all"))
			golden(t, "answer-"+s.Name, h.until(t, "that was all"))
		})
	}
}

// Ensure every way to ask, in every kind of chat, is answered where it was asked.
func TestAsking(t *testing.T) {
	t.Parallel()
	h := start(t)
	topic := grouped("/frage@report_test_bot im Thema")
	topic["is_topic_message"], topic["message_thread_id"] = true, 77
	mention := grouped("@report_test_bot mit Namen")
	mention["entities"] = []object{{"type": "mention", "offset": 0, "length": 16}}
	reply := grouped("als Antwort")
	reply["reply_to_message"] = standingMessage(object{"chat": object{"id": -100, "type": "supergroup"}})
	for _, m := range []object{
		grouped("nicht für den Bot"), grouped("/frage mit Befehl"), topic, mention, reply, grouped("/zitat"),
		grouped("/start quote"), grouped("/fakt"), grouped("/figure KI"), grouped("/privacy"), grouped("/hilfe"), grouped("/ask that was all"),
	} {
		h.Push("message", m)
	}
	golden(t, "asking-group", h.until(t, "that was all"))

	post := object{"message_id": 51, "date": 1, "chat": object{"id": -200, "type": "channel"}, "text": "/frage im Kanal"}
	h.Push("channel_post", post)
	calls := h.until(t, "im Kanal")
	if typing := h.Calls("sendChatAction"); slices.ContainsFunc(typing, func(c telegramtest.Call) bool { return c.Number("chat_id") == -200 }) {
		t.Error("a typing sign in a channel")
	}
	if last := h.Calls("sendMessage"); last[len(last)-1].Number("chat_id") != -200 {
		t.Errorf("the channel's answer went to %v", calls)
	}
}

// Ensure the menu has the commands of both languages.
func TestMenu(t *testing.T) {
	t.Parallel()
	h := start(t)
	golden(t, "menu", h.Await(t, "setMyCommands", 3))
}

// Ensure a question asked in words that say nothing of their language gets the bot's
// own words in the person's.
func TestOwnWords(t *testing.T) {
	t.Parallel()
	h := start(t)
	english := private(8, "/quote")
	english["from"].(object)["language_code"] = "en-GB"
	h.Push("message", english)
	if got := h.Await(t, "sendMessage", 1)[0].Text("text"); got != "What would you like to know? For example: /quote standardisation" {
		t.Errorf("got %q", got)
	}
}

// Ensure who asks too much is told so once, in words and at a button.
func TestAllowance(t *testing.T) {
	t.Parallel()
	h := start(t, func(o *Options) { o.asking = &traffic.Pace{Every: time.Hour, Burst: 2} })
	for i := range 6 {
		h.Push("message", private(7, fmt.Sprint("question ", i)))
	}
	h.Push("callback_query", pressedOn(standingMessage(nil), "q", "thanks"))
	h.Push("message", private(8, "that was all"))
	h.Await(t, "answerCallbackQuery", 1)
	h.until(t, "that was all")
	var texts []string
	for _, c := range h.Calls("sendMessage") {
		if c.Number("chat_id") == 7 {
			texts = append(texts, c.Text("text"))
		}
	}
	if len(texts) != 3 || texts[2] != catalogue(t).Say("de", "slow_down", nil) {
		t.Errorf("got %q", texts)
	}
}

// Ensure a failure and a panic of the assistant are told in friendly words.
func TestAssistantFails(t *testing.T) {
	t.Parallel()
	h := start(t)
	want := catalogue(t).Say("de", "failed", nil)
	for i, text := range []string{"fail", "panic"} {
		h.Push("message", private(7, text))
		if got := h.Await(t, "sendMessage", i+1)[i].Text("text"); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
	if strings.Count(h.log.String(), "level=ERROR") != 2 {
		t.Errorf("log: %s", h.log)
	}
}

// Ensure the typing sign is there before the answer, and does not hold it up when Telegram is slow with it.
func TestTyping(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.Push("message", private(7, "top 5"))
	h.Await(t, "sendMessage", 1)
	order := []string{}
	for _, c := range h.Calls("") {
		if c.Method == "sendChatAction" || c.Method == "sendMessage" {
			order = append(order, c.Method)
		}
	}
	if !slices.Equal(order, []string{"sendChatAction", "sendMessage"}) {
		t.Errorf("got %v", order)
	}
	h.Fail(telegramtest.Fault{Method: "sendChatAction", Kind: telegramtest.Slow, Delay: time.Minute})
	h.Push("message", private(7, "top 6"))
	h.Await(t, "sendMessage", 2)
}

// Ensure the typing sign is shown again while an answer takes long.
func TestTypingAgain(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	assistant := &bottest.Assistant{Before: func(context.Context, bot.Question) error {
		<-release
		return nil
	}}
	h := startOn(t, telegramtest.New(t), assistant, func(o *Options) { o.typingEvery = time.Millisecond })
	h.Push("message", private(7, "top 5"))
	h.Await(t, "sendChatAction", 3)
	close(release)
	h.Await(t, "sendMessage", 1)
}

// Ensure what can't be a token is named when the bot is run, and sent nowhere.
func TestMalformedToken(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	o := quick(s, &journal{})
	o.Token = "secret value"
	a, err := New(o, &bottest.Assistant{}, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	err = a.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "TELEGRAM_TOKEN") || strings.Contains(err.Error(), "secret") || len(s.Calls("")) > 0 {
		t.Errorf("Run: %v", err)
	}
}

// Ensure settings are checked, by name and without telling a secret.
func TestOptions(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Options{
		"TELEGRAM_API_URL":        {Token: "1:secret", APIURL: "secret"},
		"TELEGRAM_WEBHOOK_URL":    {Token: "1:secret", WebhookURL: "secret", HTTPAddr: ":0"},
		"TELEGRAM_WEBHOOK_SECRET": {Token: "1:secret", WebhookURL: "https://example.org/x", WebhookSecret: "secret!", HTTPAddr: ":0"},
		"HTTP_ADDR":               {Token: "1:secret", WebhookURL: "https://example.org/x"},
	} {
		_, err := New(o, &bottest.Assistant{}, catalogue(t))
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

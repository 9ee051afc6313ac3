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
)

// Ensure every kind of press is answered once, with what it shows.
func TestPresses(t *testing.T) {
	t.Parallel()
	photo := object{"photo": []object{{"file_id": "x"}}, "caption": "before"}
	for _, tc := range []struct {
		name    string
		message object
		data    string
		calls   int // beside the answer to the press
	}{
		{"in-place", standingMessage(nil), "page-2", 1},
		{"in-place-of-photo", standingMessage(photo), "page-2", 1},
		{"in-place-out-of-reach", standingMessage(object{"date": 0}), "page-2", 1},
		{"anew", standingMessage(nil), "quote", 1},
		{"anew-in-group", standingMessage(object{"chat": object{"id": -100, "type": "supergroup"}, "is_topic_message": true, "message_thread_id": 77}), "quote", 1},
		{"chart", standingMessage(nil), "chart", 1},
		{"aside", standingMessage(nil), "thanks", 0},
		{"aside-long", standingMessage(nil), "aside-long", 1},
		{"unknown", standingMessage(nil), "\x00<b>' OR 1", 0},
		{"failing", standingMessage(nil), "fail", 0},
		{"panicking", standingMessage(nil), "panic", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			h.Push("callback_query", pressedOn(tc.message, "q", tc.data))
			h.AwaitThat(t, "what the press leads to", func(all []telegramtest.Call) []telegramtest.Call {
				if shown := sent(all); len(shown) > tc.calls {
					return shown
				}
				return nil
			})
			end := private(7, "/ask that was all")
			end["chat"] = tc.message["chat"]
			h.Push("message", end)
			if calls := h.until(t, "that was all"); len(calls) != tc.calls+1 {
				t.Errorf("%d calls", len(calls))
			}
			golden(t, "press-"+tc.name, h.until(t, "that was all"))
		})
	}
}

// Ensure a press on a message that was sent inline is answered, and nothing sent.
func TestPressInline(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.Push("callback_query", object{"id": "q", "from": sender(7), "data": "quote", "inline_message_id": "x", "chat_instance": "1"})
	h.Await(t, "answerCallbackQuery", 1)
	if err := h.stop(); err != nil || len(h.Calls("sendMessage")) != 0 {
		t.Errorf("%v, sent %v", err, h.Calls("sendMessage"))
	}
}

// Ensure a button pressed twice edits once, and one that leads back edits again.
func TestPressTwice(t *testing.T) {
	t.Parallel()
	h := start(t)
	for i, data := range []string{"page-2", "page-2", "page-1", "page-2"} {
		h.Push("callback_query", pressedOn(standingMessage(nil), fmt.Sprint("q", i), data))
	}
	h.Push("message", private(7, "that was all"))
	h.until(t, "that was all")
	if edits, answers := len(h.Calls("editMessageText")), len(h.Calls("answerCallbackQuery")); edits != 3 || answers != 4 {
		t.Errorf("%d edits, %d answers", edits, answers)
	}
}

// Ensure an edit that changes nothing is fine, and one that is refused becomes a
// message of its own.
func TestEditRefused(t *testing.T) {
	t.Parallel()
	for description, messages := range map[string]int{
		"Bad Request: message is not modified: specified new message content and reply markup are exactly the same": 0,
		"Bad Request: message to edit not found": 1,
	} {
		h := start(t)
		h.Fail(telegramtest.Fault{Method: "editMessageText", Refusal: telegramtest.Refusal{Code: 400, Description: description}})
		h.Push("callback_query", pressedOn(standingMessage(nil), "q", "page-2"))
		h.Push("message", private(7, "that was all"))
		h.until(t, "that was all")
		if got := len(h.Calls("sendMessage")) - 1; got != messages {
			t.Errorf("%q: %d messages", description, got)
		}
	}
}

// Ensure a press is answered while its answer takes long, and only once.
func TestPressSlow(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	assistant := &bottest.Assistant{Before: func(_ context.Context, q bot.Question) error {
		if q.Kind == bot.KindPress {
			<-release
		}
		return nil
	}}
	h := startOn(t, telegramtest.New(t), assistant, func(o *Options) { o.pressTimeout = time.Millisecond })
	h.Push("callback_query", pressedOn(standingMessage(nil), "q", "thanks"))
	h.Await(t, "answerCallbackQuery", 1)
	close(release)
	if got := h.Await(t, "sendMessage", 1)[0].Text("text"); got != "Danke, das ist gut zu wissen." {
		t.Errorf("what came too late for a notice became %q", got)
	}
}

// Ensure turning pages below a chart edits what was pressed and sends no picture
// again: a text stays a text, and a picture becomes one whose caption holds it all.
func TestPressCharted(t *testing.T) {
	t.Parallel()
	photo := standingMessage(object{"photo": []object{{"file_id": "x"}}, "caption": "before"})
	middling := bot.Answer{Language: "de", Title: "Brunnen", Blocks: []bot.Block{bot.Paragraph{Text: strings.Repeat("Wort ", 400)}}}
	for _, tc := range []struct {
		name    string
		message object
		blocks  []bot.Block // in place of the sample's
		chart   bool
		want    []string // the methods
	}{
		{"text, short", standingMessage(nil), nil, true, []string{"editMessageText"}},
		{"text, too long for a caption", standingMessage(nil), middling.Blocks, true, []string{"editMessageText"}},
		{"picture, short", photo, nil, true, []string{"editMessageMedia"}},
		{"picture, too long for a caption", photo, middling.Blocks, true, []string{"sendPhoto", "sendMessage"}},
		{"picture, words only", photo, nil, false, []string{"sendMessage"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a, _ := bottest.Named("chart")
			a.Manner = bot.InPlace
			if tc.blocks != nil {
				a.Blocks = tc.blocks
			}
			if !tc.chart {
				a.Chart = nil
			}
			h := startWith(t, telegramtest.New(t), answering{answer: a})
			h.Push("callback_query", pressedOn(tc.message, "q", "x"))
			h.Await(t, tc.want[len(tc.want)-1], 1)
			if err := h.stop(); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range sent(h.Calls(""))[1:] {
				got = append(got, c.Method)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %v", got)
			}
		})
	}
}

// Ensure what comes too late for a notice is dropped in a group: it was for one
// person only.
func TestPressSlowInGroup(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	assistant := &bottest.Assistant{Before: func(_ context.Context, q bot.Question) error {
		if q.Kind == bot.KindPress {
			<-release
		}
		return nil
	}}
	h := startOn(t, telegramtest.New(t), assistant, func(o *Options) { o.pressTimeout = time.Millisecond })
	h.Push("callback_query", pressedOn(standingMessage(object{"chat": object{"id": -100, "type": "supergroup"}}), "q", "thanks"))
	h.Await(t, "answerCallbackQuery", 1)
	close(release)
	if err := h.stop(); err != nil || len(h.Calls("sendMessage")) != 0 {
		t.Errorf("%v, sent %v", err, h.Calls("sendMessage"))
	}
}

// Ensure a source that is too long for a notice is told in brief to the one who pressed
// in a group or a channel, and in full in a private chat.
func TestPressSource(t *testing.T) {
	t.Parallel()
	long := bot.Answer{
		Language: "de", Manner: bot.Aside, Blocks: []bot.Block{bot.Paragraph{Text: strings.Repeat("Wort ", 80)}},
		Citations: []bot.Citation{{Title: "Brunnenbericht", Section: "Frost", Page: 4}, {Title: strings.Repeat("Brunnen", 30), Page: 5}},
	}
	for kind, private := range map[string]bool{"private": true, "supergroup": false, "channel": false} {
		h := startWith(t, telegramtest.New(t), answering{answer: long})
		id := -100
		if private {
			id = 7
		}
		h.Push("callback_query", pressedOn(standingMessage(object{"chat": object{"id": id, "type": kind}}), "q", "x"))
		notice := h.Await(t, "answerCallbackQuery", 1)[0].Text("text")
		if private {
			h.Await(t, "sendMessage", 1)
		}
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
		want := "Quelle: Brunnenbericht, Frost, S. 4"
		if private {
			want = ""
		}
		if sent := len(h.Calls("sendMessage")); notice != want || (sent > 0) != private {
			t.Errorf("%s: notice %q, %d messages", kind, notice, sent)
		}
	}
}

// Ensure whoever reads a channel can't make the bot write there: a press leads them to
// their own chat with the bot. Those who decide for it can, by the buttons for that.
func TestPressInChannel(t *testing.T) {
	t.Parallel()
	answer, _ := bottest.Named("quote")
	h := startWith(t, telegramtest.New(t), answering{answer: answer})
	h.Member(-200, 7, "administrator")
	channel := standingMessage(object{"chat": object{"id": -200, "type": "channel"}})
	h.Push("callback_query", pressedOn(channel, "q1", "1oBAAabcdefg"))
	if got, want := h.Await(t, "answerCallbackQuery", 1)[0].Text("url"), "https://t.me/"+telegramtest.Username+"?start=1oBAAabcdefg"; got != want {
		t.Errorf("led to %q, want %q", got, want)
	}
	h.Push("callback_query", pressedOn(channel, "q2", bot.ManagingPress+"de-list"))
	h.Await(t, "sendMessage", 1)
	if err := h.stop(); err != nil || len(h.Calls("sendMessage")) != 1 {
		t.Errorf("%v, %d messages", err, len(h.Calls("sendMessage")))
	}
}

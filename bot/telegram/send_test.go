package telegram

import (
	"bytes"
	"context"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/chart"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure each way in which a message can fail ends as it should: sent once more where
// it surely was not sent, and never where it may have been.
func TestSendFaults(t *testing.T) {
	t.Parallel()
	refusal := func(code int, description string) telegramtest.Refusal {
		return telegramtest.Refusal{Code: code, Description: description}
	}
	wait := refusal(429, "Too Many Requests: retry after 1")
	wait.Parameters = object{"retry_after": 1}
	for _, tc := range []struct {
		name  string
		fault telegramtest.Fault
		tries int    // of the message
		level string // that is logged
	}{
		{"429", telegramtest.Fault{Refusal: wait}, 2, ""},
		{"500 of the api", telegramtest.Fault{Refusal: refusal(500, "Internal Server Error")}, 1, "WARN"},
		{"503 page", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(503, "")}, 2, ""},
		{"502 page", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(502, "")}, 1, "WARN"},
		{"504 page", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(504, "")}, 1, "WARN"},
		{"403 page", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(403, "")}, 1, "ERROR"},
		{"dropped", telegramtest.Fault{Kind: telegramtest.Dropped}, 1, "WARN"},
		{"lost answer", telegramtest.Fault{Kind: telegramtest.Lost}, 1, "WARN"},
		{"garbage", telegramtest.Fault{Kind: telegramtest.Garbage}, 1, "WARN"},
		{"too slow", telegramtest.Fault{Kind: telegramtest.Slow, Delay: time.Minute}, 1, "WARN"},
		{"blocked", telegramtest.Fault{Refusal: refusal(403, "Forbidden: bot was blocked by the user")}, 1, "INFO"},
		{"chat gone", telegramtest.Fault{Refusal: refusal(400, "Bad Request: chat not found")}, 1, "INFO"},
		{"no right to write", telegramtest.Fault{Refusal: refusal(400, "Bad Request: not enough rights to send text messages to the chat")}, 1, "WARN"},
		{"always 503 page", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(503, ""), Times: 5}, 5, "ERROR"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h := start(t, func(o *Options) {
				if tc.fault.Kind == telegramtest.Slow {
					o.requestTimeout = 500 * time.Millisecond
				}
			})
			tc.fault.Method = "sendMessage"
			h.Await(t, "setMyCommands", 3)
			h.Fail(tc.fault)
			h.Push("message", private(7, "quote"))
			h.Push("message", private(7, "that was all"))
			h.until(t, "that was all")
			if got := len(h.Calls("sendMessage")) - 1; got != tc.tries {
				t.Errorf("tried %d times", got)
			}
			if log := h.log.String(); tc.level != "" && !strings.Contains(log, "level="+tc.level+" msg=\"a message") && !strings.Contains(log, "level="+tc.level+" msg=\"a chat") && !strings.Contains(log, "level="+tc.level+" msg=\"nobody knows") && !strings.Contains(log, "level="+tc.level+" msg=\"the bot can't write") {
				t.Errorf("no line of %s in %s", tc.level, log)
			}
		})
	}
}

// Ensure a message whose markup is not taken is sent without, as text and below a
// picture.
func TestSendPlain(t *testing.T) {
	t.Parallel()
	for method, sample := range map[string]string{"sendMessage": "quote", "sendPhoto": "chart"} {
		h := start(t)
		h.Fail(telegramtest.Fault{Method: method, Refusal: telegramtest.Refusal{Code: 400, Description: "Bad Request: can't parse entities: unexpected end tag at byte offset 5"}})
		h.Push("message", private(7, sample))
		calls := h.Await(t, method, 2)
		text := calls[1].Text("text") + calls[1].Text("caption")
		if calls[1].Params["parse_mode"] != nil || strings.Contains(text, "<b>") || !strings.Contains(text, "Quelle") || calls[1].Params["reply_markup"] == nil {
			t.Errorf("%s: %+v", method, calls[1].Params)
		}
	}
}

// Ensure a group that has become a supergroup gets its answer there, once.
func TestSendMigrated(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.Fail(telegramtest.Fault{Method: "sendMessage", Refusal: telegramtest.Refusal{
		Code: 400, Description: "Bad Request: group chat was upgraded to a supergroup chat", Parameters: object{"migrate_to_chat_id": -1009},
	}})
	h.Push("message", grouped("/frage Köln"))
	calls := h.Await(t, "sendMessage", 2)
	if calls[1].Number("chat_id") != -1009 || calls[1].Text("text") != calls[0].Text("text") {
		t.Errorf("got %+v", calls[1].Params)
	}
	if err := h.stop(); err != nil || len(h.Calls("sendMessage")) != 2 {
		t.Errorf("%v, %d messages", err, len(h.Calls("sendMessage")))
	}
}

// Ensure words come where pictures are not allowed, and where none can be drawn.
func TestSendWithoutPicture(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.Fail(telegramtest.Fault{Method: "sendPhoto", Refusal: telegramtest.Refusal{Code: 400, Description: "Bad Request: not enough rights to send photos to the chat"}})
	h.Push("message", private(7, "chart"))
	if got := h.Await(t, "sendMessage", 1)[0].Text("text"); !strings.Contains(got, "Steiniger Boden") {
		t.Errorf("got %q", got)
	}
	a, _ := bottest.Named("chart")
	a.Chart = &bot.Chart{Ranking: bot.Ranking{Rows: make([]bot.Row, 100_000)}}
	h = startWith(t, telegramtest.New(t), answering{answer: a})
	h.Push("message", private(7, "chart"))
	if got := h.Await(t, "sendMessage", 1)[0].Text("text"); !strings.Contains(got, "Steiniger Boden") || !strings.Contains(h.log.String(), "can't draw a chart") {
		t.Errorf("got %q", got)
	}
}

// Ensure the parts of a long answer go on behind one of which nobody knows whether it
// arrived, and end with one that is refused.
func TestSendParts(t *testing.T) {
	t.Parallel()
	whole, _ := bottest.Named("long")
	parts := len(renderer{catalogue: catalogue(t)}.answer(whole, nil))
	for kind, want := range map[telegramtest.Kind]int{telegramtest.Lost: parts, telegramtest.Refused: 2} {
		h := start(t)
		h.Fail(telegramtest.Fault{Method: "sendMessage", Skip: 1, Kind: kind, Refusal: telegramtest.Refusal{Code: 403, Description: "Forbidden: bot was kicked from the group chat"}})
		h.Push("message", private(7, "long"))
		h.Push("message", private(7, "that was all"))
		h.until(t, "that was all")
		if got := len(h.Calls("sendMessage")) - 1; got != want {
			t.Errorf("fault %d: %d messages of %d, want %d", kind, got, parts, want)
		}
	}
}

// Ensure what surely failed is repeated whatever it is, and what may have been done is
// not repeated.
func TestRepeats(t *testing.T) {
	t.Parallel()
	for kind, once := range map[telegramtest.Kind]int{telegramtest.Page: 2, telegramtest.Dropped: 1, telegramtest.Lost: 1, telegramtest.Garbage: 1} {
		h := start(t)
		for _, method := range []string{"answerCallbackQuery", "editMessageText"} {
			h.Fail(telegramtest.Fault{Method: method, Kind: kind, Refusal: telegramtest.Refusal{Code: 503}})
		}
		h.Push("callback_query", pressedOn(standingMessage(nil), "q", "page-2"))
		h.Push("message", private(7, "that was all"))
		h.until(t, "that was all")
		for _, method := range []string{"answerCallbackQuery", "editMessageText"} {
			if got := len(h.Calls(method)); got != once {
				t.Errorf("fault %d: %d times %s", kind, got, method)
			}
		}
	}
}

// Ensure an inline query is answered though Telegram's own answer to that was not to
// be had.
func TestRepeatInline(t *testing.T) {
	t.Parallel()
	for _, kind := range []telegramtest.Kind{telegramtest.Page, telegramtest.Dropped, telegramtest.Garbage} {
		h := start(t)
		h.Fail(telegramtest.Fault{Method: "answerInlineQuery", Kind: kind, Refusal: telegramtest.Refusal{Code: 502}})
		h.Push("inline_query", object{"id": "i", "from": sender(8), "query": "Frost", "offset": ""})
		if calls := h.Await(t, "answerInlineQuery", 2); !calls[0].Failed || calls[1].Failed {
			t.Errorf("fault %d: %v", kind, calls)
		}
	}
}

// Ensure a picture is put where a text stood.
func TestEditPicture(t *testing.T) {
	t.Parallel()
	a, _ := bottest.Named("chart")
	a.Manner = bot.InPlace
	h := startWith(t, telegramtest.New(t), answering{answer: a})
	h.Push("callback_query", pressedOn(standingMessage(object{"photo": []object{{"file_id": "x"}}}), "q", "x"))
	golden(t, "edit-picture", h.Await(t, "editMessageMedia", 1))
}

// answering gives one answer to everything.
type answering struct{ answer bot.Answer }

func (a answering) Answer(context.Context, bot.Question) (bot.Answer, error) { return a.answer, nil }
func (a answering) Find(context.Context, bot.Question, int, int) (bot.Findings, error) {
	return bot.Findings{}, nil
}

// Ensure the errors of requests are told apart, whatever library and net make of them.
func TestSendError(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		err       *callError
		repeating bool
		want      bot.SendError
	}{
		{"not connected", &callError{}, false, bot.SendError{Retry: true}},
		{"cut off", &callError{written: true}, false, bot.SendError{Unknown: true}},
		{"cut off, harmless", &callError{written: true}, true, bot.SendError{Retry: true}},
		{"told to wait", &callError{status: 429, code: 429, retryAfter: time.Minute, written: true}, false, bot.SendError{Retry: true, After: time.Minute}},
		{"a page that says wait", &callError{status: 429, written: true}, false, bot.SendError{Retry: true}},
		{"moved", &callError{status: 400, code: 400, movedTo: -5}, false, bot.SendError{MovedTo: "-5"}},
		{"broken in the api", &callError{status: 500, code: 500, written: true}, false, bot.SendError{Unknown: true}},
		{"broken in the api, harmless", &callError{status: 500, code: 500, written: true}, true, bot.SendError{Retry: true}},
		{"nonsense after all went well", &callError{status: 200, written: true}, false, bot.SendError{Unknown: true}},
		{"a redirect", &callError{status: 302, written: true}, true, bot.SendError{Retry: true}},
	} {
		got := sendError(tc.err, tc.repeating)
		var failed *bot.SendError
		if !errors.As(got, &failed) {
			t.Fatalf("%s: %v", tc.name, got)
		}
		failed.Err = nil
		if diff := cmp.Diff(tc.want, *failed); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

// Ensure no error of a request tells the token, however the request fails.
func TestTokenHidden(t *testing.T) {
	t.Parallel()
	secret := "123:AA-secret_half"
	for _, api := range []string{"http://127.0.0.1:1", "http://[::1", "http://x y/"} {
		c, err := newClient(secret, api)
		if err == nil {
			err = c.call(t.Context(), time.Second, "getMe", nil, nil)
		}
		if err == nil || strings.Contains(err.Error(), "secret_half") {
			t.Errorf("%s: %v", api, err)
		}
	}
	c := &client{token: secret}
	err := c.redact(errors.New(`Post "https://example.org/bot123:AA-secret_half/getMe": AA-secret_half`))
	if strings.Contains(err.Error(), "secret_half") {
		t.Errorf("redacted: %v", err)
	}
}

// Ensure a group is never sent more than Telegram lets through in a minute, and a
// person's chat no more than one a second after a short burst.
func TestChatPaces(t *testing.T) {
	t.Parallel()
	atMost := func(chat string, span time.Duration) int {
		least := math.MaxInt
		for _, p := range chatPaces(chat) {
			least = min(least, p.Burst+int(span/p.Every))
		}
		return least
	}
	if got := atMost("-100", time.Minute); got > 20 {
		t.Errorf("%d messages a minute in a group", got)
	}
	if got := atMost("7", 10*time.Second); got > 13 {
		t.Errorf("%d messages in ten seconds in a private chat", got)
	}
}

// Ensure a redirect is not followed: the token would go along.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	c, err := newClient("1:x", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.http.CheckRedirect(nil, nil); !errors.Is(got, http.ErrUseLastResponse) {
		t.Errorf("got %v", got)
	}
	if c.endpoint != defaultAPI+"/bot%s/%s" || bytes.Contains([]byte(c.endpoint), []byte("//bot")) {
		t.Errorf("endpoint %s", c.endpoint)
	}
}

// Ensure a panic while a chart is drawn is answered, for words and for a button.
func TestDrawingPanics(t *testing.T) {
	t.Parallel()
	a, _ := bottest.Named("chart")
	a.Manner = bot.InPlace
	h := startWith(t, telegramtest.New(t), answering{answer: a}, func(o *Options) {
		o.draw = func(bot.Chart, chart.Theme) ([]byte, error) { panic("no ink") }
	})
	h.Push("message", private(7, "chart"))
	h.Push("callback_query", pressedOn(standingMessage(object{"photo": []object{{"file_id": "x"}}}), "q", "x"))
	want := catalogue(t).Say("de", "failed", nil)
	for i, c := range h.Await(t, "sendMessage", 2) {
		if got := c.Text("text"); got != want {
			t.Errorf("message %d: %q", i, got)
		}
	}
	if log := h.log.String(); !strings.Contains(log, "level=ERROR") || strings.Contains(log, "no ink") {
		t.Errorf("log: %s", log)
	}
}

// Ensure an answer that nobody waits for any more is dropped, and that told once.
func TestSendTooLate(t *testing.T) {
	t.Parallel()
	h := start(t, func(o *Options) { o.answerTimeout = 5 * time.Second })
	h.Fail(telegramtest.Fault{Method: "sendMessage", Skip: 1, Times: -1, Refusal: telegramtest.Refusal{
		Code: 429, Description: "Too Many Requests: retry after 3600", Parameters: object{"retry_after": 3600},
	}})
	h.Push("message", private(7, "long"))
	h.Await(t, "sendMessage", 2)
	if err := h.stop(); err != nil || len(h.Calls("sendMessage")) != 2 || strings.Count(h.log.String(), "level=WARN") != 1 || strings.Contains(h.log.String(), "level=ERROR") {
		t.Errorf("%v, %d messages, log %s", err, len(h.Calls("sendMessage")), h.log)
	}
}

// Ensure a chat that does not let the bot write is told of once, until the bot's
// place there changes.
func TestSendForbidden(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.Fail(telegramtest.Fault{Method: "sendMessage", Times: 3, Refusal: telegramtest.Refusal{Code: 400, Description: "Bad Request: not enough rights to send text messages to the chat"}})
	h.Push("message", grouped("/frage eins"))
	h.Push("message", grouped("/frage zwei"))
	h.Push("my_chat_member", object{"chat": object{"id": -100, "type": "supergroup"}, "from": sender(7), "date": 1, "new_chat_member": object{"status": "member", "user": sender(7)}})
	h.Push("message", grouped("/frage drei"))
	h.Push("message", grouped("/frage that was all"))
	h.until(t, "that was all")
	if log := h.log.String(); strings.Count(log, "level=WARN") != 2 || strings.Contains(log, "level=ERROR") {
		t.Errorf("log: %s", log)
	}
}

// Ensure questions are taken in more slowly than two messages each leave.
func TestTakenBelowSent(t *testing.T) {
	t.Parallel()
	for chat, asked := range map[string]traffic.Pace{"-100": groupPace(), "7": userPace()} {
		for _, sent := range chatPaces(chat) {
			if asked.Every < 2*sent.Every {
				t.Errorf("chat %s: a question every %v, a message every %v", chat, asked.Every, sent.Every)
			}
		}
	}
}

// Ensure an edit in a group that has moved becomes a message where it is now.
func TestEditMigrated(t *testing.T) {
	t.Parallel()
	h := start(t)
	for _, method := range []string{"editMessageText", "sendMessage"} {
		h.Fail(telegramtest.Fault{Method: method, Refusal: telegramtest.Refusal{
			Code: 400, Description: "Bad Request: group chat was upgraded to a supergroup chat", Parameters: object{"migrate_to_chat_id": -1009},
		}})
	}
	h.Push("callback_query", pressedOn(standingMessage(object{"chat": object{"id": -100, "type": "group"}}), "q", "page-2"))
	if got := h.Await(t, "sendMessage", 2)[1].Number("chat_id"); got != -1009 {
		t.Errorf("sent to %d", got)
	}
}

// Ensure only what came too late is no fault, of a press and of an inline query.
func TestRefusedQueries(t *testing.T) {
	t.Parallel()
	for description, lines := range map[string]int{
		"Bad Request: query is too old and response timeout expired or query ID is invalid": 0,
		"Bad Request: RESULT_ID_INVALID": 2,
	} {
		h := start(t)
		for _, method := range []string{"answerInlineQuery", "answerCallbackQuery"} {
			h.Fail(telegramtest.Fault{Method: method, Refusal: telegramtest.Refusal{Code: 400, Description: description}})
		}
		h.Push("inline_query", object{"id": "i", "from": sender(8), "query": "Frost", "offset": ""})
		h.Push("callback_query", pressedOn(standingMessage(nil), "q", "thanks"))
		h.Await(t, "answerInlineQuery", 1)
		h.Await(t, "answerCallbackQuery", 1)
		if err := h.stop(); err != nil || strings.Count(h.log.String(), "level=WARN") != lines {
			t.Errorf("%s: %v, log %s", description, err, h.log)
		}
	}
}

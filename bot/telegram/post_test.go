package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/chart"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
)

// poster is an adapter that posts to a double.
type poster struct {
	*telegramtest.Server
	*Adapter
	log *journal
}

func newPoster(t testing.TB, change ...func(*Options)) poster {
	t.Helper()
	p := poster{Server: telegramtest.New(t), log: &journal{}}
	o := quick(p.Server, p.log)
	for _, c := range change {
		c(&o)
	}
	a, err := New(o, &bottest.Assistant{}, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.client.close)
	p.Adapter = a
	return p
}

var (
	theGroup = bot.Chat{Platform: bot.Telegram, ID: "-100"}
	theTopic = bot.Chat{Platform: bot.Telegram, ID: "-100", Thread: "77"}
)

// post posts a sample, and tells how often that began.
func (p poster) post(ctx context.Context, t testing.TB, to bot.Chat, sample string) (receipt bot.Receipt, begun int, err error) {
	t.Helper()
	answer, ok := bottest.Named(sample)
	if !ok {
		t.Fatalf("no sample %s", sample)
	}
	before := len(p.Calls(""))
	receipt, err = p.Post(ctx, bot.Post{Chat: to, Answer: answer, Begin: func() error {
		if begun++; len(p.Calls("")) != before {
			t.Error("begun behind a request")
		}
		return nil
	}})
	return receipt, begun, err
}

func methods(calls []telegramtest.Call) string {
	var out []string
	for _, c := range calls {
		out = append(out, c.Method)
	}
	return strings.Join(out, " ")
}

func refusal(code int, description string) telegramtest.Refusal {
	return telegramtest.Refusal{Code: code, Description: description}
}

// Ensure a post is one message, as it was reviewed: below its picture if all of it
// has room there.
func TestPost(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		sample string
		to     bot.Chat
	}{{"quote", theTopic}, {"chart", theGroup}, {"long-chart", theGroup}, {"endless", theTopic}, {"hostile", theGroup}, {"bare", bot.Chat{Platform: bot.Telegram, ID: "7"}}} {
		t.Run(tc.sample, func(t *testing.T) {
			t.Parallel()
			p := newPoster(t)
			receipt, begun, err := p.post(t.Context(), t, tc.to, tc.sample)
			calls := p.Calls("")
			if err != nil || begun != 1 || receipt.Message != "1" || len(calls) != 1 {
				t.Fatalf("%+v, begun %d times, %v: %s", receipt, begun, err, methods(calls))
			}
			golden(t, "post-"+tc.sample, calls)
		})
	}
}

// Ensure each way in which a post can fail is told as what it is, and that nothing is
// repeated.
func TestPostFaults(t *testing.T) {
	t.Parallel()
	wait, moved := refusal(429, "Too Many Requests: retry after 3600"), refusal(400, "Bad Request: group chat was upgraded to a supergroup chat")
	wait.Parameters, moved.Parameters = object{"retry_after": 3600}, object{"migrate_to_chat_id": -1009}
	for _, tc := range []struct {
		name  string
		fault telegramtest.Fault
		want  bot.SendError
	}{
		{"429", telegramtest.Fault{Refusal: wait}, bot.SendError{Retry: true, After: time.Hour}},
		{"500 of the api", telegramtest.Fault{Refusal: refusal(500, "Internal Server Error")}, bot.SendError{Unknown: true}},
		{"502 page", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(502, "")}, bot.SendError{Unknown: true}},
		{"503 page", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(503, "")}, bot.SendError{Retry: true}},
		{"403 page", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(403, "")}, bot.SendError{Retry: true}},
		{"dropped", telegramtest.Fault{Kind: telegramtest.Dropped}, bot.SendError{Unknown: true}},
		{"lost answer", telegramtest.Fault{Kind: telegramtest.Lost}, bot.SendError{Unknown: true}},
		{"garbage", telegramtest.Fault{Kind: telegramtest.Garbage}, bot.SendError{Unknown: true}},
		{"too slow", telegramtest.Fault{Kind: telegramtest.Slow, Delay: time.Minute}, bot.SendError{Unknown: true}},
		{"wrong token", telegramtest.Fault{Refusal: refusal(401, "Unauthorized")}, bot.SendError{Retry: true}},
		{"blocked", telegramtest.Fault{Refusal: refusal(403, "Forbidden: bot was blocked by the user")}, bot.SendError{Gone: true}},
		{"kicked", telegramtest.Fault{Refusal: refusal(403, "Forbidden: bot was kicked from the supergroup chat")}, bot.SendError{Gone: true}},
		{"no chat", telegramtest.Fault{Refusal: refusal(400, "Bad Request: chat not found")}, bot.SendError{Gone: true}},
		{"no topic", telegramtest.Fault{Refusal: refusal(400, "Bad Request: message thread not found")}, bot.SendError{Gone: true}},
		{"deleted topic", telegramtest.Fault{Refusal: refusal(400, "Bad Request: TOPIC_DELETED")}, bot.SendError{Gone: true}},
		{"closed topic", telegramtest.Fault{Refusal: refusal(400, "Bad Request: TOPIC_CLOSED")}, bot.SendError{Forbidden: true}},
		{"no rights", telegramtest.Fault{Refusal: refusal(400, "Bad Request: not enough rights to send text messages to the chat")}, bot.SendError{Forbidden: true}},
		{"no rights, with the code of a kick", telegramtest.Fault{Refusal: refusal(403, "Forbidden: CHAT_WRITE_FORBIDDEN")}, bot.SendError{Forbidden: true}},
		{"no administrator", telegramtest.Fault{Refusal: refusal(400, "Bad Request: need administrator rights in the channel chat")}, bot.SendError{Forbidden: true}},
		{"moved", telegramtest.Fault{Refusal: moved}, bot.SendError{MovedTo: "-1009"}},
		{"refused", telegramtest.Fault{Refusal: refusal(400, "Bad Request: BUTTON_DATA_INVALID")}, bot.SendError{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := newPoster(t, func(o *Options) {
				if tc.fault.Kind == telegramtest.Slow {
					o.requestTimeout = 500 * time.Millisecond
				}
			})
			p.Fail(tc.fault)
			receipt, begun, err := p.post(t.Context(), t, theTopic, "quote")
			var failed *bot.SendError
			calls := p.Await(t, "sendMessage", 1) // The slow one is noted when it is over.
			if !errors.As(err, &failed) || begun != 1 || receipt.Message != "" || len(calls) != 1 {
				t.Fatalf("%+v, begun %d times, %v: %s", receipt, begun, err, methods(calls))
			}
			got := *failed
			got.Err = nil
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Ensure a chat that is to be left alone for a while is, by posts too, and that a post
// whose time ends meanwhile has not begun.
func TestPostWaits(t *testing.T) {
	t.Parallel()
	p := newPoster(t)
	wait := refusal(429, "Too Many Requests: retry after 3600")
	wait.Parameters = object{"retry_after": 3600}
	p.Fail(telegramtest.Fault{Refusal: wait})
	if _, _, err := p.post(t.Context(), t, theGroup, "quote"); err == nil {
		t.Fatal("no failure")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, begun, err := p.post(ctx, t, theTopic, "quote"); !errors.Is(err, context.DeadlineExceeded) || begun != 0 || len(p.Calls("")) != 1 {
		t.Errorf("begun %d times, %v: %s", begun, err, methods(p.Calls("")))
	}
	other := bot.Chat{Platform: bot.Telegram, ID: "-200"}
	if _, _, err := p.post(t.Context(), t, other, "quote"); err != nil {
		t.Errorf("elsewhere: %v", err)
	}
}

// Ensure nothing is sent where the end came before, where beginning fails, or where
// there is nothing to send or nowhere.
func TestPostNotSent(t *testing.T) {
	t.Parallel()
	p := newPoster(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, begun, err := p.post(ended, t, theGroup, "quote"); !errors.Is(err, context.Canceled) || begun != 0 {
		t.Errorf("ended: begun %d times, %v", begun, err)
	}
	quote, _ := bottest.Named("quote")
	// What looks like an order to repeat is none: it is not Telegram's.
	failure := &bot.SendError{Err: errors.New("not written down"), Retry: true}
	if _, err := p.Post(t.Context(), bot.Post{Chat: theGroup, Answer: quote, Begin: func() error { return failure }}); !errors.Is(err, failure) {
		t.Errorf("not begun: %v", err)
	}
	for name, post := range map[string]bot.Post{
		"nothing":        {Chat: theGroup},
		"discord":        {Chat: bot.Chat{Platform: bot.Discord, ID: "-100"}, Answer: quote},
		"no number":      {Chat: bot.Chat{Platform: bot.Telegram, ID: "x"}, Answer: quote},
		"no chat":        {Chat: bot.Chat{Platform: bot.Telegram}, Answer: quote},
		"no topic":       {Chat: bot.Chat{Platform: bot.Telegram, ID: "-100", Thread: "x"}, Answer: quote},
		"hopeless chart": {Chat: theGroup, Answer: bot.Answer{Chart: &bot.Chart{}}},
	} {
		post.Begin = func() error {
			t.Errorf("%s: begun", name)
			return nil
		}
		_, err := p.Post(t.Context(), post)
		var failed *bot.SendError
		if !errors.As(err, &failed) || failed.Retry || failed.Unknown {
			t.Errorf("%s: %v", name, err)
		}
	}
	if calls := p.Calls(""); len(calls) != 0 {
		t.Errorf("made %s", methods(calls))
	}
}

// Ensure text that can't be a token is sent nowhere, and a panic is a failure.
func TestPostBroken(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Options){
		"token": func(o *Options) { o.Token = "secret value" },
		"panic": func(o *Options) {
			o.draw = func(bot.Chart, chart.Theme) ([]byte, error) { panic("no ink") }
		},
	} {
		p := newPoster(t, change)
		_, begun, err := p.post(t.Context(), t, theGroup, "chart")
		var failed *bot.SendError
		if !errors.As(err, &failed) || begun != 0 || len(p.Calls("")) != 0 || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: begun %d times, %v", name, begun, err)
		}
	}
}

// Ensure a post is sent in a plainer form where Telegram surely does not take it as it
// is, within one beginning, and in none where nobody knows.
func TestPostPlainer(t *testing.T) {
	t.Parallel()
	noMarkup := refusal(400, "Bad Request: can't parse entities: unexpected end tag at byte offset 5")
	noPictures := refusal(400, "Bad Request: not enough rights to send photos to the chat")
	for _, tc := range []struct {
		name, sample string
		faults       []telegramtest.Fault
		want         string // the methods
		sent         bool
	}{
		{"no markup", "quote", []telegramtest.Fault{{Refusal: noMarkup}}, "sendMessage sendMessage", true},
		{"no markup below a picture", "chart", []telegramtest.Fault{{Refusal: noMarkup}}, "sendPhoto sendPhoto", true},
		{"no pictures", "chart", []telegramtest.Fault{{Refusal: noPictures}}, "sendPhoto sendMessage", true},
		{"neither", "chart", []telegramtest.Fault{{Refusal: noPictures}, {Refusal: noMarkup}}, "sendPhoto sendMessage sendMessage", true},
		{"nothing", "chart", []telegramtest.Fault{{Refusal: noPictures}, {Refusal: refusal(400, "Bad Request: have no rights to send a message")}}, "sendPhoto sendMessage", false},
		{"lost picture", "chart", []telegramtest.Fault{{Kind: telegramtest.Lost}}, "sendPhoto", false},
		{"kicked", "chart", []telegramtest.Fault{{Refusal: refusal(403, "Forbidden: bot was kicked from the group chat")}}, "sendPhoto", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := newPoster(t)
			for _, f := range tc.faults {
				p.Fail(f)
			}
			receipt, begun, err := p.post(t.Context(), t, theGroup, tc.sample)
			calls := p.Calls("")
			if (err == nil) != tc.sent || (receipt.Message != "") != tc.sent || begun != 1 || methods(calls) != tc.want {
				t.Fatalf("%+v, begun %d times, %v: %s", receipt, begun, err, methods(calls))
			}
			last := calls[len(calls)-1]
			if strings.Contains(tc.name, "markup") || tc.name == "neither" {
				if text := last.Text("text") + last.Text("caption"); last.Params["parse_mode"] != nil || strings.Contains(text, "<b>") || !strings.Contains(text, "Quelle") {
					t.Errorf("got %v", last.Params)
				}
			}
			if last.Params["reply_markup"] == nil {
				t.Error("no buttons")
			}
		})
	}
}

// Ensure a yes is one, whatever comes with it, and that what is neither yes nor no is
// neither.
func TestPostReceipt(t *testing.T) {
	t.Parallel()
	p := newPoster(t)
	p.Fail(telegramtest.Fault{Kind: telegramtest.Terse})
	if receipt, _, err := p.post(t.Context(), t, theGroup, "quote"); err != nil || receipt.Message != "" {
		t.Errorf("a bare yes: %+v, %v", receipt, err)
	}
	for _, tc := range []struct {
		status int
		body   string
		want   *bot.SendError // nil: sent
	}{
		{200, `{"ok":true,"result":"?"}`, nil},
		{200, `{"ok":true,"result":{"message_id":"seven"}}`, nil},
		{200, `{}`, &bot.SendError{Unknown: true}},
		{200, `{"ok":true,"result":{"message_id":7`, &bot.SendError{Unknown: true}},
		{502, `{"error":"bad gateway"}`, &bot.SendError{Unknown: true}},
		{403, `{"error":"go away"}`, &bot.SendError{Retry: true}},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(tc.status)
			_, _ = w.Write([]byte(tc.body))
		}))
		p := newPoster(t, func(o *Options) { o.APIURL = s.URL })
		receipt, _, err := p.post(t.Context(), t, theGroup, "quote")
		p.client.close()
		s.Close()
		var failed *bot.SendError
		if errors.As(err, &failed) {
			failed.Err = nil
		}
		if diff := cmp.Diff(tc.want, failed); diff != "" || receipt.Message != "" {
			t.Errorf("%d %s: %+v (-want +got):\n%s", tc.status, tc.body, receipt, diff)
		}
	}
}

// Ensure somebody can be told something in their own chat, in words and nothing else,
// and that nobody else is told.
func TestTell(t *testing.T) {
	t.Parallel()
	p := newPoster(t)
	answer, _ := bottest.Named("chart")
	if err := p.Tell(t.Context(), "tg:7", answer); err != nil {
		t.Fatal(err)
	}
	golden(t, "tell", p.Calls(""))
	for _, person := range []string{"", "tg:", "tg:-100", "tg:x", "dc:7", "7"} {
		if err := p.Tell(t.Context(), person, answer); err == nil {
			t.Errorf("told %q", person)
		}
	}
	if err := p.Tell(t.Context(), "tg:7", bot.Answer{}); err == nil {
		t.Error("told nothing")
	}
	if calls := p.Calls(""); len(calls) != 1 {
		t.Errorf("made %s", methods(calls))
	}
}

// Ensure what somebody may have been told is not told again.
func TestTellFaults(t *testing.T) {
	t.Parallel()
	answer, _ := bottest.Named("quote")
	for _, tc := range []struct {
		name  string
		fault telegramtest.Fault
		calls int
		want  bot.SendError // if it fails
	}{
		{"lost", telegramtest.Fault{Kind: telegramtest.Lost}, 1, bot.SendError{Unknown: true}},
		{"blocked", telegramtest.Fault{Refusal: refusal(403, "Forbidden: bot was blocked by the user")}, 1, bot.SendError{Gone: true}},
		{"never asked", telegramtest.Fault{Refusal: refusal(403, "Forbidden: bot can't initiate conversation with a user")}, 1, bot.SendError{Gone: true}},
		{"surely not sent", telegramtest.Fault{Kind: telegramtest.Page, Refusal: refusal(503, "")}, 2, bot.SendError{}},
	} {
		p := newPoster(t)
		p.Fail(tc.fault)
		err := p.Tell(t.Context(), "tg:7", answer)
		var got bot.SendError
		if failed := (*bot.SendError)(nil); errors.As(err, &failed) {
			got = *failed
			got.Err = nil
		}
		if diff := cmp.Diff(tc.want, got); diff != "" || len(p.Calls("")) != tc.calls {
			t.Errorf("%s: %s (-want +got):\n%s", tc.name, methods(p.Calls("")), diff)
		}
	}
}

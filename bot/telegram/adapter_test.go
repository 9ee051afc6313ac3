package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
	"github.com/reportbot/reportbot/bot/traffic"
)

var rewrite = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// harness is an adapter that runs against a double.
type harness struct {
	*telegramtest.Server
	log  *journal
	stop func() error // ends the adapter and returns what Run returned
	done <-chan struct{}
}

// quick are options without any waits, on a double.
func quick(s *telegramtest.Server, log *journal) Options {
	return Options{
		Token: telegramtest.Token, APIURL: s.URL(), Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		overall: &traffic.Pace{}, chatPaces: func(string) []traffic.Pace { return nil }, asking: &traffic.Pace{},
		pollTimeout: 5 * time.Second, requestTimeout: 5 * time.Second,
		backoff: func(int) time.Duration { return time.Millisecond },
	}
}

// start runs an adapter until the test ends. What it was told or did must not hold
// the token, nor its log what was asked.
func start(t testing.TB, change ...func(*Options)) *harness {
	t.Helper()
	return startOn(t, telegramtest.New(t), &bottest.Assistant{}, change...)
}

func startOn(t testing.TB, s *telegramtest.Server, assistant *bottest.Assistant, change ...func(*Options)) *harness {
	t.Helper()
	h := startWith(t, s, assistant, change...)
	t.Cleanup(func() {
		for _, q := range assistant.Asked() {
			if len(q.Text) > 8 && strings.Contains(h.log.String(), q.Text) {
				t.Errorf("what was asked was logged: %q", q.Text)
			}
		}
	})
	return h
}

func startWith(t testing.TB, s *telegramtest.Server, assistant Assistant, change ...func(*Options)) *harness {
	t.Helper()
	h := &harness{Server: s, log: &journal{}}
	o := quick(s, h.log)
	for _, c := range change {
		c(&o)
	}
	a, err := New(o, assistant, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	var failed error
	go func() {
		defer close(done)
		failed = a.Run(ctx)
	}()
	h.done = done
	h.stop = func() error {
		cancel()
		<-done
		return failed
	}
	t.Cleanup(func() {
		err := h.stop()
		if told := h.log.String() + fmt.Sprint(err); strings.Contains(told, "telegramtest-secret-half") {
			t.Errorf("the token was told: %s", told)
		}
	})
	return h
}

// The parts that updates are made of.

type object = map[string]any

func sender(id int64) object {
	return object{"id": id, "is_bot": false, "first_name": "Alice", "language_code": "de"}
}

// private is a message in somebody's chat with the bot.
func private(id int64, text string) object {
	return object{"message_id": 50, "date": 1, "from": sender(id), "chat": object{"id": id, "type": "private"}, "text": text}
}

// grouped is a message in a group.
func grouped(text string) object {
	return object{"message_id": 50, "date": 1, "from": sender(7), "chat": object{"id": -100, "type": "supergroup"}, "text": text}
}

// pressed is a button below a message of the bot.
func pressedOn(message object, query, data string) object {
	return object{"id": query, "from": sender(7), "data": data, "chat_instance": "1", "message": message}
}

// standingMessage is one of the bot's own in a private chat.
func standingMessage(extra object) object {
	m := object{"message_id": 60, "date": 1, "from": object{"id": telegramtest.BotID, "is_bot": true}, "chat": object{"id": 7, "type": "private"}, "text": "before"}
	maps.Copy(m, extra)
	return m
}

// sent are the calls that show something to people, without the typing signs.
func sent(all []telegramtest.Call) []telegramtest.Call {
	return slices.DeleteFunc(slices.Clone(all), func(c telegramtest.Call) bool {
		return slices.Contains([]string{"getMe", "getUpdates", "deleteWebhook", "setWebhook", "setMyCommands", "sendChatAction"}, c.Method)
	})
}

// golden compares calls with a file of testdata. Pictures are named, not kept.
func golden(t *testing.T, name string, calls []telegramtest.Call) {
	t.Helper()
	type shown struct {
		Method string
		Params object
		Files  []string `json:",omitempty"`
	}
	var out []shown
	for _, c := range calls {
		s := shown{Method: c.Method, Params: c.Params}
		for field, data := range c.Files {
			if !bytes.HasPrefix(data, []byte("\x89PNG")) {
				t.Errorf("the file %s is no PNG", field)
			}
			s.Files = append(s.Files, field+": a PNG")
		}
		out = append(out, s)
	}
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(out); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name+".golden")
	if *rewrite {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s differs (-want +got); -update rewrites it:\n%s", file, diff)
	}
}

// until waits for the message that says an echo of text, and returns what was shown
// before it.
func (h *harness) until(t testing.TB, text string) []telegramtest.Call {
	t.Helper()
	all := h.AwaitThat(t, "an answer to "+text, func(all []telegramtest.Call) []telegramtest.Call {
		for i, c := range all {
			if c.Method == "sendMessage" && strings.Contains(c.Text("text"), text) {
				return all[:i+1]
			}
		}
		return nil
	})
	shown := sent(all)
	return shown[:len(shown)-1]
}

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

// Ensure inline queries are answered page by page.
func TestInline(t *testing.T) {
	t.Parallel()
	h := start(t)
	offset := ""
	for i := range 3 {
		h.Push("inline_query", object{"id": fmt.Sprint("i", i), "from": sender(7), "query": "Frost", "offset": offset})
		offset = h.Await(t, "answerInlineQuery", i+1)[i].Text("next_offset")
	}
	if offset != "" {
		t.Errorf("there is a page behind the last: %q", offset)
	}
	for i, q := range []object{{"query": "", "offset": ""}, {"query": "nothing", "offset": ""}, {"query": "fail", "offset": ""}, {"query": "Frost", "offset": "bad"}} {
		q["id"], q["from"] = fmt.Sprint("j", i), sender(7)
		h.Push("inline_query", q)
		h.Await(t, "answerInlineQuery", i+4)
	}
	calls := h.Calls("answerInlineQuery")
	golden(t, "inline-first-page", calls[:1])
	golden(t, "inline-others", calls[4:])
	if results, _ := calls[2].Params["results"].([]any); len(results) != 5 {
		t.Errorf("%d results on the last page", len(results))
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

// Ensure the typing sign is there before the answer, again while that takes long, and
// does not hold it up when Telegram is slow with it.
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

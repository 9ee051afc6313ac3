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

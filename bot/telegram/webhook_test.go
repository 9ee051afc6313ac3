package telegram

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
)

// hook is where Telegram would deliver to.
type hook struct {
	*harness
	url string
}

func startHook(t *testing.T, assistant *bottest.Assistant, change ...func(*Options)) hook {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String() + "/telegram/hook"
	h := startOn(t, telegramtest.New(t), assistant, append(change, func(o *Options) { o.listener, o.WebhookURL = listener, url })...)
	return hook{harness: h, url: url}
}

// deliver posts a body as Telegram does, unless change makes it otherwise, and returns
// the status.
func (h hook) deliver(t *testing.T, body string, change ...func(*http.Request)) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(secretHeader, h.Calls("setWebhook")[0].Text("secret_token"))
	for _, c := range change {
		c(r)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Ensure updates come in through the webhook once each, and nothing else does.
func TestWebhook(t *testing.T) {
	t.Parallel()
	h := startHook(t, &bottest.Assistant{})
	set := h.Await(t, "setWebhook", 1)[0]
	if set.Text("url") != h.url || len(set.Text("secret_token")) != 64 || set.Text("drop_pending_updates") != "false" || set.Params["allowed_updates"] == nil {
		t.Errorf("setWebhook %v", set.Params)
	}
	question := encoded(t, object{"update_id": 9, "message": private(7, "question 1")})
	for _, tc := range []struct {
		name   string
		body   string
		change func(*http.Request)
		want   int
	}{
		{"no secret", question, func(r *http.Request) { r.Header.Del(secretHeader) }, http.StatusForbidden},
		{"wrong secret", question, func(r *http.Request) { r.Header.Set(secretHeader, "x") }, http.StatusForbidden},
		{"GET", "", func(r *http.Request) { r.Method = http.MethodGet }, http.StatusMethodNotAllowed},
		{"form", question, func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }, http.StatusUnsupportedMediaType},
		{"elsewhere", question, func(r *http.Request) { r.URL.Path = "/" }, http.StatusNotFound},
		{"too large", `{"update_id":1,"message":"` + strings.Repeat("x", webhookLimit) + `"}`, nil, http.StatusRequestEntityTooLarge},
		{"no JSON", "{", nil, http.StatusBadRequest},
		{"no id", "{}", nil, http.StatusBadRequest},
		{"unreadable", `{"update_id":8,"message":7}`, nil, http.StatusOK},
		{"a question", question, func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") }, http.StatusOK},
		{"the same again", question, nil, http.StatusOK},
		{"the end", encoded(t, object{"update_id": 10, "message": private(7, "that was all")}), nil, http.StatusOK},
	} {
		if tc.change == nil {
			tc.change = func(*http.Request) {}
		}
		if got := h.deliver(t, tc.body, tc.change); got != tc.want {
			t.Errorf("%s: status %d, want %d", tc.name, got, tc.want)
		}
	}
	h.until(t, "that was all")
	if got := len(h.Calls("sendMessage")); got != 2 {
		t.Errorf("%d answers", got)
	}
	if err := h.stop(); err != nil || len(h.Calls("deleteWebhook")) != 0 {
		t.Errorf("the webhook does not stay: %v", err)
	}
}

// Ensure Telegram is asked to come again where there is no room, and then answered,
// buttons too.
func TestWebhookFull(t *testing.T) {
	t.Parallel()
	release, begun := make(chan struct{}), make(chan struct{}, 10)
	assistant := &bottest.Assistant{Before: func(context.Context, bot.Question) error {
		begun <- struct{}{}
		<-release
		return nil
	}}
	h := startHook(t, assistant, func(o *Options) { o.waiting = 1 })
	h.Await(t, "setWebhook", 1)
	third := encoded(t, object{"update_id": 13, "callback_query": pressedOn(standingMessage(nil), "q", "thanks")})
	for i, body := range []string{encoded(t, object{"update_id": 11, "message": private(7, "question 1")}), encoded(t, object{"update_id": 12, "message": private(7, "question 2")})} {
		if got := h.deliver(t, body); got != http.StatusOK {
			t.Errorf("question %d: status %d", i+1, got)
		}
		if i == 0 {
			<-begun
		}
	}
	if got := h.deliver(t, third); got != http.StatusServiceUnavailable {
		t.Errorf("without room: status %d", got)
	}
	close(release)
	h.Await(t, "sendMessage", 2)
	if got := h.deliver(t, third); got != http.StatusOK {
		t.Errorf("once there is room: status %d", got)
	}
	h.Await(t, "answerCallbackQuery", 1)
}

// Ensure an address that Telegram does not take ends it with what to look at, and the
// secret of the settings is the one that is set.
func TestWebhookRefused(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	s.Fail(telegramtest.Fault{Method: "setWebhook", Refusal: telegramtest.Refusal{Code: 400, Description: "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"}, Times: -1})
	o := quick(s, &journal{})
	o.WebhookURL, o.WebhookSecret, o.HTTPAddr = "http://127.0.0.1/x", "my-own-secret", "127.0.0.1:0"
	a, err := New(o, &bottest.Assistant{}, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	err = a.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "TELEGRAM_WEBHOOK_URL") || strings.Contains(err.Error(), "my-own-secret") {
		t.Errorf("Run: %v", err)
	}
	if got := s.Calls("setWebhook")[0].Text("secret_token"); got != "my-own-secret" {
		t.Errorf("the secret is %q", got)
	}
}

// Ensure an address that can't be listened on ends it.
func TestWebhookListen(t *testing.T) {
	t.Parallel()
	o := quick(telegramtest.New(t), &journal{})
	o.WebhookURL, o.HTTPAddr = "http://127.0.0.1/x", "256.0.0.1:0"
	a, err := New(o, &bottest.Assistant{}, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "HTTP_ADDR") {
		t.Errorf("Run: %v", err)
	}
}

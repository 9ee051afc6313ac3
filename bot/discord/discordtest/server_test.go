package discordtest_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// send makes a request to the double, and returns the status and the answer, or
// the error.
func send(t *testing.T, d *discordtest.Server, method, path, kind string, body io.Reader) (int, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.URL+"api/v9"+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+discordtest.Token)
	r.Header.Set("Content-Type", kind)
	client := &http.Client{Transport: &http.Transport{DialContext: d.Dial, DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	text, err := io.ReadAll(answer.Body)
	if closing := answer.Body.Close(); closing != nil {
		t.Fatal(closing)
	}
	return answer.StatusCode, string(text), err
}

// Ensure a message with a picture is recorded in its parts, and answered with what
// was sent.
func TestMessage(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	picture, err := form.CreateFormFile("files[0]", "chart.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(picture, "PNG"); err != nil {
		t.Fatal(err)
	}
	if err := form.WriteField("payload_json", `{"content":"hello"}`); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	status, text, err := send(t, d, "POST", "/channels/1/messages", form.FormDataContentType(), &body)
	if err != nil || status != 200 || !strings.Contains(text, `"content":"hello"`) {
		t.Errorf("%d %s, %v", status, text, err)
	}
	r := d.Await("POST", "/messages$")
	if len(r.Files) != 1 || r.Files[0].Name != "chart.png" || string(r.Files[0].Data) != "PNG" || string(r.Body) != `{"content":"hello"}` {
		t.Errorf("recorded %+v", r)
	}
}

// Ensure each fault does what it says and no more, and that a request is recorded
// whether it was carried out or not.
func TestFaults(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	var carried atomic.Int64
	d.Respond("POST", "/messages$", func(*discordtest.Request) discordtest.Response {
		carried.Add(1)
		return discordtest.Response{Body: "done"}
	})
	release := make(chan struct{})
	close(release)
	for _, step := range []struct {
		fault   discordtest.Fault
		status  int // 0: no answer
		carried int64
	}{
		{discordtest.Fault{Response: discordtest.TooManyRequests(1.5, false)}, 429, 0},
		{discordtest.Fault{Response: &discordtest.Response{Status: 502, Body: "<html>"}}, 502, 0},
		{discordtest.Fault{Drop: true}, 0, 0},
		{discordtest.Fault{Lost: true}, 0, 1},
		{discordtest.Fault{Hang: release}, 200, 1},
		{discordtest.Fault{Path: "/elsewhere", Drop: true}, 200, 1},
		{discordtest.Fault{Skip: 1, Drop: true}, 200, 1},
	} {
		d.ClearFaults()
		step.fault.Times = 1
		d.Fail(step.fault)
		before := carried.Load()
		if status, _, err := send(t, d, "POST", "/channels/1/messages", "", http.NoBody); status != step.status || (err == nil) != (status != 0) {
			t.Errorf("%+v: %d, %v", step.fault, status, err)
		}
		if got := carried.Load() - before; got != step.carried {
			t.Errorf("%+v: carried out %d times", step.fault, got)
		}
	}
	if got := len(d.Requests("POST", "")); got != 7 {
		t.Errorf("%d requests were recorded", got)
	}
}

package discord

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

func testSession(t *testing.T, d *discordtest.Server) *discordgo.Session {
	t.Helper()
	s, err := newSession(sessionOptions{Token: discordtest.Token, API: d.URL, Version: "1.2.3", Dial: d.Dial})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Client.CloseIdleConnections)
	return s
}

// Ensure requests carry the token and the User-Agent that Discord demands, and go
// where DISCORD_API_URL says, be it below a path.
func TestSession(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := testSession(t, d)
	if _, err := s.ChannelMessageSend("12", "hello"); err != nil {
		t.Fatal(err)
	}
	r := d.Await("POST", "^/channels/12/messages$")
	if got := r.Header.Get("Authorization"); got != "Bot "+discordtest.Token {
		t.Errorf("Authorization is %q", got)
	}
	if got := r.Header.Get("User-Agent"); got != "DiscordBot (https://github.com/reportbot/reportbot, 1.2.3)" {
		t.Errorf("User-Agent is %q", got)
	}
}

// Ensure escaped paths stay as they are below a replacement's path.
func TestAPIPath(t *testing.T) {
	t.Parallel()
	var asked string
	api, err := apiURL("http://127.0.0.1:7771/mirror/")
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Transport: &apiTransport{api: api, next: roundTripper(func(r *http.Request) { asked = r.URL.String() })}}
	for path, want := range map[string]string{
		"api/v9/gateway":                      "http://127.0.0.1:7771/mirror/api/v9/gateway",
		"api/v9/reactions/%F0%9F%91%8D/a%2Fb": "http://127.0.0.1:7771/mirror/api/v9/reactions/%F0%9F%91%8D/a%2Fb",
		"api/v9/x?a=b%20c":                    "http://127.0.0.1:7771/mirror/api/v9/x?a=b%20c",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://discord.com/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if asked != want {
			t.Errorf("%s went to %s, want %s", path, asked, want)
		}
	}
}

type roundTripper func(*http.Request)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	f(r)
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}, nil
}

// Ensure each of discordgo's endpoints is one that the session replaces or one that
// it refuses, in the sources as they are: all addresses in them are Discord's API,
// its pictures and its status page.
func TestEndpoints(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.Dir}}", "github.com/bwmarrin/discordgo").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(out)), "endpoints.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"https://discord.com/": true, "https://cdn.discordapp.com/": false, "https://status.discord.com/api/v2/": false}
	seen := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING && strings.Contains(l.Value, "://") {
			seen++
			if _, ok := known[strings.Trim(l.Value, `"`)]; !ok {
				t.Errorf("discordgo has an endpoint at %s", l.Value)
			}
		}
		return true
	})
	if seen != len(known) {
		t.Errorf("found %d addresses, want %d", seen, len(known))
	}
	d := discordtest.New(t)
	s := testSession(t, d)
	for address, replaced := range known {
		_, err := request(t.Context(), s, http.MethodGet, address+"api/v9/users/@me", "", nil)
		if refused := errors.Is(err, errForeignHost); refused == replaced || replaced && err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Ensure a token is not sent on to where an answer points.
func TestRedirect(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	d.Respond("GET", "^/users/@me$", func(*discordtest.Request) discordtest.Response {
		return discordtest.Response{Status: http.StatusFound, Header: map[string]string{"Location": d.URL + "api/v9/elsewhere"}, Body: "moved"}
	})
	if _, err := testSession(t, d).User("@me"); err == nil {
		t.Error("a redirection was taken for an answer")
	}
	if got := d.Requests("", "elsewhere"); len(got) != 0 {
		t.Errorf("the redirection was followed with %v", got[0].Header)
	}
}

// Ensure a wrong address or token is told with the name of its setting.
func TestSessionOptions(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"discord.com", "ftp://discord.com/", "http://", "https://discord.com/?a=b", "http://[::1"} {
		if _, err := newSession(sessionOptions{Token: "a.b.c", API: wrong}); err == nil || !strings.Contains(err.Error(), "DISCORD_API_URL") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	for _, wrong := range []string{"", "Bot abc", "abc\n", "äbc"} {
		err := checkToken(wrong)
		if err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") || wrong != "" && strings.Contains(err.Error(), strings.TrimSpace(wrong)) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// Ensure a request is neither repeated nor waited with, and ends with its context.
func TestRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := discordtest.NewInMemory(t)
		s := testSession(t, d)
		for _, status := range []int{500, 502, 503, 429} {
			d.ClearFaults()
			fault := discordtest.Fault{Response: &discordtest.Response{Status: status, Body: "<html>"}}
			if status == 429 {
				fault.Response = discordtest.TooManyRequests(60, true)
				fault.Response.Header["X-RateLimit-Reset-After"] = "60"
				fault.Response.Header["X-RateLimit-Remaining"] = "0"
			}
			d.Fail(fault)
			before := len(d.Requests("", ""))
			for range 3 {
				if _, err := request(t.Context(), s, http.MethodPost, discordgo.EndpointChannelMessages("1"), "application/json", []byte(`{}`)); err == nil {
					t.Errorf("%d is no error", status)
				}
			}
			if got := len(d.Requests("", "")) - before; got != 3 {
				t.Errorf("%d: sent %d times, want 3", status, got)
			}
		}
	})
}

package main

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot/discord/discordtest"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
)

// discordToken is long enough to be looked for in what is printed.
const discordToken = discordtest.Token

// printed is an output that can be read while it is written to.
type printed struct {
	mu      sync.Mutex
	text    strings.Builder
	changed chan struct{} // closed at the next write; nil where nobody waits
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.changed != nil {
		close(p.changed)
		p.changed = nil
	}
	return p.text.Write(b)
}

// await waits until the output holds text.
func (p *printed) await(t *testing.T, text string) {
	t.Helper()
	for late := time.After(discordtest.Patience); ; {
		p.mu.Lock()
		found := strings.Contains(p.text.String(), text)
		if p.changed == nil {
			p.changed = make(chan struct{})
		}
		changed := p.changed
		p.mu.Unlock()
		if found {
			return
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("%q is not printed:\n%s", text, p)
		}
	}
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// service is serve as it runs against both doubles.
type service struct {
	discord  *discordtest.Server
	telegram *telegramtest.Server
	printed  *printed
	data     string     // its data folder
	end      func() int // tells it to end, and returns the exit status
}

// serve runs serve with everything logged.
func serve(t *testing.T, prepare func(*service)) *service {
	t.Helper()
	s := &service{discord: discordtest.New(t), telegram: telegramtest.New(t), printed: &printed{}, data: t.TempDir()}
	if prepare != nil {
		prepare(s)
	}
	set := map[string]string{
		"DISCORD_TOKEN": discordToken, "DISCORD_API_URL": s.discord.URL, "TELEGRAM_TOKEN": telegramtest.Token, "TELEGRAM_API_URL": s.telegram.URL(),
		"DATA_DIR": s.data, "LOG_LEVEL": "debug",
	}
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve"}, strings.NewReader(""), s.printed, s.printed, func(k string) (string, bool) { v, ok := set[k]; return v, ok })
	}()
	s.end = sync.OnceValue(func() int {
		cancel()
		return <-code
	})
	t.Cleanup(func() { s.end() })
	return s
}

// say sends the question in a direct message on Discord.
func (s *service) say(id, text string) {
	s.discord.Dispatch("MESSAGE_CREATE", map[string]any{"id": id, "channel_id": "77", "content": text, "author": map[string]any{"id": "9", "username": "ada"}})
}

// write sends the question in a private chat on Telegram.
func (s *service) write(text string) {
	s.telegram.Push("message", map[string]any{
		"message_id": 5, "date": 1, "text": text,
		"chat": map[string]any{"id": 8, "type": "private"}, "from": map[string]any{"id": 8, "is_bot": false, "first_name": "Ada", "language_code": "de"},
	})
}

// silent fails where anything was printed that nobody may read.
func (s *service) silent(t *testing.T) {
	t.Helper()
	_, secret, _ := strings.Cut(telegramtest.Token, ":")
	for _, hidden := range []string{discordToken, secret, "Bielefeld", "bielefeld"} {
		if text := s.printed.String(); strings.Contains(text, hidden) {
			t.Errorf("%q is printed:\n%s", hidden, text)
		}
	}
}

// Ensure both platforms give the same answer from the reports, whatever fails in
// between, that nothing printed holds a token or a question, and that the end is
// an orderly one.
func TestServe(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.discord.AwaitShards(1)
	s.say("500", "was sagt bielefeld?")
	s.discord.Await(http.MethodPost, "/messages$") // From now on the connection can be resumed.
	s.discord.Fail(discordtest.Fault{Method: http.MethodPost, Path: "/messages$", Times: 1, Response: discordtest.TooManyRequests(0.01, false)})
	s.discord.Fail(discordtest.Fault{Path: "/typing$", Drop: true})
	s.telegram.Fail(telegramtest.Fault{Method: "sendChatAction", Kind: telegramtest.Dropped, Times: -1})
	s.telegram.Fail(telegramtest.Fault{Method: "getUpdates", Kind: telegramtest.Garbage, Times: 1})
	s.discord.Drop()
	s.say("501", "was sagt bielefeld?")
	s.write("was sagt bielefeld?")

	var sent struct {
		Embeds []struct{ Description string }
	}
	s.discord.Await(http.MethodPost, "/messages$") // The one that is told to wait.
	if err := s.discord.Await(http.MethodPost, "/messages$").JSON(&sent); err != nil {
		t.Fatal(err)
	}
	const words = "wenn sich eine Stadt nicht auf einen einzelnen IT-Dienstleister beschränken muss"
	if len(sent.Embeds) != 1 || !strings.Contains(sent.Embeds[0].Description, words) {
		t.Errorf("Discord got %+v", sent)
	}
	if got := s.telegram.Await(t, "sendMessage", 1)[0]; !strings.Contains(got.Text("text"), words) {
		t.Errorf("Telegram got %q", got.Text("text"))
	}
	if code := s.end(); code != exitDone {
		t.Errorf("exit status %d:\n%s", code, s.printed)
	}
	s.silent(t)
}

// Ensure a chat that orders the weekly fact gets one when it asks for a test, with its
// source, and that the ledger then has it: on both platforms, and only where whoever
// asks may decide.
func TestServeWeekly(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.discord.AwaitShards(1)
	weekly := func(id, permissions, sub string) {
		s.discord.Dispatch("INTERACTION_CREATE", map[string]any{
			"id": id, "application_id": discordtest.BotID, "token": "token-" + id, "type": 2, "version": 1, "locale": "de",
			"guild_id": discordtest.GuildA, "channel_id": "77",
			"member": map[string]any{"user": map[string]any{"id": "9", "username": "ada"}, "permissions": permissions},
			"data":   map[string]any{"id": "1", "name": "weekly", "type": 1, "options": []any{map[string]any{"name": sub, "type": 1}}},
		})
	}
	const manageServer = "32"
	for _, step := range []struct{ permissions, sub, says string }{{"0", "subscribe", "Server verwalten"}, {manageServer, "subscribe", "jeden Montag um 9"}, {manageServer, "now", "außer der Reihe"}} {
		weekly("90"+step.permissions+step.sub, step.permissions, step.sub)
		if got := string(s.discord.Await(http.MethodPost, "/callback$").Body); !strings.Contains(got, step.says) {
			t.Errorf("Discord, %s with permissions %s: %s", step.sub, step.permissions, got)
		}
	}
	if got := string(s.discord.Await(http.MethodPost, "/channels/77/messages$").Body); !strings.Contains(got, "Fakt der Woche") || !strings.Contains(got, "Quelle: ") {
		t.Errorf("Discord: %s", got)
	}
	s.write("/woche abonnieren Freitag 17:30")
	s.write("/woche jetzt")
	posted := s.telegram.AwaitThat(t, "a fact", func(all []telegramtest.Call) []telegramtest.Call {
		for i, c := range all {
			if text := c.Text("text") + c.Text("caption"); strings.Contains(text, "Fakt der Woche") && strings.Contains(text, "Quelle: ") {
				return all[:i+1]
			}
		}
		return nil
	})
	if ordered := posted[len(posted)-1]; ordered.Number("chat_id") != 8 {
		t.Errorf("Telegram: %+v", ordered)
	}
	if code := s.end(); code != exitDone {
		t.Errorf("exit status %d:\n%s", code, s.printed)
	}
	var out strings.Builder
	if code := run(t.Context(), []string{"weekly", "ledger", "--data-dir", s.data}, strings.NewReader(""), &out, &out, none); code != exitDone || strings.Count(out.String(), " sent ") != 2 {
		t.Errorf("exit status %d, the ledger:\n%s", code, &out)
	}
	s.silent(t)
}

// Ensure a platform that refuses its token says so once and what to do, and leaves
// the other one running.
func TestServeRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		prepare func(*service)
		says    string
		answers func(*service)
	}{
		{"Telegram", func(s *service) {
			s.telegram.Fail(telegramtest.Fault{Kind: telegramtest.Refused, Refusal: telegramtest.Refusal{Code: http.StatusUnauthorized, Description: "Unauthorized"}, Times: -1})
		}, "TELEGRAM_TOKEN", func(s *service) {
			s.discord.AwaitShards(1)
			s.say("502", "was sagt bielefeld?")
			s.discord.Await(http.MethodPost, "/messages$")
		}},
		{"Discord", func(s *service) {
			const authenticationFailed = 4004
			s.discord.Configure(func(g *discordtest.Gateway) { g.CloseOnIdentify = authenticationFailed })
		}, "DISCORD_TOKEN", func(s *service) {
			s.write("was sagt bielefeld?")
			s.telegram.Await(t, "sendMessage", 1)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, tc.prepare)
			tc.answers(s)
			s.printed.await(t, tc.says)
			if code := s.end(); code != exitFailed {
				t.Errorf("exit status %d, want %d", code, exitFailed)
			}
			if n := strings.Count(s.printed.String(), tc.says); n != 1 {
				t.Errorf("%s is named %d times, want once:\n%s", tc.says, n, s.printed)
			}
			s.silent(t)
		})
	}
}

// Ensure a platform that panics is run again, and one that fails is not.
func TestSupervise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out printed
		a := &app{stdout: &out, stderr: &out, log: (&app{stderr: &out}).logger(0)}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		panics, failures := 0, 0
		err := a.supervise(ctx, []platform{
			{"Shaky", func(ctx context.Context) error {
				if panics++; panics < 4 {
					panic("nobody expected this")
				}
				cancel()
				<-ctx.Done()
				return nil
			}},
			{"Refused", func(context.Context) error {
				failures++
				return errReported
			}},
		})
		if panics != 4 || failures != 1 || err == nil {
			t.Errorf("%d starts after panics, want 4; %d after a failure, want 1; %v", panics, failures, err)
		}
		if n := strings.Count(out.String(), "Refused: "); n != 1 || !strings.Contains(out.String(), "started again") {
			t.Errorf("printed:\n%s", out.String())
		}
	})
}

package discord

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// Ensure the bot waits for the reset when Discord says that no session is left,
// and says so once.
func TestNoSessionLeft(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.Configure(func(g *discordtest.Gateway) { g.Remaining, g.ResetAfter, g.Shards = 0, 7*time.Hour, 3 })
		since := time.Now()
		p.start()
		p.AwaitOp(discordtest.OpIdentify)
		if took := time.Since(since); took < 7*time.Hour {
			t.Errorf("a session was started after %v", took)
		}
		if got := strings.Count(p.log.String(), "no more sessions"); got != 1 {
			t.Errorf("the log says %d times that there is no session left:\n%s", got, p.log)
		}
	})
}

// Ensure a bot whose sessions all fail does not use up the day's, over restarts
// either.
func TestBudgetOverRestarts(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.options.DataDir = filepath.Join(t.TempDir(), "data")
		p.Configure(func(g *discordtest.Gateway) { g.Op9BeforeReady, g.Total = 1e6, 20 })
		began := time.Now()
		for range 13 { // a day and a half of restarts
			p.Configure(func(g *discordtest.Gateway) { g.Remaining = 1000 }) // Discord's own count does not help
			p.start()
			<-time.After(170 * time.Minute)
			p.end()
		}
		const allowed = 18 // a tenth of 20 is left
		if got := len(p.Frames(discordtest.OpIdentify)); got != 2*allowed {
			t.Errorf("%d sessions within %v, want %d", got, time.Since(began), 2*allowed)
		}
		text := readBudget(t, p.options.DataDir)
		if strings.Contains(text, discordtest.Token) {
			t.Error("the file holds the token")
		}
	})
}

func readBudget(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, budgetFile)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others may read %s: %v", name, info.Mode())
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("left behind in the folder: %v, %v", files, err)
	}
	return string(text)
}

// Ensure a process that is restarted at once keeps Discord's five seconds.
func TestSpacingOverRestarts(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.options.DataDir = t.TempDir()
		p.start()
		p.AwaitOp(discordtest.OpIdentify)
		since := time.Now()
		p.end()
		p.start()
		p.AwaitOp(discordtest.OpIdentify)
		if took := time.Since(since); took < identifySpacing-time.Millisecond { // the file counts in milliseconds
			t.Errorf("the next session was started after %v", took)
		}
	})
}

// Ensure a file that can't be read or written, or that is from the future, does
// not keep the bot from connecting.
func TestBudgetFile(t *testing.T) {
	t.Parallel()
	tomorrow, err := json.Marshal(map[string][]int64{
		newBudget("", discordtest.Token, slog.New(slog.DiscardHandler)).key: {time.Now().AddDate(80, 0, 0).UnixMilli()},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"broken": "{", "empty": "", "null": "null", "from the future": string(tomorrow)} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(p *presence) {
				p.options.DataDir = t.TempDir()
				if err := os.WriteFile(filepath.Join(p.options.DataDir, budgetFile), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				since := time.Now()
				p.start()
				p.AwaitShards(1)
				if took := time.Since(since); took > identifySpacing {
					t.Errorf("connected after %v", took)
				}
				readBudget(t, p.options.DataDir)
			})
		})
	}
	t.Run("a file instead of a folder", func(t *testing.T) {
		inBubble(t, func(p *presence) {
			p.options.DataDir = filepath.Join(t.TempDir(), "data")
			if err := os.WriteFile(p.options.DataDir, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			p.start()
			p.AwaitShards(1)
			if !strings.Contains(p.log.String(), "can't write down") {
				t.Errorf("the log does not tell that nothing is counted:\n%s", p.log)
			}
		})
	})
}

// Ensure tokens are counted apart, and that an old token's count goes in time.
func TestBudgetTokens(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), slog.New(slog.DiscardHandler)
	old, err := json.Marshal(map[string][]int64{"old": {time.Now().Add(-2 * identifyWindow).UnixMilli()}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, budgetFile), old, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{"one", "two"} {
		p, err := newBudget(dir, token, log).acquire(t.Context(), 0, discordgo.SessionInformation{})
		if err != nil {
			t.Fatal(err)
		}
		p.spend()
		p.close()
	}
	var all map[string][]int64
	if err := json.Unmarshal([]byte(readBudget(t, dir)), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all["old"] != nil {
		t.Errorf("the file counts %v, want one session for each of two tokens", all)
	}
}

package discord

import (
	"context"
	"encoding/json"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// run connects the stage's adapter to the gateway. The function returned ends it as
// the end of the program does, and returns what Run did.
func (s *stage) run() (end func() error) {
	s.Helper()
	ctx, cancel := context.WithCancel(s.Context())
	s.Cleanup(cancel)
	done := make(chan error, 1)
	go func() { done <- s.adapter.Run(ctx) }()
	s.discord.AwaitShards(1)
	return func() error {
		cancel()
		return <-done
	}
}

// Ensure events come through the gateway, those of a broken connection once, and
// the end answers what came in.
func TestRun(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.adapter.self.Store("") // Ready tells
		end := s.run()
		s.discord.Await("PUT", "/commands$")
		s.discord.Dispatch("MESSAGE_CREATE", json.RawMessage(mentioned("1", "ranking")))
		s.discord.Await("POST", "/messages$")
		s.discord.Dispatch("MESSAGE_UPDATE", json.RawMessage(mentioned("1", "edited")))
		s.discord.Drop()
		s.discord.Dispatch("MESSAGE_CREATE", json.RawMessage(mentioned("2", "quote"))) // comes with the RESUME
		s.discord.Dispatch("MESSAGE_CREATE", json.RawMessage(mentioned("1", "ranking")))
		s.discord.Await("POST", "/messages$")
		s.slowly(5 * time.Second)
		s.discord.Dispatch("INTERACTION_CREATE", json.RawMessage(slash("3", "ask", "question", "x")))
		synctest.Wait()
		begin := time.Now()
		if err := end(); err != nil {
			t.Errorf("Run: %v", err)
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("the end took %v", took)
		}
		s.discord.Await("PATCH", "/@original$")
		if n := len(s.discord.Requests("POST", "/messages$")); n != 2 {
			t.Errorf("%d messages, want 2", n)
		}
	})
}

// Ensure an operator reads what to do when Discord refuses the bot, and no token.
func TestRunRefused(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.discord.Configure(func(g *discordtest.Gateway) { g.CloseOnIdentify = 4004 })
		err := s.adapter.Run(s.Context())
		if err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") || strings.Contains(err.Error()+s.log.String(), discordtest.Token) {
			t.Errorf("Run: %v\n%s", err, s.log)
		}
	})
}

// Ensure a text that is no token is refused, and sent nowhere.
func TestRunWithoutToken(t *testing.T) {
	t.Parallel()
	a := newAdapter(t, nil, Options{Token: "Bot abc"})
	if err := a.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") || strings.Contains(err.Error(), "abc") {
		t.Errorf("Run: %v", err)
	}
}

// Ensure a burst of 5,000 questions in 500 channels loses none and answers none
// twice, within Discord's budgets, and in bounded memory.
func TestBurst(t *testing.T) {
	t.Parallel()
	const channels, each = 500, 10
	play(t, func(s *stage) {
		end := s.run()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begin := time.Now()
		for i := range channels * each {
			place := strconv.Itoa(410000000000000000 + i%channels)
			event := strings.ReplaceAll(mentioned(strconv.Itoa(510000000000000000+i), "q"+strconv.Itoa(i)), channel, place)
			event = strings.Replace(event, `"300000000000000001"`, `"`+strconv.Itoa(310000000000000000+i)+`"`, 1)
			s.discord.Dispatch("MESSAGE_CREATE", json.RawMessage(event))
		}
		synctest.Wait()
		runtime.ReadMemStats(&after)
		for len(s.discord.Requests("POST", "")) < channels*each && time.Since(begin) < sendWithin {
			<-time.After(5 * time.Second)
		}
		took := time.Since(begin)
		if err := end(); err != nil {
			t.Errorf("Run: %v", err)
		}
		answers, last := map[string]int{}, map[string]string{}
		for _, r := range s.discord.Requests("POST", "/messages$") {
			var sent struct {
				Reference struct {
					MessageID string `json:"message_id"`
				} `json:"message_reference"`
			}
			if err := r.JSON(&sent); err != nil {
				t.Fatal(err)
			}
			id := sent.Reference.MessageID
			answers[id]++
			if last[r.Path] > id {
				t.Errorf("%s: %s was answered before %s", r.Path, last[r.Path], id)
			}
			last[r.Path] = id
		}
		for id, n := range answers {
			if n != 1 {
				t.Errorf("question %s was answered %d times", id, n)
			}
		}
		if len(answers) != channels*each {
			t.Errorf("%d of %d questions were answered", len(answers), channels*each)
		}
		const mib = 1 << 20
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 200*mib {
			t.Errorf("the heap grew by %d MiB", grown/mib)
		} else {
			t.Logf("%d answers within %v; with all questions waiting, the heap had grown by %d MiB", len(answers), took, grown/mib)
		}
		if s.log.String() != "" {
			t.Errorf("logged:\n%s", s.log)
		}
	})
}

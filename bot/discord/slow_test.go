package discord

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// slowly makes the assistant take its time.
func (s *stage) slowly(d time.Duration) {
	s.assistant.Before = func(ctx context.Context, _ bot.Question) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pass lets time go by, and then everything that is due happen.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// Ensure what takes long is put off in time, and answered in the same place, to the
// same people, as what does not.
func TestSlowStories(t *testing.T) {
	t.Parallel()
	const id = "500000000000000001"
	for name, event := range map[string]string{
		"slow-message":             mentioned(id, "ranking"),
		"slow-command-ask":         slash(id, "ask", "question", "chart"),
		"slow-command-ask-split":   slash(id, "ask", "question", "long"),
		"slow-command-ask-fails":   slash(id, "ask", "question", "fail"),
		"slow-command-quote":       slash(id, "quote", "keyword", "quote"),
		"slow-command-quote-fails": slash(id, "quote", "keyword", "fail"),
		"slow-press-next":          press(id, "page-2", 0),
		"slow-press-source":        press(id, "source", 0),
		"slow-press-ask":           press(id, "ranking", 0),
		"slow-press-ask-private":   press(id, "ranking", ephemeral),
		"slow-press-share":         press(id, "share:quote", ephemeral),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				s.slowly(20 * time.Second)
				kind, early := "INTERACTION_CREATE", holdAfter
				if strings.HasPrefix(name, "slow-message") {
					kind, early = "MESSAGE_CREATE", typingAfter
				}
				s.event(kind, event)
				pass(early - time.Millisecond)
				if n := len(s.discord.Requests("", "")); n != 0 {
					t.Errorf("%d requests before %v", n, early)
				}
				pass(2 * time.Millisecond)
				if n := len(s.discord.Requests("", "")); n != 1 {
					t.Errorf("%d requests at %v, want 1", n, early)
				}
				s.end()
				golden(t, name, s.transcript())
			})
		})
	}
}

// Ensure a picture that takes longer to send than Discord waits for an answer still
// arrives, once.
func TestSlowUpload(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]string{
		"command":       slash("1", "ask", "question", "chart"),
		"press":         press("1", "chart", 0),
		"private press": press("1", "chart", ephemeral),
	} {
		play(t, func(s *stage) {
			uploaded := make(chan struct{})
			time.AfterFunc(2*respondWithin, func() { close(uploaded) })
			s.discord.Respond("POST", "/callback$", func(r *discordtest.Request) discordtest.Response {
				if len(r.Files) > 0 {
					<-uploaded
					return discordtest.Response{Status: 404, Body: map[string]any{"code": 10062}}
				}
				return discordtest.Response{}
			})
			s.discord.Fail(discordtest.Fault{Path: "/@original$", Hang: uploaded})
			s.event("INTERACTION_CREATE", event)
			s.end()
			sent := s.discord.Requests("PATCH", "/@original$")
			if len(sent) != 1 || len(sent[0].Files) != 1 || s.log.String() != "" {
				t.Errorf("%s: %d uploads, logged %s", name, len(sent), s.log)
			}
		})
	}
}

// Ensure many slow questions at once are all put off in time.
func TestManySlow(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.slowly(20 * time.Second)
		const many = 2 * workers
		for range many {
			id := s.discord.NewID()
			event := strings.ReplaceAll(slash(id, "ask", "question", "x"), channel, id)
			s.event("INTERACTION_CREATE", strings.Replace(event, `"300000000000000001"`, `"`+id+`"`, 1))
		}
		pass(holdAfter + time.Millisecond)
		if n := len(s.discord.Requests("POST", "/callback$")); n != many {
			t.Errorf("%d of %d interactions were put off in time", n, many)
		}
		s.end()
		if n := len(s.discord.Requests("PATCH", "/@original$")); n != many {
			t.Errorf("%d of %d answers followed", n, many)
		}
	})
}

// Ensure an answer is drawn out of the deadline of the assistant, not for ever.
func TestAssistantHangs(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.slowly(24 * time.Hour)
		s.event("MESSAGE_CREATE", mentioned("1", "x"))
		pass(answerWithin + time.Second)
		sent := s.discord.Requests("POST", "/messages$")
		if len(sent) != 1 || !strings.Contains(string(sent[0].Body), "gescheitert") {
			t.Errorf("sent %d messages", len(sent))
		}
	})
}

// Ensure what was accepted is answered when the program ends, and that the end
// comes in time all the same.
func TestDrain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		takes time.Duration
		want  string // the answers
	}{
		"in time":  {5 * time.Second, "Antwort"},
		"too late": {time.Hour, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				s.slowly(tc.takes)
				s.event("MESSAGE_CREATE", mentioned("1", "x"))
				s.event("INTERACTION_CREATE", slash("2", "ask", "question", "x"))
				synctest.Wait()
				begin := time.Now()
				ctx, cancel := context.WithTimeout(s.Context(), drainWithin)
				defer cancel()
				if err := s.adapter.drain(ctx); (err == nil) != (tc.want != "") {
					t.Errorf("drain: %v", err)
				}
				if took := time.Since(begin); took > drainWithin {
					t.Errorf("draining took %v", took)
				}
				sent := append(s.discord.Requests("POST", "/messages$"), s.discord.Requests("PATCH", "")...)
				if got := len(sent); got != 2 && tc.want != "" || got != 0 && tc.want == "" {
					t.Errorf("%d answers", got)
				}
			})
		})
	}
}

// Ensure people who ask too much are told so once in a channel, and every time
// privately, and that others are still answered.
func TestAllowance(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		n := userPace().Burst
		for range n + 5 {
			s.event("MESSAGE_CREATE", mentioned(s.discord.NewID(), "x"))
		}
		s.event("INTERACTION_CREATE", slash("1", "ask", "question", "x"))
		s.event("INTERACTION_CREATE", slash("2", "ask", "question", "x"))
		s.event("MESSAGE_CREATE", strings.Replace(mentioned("3", "bob"), `"300000000000000001"`, `"300000000000000002"`, 1))
		s.end()
		slow := s.adapter.catalogue.Say("de", "slow_down", nil)
		counts := map[string]int{}
		for _, r := range s.discord.Requests("POST", "") {
			kind := "answer"
			if strings.Contains(string(r.Body), slow) {
				kind = "slow"
			}
			counts[kind+" "+r.Path[:4]]++
		}
		if counts["answer /cha"] != n+1 || counts["slow /cha"] != 1 || counts["slow /int"] != 2 || counts["answer /int"] != 0 {
			t.Errorf("sent %v", counts)
		}
	})
}

// Ensure questions are not taken faster than answers go out, and that nobody uses
// up a channel's allowance alone.
func TestPaces(t *testing.T) {
	t.Parallel()
	if place, out := placePace(), channelPace(); place.Every <= out.Every {
		t.Errorf("a question every %v is taken, an answer every %v sent", place.Every, out.Every)
	}
	if user, place := userPace(), placePace(); user.Burst >= place.Burst {
		t.Errorf("%d questions of one person leave none of a channel's %d", user.Burst, place.Burst)
	}
}

// Ensure questions for which there is no room are answered that it is busy.
func TestBusy(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.slowly(30 * time.Second)
		for range workers + waitingEvents + 2 {
			id := s.discord.NewID()
			event := strings.ReplaceAll(mentioned(id, "x"), channel, id)
			s.event("MESSAGE_CREATE", strings.Replace(event, `"300000000000000001"`, `"`+id+`"`, 1))
		}
		pass(5 * time.Second)
		busy := s.adapter.catalogue.Say("de", "busy", nil)
		n := 0
		for _, r := range s.discord.Requests("POST", "/messages$") {
			if strings.Contains(string(r.Body), busy) {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%d were told that it is busy, want 2", n)
		}
		ctx, cancel := context.WithTimeout(s.Context(), time.Second)
		defer cancel()
		if err := s.adapter.drain(ctx); err == nil {
			t.Error("a drain within a second of what takes minutes does not say so")
		}
	})
}

// Ensure the server's language is that of questions without a language of their
// own, unless nobody set it.
func TestServerLanguage(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{"de": "de", "en-GB": "en-GB", "en-US": "", "": ""} {
		play(t, func(s *stage) {
			server := `{"id":"` + discordtest.GuildA + `","preferred_locale":"` + locale + `"}`
			s.event("GUILD_CREATE", server)
			s.event("GUILD_DELETE", `{"id":"`+discordtest.GuildA+`","unavailable":true}`)
			s.event("MESSAGE_CREATE", mentioned("1", "x"))
			s.event("GUILD_UPDATE", `{"id":"`+discordtest.GuildA+`","preferred_locale":"fr"}`)
			s.event("MESSAGE_CREATE", mentioned("2", "x"))
			s.event("GUILD_DELETE", server)
			s.event("MESSAGE_CREATE", mentioned("3", "x"))
			s.end()
			asked := s.assistant.Asked()
			if len(asked) != 3 || asked[0].Locale != want || asked[1].Locale != "fr" || asked[2].Locale != "" {
				t.Errorf("locale %q: asked %+v", locale, asked)
			}
		})
	}
}

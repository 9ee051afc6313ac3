package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
	"github.com/reportbot/reportbot/bot/traffic"
)

const postNonce = "AbCdEfGh0123456789xy"

// postOf is a post of a canned answer to a server's channel.
func postOf(t testing.TB, sample string) bot.Post {
	t.Helper()
	answer, ok := bottest.Named(sample)
	if !ok {
		t.Fatalf("no sample %q", sample)
	}
	return bot.Post{Chat: bot.Chat{Platform: bot.Discord, ID: channel, Server: discordtest.GuildA}, Answer: answer, Nonce: postNonce}
}

// Ensure a post is one message, as the golden files show it, and that its receipt
// is the message's id.
func TestPost(t *testing.T) {
	t.Parallel()
	for _, sample := range []string{"ranking", "chart", "quote-en", "hostile-chart", "buttons", "endless"} {
		t.Run(sample, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				begun := 0
				p := postOf(t, sample)
				p.Begin = func() error {
					begun++
					if n := len(s.discord.Requests("", "")); n != 0 {
						t.Errorf("%d requests before the post began", n)
					}
					return nil
				}
				receipt, err := s.adapter.Post(s.Context(), p)
				if err != nil || receipt.Message != "700000000000000001" || begun != 1 {
					t.Errorf("receipt %+v, %v; begun %d times", receipt, err, begun)
				}
				sent := s.discord.Requests("", "")
				if len(sent) != 1 || !strings.Contains(string(sent[0].Body), `"`+postNonce+`"`) {
					t.Fatalf("sent:\n%s", s.transcript())
				}
				if sample != "endless" { // which others show
					golden(t, "post-"+sample, s.transcript())
				}
			})
		})
	}
}

// Ensure a post that can't begin is not sent, and that its sender gets back the
// error that it gave.
func TestPostCantBegin(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]error{
		"an error":      errors.New("no room on the disk"),
		"one of sends'": &bot.SendError{Err: errors.New("again"), Retry: true},
	} {
		play(t, func(s *stage) {
			begun := 0
			p := postOf(t, "ranking")
			p.Begin = func() error { begun++; return want }
			receipt, err := s.adapter.Post(s.Context(), p)
			if err != want || receipt != (bot.Receipt{}) || begun != 1 || len(s.discord.Requests("", "")) != 0 { //nolint:errorlint // The very same.
				t.Errorf("%s: %+v, %v; begun %d times", name, receipt, err, begun)
			}
		})
	}
}

// Ensure each failure is tried once, in each form that Discord may take, and says
// what may be done next.
func TestPostFaults(t *testing.T) {
	t.Parallel()
	html := &discordtest.Response{Status: 403, Body: "<html>"}
	for name, tc := range map[string]struct {
		sample string
		fault  discordtest.Fault
		sent   int
		want   *bot.SendError
	}{
		"429":                  {"ranking", discordtest.Fault{Response: discordtest.TooManyRequests(2.5, false)}, 1, &bot.SendError{Retry: true, After: 2500 * time.Millisecond, Invalid: true}},
		"429 global":           {"ranking", discordtest.Fault{Response: discordtest.TooManyRequests(2.5, true)}, 1, &bot.SendError{Retry: true, After: 2500 * time.Millisecond, Everywhere: true, Invalid: true}},
		"500":                  {"ranking", discordtest.Fault{Response: &discordtest.Response{Status: 500}}, 1, &bot.SendError{Unknown: true, Retry: true}},
		"503":                  {"ranking", discordtest.Fault{Response: &discordtest.Response{Status: 503}}, 1, &bot.SendError{Unknown: true, Retry: true}},
		"lost":                 {"ranking", discordtest.Fault{Lost: true}, 1, &bot.SendError{Unknown: true, Retry: true}},
		"drop":                 {"ranking", discordtest.Fault{Drop: true}, 1, &bot.SendError{Unknown: true, Retry: true}},
		"hang":                 {"ranking", discordtest.Fault{Hang: make(chan struct{})}, 1, &bot.SendError{Unknown: true, Retry: true}},
		"garbage":              {"ranking", discordtest.Fault{Response: &discordtest.Response{Body: "{]"}}, 1, &bot.SendError{Unknown: true, Retry: true}},
		"empty":                {"ranking", discordtest.Fault{Response: &discordtest.Response{}}, 1, &bot.SendError{Unknown: true, Retry: true}},
		"another form of id":   {"ranking", discordtest.Fault{Response: &discordtest.Response{Body: `{"id":7}`}}, 1, &bot.SendError{Unknown: true, Retry: true}},
		"400":                  {"ranking", discordtest.Fault{Response: answered(400, 50006)}, 1, &bot.SendError{}},
		"400 for the form":     {"chart", discordtest.Fault{Times: 1, Response: answered(400, 50035)}, 2, nil},
		"400 for any form":     {"chart", discordtest.Fault{Response: answered(400, 50035)}, 2, &bot.SendError{}},
		"401":                  {"ranking", discordtest.Fault{Response: answered(401, 0)}, 1, &bot.SendError{Retry: true, Invalid: true}},
		"no right to a file":   {"chart", discordtest.Fault{Times: 1, Response: answered(403, 50013)}, 2, nil},
		"no right to an embed": {"chart", discordtest.Fault{Times: 2, Response: answered(403, 50013)}, 3, nil},
		"no right at all":      {"chart", discordtest.Fault{Response: answered(403, 50013)}, 3, &bot.SendError{Invalid: true, Forbidden: true}},
		"a person's refusal":   {"ranking", discordtest.Fault{Response: answered(403, 50007)}, 1, &bot.SendError{Invalid: true, Forbidden: true}},
		"a locked thread":      {"ranking", discordtest.Fault{Response: answered(400, 160005)}, 1, &bot.SendError{Forbidden: true}},
		"no access":            {"ranking", discordtest.Fault{Response: answered(403, 50001)}, 1, &bot.SendError{Invalid: true, Gone: true}},
		"in front of Discord":  {"ranking", discordtest.Fault{Response: html}, 1, &bot.SendError{Invalid: true, Retry: true}},
		"no channel":           {"ranking", discordtest.Fault{Response: answered(404, 10003)}, 1, &bot.SendError{Gone: true}},
		"no such thing":        {"ranking", discordtest.Fault{Response: answered(404, 0)}, 1, &bot.SendError{Gone: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				if tc.fault.Hang != nil { // of the bubble's own
					tc.fault.Hang = make(chan struct{})
				}
				s.discord.Fail(tc.fault)
				begun := 0
				p := postOf(t, tc.sample)
				p.Begin = func() error { begun++; return nil }
				receipt, err := s.adapter.Post(s.Context(), p)
				if tc.want == nil && err != nil {
					t.Errorf("got %v", err)
				}
				if tc.want != nil {
					got, _ := errors.AsType[*bot.SendError](err)
					if diff := cmp.Diff(tc.want, got, cmpopts.IgnoreFields(bot.SendError{}, "Err")); diff != "" {
						t.Errorf("%v (-want +got):\n%s", err, diff)
					}
				}
				sent := s.discord.Requests("POST", "")
				if len(sent) != tc.sent || begun != 1 {
					t.Errorf("%d requests, want %d; begun %d times", len(sent), tc.sent, begun)
				}
				for _, r := range sent {
					if !strings.Contains(string(r.Body), `"nonce":"`+postNonce+`","enforce_nonce":true`) {
						t.Errorf("without its nonce: %s", r.Body)
					}
				}
				if tc.fault.Response != nil && tc.fault.Response.Status == 0 && receipt.Message != "" {
					t.Errorf("receipt %+v", receipt)
				}
			})
		})
	}
}

// Ensure what a 429 says holds for what comes next, there or everywhere, and that a
// post's refusals count towards the breaker.
func TestPostHolds(t *testing.T) {
	t.Parallel()
	for _, everywhere := range []bool{false, true} {
		play(t, func(s *stage) {
			s.discord.Fail(discordtest.Fault{Times: 1, Response: discordtest.TooManyRequests(20, everywhere)})
			_, err := s.adapter.Post(s.Context(), postOf(t, "ranking"))
			if failed, ok := errors.AsType[*bot.SendError](err); !ok || failed.After != 20*time.Second {
				t.Errorf("got %v", err)
			}
			begin, next := time.Now(), postOf(t, "ranking")
			if everywhere {
				next.Chat.ID = "400000000000000009"
			}
			if _, err := s.adapter.Post(s.Context(), next); err != nil || time.Since(begin) != 20*time.Second {
				t.Errorf("everywhere %v: the next went after %v: %v", everywhere, time.Since(begin), err)
			}
		})
	}
	play(t, func(s *stage) {
		s.discord.Fail(discordtest.Fault{Response: answered(403, 50001)})
		var last error
		for i := range maxInvalid + 1 {
			p := postOf(t, "bare")
			p.Chat.ID = fmt.Sprint(410000000000000000 + i)
			_, last = s.adapter.Post(s.Context(), p)
		}
		if n := len(s.discord.Requests("", "")); last != traffic.ErrBreaker || n != maxInvalid { //nolint:errorlint // The very same.
			t.Errorf("%d requests, then %v", n, last)
		}
	})
}

// Ensure the end of a context is told apart: before a post's turn nothing was sent,
// in the middle of its request nobody knows.
func TestPostEnds(t *testing.T) {
	t.Parallel()
	never := discordtest.Fault{Path: "^/nowhere$"}
	for name, tc := range map[string]struct {
		fault discordtest.Fault
		want  *bot.SendError
		begun int
	}{
		"before it was made": {never, nil, 0},
		"before its turn":    {never, nil, 0},
		"while it began":     {never, &bot.SendError{Retry: true}, 1},
		"in its request":     {discordtest.Fault{Hang: make(chan struct{})}, &bot.SendError{Unknown: true, Retry: true}, 1},
		"between two forms":  {discordtest.Fault{Response: answered(403, 50013)}, &bot.SendError{Retry: true}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				ctx, cancel := context.WithTimeout(s.Context(), 10*time.Second)
				defer cancel()
				if tc.fault.Hang != nil { // of the bubble's own
					tc.fault.Hang = make(chan struct{})
				}
				s.discord.Fail(tc.fault)
				answer := func() { // that takes long, and goes before what is not on its way
					go func() {
						_ = s.adapter.outbox.Send(s.Context(), channel, traffic.ClassAnswer, func(context.Context) error {
							<-time.After(time.Minute)
							return nil
						})
					}()
					synctest.Wait()
				}
				begun := 0
				p := postOf(t, "chart")
				p.Begin = func() error {
					begun++
					switch name {
					case "while it began":
						cancel()
					case "between two forms":
						answer()
					}
					return nil
				}
				switch name {
				case "before it was made":
					cancel()
				case "before its turn":
					answer()
				}
				_, err := s.adapter.Post(ctx, p)
				got, _ := errors.AsType[*bot.SendError](err)
				if diff := cmp.Diff(tc.want, got, cmpopts.IgnoreFields(bot.SendError{}, "Err")); diff != "" {
					t.Errorf("%v (-want +got):\n%s", err, diff)
				}
				if !errors.Is(err, ctx.Err()) || begun != tc.begun {
					t.Errorf("got %v; begun %d times, want %d", err, begun, tc.begun)
				}
				pass(2 * time.Minute)
			})
		})
	}
}

// Ensure an answer goes before a post that waits.
func TestPostAfterAnswers(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.discord.Fail(discordtest.Fault{Times: 1, Response: discordtest.TooManyRequests(10, false)})
		_, _ = s.adapter.Post(s.Context(), postOf(t, "ranking"))
		posted := make(chan error, 1)
		go func() {
			_, err := s.adapter.Post(s.Context(), postOf(t, "quote"))
			posted <- err
		}()
		synctest.Wait()
		s.event("MESSAGE_CREATE", mentioned("500000000000000001", "person"))
		if err := <-posted; err != nil {
			t.Errorf("got %v", err)
		}
		sent := s.discord.Requests("POST", "/messages$")
		if len(sent) != 3 || !strings.Contains(string(sent[1].Body), "message_reference") || !strings.Contains(string(sent[2].Body), postNonce) {
			t.Errorf("sent:\n%s", s.transcript())
		}
	})
}

// Ensure a post that is repeated goes under the same nonce, and the next one as it
// says.
func TestPostRepeated(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.discord.Fail(discordtest.Fault{Times: 1, Lost: true})
		p := postOf(t, "ranking")
		if _, err := s.adapter.Post(s.Context(), p); err == nil {
			t.Error("a lost answer is no error")
		}
		receipt, err := s.adapter.Post(s.Context(), p)
		if err != nil || receipt.Message == "" {
			t.Errorf("got %+v, %v", receipt, err)
		}
		sent := s.discord.Requests("POST", "/messages$")
		if len(sent) != 2 || string(sent[0].Body) != string(sent[1].Body) {
			t.Errorf("sent:\n%s", s.transcript())
		}
		if s.adapter.Remembers() != nonceMemory {
			t.Errorf("remembers %v", s.adapter.Remembers())
		}
	})
}

// Ensure a panic over a post ends that post alone.
func TestPostPanics(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.adapter.render.catalogue = nil
		_, err := s.adapter.Post(s.Context(), postOf(t, "ranking"))
		if failed, ok := errors.AsType[*bot.SendError](err); !ok || failed.Unknown || failed.Retry || len(s.discord.Requests("", "")) != 0 {
			t.Errorf("got %v", err)
		}
		if !strings.Contains(s.log.String(), "panic while rendering") {
			t.Errorf("logged %s", s.log)
		}
	})
}

package weekly

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

// play runs a story in a world whose time takes none, on a real file.
func play(t *testing.T, facts int, story func(w *world), change ...func(*Options)) {
	t.Helper()
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		// Its clock begins on a Saturday, the first of January 2000.
		story(newWorld(t, store.Options{Dir: dir, Serving: true}, facts, change...))
	})
}

// states are the states of a chat's entries, the earliest first.
func (w *world) states(c bot.Chat) string {
	w.Helper()
	var out []string
	for _, e := range w.entries(c) {
		out = append(out, string(e.State))
	}
	return strings.Join(out, " ")
}

func retryable(after time.Duration) error {
	return &bot.SendError{Err: errors.New("not now"), Retry: true, After: after}
}
func ambiguous() error { return &bot.SendError{Err: errors.New("the answer was lost"), Unknown: true} }

// Ensure a chat gets a fact at its hour every week, each another one until all were
// posted, and the ledger says so.
func TestWeekByWeek(t *testing.T) {
	play(t, 3, func(w *world) {
		c := telegramChat("1")
		w.order(c, monday())
		stop := w.run(w.service)
		defer stop()
		time.Sleep(8 * 7 * 24 * time.Hour)
		synctest.Wait()
		if len(w.telegram.posts) != 8 {
			t.Fatalf("%d posts in 8 weeks", len(w.telegram.posts))
		}
		berlin, err := loadZone("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		for i, at := range w.telegram.at {
			if local := at.In(berlin); local.Weekday() != time.Monday || local.Format("15:04:05") != "09:00:00" {
				t.Errorf("post %d came on %s", i, local.Format(time.RFC1123))
			}
		}
		for round := range slices.Chunk(w.telegram.stands[c.Key()], 3) {
			slices.Sort(round)
			if len(slices.Compact(round)) != len(round) {
				t.Errorf("a fact came twice in a round: %v", round)
			}
		}
		for i, e := range w.entries(c) {
			if e.State != bot.Sent || e.Message != "m-"+e.Nonce || e.Attempts != 1 || e.Round != i/3 || !strings.Contains(e.Text, "Quelle: Report") {
				t.Errorf("entry %d: %+v", i, e)
			}
		}
	})
}

// Ensure that after a downtime the latest slot is made up for if it is not older than
// a day, and everything else is visible as skipped.
func TestDowntime(t *testing.T) {
	for _, tt := range []struct {
		late  time.Duration
		want  string
		posts int
	}{
		{23 * time.Hour, "skipped skipped sent", 1},
		{26 * time.Hour, "skipped skipped skipped", 0},
	} {
		t.Run(fmt.Sprint(tt.late), func(t *testing.T) {
			play(t, 3, func(w *world) {
				c := telegramChat("1")
				x := w.order(c, monday())
				time.Sleep(x.Due.Add(14*24*time.Hour + tt.late).Sub(w.now()))
				stop := w.run(w.service)
				defer stop()
				time.Sleep(time.Hour)
				synctest.Wait()
				if got := w.states(c); got != tt.want || len(w.telegram.posts) != tt.posts {
					t.Errorf("%s, %d posts; want %s", got, len(w.telegram.posts), tt.want)
				}
			}, func(o *Options) { o.planEvery = time.Hour })
		})
	}
}

// attempts is what a platform does to one post, attempt by attempt, and what must
// become of it.
func TestOutcomes(t *testing.T) {
	type outcome struct {
		state    bot.EntryState
		stands   int
		attempts int
		doubts   int
	}
	for name, tt := range map[string]struct {
		failures []failure // of each attempt, in order; then success
		telegram outcome
		discord  outcome
	}{
		"sent":          {nil, outcome{bot.Sent, 1, 1, 0}, outcome{bot.Sent, 1, 1, 0}},
		"asked to wait": {[]failure{{err: retryable(time.Hour)}, {err: retryable(time.Minute)}}, outcome{bot.Sent, 1, 1, 0}, outcome{bot.Sent, 1, 1, 0}},
		"not taken":     {[]failure{{err: retryable(0)}, {err: retryable(0)}, {err: retryable(0)}}, outcome{bot.Sent, 1, 4, 0}, outcome{bot.Sent, 1, 4, 0}},
		"lost":          {[]failure{{err: ambiguous(), lands: true}}, outcome{bot.Sent, 2, 2, 1}, outcome{bot.Sent, 1, 2, 1}},
		"dropped":       {[]failure{{err: ambiguous()}}, outcome{bot.Sent, 1, 2, 1}, outcome{bot.Sent, 1, 2, 1}},
		"dropped twice": {[]failure{{err: ambiguous()}, {err: ambiguous()}}, outcome{bot.Unknown, 0, 2, 2}, outcome{bot.Sent, 1, 3, 2}},
		"lost twice":    {[]failure{{err: ambiguous(), lands: true}, {err: ambiguous(), lands: true}}, outcome{bot.Unknown, 2, 2, 2}, outcome{bot.Sent, 1, 2, 1}},
		"refused":       {[]failure{{err: &bot.SendError{Err: errors.New("bad request")}}}, outcome{bot.Failed, 0, 1, 0}, outcome{bot.Failed, 0, 1, 0}},
		"breaker open":  {[]failure{{err: errors.New("nothing is sent for a while"), early: true}}, outcome{bot.Sent, 1, 1, 0}, outcome{bot.Sent, 1, 1, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, 3, func(w *world) {
				fail := func(_ bot.Post, attempt int) failure {
					if attempt <= len(tt.failures) {
						return tt.failures[attempt-1]
					}
					return failure{}
				}
				w.telegram.fail, w.discord.fail = fail, fail
				stop := w.run(w.service)
				defer stop()
				for c, want := range map[bot.Chat]outcome{telegramChat("1"): tt.telegram, discordChat("2"): tt.discord} {
					x := w.order(c, monday())
					time.Sleep(time.Until(x.Due) + 20*time.Hour)
					synctest.Wait()
					e := w.entries(c)[0]
					stands := len(w.telegram.stands[c.Key()]) + len(w.discord.stands[c.Key()])
					if diff := cmp.Diff(want, outcome{e.State, stands, e.Attempts, e.Doubts}, cmp.AllowUnexported(outcome{})); diff != "" {
						t.Errorf("%s (-want +got):\n%s%+v", c.Key(), diff, e)
					}
				}
			})
		})
	}
}

// Ensure a post on Discord of which the platform has forgotten the nonce is looked for
// before it is sent again.
func TestFind(t *testing.T) {
	for name, tt := range map[string]struct {
		lands  bool
		look   error
		want   bot.EntryState
		stands int
	}{
		"there":     {true, nil, bot.Sent, 1},
		"not there": {false, nil, bot.Sent, 1},
		"hidden":    {true, &bot.SendError{Err: errors.New("no history"), Forbidden: true}, bot.Unknown, 1},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, 3, func(w *world) {
				w.discord.look = tt.look
				c := discordChat("1")
				x := w.order(c, monday())
				outage := true
				w.discord.fail = func(_ bot.Post, attempt int) failure {
					switch {
					case attempt == 1:
						return failure{err: ambiguous(), lands: tt.lands}
					case outage:
						return failure{err: errors.New("the program is about to end"), early: true}
					}
					return failure{}
				}
				stop := w.run(w.service)
				time.Sleep(time.Until(x.Due) + time.Second)
				stop()
				time.Sleep(10 * time.Minute) // The platform forgets meanwhile.
				outage = false
				stop = w.run(w.another())
				defer stop()
				time.Sleep(time.Hour)
				synctest.Wait()
				e := w.entries(c)[0]
				if e.State != tt.want || len(w.discord.stands[c.Key()]) != tt.stands || w.discord.looked == 0 {
					t.Errorf("%+v, %d stand, looked %d times", e, len(w.discord.stands[c.Key()]), w.discord.looked)
				}
			})
		})
	}
}

// Ensure a chat that can't be written to is paused, whoever ordered is told once, and
// it goes on with the next slot when the bot may write again.
func TestForbidden(t *testing.T) {
	for state, refusal := range map[bot.SubscriptionState]*bot.SendError{
		bot.PausedForbidden: {Err: errors.New("no right"), Forbidden: true, Invalid: true},
		bot.PausedGone:      {Err: errors.New("kicked"), Gone: true},
	} {
		t.Run(string(state), func(t *testing.T) {
			play(t, 3, func(w *world) {
				c := telegramChat("1")
				x := w.order(c, monday())
				w.telegram.fail = func(bot.Post, int) failure { return failure{err: refusal} }
				stop := w.run(w.service)
				defer stop()
				time.Sleep(time.Until(x.Due) + 15*24*time.Hour)
				synctest.Wait()
				if got := w.subscription(c); got.State != state || w.states(c) != "failed" || len(w.telegram.told) != 1 || !strings.HasPrefix(w.telegram.told[0], "p: Ich kann den wöchentlichen Fakt") {
					t.Errorf("%+v, %s, told %q", got, w.states(c), w.telegram.told)
				}
				w.telegram.mu.Lock()
				w.telegram.fail = nil
				w.telegram.mu.Unlock()
				w.service.Changed(w.Context(), bot.Change{What: bot.ChatOpened, Chat: c})
				time.Sleep(7 * 24 * time.Hour)
				synctest.Wait()
				if got := w.subscription(c); got.State != bot.Active || w.states(c) != "failed sent" {
					t.Errorf("%+v, %s", got, w.states(c))
				}
			})
		})
	}
}

// Ensure a group that has moved gets its post under its new id, once.
func TestMoved(t *testing.T) {
	play(t, 3, func(w *world) {
		c, now := telegramChat("1"), telegramChat("-1002")
		x := w.order(c, monday())
		w.telegram.fail = func(p bot.Post, _ int) failure {
			if p.Chat.ID == "1" {
				return failure{err: &bot.SendError{Err: errors.New("upgraded"), MovedTo: now.ID}}
			}
			return failure{}
		}
		stop := w.run(w.service)
		defer stop()
		time.Sleep(time.Until(x.Due) + 8*24*time.Hour)
		synctest.Wait()
		if got := w.states(now); got != "sent sent" || len(w.telegram.stands[now.Key()]) != 2 || w.states(c) != "" {
			t.Errorf("%s, %v", got, w.telegram.stands)
		}
	})
}

// Ensure no fact is posted that has changed or gone since it was planned: another one
// takes its place, and without any nothing is posted, visibly.
func TestChangedFact(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*shelf, string)
		want   string
	}{
		"records":   {func(s *shelf, fact string) { s.rests[fact] = "corrected" }, "retry"},
		"text":      {func(s *shelf, fact string) { s.texts[fact] = "corrected" }, "sent"},
		"gone":      {func(s *shelf, fact string) { s.facts["r"] = without(s.facts["r"], fact) }, "sent"},
		"all gone":  {func(s *shelf, _ string) { s.facts["r"] = nil }, "skipped"},
		"unchanged": {func(*shelf, string) {}, "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, 5, func(w *world) {
				c := telegramChat("1")
				x := w.order(c, monday())
				w.telegram.fail = func(bot.Post, int) failure { return failure{err: errors.New("held up"), early: true} }
				stop := w.run(w.service)
				time.Sleep(time.Until(x.Due) + time.Second)
				synctest.Wait()
				stop()
				planned := w.entries(c)[0]
				if planned.State != bot.Retry || planned.Attempts != 0 {
					t.Fatalf("%+v", planned)
				}
				tt.change(w.facts, planned.Fact)
				w.telegram.fail = nil
				stop = w.run(w.another()) // a restart, which is how reports change
				defer stop()
				time.Sleep(time.Hour)
				synctest.Wait()
				e := w.entries(c)[0]
				if same := e.Fact == planned.Fact; name == "unchanged" != same && e.State == bot.Sent {
					t.Errorf("planned %s, posted %s", planned.Fact, e.Fact)
				}
				if want := strings.Replace(tt.want, "retry", "sent", 1); string(e.State) != want {
					t.Errorf("%+v", e)
				}
			})
		})
	}
}

// Ensure a fact whose records have changed while its own text has not is withheld, in
// all weeks to come, and comes back when its text is changed too.
func TestStaleFact(t *testing.T) {
	play(t, 2, func(w *world) {
		c := telegramChat("1")
		w.order(c, monday())
		week := func(weeks int) []string {
			before := len(w.telegram.posts)
			stop := w.run(w.another())
			time.Sleep(time.Duration(weeks) * 7 * 24 * time.Hour)
			synctest.Wait()
			stop()
			var facts []string
			for _, p := range w.telegram.posts[before:] {
				facts = append(facts, p.Answer.Citations[0].Record)
			}
			slices.Sort(facts)
			return slices.Compact(facts)
		}
		if got := week(4); len(got) != 2 {
			t.Fatalf("posted %v", got)
		}
		w.facts.rests["fact-01"] = "corrected"
		if got := week(4); !slices.Equal(got, []string{"fact-00"}) {
			t.Errorf("posted %v after the records of fact-01 changed", got)
		}
		w.facts.texts["fact-01"] = " corrected as well"
		if got := week(4); len(got) != 2 {
			t.Errorf("posted %v after its text changed as well", got)
		}
	})
}

// Ensure a post that never gets through ends as failed after a day, and one that may
// have arrived as unknown.
func TestTooLate(t *testing.T) {
	for state, first := range map[bot.EntryState]failure{bot.Failed: {err: retryable(0)}, bot.Unknown: {err: ambiguous()}} {
		t.Run(string(state), func(t *testing.T) {
			play(t, 3, func(w *world) {
				c := discordChat("1")
				x := w.order(c, monday())
				w.discord.look = retryable(time.Hour) // can't be looked for either
				w.discord.fail = func(_ bot.Post, attempt int) failure {
					if attempt == 1 {
						return first
					}
					return failure{err: retryable(time.Hour)}
				}
				stop := w.run(w.service)
				defer stop()
				time.Sleep(time.Until(x.Due) + 30*time.Hour)
				synctest.Wait()
				if e := w.entries(c)[0]; e.State != state {
					t.Errorf("%+v", e)
				}
			})
		})
	}
}

// Ensure a post that is on its way when the program is told to end is finished, and
// that one that waits stays planned, without any doubt about it.
func TestShutdown(t *testing.T) {
	play(t, 3, func(w *world) {
		c := telegramChat("1")
		x := w.order(c, monday())
		answer := make(chan struct{})
		w.telegram.fail = func(bot.Post, int) failure { return failure{wait: answer} }
		stop := w.run(w.service)
		time.Sleep(time.Until(x.Due) + time.Second)
		var stopping sync.WaitGroup
		stopping.Go(stop)
		time.Sleep(time.Second)
		close(answer)
		stopping.Wait()
		if e := w.entries(c)[0]; e.State != bot.Sent || e.Doubts != 0 {
			t.Errorf("%+v", e)
		}
	})
}

// Ensure a request that does not end holds up the end of the program for seconds only,
// and counts as doubtful.
func TestShutdownHangs(t *testing.T) {
	play(t, 3, func(w *world) {
		c := telegramChat("1")
		x := w.order(c, monday())
		w.telegram.fail = func(bot.Post, int) failure { return failure{wait: make(chan struct{})} }
		stop := w.run(w.service)
		time.Sleep(time.Until(x.Due) + time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("the end took %v", took)
		}
		if e := w.entries(c)[0]; e.State != bot.Retry || e.Doubts != 1 {
			t.Errorf("%+v", e)
		}
	})
}

// Ensure a fault of the program ends the post that met it and no other.
func TestPanic(t *testing.T) {
	var log strings.Builder
	play(t, 3, func(w *world) {
		for _, id := range []string{"1", "2"} {
			w.order(telegramChat(id), monday())
		}
		w.telegram.fail = func(p bot.Post, _ int) failure {
			if p.Chat.ID == "1" {
				panic("secret")
			}
			return failure{}
		}
		stop := w.run(w.service)
		defer stop()
		time.Sleep(3 * 24 * time.Hour)
		synctest.Wait()
		if a, b := w.states(telegramChat("1")), w.states(telegramChat("2")); a != "failed" || b != "sent" {
			t.Errorf("%s, %s", a, b)
		}
		if text := log.String(); !strings.Contains(text, "panic") || strings.Contains(text, "secret") {
			t.Errorf("log: %s", text)
		}
	}, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
}

// Ensure an outage of the platform does not use up the few attempts of every post.
func TestOutage(t *testing.T) {
	play(t, 3, func(w *world) {
		const chats = 300
		for i := range chats {
			w.order(telegramChat(fmt.Sprint(i)), monday())
		}
		var mu sync.Mutex
		attempts, down := 0, true
		w.telegram.fail = func(bot.Post, int) failure {
			mu.Lock()
			defer mu.Unlock()
			attempts++
			if down {
				return failure{err: ambiguous()}
			}
			return failure{}
		}
		stop := w.run(w.service)
		defer stop()
		time.Sleep(2*24*time.Hour + 9*time.Hour + 30*time.Minute) // the outage begins with the posts and lasts over an hour
		mu.Lock()
		during := attempts
		down = false
		mu.Unlock()
		time.Sleep(5 * time.Hour)
		synctest.Wait()
		states, _, err := w.store.Counts(w.Context())
		if err != nil {
			t.Fatal(err)
		}
		if during > 150 || states[bot.Sent]+states[bot.Unknown] != chats || states[bot.Unknown] > 50 {
			t.Errorf("%d attempts during the outage, %v", during, states)
		}
	})
}

// stubborn is a store whose outcomes can't be kept for a while, as when the disk is
// full.
type stubborn struct {
	Store
	mu    sync.Mutex
	fails int
}

func (s *stubborn) Finish(ctx context.Context, e bot.LedgerEntry) error {
	s.mu.Lock()
	s.fails--
	failing := s.fails >= 0
	s.mu.Unlock()
	if failing {
		return errors.New("disk full")
	}
	return s.Store.Finish(ctx, e)
}

// Ensure the outcome of a post that can't be kept is kept later, and the post not
// repeated meanwhile.
func TestOutcomeKeptLater(t *testing.T) {
	play(t, 3, func(w *world) {
		c := telegramChat("1")
		x := w.order(c, monday())
		w.service.store = &stubborn{Store: w.store, fails: 500}
		stop := w.run(w.service)
		defer stop()
		time.Sleep(time.Until(x.Due) + time.Minute)
		synctest.Wait()
		if got := w.states(c); got != "sending" {
			t.Errorf("%s while the disk is full", got)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if e := w.entries(c)[0]; e.State != bot.Sent || e.Doubts != 0 || len(w.telegram.stands[c.Key()]) != 1 {
			t.Errorf("%+v, %v", e, w.telegram.stands)
		}
	})
}

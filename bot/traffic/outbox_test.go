package traffic_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

var (
	errRefused = errors.New("refused")
	errGone    = &bot.SendError{Err: errRefused, Gone: true}
	errLost    = &bot.SendError{Err: errRefused, Unknown: true, Retry: true, After: time.Second}
	errBusy    = &bot.SendError{Err: errRefused, Retry: true}
	errInvalid = &bot.SendError{Err: errRefused, Invalid: true}
)

func tooMany(after time.Duration) error {
	return &bot.SendError{Err: errRefused, Retry: true, After: after}
}

func tooManyEverywhere(after time.Duration) error {
	return &bot.SendError{Err: errRefused, Retry: true, After: after, Everywhere: true}
}

// senders are calls of Send in a bubble, in a known order.
type senders struct {
	*journal
	outbox *traffic.Outbox
	wg     sync.WaitGroup
}

func newSenders(o traffic.OutboxOptions) *senders {
	return &senders{journal: newJournal(), outbox: traffic.NewOutbox(o)}
}

// send sends a message and goes on when it has been sent or waits. The attempts
// end as told, one after the other, and all later ones well; each takes a while.
// Every attempt is noted, and the end where it is an error.
func (s *senders) send(ctx context.Context, chat string, class traffic.Class, name string, takes time.Duration, outcomes ...error) {
	s.wg.Go(func() {
		err := s.outbox.Send(ctx, chat, class, func(context.Context) error {
			s.note(name)
			pass(takes)
			if len(outcomes) == 0 {
				return nil
			}
			outcome := outcomes[0]
			outcomes = outcomes[1:]
			return outcome
		})
		if err != nil {
			s.note(fmt.Sprintf("%s: %v,", name, err))
		}
	})
	synctest.Wait()
}

func (s *senders) answer(t *testing.T, chat, name string, outcomes ...error) {
	s.send(t.Context(), chat, traffic.ClassAnswer, name, 0, outcomes...)
}

func (s *senders) background(t *testing.T, chat, name string) {
	s.send(t.Context(), chat, traffic.ClassBackground, name, 0)
}

// want waits for all that was sent and compares what happened.
func (s *senders) want(t *testing.T, entries ...string) {
	t.Helper()
	s.wg.Wait()
	s.journal.want(t, entries...)
}

func everySecond(string) []traffic.Pace { return []traffic.Pace{{Every: time.Second}} }

// Ensure that the messages of a chat go one at a time, in the order of the calls,
// and that a slow chat holds up no other.
func TestSendOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{})
		s.send(t.Context(), "slow", traffic.ClassAnswer, "slow1", time.Minute)
		s.send(t.Context(), "slow", traffic.ClassAnswer, "slow2", time.Minute)
		s.answer(t, "slow", "slow3")
		s.answer(t, "other", "other")
		s.want(t, "slow1 0s", "other 0s", "slow2 1m0s", "slow3 2m0s")
	})
}

// Ensure that answers go first: of all chats where the overall budget is short,
// and in a chat always. Background goes on when no answer is ready.
func TestAnswersFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{Overall: traffic.Pace{Every: time.Second}, Chat: func(chat string) []traffic.Pace {
			if chat == "a" {
				return []traffic.Pace{{Every: 5 * time.Second}}
			}
			return nil
		}})
		s.background(t, "b", "post b1")
		s.background(t, "c", "post c")
		s.background(t, "b", "post b2")
		s.background(t, "a", "post a")
		s.answer(t, "a", "a1")
		s.answer(t, "a", "a2")
		s.answer(t, "d", "d")
		s.want(t, "post b1 0s", "a1 1s", "d 2s", "post c 3s", "post b2 4s", "a2 6s", "post a 11s")
	})
}

// Ensure that an answer does not wait while a background message of its chat is
// tried again.
func TestAnswerPassesRepeatedBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{})
		s.send(t.Context(), "a", traffic.ClassBackground, "post", 10*time.Second, errGone)
		s.send(t.Context(), "a", traffic.ClassAnswer, "answer", 20*time.Second)
		s.background(t, "a", "post2")
		s.want(t, "post 0s", "answer 0s", "post: refused, 10s", "post2 20s")
	})
}

// Ensure that the overall budget goes to the chat that has been ready for longest,
// not to the chat with the most to send, and not to who came while one was due.
func TestOverallIsFair(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{Overall: traffic.Pace{Every: time.Second}})
		s.answer(t, "busy", "busy0")
		s.answer(t, "busy", "busy1")
		s.answer(t, "late", "late")
		s.answer(t, "busy", "busy2") // does not cost the chat its place
		s.answer(t, "busy", "busy3")
		s.want(t, "busy0 0s", "busy1 1s", "late 2s", "busy2 3s", "busy3 4s")
	})
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{Overall: traffic.Pace{Every: 10 * time.Second}, Chat: everySecond})
		s.answer(t, "a", "a1")
		s.answer(t, "a", "a2") // ready at 1 s
		s.answer(t, "c", "c")  // ready at once
		pass(2 * time.Second)
		s.answer(t, "b", "b") // ready at 2 s
		s.want(t, "a1 0s", "c 10s", "a2 20s", "b 30s")
	})
}

// Ensure that a 429 is waited for as told and costs no attempt, that nothing of
// the chat overtakes, and that other chats go on.
func TestTooMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{Attempts: 1})
		s.answer(t, "a", "a1", tooMany(3*time.Second), tooMany(2*time.Second))
		s.answer(t, "a", "a2")
		s.background(t, "a", "post")
		s.answer(t, "b", "b")
		s.want(t, "a1 0s", "b 0s", "a1 3s", "a1 5s", "a2 5s", "post 5s")
	})
}

// Ensure that a 429 that holds everywhere holds everywhere, and the longest of
// several. Who was ready before goes first afterwards.
func TestTooManyEverywhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{Attempts: 1, Overall: traffic.Pace{Every: time.Second}})
		s.send(t.Context(), "c", traffic.ClassAnswer, "c1", 1500*time.Millisecond, tooManyEverywhere(time.Second))
		s.answer(t, "a", "a1", tooManyEverywhere(3*time.Second))
		s.answer(t, "a", "a2")
		s.background(t, "b", "post")
		s.answer(t, "b", "b")
		s.want(t, "c1 0s", "a1 1s", "b 4s", "a1 5s", "c1 6s", "a2 7s", "post 8s")
	})
}

// Ensure that what may stand, what is refused for good and what is no SendError
// is not sent again, and that the caller gets the error as it was.
func TestNotRepeated(t *testing.T) {
	t.Parallel()
	for _, want := range []error{errLost, errGone, errRefused, context.DeadlineExceeded} {
		synctest.Test(t, func(t *testing.T) {
			o, calls := traffic.NewOutbox(traffic.OutboxOptions{}), 0
			err := o.Send(t.Context(), "a", traffic.ClassAnswer, func(context.Context) error {
				calls++
				return fmt.Errorf("send to a: %w", want)
			})
			if calls != 1 || !errors.Is(err, want) {
				t.Errorf("%v after %d attempts, want %v", err, calls, want)
			}
		})
	}
}

// Ensure that attempts end, and that the waits between them are random and
// within what doubles from half a second to half a minute.
func TestBackoff(t *testing.T) {
	t.Parallel()
	const attempts, messages = 10, 200
	synctest.Test(t, func(t *testing.T) {
		o := traffic.NewOutbox(traffic.OutboxOptions{Attempts: attempts})
		var waits [attempts][]time.Duration
		for range messages {
			last, calls := time.Now(), 0
			err := o.Send(t.Context(), "a", traffic.ClassAnswer, func(context.Context) error {
				waits[calls] = append(waits[calls], time.Since(last))
				last = time.Now()
				calls++
				return errBusy
			})
			if calls != attempts || !errors.Is(err, errBusy) {
				t.Fatalf("%v after %d attempts", err, calls)
			}
		}
		for i, w := range waits[1:] {
			bound := min(500*time.Millisecond<<i, 30*time.Second)
			low, high := slices.Min(w), slices.Max(w)
			if high >= bound || high < bound*8/10 || low > bound/5 {
				t.Errorf("wait %d lies between %v and %v, want all of 0 to %v", i+1, low, high, bound)
			}
		}
	})
}

// Ensure that ctx ends a wait for whatever it is, at once and without another
// attempt, and that the next message of the chat goes on.
func TestContextEndsEveryWait(t *testing.T) {
	t.Parallel()
	hour := traffic.Pace{Every: time.Hour}
	for name, test := range map[string]struct {
		options traffic.OutboxOptions
		before  []error // of the message before; nil: there is none
		takes   time.Duration
		own     []error
		tried   int           // attempts of the message whose context ends
		ended   bool          // whether the context has ended before
		next    time.Duration // when the next message goes
	}{
		"its turn":         {before: []error{nil}, takes: time.Minute, next: time.Minute},
		"the chat's pace":  {options: traffic.OutboxOptions{Chat: func(string) []traffic.Pace { return []traffic.Pace{hour} }}, before: []error{nil}, next: time.Hour},
		"the overall pace": {options: traffic.OutboxOptions{Overall: hour}, before: []error{nil}, next: time.Hour},
		"another's 429":    {before: []error{tooMany(time.Minute)}, next: time.Minute},
		"its own 429":      {own: []error{tooMany(time.Minute)}, tried: 1, next: time.Minute},
		"a 429 everywhere": {own: []error{tooManyEverywhere(time.Minute)}, tried: 1, next: time.Minute},
		"its next attempt": {options: traffic.OutboxOptions{Attempts: 1000}, own: slices.Repeat([]error{errBusy}, 1000), tried: -1, next: 20 * time.Second},
		"nothing":          {ended: true, next: 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSenders(test.options)
				if test.before != nil {
					s.send(t.Context(), "a", traffic.ClassAnswer, "before", test.takes, test.before...)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				if test.ended {
					<-ctx.Done()
				}
				tried := 0
				var err error
				s.wg.Go(func() {
					err = s.outbox.Send(ctx, "a", traffic.ClassAnswer, func(context.Context) error {
						tried++
						return test.own[tried-1]
					})
					if got := time.Since(s.start); got != 20*time.Second {
						t.Errorf("returned at %v", got)
					}
				})
				synctest.Wait()
				var next time.Duration
				s.wg.Go(func() {
					_ = s.outbox.Send(t.Context(), "a", traffic.ClassAnswer, func(context.Context) error {
						next = time.Since(s.start)
						return nil
					})
				})
				s.wg.Wait()
				if !errors.Is(err, context.DeadlineExceeded) || test.own != nil && !errors.Is(err, errRefused) {
					t.Errorf("error: %v", err)
				}
				if test.tried >= 0 && tried != test.tried {
					t.Errorf("tried %d times", tried)
				}
				if next != test.next {
					t.Errorf("the next message went at %v, want %v", next, test.next)
				}
			})
		})
	}
}

// Ensure that a panic in send, which Lanes recovers, leaves the chat working.
func TestPanicInSend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{})
		s.wg.Go(func() {
			defer func() { s.note(fmt.Sprint(recover())) }()
			_ = s.outbox.Send(t.Context(), "a", traffic.ClassAnswer, func(context.Context) error {
				pass(time.Second)
				panic("oh no")
			})
		})
		synctest.Wait()
		s.answer(t, "a", "next")
		s.wg.Wait()
		slices.Sort(s.entries)
		s.want(t, "next 1s", "oh no 1s")
	})
}

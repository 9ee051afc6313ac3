package traffic_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure that too many invalid requests within a span end every wait and stop all
// sending for that span, and that it goes on afterwards.
func TestBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSenders(traffic.OutboxOptions{Invalid: 2, InvalidWithin: time.Minute, Chat: everySecond})
		waiting := func(chat string, class traffic.Class, attempts ...error) {
			s.wg.Go(func() {
				err := s.outbox.Send(t.Context(), chat, class, func(context.Context) error {
					if len(attempts) == 0 {
						t.Errorf("%s was sent to", chat)
						return nil
					}
					attempt := attempts[0]
					attempts = attempts[1:]
					return attempt
				})
				if !errors.Is(err, traffic.ErrBreaker) {
					t.Errorf("waiting for %s ended with %v", chat, err)
				}
			})
			synctest.Wait()
		}
		s.answer(t, "a", "a", errInvalid)
		waiting("b", traffic.ClassAnswer, tooMany(time.Hour))
		waiting("b", traffic.ClassAnswer)
		s.answer(t, "c", "c")
		waiting("c", traffic.ClassAnswer)
		waiting("c", traffic.ClassBackground)
		pass(500 * time.Millisecond)
		waiting("d", traffic.ClassAnswer, &bot.SendError{Err: errRefused, Invalid: true, Retry: true, After: time.Second})
		s.wg.Wait()
		waiting("e", traffic.ClassAnswer)
		pass(time.Minute - time.Nanosecond)
		waiting("e", traffic.ClassAnswer)
		pass(time.Nanosecond)
		s.answer(t, "e", "e")
		s.want(t, "a 0s", "a: refused, 0s", "c 0s", "e 1m0.5s")
	})
}

// Ensure that invalid requests that lie further apart do not stop anything, nor
// any number of them where there is no breaker.
func TestBreakerStaysClosed(t *testing.T) {
	t.Parallel()
	for _, options := range []traffic.OutboxOptions{{Invalid: 2, InvalidWithin: time.Minute}, {}} {
		synctest.Test(t, func(t *testing.T) {
			o := traffic.NewOutbox(options)
			for range 10 {
				err := o.Send(t.Context(), "a", traffic.ClassAnswer, func(context.Context) error { return errInvalid })
				if !errors.Is(err, errInvalid) {
					t.Errorf("Send: %v", err)
				}
				if err := o.Send(t.Context(), "b", traffic.ClassAnswer, func(context.Context) error { return nil }); err != nil {
					t.Errorf("Send of the next: %v", err)
				}
				pass(options.InvalidWithin)
			}
		})
	}
}

package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
)

// turns gives turns at polling, one after the other.
type turns struct {
	give chan context.Context
	back chan int64 // what was confirmed when a turn was given back
}

// newTurns sets turns up as the Turn of an adapter on a double.
func newTurns(s *telegramtest.Server) (*turns, func(*Options)) {
	x := &turns{give: make(chan context.Context), back: make(chan int64, 10)}
	return x, func(o *Options) {
		o.Turn = func(ctx context.Context) (context.Context, func(), error) {
			select {
			case held := <-x.give:
				return held, func() { x.back <- s.Confirmed() }, nil
			case <-ctx.Done():
				return nil, nil, ctx.Err()
			}
		}
	}
}

// Ensure nothing is fetched before the turn has come, and that it is given back at the
// end.
func TestTurn(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	x, option := newTurns(s)
	h := startOn(t, s, &bottest.Assistant{}, option)
	last := h.Push("message", private(7, "question 1"))
	h.Await(t, "setMyCommands", 3)
	if got := methods(append(h.Calls("getUpdates"), h.Calls("deleteWebhook")...)); got != "" {
		t.Errorf("before the turn: %s", got)
	}
	x.give <- t.Context()
	h.until(t, "question 1")
	h.Await(t, "getUpdates", 2)
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}
	if got := <-x.back; got != last+1 {
		t.Errorf("confirmed up to %d, not %d, when the turn was given back", got, last+1)
	}
}

// Ensure the turn outlasts the end until what was taken is confirmed, and no longer:
// the answers don't need it.
func TestTurnGivenBack(t *testing.T) {
	t.Parallel()
	release, begun := make(chan struct{}), make(chan struct{}, 10)
	assistant := &bottest.Assistant{Before: func(context.Context, bot.Question) error {
		begun <- struct{}{}
		<-release
		return nil
	}}
	s := telegramtest.New(t)
	for i := range 4 {
		s.Push("message", private(7, fmt.Sprint("question ", i)))
	}
	x, option := newTurns(s)
	// One is worked on, one may wait, and the third finds no room.
	h := startOn(t, s, assistant, option, func(o *Options) { o.waiting = 1 })
	x.give <- t.Context()
	<-begun
	ended := make(chan error, 1)
	go func() { ended <- h.stop() }()
	taken := int(<-x.back - 1001)
	close(release)
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if got := len(h.Calls("sendMessage")); got != taken || taken < 1 {
		t.Errorf("%d answers, %d were confirmed when the turn was given back", got, taken)
	}
}

// Ensure a lost turn ends the polling at once: what was taken is answered and not
// confirmed, the rest is left to whoever polls next, here the same process.
func TestTurnLost(t *testing.T) {
	t.Parallel()
	release, begun := make(chan struct{}), make(chan struct{}, 10)
	assistant := &bottest.Assistant{Before: func(context.Context, bot.Question) error {
		begun <- struct{}{}
		<-release
		return nil
	}}
	s := telegramtest.New(t)
	for i := range 4 {
		s.Push("message", private(7, fmt.Sprint("question ", i)))
	}
	x, option := newTurns(s)
	// One is worked on, one may wait, and the third finds no room.
	h := startOn(t, s, assistant, option, func(o *Options) { o.waiting = 1 })
	held, lose := context.WithCancel(t.Context())
	x.give <- held
	<-begun
	lose()
	if got := <-x.back; got != 0 || len(h.Calls("getUpdates")) != 1 {
		t.Errorf("confirmed up to %d with a lost turn", got)
	}
	close(release)
	x.give <- t.Context()
	h.until(t, "question 3")
	if got := len(h.Calls("sendMessage")); got != 4 {
		t.Errorf("%d answers", got)
	}
	if !strings.Contains(h.log.String(), "another process may poll") {
		t.Errorf("log: %s", h.log)
	}
}

// Ensure a long poll is broken off when the turn is lost.
func TestTurnLostWaiting(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	x, option := newTurns(s)
	h := startOn(t, s, &bottest.Assistant{}, option)
	held, lose := context.WithCancel(t.Context())
	x.give <- held
	h.Await(t, "getUpdates", 1)
	lose()
	<-x.back
	h.AwaitNoPoll(t)
	h.Push("message", private(7, "question 1"))
	held, lose = context.WithCancel(t.Context())
	defer lose()
	x.give <- held
	h.until(t, "question 1")
	if got := len(h.Calls("sendMessage")); got != 1 {
		t.Errorf("%d answers", got)
	}
}

// lapsing is a turn of which nobody has noticed yet that it is lost.
type lapsing struct {
	context.Context //nolint:containedctx // It is one.
	lapsed          atomic.Bool
}

// Err tells it.
func (l *lapsing) Err() error {
	if l.lapsed.Load() {
		return context.DeadlineExceeded
	}
	return l.Context.Err()
}

// Ensure what a request brings after the turn was lost is not answered, nor confirmed:
// the process may have been stopped meanwhile.
func TestTurnLapsed(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	x, option := newTurns(s)
	h := startOn(t, s, &bottest.Assistant{}, option)
	held := &lapsing{Context: t.Context()}
	x.give <- held
	h.Await(t, "getUpdates", 1)
	held.lapsed.Store(true)
	h.Push("message", private(7, "question 1"))
	if got := <-x.back; got != 0 || len(h.Calls("getUpdates")) != 1 || len(h.Calls("sendMessage")) != 0 {
		t.Errorf("confirmed up to %d, sent %v", got, h.Calls("sendMessage"))
	}
	x.give <- t.Context()
	h.until(t, "question 1")
	if got := len(h.Calls("sendMessage")); got != 1 {
		t.Errorf("%d answers", got)
	}
}

// Ensure waiting for a turn ends with the program, and that a fault in getting one
// passes.
func TestTurnFails(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	x, option := newTurns(s)
	waits := make(chan struct{}, 10)
	h := startOn(t, s, &bottest.Assistant{}, option, func(o *Options) {
		turn, failures := o.Turn, 0
		o.Turn = func(ctx context.Context) (context.Context, func(), error) {
			if failures++; failures < 3 {
				return nil, nil, errors.New("no database")
			}
			waits <- struct{}{}
			return turn(ctx)
		}
	})
	<-waits
	held, lose := context.WithCancel(t.Context())
	x.give <- held
	h.Await(t, "getUpdates", 1)
	lose()
	<-waits
	if err := h.stop(); err != nil {
		t.Error(err)
	}
	if log := h.log.String(); strings.Count(log, "can't get a turn") != 2 || strings.Count(log, "level=WARN") != 2 || !strings.Contains(log, "can get a turn at polling again") {
		t.Errorf("log: %s", log)
	}
}

// Ensure a webhook needs no turn.
func TestTurnWebhook(t *testing.T) {
	t.Parallel()
	h := startHook(t, &bottest.Assistant{}, func(o *Options) {
		o.Turn = func(context.Context) (context.Context, func(), error) {
			t.Error("a turn was asked for")
			return nil, nil, errors.New("no turns")
		}
	})
	h.Await(t, "setWebhook", 1)
	h.deliver(t, encoded(t, object{"update_id": 9, "message": private(7, "question 1")}))
	h.until(t, "question 1")
}

package traffic

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot"
)

// ErrBreaker says that nothing is sent for a while, because the platform refused
// so many requests that it would ban the sender. The message was not sent.
var ErrBreaker = errors.New("sending has stopped for a while after too many invalid requests")

// Class says what goes first.
type Class int

// The classes, the first one first.
const (
	ClassAnswer     Class = iota // somebody waits for it
	ClassBackground              // weekly posts and the like: only when no answer waits
	classes
)

// The waits before another attempt: a random part (full jitter) of a span that
// doubles from the first to the longest.
const (
	backoffFirst   = 500 * time.Millisecond
	backoffLongest = 30 * time.Second
)

// defaultAttempts is how often a message is tried where the options don't say.
const defaultAttempts = 5

// OutboxOptions sets up an Outbox.
type OutboxOptions struct {
	Overall Pace // for all chats together

	// Chat returns the paces that a chat has to keep, such as one a second and 20 a
	// minute. Nil: none. It must not call the Outbox.
	Chat func(chat string) []Pace

	Attempts int // of a message; 0: five. A wait that the platform asked for costs none

	// Invalid is how many invalid requests within InvalidWithin stop all sending
	// for another InvalidWithin (the breaker). 0: no breaker.
	Invalid       int
	InvalidWithin time.Duration

	Log *slog.Logger
}

func (o *OutboxOptions) setDefaults() {
	if o.Attempts <= 0 {
		o.Attempts = defaultAttempts
	}
	if o.Chat == nil {
		o.Chat = func(string) []Pace { return nil }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Outbox sends within the budgets of a platform. It has no goroutine and needs no
// end: who sends waits, and what is known of a chat is dropped as soon as the chat
// is as good as new. It may be used concurrently.
type Outbox struct {
	options OutboxOptions
	breaker *breaker

	mu      sync.Mutex
	overall budget
	held    time.Time // until when nothing is sent at all
	chats   map[string]*chat
	peak    int  // the most chats since the map was made
	hurried bool // the paces of single chats are lifted
	due     dueHeap
	ready   [classes]list.List // of *chat: those whose next message waits for the overall budget only
	alarm   *time.Timer        // goes off when there may be something to do
	alarmAt time.Time          // zero when it is not set
}

// NewOutbox returns an Outbox with full budgets.
func NewOutbox(o OutboxOptions) *Outbox {
	o.setDefaults()
	return &Outbox{
		options: o,
		breaker: &breaker{limit: o.Invalid, span: o.InvalidWithin},
		overall: newBudget(o.Overall),
		chats:   map[string]*chat{},
	}
}

// Send waits for the chat's turn and for the budgets, and then calls send, which
// returns nil, a *bot.SendError, or any other error for a message that failed
// for good.
//
// The messages of one chat and class go in the order in which Send was called,
// one at a time: a message that is tried again goes before those behind it. Over
// all chats, who has been ready for longest goes first, answers before
// background; background waits for every answer of its own chat.
//
// A SendError with Retry and without Unknown leads to another attempt: where the
// platform said how long to wait, after that, and the chat (or everything, with
// Everywhere) waits as well; otherwise after a random wait, up to Attempts times
// in all. What is Unknown is never sent again. ctx ends every wait: the error is
// then ctx's, together with the last attempt's, and the message was not sent.
// The breaker ends every wait too, with ErrBreaker.
func (o *Outbox) Send(ctx context.Context, chat string, class Class, send func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m, err := o.enter(chat, class)
	if err != nil {
		return err
	}
	defer o.leave(m)
	for {
		if err := m.wait(ctx); err != nil {
			return after(err, m.failure)
		}
		if err := ended(ctx); err != nil { // in the same instant as the turn came
			return after(err, m.failure)
		}
		err := send(ctx)
		if err == nil || !o.again(m, err) {
			return err
		}
	}
}

// ended returns ctx's error if it has ended, also where its deadline is now and its
// timer has not gone off yet.
func ended(ctx context.Context) error {
	if end, ok := ctx.Deadline(); ok && !time.Now().Before(end) {
		<-ctx.Done()
	}
	return ctx.Err()
}

// after adds what the last attempt failed with, if there was one.
func after(err, failure error) error {
	if failure == nil {
		return err
	}
	return fmt.Errorf("%w, after: %w", err, failure)
}

// enter puts a message at the end of its chat and class.
func (o *Outbox) enter(name string, class Class) (*message, error) {
	if class != ClassAnswer {
		class = ClassBackground
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.catchUp()
	if o.breaker.open(now) {
		return nil, ErrBreaker
	}
	c := o.chat(name)
	m := &message{chat: c, class: class, turn: make(chan error, 1)}
	m.place = c.queues[class].PushBack(m)
	o.look(c, now)
	o.schedule(now)
	return m, nil
}

// leave takes a message out, whatever became of it, and lets the next one go on.
func (o *Outbox) leave(m *message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.catchUp()
	m.chat.queues[m.class].Remove(m.place)
	o.look(m.chat, now)
	o.schedule(now)
}

// again notes what a failed attempt means for others, and tells whether there is
// another one. If so, the message waits for its turn once more.
func (o *Outbox) again(m *message, err error) bool {
	failed, ok := errors.AsType[*bot.SendError](err)
	if !ok {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.catchUp()
	o.hold(m.chat, failed, now)
	m.failure = err
	repeat := failed.Retry && !failed.Unknown && o.postpone(m, failed, now)
	if repeat {
		m.out = false
	}
	if failed.Invalid && o.breaker.count(now) {
		o.options.Log.Error("too many invalid requests: nothing is sent for a while", "until", now.Add(o.options.InvalidWithin))
		o.refuse(now)
	}
	if repeat && !m.out && o.breaker.open(now) {
		m.tell(ErrBreaker)
	}
	o.look(m.chat, now)
	o.schedule(now)
	return repeat
}

// hold makes others wait where the platform asked for it.
func (o *Outbox) hold(c *chat, failed *bot.SendError, now time.Time) {
	if failed.After <= 0 {
		return
	}
	until := &c.held
	if failed.Everywhere {
		until = &o.held
	}
	if t := now.Add(failed.After); t.After(*until) {
		*until = t
	}
}

// postpone sets when a message may be tried again, unless it was tried too often.
func (o *Outbox) postpone(m *message, failed *bot.SendError, now time.Time) bool {
	if failed.After > 0 {
		return true
	}
	m.attempts++
	if m.attempts >= o.options.Attempts {
		return false
	}
	m.notBefore = now.Add(backoff(m.attempts))
	return true
}

// backoff is the wait after so many failed attempts.
func backoff(failed int) time.Duration {
	longest := backoffLongest
	if failed < 8 { // 500 ms doubled more often than that is beyond the longest.
		longest = min(longest, backoffFirst<<(failed-1))
	}
	return rand.N(longest)
}

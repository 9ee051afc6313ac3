package weekly

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// sendStore is what delivering needs of a store.
type sendStore interface {
	Claim(ctx context.Context, instance string, platform bot.Platform, now time.Time, limit int) ([]bot.LedgerEntry, error)
	Begin(ctx context.Context, e bot.LedgerEntry, now time.Time) error
	Finish(ctx context.Context, e bot.LedgerEntry) error
	Next(ctx context.Context, platform bot.Platform) (ready time.Time, ok bool, err error)
	Move(ctx context.Context, from, to bot.Chat) error
}

const (
	// finishWithin is how long a request that has begun may go on when the program
	// ends, and then how long its outcome is tried to be kept.
	finishWithin = 6 * time.Second
	keepWithin   = 2 * time.Second

	// onceMore is when a post is repeated that may have arrived, where the platform
	// does not recognise a repetition: an outage of the platform should be over by
	// then, because this is done once.
	onceMore = 2 * time.Minute

	// mostDoubts is after how many attempts that may have arrived a post is not
	// tried again on such a platform.
	mostDoubts = 2

	// forgetsBefore is how long before a platform forgets a nonce the bot stops to
	// rely on it.
	forgetsBefore = 15 * time.Second

	// lookAgain is how long after a look into a chat that failed the next one is.
	lookAgain = time.Minute

	// breakerPause is how long a post waits that was not even tried.
	breakerPause = time.Minute
)

// repeatAfter is the wait after so many failed attempts: a random part (full jitter) of
// a span that doubles up to half an hour.
func repeatAfter(attempts int) time.Duration {
	const first, longest = 5 * time.Second, 30 * time.Minute
	span := longest
	if attempts < 10 {
		span = min(longest, first<<max(0, attempts-1))
	}
	return time.Second + rand.N(span) //nolint:gosec // Chance, not secrecy, is wanted.
}

// Deliver posts what is due on one platform through a sender until ctx ends. What has
// begun then is finished, within seconds. Several instances may do that side by side.
func (s *Service) Deliver(ctx context.Context, platform bot.Platform, to Sender) error {
	d := &delivery{Service: s, platform: platform, to: to, free: make(chan struct{}, s.options.workers)}
	for range s.options.workers {
		d.free <- struct{}{}
	}
	defer d.working.Wait()
	for told := false; ; {
		news := s.news()
		n, err := d.round(ctx)
		switch {
		case err == nil && told:
			s.options.Log.Info("posts can be taken from the ledger again", "platform", platform)
			told = false
		case err != nil && !told && ctx.Err() == nil:
			s.options.Log.Error("can't take posts from the ledger; it is tried again", "platform", platform, "error", err)
			told = true
		}
		if ctx.Err() != nil {
			return nil
		}
		if n > 0 {
			continue
		}
		if err := d.idle(ctx, news); err != nil {
			return nil //nolint:nilerr // The end of ctx is the way to stop.
		}
	}
}

// delivery is the posts of one platform.
type delivery struct {
	*Service
	platform bot.Platform
	to       Sender
	free     chan struct{} // one for each worker that has nothing to do
	working  sync.WaitGroup
	health   health
}

// round takes as many entries as there are free workers, and at least waits for one.
func (d *delivery) round(ctx context.Context) (int, error) {
	select {
	case <-d.free:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if err := d.health.wait(ctx); err != nil {
		d.free <- struct{}{}
		return 0, err
	}
	want := 1
	for more := !d.health.ailing(); more && want < cap(d.free); {
		select {
		case <-d.free:
			want++
		default:
			more = false
		}
	}
	entries, err := d.store.Claim(ctx, d.instance, d.platform, d.options.now(), want)
	for range want - len(entries) {
		d.free <- struct{}{}
	}
	for _, e := range entries {
		d.working.Go(func() {
			defer func() { d.free <- struct{}{} }()
			d.deliver(ctx, e)
		})
	}
	return len(entries), err
}

// idle waits until there may be something to send: the next entry is ready, there is
// news of one, or it is time to look for what other instances have planned.
func (d *delivery) idle(ctx context.Context, news <-chan struct{}) error {
	wait := d.options.pollEvery
	if ready, ok, err := d.store.Next(ctx, d.platform); err == nil && ok {
		wait = min(wait, max(ready.Sub(d.options.now()), soonest))
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-news:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// soonest is the least wait between two looks into the ledger, where nothing came out
// of the first.
const soonest = 50 * time.Millisecond

// deliver brings one claimed entry as far as it gets now, and keeps what became of it.
func (d *delivery) deliver(ctx context.Context, e bot.LedgerEntry) {
	if e.State == bot.Sending {
		d.doubt(&e, e.Updated, "an instance ended while it was sent")
	}
	d.advance(ctx, &e)
	d.keepOutcome(ctx, e)
}

// advance sends an entry, unless it has come to an end or has to wait. A fault of the
// program ends the entry: tried again it would fail again.
func (d *delivery) advance(ctx context.Context, e *bot.LedgerEntry) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		d.options.Log.Error("panic while posting a weekly fact", "chat", e.Chat.Key(), "slot", e.Slot, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		state := bot.Failed
		if e.State == bot.Sending || e.Doubts > 0 {
			state = bot.Unknown
		}
		end(e, state, "a fault of the program")
	}()
	if d.prepare(ctx, e) {
		d.attempt(ctx, e)
	}
}

// doubt notes that an attempt may have arrived.
func (d *delivery) doubt(e *bot.LedgerEntry, at time.Time, why string) {
	if e.Doubted.IsZero() {
		e.Doubted = at
	}
	e.Doubts++
	e.Reason = why
	d.options.Log.Warn("nobody knows whether a weekly fact was posted", "chat", e.Chat.Key(), "slot", e.Slot, "why", why)
}

// end ends an entry.
func end(e *bot.LedgerEntry, state bot.EntryState, why string) {
	e.State, e.Reason = state, why
}

// later has an entry tried again.
func (d *delivery) later(e *bot.LedgerEntry, in time.Duration) {
	e.State, e.Ready = bot.Retry, d.options.now().Add(in)
}

// prepare settles what is doubtful about an entry and what has changed since it was
// planned. It returns false where nothing is to be sent now.
func (d *delivery) prepare(ctx context.Context, e *bot.LedgerEntry) bool {
	if e.Doubts > 0 && !d.settle(ctx, e) {
		return false
	}
	doubtful := e.Doubts > 0 && !e.Doubted.IsZero()
	if now := d.options.now(); now.After(e.Until) {
		if doubtful {
			end(e, bot.Unknown, e.Reason+"; then it was too late")
		} else {
			end(e, bot.Failed, "too late: "+orNothing(e.Reason))
		}
		return false
	}
	if c := d.compose(ctx, e.Report, e.Fact, e.Language); c.ok && c.digest == e.Digest && !d.isStale(e) {
		return true
	}
	switch {
	case ctx.Err() != nil:
		return false
	case doubtful:
		end(e, bot.Unknown, "what it says or rests on has changed since an attempt that may have arrived")
		return false
	}
	return d.replace(ctx, e)
}

func orNothing(reason string) string {
	if reason == "" {
		return "it had not been tried"
	}
	return reason
}

func (d *delivery) isStale(e *bot.LedgerEntry) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stale[e.Report+"\x00"+e.Fact]
}

// settle finds out about attempts that may have arrived. It returns false where the
// entry has come to an end or has to wait.
func (d *delivery) settle(ctx context.Context, e *bot.LedgerEntry) bool {
	finder, can := d.to.(Finder)
	if !can {
		if e.Doubts < mostDoubts {
			return true
		}
		end(e, bot.Unknown, fmt.Sprintf("%s; it was tried %d times and may have arrived", e.Reason, e.Doubts))
		return false
	}
	if e.Doubted.IsZero() || d.options.now().Sub(e.Doubted) < finder.Remembers()-forgetsBefore {
		return true
	}
	message, found, err := finder.Find(ctx, e.Chat, e.Nonce, e.Doubted)
	var refused *bot.SendError
	switch {
	case err == nil && found:
		e.Message = message
		end(e, bot.Sent, "found in the chat")
		return false
	case err == nil:
		e.Doubted = time.Time{} // Certainly not there: the attempts before don't matter any more.
		return true
	case errors.As(err, &refused) && (refused.Forbidden || refused.Gone):
		end(e, bot.Unknown, "it may have arrived, and the chat does not let the bot look")
		return false
	case d.options.now().After(e.Until):
		end(e, bot.Unknown, e.Reason+"; it could not be looked for in time")
		return false
	default:
		d.later(e, lookAgain)
		if refused != nil && refused.After > 0 {
			d.later(e, refused.After)
		}
		return false
	}
}

// replace chooses another fact for an entry that nobody has seen yet.
func (d *delivery) replace(ctx context.Context, e *bot.LedgerEntry) bool {
	used, err := d.store.Used(ctx, []bot.Subscription{{Chat: e.Chat, Round: e.Round, Report: e.Report}})
	if err != nil {
		d.later(e, d.options.repeatAfter(1))
		return false
	}
	was := e.Fact
	d.choose(ctx, e, e.Round, used[e.Chat.Key()])
	if e.State == bot.Skipped {
		return false
	}
	d.options.Log.Info("another fact is posted than was planned, which has changed or is gone", "chat", e.Chat.Key(), "slot", e.Slot, "planned", was, "fact", e.Fact)
	e.Reason = "in place of " + was + ", which has changed or is gone"
	return true
}

// attempt sends an entry once.
func (d *delivery) attempt(ctx context.Context, e *bot.LedgerEntry) {
	within, begin, over := d.budget(ctx, e)
	defer over()
	answer := d.compose(ctx, e.Report, e.Fact, e.Language).answer
	receipt, err := d.to.Post(within, bot.Post{Chat: e.Chat, Answer: answer, Nonce: e.Nonce, Begin: begin})
	d.judge(ctx, e, receipt, err)
}

// budget returns the context of a post, which ends with ctx until the post has begun,
// and a little later from then on; and what begins it.
func (d *delivery) budget(ctx context.Context, e *bot.LedgerEntry) (within context.Context, begin func() error, over func()) {
	within, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var mu sync.Mutex
	var begun bool
	var last *time.Timer
	stop := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		if !begun {
			cancel()
			return
		}
		last = time.AfterFunc(finishWithin, cancel)
	})
	begin = func() error {
		asked := time.Now()
		if err := d.begin(ctx, e); err != nil {
			return fmt.Errorf("%w: %w", errUnkept, err)
		}
		mu.Lock()
		defer mu.Unlock()
		// Stopped in between for so long that another instance may be at it.
		if time.Since(asked) > d.options.leaseTTL/leaseParts {
			return errStalled
		}
		begun = true
		return within.Err()
	}
	return within, begin, func() {
		stop()
		mu.Lock()
		defer mu.Unlock()
		if last != nil {
			last.Stop()
		}
		cancel()
	}
}

// errStalled is a post that was held up right before it was to be sent, and errUnkept
// one that was not sent because the ledger could not be written.
var (
	errStalled = errors.New("the program was held up before the request")
	errUnkept  = errors.New("the ledger could not be written before the request")
)

// begin keeps that the entry is about to be sent.
func (d *delivery) begin(ctx context.Context, e *bot.LedgerEntry) error {
	now := d.options.now()
	if err := d.store.Begin(ctx, *e, now); err != nil {
		return err
	}
	e.State, e.Updated = bot.Sending, now
	e.Attempts++
	return nil
}

// keepOutcome keeps what became of an entry, and does not give up while the database
// can't be written: nobody else works on the entry meanwhile. Only the end of the
// program ends that, after a while; the entry is doubtful then.
func (d *delivery) keepOutcome(ctx context.Context, e bot.LedgerEntry) {
	e.Updated = d.options.now()
	detached := context.WithoutCancel(ctx)
	var ended time.Time
	for failures := 1; ; failures++ {
		within, cancel := context.WithTimeout(detached, finishWithin)
		err := d.store.Finish(within, e)
		cancel()
		if err == nil && e.State == bot.Retry {
			d.wake() // Somebody may wait for longer than it has to.
		}
		if err == nil || errors.Is(err, bot.ErrTaken) {
			return
		}
		if failures == 1 {
			d.options.Log.Error("what became of a weekly fact can't be kept yet; it is tried again", "chat", e.Chat.Key(), "slot", e.Slot, "state", e.State, "error", err)
		}
		if ctx.Err() != nil && ended.IsZero() {
			ended = time.Now()
		}
		if !ended.IsZero() && time.Since(ended) > keepWithin {
			d.options.Log.Error("what became of a weekly fact is not kept: it will count as doubtful", "chat", e.Chat.Key(), "slot", e.Slot, "state", e.State)
			return
		}
		_ = traffic.Sleep(detached, min(keepLongest, keepFirst<<min(failures, 10))) // It has no end but the time's.
	}
}

// The waits between attempts to keep an outcome.
const (
	keepFirst   = 20 * time.Millisecond
	keepLongest = 2 * time.Second
)

package traffic

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
)

// ErrDraining says that nothing more is taken, because the program ends.
var ErrDraining = errors.New("draining: no more events are taken")

// LanesOptions sets up Lanes.
type LanesOptions struct {
	// Workers is how many lanes are worked on at once. Work that waits for the
	// budget of its chat keeps its worker, which costs little: be generous.
	Workers int

	// Waiting is how many events may wait for their turn, all lanes together.
	Waiting int

	Log *slog.Logger
}

func (o *LanesOptions) setDefaults() {
	o.Workers = max(o.Workers, 1)
	o.Waiting = max(o.Waiting, 0)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Lanes works on incoming events: those of one lane (a chat) in the order in
// which they were taken, different lanes side by side. The lanes with something
// to do take turns, event by event. All methods may be called concurrently.
type Lanes struct {
	options LanesOptions
	within  func(work func(context.Context)) // calls work with the context that all work shares
	cut     context.CancelFunc               // ends that context

	mu       sync.Mutex
	lanes    map[string]*lane // those with an event that runs or waits
	ready    list.List        // of *lane: those with an event that waits and none that runs
	takers   list.List        // of *taker: who waits for room, the first first
	running  int
	waiting  int
	draining bool
	idle     chan struct{} // closed once the lanes drain and nothing is left
}

// lane holds the events of one chat that have not begun.
type lane struct {
	name    string
	waiting []func(context.Context)
}

// taker is a call of Take that waits for room.
type taker struct {
	lane    string
	work    func(context.Context)
	decided chan struct{} // closed when the work was taken, or will never be
	err     error         // to be read after decided
}

// NewLanes returns Lanes without events. They use no goroutine while there is
// nothing to do; who takes events has to call Drain in the end.
func NewLanes(o LanesOptions) *Lanes {
	o.setDefaults()
	ctx, cut := context.WithCancel(context.Background())
	return &Lanes{
		options: o,
		within:  func(work func(context.Context)) { work(ctx) },
		cut:     cut,
		lanes:   map[string]*lane{},
		idle:    make(chan struct{}),
	}
}

// Take waits for room and then for nothing else: once it returned nil the work
// is run, in its lane's order. Calls that wait are let in in their order. The
// error is ctx's or ErrDraining, and the work is not run then.
//
// The context that work gets is not ctx: it lives until the deadline of Drain.
// Work must not call Take, which could wait for that very work to end.
func (l *Lanes) Take(ctx context.Context, lane string, work func(ctx context.Context)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &taker{lane: lane, work: work, decided: make(chan struct{})}
	place := l.join(t)
	select {
	case <-t.decided:
		return t.err
	case <-ctx.Done():
		return l.quit(place, t, ctx.Err())
	}
}

// TryTake does not wait: false where there is no room or the lanes drain. It
// does not overtake a Take that waits.
func (l *Lanes) TryTake(lane string, work func(ctx context.Context)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.draining || l.takers.Len() > 0 || !l.fits(lane) {
		return false
	}
	l.add(lane, work)
	return true
}

// Drain takes nothing more and waits for all that was taken. When ctx ends
// first, the context of all work ends too, what has not begun is dropped, and
// Drain waits for the running work; the error then says how many events were cut
// off, in the work or before it.
func (l *Lanes) Drain(ctx context.Context) error {
	defer l.cut()
	l.stop()
	select {
	case <-l.idle:
		return nil
	case <-ctx.Done():
	}
	running, dropped := l.drop()
	l.cut()
	<-l.idle
	if running+dropped == 0 {
		return nil
	}
	return fmt.Errorf("drain: %d events were cut off, %d of them before they began: %w", running+dropped, dropped, ctx.Err())
}

// join lets t in, or puts it at the end of those who wait for room.
func (l *Lanes) join(t *taker) *list.Element {
	l.mu.Lock()
	defer l.mu.Unlock()
	place := l.takers.PushBack(t)
	l.admit()
	return place
}

// quit takes t out of those who wait for room. Where it was decided in the same
// moment, that holds. Who stood behind t may fit where t did not.
func (l *Lanes) quit(place *list.Element, t *taker, err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-t.decided:
		return t.err
	default:
	}
	l.takers.Remove(place)
	l.admit()
	return err
}

// admit decides on those who wait for room, from the first to the first who has
// to go on waiting.
func (l *Lanes) admit() {
	for e := l.takers.Front(); e != nil; e = l.takers.Front() {
		t := e.Value.(*taker)
		switch {
		case l.draining:
			t.err = ErrDraining
		case l.fits(t.lane):
			l.add(t.lane, t.work)
		default:
			return
		}
		l.takers.Remove(e)
		close(t.decided)
	}
}

// fits tells whether an event may wait, or does not even have to.
func (l *Lanes) fits(name string) bool {
	return l.waiting < l.options.Waiting || l.running < l.options.Workers && l.lanes[name] == nil
}

func (l *Lanes) add(name string, work func(context.Context)) {
	of, busy := l.lanes[name]
	if !busy {
		of = &lane{name: name}
		l.lanes[name] = of
		l.ready.PushBack(of)
	}
	of.waiting = append(of.waiting, work)
	l.waiting++
	l.begin()
}

// begin starts work for every worker that is free.
func (l *Lanes) begin() {
	for e := l.ready.Front(); e != nil && l.running < l.options.Workers; e = l.ready.Front() {
		of := l.ready.Remove(e).(*lane)
		work := of.waiting[0]
		of.waiting[0] = nil
		of.waiting = of.waiting[1:]
		l.waiting--
		l.running++
		go l.run(of, work)
	}
}

// run does one piece of work. The lane goes on however the work ends.
func (l *Lanes) run(of *lane, work func(context.Context)) {
	defer l.done(of)
	defer func() {
		if p := recover(); p != nil {
			// Neither the panic's text nor the lane: they may hold what was asked, and by whom.
			l.options.Log.Error("panic while working on an event", "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		}
	}()
	l.within(work)
}

// done puts a lane with more to do behind the others, so that a busy chat does
// not hold up the rest, and goes on with what is next.
func (l *Lanes) done(of *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	if len(of.waiting) > 0 {
		l.ready.PushBack(of)
	} else {
		delete(l.lanes, of.name)
	}
	l.begin()
	l.admit()
	l.settle()
}

// stop takes nothing more, and tells so those who wait for room.
func (l *Lanes) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.draining {
		return
	}
	l.draining = true
	l.admit()
	l.settle()
}

// drop forgets what has not begun, and says how many events run and how many it
// forgot.
func (l *Lanes) drop() (running, dropped int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	running, dropped = l.running, l.waiting
	for e := l.ready.Front(); e != nil; e = e.Next() {
		delete(l.lanes, e.Value.(*lane).name)
	}
	l.ready.Init()
	for _, of := range l.lanes {
		of.waiting = nil
	}
	l.waiting = 0
	return running, dropped
}

// settle says that nothing is left. It does so once: nothing comes in any more.
func (l *Lanes) settle() {
	if l.draining && l.running+l.waiting == 0 {
		close(l.idle)
	}
}

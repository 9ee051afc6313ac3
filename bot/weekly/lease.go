package weekly

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// errLapsed is the end of a lease that could not be prolonged in time.
var errLapsed = errors.New("the lease was lost")

// Turn waits until this instance holds the lease with that name, and keeps it until
// ctx ends, release is called, or it can't be prolonged in time: held ends then. Its
// Err is exact also after the process was stopped for a while, before any timer has
// noticed.
func (s *Service) Turn(ctx context.Context, name string) (held context.Context, release func(), err error) {
	for failures := 0; ; {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		l, ok, err := s.take(ctx, name)
		switch {
		case ok:
			return l, l.release, nil
		case err != nil && ctx.Err() == nil:
			if failures++; failures == 1 {
				s.options.Log.Warn("can't ask for a lease for now; it is tried again", "lease", name, "error", err)
			}
		}
		if err := traffic.Sleep(ctx, s.options.leaseTTL/leaseParts); err != nil {
			return nil, nil, err
		}
	}
}

// leaseParts is how often a lease is prolonged in its time: two attempts may fail.
const leaseParts = 3

// lease is a lease that is held, as a context that ends with it.
type lease struct {
	context.Context //nolint:containedctx // It is one.
	name            string
	fence           int64

	end     context.CancelCauseFunc
	keeping sync.WaitGroup
	giveUp  func()

	mu    sync.Mutex
	until time.Time // by this machine's clock, and less than the store grants
}

// Err is nil while the lease is held.
func (l *lease) Err() error {
	if !time.Now().Before(l.granted()) {
		l.end(errLapsed)
	}
	return l.Context.Err()
}

// prolong notes that the store has granted the lease until a time.
func (l *lease) prolong(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until = until
	}
}

// granted is until when the store has granted the lease.
func (l *lease) granted() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.until
}

func (l *lease) release() {
	l.end(context.Canceled)
	l.keeping.Wait()
	l.giveUp()
}

// take tries to take a lease once, and begins to keep it.
func (s *Service) take(ctx context.Context, name string) (*lease, bool, error) {
	asked := time.Now()
	fence, ok, err := s.store.Acquire(ctx, name, s.instance, s.options.leaseTTL)
	if err != nil || !ok {
		return nil, false, err
	}
	within, end := context.WithCancelCause(ctx)
	l := &lease{Context: within, name: name, fence: fence, end: end, until: asked.Add(s.options.leaseTTL)}
	l.giveUp = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.leaseTTL/leaseParts)
		defer cancel()
		if err := s.store.Release(ctx, name, s.instance); err != nil {
			s.options.Log.Debug("a lease was not given back; it runs out", "lease", name, "error", err)
		}
	}
	l.keeping.Go(func() { s.keep(within, l) })
	return l, true, nil
}

// keep prolongs a lease until it ends or runs out.
func (s *Service) keep(ctx context.Context, l *lease) {
	for {
		if traffic.Sleep(ctx, s.options.leaseTTL/leaseParts) != nil || l.Err() != nil {
			return
		}
		asked := time.Now()
		within, cancel := context.WithDeadline(ctx, l.granted())
		fence, ok, err := s.store.Acquire(within, l.name, s.instance, s.options.leaseTTL)
		cancel()
		switch {
		case err != nil: // The next attempt may succeed, or the time is over.
		case !ok || fence != l.fence:
			s.options.Log.Warn("another instance has taken a lease over", "lease", l.name)
			l.end(errLapsed)
			return
		default:
			l.prolong(asked.Add(s.options.leaseTTL))
		}
	}
}

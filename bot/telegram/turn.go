package telegram

import (
	"context"
	"errors"
)

// errTurnOver is the end of a turn at polling: now somebody else may poll.
var errTurnOver = errors.New("the turn at polling is over")

// always is the Turn of the only process there is.
func always(ctx context.Context) (held context.Context, release func(), err error) {
	return ctx, nobody, nil
}

// turn waits for a turn at polling, and polls until it is over, ctx ends, or
// Telegram refuses for good. What was taken is confirmed at the end, before the turn
// is given back; but where it was lost, that is up to the next one, whose polling
// it would break off.
func (p *poller) turn(ctx context.Context) error {
	// ctx ends the wait only, so that the turn outlasts it until all is confirmed.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	held, release, err := p.await(ctx, life, end)
	if err != nil {
		return err
	}
	defer release()
	polling, stop := context.WithCancel(held)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	p.ours = func() bool { return held.Err() == nil }
	err = p.run(polling)
	if !p.ours() {
		return errTurnOver
	}
	p.confirm(held)
	return err
}

// await waits for a turn within life, which end ends, until ctx ends. That no turns
// are to be had for now is a fault that passes.
func (p *poller) await(ctx, life context.Context, end func()) (held context.Context, release func(), err error) {
	defer context.AfterFunc(ctx, end)()
	s := streak{log: p.adapter.options.Log, what: "get a turn at polling", backoff: p.adapter.options.backoff}
	for {
		held, release, err := p.adapter.options.Turn(life)
		if err == nil {
			s.over()
			return held, release, nil
		}
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err := s.wait(ctx, err); err != nil {
			return nil, nil, err
		}
	}
}

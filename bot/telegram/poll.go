package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// poll fetches updates, whenever it is this process's turn, until ctx ends or
// Telegram refuses for good. An update is confirmed with the request after the one
// that brought it, so only once it was taken: what was not is delivered again.
func (a *Adapter) poll(ctx context.Context) error {
	p := poller{adapter: a}
	for {
		err := p.turn(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, errTurnOver) {
			return err
		}
		a.options.Log.Warn("another process may poll telegram now; this one waits for its turn")
	}
}

// poller is where polling stands.
type poller struct {
	adapter   *Adapter
	next      int64 // the update to ask for: the one behind the last that was taken
	confirmed int64 // what Telegram was told of that

	ours func() bool // the turn is still this process's
}

// run fetches updates until ctx or the turn ends, or Telegram refuses for good. It
// begins by switching the webhook off, which whoever polls may do and nobody else.
func (p *poller) run(ctx context.Context) error {
	err := p.adapter.insist(ctx, "switch the webhook off", func(ctx context.Context) error {
		return p.adapter.client.call(ctx, p.adapter.options.requestTimeout, "deleteWebhook", nil, nil)
	})
	if err != nil {
		return err
	}
	p.adapter.options.Log.Info("telegram is polled for updates")
	s := streak{log: p.adapter.options.Log, what: "fetch updates", backoff: p.adapter.options.backoff}
	for p.ours() {
		updates, err := p.fetch(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if fatal := final(err); fatal != nil {
			return fatal
		}
		if err != nil {
			if err := s.wait(ctx, err); err != nil {
				return err
			}
			continue
		}
		s.over()
		for _, raw := range updates {
			if err := p.take(ctx, raw); err != nil {
				return err
			}
		}
	}
	return errTurnOver
}

// errNoID is an answer of Telegram with something in it that is no update.
var errNoID = errors.New("an update without an id")

// fetch asks for what is new, and confirms what was taken before.
func (p *poller) fetch(ctx context.Context) ([]received, error) {
	updates, err := p.get(ctx, p.adapter.options.pollTimeout, 100)
	for i := range updates {
		if updates[i].id == 0 {
			return updates[:0], errNoID
		}
	}
	return updates, err
}

func (p *poller) get(ctx context.Context, timeout time.Duration, limit int) ([]received, error) {
	next := p.next
	params := tgbotapi.Params{
		"timeout": strconv.Itoa(int(timeout / time.Second)), "limit": strconv.Itoa(limit), "allowed_updates": encode(updateKinds()),
	}
	params.AddNonZero64("offset", next)
	var updates []received
	err := p.adapter.client.call(ctx, timeout+p.adapter.options.requestTimeout/3, "getUpdates", params, &updates)
	var failed *callError
	// A request that ended with ctx while it waited had been read.
	if err == nil || errors.As(err, &failed) && failed.whole && errors.Is(err, context.Canceled) {
		p.confirmed = next
	}
	return updates, err
}

// take takes an update into its lane, and waits for room there.
func (p *poller) take(ctx context.Context, r received) error {
	if !p.ours() { // A process that was stopped goes on in the midst of what it did.
		return errTurnOver
	}
	work, lane, ok := p.adapter.work(r)
	if ok {
		if err := p.adapter.lanes.Take(ctx, lane, work.do); err != nil {
			work.cancel()
			return fmt.Errorf("take an update: %w", err)
		}
	}
	p.next = r.id + 1
	return nil
}

// confirm tells Telegram at the end what was taken since the last request, so that
// the next process does not answer it again.
func (p *poller) confirm(ctx context.Context) {
	if p.next == p.confirmed {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	if _, err := p.get(ctx, 0, 1); err != nil {
		p.adapter.options.Log.Warn("the last updates could not be confirmed: they may be answered once more after the next start", "error", err)
	}
}

// received is an update as it came in. One that can't be read has no more than its
// id, so that it can be passed over.
type received struct {
	id     int64
	update update
	err    error
}

// UnmarshalJSON reads an update, or its id only.
func (r *received) UnmarshalJSON(data []byte) error {
	var id struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(data, &id); err != nil {
		return err
	}
	r.id = id.ID
	r.err = json.Unmarshal(data, &r.update)
	return nil
}

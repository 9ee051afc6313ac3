package weekly

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// judge decides what becomes of an entry after an attempt.
func (d *delivery) judge(ctx context.Context, e *bot.LedgerEntry, r bot.Receipt, err error) {
	begun := e.State == bot.Sending
	failed, told := errors.AsType[*bot.SendError](err)
	switch {
	case err == nil:
		e.Message = r.Message
		end(e, bot.Sent, "")
		d.health.good()
	case told && failed.MovedTo != "":
		d.moved(ctx, e, failed.MovedTo)
	case told && failed.Unknown:
		d.ambiguous(e, failed)
	case told && failed.After > 0:
		e.Attempts-- // The platform asked to wait: that counts for nothing.
		e.Reason = failed.Error()
		d.later(e, failed.After+rand.N(time.Second)) //nolint:gosec // Chance, not secrecy, is wanted.
	case told && (failed.Gone || failed.Forbidden):
		end(e, bot.Failed, failed.Error())
		d.shut(ctx, e, failed)
	case told && (failed.Retry):
		e.Reason = failed.Error()
		d.later(e, d.options.repeatAfter(e.Attempts))
		d.health.bad()
	case told:
		end(e, bot.Failed, failed.Error())
		d.options.Log.Error("a weekly fact was refused", "chat", e.Chat.Key(), "slot", e.Slot, "error", err)
	case !begun, errors.Is(err, errStalled), errors.Is(err, traffic.ErrBreaker):
		// It was not sent, and what is doubtful about it was so before.
		d.waits(ctx, e, err)
	default:
		// Whatever ended the request after it had begun, it may have arrived.
		d.ambiguous(e, &bot.SendError{Err: err, Unknown: true})
	}
}

// waits has an entry tried again that was not even begun.
func (d *delivery) waits(ctx context.Context, e *bot.LedgerEntry, err error) {
	if e.State == bot.Sending {
		e.Attempts--
	}
	switch {
	case ctx.Err() != nil:
		d.later(e, 0)
	case errors.Is(err, errStalled), errors.Is(err, errUnkept): // It says nothing about the platform.
		e.Reason = err.Error()
		d.later(e, d.options.repeatAfter(1))
	default:
		e.Reason = err.Error()
		d.later(e, breakerPause)
	}
}

// ambiguous is an attempt that may have arrived.
func (d *delivery) ambiguous(e *bot.LedgerEntry, failed *bot.SendError) {
	d.health.bad()
	d.doubt(e, e.Updated, failed.Err.Error())
	if finder, can := d.to.(Finder); can {
		// Soon: while the platform recognises the repetition.
		d.later(e, min(d.options.repeatAfter(e.Attempts), finder.Remembers()/4))
		return
	}
	if e.Doubts < mostDoubts {
		d.later(e, onceMore+d.options.repeatAfter(1))
		return
	}
	end(e, bot.Unknown, fmt.Sprintf("%s; it was tried %d times and may have arrived", e.Reason, e.Doubts))
}

// moved follows a chat to its new id.
func (d *delivery) moved(ctx context.Context, e *bot.LedgerEntry, id string) {
	to := e.Chat
	to.ID = id
	e.Reason = "the chat has moved"
	d.later(e, 0)
	if err := d.store.Move(ctx, e.Chat, to); err != nil {
		d.options.Log.Error("a chat has another id now, and that can't be kept; it is tried again", "chat", e.Chat.Key(), "now", id, "error", err)
		d.later(e, breakerPause)
	}
}

// shut pauses the subscriptions of a chat that can't be written to, and tells who
// ordered.
func (d *delivery) shut(ctx context.Context, e *bot.LedgerEntry, failed *bot.SendError) {
	state := bot.PausedForbidden
	if failed.Gone {
		state = bot.PausedGone
	}
	shut := e.Chat
	if failed.Gone && shut.Thread == "" {
		shut.Thread = bot.AllThreads
	}
	changed, err := d.store.SetState(ctx, shut, []bot.SubscriptionState{bot.Active}, state, d.options.now(), nil)
	if err != nil {
		d.options.Log.Error("a chat that can't be written to could not be paused", "chat", e.Chat.Key(), "error", err)
		return
	}
	d.options.Log.Warn("a chat can't be written to: its weekly facts are paused", "chat", e.Chat.Key(), "error", failed)
	teller, can := d.to.(Teller)
	for _, x := range changed {
		if !can || x.Owner == "" {
			continue
		}
		x.State = state
		if err := teller.Tell(ctx, x.Owner, d.stopped(x)); err != nil {
			d.options.Log.Info("who ordered a weekly fact could not be told that it has stopped", "chat", x.Chat.Key(), "error", err)
		}
	}
}

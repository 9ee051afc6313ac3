package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// response answers one interaction. Discord wants to hear something within
// respondWithin: what is not answered soon is put off by watch, and the answer is
// filled in later. What was put off can't change whether all see it.
type response struct {
	call      call
	client    *client
	outbox    *traffic.Outbox
	holdAfter time.Duration
	received  time.Time
	answered  chan struct{} // closed when an answer is on its way

	turn    chan struct{} // holds something during the first response
	held    bool          // it was put off; guarded by turn
	known   bool          // it was put off as its answer asks; guarded by turn
	removed bool          // that an answer was promised to all was taken back; guarded by turn
}

func (a *Adapter) newResponse(c call) *response {
	return &response{call: c, client: a.client, outbox: a.calls, holdAfter: a.options.holdAfter, received: time.Now(), answered: make(chan struct{}), turn: make(chan struct{}, 1)}
}

// watch puts the interaction off unless it is answered in time.
func (r *response) watch(ctx context.Context) {
	patience := time.NewTimer(time.Until(r.received.Add(r.holdAfter)))
	defer patience.Stop()
	select {
	case <-r.answered:
		return
	case <-ctx.Done():
		return
	case <-patience.C:
	}
	r.turn <- struct{}{} // nobody has it for long: requests end
	defer func() { <-r.turn }()
	select {
	case <-r.answered: // in the same moment
		return
	default:
	}
	err := r.putOff(ctx, r.call.Component, r.call.Private && !r.call.Component)
	// Where nobody knows whether Discord took it, filling in the answer tells.
	r.held = err == nil || mayStand(err)
}

// putOff promises an answer: in the message with the pressed button, or in a new
// one, which one person alone sees if it is private.
func (r *response) putOff(ctx context.Context, here, private bool) error {
	kind, data := discordgo.InteractionResponseDeferredChannelMessageWithSource, map[string]any{}
	if here {
		kind = discordgo.InteractionResponseDeferredMessageUpdate
	} else if private {
		data["flags"] = discordgo.MessageFlagsEphemeral
	}
	return r.respond(ctx, kind, data)
}

// send delivers an answer, whose first message is the one that appears in its
// place.
func (r *response) send(ctx context.Context, to addressed, messages []message) error {
	ctx, cancel := context.WithDeadline(ctx, r.received.Add(tokenLife))
	defer cancel()
	if err := r.first(ctx, to, messages[0]); err != nil {
		return err
	}
	for _, m := range messages[1:] {
		if err := r.follow(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// first sends an answer's first message. One whose form Discord refuses goes bare.
func (r *response) first(ctx context.Context, to addressed, m message) error {
	r.turn <- struct{}{} // nobody has it for long: requests end
	defer func() { <-r.turn }()
	close(r.answered)
	err := r.appear(ctx, to, m)
	if refusalCode(err) == codeInvalidForm {
		err = r.appear(ctx, to, bare(m))
	}
	return err
}

// appear sends the first message in the way that is left.
func (r *response) appear(ctx context.Context, to addressed, m message) error {
	switch {
	case r.known:
		return r.edit(ctx, m)
	case !r.held && m.picture != nil:
		return r.upload(ctx, to, m)
	case !r.held && to == inPlace:
		m.Flags = 0 // the message keeps its own
		return r.respond(ctx, discordgo.InteractionResponseUpdateMessage, m)
	case !r.held:
		return r.respond(ctx, discordgo.InteractionResponseChannelMessageWithSource, m)
	case to == inPlace:
		return r.edit(ctx, m)
	case r.call.Component:
		return r.follow(ctx, m)
	case to == toOne && !r.call.Private:
		return r.withdraw(ctx, m)
	default:
		return r.edit(ctx, m)
	}
}

// upload puts the answer off before it sends a picture, which may take longer
// than Discord waits.
func (r *response) upload(ctx context.Context, to addressed, m message) error {
	if err := r.putOff(ctx, to == inPlace, to == toOne); err != nil && !mayStand(err) {
		return err
	}
	r.known = true
	return r.edit(ctx, m)
}

// respond is the first answer to the interaction. To repeat it does no harm:
// Discord refuses a second one, and then the first stands. It is given up when
// Discord does not wait any longer, but for a request that is under way.
func (r *response) respond(ctx context.Context, kind discordgo.InteractionResponseType, data any) error {
	wait, cancel := context.WithDeadline(ctx, r.received.Add(respondWithin))
	defer cancel()
	body := map[string]any{"type": kind, "data": data}
	tries := 0
	return r.outbox.Send(wait, r.call.ID, traffic.ClassAnswer, func(context.Context) error {
		tries++
		err := r.client.do(ctx, apiRequest{
			method: http.MethodPost, path: "interactions/" + r.call.ID + "/" + r.call.Token + "/callback",
			body: body, open: true, repeatable: true,
		}, nil)
		if tries > 1 && refusalCode(err) == codeAcknowledged {
			return nil
		}
		return err
	})
}

// edit fills in the answer that was put off, or changes the message with the
// pressed button.
func (r *response) edit(ctx context.Context, m message) error {
	m.Flags = 0 // can't be changed
	return r.webhook(ctx, apiRequest{method: http.MethodPatch, path: "/messages/@original", body: m, picture: m.picture, repeatable: true})
}

// withdraw answers one person where all were promised an answer. While that
// promise stands Discord would fill it with what follows, for all to see: rather
// nothing is said then.
func (r *response) withdraw(ctx context.Context, m message) error {
	if !r.removed {
		if err := r.remove(ctx); err != nil && !missing(err) {
			return fmt.Errorf("take back the public promise of a private answer: %w", err)
		}
		r.removed = true
	}
	return r.follow(ctx, m)
}

// missing tells whether Discord answered that there is no such thing.
func missing(err error) bool {
	said, ok := errors.AsType[*refusal](err)
	return ok && said.Status == http.StatusNotFound
}

// remove takes back that an answer was promised to all.
func (r *response) remove(ctx context.Context) error {
	return r.webhook(ctx, apiRequest{method: http.MethodDelete, path: "/messages/@original", repeatable: true})
}

// follow sends one more message. Discord has no nonce for these: what may have
// been sent is not repeated.
func (r *response) follow(ctx context.Context, m message) error {
	return r.webhook(ctx, apiRequest{method: http.MethodPost, body: m, picture: m.picture})
}

func (r *response) webhook(ctx context.Context, q apiRequest) error {
	q.path = "webhooks/" + r.call.App + "/" + r.call.Token + q.path
	q.open = true
	return r.outbox.Send(ctx, r.call.ID, traffic.ClassAnswer, func(ctx context.Context) error { return r.client.do(ctx, q, nil) })
}

// mayStand tells whether a request that failed may have been carried out.
func mayStand(err error) bool {
	_, sent := errors.AsType[*bot.SendError](err)
	said, answered := errors.AsType[*refusal](err)
	return sent && (!answered || said.Status >= http.StatusInternalServerError)
}

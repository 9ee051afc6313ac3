package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Post sends a message that nobody asked for, once no answer waits that could go
// before it. It tries once: what is to become of a post that failed is for its
// sender to decide, who knows by the nonce that Discord makes no second message of
// a repetition within Remembers, and after that can look with Find. Only a post
// that Discord refused for its form, or for a right that the channel lacks, is
// tried anew at once, in a simpler form.
//
// An error is p.Begin's as it is; or traffic.ErrBreaker or one that wraps ctx's,
// where nothing was sent; or a *bot.SendError. Unknown is set in that wherever the
// message may stand.
func (a *Adapter) Post(ctx context.Context, p bot.Post) (bot.Receipt, error) {
	m, err := a.composeOne(p.Answer, p.Nonce)
	if err != nil {
		return bot.Receipt{}, err
	}
	s := posting{adapter: a, post: p}
	body := channelMessage{message: m, Nonce: p.Nonce, EnforceNonce: true}
	if err := inSomeForm(body, func(body channelMessage) error { return s.send(ctx, body) }); err != nil {
		return bot.Receipt{}, err
	}
	return bot.Receipt{Message: s.answered.ID}, nil
}

// Remembers is how long a post may be repeated without a second message.
func (a *Adapter) Remembers() time.Duration { return nonceMemory }

// errUnfit says that an answer can't be made a message.
var errUnfit = errors.New("the answer can't be rendered")

// composeOne renders an answer as one message, which carries nonce.
func (a *Adapter) composeOne(answer bot.Answer, nonce string) (m message, err error) {
	defer func() {
		if p := recover(); p != nil {
			a.panicked("rendering a post", p)
			err = &bot.SendError{Err: errUnfit}
		}
	}()
	return a.render.answer(answer, look{single: true, nonce: nonce, picture: a.draw(answer)})[0], nil
}

// posting is a post on its way.
type posting struct {
	adapter  *Adapter
	post     bot.Post
	begun    bool
	answered struct {
		ID string `json:"id"`
	}
}

// send makes one attempt, when its turn has come. The outbox learns what it means
// for others, and does not repeat it.
func (s *posting) send(ctx context.Context, body channelMessage) (err error) {
	tried := false
	waited := s.adapter.outbox.Send(ctx, s.post.Chat.ID, traffic.ClassBackground, func(ctx context.Context) error {
		tried = true
		err = s.attempt(ctx, body)
		return once(err)
	})
	switch {
	case tried:
		return err
	case errors.Is(waited, traffic.ErrBreaker):
		return waited
	case s.begun: // and refused in another form
		return unsent(waited)
	default:
		return fmt.Errorf("wait for the post's turn: %w", waited)
	}
}

// attempt makes the request.
func (s *posting) attempt(ctx context.Context, body channelMessage) error {
	if !s.begun && s.post.Begin != nil {
		if err := s.post.Begin(); err != nil {
			return err
		}
	}
	s.begun = true
	if err := ctx.Err(); err != nil { // meanwhile
		return unsent(err)
	}
	err := s.adapter.client.do(ctx, apiRequest{
		method: http.MethodPost, path: "channels/" + s.post.Chat.ID + "/messages",
		body: body, picture: body.picture, lenient: true,
	}, &s.answered)
	if _, sent := errors.AsType[*bot.SendError](err); err != nil && !sent { // ctx ended in the middle
		return &bot.SendError{Err: err, Unknown: true, Retry: true}
	}
	if err == nil && s.answered.ID == "" {
		// Not Discord's own words: what stands before it may have answered in its place.
		return &bot.SendError{Err: errNoMessage, Unknown: true, Retry: true}
	}
	return aboutChannel(err)
}

// errNoMessage is a success that names no message.
var errNoMessage = errors.New("discord did not say which message it made")

// unsent is the end of a context after a post has begun and while nothing of it is
// under way.
func unsent(err error) error { return &bot.SendError{Err: err, Retry: true} }

// aboutChannel reads an error of a request whose address names a channel: what is
// not found then is the channel. What says nothing about it, but of the token or of
// the way to Discord, does not rule out that the same works later.
func aboutChannel(err error) error {
	failed, ok := errors.AsType[*bot.SendError](err)
	said, refused := errors.AsType[*refusal](err)
	if !ok || !refused {
		return err
	}
	switch said.Status {
	case http.StatusNotFound:
		failed.Gone = true
	case http.StatusUnauthorized:
		failed.Retry = true
	case http.StatusForbidden:
		failed.Retry = !failed.Gone && !failed.Forbidden
	}
	return err
}

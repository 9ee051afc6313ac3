package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Post sends a message that nobody asked for, behind all answers: a picture with
// the whole answer below it, or else its words, never both. It waits for the chat's
// turn until ctx ends, and calls p.Begin then, once.
//
// Whoever posts decides whether to try again: a post that failed in any way is not
// repeated here, but for what Telegram surely refused and may take in a plainer
// form. The error is p.Begin's, ctx's where the turn did not come, or a
// *bot.SendError. Where a group has moved that says where to: Options.Changed is
// not told of it here.
func (a *Adapter) Post(ctx context.Context, p bot.Post) (bot.Receipt, error) {
	to, err := addressed(p.Chat)
	if err != nil {
		return bot.Receipt{}, err
	}
	forms, err := a.forms(p.Answer)
	if err != nil {
		return bot.Receipt{}, err
	}
	if err := a.known(); err != nil {
		return bot.Receipt{}, &bot.SendError{Err: err}
	}
	var receipt bot.Receipt
	var failure error
	tried := false
	err = a.outbox.Send(ctx, to.key(), traffic.ClassBackground, func(ctx context.Context) error {
		tried = true
		if p.Begin != nil {
			if failure = p.Begin(); failure != nil {
				return nil //nolint:nilerr // The outbox has nothing to repeat.
			}
		}
		receipt.Message, failure = a.writeOne(ctx, to, forms)
		return once(failure)
	})
	if !tried {
		return bot.Receipt{}, err
	}
	return receipt, failure
}

// Tell sends a bot.Question.Person words in their own chat with the bot, as best it
// can. Chats that speak for themselves have no such chat.
func (a *Adapter) Tell(ctx context.Context, person string, answer bot.Answer) error {
	id, is := strings.CutPrefix(person, personPrefix)
	user, err := strconv.ParseInt(id, 10, 64)
	if !is || err != nil || user <= 0 {
		return &bot.SendError{Err: errors.New("nobody on telegram who could be told")}
	}
	words, err := a.words(answer)
	if err != nil {
		return err
	}
	if err := a.known(); err != nil {
		return &bot.SendError{Err: err}
	}
	return a.deliver(ctx, place{chat: user}, traffic.ClassBackground, words, nobody)
}

// addressed is where a post to a chat goes.
func addressed(c bot.Chat) (place, error) {
	wrong := &bot.SendError{Err: fmt.Errorf("%q is no chat of telegram", c.Key())}
	chat, err := strconv.ParseInt(c.ID, 10, 64)
	if err != nil || chat == 0 || c.Platform != bot.Telegram {
		return place{}, wrong
	}
	to := place{chat: chat}
	if c.Thread != "" {
		if to.thread, err = strconv.ParseInt(c.Thread, 10, 64); err != nil {
			return place{}, wrong
		}
	}
	return to, nil
}

// errNothing is an answer that can't be posted.
var errNothing = errors.New("an answer says nothing")

// forms are the ways to post an answer, the best first: the next one is for where
// Telegram does not take the one before. What goes wrong in drawing or rendering
// ends here.
func (a *Adapter) forms(answer bot.Answer) (forms []content, err error) {
	defer a.unrendered(&err)
	defer a.recovered(&err, "post")
	best, ok := a.render.post(answer, a.picture(answer))
	if ok {
		forms = append(forms, best)
	}
	if best.picture != nil {
		if words, ok := a.render.post(answer, nil); ok {
			forms = append(forms, words)
		}
	}
	if len(forms) == 0 {
		return nil, errNothing
	}
	return forms, nil
}

// words is an answer as one message of nothing but text.
func (a *Adapter) words(answer bot.Answer) (c content, err error) {
	defer a.unrendered(&err)
	defer a.recovered(&err, "words")
	c, ok := a.render.single(answer, size)
	if !ok {
		return content{}, errNothing
	}
	return c, nil
}

// unrendered makes a failed post of what failed before anything was sent.
func (a *Adapter) unrendered(err *error) {
	if *err != nil {
		*err = &bot.SendError{Err: *err}
	}
}

// writeOne sends the first of the forms that Telegram does not surely refuse.
// Pictures may be forbidden in a chat where words are not.
func (a *Adapter) writeOne(ctx context.Context, to place, forms []content) (id string, err error) {
	for i, c := range forms {
		id, err = a.write(ctx, to, c)
		if !refused(err) {
			break
		}
		if i < len(forms)-1 {
			a.options.Log.Info("telegram does not take a post with its picture; sent without", "chat", to, "error", err)
		}
	}
	return id, aboutChat(err)
}

// aboutChat reads a failure that says nothing about the chat or the message, but of
// the token or of the way to Telegram: it does not rule out that the same works later.
func aboutChat(err error) error {
	var failed *bot.SendError
	var e *callError
	if errors.As(err, &failed) && errors.As(err, &e) && !failed.Unknown {
		failed.Retry = failed.Retry || e.code == 0 || final(err) != nil
	}
	return err
}

// once is what a failed post means for others: how long they have to wait. Without
// Retry the outbox leaves it at that.
func once(err error) error {
	var failed *bot.SendError
	if !errors.As(err, &failed) {
		return err
	}
	told := *failed
	told.Retry = false
	return &told
}

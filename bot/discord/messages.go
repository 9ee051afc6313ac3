package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// channelMessage is a message to a channel.
type channelMessage struct {
	message
	Nonce        string                      `json:"nonce,omitempty"`
	EnforceNonce bool                        `json:"enforce_nonce,omitempty"` // the same nonce again makes no second message
	Reference    *discordgo.MessageReference `json:"message_reference,omitempty"`
}

// takeMessage accepts a message that is a question to the bot.
func (a *Adapter) takeMessage(m *discordgo.Message) {
	self, _ := a.self.Load().(string)
	q, ok := parseMessage(m, self)
	if !ok || !a.seen.First(q.ID) {
		return
	}
	q.Question.Locale = a.locales.get(q.Guild)
	work := func(ctx context.Context) { a.answerMessage(ctx, q) }
	if ok, first := a.allowed(q); !ok && !first {
		return
	} else if !ok {
		work = a.saying(q, "slow_down")
	}
	if a.messages.TryTake(q.Channel, work) {
		return
	}
	a.log.Warn("discord: too many questions wait: one is not answered", "channel", q.Channel)
	a.notices.TryTake(q.Channel, a.saying(q, "busy"))
}

// saying returns the work of replying with a text of the catalogue.
func (a *Adapter) saying(q asked, id string) func(context.Context) {
	return func(ctx context.Context) {
		a.reply(ctx, q, a.render.answer(a.notice(q.Question.Locale, id), look{most: 1}))
	}
}

func (a *Adapter) answerMessage(ctx context.Context, q asked) {
	a.reply(ctx, q, a.composeReply(ctx, q))
}

// composeReply shows that the bot is at work meanwhile.
func (a *Adapter) composeReply(ctx context.Context, q asked) []message {
	arrived := a.showTyping(ctx, q.Channel)
	defer arrived()
	return a.compose(q.Question.Locale,
		func() bot.Answer { return a.ask(ctx, q.Question) },
		func(answer bot.Answer) look { return look{most: mostMessages, picture: a.draw(answer)} })
}

// reply sends messages to where a question came from. The first refers to it.
func (a *Adapter) reply(ctx context.Context, q asked, messages []message) {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	for i, m := range messages {
		body := channelMessage{message: m, Nonce: nonce(q.ID, i), EnforceNonce: true}
		if i == 0 {
			exists := false
			body.Reference = &discordgo.MessageReference{MessageID: q.ID, FailIfNotExists: &exists}
		}
		if err := a.post(ctx, q.Channel, body); err != nil {
			a.lost(q, err)
			return // the rest would begin in the middle
		}
	}
}

// nonce tells Discord which message this is, in at most 25 characters.
// https://docs.discord.com/developers/resources/message#create-message-jsonform-params
func nonce(question string, part int) string { return fmt.Sprintf("%.21s-%d", question, part) }

// post sends a message to a channel. Its nonce allows to repeat what may have
// been sent, for as long as Discord remembers it.
func (a *Adapter) post(ctx context.Context, channel string, body channelMessage) error {
	var doubtful time.Time // the first attempt that may have been carried out
	attempt := func(ctx context.Context, body channelMessage) error {
		if !doubtful.IsZero() && time.Since(doubtful) > nonceMemory {
			return &bot.SendError{Err: errForgotten, Unknown: true}
		}
		err := a.client.do(ctx, apiRequest{
			method: http.MethodPost, path: "channels/" + channel + "/messages",
			body: body, picture: body.picture, repeatable: true,
		}, nil)
		if doubtful.IsZero() && mayStand(err) {
			doubtful = time.Now()
		}
		return err
	}
	return inSomeForm(body, func(body channelMessage) error {
		return a.outbox.Send(ctx, channel, traffic.ClassAnswer, func(ctx context.Context) error { return attempt(ctx, body) })
	})
}

// inSomeForm sends a message in the form that Discord takes: where it refuses a
// picture, an embed or a reply that the channel's rights rule out, the message goes
// without, and where it refuses the form, bare. What was refused was not sent.
func inSomeForm(body channelMessage, send func(channelMessage) error) error {
	err := send(body)
	if refusalCode(err) == codeNoHistory && body.Reference != nil {
		body.Reference = nil
		err = send(body)
	}
	if refusalCode(err) == codeMissingPermissions && body.picture != nil {
		body.message = withoutPicture(body.message)
		err = send(body)
	}
	if refusalCode(err) == codeMissingPermissions {
		body.message = plain(body.message) // the right to embed may be missing alone
		err = send(body)
	}
	if refusalCode(err) == codeInvalidForm {
		body.message = bare(body.message)
		err = send(body)
	}
	return err
}

// errForgotten says that a message can't be repeated without a risk any more.
var errForgotten = errors.New("discord does not remember the message's nonce any longer")

// lost logs that an answer was not delivered, once a channel where it is the
// channel's doing.
func (a *Adapter) lost(q asked, err error) {
	code := refusalCode(err)
	if code == codeMissingAccess || code == codeMissingPermissions || code == codeUnknownChannel {
		if a.refusals.First(q.Channel) {
			a.log.Warn("discord: a channel does not let the bot answer", "channel", q.Channel, "server", q.Guild, "error", err)
		}
		return
	}
	a.log.Error("discord: an answer was not delivered", "channel", q.Channel, "error", err)
}

// showTyping shows that the bot is at work if that takes a moment. The function
// returned ends it.
func (a *Adapter) showTyping(ctx context.Context, channel string) (arrived func()) {
	ctx, cancel := context.WithCancel(ctx)
	var sign sync.WaitGroup
	sign.Go(func() {
		moment := time.NewTimer(typingAfter)
		defer moment.Stop()
		select {
		case <-ctx.Done():
		case <-moment.C:
			a.sendTyping(ctx, channel)
		}
	})
	return func() {
		cancel()
		sign.Wait()
	}
}

// sendTyping sends the sign, once. It is no loss where that fails.
func (a *Adapter) sendTyping(ctx context.Context, channel string) {
	if ok, _ := a.typing.Allow(""); !ok {
		return
	}
	err := a.calls.Send(ctx, "typing:"+channel, traffic.ClassBackground, func(ctx context.Context) error {
		err := a.client.do(ctx, apiRequest{method: http.MethodPost, path: "channels/" + channel + "/typing"}, nil)
		return once(err)
	})
	if err != nil && ctx.Err() == nil {
		a.log.Debug("discord: no sign of typing", "channel", channel, "error", err)
	}
}

// withoutPicture is a message without its chart.
func withoutPicture(m message) message {
	m.picture, m.Attachments = nil, []attachment{}
	if len(m.Embeds) == 0 {
		return m
	}
	embed := *m.Embeds[0]
	embed.Image = nil
	m.Embeds = []*discordgo.MessageEmbed{&embed}
	return m
}

// bare is a message without picture and buttons, for where Discord refuses its
// form: what it says matters more than how it looks.
func bare(m message) message {
	m = withoutPicture(m)
	m.Components = []discordgo.MessageComponent{}
	return m
}

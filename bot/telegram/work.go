package telegram

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/chart"
)

// work is an update on its way to being dealt with.
type work struct {
	do     func(context.Context)
	cancel func() // when it was not taken after all: it will be delivered again
}

// work tells what there is to do about an update, and in which lane. ok is false
// where there is nothing to do, or it was done before.
func (a *Adapter) work(r received) (w work, lane string, ok bool) {
	if r.err != nil {
		a.options.Log.Warn("an update can't be read and is passed over", "update", r.id)
		return work{}, "", false
	}
	in := a.parser.parse(r.update)
	id := strconv.FormatInt(r.id, 10)
	if in.what == nothing || !a.seen.First(id) {
		return work{}, "", false
	}
	w.cancel = func() { a.seen.Forget(id) }
	w.do = func(ctx context.Context) { a.do(ctx, in) }
	if in.what == pressed {
		p := a.presses.open(a.options.pressTimeout, func(ctx context.Context, n notice) { a.acknowledge(ctx, in.query, n) })
		w.cancel = func() {
			p.forget()
			a.seen.Forget(id)
		}
		w.do = func(ctx context.Context) {
			defer p.answer(ctx, notice{})
			a.press(ctx, in, p)
		}
	}
	w.do = a.inTime(w.do)
	return w, in.lane, true
}

// inTime ends what do does when nobody waits for it any more, counted from now.
func (a *Adapter) inTime(do func(context.Context)) func(context.Context) {
	deadline := time.Now().Add(a.options.answerTimeout)
	return func(ctx context.Context) {
		ctx, cancel := context.WithDeadline(ctx, deadline)
		defer cancel()
		do(ctx)
	}
}

func (a *Adapter) do(ctx context.Context, in incoming) {
	switch in.what {
	case question, prompt:
		a.question(ctx, in)
	case inline:
		a.inline(ctx, in)
	case moved:
		a.options.Log.Info("a group has become a supergroup", "chat", in.place, "now", in.note)
		a.changed(ctx, in.change)
	case changed:
		a.mute.Forget(in.place.key())
		a.options.Log.Info("the bot's place in a chat has changed", "chat", in.place, "status", in.note)
		a.changed(ctx, in.change)
	case nothing, pressed:
	}
}

// question answers what somebody asked in words.
func (a *Adapter) question(ctx context.Context, in incoming) {
	if ok, first := a.allowed(in); !ok {
		if first {
			a.say(ctx, in, "slow_down", nil, nobody)
		}
		return
	}
	if in.what == prompt {
		a.say(ctx, in, "ask_behind_command", in.prompt(a.catalogue, a.language(in)), nobody)
		return
	}
	stop := a.typing(ctx, in.place)
	defer stop()
	answer, err := a.asked(ctx, in)
	if err != nil {
		a.say(ctx, in, "failed", nil, stop)
		return
	}
	a.anew(ctx, in, answer, stop)
}

// nobody is to be told that a message begins to be sent.
func nobody() {}

// prompt is what a command that lacks its words is answered with.
func (in incoming) prompt(c *bot.Catalogue, lang string) bot.Args {
	return bot.Args{
		"Command": c.Say(lang, "command_"+in.command.Name, nil),
		"Example": c.Say(lang, "command_"+in.command.Name+"_example", nil),
	}
}

// allowed counts a question for whoever asks and for the group. first tells the
// refusal that is to be explained.
func (a *Adapter) allowed(in incoming) (ok, first bool) {
	if ok, first = a.askers.Allow(in.asker); !ok || in.place.chat >= 0 {
		return ok, first // A person's own chat has no one else to count.
	}
	return a.groups.Allow(in.place.key())
}

// ask asks the assistant. Whatever goes wrong there ends here, and is logged without
// what was asked.
func (a *Adapter) ask(ctx context.Context, q bot.Question) (answer bot.Answer, err error) {
	defer a.recovered(&err, string(q.Kind))
	answer, err = a.assistant.Answer(ctx, q)
	if err != nil && ctx.Err() == nil {
		a.options.Log.Error("can't answer", "kind", q.Kind, "error", err)
	}
	return answer, err
}

// recovered makes an error of a panic. The panic's own text is not logged: it may
// hold what was asked.
func (a *Adapter) recovered(err *error, kind string) {
	if p := recover(); p != nil {
		*err = errors.New("panic")
		a.options.Log.Error("panic while answering", "kind", kind, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
	}
}

// language is that of the bot's own words to somebody.
func (a *Adapter) language(in incoming) string {
	if lang, ok := a.catalogue.Match(in.question.Locale); ok {
		return lang
	}
	return a.catalogue.Languages()[0]
}

// say sends a text of the catalogue.
func (a *Adapter) say(ctx context.Context, in incoming, id string, args bot.Args, begin func()) {
	text := a.catalogue.Say(a.language(in), id, args)
	_ = a.sendAll(ctx, in.place, []content{{html: escape(text), plain: text, ask: in.what == prompt && !in.place.channel}}, begin) // It has logged why.
}

// anew sends an answer as a message of its own, or as many as it needs.
func (a *Adapter) anew(ctx context.Context, in incoming, answer bot.Answer, begin func()) {
	contents, err := a.contents(answer, a.picture)
	if err != nil {
		a.say(ctx, in, "failed", nil, begin)
		return
	}
	if len(contents) == 0 {
		a.options.Log.Error("an answer says nothing", "wish", answer.Wish)
		a.say(ctx, in, "failed", nil, begin)
		return
	}
	if contents[0].picture == nil {
		_ = a.sendAll(ctx, in.place, contents, begin) // It has logged why.
		return
	}
	if err := a.sendAll(ctx, in.place, contents, begin); refused(err) {
		// Pictures may be forbidden in a chat where words are not.
		_ = a.sendAll(ctx, in.place, a.render.answer(answer, nil), begin)
	}
}

// contents is an answer as messages with the picture that draw returns. What goes
// wrong in drawing or rendering it ends here.
func (a *Adapter) contents(answer bot.Answer, draw func(bot.Answer) []byte) (contents []content, err error) {
	defer a.recovered(&err, "messages")
	return a.render.answer(answer, draw(answer)), nil
}

// noPicture draws nothing.
func noPicture(bot.Answer) []byte { return nil }

// replacement is what a message that stands in a chat becomes to show an answer: a
// text stays one, whatever picture stands above it, and a picture becomes another
// one with all of the answer below it. ok is false where the message can't show it.
func (a *Adapter) replacement(m *message, answer bot.Answer) (c content, ok bool) {
	if m == nil {
		return content{}, false
	}
	draw := a.picture
	if len(m.Photo) == 0 {
		draw = noPicture
	}
	contents, err := a.contents(answer, draw)
	if err != nil || len(contents) != 1 || (contents[0].picture == nil) != (len(m.Photo) == 0) {
		return content{}, false
	}
	return contents[0], true
}

// notice is an answer as what Telegram shows to the one who pressed; ok is false where
// it can't be that. Brief, it is its sources alone where all of it is too long.
func (a *Adapter) notice(answer bot.Answer, brief bool) (n notice, ok bool) {
	var err error // Logged; whoever sends the answer otherwise meets it again.
	defer a.recovered(&err, "notice")
	n.text, ok = a.render.notice(answer)
	if !ok && brief {
		n.text, ok = a.render.brief(answer)
	}
	return n, ok
}

// picture is an answer's chart, if it has one that can be drawn.
func (a *Adapter) picture(answer bot.Answer) []byte {
	if answer.Chart == nil {
		return nil
	}
	png, err := a.options.draw(*answer.Chart, chart.Light)
	if err != nil {
		a.options.Log.Error("can't draw a chart; answered without", "error", err)
		return nil
	}
	return png
}

// sendAll sends messages one after the other; the first only answers the question.
// It stops at one that is refused for good and returns why. One of which nobody
// knows whether it arrived does not hold up the rest.
func (a *Adapter) sendAll(ctx context.Context, to place, contents []content, begin func()) error {
	for _, c := range contents {
		err := a.send(ctx, to, c, begin)
		var failed *bot.SendError
		switch {
		case err == nil:
		case errors.As(err, &failed) && failed.Forbidden:
			if a.mute.First(to.key()) {
				a.options.Log.Warn("a chat does not let the bot write, or not all; told once", "chat", to, "error", err)
			}
			return err
		case errors.As(err, &failed) && failed.Gone:
			a.options.Log.Info("the bot can't write to a chat any more", "chat", to, "error", err)
			return err
		case errors.As(err, &failed) && failed.Unknown:
			a.options.Log.Warn("nobody knows whether a message was sent; it is not sent again", "chat", to, "error", err)
		case ctx.Err() != nil:
			a.options.Log.Warn("a message could not be sent in time and is dropped", "chat", to, "error", err)
			return err
		default:
			a.options.Log.Error("a message was not sent", "chat", to, "error", err)
			return err
		}
		to.reply = 0
	}
	return nil
}

package telegram

import (
	"context"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// notice is what the one who pressed a button gets to see for a moment, or where they
// are led; empty for nothing.
type notice struct{ text, link string }

// press answers a pressed button, and the press itself in any case.
func (a *Adapter) press(ctx context.Context, in incoming, p *pendingPress) {
	if ok, first := a.allowed(in); !ok {
		if first {
			p.answer(ctx, notice{text: a.catalogue.Say(a.language(in), "slow_down", nil)})
		}
		return
	}
	answer, err := a.asked(ctx, in)
	if err != nil {
		p.answer(ctx, notice{text: a.catalogue.Say(a.language(in), "failed", nil)})
		return
	}
	if answer.Manner == bot.Aside {
		if n, ok := a.notice(answer, in.place.chat < 0); ok && (p.answer(ctx, n) || in.place.chat <= 0) {
			return // Said, or too late: a word to one person is none to a whole group.
		}
	}
	if in.place.channel && !in.question.Manages() {
		// Whoever reads a channel does not write there: they are led to their own chat.
		p.answer(ctx, notice{link: deepLink(a.self.Username, in.question.Text)})
		return
	}
	p.answer(ctx, notice{})
	if in.place.chat == 0 {
		return // The button hangs on a message that was sent inline: nobody knows where.
	}
	if answer.Manner == bot.InPlace && a.inPlace(ctx, in, answer) {
		return
	}
	a.anew(ctx, in, answer, nobody)
}

// inPlace puts an answer in place of the message whose button was pressed. It
// returns false where that can't be done: then the answer is a message of its own.
func (a *Adapter) inPlace(ctx context.Context, in incoming, answer bot.Answer) bool {
	c, ok := a.replacement(in.message, answer)
	if !ok {
		return false
	}
	if a.stands.same(in.message, c) {
		return true
	}
	err := a.edit(ctx, in.message, c)
	if refused(err) || movedTo(err) {
		return false
	}
	a.stands.set(in.message, c, err == nil)
	if err != nil {
		a.options.Log.Warn("a message could not be edited", "chat", in.place, "error", err)
	}
	return true
}

// acknowledge makes a pressed button stop turning, and shows a notice. It is done once,
// even if nobody knows whether that arrived: the button stops by itself in the end.
func (a *Adapter) acknowledge(ctx context.Context, query string, n notice) {
	params := tgbotapi.Params{"callback_query_id": query}
	if n.text != "" {
		params["text"] = bot.Shorten(n.text, noticeLimit/2)
		if unitCount(n.text) <= noticeLimit {
			params["text"] = n.text
		}
		params.AddBool("show_alert", unitCount(n.text) >= alertFrom)
	}
	params.AddNonEmpty("url", n.link)
	err := a.calls.Send(ctx, query, traffic.ClassAnswer, func(ctx context.Context) error {
		return sendError(a.client.call(ctx, a.options.requestTimeout, "answerCallbackQuery", params, nil), false)
	})
	if err != nil && !says(err, saysTooLate) {
		a.options.Log.Warn("a pressed button could not be answered", "error", err)
	}
}

// presses are the pressed buttons that were not answered yet. Each is answered
// exactly once: with what there is to say, or with nothing when that takes too long.
type presses struct {
	late func(answer func(context.Context, notice)) // answers with nothing, in a context that close ends
	cut  context.CancelFunc

	mu      sync.Mutex
	pending map[*pendingPress]bool
	running sync.WaitGroup // late answers
}

// pendingPress is one pressed button.
type pendingPress struct {
	of    *presses
	send  func(context.Context, notice)
	timer *time.Timer
}

func newPresses() *presses {
	ctx, cut := context.WithCancel(context.Background())
	return &presses{
		late:    func(answer func(context.Context, notice)) { answer(ctx, notice{}) },
		cut:     cut,
		pending: map[*pendingPress]bool{},
	}
}

// open begins to wait for a press's answer, which send sends.
func (p *presses) open(within time.Duration, send func(context.Context, notice)) *pendingPress {
	x := &pendingPress{of: p, send: send}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending[x] = true
	x.timer = time.AfterFunc(within, x.expire)
	return x
}

// close forgets the presses that nobody answered, and waits for late answers.
func (p *presses) close() {
	p.mu.Lock()
	for x := range p.pending {
		x.timer.Stop()
	}
	clear(p.pending)
	p.mu.Unlock()
	p.cut()
	p.running.Wait()
}

// claim tells whether the press is still to be answered, by the caller then.
func (x *pendingPress) claim(late bool) bool {
	x.of.mu.Lock()
	defer x.of.mu.Unlock()
	if !x.of.pending[x] {
		return false
	}
	delete(x.of.pending, x)
	x.timer.Stop()
	if late {
		x.of.running.Add(1)
	}
	return true
}

// answer answers the press. It returns false where that was done before.
func (x *pendingPress) answer(ctx context.Context, n notice) bool {
	if !x.claim(false) {
		return false
	}
	x.send(ctx, n)
	return true
}

// expire answers the press with nothing: what there is to say takes too long.
func (x *pendingPress) expire() {
	if x.claim(true) {
		defer x.of.running.Done()
		x.of.late(x.send)
	}
}

// forget lets somebody else answer the press.
func (x *pendingPress) forget() { x.claim(false) }

package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/chart"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Assistant answers questions, and proposes what can be asked for. An error is a
// failure of the program, not a question that the report does not answer.
type Assistant interface {
	Answer(ctx context.Context, q bot.Question) (bot.Answer, error)
	Complete(ctx context.Context, what bot.Completion, typed, locale string) ([]bot.Choice, error)
}

// Options sets up an Adapter.
type Options struct {
	Token   string // the bot's token, without "Bot "; required
	APIURL  string // replaces https://discord.com/; empty keeps that
	Shards  string // "i/n" runs shard i of n; "" or "auto" as many as Discord recommends
	DataDir string // keeps the count of sessions started; empty keeps it in memory only
	Version string // of this program, for Discord's eyes
	Log     *slog.Logger

	// Changed is told what happens to servers and channels; nil: nobody is. Those of
	// a server are told in order, one at a time. ctx ends when the program does not
	// wait any longer.
	Changed func(ctx context.Context, c bot.Change)

	dial      dialFunc      // opens connections; nil is the network
	holdAfter time.Duration // when an interaction is put off; 0 is holdAfter
}

func (o *Options) setDefaults() {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.holdAfter = cmp.Or(o.holdAfter, holdAfter)
}

// Adapter is the bot on Discord.
type Adapter struct {
	options   Options
	assistant Assistant
	catalogue *bot.Catalogue
	render    renderer
	gallery   *chart.Gallery
	client    *client
	conn      *connection
	log       *slog.Logger

	self       atomic.Value // the bot's user id as a string, from the first Ready on
	registered atomic.Bool  // the commands, or that is under way
	locales    locales

	seen     *traffic.Seen      // events by id: Discord repeats some after a reconnect
	refusals *traffic.Seen      // channels that refused a message, for the log
	users    *traffic.Allowance // by user
	places   *traffic.Allowance // by channel

	messages *traffic.Lanes  // questions in channels, those of a channel in order
	calls    *traffic.Outbox // requests about interactions, commands and typing, which have budgets of their own
	outbox   *traffic.Outbox // messages
	presses  *traffic.Lanes  // interactions, each on its own
	watches  *traffic.Lanes  // put interactions off that are not answered in time
	notices  *traffic.Lanes  // what is not an answer
	changes  *traffic.Lanes  // what happened to servers and channels
	typing   *traffic.Allowance
}

// New returns an Adapter that answers with a and speaks with c's words. An error
// says what is wrong with the options.
func New(o Options, a Assistant, c *bot.Catalogue) (*Adapter, error) {
	o.setDefaults()
	session, err := newSession(sessionOptions{Token: o.Token, API: o.APIURL, Version: o.Version, Dial: o.dial})
	if err != nil {
		return nil, err
	}
	lanes := func(workers, waiting int) *traffic.Lanes {
		return traffic.NewLanes(traffic.LanesOptions{Workers: workers, Waiting: waiting, Log: o.Log})
	}
	d := &Adapter{
		options: o, assistant: a, catalogue: c, log: o.Log,
		render: renderer{c}, gallery: chart.NewGallery(keptPictures), client: newClient(session, o.Token),
		seen: traffic.NewSeen(rememberedEvents), refusals: traffic.NewSeen(rememberedRefusals),
		users:    traffic.NewAllowance(userPace(), rememberedAskers, nil),
		places:   traffic.NewAllowance(placePace(), rememberedAskers, nil),
		typing:   traffic.NewAllowance(typingPace(), 1, nil),
		messages: lanes(workers, waitingEvents), presses: lanes(workers, waitingEvents),
		watches: lanes(workers+waitingEvents, 0), notices: lanes(noticeWorkers, waitingNotices),
		changes: lanes(noticeWorkers, waitingEvents),
		calls:   traffic.NewOutbox(traffic.OutboxOptions{Invalid: maxInvalid, InvalidWithin: invalidWithin, Log: o.Log}),
		outbox: traffic.NewOutbox(traffic.OutboxOptions{
			Overall: overallPace(), Attempts: attempts, Chat: func(string) []traffic.Pace { return []traffic.Pace{channelPace()} },
			Invalid: maxInvalid, InvalidWithin: invalidWithin, Log: o.Log,
		}),
	}
	d.conn = connect(connOptions{Session: session, Token: o.Token, Shards: o.Shards, DataDir: o.DataDir, Dial: o.dial, Log: o.Log, Handle: d.handle})
	return d, nil
}

// Run is the bot on Discord until ctx ends: it leaves the gateway then, answers
// what came in before, for a few seconds at most, and returns nil. An error says
// that Discord refuses the bot for good, and what an operator is to do. Run is
// called once.
func (a *Adapter) Run(ctx context.Context) error {
	if err := checkToken(a.options.Token); err != nil {
		return err // and not from New: other platforms should run all the same
	}
	err := a.conn.Run(ctx)
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainWithin)
	defer cancel()
	if err := a.drain(within); err != nil {
		a.log.Warn("discord: the program ends with questions unanswered", "error", err)
	}
	a.client.http.CloseIdleConnections()
	return err
}

// drain waits for what was accepted. Watches and notices come last: answers may
// need them.
func (a *Adapter) drain(ctx context.Context) error {
	var answers sync.WaitGroup
	var messages, presses error
	a.outbox.Hurry()
	answers.Go(func() { messages = a.messages.Drain(ctx) })
	answers.Go(func() { presses = a.presses.Drain(ctx) })
	answers.Wait()
	return errors.Join(messages, presses, a.notices.Drain(ctx), a.changes.Drain(ctx), a.watches.Drain(ctx))
}

// handle takes an event of the gateway. It only reads it and passes it on.
func (a *Adapter) handle(_ context.Context, _ int, event any) {
	switch e := event.(type) {
	case *discordgo.Ready:
		a.ready(e)
	case *discordgo.MessageCreate:
		a.takeMessage(e.Message)
	case *discordgo.InteractionCreate:
		a.takeInteraction(e.Interaction)
	case *discordgo.GuildCreate:
		a.locales.put(e.Guild)
	case *discordgo.GuildUpdate:
		a.locales.put(e.Guild)
	case *discordgo.GuildDelete:
		a.locales.drop(e.Guild)
	}
	a.takeChange(event)
}

// ready notes who the bot is, and registers its commands the first time.
func (a *Adapter) ready(r *discordgo.Ready) {
	if r.User == nil {
		return
	}
	a.self.Store(r.User.ID)
	app := r.User.ID
	if r.Application != nil && r.Application.ID != "" {
		app = r.Application.ID
	}
	if !a.registered.CompareAndSwap(false, true) {
		return
	}
	a.notices.TryTake("commands", func(ctx context.Context) {
		if err := a.register(ctx, app); err != nil {
			a.registered.Store(false) // the next Ready tries again
			a.log.Error("discord: the commands can't be registered: they are missing or out of date until the bot connects anew", "error", err)
		}
	})
}

// allowed tells whether a question may be asked by a message. first is true for the
// refusal that is to be explained.
func (a *Adapter) allowed(q asked) (ok, first bool) {
	if ok, first := a.users.Allow(q.User); !ok {
		return false, first
	}
	return a.places.Allow(q.Channel)
}

// compose renders what find finds in the way that as chooses for it. A panic on
// the way is answered as well, in the language of locale.
func (a *Adapter) compose(locale string, find func() bot.Answer, as func(bot.Answer) look) (messages []message) {
	defer func() {
		if p := recover(); p != nil {
			a.panicked("answering", p)
			failed := a.notice(locale, "failed")
			messages = a.render.answer(failed, as(failed))
		}
	}()
	answer := find()
	return a.render.answer(answer, as(answer))
}

// panicked logs a panic, but not what it says: that may hold what was asked.
func (a *Adapter) panicked(doing string, p any) {
	a.log.Error("discord: panic while "+doing, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
}

// ask lets the assistant answer. An error is an answer as well. What was asked is
// not logged.
func (a *Adapter) ask(ctx context.Context, q bot.Question) bot.Answer {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, err := a.assistant.Answer(ctx, q)
	if err != nil {
		a.log.Error("discord: can't answer", "error", err)
		return a.notice(q.Locale, "failed")
	}
	return answer
}

// notice is a text of the catalogue as an answer.
func (a *Adapter) notice(locale, id string) bot.Answer {
	lang, ok := a.catalogue.Match(locale)
	if !ok {
		lang = a.catalogue.Languages()[0]
	}
	return bot.Answer{Language: lang, Wish: bot.WishAbout, Manner: bot.Aside, Blocks: []bot.Block{bot.Paragraph{Text: a.catalogue.Say(lang, id, nil)}}}
}

// draw returns an answer's picture. An answer does without one that can't be
// drawn.
func (a *Adapter) draw(answer bot.Answer) (picture []byte) {
	if answer.Chart == nil {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			a.panicked("drawing a chart", p)
			picture = nil
		}
	}()
	picture, err := a.gallery.PNG(*answer.Chart, chart.Light)
	if err != nil {
		a.log.Error("discord: can't draw a chart", "error", err)
		return nil
	}
	return picture
}

// locales are the languages that servers set for themselves, by the server's id.
type locales struct {
	mu sync.Mutex
	of map[string]string
}

// unsetLocale is what Discord gives for servers that set none: it says nothing.
const unsetLocale = string(discordgo.EnglishUS)

func (l *locales) put(g *discordgo.Guild) {
	if g == nil || g.Unavailable {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil {
		l.of = map[string]string{}
	}
	l.of[g.ID] = g.PreferredLocale
	if g.PreferredLocale == "" || g.PreferredLocale == unsetLocale {
		delete(l.of, g.ID)
	}
}

// drop forgets a server that the bot left. One that is unavailable comes back.
func (l *locales) drop(g *discordgo.Guild) {
	if g == nil || g.Unavailable {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.of, g.ID)
}

func (l *locales) get(guild string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of[guild]
}

package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/chart"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Assistant answers questions and finds records. An error is a failure of the
// program, not a question that the report does not answer. It is used
// concurrently.
type Assistant interface {
	Answer(ctx context.Context, q bot.Question) (bot.Answer, error)

	// Find returns at most limit records from offset on.
	Find(ctx context.Context, q bot.Question, offset, limit int) (bot.Findings, error)
}

// Options sets up an Adapter.
type Options struct {
	Token  string // as BotFather gave it; required
	APIURL string // replaces https://api.telegram.org

	// WebhookURL is where Telegram delivers updates to. Empty polls for them.
	WebhookURL string

	// WebhookSecret proves that an update comes from Telegram: 1 to 256 of
	// A-Za-z0-9_-. Empty derives one from the token, the same on every instance.
	WebhookSecret string

	// HTTPAddr is the address to listen on behind WebhookURL, such as ":8080".
	HTTPAddr string

	// Turn waits until this process may poll, for where several run with one token:
	// Telegram delivers to one of them only. It blocks until it has the turn, or its
	// ctx ends. The turn is lost when held ends, whose Err is asked before anything is
	// taken: it should tell so also where the process was stopped beyond that. release
	// gives the turn back, and is called in any case; the ctx outlasts it. Nil: it is
	// always this process's turn. It is not used with a webhook.
	Turn func(ctx context.Context) (held context.Context, release func(), err error)

	// Changed is told what happened to a chat, in order with what is asked there,
	// at least once. Nil: nobody is told.
	Changed func(ctx context.Context, c bot.Change)

	Log *slog.Logger

	// What tests make shorter or wider.
	listener       net.Listener // in place of HTTPAddr
	overall        *traffic.Pace
	chatPaces      func(string) []traffic.Pace
	asking         *traffic.Pace
	pollTimeout    time.Duration
	requestTimeout time.Duration
	pressTimeout   time.Duration
	drainTimeout   time.Duration
	answerTimeout  time.Duration
	typingEvery    time.Duration
	backoff        func(failures int) time.Duration
	waiting        int
	draw           func(bot.Chart, chart.Theme) ([]byte, error)
}

func (o *Options) setDefaults() {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.overall == nil {
		p := overallPace()
		o.overall = &p
	}
	if o.chatPaces == nil {
		o.chatPaces = chatPaces
	}
	if o.draw == nil {
		o.draw = chart.NewGallery(pictures).PNG
	}
	if o.Turn == nil {
		o.Turn = always
	}
	if o.backoff == nil {
		o.backoff = backoff
	}
	for _, d := range []struct {
		set *time.Duration
		to  time.Duration
	}{{&o.pollTimeout, pollTimeout}, {&o.requestTimeout, requestTimeout}, {&o.pressTimeout, pressTimeout}, {&o.drainTimeout, drainTimeout}, {&o.answerTimeout, answerTimeout}, {&o.typingEvery, typingEvery}} {
		if *d.set == 0 {
			*d.set = d.to
		}
	}
	if o.waiting == 0 {
		o.waiting = laneWaiting
	}
}

var (
	tokenForm  = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)
	secretForm = regexp.MustCompile(fmt.Sprintf(`^[A-Za-z0-9_-]{1,%d}$`, secretLimit))
)

// validate names the setting that is wrong, and never repeats a secret.
func (o *Options) validate() error {
	if o.WebhookURL == "" {
		return nil
	}
	if u, err := url.Parse(o.WebhookURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("TELEGRAM_WEBHOOK_URL is not an address such as https://example.org/telegram")
	}
	if o.WebhookSecret != "" && !secretForm.MatchString(o.WebhookSecret) {
		return errors.New("TELEGRAM_WEBHOOK_SECRET may have 1 to 256 of A-Z, a-z, 0-9, _ and - only")
	}
	if o.HTTPAddr == "" && o.listener == nil {
		return errors.New("HTTP_ADDR is missing: a webhook needs an address to listen on, such as :8080")
	}
	return nil
}

// Adapter is the bot on Telegram.
type Adapter struct {
	options   Options
	assistant Assistant
	catalogue *bot.Catalogue
	render    renderer
	client    *client

	parser *parser // set once Telegram has told who the bot is
	self   user

	lanes   *traffic.Lanes
	outbox  *traffic.Outbox // messages, within the budgets
	calls   *traffic.Outbox // everything else that must get through
	seen    *traffic.Seen   // update ids
	mute    *traffic.Seen   // chats that don't let the bot write
	stands  *standing
	presses *presses

	askers    *traffic.Allowance // people
	groups    *traffic.Allowance // and channels
	searchers *traffic.Allowance
	typists   *traffic.Allowance
}

// New returns an Adapter that answers with a and speaks with c's words. It does
// not talk to Telegram yet.
func New(o Options, a Assistant, c *bot.Catalogue) (*Adapter, error) {
	o.setDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	api, err := newClient(o.Token, o.APIURL)
	if err != nil {
		return nil, err
	}
	people, groups := userPace(), groupPace()
	if o.asking != nil {
		people, groups = *o.asking, *o.asking
	}
	return &Adapter{
		options: o, assistant: a, catalogue: c, render: renderer{catalogue: c}, client: api,
		lanes:     traffic.NewLanes(traffic.LanesOptions{Workers: laneWorkers, Waiting: o.waiting, Log: o.Log}),
		outbox:    traffic.NewOutbox(traffic.OutboxOptions{Overall: *o.overall, Chat: o.chatPaces, Log: o.Log}),
		calls:     traffic.NewOutbox(traffic.OutboxOptions{Log: o.Log}),
		seen:      traffic.NewSeen(seenUpdates),
		mute:      traffic.NewSeen(muteChats),
		stands:    newStanding(),
		presses:   newPresses(),
		askers:    traffic.NewAllowance(people, askers, nil),
		groups:    traffic.NewAllowance(groups, askers, nil),
		searchers: traffic.NewAllowance(inlinePace(), askers, nil),
		typists:   traffic.NewAllowance(typingPace(), 1, nil),
	}, nil
}

// Run answers people until ctx ends, and then what was taken until then; that
// takes ten seconds at most, and Run returns nil. An error says what an operator is
// to do. Run can be called once.
func (a *Adapter) Run(ctx context.Context) error {
	defer a.client.close()
	err := a.run(ctx)
	a.drain(ctx)
	if ctx.Err() != nil {
		return nil //nolint:nilerr // The end of ctx is the way to stop.
	}
	return err
}

func (a *Adapter) run(ctx context.Context) error {
	if err := a.introduce(ctx); err != nil {
		return err
	}
	registration, cancel := context.WithCancel(ctx)
	var registering sync.WaitGroup
	defer func() {
		cancel()
		registering.Wait()
	}()
	registering.Go(func() { a.register(registration) })
	if a.options.WebhookURL != "" {
		return a.serve(ctx)
	}
	return a.poll(ctx)
}

// known tells whether the token can be one. Other text is not sent anywhere.
func (a *Adapter) known() error {
	if !tokenForm.MatchString(a.options.Token) {
		return errors.New("TELEGRAM_TOKEN is not a token as BotFather gives it (123456:ABC…)")
	}
	return nil
}

// introduce asks who the bot is, and thereby whether the token is right.
func (a *Adapter) introduce(ctx context.Context) error {
	if err := a.known(); err != nil {
		return err
	}
	err := a.insist(ctx, "reach telegram", func(ctx context.Context) error {
		return a.client.call(ctx, a.options.requestTimeout, "getMe", nil, &a.self)
	})
	if err != nil {
		return err
	}
	a.parser = newParser(a.catalogue, a.self)
	a.options.Log.Info("telegram knows the bot", "username", a.self.Username)
	return nil
}

// insist repeats a request that does no harm until it succeeds, ctx ends, or
// Telegram refuses it for good.
func (a *Adapter) insist(ctx context.Context, what string, request func(context.Context) error) error {
	s := streak{log: a.options.Log, what: what, backoff: a.options.backoff}
	for {
		err := request(ctx)
		if err == nil {
			s.over()
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if fatal := final(err); fatal != nil {
			return fatal
		}
		var e *callError
		if errors.As(err, &e) && e.code == http.StatusBadRequest {
			return fmt.Errorf("telegram refuses to be set up: %w", err)
		}
		if err := s.wait(ctx, err); err != nil {
			return err
		}
	}
}

// final is what an operator has to do about an error that no waiting mends; nil
// for every other error.
func final(err error) error {
	var e *callError
	if !errors.As(err, &e) {
		return nil
	}
	if e.code == http.StatusUnauthorized || e.code == http.StatusNotFound {
		return fmt.Errorf("telegram does not know the bot: check TELEGRAM_TOKEN, or ask BotFather for a new token: %w", err)
	}
	return nil
}

// drain answers what was taken, until the time is over.
func (a *Adapter) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.options.drainTimeout)
	defer cancel()
	a.outbox.Hurry()
	if err := a.lanes.Drain(ctx); err != nil {
		a.options.Log.Error("not everything was answered in time", "error", err)
	}
	a.presses.close()
}

// streak waits longer and longer between failures, and tells the first of them
// only, and the end.
type streak struct {
	log      *slog.Logger
	what     string
	backoff  func(failures int) time.Duration
	failures int
}

// wait waits before another attempt, as long as Telegram told, if it did.
func (s *streak) wait(ctx context.Context, err error) error {
	level := slog.LevelWarn
	if s.failures > 0 {
		level = slog.LevelDebug
	}
	s.log.Log(ctx, level, "can't "+s.what+" for now", "error", err, "hint", hint(err))
	s.failures++
	pause := s.backoff(s.failures)
	var e *callError
	if errors.As(err, &e) && e.retryAfter > 0 {
		pause = e.retryAfter
	}
	return traffic.Sleep(ctx, pause)
}

// over ends the streak.
func (s *streak) over() {
	if s.failures > 0 {
		s.log.Info("can "+s.what+" again", "failures", s.failures)
	}
	s.failures = 0
}

// hint is what an operator may do about an error that could mend by itself.
func hint(err error) string {
	var e *callError
	if errors.As(err, &e) && e.code == http.StatusConflict {
		return "somebody else receives this bot's updates: another process polls with the same token, or a webhook was set"
	}
	return "it is tried again"
}

// backoff is the wait after so many failures: a random part (full jitter) of a
// span that doubles up to the longest.
func backoff(failures int) time.Duration {
	span := backoffLongest
	if failures < 7 {
		span = backoffFirst << (failures - 1)
	}
	return rand.N(span)
}

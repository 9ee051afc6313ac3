// Package weekly posts a key fact a week into every chat that ordered one, exactly
// once. It decides when a slot is due, which fact comes next and what becomes of a
// post that failed, and answers the commands by which people order. What it has to
// remember it keeps in a store; it declares the few methods that it needs of one, of
// those who send, and of those who know the facts, and knows none of them.
package weekly

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Store keeps subscriptions, the ledger and leases. See package store for what each
// method does.
type Store interface {
	leaseStore
	planStore
	sendStore
	deskStore
}

type leaseStore interface {
	Acquire(ctx context.Context, name, owner string, ttl time.Duration) (fence int64, ok bool, err error)
	Release(ctx context.Context, name, owner string) error
	Live(ctx context.Context, instance string, ttl time.Duration) error
	Leave(ctx context.Context, instance string) error
}

// Facts knows the key facts that can be posted. It is used concurrently.
type Facts interface {
	// List names the facts of a report, in its order; none where it has none.
	List(report string) []string

	// Post is a fact as a post. ok is false where the report has no such fact. Digest
	// changes with all that the post shows and rests on.
	Post(ctx context.Context, report, fact, language string) (a bot.Answer, digest string, ok bool)

	// Print is what a fact says and rests on.
	Print(report, fact string) (now bot.FactPrint, ok bool)

	// Reports lists the reports that have facts, by name, in a language.
	Reports(language string) []bot.Choice
}

// Sender posts on one platform. Its errors are a *bot.SendError, the error of the
// post's Begin, or one that says that the post was not sent.
type Sender interface {
	Post(ctx context.Context, p bot.Post) (bot.Receipt, error)
}

// Finder is a Sender that recognises what it sent before: for a while by itself, and
// after that by looking.
type Finder interface {
	// Remembers is for how long the same nonce makes no second message.
	Remembers() time.Duration

	// Find looks for a post that may stand in a chat, not older than since.
	Find(ctx context.Context, c bot.Chat, nonce string, since time.Time) (message string, found bool, err error)
}

// Teller is a Sender that can write to one person.
type Teller interface {
	Tell(ctx context.Context, person string, a bot.Answer) error
}

// Options sets up a Service.
type Options struct {
	Default  bot.Schedule // for those who name no day, time or zone; the zero value is Monday at nine in Berlin
	Language string       // for chats whose platform tells none; empty is German
	Log      *slog.Logger

	// What tests set.
	now         func() time.Time // the time of day; nil is time.Now
	bell        string           // when the planner is woken, in cron syntax
	planEvery   time.Duration
	pollEvery   time.Duration
	leaseTTL    time.Duration
	repeatAfter func(attempts int) time.Duration
	workers     int
}

func (o *Options) setDefaults() {
	if o.Default == (bot.Schedule{}) {
		o.Default = bot.Schedule{Weekday: time.Monday, Hour: 9, Zone: DefaultZone}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.now == nil {
		o.now = time.Now
	}
	if o.repeatAfter == nil {
		o.repeatAfter = repeatAfter
	}
	o.Language = cmp.Or(o.Language, "de")
	o.bell = cmp.Or(o.bell, bell)
	o.planEvery = cmp.Or(o.planEvery, planEvery)
	o.pollEvery = cmp.Or(o.pollEvery, pollEvery)
	o.leaseTTL = cmp.Or(o.leaseTTL, leaseTTL)
	o.workers = cmp.Or(o.workers, workers)
}

// DefaultZone is the time zone of those who name none.
const DefaultZone = "Europe/Berlin"

// Service is the weekly facts of one instance. It is safe for concurrent use.
type Service struct {
	options   Options
	store     Store
	facts     Facts
	catalogue *bot.Catalogue
	instance  string

	mu      sync.Mutex
	changed chan struct{} // closed and replaced when there may be something to send
	posts   map[string]composed
	stale   map[string]bool // facts that may not say any more what they rest on
}

// New returns a Service that keeps what it knows in s, posts the facts of f and speaks
// with c's words.
func New(o Options, s Store, f Facts, c *bot.Catalogue) *Service {
	o.setDefaults()
	return &Service{
		options: o, store: s, facts: f, catalogue: c,
		instance: strings.ToLower(rand.Text()),
		changed:  make(chan struct{}), posts: map[string]composed{}, stale: map[string]bool{},
	}
}

// How often is looked, and for how long an instance counts as alive that does not say
// so any more. A lease is long enough for a database that restarts.
const (
	bell      = "* * * * *" // every full minute, so that a post comes at its time
	planEvery = time.Minute
	pollEvery = 10 * time.Second // for what other instances have planned
	leaseTTL  = 15 * time.Second
	workers   = 64 // posts of a platform that wait for their turn or are on their way
)

// Run plans what is due until ctx ends, and says meanwhile that this instance is
// alive. It has to run beside every Deliver.
func (s *Service) Run(ctx context.Context) error {
	var living sync.WaitGroup
	living.Go(func() { s.live(ctx) })
	defer living.Wait()
	s.review(ctx)
	return s.planner(ctx)
}

// live says that this instance is alive until ctx ends.
func (s *Service) live(ctx context.Context) {
	told := false
	for {
		err := s.store.Live(ctx, s.instance, s.options.leaseTTL)
		switch {
		case err == nil && told:
			s.options.Log.Info("the database can be reached again")
			told = false
		case err != nil && !told && ctx.Err() == nil:
			s.options.Log.Error("the database can't be written; nothing is posted meanwhile", "error", err)
			told = true
		}
		every := s.options.leaseTTL / leaseParts
		if err != nil {
			every = min(every, time.Second) // Each moment counts.
		}
		if traffic.Sleep(ctx, every) != nil {
			break
		}
	}
	// Leave the rows to others at once.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := s.store.Leave(ctx, s.instance); err != nil {
		s.options.Log.Debug("others learn only in a while that this instance has ended", "error", err)
	}
}

// wake tells all who wait for something to send that there may be something.
func (s *Service) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
}

// news is closed at the next wake.
func (s *Service) news() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

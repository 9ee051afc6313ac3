package weekly

import (
	"context"
	"errors"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/reportbot/reportbot/bot"
)

// planStore is what the planner needs of a store.
type planStore interface {
	Due(ctx context.Context, now time.Time, limit int) ([]bot.Subscription, error)
	Used(ctx context.Context, subscriptions []bot.Subscription) (map[string][]string, error)
	Plan(ctx context.Context, lease, owner string, fence int64, ttl time.Duration, plans []bot.Plan) error
	ForgetGone(ctx context.Context, before time.Time) (int, error)
	Facts(ctx context.Context) ([]bot.FactPrint, error)
	KeepFacts(ctx context.Context, facts []bot.FactPrint) error
}

const (
	plannerLease = "planner"

	// planBatch is how many subscriptions are planned in one transaction.
	planBatch = 500

	// makeUpWithin is how late a post may be. What is later was missed, and is
	// skipped.
	makeUpWithin = 24 * time.Hour

	// keepGone is how long the subscriptions of a chat are kept that the bot was
	// removed from: until then they go on when it comes back.
	keepGone = 30 * 24 * time.Hour
)

// planner plans what is due, at once, whenever the bell rings and every planEvery, in
// case it does not, while this instance holds the planner's lease.
func (s *Service) planner(ctx context.Context) error {
	ring := make(chan struct{}, 1)
	clock := cron.New(cron.WithLocation(time.UTC))
	if _, err := clock.AddFunc(s.options.bell, func() {
		select {
		case ring <- struct{}{}:
		default: // It rings already.
		}
	}); err != nil {
		return err
	}
	clock.Start()
	defer func() { <-clock.Stop().Done() }()
	for {
		held, release, err := s.Turn(ctx, plannerLease)
		if err != nil {
			return nil //nolint:nilerr // The end of ctx is the way to stop.
		}
		s.planWhile(held.(*lease), ring) //nolint:contextcheck // The lease is the context.
		release()
	}
}

// planWhile plans until the lease ends.
func (s *Service) planWhile(l *lease, ring <-chan struct{}) {
	tick := time.NewTicker(s.options.planEvery)
	defer tick.Stop()
	tell := true
	for l.Err() == nil {
		err := s.plan(l)
		if err != nil && l.Err() == nil && tell {
			s.options.Log.Error("can't plan the weekly facts; it is tried again", "error", err)
		}
		tell = err == nil // Once is enough.
		select {
		case <-l.Done():
		case <-ring:
		case <-tick.C:
		}
	}
}

// plan plans all that is due, and forgets chats that are long gone.
func (s *Service) plan(l *lease) error {
	for {
		now := s.options.now()
		due, err := s.store.Due(l, now, planBatch)
		if err != nil || len(due) == 0 {
			if err == nil {
				err = s.forgetGone(l, now)
			}
			return err
		}
		used, err := s.store.Used(l, due)
		if err != nil {
			return err
		}
		plans := make([]bot.Plan, 0, len(due))
		for _, x := range due {
			plans = append(plans, s.planOne(l, x, used[x.Chat.Key()], now))
		}
		if err := l.Err(); err != nil {
			return err
		}
		asked := time.Now()
		if err := s.store.Plan(l, plannerLease, s.instance, l.fence, s.options.leaseTTL, plans); err != nil {
			return err
		}
		l.prolong(asked.Add(s.options.leaseTTL))
		s.wake()
	}
}

func (s *Service) forgetGone(ctx context.Context, now time.Time) error {
	n, err := s.store.ForgetGone(ctx, now.Add(-keepGone))
	if n > 0 {
		s.options.Log.Info("forgot chats that the bot was removed from long ago", "subscriptions", n)
	}
	return err
}

// errNoZone is why nothing can be planned for a subscription.
var errNoZone = errors.New("its time zone is not known any more")

// planOne makes the entries that a subscription is owed: the latest slot is to be
// sent, if it is not too late for that; those before it were missed.
func (s *Service) planOne(ctx context.Context, x bot.Subscription, used []string, now time.Time) bot.Plan {
	p := bot.Plan{Subscription: x, Round: x.Round}
	c, err := newCalendar(x.Schedule)
	if err != nil {
		s.options.Log.Error("a subscription can't be served", "chat", x.Chat.Key(), "error", errors.Join(errNoZone, err))
		p.Due = now.Add(makeUpWithin)
		return p
	}
	after := x.Due.Add(-1)
	if x.Since.After(after) {
		after = x.Since
	}
	slots := c.between(after, now)
	p.Due = c.next(now).at
	for i, slot := range slots {
		e := newEntry(x, slot, now)
		switch late := now.Sub(slot.at); {
		case i < len(slots)-1:
			e.State, e.Reason = bot.Skipped, "missed: a later one is due already"
		// The planner looks once a minute: its own delay is nobody's downtime.
		case late > makeUpWithin+s.options.planEvery:
			e.State, e.Reason = bot.Skipped, "missed: more than 24 hours ago"
		default:
			e.State = bot.Planned
			p.Round = s.choose(ctx, &e, x.Round, used)
		}
		p.Entries = append(p.Entries, e)
	}
	return p
}

func newEntry(x bot.Subscription, at slot, now time.Time) bot.LedgerEntry {
	until := at.at.Add(makeUpWithin)
	if soonest := now.Add(time.Hour); until.Before(soonest) {
		until = soonest // It was only just in time: leave it some.
	}
	return bot.LedgerEntry{
		Nonce: newNonce(), Chat: x.Chat, Slot: at.date, Due: at.at, Until: until,
		Report: x.Report, Language: x.Language, Ready: now, Updated: now, Round: x.Round,
	}
}

// choose freezes the next fact in an entry and returns the round that it is in. An
// entry for which there is none is skipped.
func (s *Service) choose(ctx context.Context, e *bot.LedgerEntry, round int, used []string) (in int) {
	facts := s.list(e.Report)
	for len(facts) > 0 {
		fact, in := draw(e.Chat, round, facts, used)
		c := s.compose(ctx, e.Report, fact, e.Language)
		if c.ok {
			e.Fact, e.Digest, e.Text, e.Round = fact, c.digest, c.text, in
			return in
		}
		facts = without(facts, fact)
	}
	e.State, e.Reason = bot.Skipped, "the report has no facts to post: is it loaded?"
	return round
}

func without(list []string, gone string) []string {
	var out []string
	for _, x := range list {
		if x != gone {
			out = append(out, x)
		}
	}
	return out
}

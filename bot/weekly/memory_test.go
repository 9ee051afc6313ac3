package weekly

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot"
)

// memory is a Store for years of simulated time: what matters for planning and
// delivering in one instance, kept in memory. Everything else uses the real one.
type memory struct {
	Store // what it lacks panics

	mu            sync.Mutex
	subscriptions map[string]*bot.Subscription
	slots         map[string]map[string]*bot.LedgerEntry // by chat and slot
	open          []*bot.LedgerEntry
	used          map[string][]string
	next          time.Time // nothing is due before
}

func newMemory() *memory {
	return &memory{subscriptions: map[string]*bot.Subscription{}, slots: map[string]map[string]*bot.LedgerEntry{}, used: map[string][]string{}}
}

func (m *memory) Acquire(context.Context, string, string, time.Duration) (int64, bool, error) {
	return 1, true, nil
}
func (m *memory) Release(context.Context, string, string) error           { return nil }
func (m *memory) Live(context.Context, string, time.Duration) error       { return nil }
func (m *memory) Leave(context.Context, string) error                     { return nil }
func (m *memory) Facts(context.Context) ([]bot.FactPrint, error)          { return nil, nil }
func (m *memory) KeepFacts(context.Context, []bot.FactPrint) error        { return nil }
func (m *memory) ForgetGone(context.Context, time.Time) (int, error)      { return 0, nil }
func (m *memory) Begin(context.Context, bot.LedgerEntry, time.Time) error { return nil }

func (m *memory) Subscribe(_ context.Context, x bot.Subscription) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.subscriptions[x.Chat.Key()], m.slots[x.Chat.Key()] = &x, map[string]*bot.LedgerEntry{}
	m.next = time.Time{}
	return nil
}

func (m *memory) Due(_ context.Context, now time.Time, limit int) ([]bot.Subscription, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.Before(m.next) {
		return nil, nil
	}
	var due []bot.Subscription
	m.next = now.AddDate(100, 0, 0)
	for _, x := range m.subscriptions {
		if !x.Due.After(now) && len(due) < limit {
			due = append(due, *x)
		}
		if x.Due.Before(m.next) {
			m.next = x.Due
		}
	}
	return due, nil
}

func (m *memory) Used(_ context.Context, list []bot.Subscription) (map[string][]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string][]string{}
	for _, x := range list {
		out[x.Chat.Key()] = slices.Clone(m.used[x.Chat.Key()])
	}
	return out, nil
}

func (m *memory) Plan(_ context.Context, _, _ string, _ int64, _ time.Duration, plans []bot.Plan) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range plans {
		key := p.Subscription.Chat.Key()
		x := m.subscriptions[key]
		if p.Round != x.Round {
			m.used[key] = nil
		}
		x.Due, x.Round = p.Due, p.Round
		for _, e := range p.Entries {
			if m.slots[key][e.Slot] != nil {
				continue
			}
			m.slots[key][e.Slot] = &e
			if e.State == bot.Planned {
				m.used[key] = append(m.used[key], e.Fact)
				m.open = append(m.open, &e)
			}
		}
	}
	m.next = time.Time{}
	return nil
}

func (m *memory) Claim(_ context.Context, instance string, platform bot.Platform, now time.Time, limit int) ([]bot.LedgerEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []bot.LedgerEntry
	for _, e := range m.open {
		if len(out) < limit && e.Owner == "" && e.Chat.Platform == platform && !e.Ready.After(now) {
			e.Owner = instance
			out = append(out, *e)
		}
	}
	return out, nil
}

func (m *memory) Next(context.Context, bot.Platform) (time.Time, bool, error) {
	return time.Time{}, false, nil
}

func (m *memory) Finish(_ context.Context, e bot.LedgerEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept := m.slots[e.Chat.Key()][e.Slot]
	e.Owner, e.Text = "", ""
	*kept = e
	if e.State.Final() {
		m.open = slices.DeleteFunc(m.open, func(o *bot.LedgerEntry) bool { return o == kept })
	}
	return nil
}

// entries are the entries of a chat by slot.
func (m *memory) entries(c bot.Chat) []bot.LedgerEntry {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []bot.LedgerEntry
	for _, e := range m.slots[c.Key()] {
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b bot.LedgerEntry) int { return cmp.Compare(a.Slot, b.Slot) })
	return out
}

package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

// Ensure what is planned is kept together with when the subscription is due again, and
// planning the same twice changes nothing.
func TestPlan(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		x := subscription(chat("1"))
		subscribe(t, s, x)
		fence, ok, err := s.Acquire(t.Context(), "planner", "one", time.Minute)
		if err != nil || !ok {
			t.Fatalf("%v, %v", ok, err)
		}
		due, err := s.Due(t.Context(), start(), 10)
		if err != nil || len(due) != 1 {
			t.Fatalf("%d due, %v", len(due), err)
		}
		next := start().AddDate(0, 0, 7)
		plan := []bot.Plan{{Subscription: due[0], Due: next, Round: 1, Entries: []bot.LedgerEntry{entry(x.Chat, "2026-03-02", "n")}}}
		for range 2 {
			if err := s.Plan(t.Context(), "planner", "one", fence, time.Minute, plan); err != nil {
				t.Fatal(err)
			}
		}
		if left, err := s.Due(t.Context(), next.Add(-1), 10); err != nil || len(left) != 0 {
			t.Errorf("%d are due still, %v", len(left), err)
		}
		if y, _ := read(t, s, x.Chat); !y.Due.Equal(next) || y.Round != 1 {
			t.Errorf("%+v", y)
		}
		if all, err := s.Entries(t.Context(), bot.Filter{}); err != nil || len(all) != 1 {
			t.Errorf("%d entries, %v", len(all), err)
		}
	})
}

// Ensure a planner that has lost its lease keeps nothing, and neither does one whose
// subscription was changed meanwhile.
func TestPlanFenced(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		x := subscription(chat("1"))
		subscribe(t, s, x)
		fence, _, err := s.Acquire(t.Context(), "planner", "one", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		plan := []bot.Plan{{Subscription: x, Due: start().AddDate(0, 0, 7), Entries: []bot.LedgerEntry{entry(x.Chat, "2026-03-02", "n")}}}
		changed := x
		changed.Since = start() // what changing the hour does, among others
		subscribe(t, s, changed)
		if err := s.Plan(t.Context(), "planner", "one", fence, time.Minute, plan); err != nil {
			t.Errorf("a changed subscription: %v", err)
		}
		plan[0].Subscription = changed
		if err := s.Release(t.Context(), "planner", "one"); err != nil {
			t.Fatal(err)
		}
		again, ok, err := s.Acquire(t.Context(), "planner", "two", time.Minute)
		if err != nil || !ok || again <= fence {
			t.Fatalf("fence %d after %d, %v, %v", again, fence, ok, err)
		}
		if err := s.Plan(t.Context(), "planner", "one", fence, time.Minute, plan); !errors.Is(err, bot.ErrTaken) {
			t.Errorf("planned without the lease: %v", err)
		}
		if all, err := s.Entries(t.Context(), bot.Filter{}); err != nil || len(all) != 0 {
			t.Errorf("%d entries, %v", len(all), err)
		}
	})
}

// Ensure one instance at a time holds a lease, its fence stays while it is prolonged,
// and grows when it changes hands.
func TestLease(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		acquire := func(owner string, wantFence int64, want bool) {
			t.Helper()
			fence, ok, err := s.Acquire(t.Context(), "poller", owner, time.Minute)
			if err != nil || ok != want || fence != wantFence {
				t.Errorf("%s: fence %d, %v, %v", owner, fence, ok, err)
			}
		}
		acquire("one", 1, true)
		acquire("two", 0, false)
		acquire("one", 1, true)
		if err := s.Release(t.Context(), "poller", "two"); err != nil { // not its own
			t.Fatal(err)
		}
		acquire("two", 0, false)
		if err := s.Release(t.Context(), "poller", "one"); err != nil {
			t.Fatal(err)
		}
		acquire("two", 2, true)
		acquire("one", 0, false)
	})
}

// Ensure a lease that ran out can be taken by another instance.
func TestLeaseRunsOut(t *testing.T) {
	t.Parallel()
	dsn, ok := cluster.Database(t)
	if !ok {
		return // On a file nobody else is there to take it.
	}
	s := open(t, store.Options{URL: dsn})
	if _, ok, err := s.Acquire(t.Context(), "poller", "one", time.Millisecond); err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	var fence int64
	for taken := false; !taken; { // The database's clock decides.
		var err error
		if fence, taken, err = s.Acquire(t.Context(), "poller", "two", time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if fence != 2 {
		t.Errorf("fence %d", fence)
	}
	if again, ok, err := s.Acquire(t.Context(), "poller", "one", time.Minute); err != nil || ok {
		t.Errorf("the old owner has it with fence %d, %v", again, err)
	}
}

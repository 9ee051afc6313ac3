package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

// Ensure an entry goes from planned over sending to sent, and comes back as it was
// kept.
func TestEntryLife(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		want := entry(bot.Chat{Platform: bot.Telegram, ID: "-100", Thread: "7"}, "2026-03-02", "aaa")
		want.Reason, want.Round, want.Chat.Server = "why", 2, "srv"
		add(t, s, want)
		live(t, s, "one")
		e := claim(t, s, "one", 1)[0]
		want.Owner, want.Fence = "one", 1
		if diff := cmp.Diff(want, e); diff != "" {
			t.Fatalf("claimed (-want +got):\n%s", diff)
		}
		begun := start().Add(time.Second)
		if err := s.Begin(t.Context(), e, begun); err != nil {
			t.Fatal(err)
		}
		claim(t, s, "one", 0)
		e.State, e.Attempts, e.Message, e.Reason, e.Updated = bot.Sent, 1, "m1", "", begun.Add(time.Second)
		e.Doubts, e.Doubted = 1, begun
		if err := s.Finish(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		all, err := s.Entries(t.Context(), bot.Filter{})
		e.Owner = ""
		if diff := cmp.Diff([]bot.LedgerEntry{e}, all); err != nil || diff != "" {
			t.Fatalf("%v, kept (-want +got):\n%s", err, diff)
		}
		states, doubtful, err := s.Counts(t.Context())
		if err != nil || states[bot.Sent] != 1 || doubtful != 1 {
			t.Errorf("counts %v, %d doubtful, %v", states, doubtful, err)
		}
	})
}

// Ensure a chat has one entry a slot, whoever adds it and how often.
func TestOneEntryASlot(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		var adding sync.WaitGroup
		for i := range 8 {
			adding.Go(func() {
				if _, err := s.Add(t.Context(), entry(chat("1"), "2026-03-02", fmt.Sprint("n", i))); err != nil {
					t.Error(err)
				}
			})
		}
		adding.Wait()
		all, err := s.Entries(t.Context(), bot.Filter{})
		if err != nil || len(all) != 1 {
			t.Errorf("%d entries, %v", len(all), err)
		}
	})
}

// Ensure no entry is claimed twice while instances that are alive claim side by side.
func TestClaimOnce(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		const entries = 200
		for i := range entries {
			add(t, s, entry(chat(fmt.Sprint(i)), "2026-03-02", fmt.Sprintf("n%03d", i)))
		}
		var mu sync.Mutex
		taken := map[string]string{}
		var claiming sync.WaitGroup
		for i := range 4 {
			instance := fmt.Sprint("instance", i)
			live(t, s, instance)
			claiming.Go(func() {
				for {
					found, err := s.Claim(t.Context(), instance, bot.Telegram, start(), 7)
					if err != nil {
						t.Error(err)
						return
					}
					if len(found) == 0 {
						return
					}
					mu.Lock()
					for _, e := range found {
						if other, twice := taken[e.Nonce]; twice {
							t.Errorf("%s was claimed by %s and %s", e.Nonce, other, instance)
						}
						taken[e.Nonce] = instance
					}
					mu.Unlock()
				}
			})
		}
		claiming.Wait()
		if len(taken) != entries {
			t.Errorf("%d of %d were claimed", len(taken), entries)
		}
	})
}

// Ensure only what is ready, of the platform, and nobody else's is claimed, the
// longest ready first.
func TestClaimWhat(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		for nonce, change := range map[string]func(*bot.LedgerEntry){
			"b-second": func(e *bot.LedgerEntry) { e.Ready = start().Add(-time.Minute) },
			"c-first":  func(e *bot.LedgerEntry) { e.Ready = start().Add(-time.Hour); e.State = bot.Retry },
			"d-third":  func(*bot.LedgerEntry) {},
			"e-later":  func(e *bot.LedgerEntry) { e.Ready = start().Add(time.Millisecond) },
			"f-other":  func(e *bot.LedgerEntry) { e.Chat.Platform = bot.Discord },
			"g-sent":   func(e *bot.LedgerEntry) { e.State = bot.Sent },
			"h-failed": func(e *bot.LedgerEntry) { e.State = bot.Failed },
		} {
			e := entry(chat(nonce), "2026-03-02", nonce)
			change(&e)
			add(t, s, e)
		}
		if found, err := s.Claim(t.Context(), "nobody", bot.Telegram, start(), 9); err != nil || len(found) != 0 {
			t.Errorf("an instance that is not alive claimed %d, %v", len(found), err)
		}
		if ready, ok, err := s.Next(t.Context(), bot.Telegram); err != nil || !ok || !ready.Equal(start().Add(-time.Hour)) {
			t.Errorf("next: %v, %v, %v", ready, ok, err)
		}
		live(t, s, "one")
		var order []string
		for _, e := range claim(t, s, "one", 3) {
			order = append(order, e.Nonce)
		}
		if want := []string{"c-first", "b-second", "d-third"}; !slices.Equal(order, want) {
			t.Errorf("claimed %v, want %v", order, want)
		}
		live(t, s, "two")
		claim(t, s, "two", 0)
		if ready, ok, err := s.Next(t.Context(), bot.Telegram); err != nil || !ok || !ready.Equal(start().Add(time.Millisecond)) {
			t.Errorf("next after the claim: %v, %v, %v", ready, ok, err)
		}
	})
}

// Ensure what an instance has claimed is free once it has ended, and that it can't
// begin or finish it then: neither what it had begun nor what it had not.
func TestTakeOver(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		add(t, s, entry(chat("1"), "2026-03-02", "begun"))
		add(t, s, entry(chat("2"), "2026-03-02", "claimed"))
		live(t, s, "old")
		mine := claim(t, s, "old", 2)
		if err := s.Begin(t.Context(), mine[0], start()); err != nil {
			t.Fatal(err)
		}
		if err := s.Leave(t.Context(), "old"); err != nil {
			t.Fatal(err)
		}
		// Not alive, and nobody has taken over yet: nothing may be begun, but what became
		// of the one that was begun can be kept.
		if err := s.Begin(t.Context(), mine[1], start()); !errors.Is(err, bot.ErrTaken) {
			t.Errorf("begun by an instance that has ended: %v", err)
		}
		live(t, s, "new")
		for _, e := range claim(t, s, "new", 2) {
			if want := map[string]bot.EntryState{"begun": bot.Sending, "claimed": bot.Planned}[e.Nonce]; e.State != want {
				t.Errorf("%s is %s, want %s", e.Nonce, e.State, want)
			}
		}
		live(t, s, "old") // It was only stopped for a while.
		for _, e := range mine {
			e.State = bot.Sent
			if err := s.Finish(t.Context(), e); !errors.Is(err, bot.ErrTaken) {
				t.Errorf("finished by an instance that was taken over from: %v", err)
			}
			if err := s.Begin(t.Context(), e, start()); !errors.Is(err, bot.ErrTaken) {
				t.Errorf("begun by an instance that was taken over from: %v", err)
			}
		}
	})
}

// Ensure the facts of a round are those that were or may be posted in it, in order,
// for each chat.
func TestUsed(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		var all []bot.Subscription
		for c := range 150 { // more than are asked for at once
			x := subscription(chat(fmt.Sprint(c)))
			x.Round = 1
			all = append(all, x)
		}
		for i, state := range []bot.EntryState{bot.Sent, bot.Unknown, bot.Failed, bot.Skipped, bot.Planned} {
			for _, c := range []string{"3", "149"} {
				e := entry(chat(c), fmt.Sprintf("2026-03-%02d", 10-i), fmt.Sprint(c, "-", i))
				e.State, e.Round, e.Fact, e.Due = state, 1, string(state), start().AddDate(0, 0, -i)
				add(t, s, e)
			}
		}
		old := entry(chat("3"), "2025-01-01", "old")
		old.State = bot.Sent
		add(t, s, old)
		used, err := s.Used(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"planned", "unknown", "sent"}
		if diff := cmp.Diff(map[string][]string{chat("3").Key(): want, chat("149").Key(): want}, used); diff != "" {
			t.Errorf("used (-want +got):\n%s", diff)
		}
	})
}

// Ensure what an operator does to an entry holds, and what makes no sense is refused
// with a reason.
func TestOperate(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		for _, state := range []bot.EntryState{bot.Planned, bot.Retry, bot.Sending, bot.Sent, bot.Skipped, bot.Failed, bot.Unknown} {
			for _, do := range []string{"redo", "skip"} {
				e := entry(chat(do), string(state), do+string(state))
				e.State, e.Doubts, e.Attempts, e.Doubted = state, 2, 3, start()
				add(t, s, e)
			}
		}
		now := start().Add(time.Hour)
		redo := map[bot.EntryState]bool{bot.Skipped: true, bot.Failed: true, bot.Unknown: true}
		skip := map[bot.EntryState]bool{bot.Planned: true, bot.Retry: true, bot.Skipped: true, bot.Failed: true, bot.Unknown: true}
		for _, state := range []bot.EntryState{bot.Planned, bot.Retry, bot.Sending, bot.Sent, bot.Skipped, bot.Failed, bot.Unknown} {
			e, err := s.Redo(t.Context(), "redo"+string(state), now, now.Add(time.Hour))
			if (err == nil) != redo[state] {
				t.Errorf("redo %s: %v", state, err)
			}
			if err == nil && (e.State != bot.Retry || e.Doubts != 0 || e.Attempts != 0 || e.Doubted.IsZero() || !e.Until.Equal(now.Add(time.Hour))) {
				t.Errorf("redo %s: %+v", state, e)
			}
			if e, err := s.Skip(t.Context(), "skip"+string(state), now); (err == nil) != skip[state] || err == nil && e.State != bot.Skipped {
				t.Errorf("skip %s: %+v, %v", state, e, err)
			}
		}
		if _, err := s.Skip(t.Context(), "nonsense", now); !errors.Is(err, store.ErrNoEntry) {
			t.Errorf("an entry that is not there: %v", err)
		}
	})
}

// Ensure an entry that an operator skips is not begun by an instance that has claimed
// it.
func TestOperateClaimed(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		add(t, s, entry(chat("1"), "2026-03-02", "n"))
		live(t, s, "one")
		e := claim(t, s, "one", 1)[0]
		if _, err := s.Skip(t.Context(), "n", start()); err != nil {
			t.Fatal(err)
		}
		if err := s.Begin(t.Context(), e, start()); !errors.Is(err, bot.ErrTaken) {
			t.Errorf("begin: %v", err)
		}
	})
}

// Ensure lists are filtered, and ordered so that the same question has one answer.
func TestFilters(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		for i, c := range []bot.Chat{{Platform: bot.Discord, ID: "1", Server: "g"}, {Platform: bot.Discord, ID: "2", Server: "g"}, {Platform: bot.Telegram, ID: "1", Thread: "5"}} {
			x := subscription(c)
			x.Due = start().Add(time.Duration(i) * time.Hour)
			if i == 1 {
				x.State = bot.PausedByHand
			}
			if err := s.Subscribe(t.Context(), x); err != nil {
				t.Fatal(err)
			}
			e := entry(c, "2026-03-02", fmt.Sprint("n", i))
			e.Due = x.Due
			add(t, s, e)
		}
		for name, tt := range map[string]struct {
			f       bot.Filter
			entries int
			found   int
		}{
			"all":        {bot.Filter{}, 3, 3},
			"a platform": {bot.Filter{Chat: bot.Chat{Platform: bot.Discord}}, 2, 2},
			"a chat":     {bot.Filter{Chat: bot.Chat{ID: "1"}}, 2, 2},
			"a topic":    {bot.Filter{Chat: bot.Chat{ID: "1", Thread: "5"}}, 1, 1},
			"a server":   {bot.Filter{Chat: bot.Chat{Server: "g"}}, 2, 2},
			"states":     {bot.Filter{States: []string{"paused", "planned"}}, 3, 1},
			"from":       {bot.Filter{From: start().Add(time.Hour)}, 2, 2},
			"to":         {bot.Filter{To: start().Add(time.Hour)}, 1, 1},
			"a limit":    {bot.Filter{Limit: 2}, 2, 2},
			"injection":  {bot.Filter{Chat: bot.Chat{ID: "1' OR '1'='1"}}, 0, 0},
		} {
			entries, err := s.Entries(t.Context(), tt.f)
			if err != nil || len(entries) != tt.entries {
				t.Errorf("%s: %d entries, %v", name, len(entries), err)
			}
			found, err := s.Subscriptions(t.Context(), tt.f)
			if err != nil || len(found) != tt.found {
				t.Errorf("%s: %d subscriptions, %v", name, len(found), err)
			}
		}
	})
}

// Ensure a context that has ended ends every call.
func TestContext(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Claim(ctx, "one", bot.Telegram, start(), 1); !errors.Is(err, context.Canceled) {
			t.Errorf("claim: %v", err)
		}
		if err := s.Subscribe(ctx, subscription(chat("1"))); !errors.Is(err, context.Canceled) {
			t.Errorf("subscribe: %v", err)
		}
	})
}

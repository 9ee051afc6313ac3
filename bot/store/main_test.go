package store_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
	"github.com/reportbot/reportbot/bot/store/storetest"
)

// cluster is the PostgreSQL that this package's tests share, each with a database of
// its own.
var cluster storetest.Shared

func TestMain(m *testing.M) {
	code := m.Run()
	cluster.Stop()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// onEach runs a test on an empty database of each kind that is installed. SQLite
// always is.
func onEach(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Parallel()
	for _, o := range databases(t) {
		name := "SQLite"
		if o.URL != "" {
			name = "PostgreSQL"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t, o))
		})
	}
}

func databases(t *testing.T) []store.Options {
	t.Helper()
	all := []store.Options{{Dir: t.TempDir()}}
	if dsn, ok := cluster.Database(t); ok {
		all = append(all, store.Options{URL: dsn})
	}
	return all
}

func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// start is when these tests play.
func start() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }

func chat(id string) bot.Chat { return bot.Chat{Platform: bot.Telegram, ID: id} }

// subscription is one that is due at start.
func subscription(c bot.Chat) bot.Subscription {
	return bot.Subscription{
		Chat: c, Owner: "tg:1", Schedule: bot.Schedule{Weekday: time.Monday, Hour: 9, Minute: 30, Zone: "Europe/Berlin"},
		Language: "de", Report: "r", State: bot.Active, Since: start().Add(-time.Hour), Due: start(), Created: start().Add(-time.Hour),
	}
}

// entry is one that is ready at start.
func entry(c bot.Chat, slot, nonce string) bot.LedgerEntry {
	return bot.LedgerEntry{
		Nonce: nonce, Chat: c, Slot: slot, Due: start(), Until: start().Add(24 * time.Hour), State: bot.Planned,
		Report: "r", Fact: "f-" + nonce, Language: "de", Digest: "d", Text: "Ein Fakt.\nQuelle", Ready: start(), Updated: start(),
	}
}

// live makes an instance that may claim.
func live(t testing.TB, s *store.Store, instance string) {
	t.Helper()
	if err := s.Live(t.Context(), instance, time.Minute); err != nil {
		t.Fatal(err)
	}
}

func add(t testing.TB, s *store.Store, e bot.LedgerEntry) {
	t.Helper()
	if added, err := s.Add(t.Context(), e); err != nil || !added {
		t.Fatalf("add: %v, %v", added, err)
	}
}

// claim takes what is ready and fails the test where it is not as many as wanted.
func claim(t testing.TB, s *store.Store, instance string, want int) []bot.LedgerEntry {
	t.Helper()
	found, err := s.Claim(t.Context(), instance, bot.Telegram, start(), 100)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != want {
		t.Fatalf("%s claimed %d entries, want %d", instance, len(found), want)
	}
	return found
}

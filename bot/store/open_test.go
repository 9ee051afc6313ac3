package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

// Ensure everything is there after a restart, and several who start at once don't get
// in each other's way.
func TestReopen(t *testing.T) {
	t.Parallel()
	for _, o := range databases(t) {
		var opening sync.WaitGroup
		for range 4 {
			opening.Go(func() {
				s, err := store.Open(t.Context(), o)
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		opening.Wait()
		subscribe(t, open(t, o), subscription(chat("1")))
		if _, ok := read(t, open(t, o), chat("1")); !ok {
			t.Error("the subscription is gone")
		}
	}
}

// Ensure a database that a newer version has changed is not touched, and that said.
func TestNewerVersion(t *testing.T) {
	t.Parallel()
	for _, o := range databases(t) {
		s, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		driver, dsn := "pgx", o.URL
		if o.URL == "" {
			driver, dsn = "sqlite", filepath.Join(o.Dir, "reportbot.db")
		}
		db, err := sql.Open(driver, dsn)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, "+map[string]string{"pgx": "true", "sqlite": "1"}[driver]+")"); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "newer reportbot (version 99") {
			t.Errorf("%s: %v", driver, err)
		}
	}
}

// Ensure one instance at a time serves from a folder, the next one waits for it to
// end, and a command can look meanwhile.
func TestServingOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := store.Open(t.Context(), store.Options{Dir: dir, Serving: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{Dir: dir, Serving: true, Wait: 50 * time.Millisecond}); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a second one: %v", err)
	}
	open(t, store.Options{Dir: dir})
	done := make(chan error, 1)
	go func() {
		next, err := store.Open(t.Context(), store.Options{Dir: dir, Serving: true})
		if err == nil {
			err = next.Close()
		}
		done <- err
	}()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the next one: %v", err)
	}
}

// Ensure what an instance on a file has left behind is free at once for the next.
func TestServingAgain(t *testing.T) {
	t.Parallel()
	o := store.Options{Dir: t.TempDir(), Serving: true}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	live(t, s, "old")
	add(t, s, entry(chat("1"), "2026-03-02", "n"))
	claim(t, s, "old", 1)
	if err := s.Close(); err != nil { // without Leave, as a kill does
		t.Fatal(err)
	}
	s = open(t, o)
	live(t, s, "new")
	claim(t, s, "new", 1)
}

// Ensure a folder that can't be written is refused with the setting to change: on a file
// system that is read-only nobody can, not even root.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	_, err := store.Open(t.Context(), store.Options{Dir: "/sys/reportbot", Serving: true})
	if err == nil || !strings.Contains(err.Error(), "DATA_DIR") {
		t.Errorf("got %v", err)
	}
}

// Ensure places that can't hold a database are refused with what to do.
func TestNowhere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("this is no database, but long enough to look like one: "+strings.Repeat("x", 4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken")
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file, filepath.Join(broken, "reportbot.db")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]store.Options{
		"set DATA_DIR":       {},
		"not a directory":    {Dir: filepath.Join(file, "below")},
		"not a database":     {Dir: broken},
		"DATABASE_URL is":    {URL: "postgres://%zz:secret@host/name"},
		"reach the database": {URL: "postgres://nobody:secret@127.0.0.1:1/nowhere?sslmode=disable", Wait: time.Millisecond},
	} {
		_, err := store.Open(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", o, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is told: %v", err)
		}
	}
}

// Ensure everything can be moved from each kind of database to each, without a loss.
func TestExportImport(t *testing.T) {
	t.Parallel()
	for i, from := range databases(t) {
		for j, to := range databases(t) {
			s := open(t, from)
			if i+j == 0 || j == 0 { // once
				for k := range 3 {
					c := bot.Chat{Platform: bot.Discord, ID: fmt.Sprint(k), Server: "s"}
					subscribe(t, s, subscription(c))
					e := entry(c, "2026-03-02", fmt.Sprint("n", k))
					e.Text, e.Reason = "Ein „Fakt“ <&>\nmit Umbruch \\ und ''", "why"
					add(t, s, e)
				}
				if err := s.KeepFacts(t.Context(), []bot.FactPrint{{Report: "r", Fact: "f", Wording: "w", Records: "x"}}); err != nil {
					t.Fatal(err)
				}
			}
			live(t, s, "old")
			if _, err := s.Claim(t.Context(), "old", bot.Discord, start(), 1); err != nil {
				t.Fatal(err)
			}
			var out, again bytes.Buffer
			if err := s.Export(t.Context(), &out); err != nil {
				t.Fatal(err)
			}
			into := open(t, to)
			n, err := into.Import(t.Context(), bytes.NewReader(out.Bytes()))
			if err != nil || n != 7 {
				t.Fatalf("%d rows, %v", n, err)
			}
			if err := into.Export(t.Context(), &again); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.ReplaceAll(out.String(), `"owner":"old"`, `"owner":""`), again.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if _, err := into.Import(t.Context(), bytes.NewReader(out.Bytes())); err == nil || !strings.Contains(err.Error(), "an empty one") {
				t.Errorf("a second import: %v", err)
			}
		}
	}
}

// Ensure an import that is not whole reads in nothing, and says why.
func TestImportBroken(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		subscribe(t, s, subscription(chat("1")))
		var out bytes.Buffer
		if err := s.Export(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		if err := s.Forget(t.Context(), chat("1")); err != nil {
			t.Fatal(err)
		}
		whole := strings.Split(strings.TrimSpace(out.String()), "\n")
		for want, text := range map[string]string{
			"ends too early":    strings.Join(whole[:len(whole)-1], "\n"),
			"no export":         strings.Join(whole[1:], "\n"),
			"is no JSON":        whole[0] + "\n{",
			"should have 1":     whole[0] + "\n" + whole[len(whole)-1],
			"there is no table": whole[0] + "\n" + `{"table":"leases; DROP TABLE ledger","row":{}}`,
			"is missing":        whole[0] + "\n" + `{"table":"ledger","row":{"nonce":"x"}}`,
			"behind the end":    out.String() + whole[1],
			"or one of a newer": strings.Replace(out.String(), `"reportbot_weekly":1`, `"reportbot_weekly":2`, 1),
			"token too long":    whole[0] + "\n" + strings.Repeat("x", 2<<20),
		} {
			if n, err := s.Import(t.Context(), strings.NewReader(text)); err == nil || n != 0 || !strings.Contains(err.Error(), want) {
				t.Errorf("want %q: %d rows, %v", want, n, err)
			}
		}
		if all, err := s.Subscriptions(t.Context(), bot.Filter{}); err != nil || len(all) != 0 {
			t.Errorf("%d subscriptions were read in, %v", len(all), err)
		}
	})
}

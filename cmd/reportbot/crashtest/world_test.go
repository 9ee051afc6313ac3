//go:build linux

package crashtest

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

// world is both platforms, channels on them that ordered a weekly fact, and what
// keeps that.
type world struct {
	discord  *discord
	telegram *telegram
	database string // PostgreSQL's address; empty: SQLite in dir
	dir      string
	log      string // the file that all processes write to
	chats    []bot.Chat
	slot     string
	seen     map[bot.EntryState]int // the last counts
}

// newWorld makes so many channels on each platform, all due a minute ago.
func newWorld(t *testing.T, discords, telegrams int, database string) *world {
	t.Helper()
	w := &world{discord: newDiscord(t), telegram: newTelegram(t), database: database, dir: t.TempDir()}
	w.log = filepath.Join(w.dir, "log")
	t.Cleanup(func() { w.readLog(t) })
	for i := range discords {
		w.chats = append(w.chats, bot.Chat{Platform: bot.Discord, ID: strconv.Itoa(700000000000000000 + i), Server: discordGuild})
	}
	for i := range telegrams {
		w.chats = append(w.chats, bot.Chat{Platform: bot.Telegram, ID: strconv.Itoa(-1000000000000 - i)})
	}
	due := time.Now().UTC().Add(-time.Minute).Truncate(time.Minute)
	w.slot = due.Format(time.DateOnly)
	kept := w.open(t, w.dir)
	defer w.close(t, kept)
	for _, c := range w.chats {
		err := kept.Subscribe(t.Context(), bot.Subscription{
			Chat: c, Schedule: bot.Schedule{Weekday: due.Weekday(), Hour: due.Hour(), Minute: due.Minute(), Zone: "UTC"},
			Language: "de", Report: "trendreport-2026", State: bot.Active,
			Since: due.Add(-time.Hour), Due: due, Created: due.Add(-time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// open opens what the program keeps, or a copy of it in dir.
func (w *world) open(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: w.database, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) close(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// look opens what the program keeps until the test ends.
func (w *world) look(t *testing.T) *store.Store {
	t.Helper()
	s := w.open(t, w.dir)
	t.Cleanup(func() { w.close(t, s) })
	return s
}

// on are the channels of a platform.
func (w *world) on(c bot.Chat) *channels {
	if c.Platform == bot.Discord {
		return w.discord.channels
	}
	return w.telegram.channels
}

// asked is how many requests to post there were.
func (w *world) asked() int {
	a, _, _ := w.discord.counts()
	b, _, _ := w.telegram.counts()
	return a + b
}

// under is how many requests to post are under way.
func (w *world) under() int {
	_, _, a := w.discord.counts()
	_, _, b := w.telegram.counts()
	return a + b
}

// slow gives the requests of both platforms a way to go.
func (w *world) slow(longest time.Duration) {
	for _, c := range []*channels{w.discord.channels, w.telegram.channels} {
		c.mu.Lock()
		c.slow = longest
		c.mu.Unlock()
	}
}

// entries lists the entries in some states, or all of them.
func (w *world) entries(t *testing.T, s *store.Store, states ...bot.EntryState) []bot.LedgerEntry {
	t.Helper()
	f := bot.Filter{}
	for _, state := range states {
		f.States = append(f.States, string(state))
	}
	found, err := s.Entries(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// awaitFinal waits until every channel has an entry and none is open any more.
func (w *world) awaitFinal(t *testing.T, s *store.Store, within time.Duration) {
	t.Helper()
	await(t, within, "all entries to be final", func() bool { return w.unfinished(t, s) == 0 })
}

// unfinished is how many channels have no final entry.
func (w *world) unfinished(t *testing.T, s *store.Store) int {
	t.Helper()
	counts, _, err := s.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := len(w.chats)
	w.seen = counts
	for state, many := range counts {
		if state.Final() {
			n -= many
		}
	}
	return n
}

// image is what a killed program left behind: its SQLite file as it lies on the disk,
// copied, so that it is the next start that has to recover the original.
func (w *world) image(t *testing.T) *store.Store {
	t.Helper()
	if w.database != "" {
		return w.open(t, "")
	}
	dir := filepath.Join(w.dir, "image")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"reportbot.db", "reportbot.db-wal"} {
		if err := replace(filepath.Join(dir, name), filepath.Join(w.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return w.open(t, dir)
}

// replace makes a file a copy of another one, which may be missing.
func replace(to, from string) (err error) {
	if err := os.Remove(to); err != nil && !os.IsNotExist(err) {
		return err
	}
	source, err := os.Open(from)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }() // Nothing was written to it.
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	if cerr := target.Close(); err == nil {
		err = cerr
	}
	return err
}

// tally is what became of the posts.
type tally struct {
	states            map[bot.EntryState]int
	doubtful, doubts  int // entries, and attempts, of which nobody knew whether they arrived
	twice, unseen     int // channels on Telegram with two messages, and with none
	standing, retried int
}

// String is a table.
func (n tally) String() string {
	out := ""
	for _, row := range []struct {
		what string
		many int
	}{
		{"sent", n.states[bot.Sent]}, {"unknown", n.states[bot.Unknown]}, {"failed", n.states[bot.Failed]}, {"skipped", n.states[bot.Skipped]},
		{"still open", n.states[bot.Planned] + n.states[bot.Retry] + n.states[bot.Sending]},
		{"doubtful entries", n.doubtful}, {"doubtful attempts", n.doubts}, {"attempted more than once", n.retried},
		{"messages standing", n.standing}, {"two on Telegram", n.twice}, {"none on Telegram", n.unseen},
	} {
		out += fmt.Sprintf("\n%-36s %6d", row.what, row.many)
	}
	return out
}

// audit compares what stands in every channel with what the ledger says of it. Entries
// are final, or wait for another attempt where that is allowed.
func (w *world) audit(t *testing.T, s *store.Store, mayWait bool) tally {
	t.Helper()
	n := tally{states: map[bot.EntryState]int{}}
	of := map[string][]bot.LedgerEntry{}
	for _, e := range w.entries(t, s) {
		of[e.Chat.Key()] = append(of[e.Chat.Key()], e)
	}
	wrong := 0
	for _, c := range w.chats {
		var fault string
		if entries := of[c.Key()]; len(entries) != 1 || entries[0].Slot != w.slot {
			fault = fmt.Sprintf("%d entries, want one for %s", len(entries), w.slot)
		} else {
			fault = w.judge(entries[0], w.on(c).in(c.ID), mayWait, &n)
		}
		if fault == "" {
			continue
		}
		if wrong++; wrong <= 20 {
			t.Errorf("%s: %s", c.Key(), fault)
		}
	}
	if len(of) > len(w.chats) || wrong > 20 {
		t.Errorf("%d channels have entries, want %d; %d are at fault", len(of), len(w.chats), wrong)
	}
	return n
}

// judge counts one channel and returns what is wrong with it.
func (w *world) judge(e bot.LedgerEntry, stands []message, mayWait bool, n *tally) (fault string) {
	n.states[e.State]++
	n.doubts += e.Doubts
	n.standing += len(stands)
	if e.Doubts > 0 {
		n.doubtful++
	}
	if e.Attempts > 1 {
		n.retried++
	}
	there := slices.ContainsFunc(stands, func(m message) bool { return m.id == e.Message })
	visible := e.Doubts > 0 || e.State == bot.Unknown
	switch {
	case !e.State.Final() && (!mayWait || e.State != bot.Retry):
		fault = "it is not final"
	case e.State == bot.Sent && !there:
		fault = "sent, and its message does not stand"
	case e.State != bot.Sent && len(stands) > 0 && !visible:
		fault = "a message stands that the ledger does not know of"
	}
	if e.Chat.Platform == bot.Discord {
		if len(stands) > 1 {
			fault = "it stands more than once"
		}
	} else {
		switch {
		case len(stands) == 0:
			n.unseen++
		case len(stands) == 2:
			n.twice++
			if !visible {
				fault = "it stands twice, and the ledger does not say that it may"
			}
			if stands[0].text != stands[1].text {
				fault = "two different posts stand"
			}
		case len(stands) > 2:
			fault = "it stands more than twice"
		}
	}
	if fault != "" {
		fault = fmt.Sprintf("%s (%d standing, %s %q, %d attempts, %d doubts, nonce %s)", fault, len(stands), e.State, e.Reason, e.Attempts, e.Doubts, e.Nonce)
	}
	return fault
}

// bugs are lines of the log that no fault from outside may lead to.
var bugs = regexp.MustCompile(`(?i)panic|fault of the program|data race|no such table|constraint failed|syntax error`)

// readLog looks through what the processes printed, and shows the end of it where the
// test failed.
func (w *world) readLog(t *testing.T) {
	text, err := os.ReadFile(w.log)
	if err != nil && !os.IsNotExist(err) {
		t.Error(err)
	}
	if found := bugs.FindIndex(text); found != nil {
		t.Errorf("the program printed:\n%s", text[max(0, found[0]-500):min(len(text), found[1]+2000)])
	}
	const tail = 8 << 10
	if t.Failed() {
		t.Logf("counted at last: %v", w.seen)
		t.Logf("the end of the log:\n%s", text[max(0, len(text)-tail):])
	}
}

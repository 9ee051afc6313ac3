//go:build linux

package crashtest

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reportbot/reportbot/bot"
)

// Ensure nothing is sent while the disk is full, because nothing could be kept of it,
// and that all goes on once there is room: every post once and without a doubt, because
// the program lived and kept what became of those that were on their way.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	n := size(60, 600)
	w := newWorld(t, n, n, "")
	p := w.start(t, "one")
	w.awaitSending(t)
	w.limit(t, p, 0)
	w.awaitQuiet(t)
	before := w.asked()
	hold(t, size(3*time.Second, 30*time.Second))
	if after := w.asked(); after != before || after == 2*n {
		t.Errorf("%d posts were sent while the disk was full, of %d", after-before, 2*n)
	}
	w.limit(t, p, unix.RLIM_INFINITY)
	w.allSent(t, p)
}

// Ensure a database that somebody else keeps locked for longer than is waited for it
// holds everything up and costs nothing.
func TestDatabaseLocked(t *testing.T) {
	t.Parallel()
	n := size(60, 600)
	w := newWorld(t, n, n, "")
	p := w.start(t, "one")
	w.awaitSending(t)
	db, err := sql.Open("sqlite", filepath.Join(w.dir, "reportbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	db.SetMaxOpenConns(1)
	for _, statement := range []string{"PRAGMA busy_timeout = 10000", "BEGIN IMMEDIATE"} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	w.awaitQuiet(t)
	before := w.asked()
	hold(t, size(12*time.Second, 30*time.Second)) // The program waits for ten.
	if after := w.asked(); after != before || after == 2*n {
		t.Errorf("%d posts were sent while the database was locked, of %d", after-before, 2*n)
	}
	if _, err := db.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	w.allSent(t, p)
}

// awaitSending waits until some posts were sent and most were not.
func (w *world) awaitSending(t *testing.T) {
	t.Helper()
	await(t, 30*time.Second, "posts to be sent", func() bool { return w.asked() > 5 })
}

// awaitQuiet waits until no post is on its way any more.
func (w *world) awaitQuiet(t *testing.T) {
	t.Helper()
	last, since := -1, time.Now()
	await(t, 30*time.Second, "posts to stop", func() bool {
		if now := w.asked(); now != last || w.under() > 0 {
			last, since = now, time.Now()
		}
		return time.Since(since) > time.Second
	})
}

// hold lets a fault last.
func hold(t *testing.T, d time.Duration) {
	t.Helper()
	until := time.Now().Add(d)
	await(t, d+time.Minute, "the fault to last", func() bool { return time.Now().After(until) })
}

// limit bounds how long the files may become that the program writes: with 0 every
// write fails as on a full disk.
func (w *world) limit(t *testing.T, p *process, to uint64) {
	t.Helper()
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: to, Max: unix.RLIM_INFINITY}, nil); err != nil {
		t.Fatal(err)
	}
}

// allSent waits for the end and demands that every post was sent once.
func (w *world) allSent(t *testing.T, p *process) {
	t.Helper()
	kept := w.look(t)
	w.awaitFinal(t, kept, size(2*time.Minute, 5*time.Minute))
	p.end(t)
	got := w.audit(t, kept, false)
	if got.states[bot.Sent] != len(w.chats) || got.doubts+got.twice > 0 {
		t.Error("want every post sent, without a doubt")
	}
	t.Log(got)
}

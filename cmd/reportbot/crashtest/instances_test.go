//go:build linux

package crashtest

import (
	"syscall"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
	"github.com/reportbot/reportbot/bot/store/storetest"
)

// Ensure two instances share the work, and that one that was stopped for so long that
// the other took over does no harm when it goes on.
func TestStopped(t *testing.T) {
	t.Parallel()
	database, ok := shared.Database(t)
	if !ok {
		t.Log("PostgreSQL is not installed")
		return
	}
	n := size(300, 3000)
	w := newWorld(t, n, n, database)
	w.slow(75 * time.Millisecond)
	names := []string{"one", "two"}
	both := []*process{w.start(t, names[0])}
	kept := w.look(t)
	await(t, time.Minute, "the first post", func() bool { return w.asked() > 0 })
	both = append(both, w.start(t, names[1])) // It finds work at once, and would else look for it only now and then.
	stops := size(1, 3)
	for stop := range stops {
		await(t, time.Minute, "both to send, and something to be left", func() bool {
			return w.sentBy(names[0]) > 0 && w.sentBy(names[1]) > 0 && w.asked() > 2*n*(stop+1)/(stops+3)
		})
		one := both[stop%2]
		one.signal(syscall.SIGSTOP)
		taken := w.taken(t, kept)
		await(t, time.Minute, "the other instance to take over", func() bool { return w.taken(t, kept) > taken })
		one.signal(syscall.SIGCONT)
	}
	w.awaitFinal(t, kept, size(2*time.Minute, 6*time.Minute))
	for i, p := range both {
		if !p.alive() {
			t.Errorf("instance %s ended: %v", names[i], p.err)
		}
		t.Logf("instance %s sent %d", names[i], w.sentBy(names[i]))
	}
	// A stopped instance's poll is open until the other one's ends it.
	if overlaps := w.telegram.overlapped(); overlaps > stops {
		t.Errorf("two polled Telegram %d times, with %d stops", overlaps, stops)
	}
	for _, p := range both {
		p.end(t)
	}
	got := w.audit(t, kept, false)
	if got.states[bot.Failed]+got.states[bot.Skipped] > 0 {
		t.Error("want no entry failed or skipped")
	}
	t.Log(got)
}

// sentBy is how many messages an instance sent.
func (w *world) sentBy(instance string) int {
	return w.discord.sentBy(instance) + w.telegram.sentBy(instance)
}

// taken is how many entries one instance took from another that had begun or was about
// to: they were claimed more often than tried anew.
func (w *world) taken(t *testing.T, kept *store.Store) (n int) {
	t.Helper()
	for _, e := range w.entries(t, kept) {
		if e.Fence > 1 {
			n++
		}
	}
	return n
}

// Ensure a database that is restarted again and again costs no post.
func TestDatabaseRestarts(t *testing.T) {
	t.Parallel()
	cluster, ok := storetest.Postgres(t)
	if !ok {
		t.Log("PostgreSQL is not installed")
		return
	}
	n := size(200, 2000)
	w := newWorld(t, n, n, cluster.Database(t))
	w.slow(75 * time.Millisecond)
	p := w.start(t, "one")
	await(t, time.Minute, "the first post", func() bool { return w.asked() > 0 })
	for range size(4, 40) {
		cluster.Restart(t)
		next := time.Now().Add(time.Second)
		await(t, time.Minute, "the next restart", func() bool { return time.Now().After(next) })
	}
	if w.asked() == 2*n {
		t.Error("all was posted before the last restart: the test proves nothing")
	}
	if !p.alive() {
		t.Fatalf("the program ended: %v", p.err)
	}
	kept := w.look(t)
	w.awaitFinal(t, kept, size(time.Minute, 10*time.Minute))
	p.end(t)
	got := w.audit(t, kept, false)
	if got.states[bot.Sent] != 2*n || got.twice > 0 {
		t.Errorf("want all %d sent, and none twice: no answer was lost", 2*n)
	}
	t.Log(got)
}

// Ensure the program ends within ten seconds in the middle of its work, and leaves
// nothing doubtful but what was not answered in that time.
func TestEnd(t *testing.T) {
	t.Parallel()
	n := size(150, 1000)
	w := newWorld(t, n, n, "")
	w.slow(200 * time.Millisecond)
	for stop := range size(3, 10) {
		before := w.asked()
		p := w.start(t, "one")
		await(t, time.Minute, "posts under way", func() bool { return w.asked() > before+20 && w.under() > 0 })
		p.end(t)
		kept := w.open(t, w.dir)
		if begun := w.entries(t, kept, bot.Sending); len(begun) > 0 {
			t.Errorf("end %d left %d entries in the middle of sending", stop, len(begun))
		}
		w.close(t, kept)
	}
	if w.asked() >= 2*n {
		t.Error("all was posted before the last end: the test proves nothing")
	}
	p := w.start(t, "one")
	kept := w.look(t)
	w.awaitFinal(t, kept, size(time.Minute, 3*time.Minute))
	p.end(t)
	if got := w.audit(t, kept, false); got.doubts > 0 || got.states[bot.Sent] != 2*n {
		t.Errorf("want all %d sent without a doubt:%v", 2*n, got)
	}
}

// Ensure the program ends in time also where the platforms do not answer, and that only
// what was not answered is doubtful.
func TestEndUnanswered(t *testing.T) {
	t.Parallel()
	const n = 40
	w := newWorld(t, n, n, "")
	over := make(chan struct{})
	defer close(over)
	for _, c := range []*channels{w.discord.channels, w.telegram.channels} {
		c.ordain(func(i int, _ string) fate { return fate{carried: i%2 == 0, cut: true, over: over} })
	}
	p := w.start(t, "one")
	await(t, time.Minute, "posts under way", func() bool { return w.under() > n })
	p.end(t)
	kept := w.look(t)
	doubtful := 0
	for _, e := range w.entries(t, kept) {
		if e.State == bot.Sending || e.Doubts > 0 {
			doubtful++
		}
	}
	if asked := w.asked(); doubtful == 0 || doubtful > asked {
		t.Errorf("%d entries are doubtful, and %d requests were not answered", doubtful, asked)
	}
}

package traffic_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// take takes an event that needs so long, and notes its end.
func take(t *testing.T, l *traffic.Lanes, j *journal, lane, name string, needs time.Duration) {
	t.Helper()
	if err := l.Take(t.Context(), lane, func(context.Context) { pass(needs); j.note(name) }); err != nil {
		t.Errorf("Take %s: %v", name, err)
	}
}

func drain(t *testing.T, l *traffic.Lanes) {
	t.Helper()
	if err := l.Drain(t.Context()); err != nil {
		t.Errorf("Drain: %v", err)
	}
	if n := l.Lanes(); n != 0 {
		t.Errorf("%d lanes are kept after Drain", n)
	}
}

// Ensure that a lane keeps its order while other lanes go on beside it.
func TestLanesOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j, l := newJournal(), traffic.NewLanes(traffic.LanesOptions{Workers: 2, Waiting: 10})
		take(t, l, j, "a", "a1", 5*time.Second)
		take(t, l, j, "a", "a2", 1500*time.Millisecond)
		take(t, l, j, "b", "b1", time.Second)
		take(t, l, j, "b", "b2", time.Second)
		drain(t, l)
		j.want(t, "b1 1s", "b2 2s", "a1 5s", "a2 6.5s")
	})
}

// Ensure that lanes take turns: a busy chat holds up another for one event only.
func TestLanesTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j, l := newJournal(), traffic.NewLanes(traffic.LanesOptions{Workers: 1, Waiting: 10})
		for i := range 4 {
			take(t, l, j, "busy", fmt.Sprint("busy", i), time.Second)
		}
		take(t, l, j, "other", "other", time.Second)
		drain(t, l)
		j.want(t, "busy0 1s", "other 2s", "busy1 3s", "busy2 4s", "busy3 5s")
	})
}

// Ensure that no more events wait than may, that Take lets callers in in their
// order, and that TryTake neither waits nor overtakes them.
func TestLanesRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j, l := newJournal(), traffic.NewLanes(traffic.LanesOptions{Workers: 1, Waiting: 1})
		take(t, l, j, "a", "a", time.Second)
		take(t, l, j, "b", "b", time.Second)
		var callers sync.WaitGroup
		for _, name := range []string{"c", "d"} {
			callers.Go(func() {
				take(t, l, j, name, name, time.Second)
				j.note("took " + name)
			})
			synctest.Wait()
		}
		if l.TryTake("e", func(context.Context) { j.note("e") }) {
			t.Error("TryTake found room where there was none")
		}
		callers.Wait()
		pass(3 * time.Second)
		if !l.TryTake("f", func(context.Context) { j.note("f") }) {
			t.Error("TryTake found no room where there was some")
		}
		drain(t, l)
		if l.TryTake("g", nil) {
			t.Error("TryTake took an event after Drain")
		}
		j.want(t, "a 1s", "took c 1s", "b 2s", "took d 2s", "c 3s", "d 4s", "f 5s")
	})
}

// Ensure that a free worker needs no room to wait in, and that a lane that is
// being worked on does.
func TestLanesWithoutRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j, l := newJournal(), traffic.NewLanes(traffic.LanesOptions{Workers: 2})
		work := func(context.Context) { pass(time.Second); j.note("done") }
		got := []bool{l.TryTake("a", work), l.TryTake("a", work), l.TryTake("b", work), l.TryTake("c", work)}
		if want := []bool{true, false, true, false}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("taken: %v, want %v", got, want)
		}
		drain(t, l)
		j.want(t, "done 1s", "done 1s")
	})
}

// Ensure that who gives up waiting for room is not run and lets the next one in,
// which may fit where the first did not.
func TestTakeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j, l := newJournal(), traffic.NewLanes(traffic.LanesOptions{Workers: 2})
		take(t, l, j, "a", "a", time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var callers sync.WaitGroup
		callers.Go(func() {
			err := l.Take(ctx, "a", func(context.Context) { j.note("never") })
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Take: %v", err)
			}
		})
		synctest.Wait()
		if l.TryTake("b", func(context.Context) { j.note("overtook") }) {
			t.Error("TryTake overtook a Take that waits")
		}
		callers.Go(func() { take(t, l, j, "b", "b", time.Second) })
		callers.Wait()
		if err := l.Take(ctx, "c", nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Take with an ended context: %v", err)
		}
		drain(t, l)
		j.want(t, "b 2s", "a 1m0s")
	})
}

// Ensure that Drain waits for all that was taken, and turns away who still waits
// for room.
func TestDrain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j, l := newJournal(), traffic.NewLanes(traffic.LanesOptions{Workers: 1, Waiting: 1})
		take(t, l, j, "a", "a", time.Second)
		take(t, l, j, "b", "b", time.Second)
		refused := make(chan error, 1)
		go func() { refused <- l.Take(t.Context(), "c", nil) }()
		synctest.Wait()
		var both sync.WaitGroup
		both.Go(func() { drain(t, l) })
		both.Go(func() { drain(t, l) }) // Twice is as good as once.
		if err := <-refused; !errors.Is(err, traffic.ErrDraining) {
			t.Errorf("Take while draining: %v", err)
		}
		both.Wait()
		j.want(t, "a 1s", "b 2s")
	})
}

// Ensure that the deadline of Drain ends the context of what runs, drops what has
// not begun, and that the error counts both.
func TestDrainCutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j, l := newJournal(), traffic.NewLanes(traffic.LanesOptions{Workers: 2, Waiting: 10})
		for _, lane := range []string{"a", "b", "a", "c", "c"} {
			if !l.TryTake(lane, func(ctx context.Context) {
				<-ctx.Done()
				pass(time.Second) // to say goodbye
				j.note(lane)
			}) {
				t.Fatal("no room")
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := l.Drain(ctx)
		if want := "drain: 5 events were cut off, 3 of them before they began: context deadline exceeded"; err == nil || err.Error() != want {
			t.Errorf("Drain: %v, want %v", err, want)
		}
		slices.Sort(j.entries)
		j.want(t, "a 11s", "b 11s")
		drain(t, l)
	})
}

// Ensure that neither a panic nor the end of its goroutine keeps a lane from going
// on, and that a panic is logged with where it happened.
func TestPanicInWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var logged bytes.Buffer
		log := slog.New(slog.NewTextHandler(&logged, nil))
		j, l := newJournal(), traffic.NewLanes(traffic.LanesOptions{Workers: 1, Waiting: 10, Log: log})
		l.TryTake("a", func(context.Context) { panicHere() })
		l.TryTake("a", func(context.Context) { runtime.Goexit() })
		take(t, l, j, "a", "a", 0)
		drain(t, l)
		j.want(t, "a 0s")
		if strings.Contains(logged.String(), "oh no") {
			t.Errorf("the log holds the panic's text:\n%s", logged.String())
		}
		for _, want := range []string{"type=string", "panicHere"} {
			if !strings.Contains(logged.String(), want) {
				t.Errorf("the log has no %s:\n%s", want, logged.String())
			}
		}
	})
}

func panicHere() { panic("oh no") }

// Ensure that of a burst from many sides every event is run once, in its lane's
// order, with real threads.
func TestLanesBurst(t *testing.T) {
	t.Parallel()
	const lanes, each = 500, 10
	l := traffic.NewLanes(traffic.LanesOptions{Workers: 32, Waiting: 64})
	var got [lanes][]int // A lane's own slice needs no lock: its events are never run at once.
	var sources sync.WaitGroup
	for source := range 10 {
		sources.Go(func() {
			for i := range each {
				for lane := source; lane < lanes; lane += 10 {
					if err := l.Take(t.Context(), fmt.Sprint(lane), func(context.Context) { got[lane] = append(got[lane], i) }); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	sources.Wait()
	drain(t, l)
	for lane, events := range got {
		if fmt.Sprint(events) != "[0 1 2 3 4 5 6 7 8 9]" {
			t.Errorf("lane %d: %v", lane, events)
		}
	}
}

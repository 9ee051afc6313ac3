package traffic_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure that an id is new once, until it is forgotten or n others came.
func TestSeen(t *testing.T) {
	t.Parallel()
	s := traffic.NewSeen(3)
	for i, step := range []struct {
		id    string
		first bool
	}{
		{"a", true}, {"a", false}, {"b", true}, {"", true}, {"", false}, {"a", false},
		{"d", true}, // drops a
		{"b", false}, {"", false}, {"d", false}, {"a", true}, {"b", true},
	} {
		if got := s.First(step.id); got != step.first {
			t.Errorf("step %d: First(%q) = %v", i, step.id, got)
		}
	}
}

// Ensure that an id which was forgotten and came again is kept as long as others.
func TestSeenForget(t *testing.T) {
	t.Parallel()
	s := traffic.NewSeen(3)
	s.First("a")
	s.First("b")
	s.Forget("a")
	s.Forget("never seen")
	if !s.First("a") {
		t.Error("a forgotten id does not come for the first time")
	}
	s.First("c") // takes the place that a had at first
	if s.First("a") || s.First("c") {
		t.Error("an id that came again was dropped with its first place")
	}
}

// Ensure that of many who ask at once only one is the first.
func TestSeenConcurrently(t *testing.T) {
	t.Parallel()
	s := traffic.NewSeen(1000)
	var firsts atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 1000 {
				if s.First(fmt.Sprint(i)) {
					firsts.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if n := firsts.Load(); n != 1000 {
		t.Errorf("%d of 1000 ids came for the first time", n)
	}
}

// FuzzSeen holds Seen against a list of everything that came.
func FuzzSeen(f *testing.F) {
	f.Add(uint8(2), []byte{1, 2, 3, 1, 130, 2})
	f.Fuzz(func(t *testing.T, n uint8, steps []byte) {
		s := traffic.NewSeen(int(n))
		var remembered []string // every slot, the newest last; "-" where it was forgotten
		for _, step := range steps {
			id := fmt.Sprint(step & 0x7f)
			at := -1
			for i, r := range remembered {
				if r == id {
					at = i
				}
			}
			if step&0x80 != 0 {
				s.Forget(id)
				if at >= 0 {
					remembered[at] = "-"
				}
				continue
			}
			if got := s.First(id); got != (at < 0) {
				t.Fatalf("First(%s) = %v, with %v remembered", id, got, remembered)
			}
			if at < 0 {
				remembered = append(remembered, id)
				remembered = remembered[max(0, len(remembered)-max(int(n), 1)):]
			}
		}
	})
}

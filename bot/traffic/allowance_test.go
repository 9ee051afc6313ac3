package traffic_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure that a burst passes, that what follows passes at the pace only, and that
// a flood gets one friendly line.
func TestAllowance(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	a := traffic.NewAllowance(traffic.Pace{Every: 3 * time.Second, Burst: 2}, 10, func() time.Time { return now })
	passed, lines := 0, 0
	for range 60 { // a minute's flood
		ok, first := a.Allow("flood")
		if ok {
			passed++
		}
		if first {
			lines++
		}
		if ok && first {
			t.Error("what was allowed is the first refusal")
		}
		now = now.Add(time.Second)
	}
	if passed != 21 || lines != 1 {
		t.Errorf("%d passed with %d friendly lines, want 21 with 1", passed, lines)
	}
	if ok, _ := a.Allow("other"); !ok {
		t.Error("somebody else was refused")
	}
	now = now.Add(6 * time.Second)
	var got []string
	for range 4 {
		ok, first := a.Allow("flood")
		got = append(got, fmt.Sprint(ok, first))
	}
	if want := "[true false true false false true false false]"; fmt.Sprint(got) != want {
		t.Errorf("after a pause: %v, want %v", got, want)
	}
}

// Ensure that who has not asked for longest is forgotten first, and that without
// a pace everything is allowed.
func TestAllowanceKeys(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Unix(0, 0) }
	a := traffic.NewAllowance(traffic.Pace{Every: time.Second}, 2, now)
	for i, step := range []struct {
		key string
		ok  bool
	}{{"a", true}, {"b", true}, {"a", false}, {"c", true}, {"a", false}, {"b", true}, {"c", true}} {
		if ok, _ := a.Allow(step.key); ok != step.ok {
			t.Errorf("step %d: Allow(%s) = %v", i, step.key, ok)
		}
	}
	free := traffic.NewAllowance(traffic.Pace{}, 1, nil)
	for range 100 {
		if ok, _ := free.Allow("a"); !ok {
			t.Fatal("refused without a pace")
		}
	}
}

package traffic_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure that a lane keeps its order while other lanes go on beside it.
func TestLanesOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lanes := traffic.NewLanes(traffic.LanesOptions{Workers: 2, Waiting: 10})
		j := newJournal()
		event := func(name string, takes time.Duration) func(context.Context) {
			return func(context.Context) {
				time.Sleep(takes) // of the bubble's clock
				j.note(name)
			}
		}
		for _, e := range []struct {
			lane, name string
			takes      time.Duration
		}{{"a", "a1", 5 * time.Second}, {"a", "a2", time.Second}, {"b", "b1", time.Second}, {"b", "b2", time.Second}} {
			if err := lanes.Take(t.Context(), e.lane, event(e.name, e.takes)); err != nil {
				t.Fatal(err)
			}
		}
		if err := lanes.Drain(t.Context()); err != nil {
			t.Error(err)
		}
		want := []string{"b1 1s", "b2 2s", "a1 5s", "a2 6s"}
		if diff := cmp.Diff(want, j.entries); diff != "" {
			t.Error(diff)
		}
		if err := lanes.Take(t.Context(), "a", nil); !errors.Is(err, traffic.ErrDraining) {
			t.Errorf("Take after Drain: %v", err)
		}
	})
}

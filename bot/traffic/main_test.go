package traffic_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pass lets time go by on the clock of a bubble.
func pass(d time.Duration) { <-time.After(d) }

// journal is what happened, and when after its start.
type journal struct {
	start time.Time

	mu      sync.Mutex
	entries []string
}

func newJournal() *journal { return &journal{start: time.Now()} }

func (j *journal) note(what string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, what+" "+time.Since(j.start).String())
}

func (j *journal) want(t *testing.T, entries ...string) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	if diff := cmp.Diff(entries, j.entries); diff != "" {
		t.Errorf("what happened (-want +got):\n%s", diff)
	}
}

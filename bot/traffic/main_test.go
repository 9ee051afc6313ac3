package traffic_test

import (
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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

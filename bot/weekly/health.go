package weekly

import (
	"context"
	"sync"
	"time"
)

// health notices that a platform is out of order. Each attempt then may be one of the
// few that a post has: while it lasts one post at a time is tried, more and more
// seldom, until one gets through.
type health struct {
	mu    sync.Mutex
	fails int // in a row
}

// ailingFrom is how many failures in a row are no coincidence.
const ailingFrom = 3

// The pauses between two attempts.
const (
	firstRest   = 2 * time.Second
	longestRest = 5 * time.Minute
)

func (h *health) good() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fails = 0
}

func (h *health) bad() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fails++
}

func (h *health) ailing() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.fails >= ailingFrom
}

// wait waits before the next attempt while the platform ails, with each failure twice
// as long.
func (h *health) wait(ctx context.Context) error {
	h.mu.Lock()
	fails := h.fails
	h.mu.Unlock()
	if fails < ailingFrom {
		return nil
	}
	return sleep(ctx, min(longestRest, firstRest<<min(fails-ailingFrom, 10)))
}

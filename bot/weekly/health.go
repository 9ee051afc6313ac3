package weekly

import (
	"context"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// health notices that a platform is out of order. Each attempt then may be one of the
// few that a post has: while it lasts one post at a time is tried, more and more
// seldom, until one gets through.
type health struct {
	mu    sync.Mutex
	fails int // in a row
	rests int // since it ails: of many posts on their way each fails, which says no more than one
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
	h.fails, h.rests = 0, 0
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

// wait waits before the next attempt while the platform ails, each time twice as long.
func (h *health) wait(ctx context.Context) error {
	h.mu.Lock()
	if h.fails < ailingFrom {
		h.mu.Unlock()
		return nil
	}
	rest := min(longestRest, firstRest<<min(h.rests, 10))
	h.rests++
	h.mu.Unlock()
	return traffic.Sleep(ctx, rest)
}

package traffic

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// Pace bounds how often something may happen: one every Every, and Burst at once
// after a pause. A span of time sees at most Burst more than span / Every.
// Without Every there is no bound; a Burst below one counts as one.
type Pace struct {
	Every time.Duration
	Burst int
}

// AtMost is the fastest Pace that keeps to a platform's limit: no span of time as
// long as span sees more than n. Of these n, burst may come at once after a
// pause; the larger burst is, the slower goes what follows.
func AtMost(n int, span time.Duration, burst int) Pace {
	burst = min(max(burst, 1), max(n, 1))
	gaps := time.Duration(max(n, 1) - burst + 1)
	return Pace{Every: (span + gaps - 1) / gaps, Burst: burst}
}

// budget is what is left of a Pace. The zero budget has no bound.
type budget struct {
	limiter *rate.Limiter
}

func newBudget(p Pace) budget {
	if p.Every <= 0 {
		return budget{}
	}
	return budget{limiter: rate.NewLimiter(rate.Every(p.Every), max(p.Burst, 1))}
}

// wait is how long it takes until one more may happen.
func (b budget) wait(now time.Time) time.Duration { return b.until(1, now) }

// take uses one. It is called when there is nothing to wait for.
func (b budget) take(now time.Time) {
	if b.limiter != nil {
		b.limiter.ReserveN(now, 1)
	}
}

// rest is how long it takes until nothing is known of what was taken: a budget
// that is full again is as good as a new one.
func (b budget) rest(now time.Time) time.Duration {
	if b.limiter == nil {
		return 0
	}
	return b.until(b.limiter.Burst(), now)
}

// until is how long it takes until so many may happen. The limiter counts in
// fractions, so the wait is rounded: cut short, it would end a nanosecond early.
func (b budget) until(many int, now time.Time) time.Duration {
	if b.limiter == nil {
		return 0
	}
	missing := float64(many) - b.limiter.TokensAt(now)
	seconds := missing / float64(b.limiter.Limit())
	return max(0, time.Duration(math.Round(seconds*float64(time.Second))))
}

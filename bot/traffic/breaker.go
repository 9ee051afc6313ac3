package traffic

import "time"

// breaker stops sending before a platform bans the sender for its invalid
// requests. Its owner guards it.
type breaker struct {
	limit   int           // 0: never open
	span    time.Duration // that the limit holds for, and that the breaker is open for
	times   []time.Time   // of the invalid requests in the span that ends now
	openTil time.Time
}

// open tells whether nothing may be sent.
func (b *breaker) open(now time.Time) bool { return now.Before(b.openTil) }

// count notes an invalid request, and tells whether it opened the breaker.
func (b *breaker) count(now time.Time) bool {
	if b.limit <= 0 || b.open(now) {
		return false
	}
	old := 0
	for old < len(b.times) && now.Sub(b.times[old]) >= b.span {
		old++
	}
	b.times = append(b.times[old:], now)
	if len(b.times) < b.limit {
		return false
	}
	b.times = nil
	b.openTil = now.Add(b.span)
	return true
}

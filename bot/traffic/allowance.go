package traffic

import (
	"container/list"
	"sync"
	"time"
)

// Allowance bounds how often somebody may ask. It may be used concurrently.
type Allowance struct {
	pace Pace
	keys int
	now  func() time.Time

	mu    sync.Mutex
	users map[string]*list.Element
	order list.List // of *user, who asked last first
}

// user is one of those who ask.
type user struct {
	key     string
	budget  budget
	refused time.Time // the last time
}

// NewAllowance returns an Allowance of p for each key. It remembers as many keys,
// at least one: beyond that, who has not asked for longest starts afresh. now
// tells the time; nil stands for time.Now.
func NewAllowance(p Pace, keys int, now func() time.Time) *Allowance {
	if now == nil {
		now = time.Now
	}
	return &Allowance{pace: p, keys: max(keys, 1), now: now, users: map[string]*list.Element{}}
}

// Allow takes one from what key may ask. first is true for the first refusal of a
// streak, which is the one to be answered with a friendly line. A streak is over
// when nothing was refused for as long as a full allowance takes to come back,
// so that somebody who floods a chat gets that line once and not again between
// any two questions that do pass.
func (a *Allowance) Allow(key string) (ok, first bool) {
	if a.pace.Every <= 0 {
		return true, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	u := a.user(key)
	if u.budget.wait(now) <= 0 {
		u.budget.take(now)
		return true, false
	}
	calm := a.pace.Every * time.Duration(max(a.pace.Burst, 1))
	first = u.refused.IsZero() || now.Sub(u.refused) >= calm
	u.refused = now
	return false, first
}

// user returns who asks under key, as the last one who asked.
func (a *Allowance) user(key string) *user {
	if e, known := a.users[key]; known {
		a.order.MoveToFront(e)
		return e.Value.(*user)
	}
	if a.order.Len() >= a.keys {
		oldest := a.order.Remove(a.order.Back()).(*user)
		delete(a.users, oldest.key)
	}
	u := &user{key: key, budget: newBudget(a.pace)}
	a.users[key] = a.order.PushFront(u)
	return u
}

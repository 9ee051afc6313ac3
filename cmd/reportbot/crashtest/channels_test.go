//go:build linux

package crashtest

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// message stands in a channel.
type message struct {
	id         string
	nonce      string          // Discord's
	components json.RawMessage // Discord's
	text       string          // Telegram's
	at         time.Time
}

// fate is what becomes of a request to post.
type fate struct {
	carried bool                      // the message stands
	cut     bool                      // the connection is closed in place of an answer
	refuse  func(http.ResponseWriter) // answers in place of a yes; nil: none
	over    <-chan struct{}           // there is no answer before it is closed; nil: at once
}

// The fates without an answer of their own.
var (
	well    = fate{carried: true}
	lost    = fate{carried: true, cut: true}
	dropped = fate{cut: true}
)

// brokenPage is what stands before a platform that is out of order. The request may
// have got through all the same.
func brokenPage(carried bool) fate {
	return fate{carried: carried, refuse: func(w http.ResponseWriter) {
		http.Error(w, "<html>bad gateway</html>", http.StatusBadGateway)
	}}
}

// channels is what stands in the channels of a platform. What a channel may be
// repeated to without a second message is for same to say.
type channels struct {
	same func(stands, again message) bool

	mu      sync.Mutex
	stands  map[string][]message
	asked   int            // requests to post
	refused int            // of them, those that were answered no
	by      map[string]int // messages, by the instance that sent them
	under   int            // requests that are under way
	fate    func(n int, channel string) fate
	slow    time.Duration // the longest way there, and the longest way back
}

func newChannels(same func(stands, again message) bool) *channels {
	return &channels{same: same, stands: map[string][]message{}, by: map[string]int{}}
}

// ordain decides the fate of the requests from now on, by their number and channel.
// It is called under the lock. Nil: all are well.
func (c *channels) ordain(f func(n int, channel string) fate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fate = f
}

// post takes a request to post. It is carried out, too, when whoever made it is gone.
func (c *channels) post(w http.ResponseWriter, instance, channel string, m message, yes func(message) any) {
	c.mu.Lock()
	c.asked++
	c.under++
	f := well
	if c.fate != nil {
		f = c.fate(c.asked, channel)
	}
	if f.refuse != nil {
		c.refused++
	}
	there, back := rand.N(c.slow+1), rand.N(c.slow+1)
	c.mu.Unlock()
	time.Sleep(there)
	if f.carried {
		m = c.put(instance, channel, m)
	}
	time.Sleep(back)
	if f.over != nil {
		<-f.over
	}
	c.mu.Lock()
	c.under--
	c.mu.Unlock()
	switch {
	case f.cut:
		panic(http.ErrAbortHandler)
	case f.refuse != nil:
		f.refuse(w)
	default:
		answer(w, http.StatusOK, yes(m))
	}
}

func (c *channels) put(instance, channel string, m message) message {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, old := range c.stands[channel] {
		if c.same(old, m) {
			return old
		}
	}
	c.stands[channel] = append(c.stands[channel], m)
	c.by[instance]++
	return m
}

// in lists what stands in a channel.
func (c *channels) in(channel string) []message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.stands[channel])
}

// counts tells how many requests there were, how many were refused, and how many are
// under way.
func (c *channels) counts() (asked, refused, under int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked, c.refused, c.under
}

// sentBy is how many messages an instance sent.
func (c *channels) sentBy(instance string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.by[instance]
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // Whoever asked may be gone.
}

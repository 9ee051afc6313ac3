package traffic

import "sync"

// Seen remembers the last n ids, so that an event that a platform delivers twice
// is worked on once. It may be used concurrently.
type Seen struct {
	mu    sync.Mutex
	slots map[string]int // where an id stands in ring
	ring  []string
	next  int // the slot that is overwritten next
	size  int
}

// NewSeen returns a Seen that remembers n ids, at least one.
func NewSeen(n int) *Seen {
	return &Seen{slots: map[string]int{}, size: max(n, 1)}
}

// First tells whether id comes for the first time, and remembers it. An id is
// forgotten after n others.
func (s *Seen) First(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.slots[id]; known {
		return false
	}
	if len(s.ring) < s.size {
		s.slots[id] = len(s.ring)
		s.ring = append(s.ring, id)
		return true
	}
	// An id that was forgotten and came again stands in a newer slot.
	if old := s.ring[s.next]; s.slots[old] == s.next {
		delete(s.slots, old)
	}
	s.ring[s.next] = id
	s.slots[id] = s.next
	s.next = (s.next + 1) % s.size
	return true
}

// Forget makes id come for the first time once more: its event was not taken
// after all, and the platform will deliver it again.
func (s *Seen) Forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.slots, id)
}

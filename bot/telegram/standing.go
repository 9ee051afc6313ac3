package telegram

import (
	"crypto/sha256"
	"strconv"
	"sync"
)

// standing remembers what the bot made of the messages that it edited, so that a
// button pressed twice does not edit a message into what it is: Telegram takes that
// for a fault. It may be used concurrently.
type standing struct {
	mu    sync.Mutex
	known map[string][sha256.Size]byte
}

// standingLimit is how many messages are remembered before all are forgotten.
// Forgetting costs a refused request at worst.
const standingLimit = 4096

func newStanding() *standing { return &standing{known: map[string][sha256.Size]byte{}} }

// same tells whether a message stands as c already.
func (s *standing) same(m *message, c content) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum, ok := s.known[m.key()]
	return ok && sum == c.sum()
}

// set notes that a message was made into c, or where sure is false that nobody knows
// what stands there.
func (s *standing) set(m *message, c content, sure bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= standingLimit {
		clear(s.known)
	}
	delete(s.known, m.key())
	if sure {
		s.known[m.key()] = c.sum()
	}
}

// key tells a message from all others of all chats.
func (m *message) key() string {
	return strconv.FormatInt(m.Chat.ID, 10) + ":" + strconv.FormatInt(m.ID, 10)
}

// sum tells contents apart.
func (c content) sum() [sha256.Size]byte {
	return sha256.Sum256([]byte(c.html + "\x00" + c.markup() + "\x00" + string(c.picture)))
}

package assist

import (
	"container/list"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// The bounds of what is remembered for follow-ups. Nothing of it is stored.
const (
	memoryTime  = 15 * time.Minute
	memoryTurns = 10_000 // conversations
)

// turn is what a follow-up needs to know of the answer before it.
type turn struct {
	lang      string // of the answer
	wish      bot.Wish
	topic     string // what was asked about, as typed
	speaker   string // who was asked about, as typed
	shown     *figureView
	list      *corpus.List
	citations []bot.Citation
	rest      []corpus.Ref
	cutShort  bool // rows of the figure were left out
	lowest    bool
}

// memory keeps the last turn of each conversation, the longest unused going
// first. It is safe for concurrent use.
type memory struct {
	now func() time.Time

	mu    sync.Mutex
	turns map[string]*list.Element
	order *list.List  // of remembered, the newest in front
	timer *time.Timer // to the next forgetting; nil where nothing is remembered
}

type remembered struct {
	conversation string
	at           time.Time
	turn         *turn
}

func newMemory(now func() time.Time) *memory {
	return &memory{now: now, turns: map[string]*list.Element{}, order: list.New()}
}

// recall returns the last turn of a conversation, or nil.
func (m *memory) recall(conversation string) *turn {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget()
	e, ok := m.turns[conversation]
	if !ok {
		return nil
	}
	return e.Value.(remembered).turn
}

// keep remembers the turn. A question without a conversation is forgotten.
func (m *memory) keep(conversation string, t *turn) {
	if conversation == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.turns[conversation]; ok {
		m.drop(e)
	}
	m.turns[conversation] = m.order.PushFront(remembered{conversation, m.now(), t})
	m.forget()
	if m.timer == nil {
		m.timer = time.AfterFunc(memoryTime, m.expire)
	}
}

// expire forgets what is too old even where nobody asks any more, and comes back
// for what is left.
func (m *memory) expire() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget()
	m.timer = nil
	if e := m.order.Back(); e != nil {
		m.timer = time.AfterFunc(max(time.Second, memoryTime-m.now().Sub(e.Value.(remembered).at)), m.expire)
	}
}

// forget drops the turns that are too old or too many, the longest unused first.
func (m *memory) forget() {
	for e := m.order.Back(); e != nil && (m.order.Len() > memoryTurns || m.now().Sub(e.Value.(remembered).at) >= memoryTime); e = m.order.Back() {
		m.drop(e)
	}
}

func (m *memory) drop(e *list.Element) {
	delete(m.turns, e.Value.(remembered).conversation)
	m.order.Remove(e)
}

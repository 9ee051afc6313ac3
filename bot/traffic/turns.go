package traffic

import (
	"container/heap"
	"container/list"
	"context"
	"maps"
	"slices"
	"time"
)

// message is a call of Send.
type message struct {
	chat      *chat
	class     Class
	place     *list.Element // in its chat's queue
	turn      chan error    // nil: it may be sent now; never more than one in it
	out       bool          // it was given its turn: it is being sent, or was told why not
	attempts  int           // that failed and count
	notBefore time.Time     // when the next attempt may be made
	failure   error         // of the last attempt
}

// wait ends when the message may be sent.
func (m *message) wait(ctx context.Context) error {
	select {
	case err := <-m.turn:
		if err == nil {
			err = ctx.Err() // Both came at once.
		}
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tell ends the wait of a message that is not out.
func (m *message) tell(err error) {
	m.out = true
	m.turn <- err
}

// chat is what is known of a chat in which something is to be sent, or was just
// now.
type chat struct {
	name    string
	queues  [classes]list.List // of *message, in the order of the calls
	budgets []budget
	held    time.Time // until when the platform wants nothing sent to it

	due   time.Time     // when to look at it again
	index int           // in the heap of what is due, -1 when it is not there
	ready *list.Element // in the outbox's list of the ready, nil when it is not there
	class Class         // of that list
}

// next is the message that may go next, if its time has come: the first answer, or
// the first of the background where there is no answer, not even one on its way.
func (c *chat) next() *message {
	for class := range c.queues {
		if first := c.queues[class].Front(); first != nil {
			if m := first.Value.(*message); !m.out {
				return m
			}
			return nil
		}
	}
	return nil
}

func (c *chat) empty() bool {
	for class := range c.queues {
		if c.queues[class].Len() > 0 {
			return false
		}
	}
	return true
}

// from is when m may be sent as far as its chat is concerned.
func (c *chat) from(m *message, now time.Time) time.Time {
	from := now
	for _, t := range []time.Time{m.notBefore, c.held} {
		if t.After(from) {
			from = t
		}
	}
	for _, b := range c.budgets {
		if t := now.Add(b.wait(now)); t.After(from) {
			from = t
		}
	}
	return from
}

// forgettable is when the chat is as good as a new one.
func (c *chat) forgettable(now time.Time) time.Time {
	from := now
	if c.held.After(from) {
		from = c.held
	}
	for _, b := range c.budgets {
		if t := now.Add(b.rest(now)); t.After(from) {
			from = t
		}
	}
	return from
}

// chat returns the chat of that name.
func (o *Outbox) chat(name string) *chat {
	if c, known := o.chats[name]; known {
		return c
	}
	c := &chat{name: name, index: -1}
	if !o.hurried {
		for _, p := range o.options.Chat(name) {
			c.budgets = append(c.budgets, newBudget(p))
		}
	}
	o.chats[name] = c
	o.peak = max(o.peak, len(o.chats))
	return c
}

// Hurry lifts the paces of single chats from now on: a program that is about to end
// has no time to keep them, and what the platform tells to wait for is waited for
// all the same.
func (o *Outbox) Hurry() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hurried = true
	now := o.catchUp()
	for _, c := range slices.Collect(maps.Values(o.chats)) {
		c.budgets = nil
		o.look(c, now)
	}
	o.schedule(now)
}

// fewChats is up to how many chats a map is not worth making anew.
const fewChats = 1024

// forget drops a chat. A map never gives back the room it took: after a rush it is
// made anew.
func (o *Outbox) forget(c *chat) {
	delete(o.chats, c.name)
	if o.peak <= fewChats || len(o.chats) > o.peak/4 {
		return
	}
	left := make(map[string]*chat, len(o.chats))
	maps.Copy(left, o.chats)
	o.chats, o.peak = left, len(left)
	o.due = slices.Clone(o.due)
}

// look puts a chat where it belongs after something about it changed: among the
// ready, among those to be looked at later, nowhere while it waits for a message
// that is on its way, or out of memory.
func (o *Outbox) look(c *chat, now time.Time) {
	m := c.next()
	switch {
	case m != nil:
		if from := c.from(m, now); from.After(now) {
			o.later(c, from)
		} else {
			o.enlist(c, m.class)
		}
	case !c.empty():
		o.unlist(c)
		o.notLater(c)
	default:
		if from := c.forgettable(now); from.After(now) {
			o.later(c, from)
		} else {
			o.unlist(c)
			o.notLater(c)
			o.forget(c)
		}
	}
}

// later has a chat looked at again at a time.
func (o *Outbox) later(c *chat, at time.Time) {
	o.unlist(c)
	c.due = at
	if c.index >= 0 {
		heap.Fix(&o.due, c.index)
	} else {
		heap.Push(&o.due, c)
	}
}

func (o *Outbox) notLater(c *chat) {
	if c.index >= 0 {
		heap.Remove(&o.due, c.index)
	}
}

// enlist puts a chat behind the others that are ready, unless it is among them.
func (o *Outbox) enlist(c *chat, class Class) {
	o.notLater(c)
	if c.ready != nil && c.class == class {
		return
	}
	o.unlist(c)
	c.class = class
	c.ready = o.ready[class].PushBack(c)
}

func (o *Outbox) unlist(c *chat) {
	if c.ready != nil {
		o.ready[c.class].Remove(c.ready)
		c.ready = nil
	}
}

// catchUp returns the time, after it has looked at every chat that was due by now.
// It comes before any change, so that a chat which became ready earlier stands
// before one that becomes ready through the change.
func (o *Outbox) catchUp() time.Time {
	now := time.Now()
	for len(o.due) > 0 && !o.due[0].due.After(now) {
		o.look(o.due[0], now)
	}
	return now
}

// schedule gives their turn to all messages whose time has come, and sets the
// alarm for the next. It comes after every change.
func (o *Outbox) schedule(now time.Time) {
	for c := o.first(); c != nil; c = o.first() {
		if from := o.from(now); from.After(now) {
			o.wake(from, now)
			return
		}
		o.overall.take(now)
		for _, b := range c.budgets {
			b.take(now)
		}
		c.next().tell(nil)
		o.look(c, now)
	}
	if len(o.due) > 0 {
		o.wake(o.due[0].due, now)
	}
}

// first is the chat that has been ready for longest, answers before background.
func (o *Outbox) first() *chat {
	for class := range o.ready {
		if e := o.ready[class].Front(); e != nil {
			return e.Value.(*chat)
		}
	}
	return nil
}

// from is when the next message may be sent as far as all chats are concerned.
func (o *Outbox) from(now time.Time) time.Time {
	from := now.Add(o.overall.wait(now))
	if o.held.After(from) {
		return o.held
	}
	return from
}

// wake sets the alarm. An alarm that goes off too early does no harm.
func (o *Outbox) wake(at, now time.Time) {
	if at.Equal(o.alarmAt) {
		return
	}
	o.alarmAt = at
	if o.alarm == nil {
		o.alarm = time.AfterFunc(at.Sub(now), o.rouse)
		return
	}
	o.alarm.Reset(at.Sub(now))
}

// rouse is what the alarm does.
func (o *Outbox) rouse() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.alarmAt = time.Time{}
	o.schedule(o.catchUp())
}

// refuse ends the wait of every message: the breaker has opened.
func (o *Outbox) refuse(now time.Time) {
	for _, c := range o.chats {
		for class := range c.queues {
			for e := c.queues[class].Front(); e != nil; e = e.Next() {
				if m := e.Value.(*message); !m.out {
					m.tell(ErrBreaker)
				}
			}
		}
		o.look(c, now)
	}
}

// dueHeap holds the chats that are to be looked at later, the earliest first.
type dueHeap []*chat

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return h[i].due.Before(h[j].due) }
func (h dueHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push is called by package heap.
func (h *dueHeap) Push(x any) {
	c := x.(*chat)
	c.index = len(*h)
	*h = append(*h, c)
}

// Pop is called by package heap.
func (h *dueHeap) Pop() any {
	last := len(*h) - 1
	c := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	c.index = -1
	return c
}

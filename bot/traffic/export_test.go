package traffic

// Chats is how many chats an Outbox knows something of, and for how many its
// map may have room.
func (o *Outbox) Chats() (known, room int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.chats), o.peak
}

// Lanes is how many lanes have something to do.
func (l *Lanes) Lanes() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.lanes)
}

package store

import (
	"context"
	"time"
)

// instancePrefix begins the lease by which an instance says that it is alive.
const instancePrefix = "instance/"

// Acquire takes a lease for a while, or prolongs one that owner holds. It returns
// false where somebody else holds it. The fence grows whenever a lease changes hands
// or was let run out, and is what writes are made under.
//
// On a file there is no other instance that could take a lease over: there it lasts
// until it is released, so that a quiet bot does not write, and a full disk takes
// nothing away.
func (s *Store) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (fence int64, ok bool, err error) {
	if s.onFile {
		if fence, ok := s.mine.Load(name + "\x00" + owner); ok {
			return fence.(int64), true, nil
		}
		ttl = forever
	}
	const take = `INSERT INTO leases (name, owner, fence, until) VALUES (?, ?, 1, {now} + ?)
		ON CONFLICT (name) DO UPDATE SET
			fence = leases.fence + CASE WHEN leases.owner = excluded.owner AND leases.until > {now} THEN 0 ELSE 1 END,
			owner = excluded.owner, until = excluded.until
		WHERE leases.owner = excluded.owner OR leases.until <= {now}
		RETURNING fence`
	fences, err := all(ctx, s, s.db, scanOne[int64], take, name, owner, ttl.Milliseconds())
	if err != nil || len(fences) == 0 {
		return 0, false, doing("take the lease "+name, err)
	}
	if s.onFile {
		s.mine.Store(name+"\x00"+owner, fences[0])
	}
	return fences[0], true, nil
}

// Release gives a lease back, if owner holds it. Its fence stays.
func (s *Store) Release(ctx context.Context, name, owner string) error {
	s.mine.Delete(name + "\x00" + owner)
	_, err := s.exec(ctx, s.db, "UPDATE leases SET until = 0 WHERE name = ? AND owner = ?", name, owner)
	return doing("give back the lease "+name, err)
}

// Live says for a while that an instance is alive: what it works on is its own until
// then.
func (s *Store) Live(ctx context.Context, instance string, ttl time.Duration) error {
	_, _, err := s.Acquire(ctx, instancePrefix+instance, instance, ttl)
	if err != nil || s.onFile {
		return err
	}
	// Instances have new names with every start: don't keep them all.
	_, err = s.exec(ctx, s.db, "DELETE FROM leases WHERE name LIKE ? AND until < {now} - ?", instancePrefix+"%", (24 * time.Hour).Milliseconds())
	return doing("forget instances that ended", err)
}

// forever is longer than a process lives.
const forever = 100 * 365 * 24 * time.Hour

// Leave ends an instance: what it was about to do is free for others at once.
func (s *Store) Leave(ctx context.Context, instance string) error {
	return s.Release(ctx, instancePrefix+instance, instance)
}

// alive is the condition that the instance in its argument is alive, and dead that
// the owner of a row is not.
const (
	alive = "EXISTS (SELECT 1 FROM leases WHERE leases.owner = ? AND leases.name LIKE '" + instancePrefix + "%' AND leases.until > {now})"
	dead  = "NOT EXISTS (SELECT 1 FROM leases WHERE leases.owner = ledger.owner AND leases.name LIKE '" + instancePrefix + "%' AND leases.until > {now})"
)

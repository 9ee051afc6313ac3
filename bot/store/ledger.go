package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/reportbot/reportbot/bot"
)

const ledgerColumns = "nonce, platform, chat, thread, server, slot, due, until, state, reason, report, fact, language, digest, content, round, attempts, doubts, doubted, ready, message, updated, owner, fence"

func scanEntry(rows *sql.Rows) (e bot.LedgerEntry, err error) {
	var due, until, doubted, ready, updated int64
	err = rows.Scan(&e.Nonce, &e.Chat.Platform, &e.Chat.ID, &e.Chat.Thread, &e.Chat.Server, &e.Slot, &due, &until, &e.State, &e.Reason,
		&e.Report, &e.Fact, &e.Language, &e.Digest, &e.Text, &e.Round, &e.Attempts, &e.Doubts, &doubted, &ready, &e.Message, &updated, &e.Owner, &e.Fence)
	e.Due, e.Until, e.Doubted, e.Ready, e.Updated = instant(due), instant(until), instant(doubted), instant(ready), instant(updated)
	return e, err
}

func scanOne[T any](rows *sql.Rows) (v T, err error) {
	err = rows.Scan(&v)
	return v, err
}

// Plan keeps entries and when their subscriptions are due again, under the lease of
// the planner, which lasts for ttl from then on. A subscription that was changed since it was read is passed over: it
// is planned anew. A slot that the ledger has already stays as it is. The error is
// bot.ErrTaken where the lease is lost; nothing was kept then.
func (s *Store) Plan(ctx context.Context, lease, owner string, fence int64, ttl time.Duration, plan []bot.Plan) error {
	return doing("keep the plan", s.within(ctx, func(tx *sql.Tx) error {
		// This also keeps the lease from changing hands before the transaction ends.
		// It prolongs the lease as well: one transaction behind the other would keep
		// whoever prolongs it in the meantime from ever getting at the row.
		if err := s.must(ctx, tx, "UPDATE leases SET until = CASE WHEN until > {now} + ? THEN until ELSE {now} + ? END WHERE name = ? AND owner = ? AND fence = ? AND until > {now}", ttl.Milliseconds(), ttl.Milliseconds(), lease, owner, fence); err != nil {
			return err
		}
		for _, p := range plan {
			x := p.Subscription
			n, err := s.exec(ctx, tx, "UPDATE subscriptions SET due = ?, round = ? WHERE "+here+" AND state = 'active' AND due = ? AND since = ? AND report = ? AND language = ?",
				append([]any{millis(p.Due), p.Round}, append(place(x.Chat), millis(x.Due), millis(x.Since), x.Report, x.Language)...)...)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			for _, e := range p.Entries {
				if _, err := s.insert(ctx, tx, e); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// insert adds an entry unless the chat has one for its slot.
func (s *Store) insert(ctx context.Context, r runner, e bot.LedgerEntry) (added bool, err error) {
	n, err := s.exec(ctx, r, "INSERT INTO ledger ("+ledgerColumns+") VALUES ("+marks(24)+") ON CONFLICT (platform, chat, thread, slot) DO NOTHING",
		e.Nonce, e.Chat.Platform, e.Chat.ID, e.Chat.Thread, e.Chat.Server, e.Slot, millis(e.Due), millis(e.Until), e.State, e.Reason,
		e.Report, e.Fact, e.Language, e.Digest, e.Text, e.Round, e.Attempts, e.Doubts, millis(e.Doubted), millis(e.Ready), e.Message, millis(e.Updated), e.Owner, e.Fence)
	return n > 0, err
}

// Add keeps one entry. It returns false where the chat has one for its slot, which
// stays as it is.
func (s *Store) Add(ctx context.Context, e bot.LedgerEntry) (added bool, err error) {
	added, err = s.insert(ctx, s.db, e)
	return added, doing("keep an entry", err)
}

// Used lists for each chat the facts that were chosen in the round that its
// subscription is in, the latest last. Facts that were certainly not posted are not
// among them.
func (s *Store) Used(ctx context.Context, subscriptions []bot.Subscription) (map[string][]string, error) {
	used := map[string][]string{}
	// A list to join with lets each chat's rows be found by the index; the same as
	// conditions behind each other is read row by row by PostgreSQL.
	const wanted = "(CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS TEXT))"
	for batch := range slices.Chunk(subscriptions, 100) {
		list, args := make([]string, len(batch)), []any{}
		for i, x := range batch {
			list[i] = wanted
			args = append(append(args, place(x.Chat)...), x.Round, x.Report)
		}
		type use struct{ chat, fact string }
		found, err := all(ctx, s, s.db, func(rows *sql.Rows) (use, error) {
			var c bot.Chat
			var u use
			err := rows.Scan(&c.Platform, &c.ID, &c.Thread, &u.fact)
			u.chat = c.Key()
			return u, err
		}, "WITH wanted (platform, chat, thread, round, report) AS (VALUES "+strings.Join(list, ", ")+`)
			SELECT ledger.platform, ledger.chat, ledger.thread, ledger.fact FROM wanted JOIN ledger ON ledger.platform = wanted.platform
				AND ledger.chat = wanted.chat AND ledger.thread = wanted.thread AND ledger.round = wanted.round AND ledger.report = wanted.report
			WHERE ledger.state NOT IN ('skipped', 'failed') ORDER BY ledger.due, ledger.slot`, args...)
		if err != nil {
			return nil, doing("read which facts were posted", err)
		}
		for _, u := range found {
			used[u.chat] = append(used[u.chat], u.fact)
		}
	}
	return used, nil
}

// Latest is a chat's latest weekly entry that was or may still be posted; ok is false
// where there is none. Posts at somebody's wish do not count.
func (s *Store) Latest(ctx context.Context, c bot.Chat) (e bot.LedgerEntry, ok bool, err error) {
	found, err := all(ctx, s, s.db, scanEntry, "SELECT "+ledgerColumns+" FROM ledger WHERE "+here+" AND slot NOT LIKE 'now-%' AND state NOT IN ('skipped', 'failed') ORDER BY due DESC LIMIT 1", place(c)...)
	if err != nil || len(found) == 0 {
		return e, false, doing("read a chat's latest post", err)
	}
	return found[0], true, nil
}

// Claim takes entries of a platform that are ready for an instance, which has to be
// alive, and returns them, the longest ready first. What an instance that is no
// longer alive was about to do is among them; its state tells whether it had begun.
func (s *Store) Claim(ctx context.Context, instance string, platform bot.Platform, now time.Time, limit int) ([]bot.LedgerEntry, error) {
	found, err := all(ctx, s, s.db, scanEntry, `UPDATE ledger SET owner = ?, fence = fence + 1 WHERE nonce IN (
			SELECT nonce FROM ledger WHERE platform = ? AND state IN ('planned', 'retry', 'sending') AND ready <= ?
				AND (owner = '' OR `+dead+`) AND `+alive+`
			ORDER BY ready, nonce LIMIT ? {lock}) RETURNING `+ledgerColumns,
		instance, platform, millis(now), instance, limit)
	if err != nil {
		return nil, doing("claim entries", err)
	}
	slices.SortFunc(found, func(a, b bot.LedgerEntry) int {
		return cmp.Or(a.Ready.Compare(b.Ready), cmp.Compare(a.Nonce, b.Nonce))
	})
	return found, nil
}

// held is the condition that a row is still the instance's that claimed it.
const held = "nonce = ? AND fence = ? AND owner = ?"

// Begin notes that an entry is about to be sent, and what was found doubtful about it
// until then: the instance may not live to do so afterwards. The error is bot.ErrTaken where another
// instance has taken it over, or the own one does not count as alive any more: it
// must not be sent then.
func (s *Store) Begin(ctx context.Context, e bot.LedgerEntry, now time.Time) error {
	err := s.must(ctx, s.db, "UPDATE ledger SET state = 'sending', attempts = attempts + 1, reason = ?, doubts = ?, doubted = ?, updated = ? WHERE "+held+" AND state IN ('planned', 'retry', 'sending') AND "+alive,
		e.Reason, e.Doubts, millis(e.Doubted), millis(now), e.Nonce, e.Fence, e.Owner, e.Owner)
	return doing("begin an entry", err)
}

// Finish keeps what became of an entry and gives it back. Its text is kept as well.
// The error is bot.ErrTaken where another instance has taken it over.
func (s *Store) Finish(ctx context.Context, e bot.LedgerEntry) error {
	err := s.must(ctx, s.db, `UPDATE ledger SET owner = '', state = ?, reason = ?, fact = ?, digest = ?, content = ?, round = ?,
			attempts = ?, doubts = ?, doubted = ?, ready = ?, message = ?, updated = ? WHERE `+held,
		e.State, e.Reason, e.Fact, e.Digest, e.Text, e.Round,
		e.Attempts, e.Doubts, millis(e.Doubted), millis(e.Ready), e.Message, millis(e.Updated), e.Nonce, e.Fence, e.Owner)
	return doing("keep what became of an entry", err)
}

// Next is when the next entry of a platform that nobody works on is ready; ok is
// false where there is none.
func (s *Store) Next(ctx context.Context, platform bot.Platform) (ready time.Time, ok bool, err error) {
	found, err := all(ctx, s, s.db, scanOne[int64], "SELECT ready FROM ledger WHERE platform = ? AND state IN ('planned', 'retry', 'sending') AND owner = '' ORDER BY ready LIMIT 1", platform)
	if err != nil || len(found) == 0 {
		return ready, false, doing("read what is next", err)
	}
	return instant(found[0]), true, nil
}

// Entries lists entries of the ledger, the latest first.
func (s *Store) Entries(ctx context.Context, f bot.Filter) ([]bot.LedgerEntry, error) {
	condition, args := where(f)
	found, err := all(ctx, s, s.db, scanEntry, "SELECT "+ledgerColumns+" FROM ledger WHERE "+condition+" ORDER BY due DESC, platform, chat, thread, slot"+limit(f), args...)
	return found, doing("list the ledger", err)
}

// Counts tells how many entries there are in each state, and how many of those sent
// had been doubtful before: they may stand twice.
func (s *Store) Counts(ctx context.Context) (states map[bot.EntryState]int, doubtful int, err error) {
	type count struct {
		state       bot.EntryState
		n, doubtful int
	}
	found, err := all(ctx, s, s.db, func(rows *sql.Rows) (c count, err error) {
		err = rows.Scan(&c.state, &c.n, &c.doubtful)
		return c, err
	}, "SELECT state, COUNT(*), SUM(CASE WHEN doubts > 0 THEN 1 ELSE 0 END) FROM ledger GROUP BY state")
	states = map[bot.EntryState]int{}
	for _, c := range found {
		states[c.state] = c.n
		if c.state == bot.Sent {
			doubtful = c.doubtful
		}
	}
	return states, doubtful, doing("count the ledger", err)
}

// ErrNoEntry says that the ledger has no such entry.
var ErrNoEntry = errors.New("there is no such entry")

// Redo has an entry that is final sent once more, until a time. It is at the risk of
// whoever wants it that an unknown one stands twice.
func (s *Store) Redo(ctx context.Context, nonce string, now, until time.Time) (bot.LedgerEntry, error) {
	return s.operate(ctx, nonce, func(e *bot.LedgerEntry) error {
		if !e.State.Final() || e.State == bot.Sent {
			return fmt.Errorf("it is %s: only what is failed, unknown or skipped can be sent again", e.State)
		}
		if e.Fact == "" {
			return errors.New("no fact was chosen for it: the next one comes by itself")
		}
		e.State, e.Reason, e.Ready, e.Until, e.Attempts, e.Doubts = bot.Retry, "an operator wants it sent again", now, until, 0, 0
		return nil
	}, now)
}

// Skip has an entry not sent.
func (s *Store) Skip(ctx context.Context, nonce string, now time.Time) (bot.LedgerEntry, error) {
	return s.operate(ctx, nonce, func(e *bot.LedgerEntry) error {
		if e.State == bot.Sent || e.State == bot.Sending {
			return fmt.Errorf("it is %s: only what is not sent can be skipped", e.State)
		}
		e.State, e.Reason = bot.Skipped, "an operator skipped it"
		return nil
	}, now)
}

// operate changes an entry by an operator's hand. Whoever works on it loses it.
func (s *Store) operate(ctx context.Context, nonce string, change func(*bot.LedgerEntry) error, now time.Time) (e bot.LedgerEntry, err error) {
	err = s.within(ctx, func(tx *sql.Tx) error {
		found, err := all(ctx, s, tx, scanEntry, "SELECT "+ledgerColumns+" FROM ledger WHERE nonce = ?", nonce)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ErrNoEntry
		}
		e = found[0]
		if err := change(&e); err != nil {
			return err
		}
		return s.must(ctx, tx, "UPDATE ledger SET owner = '', fence = fence + 1, state = ?, reason = ?, ready = ?, until = ?, attempts = ?, doubts = ?, updated = ? WHERE nonce = ? AND fence = ?",
			e.State, e.Reason, millis(e.Ready), millis(e.Until), e.Attempts, e.Doubts, millis(now), nonce, e.Fence)
	})
	return e, doing("change the entry "+nonce, err)
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/reportbot/reportbot/bot"
)

const subscriptionColumns = "platform, chat, thread, server, owner, weekday, hour, minute, zone, language, report, state, since, due, round, created, paused"

func scanSubscription(rows *sql.Rows) (s bot.Subscription, err error) {
	var since, due, created, paused int64
	err = rows.Scan(&s.Chat.Platform, &s.Chat.ID, &s.Chat.Thread, &s.Chat.Server, &s.Owner,
		&s.Schedule.Weekday, &s.Schedule.Hour, &s.Schedule.Minute, &s.Schedule.Zone, &s.Language, &s.Report,
		&s.State, &since, &due, &s.Round, &created, &paused)
	s.Since, s.Due, s.Created, s.Paused = instant(since), instant(due), instant(created), instant(paused)
	return s, err
}

// here is the condition that a row is about a chat.
const here = "platform = ? AND chat = ? AND thread = ?"

func place(c bot.Chat) []any { return []any{c.Platform, c.ID, c.Thread} }

// Subscribe keeps a subscription, in place of the chat's earlier one.
func (s *Store) Subscribe(ctx context.Context, x bot.Subscription) error {
	_, err := s.exec(ctx, s.db, "INSERT INTO subscriptions ("+subscriptionColumns+") VALUES ("+marks(17)+`)
		ON CONFLICT (platform, chat, thread) DO UPDATE SET server = excluded.server, owner = excluded.owner,
			weekday = excluded.weekday, hour = excluded.hour, minute = excluded.minute, zone = excluded.zone,
			language = excluded.language, report = excluded.report, state = excluded.state,
			since = excluded.since, due = excluded.due, paused = excluded.paused`,
		x.Chat.Platform, x.Chat.ID, x.Chat.Thread, x.Chat.Server, x.Owner,
		int(x.Schedule.Weekday), x.Schedule.Hour, x.Schedule.Minute, x.Schedule.Zone, x.Language, x.Report,
		x.State, millis(x.Since), millis(x.Due), x.Round, millis(x.Created), millis(x.Paused))
	return doing("keep a subscription", err)
}

// marks are n question marks.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// Subscription returns a chat's subscription; ok is false where it has none.
func (s *Store) Subscription(ctx context.Context, c bot.Chat) (x bot.Subscription, ok bool, err error) {
	found, err := all(ctx, s, s.db, scanSubscription, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE "+here, place(c)...)
	if err != nil || len(found) == 0 {
		return x, false, doing("read a subscription", err)
	}
	return found[0], true, nil
}

// where is a filter's condition.
func where(f bot.Filter) (condition string, args []any) {
	conditions := []string{"1 = 1"}
	add := func(set bool, condition string, values ...any) {
		if set {
			conditions, args = append(conditions, condition), append(args, values...)
		}
	}
	add(f.Chat.Platform != "", "platform = ?", f.Chat.Platform)
	add(f.Chat.ID != "", "chat = ?", f.Chat.ID)
	add(f.Chat.Thread != "", "thread = ?", f.Chat.Thread)
	add(f.Chat.Server != "", "server = ?", f.Chat.Server)
	add(!f.From.IsZero(), "due >= ?", millis(f.From))
	add(!f.To.IsZero(), "due < ?", millis(f.To))
	if len(f.States) > 0 {
		states := make([]any, len(f.States))
		for i, state := range f.States {
			states[i] = state
		}
		add(true, "state IN ("+marks(len(states))+")", states...)
	}
	return strings.Join(conditions, " AND "), args
}

func limit(f bot.Filter) string {
	if f.Limit <= 0 {
		return ""
	}
	return fmt.Sprintf(" LIMIT %d", f.Limit)
}

// Subscriptions lists the subscriptions that a filter lets through, the next due
// first.
func (s *Store) Subscriptions(ctx context.Context, f bot.Filter) ([]bot.Subscription, error) {
	condition, args := where(f)
	found, err := all(ctx, s, s.db, scanSubscription, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE "+condition+" ORDER BY due, platform, chat, thread"+limit(f), args...)
	return found, doing("list subscriptions", err)
}

// Due lists active subscriptions whose slot has come, the longest due first.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]bot.Subscription, error) {
	found, err := all(ctx, s, s.db, scanSubscription, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE state = 'active' AND due <= ? ORDER BY due, platform, chat, thread LIMIT ?", millis(now), limit)
	return found, doing("list what is due", err)
}

// SetState pauses or resumes the subscription of a chat, those of all its threads
// (bot.AllThreads), or those of a server, which is a chat without an id. Only those in
// one of the states from are changed. Those that become active owe nothing up to now;
// what was planned for those that do not, and has not begun, is ended. It returns which
// were changed, as they were before.
func (s *Store) SetState(ctx context.Context, c bot.Chat, from []bot.SubscriptionState, to bot.SubscriptionState, now time.Time, due func(bot.Subscription) time.Time) (changed []bot.Subscription, err error) {
	condition, args := whose(c)
	for _, state := range from {
		args = append(args, state)
	}
	err = s.within(ctx, func(tx *sql.Tx) error {
		if changed, err = all(ctx, s, tx, scanSubscription, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE "+condition+" AND state IN ("+marks(len(from))+")", args...); err != nil {
			return err
		}
		for _, x := range changed {
			next, paused, since := x.Due, now, x.Since
			if to == bot.Active {
				next, paused = due(x), time.Time{}
				if now.After(since) {
					since = now
				}
			}
			if _, err := s.exec(ctx, tx, "UPDATE subscriptions SET state = ?, due = ?, since = ?, paused = ? WHERE "+here,
				append([]any{to, millis(next), millis(since), millis(paused)}, place(x.Chat)...)...); err != nil {
				return err
			}
			if to == bot.Active {
				continue
			}
			if err := s.drop(ctx, tx, x.Chat, "paused: "+string(to), now); err != nil {
				return err
			}
		}
		return nil
	})
	return changed, doing("pause or resume subscriptions", err)
}

// whose is the condition that a row belongs to a chat, to all of its threads
// (bot.AllThreads), or to a server, which is a chat without an id.
func whose(c bot.Chat) (condition string, args []any) {
	switch {
	case c.ID == "":
		return "platform = ? AND server = ? AND server <> ''", []any{c.Platform, c.Server}
	case c.Thread == bot.AllThreads:
		return "platform = ? AND chat = ?", []any{c.Platform, c.ID}
	}
	return here, place(c)
}

// Unsubscribe ends a chat's subscription, and with it what was planned for it. What
// was posted stays in the ledger. It returns false where there was none.
func (s *Store) Unsubscribe(ctx context.Context, c bot.Chat, now time.Time) (was bool, err error) {
	err = s.within(ctx, func(tx *sql.Tx) error {
		n, err := s.exec(ctx, tx, "DELETE FROM subscriptions WHERE "+here, place(c)...)
		if err != nil {
			return err
		}
		was = n > 0
		return s.drop(ctx, tx, c, "unsubscribed", now)
	})
	return was, doing("end a subscription", err)
}

// drop ends what was planned for a chat and has not begun. An entry that may have
// arrived before is unknown then, not skipped. Whoever has claimed one loses it.
func (s *Store) drop(ctx context.Context, tx *sql.Tx, c bot.Chat, why string, now time.Time) error {
	_, err := s.exec(ctx, tx, `UPDATE ledger SET state = CASE WHEN doubts > 0 AND doubted > 0 THEN 'unknown' ELSE 'skipped' END,
		reason = ?, owner = '', fence = fence + 1, updated = ? WHERE `+here+` AND state IN ('planned', 'retry')`, append([]any{why, millis(now)}, place(c)...)...)
	return err
}

// Forget deletes all that is kept of a chat, of all its threads (bot.AllThreads), or of a
// server, which is a chat without an id.
func (s *Store) Forget(ctx context.Context, c bot.Chat) error {
	condition, args := whose(c)
	return doing("forget a chat", s.within(ctx, func(tx *sql.Tx) error {
		for _, table := range []string{"subscriptions", "ledger"} {
			if _, err := s.exec(ctx, tx, "DELETE FROM "+table+" WHERE "+condition, args...); err != nil {
				return err
			}
		}
		return nil
	}))
}

// ForgetIdle deletes what is kept of a chat, of all its threads (bot.AllThreads) or of a
// server, and is of no use to it any more: subscriptions that somebody paused, and
// what was posted where there is no subscription.
func (s *Store) ForgetIdle(ctx context.Context, c bot.Chat) error {
	condition, args := whose(c)
	return doing("forget what a chat does not use", s.within(ctx, func(tx *sql.Tx) error {
		if _, err := s.exec(ctx, tx, "DELETE FROM subscriptions WHERE "+condition+" AND state = ?", append(slices.Clone(args), bot.PausedByHand)...); err != nil {
			return err
		}
		_, err := s.exec(ctx, tx, "DELETE FROM ledger WHERE "+condition+` AND NOT EXISTS (SELECT 1 FROM subscriptions AS x
			WHERE x.platform = ledger.platform AND x.chat = ledger.chat AND x.thread = ledger.thread)`, args...)
		return err
	}))
}

// ForgetGone deletes all that is kept of chats that the bot was removed from before
// a time, and returns how many those were.
func (s *Store) ForgetGone(ctx context.Context, before time.Time) (n int, err error) {
	gone, err := all(ctx, s, s.db, scanSubscription, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE state = ? AND paused < ?", bot.PausedGone, millis(before))
	if err != nil {
		return 0, doing("list chats that are gone", err)
	}
	for _, x := range gone {
		if err := s.within(ctx, func(tx *sql.Tx) error {
			for _, table := range []string{"subscriptions", "ledger"} {
				if _, err := s.exec(ctx, tx, "DELETE FROM "+table+" WHERE "+here, place(x.Chat)...); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return n, doing("forget a chat that is gone", err)
		}
		n++
	}
	return n, nil
}

// Move gives all that is kept of a chat to another id of it. Where something is kept
// under that already, that stays.
func (s *Store) Move(ctx context.Context, from, to bot.Chat) error {
	return doing("move a chat", s.within(ctx, func(tx *sql.Tx) error {
		for table, same := range map[string]string{"subscriptions": "", "ledger": " AND there.slot = %[1]s.slot"} {
			if strings.Contains(same, "%") {
				same = fmt.Sprintf(same, table)
			}
			taken := "EXISTS (SELECT 1 FROM " + table + " AS there WHERE there.platform = " + table + ".platform AND there.chat = ? AND there.thread = " + table + ".thread" + same + ")"
			if _, err := s.exec(ctx, tx, "DELETE FROM "+table+" WHERE platform = ? AND chat = ? AND "+taken, from.Platform, from.ID, to.ID); err != nil {
				return err
			}
			if _, err := s.exec(ctx, tx, "UPDATE "+table+" SET chat = ? WHERE platform = ? AND chat = ?", to.ID, from.Platform, from.ID); err != nil {
				return err
			}
		}
		return nil
	}))
}

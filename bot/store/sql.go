package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/reportbot/reportbot/bot"
)

// runner is a database or a transaction in it.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// text makes a statement one of this database: ? counts the arguments, {now} is the
// database's own clock in milliseconds, so that instances whose clocks differ agree
// on a lease, and {lock} passes over rows that somebody else is about to take.
func (s *Store) text(query string) string {
	now, lock := "(extract(epoch FROM clock_timestamp()) * 1000)::bigint", "FOR UPDATE SKIP LOCKED"
	if s.onFile {
		now, lock = "CAST(unixepoch('subsec') * 1000 AS INTEGER)", ""
	}
	query = strings.NewReplacer("{now}", now, "{lock}", lock).Replace(query)
	if s.onFile {
		return query
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		query = after
	}
}

// exec runs a statement and returns how many rows it changed.
func (s *Store) exec(ctx context.Context, r runner, query string, args ...any) (int64, error) {
	result, err := r.ExecContext(ctx, s.text(query), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// must runs a statement that has to change a row, and fails with bot.ErrTaken where it
// does not.
func (s *Store) must(ctx context.Context, r runner, query string, args ...any) error {
	n, err := s.exec(ctx, r, query, args...)
	if err == nil && n == 0 {
		return bot.ErrTaken
	}
	return err
}

// all reads what a query finds.
func all[T any](ctx context.Context, s *Store, r runner, scan func(*sql.Rows) (T, error), query string, args ...any) (found []T, err error) {
	rows, err := r.QueryContext(ctx, s.text(query), args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, rows.Err()
}

// within runs do in a transaction.
func (s *Store) within(ctx context.Context, do func(*sql.Tx) error) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
				err = errors.Join(err, undo)
			}
		}
	}()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// millis is a time as it is kept; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant is a kept time.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// busy tells whether SQLite found somebody else at work.
func busy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// transient tells whether PostgreSQL may be there in a moment: nobody listens yet, or
// it says that it is starting or ending.
func transient(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08") || e.Code == "53300" // admin shutdown, crash, starting; connection; too many connections
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	return connecting
}

// doing says in an error what was being done.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

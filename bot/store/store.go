// Package store keeps what must outlive the program: who gets a weekly fact, the
// ledger of what was posted, and which instance may do what. It is one type on
// SQLite, which needs no setup, or on PostgreSQL, which several instances can
// share. It decides nothing: package bot/weekly does, and declares what it needs of
// a store.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	_ "modernc.org/sqlite" // registers "sqlite"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Options say where to keep what.
type Options struct {
	// URL is a PostgreSQL database, such as postgres://user@host/name. Empty keeps
	// everything in a SQLite file in Dir.
	URL string
	Dir string

	// Serving says that this instance is going to deliver. On SQLite only one may:
	// Open waits a moment for another one to end, and then fails with ErrInUse.
	Serving bool

	// Wait is how long Open waits for a database that does not answer yet, and for
	// another instance to end. 0: defaultWait.
	Wait time.Duration

	Log *slog.Logger
}

// defaultWait outlasts a restart of the database, and the ten seconds in which an
// instance ends.
const defaultWait = 20 * time.Second

// fileName is SQLite's file.
const fileName = "reportbot.db"

// ErrInUse says that another instance serves with the same folder.
var ErrInUse = errors.New("another reportbot serves with this folder: stop it first, or let both share a PostgreSQL database (DATABASE_URL)")

// Store is an open database. It is safe for concurrent use.
type Store struct {
	db     *sql.DB
	onFile bool     // SQLite
	locks  []func() // released when it is closed
	mine   sync.Map // on a file: the leases taken, by name and owner; nobody else can take them
}

// Open opens the database, makes it where it is missing, and brings its tables up to
// date. Whoever opens a Store closes it.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Wait == 0 {
		o.Wait = defaultWait
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{}
	err := s.open(ctx, o)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) error {
	if o.URL != "" {
		return s.openPostgres(ctx, o)
	}
	return s.openFile(ctx, o)
}

func (s *Store) openPostgres(ctx context.Context, o Options) error {
	conf, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return errors.New("DATABASE_URL is no address of a PostgreSQL database, such as postgres://user@host/name") // The error may hold the password.
	}
	s.db = stdlib.OpenDB(*conf)
	s.db.SetMaxOpenConns(poolSize)
	s.db.SetMaxIdleConns(poolSize)
	ctx, cancel := context.WithTimeout(ctx, o.Wait)
	defer cancel()
	if err := s.awaken(ctx, o.Log); err != nil {
		return fmt.Errorf("reach the database %s on %s: %w", conf.Database, conf.Host, err)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return fmt.Errorf("set up the lock for migrations: %w", err)
	}
	return s.migrate(ctx, goose.DialectPostgres, goose.WithSessionLocker(locker))
}

// poolSize is how many connections to PostgreSQL an instance has at most. Posts
// wait for their budget without holding one.
const poolSize = 12

// awaken waits for a database that is just starting. What it refuses for good is not
// waited for.
func (s *Store) awaken(ctx context.Context, log *slog.Logger) error {
	for told := false; ; told = true {
		err := s.db.PingContext(ctx)
		if err == nil || !transient(err) {
			return err
		}
		if !told {
			log.Warn("the database does not answer yet; waiting for it", "error", err)
		}
		if werr := pause(ctx, pingEvery); werr != nil {
			return err
		}
	}
}

const pingEvery = 500 * time.Millisecond

// pause waits for a time or the end of ctx, whose error it returns.
func pause(ctx context.Context, d time.Duration) error {
	within, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-within.Done()
	return ctx.Err()
}

func (s *Store) openFile(ctx context.Context, o Options) (err error) {
	s.onFile = true
	if o.Dir == "" {
		return errors.New("there is no folder to keep the weekly facts' database in: set DATA_DIR, or DATABASE_URL")
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder (DATA_DIR): %w", err)
	}
	if o.Serving {
		file := filepath.Join(o.Dir, "serve.lock")
		err := s.lock(ctx, file, min(o.Wait, pingEvery))
		if errors.Is(err, errBusy) {
			o.Log.Info("waiting for another reportbot to end, which serves with the same folder", "folder", o.Dir, "seconds", o.Wait.Seconds())
			err = s.lock(ctx, file, o.Wait)
		}
		switch {
		case errors.Is(err, errBusy):
			return fmt.Errorf("%w: %s", ErrInUse, o.Dir)
		case err != nil:
			return err
		}
	}
	file := filepath.Join(o.Dir, fileName)
	// Full synchronisation: what was committed survives a power cut. Transactions
	// begin as writers, so that none fails half-way because another one wrote.
	s.db, err = sql.Open("sqlite", fileURL(file, "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"))
	if err != nil {
		return fmt.Errorf("open %s: %w", file, err)
	}
	s.db.SetMaxOpenConns(1) // SQLite has one writer; waiting in line here is cheaper than in the file.
	release, err := exclusive(ctx, filepath.Join(o.Dir, "migrate.lock"), o.Wait)
	if err != nil {
		return fmt.Errorf("lock %s to bring it up to date: %w (can the folder be written?)", file, err)
	}
	defer release()
	if err := s.migrate(ctx, goose.DialectSQLite3); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if o.Serving {
		// Nobody else is alive: what others held is free at once.
		if _, err := s.db.ExecContext(ctx, "DELETE FROM leases"); err != nil {
			return fmt.Errorf("take over the leases: %w", err)
		}
	}
	return nil
}

// fileURL is the address of a SQLite file. Some letters of a path mean something in
// an address.
func fileURL(file, options string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(file)) + "?" + options
}

// errBusy says that somebody else holds a lock.
var errBusy = errors.New("somebody else holds the lock")

func (s *Store) lock(ctx context.Context, file string, wait time.Duration) error {
	release, err := exclusive(ctx, file, wait)
	if err != nil {
		return err
	}
	s.locks = append(s.locks, release)
	return nil
}

// exclusive takes a lock on a file, which ends with the process at the latest. It is
// SQLite's own: that works on every system.
func exclusive(ctx context.Context, file string, wait time.Duration) (release func(), err error) {
	db, err := sql.Open("sqlite", fileURL(file, fmt.Sprintf("_pragma=busy_timeout(%d)", wait.Milliseconds())))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		if busy(err) {
			err = errBusy
		}
		return nil, errors.Join(fmt.Errorf("lock %s: %w", file, err), db.Close())
	}
	return func() { _ = db.Close() }, nil // Closing is what releases it; there is nothing to lose.
}

// migrate brings the tables up to date. A database from a newer version is refused.
func (s *Store) migrate(ctx context.Context, dialect goose.Dialect, options ...goose.ProviderOption) error {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return fmt.Errorf("open the migrations: %w", err)
	}
	p, err := goose.NewProvider(dialect, s.db, files, options...)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	sources := p.ListSources()
	known := sources[len(sources)-1].Version
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the database up to date: %w", err)
	}
	has, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	if has > known {
		return fmt.Errorf("the database is from a newer reportbot (version %d of its tables, this one knows up to %d): update reportbot", has, known)
	}
	return nil
}

// Close gives everything back. It can be called more than once.
func (s *Store) Close() (err error) {
	if s.db != nil {
		err = s.db.Close()
	}
	for _, release := range s.locks {
		release()
	}
	s.db, s.locks = nil, nil
	if err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

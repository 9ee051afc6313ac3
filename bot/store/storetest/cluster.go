package storetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	patience = 30 * time.Second // for whatever a server is asked to do
	port     = 5432             // names the socket's file; nothing listens on a port
	logTail  = 16 << 10         // bytes of the log that a failure shows
)

// errEnded means that a server ended that nobody had stopped.
var errEnded = errors.New("the server ended by itself")

// Cluster is a PostgreSQL server with its data. Its methods may be called from
// several goroutines, those that fail a test from the test's own only.
type Cluster struct {
	binaries string // the folder of initdb and postgres
	folder   string // holds the data, the socket and the log
	made     atomic.Int64

	mu     sync.Mutex
	server *process // nil while it is stopped
}

// newCluster makes a cluster and starts it. If that fails nothing is left.
func newCluster(binaries string) (*Cluster, error) {
	folder, err := newFolder()
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	c := &Cluster{binaries: binaries, folder: folder}
	if err = c.initialize(); err == nil {
		err = c.start()
	}
	if err != nil {
		err = c.explain(err)
		return nil, errors.Join(err, c.remove())
	}
	return c, nil
}

// Database makes an empty database and returns its URL, as pgx and psql take it.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	name, err := c.create()
	if err != nil {
		t.Fatalf("make a database: %v", c.explain(err))
	}
	t.Cleanup(func() { c.showLog(t) })
	return c.dsn(name)
}

// Restart stops the server as Stop does and starts it again on the same data.
func (c *Cluster) Restart(t testing.TB) {
	t.Helper()
	c.Stop(t)
	c.Start(t)
}

// Stop ends the server at once (PostgreSQL's mode "immediate"): connections
// break, what was committed stays. A stopped server stays stopped.
func (c *Cluster) Stop(t testing.TB) {
	t.Helper()
	if err := c.stop(); err != nil {
		t.Fatalf("stop PostgreSQL: %v", c.explain(err))
	}
}

// Start starts the server after Stop, and waits until it accepts connections.
// A running server runs on.
func (c *Cluster) Start(t testing.TB) {
	t.Helper()
	if err := c.start(); err != nil {
		t.Fatalf("start PostgreSQL: %v", c.explain(err))
	}
}

func (c *Cluster) data() string { return filepath.Join(c.folder, "data") }

// dsn leaves no setting that tells one server from another to the environment.
func (c *Cluster) dsn(database string) string {
	query := url.Values{
		"host":    {c.folder},
		"port":    {strconv.Itoa(port)},
		"user":    {"postgres"},
		"sslmode": {"disable"},
	}
	return "postgres:///" + database + "?" + query.Encode()
}

// initialize makes the data. The locale is the one that every system has.
func (c *Cluster) initialize() error {
	p, err := launch(c.folder, filepath.Join(c.binaries, "initdb"), "--pgdata="+c.data(),
		"--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	if err != nil {
		return fmt.Errorf("run initdb: %w", err)
	}
	if err := p.wait(patience); err != nil {
		return fmt.Errorf("run initdb: %w", err)
	}
	return nil
}

func (c *Cluster) start() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server != nil && !c.server.ended() {
		return nil
	}
	// Tests stop the server, never the machine, so nothing has to reach the disk.
	// synchronous_commit stays on: without it a server that stops at once forgets
	// what it had said was committed.
	server, err := launch(c.folder, filepath.Join(c.binaries, "postgres"), "-D", c.data(),
		"-c", "listen_addresses=", "-c", "unix_socket_directories="+c.folder, "-c", "port="+strconv.Itoa(port),
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB")
	if err != nil {
		return fmt.Errorf("run postgres: %w", err)
	}
	c.server = server
	return c.accepts(server)
}

// accepts waits until the server accepts connections; c.mu is held. It can only ask again and again: a
// server that recovers refuses connections and doesn't say when it is done.
func (c *Cluster) accepts(server *process) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	pause := time.NewTimer(0)
	defer pause.Stop()
	var err error
	for {
		select {
		case <-server.done:
			c.server = nil
			return errors.Join(errEnded, server.err)
		case <-ctx.Done():
			return fmt.Errorf("no connection within %v: %w", patience, err)
		case <-pause.C:
		}
		var conn *pgx.Conn
		if conn, err = pgx.Connect(ctx, c.dsn("postgres")); err == nil {
			return conn.Close(ctx)
		}
		pause.Reset(10 * time.Millisecond)
	}
}

func (c *Cluster) stop() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	server := c.server
	c.server = nil
	if server == nil {
		return nil
	}
	if server.ended() {
		return errors.Join(errEnded, server.err)
	}
	return server.quit(patience)
}

// remove stops the server and takes the folder away.
func (c *Cluster) remove() error {
	err := c.stop()
	return errors.Join(err, os.RemoveAll(c.folder))
}

// create makes a database and returns its name.
func (c *Cluster) create() (string, error) {
	name := "test" + strconv.FormatInt(c.made.Add(1), 10)
	return name, c.exec("CREATE DATABASE " + name)
}

// drop takes a database away from whoever is still connected to it.
func (c *Cluster) drop(name string) error {
	return c.exec("DROP DATABASE " + name + " WITH (FORCE)")
}

func (c *Cluster) exec(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.dsn("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}

// showLog shows the end of the log if the test failed.
func (c *Cluster) showLog(t testing.TB) {
	t.Helper()
	if t.Failed() {
		t.Logf("PostgreSQL's log:\n%s", c.log())
	}
}

// explain adds the end of the log to an error.
func (c *Cluster) explain(err error) error {
	return fmt.Errorf("%w\nPostgreSQL's log:\n%s", err, c.log())
}

// log is the end of what initdb and postgres wrote.
func (c *Cluster) log() string {
	text, err := os.ReadFile(logFile(c.folder))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-logTail):])
}

func logFile(folder string) string { return filepath.Join(folder, "log") }

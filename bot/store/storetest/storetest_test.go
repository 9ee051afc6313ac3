package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// cluster is a cluster for the test, which is skipped where there can be none.
func cluster(t *testing.T) *Cluster {
	t.Helper()
	c, ok := Postgres(t)
	if !ok {
		t.Skip("PostgreSQL is not installed") // in CI that is a failure before
	}
	return c
}

// connect is a connection that the test closes.
func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatalf("connect to %s: %v", dsn, err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func run(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// count is the one number that a query returns.
func count(t *testing.T, conn *pgx.Conn, sql string) (n int) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// Ensure a cluster does what it says. One after the other has it: a cluster is
// what takes the time here.
func TestCluster(t *testing.T) {
	t.Parallel()
	c := cluster(t)
	for _, tt := range []struct {
		name string
		test func(*testing.T, *Cluster)
	}{
		{"databases are separate", databasesAreSeparate},
		{"socket only", socketOnly},
		{"restart", restart},
		{"stop and start", stopStart},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, c) })
	}
}

// Ensure two databases of a cluster know nothing of each other.
func databasesAreSeparate(t *testing.T, c *Cluster) {
	one, two := c.Database(t), c.Database(t)
	if one == two {
		t.Fatalf("both databases are %s", one)
	}
	first, second := connect(t, one), connect(t, two)
	run(t, first, "CREATE TABLE note (text text)")
	if n := count(t, second, "SELECT count(*) FROM pg_tables WHERE tablename = 'note'"); n != 0 {
		t.Error("the second database has the first one's table")
	}
	run(t, second, "CREATE TABLE note (text text)")
}

// Ensure the server listens on nothing but its socket.
func socketOnly(t *testing.T, c *Cluster) {
	var addresses, sockets string
	row := connect(t, c.Database(t)).QueryRow(t.Context(),
		"SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')")
	if err := row.Scan(&addresses, &sockets); err != nil {
		t.Fatal(err)
	}
	if addresses != "" || sockets != c.folder {
		t.Errorf("listens on %q and in %q", addresses, sockets)
	}
}

// Ensure a restart keeps what was committed the moment before, and breaks connections.
func restart(t *testing.T, c *Cluster) {
	dsn := c.Database(t)
	old := connect(t, dsn)
	run(t, old, "CREATE TABLE note (n int)")
	for i := range 3 {
		run(t, connect(t, dsn), fmt.Sprintf("INSERT INTO note VALUES (%d)", i))
		c.Restart(t)
		if n := count(t, connect(t, dsn), "SELECT count(*) FROM note"); n != i+1 {
			t.Fatalf("%d rows after %d restarts", n, i+1)
		}
	}
	if _, err := old.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("a connection outlived the server")
	}
}

// Ensure a stopped server is away until it is started, and neither call minds a second one.
func stopStart(t *testing.T, c *Cluster) {
	dsn := c.Database(t)
	c.Stop(t)
	c.Stop(t)
	if conn, err := pgx.Connect(t.Context(), dsn); err == nil {
		_ = conn.Close(t.Context())
		t.Fatal("a stopped server accepts connections")
	}
	c.Start(t)
	c.Start(t)
	run(t, connect(t, dsn), "SELECT 1")
}

// Ensure a shared cluster starts once, drops the databases of tests that are over, and goes.
func TestShared(t *testing.T) {
	t.Parallel()
	var shared Shared
	t.Cleanup(shared.Stop)
	if _, ok := shared.Database(t); !ok {
		return
	}
	c := shared.cluster
	t.Run("tests", func(t *testing.T) {
		for _, name := range []string{"one", "two", "three"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				dsn, ok := shared.Database(t)
				if !ok {
					t.Fatal("no database, though there is a cluster")
				}
				run(t, connect(t, dsn), "CREATE TABLE note (n int)")
			})
		}
	})
	if shared.cluster != c {
		t.Error("there is a second cluster")
	}
	if n := count(t, connect(t, c.dsn("postgres")), "SELECT count(*) FROM pg_database WHERE datname LIKE 'test%'"); n != 1 {
		t.Errorf("%d databases, want this test's only", n)
	}
}

// Ensure a Shared that nobody asked for a database stops.
func TestSharedUnused(t *testing.T) {
	t.Parallel()
	new(Shared).Stop()
}

// Ensure the newest version is found, the path comes last, and halves don't count.
func TestFind(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	place := func(folder string, names ...string) string {
		folder = filepath.Join(root, folder)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if err := os.WriteFile(filepath.Join(folder, name), nil, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		return folder
	}
	place("lib/9.6/bin", "initdb", "postgres")
	newest := place("lib/15/bin", "initdb", "postgres")
	place("lib/17/bin", "psql") // Debian's package postgresql-client-17
	onPath := place("opt/bin", "initdb", "postgres")
	place("half", "initdb")
	links := place("links")
	if err := os.Symlink(filepath.Join(onPath, "initdb"), filepath.Join(links, "initdb")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	path := strings.Join([]string{"", "relative", filepath.Join(root, "half"), links}, string(filepath.ListSeparator))
	for _, tt := range []struct{ pattern, path, want string }{
		{"lib/*/bin", path, newest},
		{"none/*/bin", path, onPath},
		{"none/*/bin", onPath, onPath},
		{"none/*/bin", filepath.Join(root, "half"), ""},
		{"none/*/bin", "", ""},
	} {
		got, ok := find(filepath.Join(root, tt.pattern), tt.path)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("find(%q, %q) = %q, %v; want %q", tt.pattern, tt.path, got, ok, tt.want)
		}
	}
}

// recorder is a test that notes how it failed.
type recorder struct {
	testing.TB
	failure string
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failure = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// try runs a function with a test that may fail; failure is empty if it didn't.
func try(t *testing.T, f func(testing.TB) bool) (ok bool, failure string) {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		ok = f(r)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatal("no end")
	}
	return ok, r.failure
}

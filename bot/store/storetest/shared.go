package storetest

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// Shared is a cluster that the tests of a package share. It is started when a
// test first asks for a database. The zero value is ready; TestMain keeps it:
//
//	var shared storetest.Shared
//
//	func TestMain(m *testing.M) {
//		code := m.Run()
//		shared.Stop()
//		os.Exit(code)
//	}
type Shared struct {
	host host // for tests; the zero value is the machine

	mu      sync.Mutex
	cluster *Cluster
	err     error // of the start, which is tried once
}

// Database makes an empty database that goes with the test, connections and
// all, and returns its URL. ok is false, or the test fails, where there is no
// PostgreSQL, as with Postgres.
func (s *Shared) Database(t testing.TB) (dsn string, ok bool) {
	t.Helper()
	c, ok := s.start(t)
	if !ok {
		return "", false
	}
	name, err := c.create()
	if err != nil {
		t.Fatalf("make a database: %v", c.explain(err))
	}
	t.Cleanup(func() {
		if err := c.drop(name); err != nil {
			t.Errorf("drop a database: %v", err)
		}
		c.showLog(t)
	})
	return c.dsn(name), true
}

// Stop ends the cluster, if there is one, and removes it. It is called once,
// after the last test.
func (s *Shared) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cluster == nil {
		return
	}
	if err := s.cluster.remove(); err != nil {
		fmt.Fprintln(os.Stderr, "storetest: end PostgreSQL:", err)
	}
	s.cluster = nil
}

// start returns the cluster and starts it if nobody has before.
func (s *Shared) start(t testing.TB) (*Cluster, bool) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cluster == nil && s.err == nil {
		if s.host.find == nil {
			s.host = machine()
		}
		binaries, ok := s.host.installed(t)
		if !ok {
			return nil, false
		}
		s.cluster, s.err = newCluster(binaries)
	}
	if s.err != nil {
		t.Fatalf("start PostgreSQL: %v", s.err)
	}
	return s.cluster, true
}

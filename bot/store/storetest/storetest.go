// Package storetest gives tests a PostgreSQL cluster of their own: the real
// server, made afresh in a temporary folder, heard on a socket in that folder
// and nowhere else, and gone with the test, even if the test is killed. It
// knows where PostgreSQL is installed and how to run it, also as root; it knows
// nothing of a schema and never speaks to a server that it did not start. A
// test that needs a server to itself, such as to stop it, takes Postgres; the
// tests of a package that only need a database share a cluster in a Shared.
package storetest

import (
	"os"
	"testing"
)

// Postgres starts a cluster that ends with the test. ok is false where
// PostgreSQL is not installed; where the environment variable CI is "true" or
// REPORTBOT_POSTGRES is "required", that fails the test instead. On systems
// other than Unix ok is always false. PostgreSQL 13 is the oldest that will do.
func Postgres(t testing.TB) (c *Cluster, ok bool) {
	t.Helper()
	return machine().postgres(t)
}

// host is what decides whether there is a PostgreSQL to start.
type host struct {
	getenv func(string) string
	find   func() (folder string, ok bool)
}

// machine is the host that the test runs on.
func machine() host {
	return host{
		getenv: os.Getenv,
		find:   func() (string, bool) { return find(debian, os.Getenv("PATH")) },
	}
}

func (h host) postgres(t testing.TB) (*Cluster, bool) {
	t.Helper()
	binaries, ok := h.installed(t)
	if !ok {
		return nil, false
	}
	c, err := newCluster(binaries)
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := c.remove(); err != nil {
			t.Errorf("end PostgreSQL: %v", err)
		}
	})
	return c, true
}

// installed returns the folder of the binaries; ok is false where there is none
// and the test can do without.
func (h host) installed(t testing.TB) (folder string, ok bool) {
	t.Helper()
	if !supported {
		return "", false
	}
	folder, ok = h.find()
	if !ok && (h.getenv("CI") == "true" || h.getenv("REPORTBOT_POSTGRES") == "required") {
		t.Fatalf("no initdb and postgres in %s or PATH: install PostgreSQL (Debian's package postgresql)", debian)
	}
	return folder, ok
}

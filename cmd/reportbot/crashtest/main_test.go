//go:build linux

package crashtest

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot/store/storetest"
)

// binary is the program that all tests run.
var binary string

// shared is where tests get a PostgreSQL database from.
var shared storetest.Shared

func TestMain(m *testing.M) {
	flag.Parse()
	// The tests wait most of the time: more of them fit than there are processors.
	if err := flag.Set("test.parallel", "4"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "crashtest")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	defer func() { _ = os.RemoveAll(dir) }() // It is a temporary folder.
	defer shared.Stop()
	binary = filepath.Join(dir, "reportbot")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", binary, "github.com/reportbot/reportbot/cmd/reportbot")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build the program:", err)
		return 2
	}
	return m.Run()
}

// long tells whether the long tests are wanted.
func long() bool { return os.Getenv("REPORTBOT_LONG") == "1" }

// size is how much a test does of something.
func size[T any](short, inLong T) T {
	if long() {
		return inLong
	}
	return short
}

// chance returns a source of random choices whose seed is printed.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(cmp.Or(os.Getenv("REPORTBOT_SEED"), strconv.FormatUint(rand.Uint64(), 10)), 10, 64)
	if err != nil {
		t.Fatalf("REPORTBOT_SEED: %v", err)
	}
	t.Logf("REPORTBOT_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// await polls until done returns true, and fails the test when that takes too long.
func await(t *testing.T, within time.Duration, what string, done func() bool) {
	t.Helper()
	const every = 50 * time.Millisecond
	tick := time.NewTicker(every)
	defer tick.Stop()
	for late := time.After(within); !done(); {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("waited %v for %s", within, what)
		}
	}
}

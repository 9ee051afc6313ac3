//go:build unix

package storetest

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// pid is the server's process, as it says itself.
func pid(t *testing.T, c *Cluster) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	n, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// gone fails the test if the process or the folder is there.
func gone(t *testing.T, pid int, folder string) {
	t.Helper()
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %d is left (%v)", pid, err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder %s is left (%v)", folder, err)
	}
}

// Ensure the end of a test leaves neither process nor folder.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	var server int
	var folder string
	t.Run("Postgres", func(t *testing.T) {
		c := cluster(t)
		server, folder = pid(t, c), c.folder
		connect(t, c.Database(t))
	})
	if server != 0 {
		gone(t, server, folder)
	}
}

// Ensure Stop leaves neither either.
func TestSharedLeavesNothing(t *testing.T) {
	t.Parallel()
	var shared Shared
	defer shared.Stop()
	var server int
	t.Run("Shared", func(t *testing.T) {
		if _, ok := shared.Database(t); !ok {
			return
		}
		server = pid(t, shared.cluster)
	})
	if server != 0 {
		folder := shared.cluster.folder
		shared.Stop()
		gone(t, server, folder)
	}
}

// Ensure a server that ends by itself is told at Stop and can be started again,
// and one that doesn't start fails the test at once, with its log.
func TestEndsByItself(t *testing.T) {
	t.Parallel()
	c := cluster(t)
	server := c.server
	if err := syscall.Kill(pid(t, c), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-server.done
	if err := c.stop(); !errors.Is(err, errEnded) {
		t.Errorf("stop: %v, want %v", err, errEnded)
	}
	c.Start(t)
	connect(t, c.Database(t))

	c.Stop(t)
	if err := os.WriteFile(filepath.Join(c.data(), "PG_VERSION"), []byte("1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, failure := try(t, func(t testing.TB) bool { c.Start(t); return true })
	if !strings.Contains(failure, errEnded.Error()) || !strings.Contains(failure, "FATAL:") {
		t.Errorf("says %q", failure)
	}
}

// Ensure a command that takes too long is killed.
func TestImpatience(t *testing.T) {
	t.Parallel()
	folder, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	deaf := filepath.Join(folder, "deaf")
	p, err := launch(folder, "/bin/sh", "-c", "trap '' QUIT; : >"+deaf+"; while :; do sleep 60; done")
	if err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for late := time.After(30 * time.Second); ; {
		if _, err := os.Stat(deaf); err == nil {
			break
		}
		select {
		case <-look.C:
		case <-late:
			t.Fatal("the command does not begin")
		}
	}
	if err := p.quit(10 * time.Millisecond); !errors.Is(err, errImpatient) {
		t.Errorf("quit: %v, want %v", err, errImpatient)
	}
	if !p.ended() {
		t.Error("it runs on")
	}
}

// Ensure the folder is where the server's account can enter it and a socket has room.
func TestFolder(t *testing.T) {
	closed := t.TempDir() // below a folder that only its owner may enter
	for _, base := range []string{"relative", "/tmp/" + strings.Repeat("long", 30), closed} {
		t.Setenv("TMPDIR", base)
		if base == closed && os.Geteuid() != 0 {
			continue // the account is our own
		}
		folder, err := newFolder()
		if err != nil {
			t.Errorf("below %s: %v", base, err)
			continue
		}
		if got := filepath.Dir(folder); got != "/tmp" {
			t.Errorf("below %s: %s", base, folder)
		}
		if err := os.Remove(folder); err != nil {
			t.Error(err)
		}
	}
}

// childEnv makes TestChild the test that TestKilled kills.
const childEnv = "STORETEST_CHILD"

// Ensure a killed test takes its server and its folder along.
func TestKilled(t *testing.T) {
	t.Parallel()
	if _, ok := machine().find(); !ok {
		return
	}
	// The child's descriptor 3 is inherited by whatever it starts, so the pipe's
	// end is the end of them all.
	alive, held, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = alive.Close() }()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$")
	child.Env = append(os.Environ(), childEnv+"=1")
	child.ExtraFiles = []*os.File{held}
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	hold, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = hold.Close() }()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	_ = held.Close()
	line, readErr := bufio.NewReader(out).ReadString('\n')
	if err := child.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := child.Wait(); err == nil || readErr != nil {
		t.Fatalf("the child said %q (%v) and ended with %v", line, readErr, err)
	}
	number, folder, _ := strings.Cut(strings.TrimSpace(line), " ")
	server, err := strconv.Atoi(number)
	if err != nil {
		t.Fatalf("the child said %q", line)
	}
	if err := alive.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(alive); err != nil {
		t.Errorf("the child's children: %v", err)
	}
	gone(t, server, folder)
}

// TestChild is no test of its own: it starts a server, says so, and waits to be killed.
func TestChild(t *testing.T) {
	if os.Getenv(childEnv) == "" {
		return
	}
	c := cluster(t)
	connect(t, c.Database(t))
	if _, err := os.Stdout.WriteString(strconv.Itoa(pid(t, c)) + " " + c.folder + "\n"); err != nil {
		t.Fatal(err)
	}
	_, _ = io.ReadAll(os.Stdin)
}

// Ensure a missing installation is told, and fails the test where it must not be missing.
func TestMissing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		env    map[string]string
		failed bool
	}{
		{nil, false},
		{map[string]string{"CI": "false", "REPORTBOT_POSTGRES": "optional"}, false},
		{map[string]string{"CI": "true"}, true},
		{map[string]string{"REPORTBOT_POSTGRES": "required"}, true},
	} {
		h := host{
			getenv: func(name string) string { return tt.env[name] },
			find:   func() (string, bool) { return "", false },
		}
		shared := Shared{host: h}
		for name, open := range map[string]func(testing.TB) bool{
			"Postgres": func(t testing.TB) bool { _, ok := h.postgres(t); return ok },
			"Shared":   func(t testing.TB) bool { _, ok := shared.Database(t); return ok },
		} {
			ok, failure := try(t, open)
			if ok {
				t.Errorf("%s with %v: found something", name, tt.env)
			}
			if failed := failure != ""; failed != tt.failed {
				t.Errorf("%s with %v: failed %v, want %v", name, tt.env, failed, tt.failed)
			}
			if tt.failed && !strings.Contains(failure, "Debian's package postgresql") {
				t.Errorf("%s with %v: says %q", name, tt.env, failure)
			}
		}
	}
}

// Ensure a start that fails says what the binaries wrote, and leaves nothing.
func TestBrokenInstallation(t *testing.T) {
	t.Parallel()
	h := host{find: func() (string, bool) { return "/nonexistent/postgres/bin", true }}
	_, failure := try(t, func(t testing.TB) bool { _, ok := h.postgres(t); return ok })
	if !strings.Contains(failure, "run initdb") || !strings.Contains(failure, "/nonexistent/postgres/bin/initdb") {
		t.Errorf("says %q", failure)
	}
}

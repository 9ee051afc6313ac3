//go:build unix

package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

const supported = true

// maxSocketPath is what fits into sockaddr_un.sun_path: 104 bytes with a final
// zero on BSD and macOS, 108 on Linux (man 7 unix).
const maxSocketPath = 103

// guard runs a command and ends it with SIGQUIT on a line from standard input.
// If that ends without a line, the test is gone, and the folder goes as well.
// A pipe is safer here than Linux's Pdeathsig: that hangs on a thread, not on
// the process, does nothing elsewhere, and leaves the folder. Descriptor 9 is
// needed because a shell gives a command in the background no standard input.
const guard = `
folder=$1
shift
exec 9<&0 </dev/null
"$@" 9<&- &
command=$!
(
	if read -r line <&9; then
		kill -s QUIT "$command"
	else
		trap '' TERM
		kill -s QUIT "$command"
		exit 9
	fi
) &
reader=$!
wait "$command"
status=$?
kill -s TERM "$reader" 2>/dev/null
wait "$reader"
if [ $? -eq 9 ]; then
	rm -rf "$folder"
fi
exit "$status"
`

// process is a command that runs under guard.
type process struct {
	line *os.File // leads to guard; its end is the command's
	kill context.CancelFunc
	done chan struct{} // closed when the command and guard have ended
	err  error         // of the command, once done is closed
}

// launch starts a command that writes to the folder's log, as the folder's owner.
func launch(folder, command string, args ...string) (*process, error) {
	owner, err := account()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(logFile(folder), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the command has its own
	stdin, line, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = stdin.Close() }()

	ctx, kill := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", guard, "guard", folder, command}, args...)...)
	cmd.Dir = folder // the test's own may be closed to the owner
	// Nothing of PGDATA, PGOPTIONS and their like; times are shown in UTC.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "LC_ALL=C", "TZ=UTC"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, log, log
	// A group of its own: Ctrl-C ends the test, and guard tidies up after it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner, Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		kill()
		return nil, errors.Join(err, line.Close())
	}
	p := &process{line: line, kill: kill, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		kill()
		_ = line.Close()
		close(p.done)
	}()
	return p, nil
}

// ended says whether the command has.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// quit ends the command with SIGQUIT and waits for it.
func (p *process) quit(patience time.Duration) error {
	// If nobody reads any more, the command is ending already.
	if _, err := io.WriteString(p.line, "quit\n"); err != nil && !errors.Is(err, syscall.EPIPE) && !errors.Is(err, os.ErrClosed) {
		return err
	}
	if err := p.wait(patience); errors.Is(err, errImpatient) {
		return err
	}
	return nil // SIGQUIT leaves an exit status of its own
}

// errImpatient means that a command took too long and was killed.
var errImpatient = errors.New("killed")

// wait waits for the command to end and returns its error.
func (p *process) wait(patience time.Duration) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-p.done:
		return p.err
	case <-late.C:
		p.kill()
		<-p.done
		return fmt.Errorf("no end within %v: %w", patience, errImpatient)
	}
}

// account is whom a command runs as. initdb and postgres refuse to run as root;
// anybody else runs them himself, which is nil.
func account() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
}

// newFolder makes a folder that only the commands' account can enter, and that
// is short enough for a socket.
func newFolder() (string, error) {
	owner, err := account()
	if err != nil {
		return "", err
	}
	// Not TempDir of testing: that is long, and closed to any other account.
	base := os.TempDir()
	longest := filepath.Join(base, "pg4294967295", ".s.PGSQL."+strconv.Itoa(port))
	if !filepath.IsAbs(base) || len(longest) > maxSocketPath || owner != nil && !reachable(base) {
		base = "/tmp"
	}
	folder, err := os.MkdirTemp(base, "pg")
	if err != nil || owner == nil {
		return folder, err
	}
	if err := os.Chown(folder, int(owner.Uid), int(owner.Gid)); err != nil {
		return "", errors.Join(err, os.Remove(folder))
	}
	return folder, nil
}

// reachable says whether everybody can enter the folder.
func reachable(folder string) bool {
	for {
		info, err := os.Stat(folder)
		if err != nil || info.Mode()&1 == 0 {
			return false
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return true
		}
		folder = parent
	}
}

//go:build linux

package crashtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// process is the program as it runs.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // once done is closed: how
}

// start runs the program as an instance of its own, which has a data folder of its own
// where the world has a database.
func (w *world) start(t *testing.T, instance string) *process {
	t.Helper()
	log, err := os.OpenFile(w.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }() // The process has its own.
	dir := w.dir
	if w.database != "" {
		dir = filepath.Join(dir, instance)
	}
	p := &process{cmd: exec.CommandContext(t.Context(), binary, "serve"), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.Env = []string{
		"DATA_DIR=" + dir, "DATABASE_URL=" + w.database, "LOG_LEVEL=warn", "DICTIONARY=",
		"DISCORD_TOKEN=" + discordToken, "DISCORD_API_URL=" + w.discord.url + "/" + instance + "/",
		"TELEGRAM_TOKEN=" + telegramToken, "TELEGRAM_API_URL=" + w.telegram.url + "/" + instance,
	}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // It does not outlive the test.
	started := make(chan error, 1)
	go func() {
		defer close(p.done)
		runtime.LockOSThread() // The end of the thread would count as that of the test.
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

// signal sends a signal. That the process has ended already shows elsewhere.
func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// kill ends the process as a power cut would, and waits for that.
func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

// alive tells whether the process has not ended.
func (p *process) alive() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// end tells the process to end, which it has to do in good order and within ten
// seconds.
func (p *process) end(t *testing.T) {
	t.Helper()
	const within = 10 * time.Second
	begun := time.Now()
	p.signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(2 * within): // It is worth knowing how much too long it takes.
		p.kill()
	}
	if took := time.Since(begun); p.err != nil || took > within {
		t.Errorf("told to end, the program ended after %v with %v", took, p.err)
	}
}

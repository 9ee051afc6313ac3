package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// leakChecked fails a run of all tests after which goroutines are left over.
type leakChecked struct{ *testing.M }

func (m leakChecked) Run() int {
	inherited := goleak.IgnoreCurrent() // Libraries start workers of their own when they are loaded.
	code := m.M.Run()
	if err := goleak.Find(inherited); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func TestMain(m *testing.M) {
	testscript.Main(leakChecked{m}, map[string]func(){"reportbot": main})
}

// TestScripts runs the program as its users do: one file a subject. $REPORTS
// holds a small sound package, $FAULTY a faulty one.
func TestScripts(t *testing.T) {
	t.Parallel()
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("REPORTS", filepath.Join(testdata, "reports"))
			e.Setenv("FAULTY", filepath.Join(testdata, "faulty"))
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, "cache"))
			return nil
		},
	})
}

// none is an environment without any variable.
func none(string) (string, bool) { return "", false }

// result is what a run left behind.
type result struct {
	code           int
	stdout, stderr string
}

func start(t *testing.T, env environment, stdin string, args ...string) result {
	t.Helper()
	var out, msg strings.Builder
	args = append(args, "--data-dir", t.TempDir())
	code := run(t.Context(), args, strings.NewReader(stdin), &out, &msg, env)
	return result{code, out.String(), msg.String()}
}

// failing is an output that goes wrong.
type failing struct{ with func() error }

func (f failing) Write([]byte) (int, error) { return 0, f.with() }

// Ensure that a closed pipe, as "| head" leaves one, ends a run quietly, and
// that any other trouble with the output does not.
func TestRunOutput(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := writer.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, tt := range []struct {
		name string
		out  io.Writer
		code int
		want string
	}{
		{"closed pipe", writer, exitDone, ""},
		{"full disk", failing{func() error { return errors.New("disk full") }}, exitFailed, "reportbot: disk full\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var msg strings.Builder
			code := run(t.Context(), []string{"ask", "-", "--json", "--data-dir", t.TempDir()}, strings.NewReader(strings.Repeat("a question\n", 100)), tt.out, &msg, none)
			if code != tt.code || msg.String() != tt.want {
				t.Errorf("exit %d, stderr %q, want %d and %q", code, msg.String(), tt.code, tt.want)
			}
		})
	}
}

// Ensure that a fault of the program is told in one line, without a stack trace.
func TestRunPanics(t *testing.T) {
	t.Parallel()
	var msg strings.Builder
	code := run(t.Context(), []string{"version"}, strings.NewReader(""), failing{func() error { panic("boom") }}, &msg, none)
	if code != exitFailed {
		t.Errorf("exit %d, want %d", code, exitFailed)
	}
	if got := msg.String(); !strings.HasPrefix(got, "reportbot: internal error: boom") || strings.Count(got, "\n") != 1 {
		t.Errorf("stderr is %q, want one clear line", got)
	}
}

// Ensure that the end of the context ends a run that waits for input.
func TestRunStops(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"ask", "-"}, {"ask"}, {"search", "-"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			in := &silent{waiting: make(chan struct{}), release: make(chan struct{})}
			defer close(in.release)
			var msg strings.Builder
			done := make(chan int)
			go func() { done <- run(ctx, append(args, "--data-dir", t.TempDir()), in, io.Discard, &msg, none) }()
			<-in.waiting
			cancel()
			if code := <-done; code != exitFailed || msg.String() != "reportbot: stopped\n" {
				t.Errorf("exit %d, stderr %q", code, msg.String())
			}
		})
	}
}

// silent is an input from which nothing comes until it is released.
type silent struct{ waiting, release chan struct{} }

func (s *silent) Read([]byte) (int, error) {
	close(s.waiting)
	<-s.release
	return 0, io.EOF
}

// Ensure that a flag goes before its variable, and that an empty variable
// counts as unset.
func TestSettings(t *testing.T) {
	t.Parallel()
	vars := func(m map[string]string) environment {
		return func(key string) (string, bool) { v, ok := m[key]; return v, ok }
	}
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		code int
		want string // a part of standard error
	}{
		{"variable", map[string]string{"LOG_LEVEL": "loud"}, nil, exitUsage, "LOG_LEVEL"},
		{"flag before variable", map[string]string{"LOG_LEVEL": "loud"}, []string{"--log-level", "info"}, exitDone, ""},
		{"empty variable", map[string]string{"LOG_LEVEL": "", "REPORTS_DIR": ""}, nil, exitDone, ""},
		{"every fault at once", map[string]string{"LOG_LEVEL": "loud", "LOG_FORMAT": "xml", "REPORTS_DIR": "/no/such/folder"}, nil, exitUsage, "LOG_FORMAT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := start(t, vars(tt.env), "", append([]string{"version"}, tt.args...)...)
			if got.code != tt.code || !strings.Contains(got.stderr, tt.want) || tt.want == "" && got.stderr != "" {
				t.Errorf("exit %d, stderr %q, want %d and %q", got.code, got.stderr, tt.code, tt.want)
			}
		})
	}
}

func TestLocale(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		env  map[string]string
		want string
	}{
		{nil, ""},
		{map[string]string{"LANG": "de_DE.UTF-8"}, "de-DE"},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "en_GB"}, "en-GB"},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr"}, "fr"},
		{map[string]string{"LANG": "C.UTF-8"}, ""},
		{map[string]string{"LANG": "POSIX"}, ""},
	} {
		a := &app{env: func(key string) (string, bool) { v, ok := tt.env[key]; return v, ok }}
		if got := a.locale(); got != tt.want {
			t.Errorf("locale of %v = %q, want %q", tt.env, got, tt.want)
		}
	}
}

// Ensure that the README names every kind that --kind takes.
func TestReadmeNamesKinds(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "\nKinds are ")
	for _, kind := range strings.Split(kinds(), ", ") {
		if line, _, _ := strings.Cut(rest, "\n"); !strings.Contains(line, "`"+kind+"`") {
			t.Errorf("the README's line of kinds lacks %s: %q", kind, line)
		}
	}
}

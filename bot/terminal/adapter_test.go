package terminal

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/peterh/liner"
	"go.uber.org/goleak"

	"github.com/reportbot/reportbot/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// echo answers every question with itself and remembers it.
type echo struct {
	asked []bot.Question
	err   error
}

func (e *echo) Answer(_ context.Context, q bot.Question) (bot.Answer, error) {
	e.asked = append(e.asked, q)
	return bot.Answer{Language: "en", Title: q.Text, More: true}, e.err
}

func newSession(t *testing.T, a Assistant, o Options) *Session {
	t.Helper()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return NewSession(a, c, o)
}

// script is an editor at which somebody types lines, and then err happens.
type script struct {
	lines   []string
	err     error
	history []string
}

func (s *script) Prompt(string) (string, error) {
	if len(s.lines) == 0 {
		return "", s.err
	}
	line := s.lines[0]
	s.lines = s.lines[1:]
	return line, nil
}

func (s *script) AppendHistory(line string) { s.history = append(s.history, line) }

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line    string
		want    string
		ok, end bool
	}{
		{"top 3", "top 3", true, false},
		{"  top 3\t", "top 3", true, false},
		{"\x1b[A", "[A", true, false},
		{"", "", false, false},
		{" \t ", "", false, false},
		{"exit", "", false, true},
		{" EXIT ", "", false, true},
		{"ende", "", false, true},
		{"wie ist das ende", "wie ist das ende", true, false},
	} {
		q, ok, end := parse(tt.line, Options{})
		if q.Text != tt.want || ok != tt.ok || end != tt.end {
			t.Errorf("parse(%q) = %q, %v, %v, want %q, %v, %v", tt.line, q.Text, ok, end, tt.want, tt.ok, tt.end)
		}
	}
}

// Ensure that a conversation has one id, knows the person's language, keeps the
// questions for the arrow keys, and ends with Ctrl-D.
func TestInteract(t *testing.T) {
	t.Parallel()
	a := &echo{}
	s := newSession(t, a, Options{Language: "en", Locale: "de-DE", Reports: []string{"Wells", "Buckets"}})
	typed := &script{lines: []string{"first", "", "second"}, err: io.EOF}
	var out strings.Builder
	if err := s.interact(t.Context(), typed, &out); err != nil {
		t.Fatal(err)
	}
	if len(a.asked) != 2 {
		t.Fatalf("asked %v, want two questions", a.asked)
	}
	if q := a.asked[0]; q.Conversation == "" || q.Conversation != a.asked[1].Conversation || q.Language != "en" || q.Locale != "de-DE" {
		t.Errorf("questions %+v are not of one conversation in English", a.asked)
	}
	if diff := cmp.Diff([]string{"first", "second"}, typed.history); diff != "" {
		t.Errorf("history differs (-want +got):\n%s", diff)
	}
	for _, want := range []string{"Wells, Buckets", "first\n", "“more”"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output %q lacks %q", out.String(), want)
		}
	}
}

// interrupting is an editor at which somebody presses Ctrl-C, each time after a
// pause, and types a line once no pause is left.
type interrupting struct {
	pauses []time.Duration
	script
}

func (i *interrupting) Prompt(prompt string) (string, error) {
	if len(i.pauses) == 0 {
		return i.script.Prompt(prompt)
	}
	time.Sleep(i.pauses[0])
	i.pauses = i.pauses[1:]
	return "", liner.ErrPromptAborted
}

// Ensure that Ctrl-C drops the line and goes on, and that a second one soon after
// ends the conversation.
func TestInteractInterrupted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		pauses []time.Duration
		asked  int
	}{
		{"once", []time.Duration{time.Second}, 1},
		{"twice, at leisure", []time.Duration{0, time.Minute}, 1},
		{"twice in a row", []time.Duration{time.Minute, time.Second}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := &echo{}
				s := newSession(t, a, Options{Language: "en"})
				var out strings.Builder
				typed := &interrupting{pauses: tt.pauses, script: script{lines: []string{"question"}, err: io.EOF}}
				if err := s.interact(t.Context(), typed, &out); err != nil {
					t.Fatal(err)
				}
				if len(a.asked) != tt.asked || !strings.Contains(out.String(), "Ctrl-C twice") {
					t.Errorf("%d questions, output %q", len(a.asked), out.String())
				}
			})
		})
	}
}

// Ensure that a failed answer is told in friendly words and the conversation
// goes on; the reason goes to the log, not to the person.
func TestInteractGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	a := &echo{err: errors.New("disk on fire")}
	s := newSession(t, a, Options{Language: "en"})
	var out strings.Builder
	if err := s.interact(t.Context(), &script{lines: []string{"one", "two", "exit", "three"}}, &out); err != nil {
		t.Fatal(err)
	}
	if len(a.asked) != 2 {
		t.Errorf("asked %d questions, want 2", len(a.asked))
	}
	if strings.Contains(out.String(), "fire") {
		t.Errorf("output shows the program's reason: %q", out.String())
	}
}

// Ensure that the end of the context ends a conversation that waits for input.
func TestInteractStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	waiting, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	done := make(chan error, 1)
	s := newSession(t, &echo{}, Options{})
	go func() { done <- s.interact(ctx, blocked{waiting, release}, io.Discard) }()
	<-waiting
	cancel()
	if err := <-done; err != nil {
		t.Errorf("interact() = %v, want a quiet end", err)
	}
}

// blocked is an editor at which nobody types anything.
type blocked struct{ waiting, release chan struct{} }

func (b blocked) Prompt(string) (string, error) {
	close(b.waiting)
	<-b.release
	return "", io.EOF
}

func (blocked) AppendHistory(string) {}

func TestLines(t *testing.T) {
	t.Parallel()
	a := &echo{}
	s := newSession(t, a, Options{})
	lines := &script{lines: []string{"one", "", "two"}, err: io.EOF}
	var out strings.Builder
	if err := s.Lines(t.Context(), func() (string, error) { return lines.Prompt("") }, &out); err != nil {
		t.Fatal(err)
	}
	if want := "one\n\ntwo\n\n"; out.String() != want {
		t.Errorf("output is %q, want %q", out.String(), want)
	}
}

// Ensure that a closed output ends the conversation with that error.
func TestLinesClosedOutput(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	s := newSession(t, &echo{}, Options{})
	err := s.Lines(t.Context(), func() (string, error) { return "again", nil }, w)
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Lines() = %v, want io.ErrClosedPipe", err)
	}
}

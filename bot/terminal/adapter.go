package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/peterh/liner"

	"github.com/reportbot/reportbot/bot"
)

// Assistant answers questions. An error is a failure of the program, not a
// question that the report does not answer.
type Assistant interface {
	Answer(ctx context.Context, q bot.Question) (bot.Answer, error)
}

// Options sets up a Session.
type Options struct {
	Language string      // forces the answers' language; may be empty
	Locale   string      // the person's locale, such as "de-DE"; may be empty
	Reports  []string    // the titles of what can be asked about
	History  string      // the file that keeps what was typed; empty keeps it in memory only
	Look     func() Look // what the output can show; asked before every answer, because windows change
	Log      *slog.Logger
}

func (o *Options) setDefaults() {
	if o.Look == nil {
		o.Look = func() Look { return Look{} }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Session is a conversation with one person.
type Session struct {
	assistant Assistant
	catalogue *bot.Catalogue
	render    *Renderer
	options   Options
}

// NewSession returns a Session that answers with a and speaks with c's words.
func NewSession(a Assistant, c *bot.Catalogue, o Options) *Session {
	o.setDefaults()
	return &Session{assistant: a, catalogue: c, render: NewRenderer(c), options: o}
}

// Lines answers every line that next returns, until it returns io.EOF, somebody
// says goodbye, or ctx ends. It is the conversation without a terminal.
func (s *Session) Lines(ctx context.Context, next func() (string, error), out io.Writer) error {
	for ctx.Err() == nil {
		line, err := next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if end, err := s.turn(ctx, line, out, false); end || err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Interact holds the conversation at the process's own terminal, with a prompt,
// line editing and history. It ends with Ctrl-D, a second Ctrl-C soon after the
// first, a goodbye, or ctx.
func (s *Session) Interact(ctx context.Context, out io.Writer) error {
	editor := liner.NewLiner()
	editor.SetCtrlCAborts(true)
	s.recall(editor)
	err := s.interact(ctx, editor, out)
	s.remember(editor)
	return errors.Join(err, editor.Close())
}

// prompter is what a conversation needs of a line editor.
type prompter interface {
	Prompt(prompt string) (string, error)
	AppendHistory(line string)
}

// twice is how soon a second Ctrl-C has to follow to end the conversation. The
// first clears the line and goes on: liner does not tell whether there was
// anything on the line to clear.
const twice = 2 * time.Second

func (s *Session) interact(ctx context.Context, editor prompter, out io.Writer) error {
	if _, err := io.WriteString(out, s.greeting()); err != nil {
		return err
	}
	var interrupted time.Time
	for {
		line, err := prompt(ctx, editor)
		switch {
		case errors.Is(err, liner.ErrPromptAborted) && time.Since(interrupted) > twice:
			interrupted = time.Now()
			if _, err := fmt.Fprintln(out, s.catalogue.Say(s.language(), "terminal_interrupted", nil)); err != nil {
				return err
			}
			continue
		case errors.Is(err, io.EOF), errors.Is(err, liner.ErrPromptAborted):
			_, err := io.WriteString(out, "\n")
			return err
		case ctx.Err() != nil:
			return nil //nolint:nilerr // The signal is the person's way of ending the conversation.
		case err != nil:
			return fmt.Errorf("read from the terminal: %w", err)
		}
		if q, ok, _ := parse(line, s.options); ok {
			editor.AppendHistory(q.Text)
		}
		if end, err := s.turn(ctx, line, out, true); end || err != nil {
			return err
		}
	}
}

// prompt waits for a line or for the end of ctx. In the latter case the
// goroutine that reads lives on: a read from a terminal can't be called off, and
// the process is about to end.
func prompt(ctx context.Context, editor prompter) (string, error) {
	type result struct {
		line string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		line, err := editor.Prompt("> ")
		done <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-done:
		return r.line, r.err
	}
}

// turn answers one line. more says whether a hint at the question "more" makes
// sense.
func (s *Session) turn(ctx context.Context, line string, out io.Writer, more bool) (end bool, err error) {
	q, ok, end := parse(line, s.options)
	if !ok {
		return end, nil
	}
	a, err := s.assistant.Answer(ctx, q)
	switch {
	case ctx.Err() != nil:
		return true, ctx.Err()
	case err != nil:
		s.options.Log.Error("can't answer", "error", err)
		_, err = fmt.Fprintf(out, "%s\n\n", s.catalogue.Say(s.language(), "failed", nil))
		return false, err
	}
	look := s.options.Look()
	text := s.render.Screen(a, look)
	if more && a.More {
		p := &page{look: look}
		p.text("", s.render.say(a, "more", nil), styleFaint)
		text += p.String()
	}
	_, err = io.WriteString(out, text+"\n")
	return false, err
}

// greeting says what can be asked about and how to leave.
func (s *Session) greeting() string {
	p := &page{look: s.options.Look()}
	titles := ""
	for _, t := range s.options.Reports {
		titles = bot.Join(", ", titles, bot.CleanLine(t))
	}
	p.text("", s.catalogue.Say(s.language(), "terminal_greeting", bot.Args{"Reports": titles}), styleFaint)
	return p.String()
}

// language is that of the session's own words, before anything was asked.
func (s *Session) language() string {
	if s.options.Language != "" {
		return s.options.Language
	}
	if l, ok := s.catalogue.Match(s.options.Locale); ok {
		return l
	}
	return s.catalogue.Languages()[0]
}

// recall reads the history file. A history that can't be read is none.
func (s *Session) recall(editor *liner.State) {
	if s.options.History == "" {
		return
	}
	f, err := os.Open(s.options.History)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return
	case err == nil:
		_, err = editor.ReadHistory(f)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		s.options.Log.Warn("can't read the history", "error", err)
	}
}

// remember writes the history file anew, for nobody else to read. It is written
// beside the old one first, so that a crash leaves one of the two.
func (s *Session) remember(editor *liner.State) {
	if s.options.History == "" {
		return
	}
	if err := replaceFile(s.options.History, func(w io.Writer) error {
		_, err := editor.WriteHistory(w)
		return err
	}); err != nil {
		s.options.Log.Warn("can't keep the history", "error", err)
	}
}

func replaceFile(name string, write func(io.Writer) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // readable by the owner only
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

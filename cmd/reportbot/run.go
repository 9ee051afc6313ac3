package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/reportbot/reportbot/config"
	"github.com/reportbot/reportbot/corpus"
)

// The exit statuses, as other programs rely on them.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// environment looks a variable up, as os.LookupEnv does.
type environment func(key string) (string, bool)

// get is the variable's value; an empty one counts as unset.
func (e environment) get(key string) string {
	v, _ := e(key)
	return v
}

// app is what every command works with.
type app struct {
	config config.Config
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    environment
	log    *slog.Logger
}

// commands is the command line. Its tags are what --help says.
type commands struct {
	config.Config
	Help helpFlag `short:"h" help:"Show this help, or a command's."`

	Ask      askCommand      `cmd:"" help:"Answer a question; without one, hold a conversation."`
	Search   searchCommand   `cmd:"" help:"Find records by keyword, kind and speaker."`
	Chart    chartCommand    `cmd:"" help:"Draw a figure into a file."`
	Serve    serveCommand    `cmd:"" help:"Answer where people chat: on every platform whose token is set."`
	Weekly   weeklyCommand   `cmd:"" help:"Show who gets a weekly fact and what became of each, and mend it."`
	Import   importCommand   `cmd:"" help:"Make a draft package of a printed report's text or PDF, or compare two packages."`
	Check    checkCommand    `cmd:"" help:"Name every fault of report packages."`
	Feedback feedbackCommand `cmd:"" help:"Show how often answers were called helpful or not."`
	Version  versionCommand  `cmd:"" help:"Show the versions of the program and of its reports."`
}

const description = "Answers questions about published reports with what they say, and on which page."

// run is the program: it returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env environment) (code int) {
	if env.get("GOGC") == "" {
		// A start makes much garbage and a short run ends before collecting it pays.
		// 400 is the compromise between that and the memory of a long run.
		debug.SetGCPercent(400)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // A second signal ends the process at once.

	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, env: env, log: slog.New(slog.DiscardHandler)}
	defer func() {
		if p := recover(); p != nil {
			a.log.Debug("panic", "value", p, "stack", string(debug.Stack()))
			a.say("internal error: %v. This is a fault of the program: please report it together with what you typed; LOG_LEVEL=debug shows where it happened.", p)
			code = exitFailed
		}
	}()
	return a.exit(ctx, a.dispatch(ctx, args))
}

// dispatch reads the command line and runs its command.
func (a *app) dispatch(ctx context.Context, args []string) error {
	args = slices.Clone(args)
	for i := range args {
		args[i] = decoded(args[i]) // kong would replace what is not UTF-8.
	}
	if len(args) > 0 && args[0] == "--version" {
		args = append([]string{"version"}, args[1:]...)
	}
	var cli commands
	parser, err := kong.New(&cli,
		kong.Name("reportbot"),
		kong.Description(description),
		kong.Writers(a.stdout, a.stderr),
		kong.NoDefaultHelp(),
		kong.Resolvers(kong.ResolverFunc(a.setting)),
		kong.ValueFormatter(describe),
		kong.Vars{"kinds": kinds()},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return fmt.Errorf("build the command line: %w", err)
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return a.misuse(err, args)
	}
	a.config = cli.Config
	if err := a.config.Check(); err != nil {
		return usage(err, "")
	}
	a.log = a.logger(slog.LevelWarn)
	return chosen.Run(a)
}

// setting fills a flag that was not given from its environment variable. An
// empty one counts as unset unless empty means something.
func (a *app) setting(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if name := flag.Tag.Get("setting"); name != "" {
		if v, ok := a.env(name); v != "" || ok && flag.Tag.Get("empty") != "" {
			return v, nil
		}
	}
	return nil, nil
}

// describe is a flag's help with the environment variable behind it.
func describe(v *kong.Value) string {
	if name := v.Tag.Get("setting"); name != "" {
		return v.Help + " ($" + name + ")"
	}
	return v.Help
}

// logger logs to standard error, from the level on that is set, otherwise from
// this one on.
func (a *app) logger(otherwise slog.Level) *slog.Logger {
	o := &slog.HandlerOptions{Level: a.config.Level(otherwise)}
	if a.config.LogFormat == config.LogJSON {
		return slog.New(slog.NewJSONHandler(a.stderr, o))
	}
	return slog.New(slog.NewTextHandler(a.stderr, o))
}

// helpFlag prints the help of the command that it stands behind.
type helpFlag bool

// errHelp ends a run that was only asked for help.
var errHelp = errors.New("help was shown")

// BeforeReset runs before anything is checked, so that --help works on a
// command line that lacks something.
func (helpFlag) BeforeReset(c *kong.Context) error {
	if err := c.PrintUsage(false); err != nil {
		return err
	}
	return errHelp
}

// usageError is a wrong command line, and what to do about it.
type usageError struct {
	err  error
	hint string
}

func usage(err error, hint string) error { return &usageError{err: err, hint: hint} }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// misuse explains why a command line could not be read.
func (a *app) misuse(err error, args []string) error {
	var parse *kong.ParseError
	if errors.Is(err, errHelp) || !errors.As(err, &parse) {
		return err
	}
	command := "reportbot"
	if parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			command = node.FullPath()
		} else if len(args) > 0 && strings.ContainsAny(args[0], " ?") {
			// Somebody put a question where a command belongs.
			return usage(err, fmt.Sprintf("To ask a question: reportbot ask %q", args[0]))
		}
	}
	return usage(err, fmt.Sprintf("For help: %s --help", command))
}

// errReported is a failure that was already told on standard error.
var errReported = errors.New("failed")

// exit tells people what went wrong and returns the exit status.
func (a *app) exit(ctx context.Context, err error) int {
	var wrong *usageError
	var faults corpus.Faults
	switch {
	case err == nil, errors.Is(err, errHelp):
		return exitDone
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		return exitDone // Whoever read the output has seen enough.
	case errors.As(err, &wrong):
		a.say("%v", err)
		if wrong.hint != "" {
			fmt.Fprintln(a.stderr, wrong.hint)
		}
		return exitUsage
	case errors.Is(err, errReported):
	case ctx.Err() != nil:
		a.say("stopped")
	case errors.As(err, &faults):
		a.refuse(faults)
	default:
		a.say("%v", err)
	}
	return exitFailed
}

// say writes a message for people.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.stderr, "reportbot: "+format+"\n", args...)
}

// refuse names the faults for which the program does not start.
func (a *app) refuse(faults corpus.Faults) {
	const most = 20
	for _, f := range faults[:min(len(faults), most)] {
		fmt.Fprintln(a.stderr, f)
	}
	if rest := len(faults) - most; rest > 0 {
		fmt.Fprintf(a.stderr, "… and %d more\n", rest)
	}
	a.say("the report packages have %s: mend them first; \"reportbot check DIR\" lists them all", count(len(faults), "fault"))
}

// count is a number with its noun, for messages.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

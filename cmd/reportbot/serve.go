package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/assist"
	"github.com/reportbot/reportbot/bot/discord"
	"github.com/reportbot/reportbot/bot/feedback"
	"github.com/reportbot/reportbot/bot/store"
	"github.com/reportbot/reportbot/bot/telegram"
	"github.com/reportbot/reportbot/bot/weekly"
	"github.com/reportbot/reportbot/config"
)

type serveCommand struct {
	config.Serve
	config.Database
}

// platform is a front-end that runs until its context ends, which is no error,
// or until it can't go on, whatever is tried.
type platform struct {
	name string
	run  func(context.Context) error
}

// softMemory is the size, in bytes, from which on garbage is collected more often
// than run set it to. In a burst every picture on its way is held several times.
const softMemory = 256 << 20

// Run answers on every platform whose token is set, until the process is told to
// end. What was accepted until then is answered.
func (c *serveCommand) Run(ctx context.Context, a *app) (err error) {
	if err := errors.Join(c.Serve.Load(a.env), c.Database.Load(a.env)); err != nil {
		return usage(err, "")
	}
	schedule, err := weekly.ParseSchedule(cmp.Or(c.WeeklySchedule, "0 9 * * 1"), c.Timezone)
	if err != nil {
		return usage(&config.Fault{Setting: "WEEKLY_SCHEDULE", Flag: "weekly-schedule", Message: fmt.Sprintf("%q: %v", c.WeeklySchedule, err)}, "")
	}
	if c.DiscordToken == "" && c.TelegramToken == "" {
		return usage(errors.New("there is no token: set DISCORD_TOKEN, TELEGRAM_TOKEN or both"),
			"How to get one is in the README, under \"In Discord and Telegram\". To try reportbot without one: reportbot ask")
	}
	a.log = a.logger(slog.LevelInfo)
	if a.env.get("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	lib, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer lib.closeInto(&err)
	counter, err := feedback.Open(a.stateDir())
	if err != nil {
		return err
	}
	kept, err := store.Open(ctx, store.Options{URL: string(c.URL), Dir: a.stateDir(), Serving: true, Log: a.log})
	if err != nil {
		return fmt.Errorf("open the ledger of the weekly facts: %w", err)
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	assistant := assist.New(lib.reports, lib.index, lib.catalogue, assist.Options{Feedback: counter})
	facts := weekly.New(weekly.Options{Default: schedule, Language: lib.catalogue.Languages()[0], Log: a.log}, kept, assistant.Facts(), lib.catalogue)
	platforms, err := c.platforms(a, lib, front{assistant, facts}) //nolint:contextcheck // What is accepted outlives ctx until it is answered.
	if err != nil {
		return err
	}
	planning, stop := context.WithCancel(context.WithoutCancel(ctx)) // Posts that have begun are finished first.
	var planner sync.WaitGroup
	planner.Go(func() {
		if err := a.keepUp(planning, platform{"weekly facts", facts.Run}); err != nil {
			a.say("no weekly facts are posted: %v", err)
		}
	})
	defer func() {
		stop()
		planner.Wait()
	}()
	return a.supervise(ctx, platforms)
}

// front is what the platforms ask: the assistant, and for what a chat gets every week
// the weekly facts.
type front struct {
	*assist.Assistant
	weekly *weekly.Service
}

// Answer answers a question.
func (f front) Answer(ctx context.Context, q bot.Question) (bot.Answer, error) {
	if q.Kind == bot.KindAsk && q.Chat.ID != "" && weekly.Meant(q.Text) {
		q.Kind, q.Text = bot.KindWeekly, "help"
	}
	if q.Manages() {
		return f.weekly.Answer(ctx, q)
	}
	return f.Assistant.Answer(ctx, q)
}

// Complete proposes what can be asked for while it is typed.
func (f front) Complete(ctx context.Context, what bot.Completion, typed, locale string) ([]bot.Choice, error) {
	const most = 25 // https://docs.discord.com/developers/interactions/application-commands#autocomplete
	switch what {
	case bot.CompleteHours, bot.CompleteZones, bot.CompleteReports:
		return f.weekly.Complete(what, typed, locale, most), nil
	default:
		return f.Assistant.Complete(ctx, what, typed, locale)
	}
}

// adapter is a platform's.
type adapter interface {
	weekly.Sender
	Run(ctx context.Context) error
}

// posting runs an adapter, and posts weekly facts through it as long as it runs.
func (f front) posting(name bot.Platform, on adapter) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var posts errgroup.Group
		posts.Go(func() error { return f.weekly.Deliver(ctx, name, on) })
		err := on.Run(ctx)
		cancel()
		return errors.Join(err, posts.Wait())
	}
}

// platforms are those whose token is set.
func (c *serveCommand) platforms(a *app, lib *library, f front) ([]platform, error) {
	var out []platform
	if c.DiscordToken != "" {
		adapter, err := discord.New(discord.Options{
			Token: string(c.DiscordToken), APIURL: c.DiscordAPI, Shards: c.DiscordShards,
			DataDir: a.stateDir(), Version: version(), Log: a.log.With("platform", "discord"), Changed: f.weekly.Changed,
		}, f, lib.catalogue)
		if err != nil {
			return nil, fmt.Errorf("set up Discord: %w", err)
		}
		out = append(out, platform{"Discord", f.posting(bot.Discord, adapter)})
	}
	if c.TelegramToken != "" {
		o := telegram.Options{
			Token: string(c.TelegramToken), APIURL: c.TelegramAPI,
			WebhookURL: c.TelegramWebhook, WebhookSecret: string(c.TelegramSecret), HTTPAddr: c.HTTPAddr,
			Log: a.log.With("platform", "telegram"), Changed: f.weekly.Changed,
		}
		if c.URL != "" { // There may be other instances, and only one can poll.
			id, _, _ := strings.Cut(string(c.TelegramToken), ":")
			o.Turn = func(ctx context.Context) (context.Context, func(), error) {
				return f.weekly.Turn(ctx, "telegram/"+id)
			}
		}
		adapter, err := telegram.New(o, f, lib.catalogue)
		if err != nil {
			return nil, fmt.Errorf("set up Telegram: %w", err)
		}
		out = append(out, platform{"Telegram", f.posting(bot.Telegram, adapter)})
	}
	return out, nil
}

// supervise runs each platform on its own. One that fails for good says so once
// and leaves the others running; it is a failure of the program when none is left
// or, once it is told to end, when one had failed.
func (a *app) supervise(ctx context.Context, platforms []platform) error {
	var all sync.WaitGroup
	var mu sync.Mutex
	failed := 0
	for _, p := range platforms {
		all.Go(func() {
			if err := a.keepUp(ctx, p); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed++
				a.say("%s: %v", p.name, err)
			}
		})
	}
	all.Wait()
	if failed > 0 {
		return errReported
	}
	return nil
}

// How soon a platform is run again after a fault of the program ended it.
const (
	firstRestart = time.Second
	lastRestart  = time.Minute
)

// keepUp runs a platform, and runs it again if it panics.
func (a *app) keepUp(ctx context.Context, p platform) error {
	for wait := firstRestart; ; wait = min(2*wait, lastRestart) {
		err := guarded(ctx, p.run)
		var fault *panicError
		if !errors.As(err, &fault) {
			return err
		}
		a.log.Error("a fault of the program ended the platform; it is started again", "platform", p.name, "panic", fmt.Sprintf("%T", fault.value), "stack", fault.stack)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait/2 + rand.N(wait/2)): //nolint:gosec // Chance, not secrecy, is wanted.
		}
	}
}

// panicError is a panic as an error.
type panicError struct {
	value any
	stack string
}

func (e *panicError) Error() string { return fmt.Sprintf("internal error: %v", e.value) }

// guarded runs run and returns its panic as an error.
func guarded(ctx context.Context, run func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{value: p, stack: string(debug.Stack())}
		}
	}()
	return run(ctx)
}

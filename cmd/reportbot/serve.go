package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/reportbot/reportbot/bot/assist"
	"github.com/reportbot/reportbot/bot/discord"
	"github.com/reportbot/reportbot/bot/feedback"
	"github.com/reportbot/reportbot/bot/telegram"
	"github.com/reportbot/reportbot/config"
)

type serveCommand struct {
	config.Serve
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
	if err := c.Load(a.env); err != nil {
		return usage(err, "")
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
	assistant := assist.New(lib.reports, lib.index, lib.catalogue, assist.Options{Feedback: counter})
	platforms, err := c.platforms(a, lib, assistant) //nolint:contextcheck // What is accepted outlives ctx until it is answered.
	if err != nil {
		return err
	}
	return a.supervise(ctx, platforms)
}

// platforms are those whose token is set.
func (c *serveCommand) platforms(a *app, lib *library, assistant *assist.Assistant) ([]platform, error) {
	var out []platform
	if c.DiscordToken != "" {
		adapter, err := discord.New(discord.Options{
			Token: string(c.DiscordToken), APIURL: c.DiscordAPI, Shards: c.DiscordShards,
			DataDir: a.stateDir(), Version: version(), Log: a.log.With("platform", "discord"),
		}, assistant, lib.catalogue)
		if err != nil {
			return nil, fmt.Errorf("set up Discord: %w", err)
		}
		out = append(out, platform{"Discord", adapter.Run})
	}
	if c.TelegramToken != "" {
		adapter, err := telegram.New(telegram.Options{
			Token: string(c.TelegramToken), APIURL: c.TelegramAPI,
			WebhookURL: c.TelegramWebhook, WebhookSecret: string(c.TelegramSecret), HTTPAddr: c.HTTPAddr,
			Log: a.log.With("platform", "telegram"),
		}, assistant, lib.catalogue)
		if err != nil {
			return nil, fmt.Errorf("set up Telegram: %w", err)
		}
		out = append(out, platform{"Telegram", adapter.Run})
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

package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// shardQueue is how many events of a shard wait for Handle. When there are more,
// nothing is read until one is taken; Discord keeps what follows for a resume.
const shardQueue = 4096

// resumeAttempts is how often a session is resumed in a row without success
// before a new one is started.
const resumeAttempts = 3

// shard is one of the bot's websockets, and the session on it, which outlives a
// websocket.
type shard struct {
	conn      *connection
	id, total int
	log       *slog.Logger
	events    chan any

	// The session. Only the goroutine of run writes it.
	sessionID string // empty: there is none to resume
	resumeURL string // where to resume; empty: ask
	resumes   int    // attempts since an event came in
	sequence  atomic.Int64
	readyAt   time.Time // of the current websocket; zero before READY or RESUMED
}

func newShard(c *connection, id, total int) *shard {
	return &shard{
		conn: c, id: id, total: total, events: make(chan any, shardQueue),
		log: c.options.Log.With("shard", fmt.Sprintf("%d/%d", id, total)),
	}
}

// run keeps the shard connected until ctx ends, and then returns nil, or until
// Discord refuses it for good.
func (s *shard) run(ctx context.Context) error {
	var delivering sync.WaitGroup
	delivering.Go(func() { s.deliver(ctx) })
	defer delivering.Wait()
	defer close(s.events)
	for failures := 0; ; failures++ {
		err := s.attend(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // The end was wanted.
		}
		if final, ok := errors.AsType[*refusedError](err); ok {
			return final
		}
		s.learn(err)
		failures = s.forgive(failures)
		wait := retryDelay(err, failures)
		level := slog.LevelWarn
		if errors.Is(err, errReconnect) {
			level = slog.LevelInfo // happens every few hours
		}
		s.log.Log(ctx, level, "discord: disconnected", "error", s.conn.redact.error(err), "again_in", wait, "resume", s.sessionID != "")
		if traffic.Sleep(ctx, wait) != nil {
			return nil
		}
	}
}

// forgive returns how many failures count towards the next wait. A connection that
// was up makes good for what was before: wholly when it was stable, and when it was
// not, as far as the session can be resumed. That costs Discord little, while each
// second away costs people an answer. Starting sessions is what must become rare.
func (s *shard) forgive(failures int) int {
	switch {
	case s.readyAt.IsZero():
		return failures
	case time.Since(s.readyAt) >= stableAfter:
		return 0
	case s.sessionID != "":
		return min(failures, flapping)
	default:
		return failures
	}
}

// learn forgets a session that can't be resumed.
func (s *shard) learn(err error) {
	invalid, ok := errors.AsType[*invalidSessionError](err)
	if ok && !invalid.resumable || s.resumes >= resumeAttempts {
		s.sessionID, s.resumeURL, s.resumes = "", "", 0
		s.sequence.Store(0)
	}
}

// attend opens a websocket and stays on it until it breaks. The error says why and
// is never nil.
func (s *shard) attend(ctx context.Context) error {
	s.readyAt = time.Time{}
	address := s.resumeURL
	greet := s.resume
	if s.sessionID == "" || address == "" {
		gateway, err := s.conn.ask(ctx)
		if err != nil {
			return err
		}
		address = gateway.URL
		if s.sessionID == "" {
			permit, err := s.conn.budget.acquire(ctx, s.id, gateway.SessionStartLimit)
			if err != nil {
				return err
			}
			defer permit.close()
			greet = func(k *socket) error { return s.identify(k, permit) }
		}
	}
	k, err := openSocket(ctx, address, s.conn.options.Dial)
	if err != nil {
		s.resumeURL = ""
		return err
	}
	return k.serve(ctx, s, greet)
}

// identify starts a session.
func (s *shard) identify(k *socket, permit *permit) error {
	permit.spend()
	defer permit.close()
	return k.send(opIdentify, newIdentify(s.conn.options.Token, s.id, s.total))
}

// resume takes up the session where it was interrupted.
func (s *shard) resume(k *socket) error {
	s.resumes++
	return k.send(opResume, resumeData{Token: s.conn.options.Token, SessionID: s.sessionID, Sequence: s.sequence.Load()})
}

// ready notes that the session runs on the current websocket.
func (s *shard) ready(name string) {
	s.readyAt = time.Now()
	s.log.Info("discord: connected", "resumed", name == "RESUMED")
}

// deliver hands the events on. What is waiting when the shard ends is handed on
// too.
func (s *shard) deliver(ctx context.Context) {
	for event := range s.events {
		s.handle(ctx, event)
	}
}

// handle keeps a panic from ending the process: one message must not silence the
// bot for everybody. What the panic says is not logged: it may hold what was asked.
func (s *shard) handle(ctx context.Context, event any) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("discord: panic while handling an event", "event", fmt.Sprintf("%T", event),
				"type", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
		}
	}()
	s.conn.options.Handle(ctx, s.id, event)
}

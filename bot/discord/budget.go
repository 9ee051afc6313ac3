package discord

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot/traffic"
)

// Discord's limits on starting sessions. A token that starts more in a day is
// reset. https://docs.discord.com/developers/events/gateway#session-start-limit-object
// and #rate-limiting
const (
	identifiesPerDay = 1000            // where GET /gateway/bot names no total
	identifyWindow   = 24 * time.Hour  // the day
	identifySpacing  = 5 * time.Second // between two in the same bucket of max_concurrency
)

// identifyReserve is the share of the day's sessions that is not used: one in
// identifyReserve. It is left to whoever has to look after a bot that is failing.
const identifyReserve = 10

// budgetFile is the file below the data folder.
const budgetFile = "discord-sessions.json"

// budget counts the sessions that were started with a token within the last day,
// over restarts as well: a bot that fails and is restarted again and again must
// not use them up. It is used by all shards of the process.
type budget struct {
	file string // empty: in memory only
	key  string // stands for the token in the file
	log  *slog.Logger

	mu      sync.Mutex
	started []time.Time     // within the last day, oldest first
	before  time.Time       // the last start before this process
	buckets map[int]*bucket // by the shard's number modulo max_concurrency
	told    time.Time       // until when the budget was said to be used up
}

// bucket is the shards of which only one may start at a time.
type bucket struct {
	busy chan struct{} // holds one element while a shard starts
	last time.Time     // when one started; guarded by the budget's lock
}

func newBudget(dir, token string, log *slog.Logger) *budget {
	hash := sha256.Sum256([]byte(token))
	b := &budget{key: hex.EncodeToString(hash[:8]), log: log, buckets: map[int]*bucket{}}
	if dir == "" {
		return b
	}
	b.file = filepath.Join(dir, budgetFile)
	all, err := b.load()
	if err != nil {
		log.Warn("discord: can't read how many sessions were started today", "error", err)
	}
	for _, ms := range all[b.key] {
		if t := time.UnixMilli(ms); !t.After(time.Now()) { // a clock that was wrong must not keep the bot away
			b.started, b.before = append(b.started, t), t
		}
	}
	return b
}

// permit allows one shard to start one session.
type permit struct {
	budget  *budget
	bucket  *bucket
	release sync.Once
}

// acquire waits until shard may start a session: until no other of its bucket is
// at it, Discord's spacing has passed, and the day's budget allows it. The permit
// has to be closed.
func (b *budget) acquire(ctx context.Context, shard int, limit discordgo.SessionInformation) (*permit, error) {
	reset := time.Now().Add(time.Duration(limit.ResetAfter) * time.Millisecond) // counted from the answer, not from this shard's turn
	p := &permit{budget: b, bucket: b.bucket(shard % max(limit.MaxConcurrency, 1))}
	select {
	case p.bucket.busy <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for {
		wait := p.wait(limit, reset)
		if wait <= 0 {
			return p, nil
		}
		if err := traffic.Sleep(ctx, wait); err != nil {
			p.close()
			return nil, err
		}
	}
}

func (b *budget) bucket(n int) *bucket {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.buckets[n] == nil {
		b.buckets[n] = &bucket{busy: make(chan struct{}, 1), last: b.before}
	}
	return b.buckets[n]
}

// wait returns how long it is until the session may start. reset is when Discord's
// own count starts anew.
func (p *permit) wait(limit discordgo.SessionInformation, reset time.Time) time.Duration {
	b := p.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.forget(now)
	total := cmp.Or(limit.Total, identifiesPerDay)
	allowed := max(total-total/identifyReserve, 1)
	over := len(b.started) - allowed
	switch {
	case limit.Total > 0 && limit.Remaining <= 0 && now.Before(reset):
		b.tell(reset, "Discord says so")
		return reset.Sub(now)
	case over >= 0:
		until := b.started[over].Add(identifyWindow)
		b.tell(until, fmt.Sprintf("%d of %d are used, the rest is a reserve", allowed, total))
		return until.Sub(now)
	default:
		return p.bucket.last.Add(identifySpacing).Sub(now)
	}
}

// forget drops what is older than a day. The lock is held.
func (b *budget) forget(now time.Time) {
	for len(b.started) > 0 && now.Sub(b.started[0]) >= identifyWindow {
		b.started = b.started[1:]
	}
}

// tell says once that the budget is used up. The lock is held.
func (b *budget) tell(until time.Time, why string) {
	if until.After(b.told.Add(time.Minute)) { // if not, another shard told of the same reset
		b.log.Error("discord: no more sessions may be started today; the bot is away until the reset. Find out why it had to start so many",
			"why", why, "reset", until.UTC().Format(time.RFC3339))
	}
	b.told = until
}

// spend counts the session that is about to be started. It is written down first,
// so that a crash can't hide it.
func (p *permit) spend() {
	b := p.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	p.bucket.last = time.Now()
	b.started = append(b.started, p.bucket.last)
	if err := b.save(); err != nil {
		b.log.Warn("discord: can't write down how many sessions were started today", "error", err)
	}
}

// close lets the next shard of the bucket start. Closing twice does nothing.
func (p *permit) close() { p.release.Do(func() { <-p.bucket.busy }) }

var errNoCounts = errors.New("holds no counts")

// load returns the starting times, in milliseconds since 1970, for each token.
func (b *budget) load() (map[string][]int64, error) {
	all := map[string][]int64{}
	text, err := os.ReadFile(b.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return all, nil
	case err != nil:
		return all, err
	}
	if err := json.Unmarshal(text, &all); err != nil || all == nil {
		return map[string][]int64{}, fmt.Errorf("read %s: it is damaged: %w", b.file, cmp.Or(err, errNoCounts))
	}
	return all, nil
}

// save writes the file anew beside the old one, so that a crash leaves one of the
// two. Other tokens' counts are kept for their day. The lock is held.
func (b *budget) save() (err error) {
	if b.file == "" {
		return nil
	}
	all, _ := b.load() // what can't be read is replaced, and was told at the start
	oldest := time.Now().Add(-identifyWindow).UnixMilli()
	for key, times := range all {
		if len(times) == 0 || times[len(times)-1] < oldest {
			delete(all, key)
		}
	}
	all[b.key] = nil
	for _, t := range b.started {
		all[b.key] = append(all[b.key], t.UnixMilli())
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return replaceFile(b.file, text)
}

// replaceFile writes a file that only its owner can read, all of it or nothing.
func replaceFile(name string, text []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

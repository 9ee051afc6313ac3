//go:build linux

package crashtest

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
)

// during is a fate that lasts for a time from the first request on.
func during(span time.Duration, f func(n int, channel string) fate) func(n int, channel string) fate {
	var begun time.Time
	return func(n int, channel string) fate {
		if begun.IsZero() {
			begun = time.Now()
		}
		if time.Since(begun) < span {
			return f(n, channel)
		}
		return well
	}
}

// Ensure a storm of 429 costs no attempt and leads to no doubt, and every post arrives
// once.
func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	n, span := size(60, 400), size(3*time.Second, 15*time.Second)
	w := newWorld(t, n, n, "")
	w.discord.ordain(during(span, func(n int, _ string) fate { return tooMany(n%2 == 0) }))
	w.telegram.ordain(during(span, func(int, string) fate { return w.telegram.tooMany() }))
	p := w.start(t, "one")
	kept := w.look(t)
	w.awaitFinal(t, kept, size(time.Minute, 3*time.Minute))
	p.end(t)
	got := w.audit(t, kept, false)
	if got.states[bot.Sent] != 2*n || got.doubts+got.retried+got.twice > 0 {
		t.Errorf("want all %d sent, at one attempt each and without a doubt", 2*n)
	}
	if _, refused, _ := w.discord.counts(); refused < 3 {
		t.Errorf("only %d requests met the storm", refused)
	}
	t.Log(got)
}

// Ensure channels that refuse every post are paused, that sending to Discord stops
// before Discord would ban the bot, and that a channel which opens again is served
// again.
func TestForbidden(t *testing.T) {
	t.Parallel()
	const limit, workers = 1000, 64
	w := newWorld(t, limit+size(60, 500), size(60, 500), "")
	w.discord.ordain(func(_ int, channel string) fate {
		const noAccess, noRight = 50001, 50013
		if n, _ := strconv.Atoi(channel); n%20 == 0 {
			return fate{refuse: refusal(http.StatusForbidden, noRight)} // Tried in a simpler form.
		}
		return fate{refuse: refusal(http.StatusForbidden, noAccess)}
	})
	w.telegram.ordain(func(int, string) fate {
		return fate{refuse: w.telegram.refusal(http.StatusForbidden, "Forbidden: bot was kicked from the supergroup chat", nil)}
	})
	p := w.start(t, "one")
	kept := w.look(t)
	refused := func() int { _, n, _ := w.discord.counts(); return n }
	await(t, 2*time.Minute, "the breaker", func() bool { return refused() >= limit })
	quiet, last := time.Now(), refused()
	await(t, time.Minute, "quiet after the breaker", func() bool {
		if n := refused(); n > last {
			quiet, last = time.Now(), n
		}
		return time.Since(quiet) > 3*time.Second
	})
	if last > limit+workers {
		t.Errorf("Discord had to refuse %d requests, want at most %d", last, limit+workers)
	}
	telegrams := bot.Filter{Chat: bot.Chat{Platform: bot.Telegram}, States: []string{string(bot.PausedGone)}}
	await(t, time.Minute, "all of Telegram's subscriptions to be paused", func() bool { return w.subscribed(t, telegrams) == len(w.telegramChats()) })
	discords := bot.Filter{Chat: bot.Chat{Platform: bot.Discord}, States: []string{string(bot.PausedGone), string(bot.PausedForbidden)}}
	if paused, failed := w.subscribed(t, discords)+w.subscribed(t, telegrams), len(w.entries(t, kept, bot.Failed)); paused != failed || paused < limit/2 {
		t.Errorf("%d subscriptions are paused and %d entries failed", paused, failed)
	}
	if !p.alive() {
		t.Fatalf("the program ended: %v", p.err)
	}
	w.reopen(t)
	if long() {
		w.discord.ordain(nil)
		await(t, 12*time.Minute, "the end of the breaker", func() bool { return w.unfinished(t, kept) == 0 })
	}
	p.end(t)
	got := w.audit(t, kept, true)
	if got.doubts > 0 {
		t.Errorf("%d attempts are doubtful, and each was refused", got.doubts)
	}
	t.Log(got)
}

// reopen lets the bot into a channel of each platform again.
func (w *world) reopen(t *testing.T) {
	t.Helper()
	gone := w.entries(t, w.look(t), bot.Failed)
	for _, platform := range []bot.Platform{bot.Discord, bot.Telegram} {
		for _, e := range gone {
			if e.Chat.Platform != platform {
				continue
			}
			if platform == bot.Telegram {
				id, _ := strconv.ParseInt(e.Chat.ID, 10, 64)
				w.telegram.push("my_chat_member", map[string]any{"chat": map[string]any{"id": id, "type": "supergroup"}, "new_chat_member": map[string]any{"status": "member"}})
			} else if w.discord.dispatch("CHANNEL_UPDATE", map[string]any{"id": e.Chat.ID, "guild_id": discordGuild}) == 0 {
				t.Error("the bot is not at the gateway")
			}
			await(t, 10*time.Second, e.Chat.Key()+" to be served again", func() bool {
				return w.subscribed(t, bot.Filter{Chat: e.Chat, States: []string{string(bot.Active)}}) == 1
			})
			break
		}
	}
}

// Ensure a time in which the platforms answer 502, having carried out half of what they
// were asked for, leaves one message on Discord and at most two on Telegram.
func TestBroken(t *testing.T) {
	t.Parallel()
	span := size(3*time.Second, 30*time.Second)
	w := newWorld(t, size(100, 1000), size(100, 1000), "")
	for _, c := range []*channels{w.discord.channels, w.telegram.channels} {
		c.ordain(during(span, func(n int, _ string) fate { return brokenPage(n%2 == 0) }))
	}
	w.recover(t)
}

// Ensure the same while every second answer is lost.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	n := size(100, 1000)
	w := newWorld(t, n, n, "")
	for _, c := range []*channels{w.discord.channels, w.telegram.channels} {
		c.ordain(func(i int, _ string) fate {
			if i <= size(n, 10*n) && i%2 == 0 {
				return lost
			}
			return well
		})
	}
	w.recover(t)
}

// Ensure the same while every second request gets nowhere and every third answer is
// lost.
func TestDropped(t *testing.T) {
	t.Parallel()
	n := size(60, 600)
	w := newWorld(t, n, n, "")
	for _, c := range []*channels{w.discord.channels, w.telegram.channels} {
		c.ordain(func(i int, _ string) fate {
			switch {
			case i > n:
				return well
			case i%2 == 0:
				return dropped
			case i%3 == 0:
				return lost
			}
			return well
		})
	}
	w.recover(t)
}

// recover runs the program until all is over and compares. Telegram's doubtful posts
// are repeated after two minutes, for which only the long tests wait.
func (w *world) recover(t *testing.T) {
	t.Helper()
	p := w.start(t, "one")
	kept := w.look(t)
	await(t, size(50*time.Second, 10*time.Minute), "all entries to be final or to wait", func() bool {
		open := w.unfinished(t, kept)
		if long() || open == 0 {
			return open == 0
		}
		return open == w.waiting(t, w.entries(t, kept, bot.Retry))
	})
	p.end(t)
	got := w.audit(t, kept, !long())
	if got.doubts == 0 {
		t.Error("nothing was doubtful: the test proves nothing")
	}
	if got.states[bot.Failed]+got.states[bot.Skipped] > 0 {
		t.Error("want no entry failed or skipped")
	}
	t.Log(got)
}

// waiting counts the entries that are not tried within the next seconds.
func (w *world) waiting(t *testing.T, entries []bot.LedgerEntry) (n int) {
	t.Helper()
	for _, e := range entries {
		if e.Chat.Platform == bot.Telegram && time.Until(e.Ready) > 20*time.Second {
			n++
		}
	}
	return n
}

// subscribed counts subscriptions.
func (w *world) subscribed(t *testing.T, f bot.Filter) int {
	t.Helper()
	kept := w.open(t, w.dir)
	defer w.close(t, kept)
	found, err := kept.Subscriptions(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

// telegramChats are the chats on Telegram.
func (w *world) telegramChats() (out []bot.Chat) {
	for _, c := range w.chats {
		if c.Platform == bot.Telegram {
			out = append(out, c)
		}
	}
	return out
}

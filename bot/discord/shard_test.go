package discord

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// Ensure what is said while the connection is broken arrives once it is back, and
// nothing arrives twice.
func TestResume(t *testing.T) {
	t.Parallel()
	breaks := map[string]func(*presence){
		"op 7":                      func(p *presence) { p.Send(7, nil) },
		"cut off":                   func(p *presence) { p.Drop() },
		"op 9, resumable":           func(p *presence) { p.Send(9, true) },
		"close 1001":                func(p *presence) { p.Close(1001) },
		"close 4000":                func(p *presence) { p.Close(4000) },
		"close 4008":                func(p *presence) { p.Close(4008) },
		"refused thrice on the way": func(p *presence) { p.refuse(3); p.Drop() },
		"op 7 instead of RESUMED":   func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.Op7BeforeReady = 1 }); p.Drop() },
		"no HELLO on the way":       func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.NoHello = 1 }); p.Drop() },
		"silence instead of RESUMED": func(p *presence) {
			p.Configure(func(g *discordtest.Gateway) { g.NoReady = 1 })
			p.Drop()
		},
	}
	for name, happen := range breaks {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(p *presence) {
				p.start()
				p.AwaitShards(1)
				p.say("before")
				p.heard("before")
				happen(p)
				p.AwaitOp(discordtest.OpGone)
				p.say("meanwhile")
				p.AwaitOp(discordtest.OpResume)
				p.heard("meanwhile")
				p.say("after")
				p.heard("after")
				if got := len(p.Frames(discordtest.OpIdentify)); got != 1 {
					t.Errorf("%d sessions were started, want 1", got)
				}
				for _, f := range p.Frames(discordtest.OpGone) {
					if code := string(f.Data); code == "1000" || code == "1001" && name != "close 1001" {
						t.Errorf("the bot closed with %s, which ends the session", code)
					}
				}
			})
		})
	}
}

// Ensure all of it works over the network's own connections as well, where a
// close code and the end of a connection can overtake each other.
func TestLoopback(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	heard := make(chan string, 10)
	c := connect(connOptions{
		Session: testSession(t, d), Token: discordtest.Token, Log: slog.New(slog.DiscardHandler),
		Handle: func(_ context.Context, _ int, event any) {
			if m, ok := event.(*discordgo.MessageCreate); ok {
				heard <- m.Content
			}
		},
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	d.AwaitShards(1)
	d.Dispatch("MESSAGE_CREATE", map[string]any{"id": "1", "content": "before"})
	if got := <-heard; got != "before" {
		t.Errorf("heard %q", got)
	}
	d.Drop()
	d.AwaitOp(discordtest.OpGone)
	d.Dispatch("MESSAGE_CREATE", map[string]any{"id": "2", "content": "meanwhile"})
	if got := <-heard; got != "meanwhile" {
		t.Errorf("heard %q", got)
	}
	if got := len(d.Frames(discordtest.OpResume)); got != 1 {
		t.Errorf("resumed %d times", got)
	}
	d.Close(closeDisallowedIntents)
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "4014") {
		t.Errorf("Run returned %v", err)
	}
}

// Ensure a connection that breaks again and again is soon back each time, and one
// whose sessions are lost each time starts new ones ever more rarely.
func TestFlapping(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happen func(*presence)
		op     int
		within time.Duration // for 50 times
		atMin  time.Duration
	}{
		"resumed":     {func(p *presence) { p.Drop() }, discordtest.OpResume, 50 * 4 * time.Second, 0},
		"new session": {func(p *presence) { p.Close(closeSessionTimedOut) }, discordtest.OpIdentify, time.Hour, 12 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(p *presence) {
				p.start()
				p.AwaitOp(discordtest.OpIdentify)
				since := time.Now()
				for range 50 {
					p.AwaitShards(1)
					synctest.Wait()
					test.happen(p)
					p.AwaitOp(test.op)
				}
				if took := time.Since(since); took > test.within || took < test.atMin {
					t.Errorf("50 times took %v", took)
				}
			})
		})
	}
}

// Ensure a session is resumed where READY said so.
func TestResumeURL(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.start()
		p.AwaitShards(1)
		p.Send(7, nil)
		p.AwaitOp(discordtest.OpResume)
		opened := p.Frames(discordtest.OpOpened)
		if got := string(opened[len(opened)-1].Data); got != `"/gateway/resume/"` {
			t.Errorf("resumed at %s", got)
		}
	})
}

// Ensure a session that Discord no longer knows is replaced by a new one, after
// the wait that Discord demands.
func TestNewSession(t *testing.T) {
	t.Parallel()
	breaks := map[string]func(*presence){
		"op 9":                    func(p *presence) { p.Send(9, false) },
		"op 9 instead of RESUMED": func(p *presence) { p.ForgetSessions(); p.Drop() },
		"close 4007":              func(p *presence) { p.Close(4007) },
		"close 4009":              func(p *presence) { p.Close(4009) },
	}
	for name, happen := range breaks {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(p *presence) {
				p.start()
				p.AwaitShards(1)
				p.AwaitOp(discordtest.OpIdentify)
				since := time.Now()
				happen(p)
				p.AwaitOp(discordtest.OpIdentify)
				if took := time.Since(since); took < invalidSessionWait {
					t.Errorf("identified again after %v", took)
				}
				p.AwaitShards(1)
				p.say("after")
				p.heard("after")
			})
		})
	}
}

// Ensure lost acknowledgements are noticed within two intervals, and cost no
// session.
func TestMutedHeartbeats(t *testing.T) {
	inBubble(t, func(p *presence) {
		const interval = 41250 * time.Millisecond
		p.start()
		p.AwaitOp(discordtest.OpHeartbeat)
		p.Configure(func(g *discordtest.Gateway) { g.MuteACKs = true })
		since := time.Now()
		p.AwaitOp(discordtest.OpGone)
		if took := time.Since(since); took < interval || took > 2*interval {
			t.Errorf("noticed after %v", took)
		}
		p.Configure(func(g *discordtest.Gateway) { g.MuteACKs = false })
		p.AwaitOp(discordtest.OpResume)
		p.sessions(1, 1)
	})
}

// Ensure a connection that works stays: for hours, with a heartbeat each interval
// and one more when Discord asks for it.
func TestStays(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.start()
		p.AwaitShards(1)
		<-time.After(6 * time.Hour)
		beats := len(p.Frames(discordtest.OpHeartbeat))
		if want := int(6 * time.Hour / (41250 * time.Millisecond)); beats < want-1 || beats > want+1 {
			t.Errorf("%d heartbeats in six hours, want %d", beats, want)
		}
		p.Send(1, nil)
		synctest.Wait()
		if got := len(p.Frames(discordtest.OpHeartbeat)); got != beats+1 {
			t.Errorf("%d heartbeats when asked for one", got-beats)
		}
		p.sessions(1, 0)
	})
}

// Ensure all shards that Discord recommends are connected, one start in five
// seconds, and several at once where Discord allows it.
func TestShards(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		concurrency   int
		atLeast, most time.Duration
	}{
		"one at a time": {1, 15 * time.Second, 16 * time.Second},
		"two at a time": {2, 5 * time.Second, 6 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(p *presence) {
				p.Configure(func(g *discordtest.Gateway) { g.Shards, g.MaxConcurrency = 4, test.concurrency })
				since := time.Now()
				p.start()
				p.AwaitShards(4)
				if took := time.Since(since); took < test.atLeast || took > test.most {
					t.Errorf("four shards took %v", took)
				}
				seen := map[[2]int]bool{}
				for _, f := range p.Frames(discordtest.OpIdentify) {
					var identify identifyData
					if err := json.Unmarshal(f.Data, &identify); err != nil {
						t.Fatal(err)
					}
					seen[identify.Shard] = true
				}
				for id := range 4 {
					if !seen[[2]int{id, 4}] {
						t.Errorf("shard %d of 4 is missing in %v", id, seen)
					}
				}
			})
		})
	}
}

// Ensure DISCORD_SHARDS chooses the one shard to run, and is checked.
func TestShardOption(t *testing.T) {
	t.Parallel()
	t.Run("1/3", func(t *testing.T) {
		inBubble(t, func(p *presence) {
			p.options.Shards = "1/3"
			p.start()
			var identify identifyData
			if err := json.Unmarshal(p.AwaitOp(discordtest.OpIdentify).Data, &identify); err != nil {
				t.Fatal(err)
			}
			if identify.Shard != [2]int{1, 3} {
				t.Errorf("identified as shard %v", identify.Shard)
			}
		})
	})
	for _, wrong := range []string{"3/3", "-1/2", "2", "a/b", "1/0", "1/2/3"} {
		t.Run("wrong "+strings.ReplaceAll(wrong, "/", " of "), func(t *testing.T) {
			inBubble(t, func(p *presence) {
				p.options.Shards = wrong
				p.start()
				if got := p.refused(); !strings.Contains(got, "DISCORD_SHARDS") {
					t.Errorf("Run says %q", got)
				}
			})
		})
	}
}

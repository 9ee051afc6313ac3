package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// presence is a connection under test. All of it runs in a bubble, so that
// Discord's own intervals take no time.
type presence struct {
	*discordtest.Server
	t       *testing.T
	options connOptions
	events  chan any // what Handle was given
	log     *logText
	stop    context.CancelFunc
	ended   chan error
}

type logText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// inBubble runs a story about a connection in a bubble, and looks for the token in
// what it logged.
func inBubble(t *testing.T, story func(p *presence)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &presence{Server: discordtest.NewInMemory(t), t: t, log: new(logText), events: make(chan any, 1000)}
		session, err := newSession(sessionOptions{Token: discordtest.Token, API: p.URL, Dial: p.Dial})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(session.Client.CloseIdleConnections)
		p.options = connOptions{
			Session: session, Token: discordtest.Token, Dial: p.Dial,
			Log:    slog.New(slog.NewTextHandler(p.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Handle: func(_ context.Context, _ int, event any) { p.events <- event },
		}
		story(p)
		if p.stop != nil {
			p.end()
		}
		if strings.Contains(p.log.String(), discordtest.Token) {
			t.Errorf("the log holds the token:\n%s", p.log)
		}
	})
}

// start opens the connection.
func (p *presence) start() {
	ctx, stop := context.WithCancel(p.t.Context())
	p.stop, p.ended = stop, make(chan error, 1)
	ended := p.ended
	go func() { ended <- connect(p.options).Run(ctx) }()
}

// end ends the context, and fails the test if the connection takes its time.
func (p *presence) end() {
	p.t.Helper()
	since := time.Now()
	p.stop()
	if err := <-p.ended; err != nil {
		p.t.Errorf("Run returned %v at the end of its context", err)
	}
	if took := time.Since(since); took > time.Second {
		p.t.Errorf("Run took %v to end", took)
	}
	p.stop = nil
}

// refused waits for Run to give up, and returns why.
func (p *presence) refused() string {
	p.t.Helper()
	err := <-p.ended
	p.stop()
	p.stop = nil
	if err == nil {
		p.t.Fatal("Run did not say why it ended")
	}
	return err.Error()
}

// say dispatches a message.
func (p *presence) say(text string) {
	p.Dispatch("MESSAGE_CREATE", map[string]any{"id": p.NewID(), "content": text, "author": map[string]any{"id": "1"}})
}

// heard waits for messages, and checks their texts and that there is no other.
func (p *presence) heard(want ...string) {
	p.t.Helper()
	for _, text := range want {
		for {
			m, ok := (<-p.events).(*discordgo.MessageCreate)
			if !ok {
				continue
			}
			if got := content(m); got != text {
				p.t.Fatalf("heard %q, want %q", got, text)
			}
			break
		}
	}
	synctest.Wait()
	for {
		select {
		case event := <-p.events:
			if m, ok := event.(*discordgo.MessageCreate); ok {
				p.t.Fatalf("heard %q once too often", content(m))
			}
		default:
			return
		}
	}
}

// content returns a message's text, "" where there is no message.
func content(m *discordgo.MessageCreate) string {
	if m.Message == nil {
		return ""
	}
	return m.Content
}

// sessions checks how many were started, and how often one was resumed.
func (p *presence) sessions(identifies, resumes int) {
	p.t.Helper()
	if got := len(p.Frames(discordtest.OpIdentify)); got != identifies {
		p.t.Errorf("%d sessions were started, want %d", got, identifies)
	}
	if got := len(p.Frames(discordtest.OpResume)); got != resumes {
		p.t.Errorf("a session was resumed %d times, want %d", got, resumes)
	}
}

// refuse makes the next attempts to open a websocket fail.
func (p *presence) refuse(times int) {
	p.Configure(func(g *discordtest.Gateway) { g.Refuse = times })
}

// Ensure the bot identifies itself with the three intents it needs, and hands on
// events in their order.
func TestConnect(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.start()
		var identify identifyData
		if err := json.Unmarshal(p.AwaitOp(discordtest.OpIdentify).Data, &identify); err != nil {
			t.Fatal(err)
		}
		if identify.Intents != 1<<0|1<<9|1<<12 {
			t.Errorf("asked for intents %b", identify.Intents)
		}
		if identify.Shard != [2]int{0, 1} {
			t.Errorf("identified as shard %v", identify.Shard)
		}
		if ready, ok := (<-p.events).(*discordgo.Ready); !ok || ready.User.ID != discordtest.BotID {
			t.Errorf("the first event is %#v", ready)
		}
		p.say("one")
		p.say("two")
		p.heard("one", "two")
		p.end()
		if code := p.AwaitOp(discordtest.OpGone); string(code.Data) != "1000" {
			t.Errorf("left with code %s, which does not end the session", code.Data)
		}
	})
}

// Ensure the bot stops for good, and says what to do, when Discord refuses it.
func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{
		4004: "DISCORD_TOKEN",
		4010: "DISCORD_SHARDS",
		4011: "more shards",
		4012: "update reportbot",
		4013: "update reportbot",
		4014: "developer portal",
	} {
		t.Run(want, func(t *testing.T) {
			inBubble(t, func(p *presence) {
				p.Configure(func(g *discordtest.Gateway) { g.CloseOnIdentify = code })
				p.start()
				if got := p.refused(); !strings.Contains(got, want) {
					t.Errorf("close code %d: %q does not name %q", code, got, want)
				}
				p.sessions(1, 0)
			})
		})
	}
}

// Ensure a wrong token is noticed before a session is started with it.
func TestWrongToken(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.Fail(discordtest.Fault{Path: "/gateway/bot", Response: &discordtest.Response{Status: 401, Body: map[string]any{"message": "401: Unauthorized"}}})
		p.start()
		if got := p.refused(); !strings.Contains(got, "DISCORD_TOKEN") {
			t.Errorf("Run says %q", got)
		}
		p.sessions(0, 0)
	})
}

// Ensure a first connection that goes nowhere is given up and tried again.
func TestFirstConnection(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]func(p *presence){
		"refused":                  func(p *presence) { p.refuse(4) },
		"no HELLO":                 func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.NoHello = 2 }) },
		"silence instead of READY": func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.NoReady = 2 }) },
		"op 7 instead of READY":    func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.Op7BeforeReady = 2 }) },
		"op 9 instead of READY":    func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.Op9BeforeReady = 2 }) },
		"no address":               func(p *presence) { p.Fail(discordtest.Fault{Path: "/gateway/bot", Drop: true, Times: 3}) },
		"address is garbage": func(p *presence) {
			p.Fail(discordtest.Fault{Path: "/gateway/bot", Response: &discordtest.Response{Body: "null"}, Times: 3})
		},
		"unavailable": func(p *presence) {
			p.Fail(discordtest.Fault{Path: "/gateway/bot", Response: &discordtest.Response{Status: 503, Body: "<html>"}, Times: 3})
		},
		"429": func(p *presence) {
			p.Fail(discordtest.Fault{Path: "/gateway/bot", Response: discordtest.TooManyRequests(90, true), Times: 1})
		},
		"429 without JSON": func(p *presence) {
			p.Fail(discordtest.Fault{Path: "/gateway/bot", Response: &discordtest.Response{Status: 429, Body: "error 1015"}, Times: 1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(p *presence) {
				broken(p)
				p.start()
				p.AwaitShards(1)
				p.say("hello")
				p.heard("hello")
			})
		})
	}
}

// Ensure the bot waits as long as a 429 says.
func TestWaitsAsTold(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.Fail(discordtest.Fault{Path: "/gateway/bot", Response: discordtest.TooManyRequests(90, true), Times: 1})
		since := time.Now()
		p.start()
		p.AwaitShards(1)
		if took := time.Since(since); took < 90*time.Second {
			t.Errorf("connected after %v", took)
		}
	})
}

// Ensure the end of the context ends a connection at once, whatever it is doing.
func TestEndsAtOnce(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(p *presence){
		"connected": func(*presence) {},
		"asking for the address": func(p *presence) {
			p.Fail(discordtest.Fault{Path: "/gateway/bot", Hang: make(chan struct{})})
		},
		"between attempts":     func(p *presence) { p.Fail(discordtest.Fault{Path: "/gateway/bot", Drop: true}) },
		"waiting for HELLO":    func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.NoHello = 1 }) },
		"waiting for READY":    func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.NoReady = 1 }) },
		"after op 9":           func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.Op9BeforeReady = 1 }) },
		"waiting for sessions": func(p *presence) { p.Configure(func(g *discordtest.Gateway) { g.Remaining = 0 }) },
		"in the handshake": func(p *presence) {
			p.Configure(func(g *discordtest.Gateway) { g.HangHandshake = 1 })
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(p *presence) {
				prepare(p)
				p.start()
				synctest.Wait() // until there is nothing to do but wait
				p.end()
			})
		})
	}
}

// Ensure a panic in Handle costs the one event only.
func TestPanic(t *testing.T) {
	inBubble(t, func(p *presence) {
		handle := p.options.Handle
		p.options.Handle = func(ctx context.Context, shard int, event any) {
			if m, ok := event.(*discordgo.MessageCreate); ok && m.Content == "bomb" {
				panic("with the token " + discordtest.Token)
			}
			handle(ctx, shard, event)
		}
		p.start()
		p.AwaitShards(1)
		p.say("bomb")
		p.say("after")
		p.heard("after")
		p.sessions(1, 0)
		if strings.Contains(p.log.String(), "with the token") {
			t.Errorf("the log holds what the panic said:\n%s", p.log)
		}
		if !strings.Contains(p.log.String(), "panic while handling an event") {
			t.Errorf("the log does not tell of the panic:\n%s", p.log)
		}
	})
}

// Ensure a Handle that is stuck for minutes loses no event and doubles none.
func TestSlowHandle(t *testing.T) {
	inBubble(t, func(p *presence) {
		handle, slow := p.options.Handle, sync.OnceFunc(func() { <-time.After(10 * time.Minute) })
		p.options.Handle = func(ctx context.Context, shard int, event any) {
			slow()
			handle(ctx, shard, event)
		}
		p.events = make(chan any, 2*shardQueue)
		p.start()
		p.AwaitShards(1)
		const said = shardQueue + 500
		for range said {
			p.say("hello")
		}
		var want []string
		for range said {
			want = append(want, "hello")
		}
		p.heard(want...)
		if got := len(p.Frames(discordtest.OpIdentify)); got != 1 {
			t.Errorf("%d sessions were started", got)
		}
	})
}

// Ensure events of any shape are handed on or dropped, and the connection stays.
func TestOddPayloads(t *testing.T) {
	inBubble(t, func(p *presence) {
		p.start()
		p.AwaitShards(1)
		for _, text := range []string{
			"null", "{", "[]", `"text"`, "", `{"op":0}`, `{"op":99}`, `{"op":0,"t":"GUILD_CREATE","d":null}`,
			`{"op":0,"t":"READY_SUPPLEMENTAL","d":{}}`, `{"op":0,"t":"MESSAGE_CREATE","d":[]}`, `{"op":0,"t":"INTERACTION_CREATE","d":{"type":2,"data":7}}`,
		} {
			p.SendText(text)
		}
		p.Dispatch("MESSAGE_CREATE", nil)
		p.Dispatch("GUILD_CREATE", nil)
		p.say("after")
		p.heard("", "", "after")
		p.sessions(1, 0)
	})
}

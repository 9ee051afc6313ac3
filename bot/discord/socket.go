package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/reportbot/reportbot/bot/traffic"
)

// How long Discord is waited for. It names no times; these are far beyond what it
// takes when it works.
const (
	dialTimeout  = 15 * time.Second // to open a websocket
	helloTimeout = 10 * time.Second // from then to HELLO
	readyTimeout = 30 * time.Second // from IDENTIFY or RESUME to an answer, and between missed events
	writeTimeout = 10 * time.Second // for one payload
	closeTimeout = 500 * time.Millisecond
)

// payloadLimit bounds what is read as one payload. The largest is a server's
// channels, threads and roles, a few megabytes at most.
const payloadLimit = 32 << 20

// closeToResume is the code that a websocket is closed with to come back: 1000 and
// 1001 would end the session.
// https://docs.discord.com/developers/events/gateway#disconnecting
const closeToResume = 4000

var (
	errNoACK     = errors.New("a heartbeat was not acknowledged")
	errReconnect = errors.New("told to connect anew")
)

// socket is one websocket to the gateway.
type socket struct {
	ws  *websocket.Conn
	raw net.Conn // below TLS: closing it never waits

	writing sync.Mutex
	unacked atomic.Bool // a heartbeat was sent and not acknowledged
	beating sync.WaitGroup
}

// openSocket opens a websocket at an address that Discord gave.
func openSocket(ctx context.Context, address string, dial dialFunc) (*socket, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("gateway's address: %w", err)
	}
	u.RawQuery = url.Values{"v": {discordgo.APIVersion}, "encoding": {"json"}}.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	k := new(socket)
	unwatch := func() bool { return true }
	dialer := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialTimeout,
		NetDialContext: func(limited context.Context, network, address string) (net.Conn, error) {
			raw, err := dial(limited, network, address)
			if err == nil { // the dialer itself looks at the context until here only
				k.raw, unwatch = raw, context.AfterFunc(ctx, func() { _ = raw.Close() })
			}
			return raw, err
		},
	}
	k.ws, err = handshake(ctx, dialer, u.String())
	if !unwatch() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("open the gateway: %w", err)
	}
	k.ws.SetReadLimit(payloadLimit)
	return k, nil
}

func handshake(ctx context.Context, dialer websocket.Dialer, address string) (*websocket.Conn, error) {
	ws, answer, err := dialer.DialContext(ctx, address, nil)
	if answer != nil && answer.Body != nil {
		_ = answer.Body.Close() // holds what the dialer has read
	}
	if err != nil && answer != nil {
		err = fmt.Errorf("%w: HTTP %s", err, answer.Status)
	}
	return ws, err
}

// serve reads the websocket for s until it breaks or ctx ends. The error is never
// nil.
func (k *socket) serve(ctx context.Context, s *shard, greet func(*socket) error) error {
	reading, cancel := context.WithCancelCause(ctx)
	closed := make(chan struct{})
	context.AfterFunc(reading, func() {
		defer close(closed)
		code := closeToResume
		if ctx.Err() != nil {
			code = websocket.CloseNormalClosure
		}
		k.close(code)
	})
	err := k.read(reading, cancel, s, greet)
	if cause := context.Cause(reading); cause != nil {
		err = cause // the read failed because of it
	}
	cancel(err)
	<-closed
	k.beating.Wait()
	return err
}

// close says goodbye, if that can be done at once, and closes the websocket. It
// ends every read and write.
func (k *socket) close(code int) {
	_ = k.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(closeTimeout))
	_ = k.raw.Close()
}

func (k *socket) send(op opcode, data any) error {
	k.writing.Lock()
	defer k.writing.Unlock()
	if err := k.ws.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return fmt.Errorf("write to the gateway: %w", err)
	}
	if err := k.ws.WriteJSON(outgoing{op, data}); err != nil {
		return fmt.Errorf("write to the gateway: %w", err)
	}
	return nil
}

// next reads a payload. What is no payload is returned as an error of decoding,
// after which reading can go on.
func (k *socket) next() (payload, error) {
	_, text, err := k.ws.ReadMessage()
	if err != nil {
		return payload{}, fmt.Errorf("read from the gateway: %w", closeReason(err))
	}
	var p payload
	if err := json.Unmarshal(text, &p); err != nil {
		return payload{}, &garbageError{err}
	}
	return p, nil
}

// garbageError is a payload that is none.
type garbageError struct{ err error }

// Error says why it is none.
func (e *garbageError) Error() string { return "decode a payload: " + e.err.Error() }

// read greets Discord and takes its payloads.
func (k *socket) read(ctx context.Context, cancel context.CancelCauseFunc, s *shard, greet func(*socket) error) error {
	if err := k.hello(ctx, cancel, s); err != nil {
		return err
	}
	if err := greet(k); err != nil {
		return err
	}
	for {
		if s.readyAt.IsZero() {
			if err := k.ws.SetReadDeadline(time.Now().Add(readyTimeout)); err != nil {
				return err
			}
		}
		p, err := k.until(s)
		if err != nil {
			return err
		}
		if err := k.dispatch(ctx, s, p); err != nil {
			return err
		}
	}
}

// hello waits for HELLO, and starts the heartbeat.
func (k *socket) hello(ctx context.Context, cancel context.CancelCauseFunc, s *shard) error {
	if err := k.ws.SetReadDeadline(time.Now().Add(helloTimeout)); err != nil {
		return err
	}
	p, err := k.next()
	if err != nil {
		return fmt.Errorf("wait for HELLO: %w", err)
	}
	var hello struct {
		Interval int64 `json:"heartbeat_interval"` // in milliseconds
	}
	if p.Op != opHello || json.Unmarshal(p.Data, &hello) != nil || hello.Interval <= 0 {
		return fmt.Errorf("got op %d instead of HELLO", p.Op)
	}
	k.beating.Go(func() { cancel(k.beat(ctx, s, time.Duration(hello.Interval)*time.Millisecond)) })
	return nil
}

// beat sends heartbeats until ctx ends, or until one was not acknowledged when the
// next is due.
// https://docs.discord.com/developers/events/gateway#sending-heartbeats
func (k *socket) beat(ctx context.Context, s *shard, interval time.Duration) error {
	for wait := rand.N(interval); ; wait = interval {
		if err := traffic.Sleep(ctx, wait); err != nil {
			return err
		}
		if k.unacked.Swap(true) {
			return errNoACK
		}
		if err := k.heartbeat(s); err != nil {
			_ = traffic.Sleep(ctx, closeTimeout) // for the close code, which may be on its way and says more
			return err
		}
	}
}

func (k *socket) heartbeat(s *shard) error {
	if n := s.sequence.Load(); n > 0 {
		return k.send(opHeartbeat, n)
	}
	return k.send(opHeartbeat, nil)
}

// until answers what is between Discord and the websocket, and returns the next
// event.
func (k *socket) until(s *shard) (payload, error) {
	for {
		p, err := k.next()
		if garbage, ok := errors.AsType[*garbageError](err); ok {
			s.log.Warn("discord: the gateway sent what is no payload", "error", s.conn.redact.error(garbage))
			continue
		}
		if err != nil {
			return p, err
		}
		switch p.Op {
		case opDispatch:
			return p, nil
		case opHeartbeat:
			if err := k.heartbeat(s); err != nil {
				return p, err
			}
		case opHeartbeatACK:
			k.unacked.Store(false)
		case opReconnect:
			return p, errReconnect
		case opInvalidSession:
			return p, &invalidSessionError{resumable: string(p.Data) == "true"}
		default: // of an op that came later, Discord says to ignore it
		}
	}
}

// dispatch queues an event for Handle. Its sequence counts as received only then,
// so that a resume repeats what was not queued.
func (k *socket) dispatch(ctx context.Context, s *shard, p payload) error {
	s.resumes = 0 // Discord took the session
	event, err := decodeEvent(p.Event, p.Data)
	if err != nil {
		s.log.Warn("discord: an event was not understood wholly", "error", s.conn.redact.error(err))
	}
	if event != nil {
		select {
		case s.events <- event:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if p.Sequence > 0 {
		s.sequence.Store(p.Sequence)
	}
	if p.Event == "READY" {
		var ready struct {
			SessionID string `json:"session_id"`
			ResumeURL string `json:"resume_gateway_url"`
		}
		if err := json.Unmarshal(p.Data, &ready); err != nil {
			return fmt.Errorf("decode READY: %w", err)
		}
		s.sessionID, s.resumeURL = ready.SessionID, ready.ResumeURL
	}
	if p.Event == "READY" || p.Event == "RESUMED" {
		s.ready(p.Event)
		return k.ws.SetReadDeadline(time.Time{})
	}
	return nil
}

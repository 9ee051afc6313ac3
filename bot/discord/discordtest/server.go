// Package discordtest is a small double of Discord for tests: its HTTP interface
// and its gateway. It records what a bot sends, answers what a bot asks, pushes
// events, and fails in every way that a test tells it to. It checks no payload
// against Discord's rules: golden files do that where they are wanted.
//
// New listens on the loopback interface. NewInMemory listens on pipes, for tests
// that run in a bubble of testing/synctest, where intervals of minutes take no
// time. Waiting (Await, AwaitOp, AwaitSession) blocks until what is waited for was
// recorded, and fails the test when it does not come.
package discordtest

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
)

// What the double calls the bot.
const (
	Token  = "MTIzNDU2Nzg5.secret.of-the-test"
	BotID  = "900000000000000001" // the user and the application
	GuildA = "800000000000000001" // the server that the bot is a member of
)

// Patience is how long a wait on the loopback interface takes before it fails the
// test, and memoryPatience the same in a bubble, where it costs nothing and has to
// outlast every interval of the bot.
const (
	Patience       = time.Minute
	memoryPatience = 72 * time.Hour
)

// Server is the double. Its methods may be called by several goroutines.
type Server struct {
	URL  string // replaces https://discord.com/
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	t        testing.TB
	http     *http.Server
	patience time.Duration
	stopped  chan struct{} // closed at the end: what hangs, goes

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced with every record
	requests []*Request
	routes   []route
	faults   []*Fault
	nextID   int64
	gateway  gateway
}

// New returns a double that listens on the loopback interface until the test ends.
func New(t testing.TB) *Server {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	return start(t, l, (&net.Dialer{}).DialContext, Patience)
}

// NewInMemory returns a double that is reached by its Dial alone, for a bubble of
// testing/synctest.
func NewInMemory(t testing.TB) *Server {
	t.Helper()
	l := newPipeListener()
	return start(t, l, l.dial, memoryPatience)
}

func start(t testing.TB, l net.Listener, dial func(context.Context, string, string) (net.Conn, error), patience time.Duration) *Server {
	s := &Server{
		URL: "http://" + l.Addr().String() + "/", Dial: dial,
		t: t, patience: patience,
		stopped: make(chan struct{}), changed: make(chan struct{}),
		nextID: 700000000000000000,
	}
	s.gateway.init(s)
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", s.serveAPI)
	mux.HandleFunc("/gateway/", s.gateway.serve)
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: patience}
	var serving sync.WaitGroup
	serving.Go(func() { _ = s.http.Serve(l) })
	t.Cleanup(func() {
		close(s.stopped)
		s.gateway.closeAll()
		_ = s.http.Close()
		serving.Wait()
		s.gateway.serving.Wait()
	})
	return s
}

// NewID returns an id that was not used yet.
func (s *Server) NewID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextID++
	return strconv.FormatInt(s.nextID, 10)
}

// notify wakes whoever waits. The lock is held.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// await blocks until found, called under the lock, returns true.
func (s *Server) await(what string, found func() bool) {
	s.t.Helper()
	patience := time.NewTimer(s.patience)
	defer patience.Stop()
	for {
		s.mu.Lock()
		ok, changed := found(), s.changed
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-patience.C:
			s.t.Fatalf("waited %v for %s", s.patience, what)
		}
	}
}

// pipeListener is a listener on pipes.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "discord.test" }

package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// What a bot sends to the gateway, and two things that the double records beside
// them: that a websocket was opened, and that it is gone.
const (
	OpHeartbeat = 1
	OpIdentify  = 2
	OpResume    = 6
	OpOpened    = -1 // Frame.Data is the path that was opened, as a JSON string
	OpGone      = -2 // Frame.Data is the bot's close code, 0 without one
)

// Frame is a payload that the bot sent to the gateway.
type Frame struct {
	Conn int // counts websockets from 1
	Op   int
	Data json.RawMessage

	taken bool // by AwaitOp
}

// Gateway is how the gateway behaves. Times are counted down to 0.
type Gateway struct {
	HeartbeatInterval time.Duration // 41,250 ms, as Discord's

	Shards           int // recommended by GET /gateway/bot
	Total, Remaining int // session starts
	ResetAfter       time.Duration
	MaxConcurrency   int

	MuteACKs        bool // heartbeats are not acknowledged
	Refuse          int  // times: the handshake is answered with 503
	HangHandshake   int  // times: the handshake is not answered
	NoHello         int  // times: the websocket opens, then silence
	NoReady         int  // times: an IDENTIFY or RESUME is answered with silence
	Op7BeforeReady  int  // times: an IDENTIFY or RESUME is answered with op 7
	Op9BeforeReady  int  // times: an IDENTIFY or RESUME is answered with op 9, not resumable
	CloseOnIdentify int  // the close code that answers every IDENTIFY; 0 is none
}

type gateway struct {
	Gateway
	server   *Server
	serving  sync.WaitGroup
	upgrader websocket.Upgrader
	frames   []*Frame
	opened   int
	conns    []*conn
	sessions map[string]*session
}

// session outlives the websocket that it runs on.
type session struct {
	id     string
	shard  int
	seq    int64
	events [][]byte // events[i] has the sequence i+1
	conn   *conn    // nil while the bot is away
}

type conn struct {
	number  int
	ws      *websocket.Conn
	session *session
	out     chan outgoing
	gone    chan struct{}
}

type outgoing struct {
	data []byte
	code int // a close code instead of data
}

// outgoingQueue is how many payloads can wait for a bot that does not read.
const outgoingQueue = 1 << 14

func (g *gateway) init(s *Server) {
	g.server, g.sessions = s, map[string]*session{}
	g.Gateway = Gateway{HeartbeatInterval: 41250 * time.Millisecond, Shards: 1, Total: 1000, Remaining: 1000, ResetAfter: 24 * time.Hour, MaxConcurrency: 1}
}

// Configure changes how the gateway behaves from now on.
func (s *Server) Configure(change func(g *Gateway)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.gateway.Gateway)
}

// Frames returns what the bot sent with an opcode, in the order received.
func (s *Server) Frames(op int) []*Frame {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*Frame
	for _, f := range s.gateway.frames {
		if f.Op == op {
			found = append(found, f)
		}
	}
	return found
}

// AwaitOp returns the first frame with the opcode that was not returned by AwaitOp
// before, and waits for it if need be.
func (s *Server) AwaitOp(op int) *Frame {
	s.t.Helper()
	var found *Frame
	s.await(fmt.Sprintf("gateway op %d", op), func() bool {
		for _, f := range s.gateway.frames {
			if f.Op == op && !f.taken {
				f.taken, found = true, f
				return true
			}
		}
		return false
	})
	return found
}

// AwaitShards waits until READY or RESUMED was sent to so many shards. A bot may
// not have read it yet: before a test breaks the connection, it should wait for
// the bot to have taken an event.
func (s *Server) AwaitShards(n int) {
	s.t.Helper()
	s.await(fmt.Sprintf("%d shards", n), func() bool {
		up := 0
		for _, session := range s.gateway.sessions {
			if session.conn != nil {
				up++
			}
		}
		return up >= n
	})
}

// Dispatch sends an event to every shard; data is encoded as JSON. A shard that is
// away gets it when it resumes.
func (s *Server) Dispatch(event string, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, session := range s.gateway.sessions {
		session.dispatch(event, data)
	}
}

// Send sends a payload without a sequence to every websocket: 1 asks for a
// heartbeat, 7 for a reconnect, 9 says that the session is invalid (data says
// whether it can be resumed), 11 acknowledges.
func (s *Server) Send(op int, data any) { s.eachConn(func(c *conn) { c.send(op, data) }) }

// SendText sends text as it is to every websocket.
func (s *Server) SendText(text string) {
	s.eachConn(func(c *conn) { c.out <- outgoing{data: []byte(text)} })
}

// Close closes every websocket with a code.
func (s *Server) Close(code int) { s.eachConn(func(c *conn) { c.out <- outgoing{code: code} }) }

// Drop cuts every websocket off without a word.
func (s *Server) Drop() { s.eachConn(func(c *conn) { _ = c.ws.Close() }) }

// ForgetSessions makes every RESUME fail.
func (s *Server) ForgetSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.gateway.sessions)
}

func (s *Server) eachConn(do func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.gateway.conns {
		do(c)
	}
}

func (g *gateway) closeAll() { g.server.Drop() }

// describe is the answer to GET /gateway/bot.
func (g *gateway) describe() map[string]any {
	g.server.mu.Lock()
	defer g.server.mu.Unlock()
	return map[string]any{
		"url": "ws" + strings.TrimPrefix(g.server.URL, "http") + "gateway/", "shards": g.Shards,
		"session_start_limit": map[string]any{
			"total": g.Total, "remaining": g.Remaining, "reset_after": g.ResetAfter.Milliseconds(), "max_concurrency": g.MaxConcurrency,
		},
	}
}

// countdown says whether n is not used up, and takes one. The lock is held.
func countdown(n *int) bool {
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) {
	g.serving.Add(1)
	defer g.serving.Done()
	g.server.mu.Lock()
	refused := countdown(&g.Refuse)
	hang := !refused && countdown(&g.HangHandshake)
	silent := !refused && !hang && countdown(&g.NoHello)
	g.server.mu.Unlock()
	if hang {
		select {
		case <-r.Context().Done():
		case <-g.server.stopped:
		}
		return
	}
	if refused {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	ws, err := g.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := g.open(ws, r.URL.Path)
	defer g.leave(c)
	if !silent {
		g.server.mu.Lock()
		c.send(10, map[string]any{"heartbeat_interval": g.HeartbeatInterval.Milliseconds()})
		g.server.mu.Unlock()
	}
	g.read(c)
}

func (g *gateway) open(ws *websocket.Conn, path string) *conn {
	g.server.mu.Lock()
	defer g.server.mu.Unlock()
	g.opened++
	c := &conn{number: g.opened, ws: ws, out: make(chan outgoing, outgoingQueue), gone: make(chan struct{})}
	g.conns = append(g.conns, c)
	opened, _ := json.Marshal(path) // a text
	g.record(&Frame{Conn: c.number, Op: OpOpened, Data: opened})
	g.serving.Go(c.write)
	return c
}

func (g *gateway) leave(c *conn) {
	close(c.gone)
	_ = c.ws.Close()
	g.server.mu.Lock()
	defer g.server.mu.Unlock()
	for i := range g.conns {
		if g.conns[i] == c {
			g.conns = append(g.conns[:i], g.conns[i+1:]...)
			break
		}
	}
	if c.session != nil && c.session.conn == c {
		c.session.conn = nil
	}
	g.server.notify()
}

func (g *gateway) record(f *Frame) {
	g.frames = append(g.frames, f)
	g.server.notify()
}

// write sends what is queued. After a close code it leaves it to the bot to close
// the connection, so that the code arrives.
func (c *conn) write() {
	for {
		select {
		case <-c.gone:
			return
		case o := <-c.out:
			kind, data := websocket.TextMessage, o.data
			if o.code != 0 {
				kind, data = websocket.CloseMessage, websocket.FormatCloseMessage(o.code, "")
			}
			if c.ws.WriteMessage(kind, data) != nil || o.code != 0 {
				return
			}
		}
	}
}

// send queues a payload. The lock is held.
func (c *conn) send(op int, data any) {
	text, err := json.Marshal(map[string]any{"op": op, "d": data, "s": nil, "t": nil})
	if err != nil {
		panic(err) // a test's mistake
	}
	c.out <- outgoing{data: text}
}

func (g *gateway) read(c *conn) {
	for {
		_, text, err := c.ws.ReadMessage()
		if err != nil {
			code := 0
			if closed, ok := err.(*websocket.CloseError); ok { //nolint:errorlint // ReadMessage does not wrap it
				code = closed.Code
			}
			g.server.mu.Lock()
			g.record(&Frame{Conn: c.number, Op: OpGone, Data: fmt.Append(nil, code)})
			g.server.mu.Unlock()
			return
		}
		f := Frame{Conn: c.number}
		var payload struct {
			Op int             `json:"op"`
			D  json.RawMessage `json:"d"`
		}
		if json.Unmarshal(text, &payload) == nil {
			f.Op, f.Data = payload.Op, payload.D
			g.take(c, &f)
		}
	}
}

// take records a frame and answers it.
func (g *gateway) take(c *conn, f *Frame) {
	g.server.mu.Lock()
	defer g.server.mu.Unlock()
	defer g.record(f)
	var d struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
		Shard     [2]int `json:"shard"`
	}
	_ = json.Unmarshal(f.Data, &d) // a heartbeat's is a number
	switch {
	case f.Op == OpHeartbeat && !g.MuteACKs:
		c.send(11, nil)
	case f.Op != OpIdentify && f.Op != OpResume, countdown(&g.NoReady):
	case countdown(&g.Op7BeforeReady):
		c.send(7, nil)
	case countdown(&g.Op9BeforeReady):
		c.send(9, false)
	case f.Op == OpIdentify && g.CloseOnIdentify != 0:
		c.out <- outgoing{code: g.CloseOnIdentify}
	case f.Op == OpIdentify && d.Token != Token:
		c.out <- outgoing{code: 4004}
	case f.Op == OpIdentify:
		g.identify(c, d.Shard)
	default:
		g.resume(c, d.SessionID, d.Seq)
	}
}

func (g *gateway) identify(c *conn, shard [2]int) {
	if g.Remaining > 0 {
		g.Remaining--
	}
	s := &session{id: fmt.Sprintf("session-%d", c.number), shard: shard[0], conn: c}
	for id, old := range g.sessions { // a shard has one session
		if old.shard == s.shard {
			delete(g.sessions, id)
		}
	}
	c.session, g.sessions[s.id] = s, s
	s.dispatch("READY", map[string]any{
		"v": 9, "session_id": s.id, "resume_gateway_url": "ws" + strings.TrimPrefix(g.server.URL, "http") + "gateway/resume/",
		"user": bot(), "application": map[string]any{"id": BotID, "flags": 0}, "shard": shard,
		"guilds": []any{map[string]any{"id": GuildA, "unavailable": true}},
	})
}

func (g *gateway) resume(c *conn, id string, seq int64) {
	s := g.sessions[id]
	if s == nil || seq > s.seq {
		c.send(9, false)
		return
	}
	c.session, s.conn = s, c
	for _, event := range s.events[seq:] {
		c.out <- outgoing{data: event}
	}
	s.dispatch("RESUMED", map[string]any{})
}

// dispatch sends an event, and keeps it for a RESUME. The lock is held.
func (s *session) dispatch(event string, data any) {
	s.seq++
	text, err := json.Marshal(map[string]any{"op": 0, "t": event, "s": s.seq, "d": data})
	if err != nil {
		panic(err) // a test's mistake
	}
	s.events = append(s.events, text)
	if s.conn != nil {
		s.conn.out <- outgoing{data: text}
	}
}

//go:build linux

package crashtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const (
	discordToken = "MTIzNDU2Nzg5.crash.test"
	discordBot   = "900000000000000001" // the user and the application
	discordGuild = "800000000000000001"
)

// nonceMemory is for how long Discord takes the same nonce for the same message: the
// least of the "few minutes" that it promises.
const nonceMemory = 2 * time.Minute

// discord is a double of Discord: what the bot needs of REST and of the gateway.
type discord struct {
	*channels
	url  string
	last atomic.Uint64 // the last message's id

	gateway sync.Mutex
	shards  map[*websocket.Conn]int64 // the sequence of each websocket that is ready
}

func newDiscord(t *testing.T) *discord {
	t.Helper()
	d := &discord{shards: map[*websocket.Conn]int64{}}
	d.channels = newChannels(func(stands, again message) bool {
		return stands.nonce == again.nonce && again.at.Sub(stands.at) < nonceMemory
	})
	d.url = serve(t, d.serve)
	return d
}

// serve starts a double. The path of a request begins with the instance that asks.
func serve(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, instance, path string)) (url string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		instance, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		handle(w, r, instance, path)
	}))
	t.Cleanup(func() {
		s.CloseClientConnections() // Long polls would hold it up.
		s.Close()
	})
	return s.URL
}

func (d *discord) serve(w http.ResponseWriter, r *http.Request, instance, path string) {
	parts := strings.Split(path, "/") // api/v9/...
	if instance == "gateway" {
		d.attend(w, r)
		return
	}
	if r.Header.Get("Authorization") != "Bot "+discordToken || len(parts) < 4 {
		refusal(http.StatusUnauthorized, 0)(w)
		return
	}
	switch parts = parts[2:]; {
	case parts[0] == "gateway":
		const plenty = 1_000_000 // A test starts more sessions than a day allows.
		answer(w, http.StatusOK, map[string]any{
			"url": "ws" + strings.TrimPrefix(d.url, "http") + "/gateway/", "shards": 1,
			"session_start_limit": map[string]any{"total": plenty, "remaining": plenty, "reset_after": 1, "max_concurrency": 1},
		})
	case parts[0] == "applications":
		answer(w, http.StatusOK, []any{})
	case parts[0] == "channels" && len(parts) == 3 && r.Method == http.MethodPost:
		d.create(w, r, instance, parts[1])
	case parts[0] == "channels" && len(parts) == 3:
		d.history(w, r, parts[1])
	default: // A single message is asked for where there is none.
		refusal(http.StatusNotFound, 10008)(w)
	}
}

// refusal is a no of Discord's, with its code for it.
func refusal(status, code int) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		answer(w, status, map[string]any{"code": code, "message": http.StatusText(status)})
	}
}

// tooMany asks to wait for a second.
func tooMany(global bool) fate {
	return fate{refuse: func(w http.ResponseWriter) {
		w.Header().Set("X-RateLimit-Scope", "user")
		if global {
			w.Header().Set("X-RateLimit-Scope", "global")
			w.Header().Set("X-RateLimit-Global", "true")
		}
		answer(w, http.StatusTooManyRequests, map[string]any{"message": "You are being rate limited.", "retry_after": 1.0, "global": global})
	}}
}

// create posts a message.
func (d *discord) create(w http.ResponseWriter, r *http.Request, instance, channel string) {
	var said struct {
		Nonce      string          `json:"nonce"`
		Enforce    bool            `json:"enforce_nonce"`
		Components json.RawMessage `json:"components"`
	}
	body := json.NewDecoder(r.Body)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		body = json.NewDecoder(strings.NewReader(r.FormValue("payload_json")))
	}
	if err := body.Decode(&said); err != nil || !said.Enforce || said.Nonce == "" {
		refusal(http.StatusBadRequest, 50035)(w)
		return
	}
	m := message{id: d.newID(), nonce: said.Nonce, components: said.Components, at: time.Now()}
	d.post(w, instance, channel, m, func(m message) any { return map[string]any{"id": m.id, "channel_id": channel} })
}

// newID is an id that holds the time, as Discord's do.
func (d *discord) newID() string {
	const epoch = 1420070400000
	now := uint64(time.Now().UnixMilli()-epoch) << 22
	for {
		last := d.last.Load()
		if next := max(now, last+1); d.last.CompareAndSwap(last, next) {
			return strconv.FormatUint(next, 10)
		}
	}
}

// history lists what stands behind an id, the latest first. Discord does not show
// nonces there.
func (d *discord) history(w http.ResponseWriter, r *http.Request, channel string) {
	after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64) // 0: all
	page := []any{}
	for _, m := range slices.Backward(d.in(channel)) {
		if id, err := strconv.ParseUint(m.id, 10, 64); err == nil && id > after {
			page = append(page, map[string]any{"id": m.id, "author": map[string]any{"id": discordBot}, "components": m.components})
		}
	}
	answer(w, http.StatusOK, page)
}

// attend is the gateway: it greets, and takes heartbeats.
func (d *discord) attend(w http.ResponseWriter, r *http.Request) {
	ws, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer func() {
		d.gateway.Lock()
		defer d.gateway.Unlock()
		delete(d.shards, ws)
		_ = ws.Close()
	}()
	const hello, heartbeat, identify, resume, acknowledged = 10, 1, 2, 6, 11
	d.say(ws, map[string]any{"op": hello, "d": map[string]any{"heartbeat_interval": 41250}})
	for {
		var p struct {
			Op int `json:"op"`
		}
		if err := ws.ReadJSON(&p); err != nil {
			return // Whoever was here is gone.
		}
		switch p.Op {
		case heartbeat:
			d.say(ws, map[string]any{"op": acknowledged})
		case identify:
			d.tell(ws, "READY", map[string]any{
				"session_id": "s", "resume_gateway_url": "ws" + strings.TrimPrefix(d.url, "http") + "/gateway/",
				"user": map[string]any{"id": discordBot, "bot": true}, "application": map[string]any{"id": discordBot},
			})
		case resume:
			d.tell(ws, "RESUMED", map[string]any{})
		}
	}
}

func (d *discord) say(ws *websocket.Conn, v any) {
	d.gateway.Lock()
	defer d.gateway.Unlock()
	_ = ws.WriteJSON(v) // The reader learns that the other side is gone.
}

// tell sends an event to a websocket, which is ready from then on.
func (d *discord) tell(ws *websocket.Conn, event string, data any) {
	d.gateway.Lock()
	d.shards[ws]++
	n := d.shards[ws]
	d.gateway.Unlock()
	d.say(ws, map[string]any{"op": 0, "t": event, "s": n, "d": data})
}

// dispatch sends an event to all websockets that are ready, and returns how many
// these are.
func (d *discord) dispatch(event string, data any) int {
	d.gateway.Lock()
	var ready []*websocket.Conn
	for ws := range d.shards {
		ready = append(ready, ws)
	}
	d.gateway.Unlock()
	for _, ws := range ready {
		d.tell(ws, event, data)
	}
	return len(ready)
}

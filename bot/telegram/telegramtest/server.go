// Package telegramtest is a double of Telegram's Bot API for tests: an HTTP server
// on loopback that hands out updates by long polling, takes messages, notes every
// request, and fails in the ways in which the real one does. It knows as much of
// the rules as the bot relies on and no more, and imports nothing of ours.
package telegramtest

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Token is the token that the server knows.
const Token = "4242:telegramtest-secret-half"

// Username is the bot's name.
const Username = "report_test_bot"

// BotID is the bot's id.
const BotID = 4242

// Call is one request that was made.
type Call struct {
	Method string
	Params map[string]any    // decoded where they are JSON
	Files  map[string][]byte // by the name of their field
	Failed bool              // by a fault, or refused
}

// Number is a parameter as a number, 0 where it is none.
func (c Call) Number(name string) int64 {
	n, _ := strconv.ParseInt(fmt.Sprint(c.Params[name]), 10, 64)
	return n
}

// Text is a parameter as a text.
func (c Call) Text(name string) string {
	s, _ := c.Params[name].(string)
	return s
}

// Server is the double. It may be used concurrently.
type Server struct {
	http *httptest.Server

	mu        sync.Mutex
	calls     []Call
	noted     chan struct{} // closed with every call, and when a poll ends
	faults    []*Fault
	queue     []map[string]any // updates that were not confirmed
	lastID    int64
	pushed    chan struct{} // closed with every update
	confirmed int64
	messageID int64
	webhook   bool
	answered  map[string]bool     // callback and inline queries
	statuses  map[[2]int64]string // of people in chats
	polls     int
	problems  []string
}

// New starts a server that ends with the test. What broke Telegram's rules fails
// the test then.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{noted: make(chan struct{}), pushed: make(chan struct{}), lastID: 1000, answered: map[string]bool{}, statuses: map[[2]int64]string{}}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(func() {
		s.http.Close()
		for _, p := range s.problems {
			t.Error("telegram's rules: " + p)
		}
	})
	return s
}

// URL is the address for TELEGRAM_API_URL.
func (s *Server) URL() string { return s.http.URL }

// Push delivers an update of a kind ("message") and returns its id.
func (s *Server) Push(kind string, v any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	s.deliver(map[string]any{"update_id": s.lastID, kind: v})
	return s.lastID
}

// Raw delivers an update as it is.
func (s *Server) Raw(update map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliver(update)
}

func (s *Server) deliver(update map[string]any) {
	s.queue = append(s.queue, update)
	close(s.pushed)
	s.pushed = make(chan struct{})
}

// Member makes somebody in a chat what a status says, such as "administrator".
// Everybody else is a "member".
func (s *Server) Member(chat, user int64, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses[[2]int64{chat, user}] = status
}

// Confirmed is the offset of the last getUpdates: all updates before it are gone.
func (s *Server) Confirmed() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.confirmed
}

// Calls are the requests of a method so far, or of all.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of(method)
}

func (s *Server) of(method string) []Call {
	if method == "" {
		return slices.Clip(s.calls) // Noted calls never change.
	}
	var out []Call
	for _, c := range s.calls {
		if c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// Await waits until there were n requests of a method and returns them.
func (s *Server) Await(t testing.TB, method string, n int) []Call {
	t.Helper()
	looked, found := 0, 0 // Of thousands of calls each is looked at once.
	return s.AwaitThat(t, fmt.Sprintf("%d %s", n, method), func(all []Call) []Call {
		for ; looked < len(all); looked++ {
			if all[looked].Method == method {
				found++
			}
		}
		if found < n {
			return nil
		}
		return s.of(method)
	})
}

// patience is how long Await waits. It is far more than a test takes, also where the
// race detector and other packages' tests share the machine.
const patience = 5 * time.Minute

// AwaitThat waits until found returns something for all requests so far.
func (s *Server) AwaitThat(t testing.TB, what string, found func([]Call) []Call) []Call {
	t.Helper()
	deadline := time.After(patience)
	for {
		s.mu.Lock()
		calls, noted := found(s.of("")), s.noted
		s.mu.Unlock()
		if calls != nil {
			return calls
		}
		select {
		case <-noted:
		case <-deadline:
			t.Fatalf("waited in vain for %s; there were %v", what, summary(s.Calls("")))
		}
	}
}

func summary(calls []Call) []string {
	var out []string
	for _, c := range calls {
		if c.Method != "getUpdates" {
			out = append(out, c.Method)
		}
	}
	return out
}

// AwaitNoPoll waits until no getUpdates is under way: one that was broken off ends a
// moment later here.
func (s *Server) AwaitNoPoll(t testing.TB) {
	t.Helper()
	s.AwaitThat(t, "the end of a poll", func(all []Call) []Call {
		if s.polls > 0 {
			return nil
		}
		return all
	})
}

func (s *Server) note(c Call) {
	s.calls = append(s.calls, c)
	s.wake()
}

func (s *Server) wake() {
	close(s.noted)
	s.noted = make(chan struct{})
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	token, method, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	call, err := read(r)
	call.Method = method
	if err != nil || !ok {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	fault := s.fault(method)
	if fault != nil && !fault.carriedOut() {
		call.Failed = true
		s.mu.Lock()
		s.note(call) // before the bot hears of it and goes on
		s.mu.Unlock()
	}
	if fault != nil && fault.before(w, r) {
		return
	}
	if token != Token {
		refuse(w, Refusal{Code: http.StatusUnauthorized, Description: "Unauthorized"})
		return
	}
	if method == "getUpdates" {
		s.getUpdates(w, r, call)
		return
	}
	s.mu.Lock()
	result, refusal := s.do(call)
	call.Failed = refusal != nil
	s.note(call)
	s.mu.Unlock()
	switch {
	case fault != nil && fault.Kind == Lost:
		drop(w)
	case refusal != nil:
		refuse(w, *refusal)
	case fault != nil && fault.Kind == Terse:
		reply(w, http.StatusOK, map[string]any{"ok": true})
	default:
		reply(w, http.StatusOK, map[string]any{"ok": true, "result": result})
	}
}

// read reads a request's parameters and files.
func read(r *http.Request) (Call, error) {
	c := Call{Params: map[string]any{}, Files: map[string][]byte{}}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return c, err
	}
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(16 << 20)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return c, err
	}
	for name, values := range r.PostForm {
		c.Params[name] = decoded(values[0])
	}
	if r.MultipartForm == nil {
		return c, nil
	}
	for name, headers := range r.MultipartForm.File {
		f, err := headers[0].Open()
		if err != nil {
			return c, err
		}
		c.Files[name], err = io.ReadAll(f)
		if err = firstOf(err, f.Close()); err != nil {
			return c, err
		}
	}
	return c, nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// decoded is a parameter that is a JSON object or list as what it holds.
func decoded(value string) any {
	var v any
	if strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
		if json.Unmarshal([]byte(value), &v) == nil {
			return v
		}
	}
	return value
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

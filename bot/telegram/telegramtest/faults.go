package telegramtest

import (
	"net"
	"net/http"
	"time"
)

// Kind is how a request fails.
type Kind int

// The ways to fail.
const (
	Refused Kind = iota // by the Bot API, as Refusal says; not carried out
	Page                // by a server before it: a page with Refusal's code; not carried out
	Dropped             // the connection ends without an answer; not carried out
	Lost                // the connection ends without an answer; carried out
	Garbage             // an answer that is not JSON; not carried out
	Slow                // the answer takes Delay; carried out
	Terse               // an answer that says yes and nothing else; carried out
)

// carriedOut reports whether a request that fails so is carried out.
func (f *Fault) carriedOut() bool { return f.Kind == Lost || f.Kind == Slow || f.Kind == Terse }

// Refusal is an answer that says no.
type Refusal struct {
	Code        int
	Description string
	Parameters  map[string]any
}

// Fault makes requests fail.
type Fault struct {
	Method  string // empty for all
	Kind    Kind
	Refusal Refusal
	Delay   time.Duration
	Times   int // that it does; 0 is once, -1 always
	Skip    int // requests that pass before it begins
}

// Fail makes requests fail from now on.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// Recover ends all faults.
func (s *Server) Recover() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fault is how a request of a method fails; nil if it does not.
func (s *Server) fault(method string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		switch {
		case f.Method != "" && f.Method != method || f.Times == 0:
		case f.Skip > 0:
			f.Skip--
		default:
			f.Times--
			return f
		}
	}
	return nil
}

// before fails a request that is not carried out. It returns false where it is.
func (f *Fault) before(w http.ResponseWriter, r *http.Request) bool {
	switch f.Kind {
	case Refused:
		refuse(w, f.Refusal)
	case Page:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Refusal.Code)
		_, _ = w.Write([]byte("<html><title>nginx</title></html>"))
	case Dropped:
		drop(w)
	case Garbage:
		_, _ = w.Write([]byte("<html>"))
	case Slow:
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
		}
		return false
	case Lost, Terse:
		return false
	}
	return true
}

func refuse(w http.ResponseWriter, r Refusal) {
	answer := map[string]any{"ok": false, "error_code": r.Code, "description": r.Description}
	if r.Parameters != nil {
		answer["parameters"] = r.Parameters
	}
	reply(w, r.Code, answer)
}

// drop ends a connection without an answer.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

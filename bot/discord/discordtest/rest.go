package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
)

// Request is a request as the double received it.
type Request struct {
	Method string
	Path   string // below /api/vN, such as "/channels/1/messages"
	Query  string
	Header http.Header
	Body   []byte // the JSON, be it the body or the part payload_json
	Files  []File

	taken bool // by Await
}

// File is an uploaded file.
type File struct {
	Field, Name, Type string
	Data              []byte
}

// JSON decodes the request's body into v.
func (r *Request) JSON(v any) error { return json.Unmarshal(r.Body, v) }

// Response is what the double answers. A Body that is neither nil, a string nor
// []byte is encoded as JSON.
type Response struct {
	Status int // 0 is 200, or 204 without a body
	Header map[string]string
	Body   any
}

// Fault is a failure of the requests that match. One of the ways to fail is set;
// the first fault that matches and is not used up counts.
type Fault struct {
	Method string // empty is any
	Path   string // a regular expression on Request.Path; empty is any
	Skip   int    // so many pass before
	Times  int    // so many fail; 0 is all

	Response *Response       // answered instead; see TooManyRequests
	Drop     bool            // the connection is closed before anything is carried out
	Lost     bool            // carried out, but the connection is closed instead of an answer
	Hang     <-chan struct{} // carried out when this is closed
}

// TooManyRequests is Discord's answer 429, to wait for seconds.
func TooManyRequests(seconds float64, global bool) *Response {
	header := map[string]string{"Retry-After": fmt.Sprint(int(seconds + 1)), "X-RateLimit-Scope": "user"}
	if global {
		header["X-RateLimit-Global"], header["X-RateLimit-Scope"] = "true", "global"
	}
	return &Response{Status: http.StatusTooManyRequests, Header: header, Body: map[string]any{
		"message": "You are being rate limited.", "retry_after": seconds, "global": global,
	}}
}

// Fail adds a fault. ClearFaults takes all of them away.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = -1
	}
	s.faults = append(s.faults, &f)
}

// ClearFaults takes all faults away.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

type route struct {
	method string
	path   *regexp.Regexp
	answer func(*Request) Response
}

// Respond makes the double answer matching requests with what answer returns,
// before anything that it would answer by itself. Later calls go first. answer may
// be called by several goroutines.
func (s *Server) Respond(method, path string, answer func(*Request) Response) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.routes = append([]route{{method, regexp.MustCompile(path), answer}}, s.routes...)
}

// Requests returns the requests that match, in the order received. An empty
// method or path matches any.
func (s *Server) Requests(method, path string) []*Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*Request
	for _, r := range s.requests {
		if matches(method, path, r) {
			found = append(found, r)
		}
	}
	return found
}

// Await returns the first request that matches and was not returned by Await
// before, and waits for it if need be.
func (s *Server) Await(method, path string) *Request {
	s.t.Helper()
	var found *Request
	s.await("request "+method+" "+path, func() bool {
		for _, r := range s.requests {
			if !r.taken && matches(method, path, r) {
				r.taken, found = true, r
				return true
			}
		}
		return false
	})
	return found
}

func matches(method, path string, r *Request) bool {
	return (method == "" || method == r.Method) && regexp.MustCompile(path).MatchString(r.Path)
}

var versionPattern = regexp.MustCompile(`^/api/v(9|10)/`)

func (s *Server) serveAPI(w http.ResponseWriter, h *http.Request) {
	r, err := readRequest(h)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fault := s.faultFor(r)
	s.record(r)
	switch {
	case fault == nil:
	case fault.Drop:
		panic(http.ErrAbortHandler)
	case fault.Response != nil:
		fault.Response.write(w)
		return
	case fault.Hang != nil:
		select {
		case <-fault.Hang:
		case <-s.stopped:
		case <-h.Context().Done(): // the bot gave up
			return
		}
	}
	answer := s.answer(h, r)
	if fault != nil && fault.Lost {
		panic(http.ErrAbortHandler)
	}
	answer.write(w)
}

func (s *Server) record(r *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	s.notify()
}

func (s *Server) faultFor(r *Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		switch {
		case f.Times == 0 || !matches(f.Method, f.Path, r):
		case f.Skip > 0:
			f.Skip--
		default:
			f.Times--
			return f
		}
	}
	return nil
}

func readRequest(h *http.Request) (*Request, error) {
	r := &Request{Method: h.Method, Path: "/" + versionPattern.ReplaceAllString(h.URL.Path, ""), Query: h.URL.RawQuery, Header: h.Header}
	kind, parameters, _ := mime.ParseMediaType(h.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		var err error
		r.Body, err = io.ReadAll(h.Body)
		return r, err
	}
	parts := multipart.NewReader(h.Body, parameters["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		if part.FormName() == "payload_json" {
			r.Body = data
			continue
		}
		r.Files = append(r.Files, File{part.FormName(), part.FileName(), part.Header.Get("Content-Type"), data})
	}
}

// answer is what the double answers when nothing is wrong.
func (s *Server) answer(h *http.Request, r *Request) Response {
	s.mu.Lock()
	routes := s.routes
	s.mu.Unlock()
	for _, route := range routes {
		if route.method == r.Method && route.path.MatchString(r.Path) {
			return route.answer(r)
		}
	}
	if h.Header.Get("Authorization") != "Bot "+Token && !strings.HasPrefix(r.Path, "/interactions/") && !strings.HasPrefix(r.Path, "/webhooks/") {
		return Response{Status: http.StatusUnauthorized, Body: map[string]any{"message": "401: Unauthorized", "code": 0}}
	}
	for _, route := range s.builtIn() {
		if route.method == r.Method && route.path.MatchString(r.Path) {
			return route.answer(r)
		}
	}
	return Response{Status: http.StatusNotFound, Body: map[string]any{"message": "404: Not Found", "code": 0}}
}

func (s *Server) builtIn() []route {
	nothing := func(*Request) Response { return Response{} }
	echo := func(r *Request) Response { return Response{Body: r.Body} }
	return []route{
		{"GET", regexp.MustCompile(`^/gateway/bot$`), func(*Request) Response { return Response{Body: s.gateway.describe()} }},
		{"GET", regexp.MustCompile(`^/users/@me$`), func(*Request) Response { return Response{Body: bot()} }},
		{"GET", regexp.MustCompile(`^/(oauth2/)?applications/@me$`), func(*Request) Response { return Response{Body: bot()} }},
		{"POST", regexp.MustCompile(`^/users/@me/channels$`), func(*Request) Response {
			return Response{Body: map[string]any{"id": s.NewID(), "type": 1}}
		}},
		{"GET", regexp.MustCompile(`^/applications/\d+/(guilds/\d+/)?commands$`), func(*Request) Response { return Response{Body: []any{}} }},
		{"PUT", regexp.MustCompile(`^/applications/\d+/(guilds/\d+/)?commands$`), echo},
		{"GET", regexp.MustCompile(`^/channels/\d+/messages$`), func(*Request) Response { return Response{Body: []any{}} }},
		{"POST", regexp.MustCompile(`^/channels/\d+/messages$`), s.message},
		{"PATCH", regexp.MustCompile(`/messages/(\d+|@original)$`), s.message},
		{"GET", regexp.MustCompile(`/messages/(\d+|@original)$`), s.message},
		{"DELETE", regexp.MustCompile(`/messages/(\d+|@original)$`), nothing},
		{"POST", regexp.MustCompile(`^/channels/\d+/typing$`), nothing},
		{"POST", regexp.MustCompile(`^/interactions/\d+/[^/]+/callback$`), nothing},
		{"POST", regexp.MustCompile(`^/webhooks/\d+/[^/]+$`), s.message},
	}
}

// message answers with the message as sent, under the id from the address or a
// new one.
func (s *Server) message(r *Request) Response {
	m := map[string]any{}
	_ = json.Unmarshal(r.Body, &m) // what was sent without a body has nothing to show
	segments := strings.Split(r.Path, "/")
	if m["id"] = segments[len(segments)-1]; r.Method == http.MethodPost || m["id"] == "@original" {
		m["id"] = s.NewID()
	}
	m["author"], m["timestamp"], m["type"] = bot(), "2026-03-02T09:00:00Z", 0
	if segments[1] == "channels" {
		m["channel_id"] = segments[2]
	}
	delete(m, "attachments")
	return Response{Body: m}
}

func bot() map[string]any {
	return map[string]any{"id": BotID, "username": "reportbot", "discriminator": "0", "bot": true}
}

func (r Response) write(w http.ResponseWriter) {
	var body []byte
	switch b := r.Body.(type) {
	case nil:
	case []byte:
		body = b
	case string:
		body = []byte(b)
	default:
		body, _ = json.Marshal(b) // of maps, slices and texts only
		w.Header().Set("Content-Type", "application/json")
	}
	for k, v := range r.Header {
		w.Header().Set(k, v)
	}
	switch {
	case r.Status == 0 && body == nil:
		r.Status = http.StatusNoContent
	case r.Status == 0:
		r.Status = http.StatusOK
	}
	w.WriteHeader(r.Status)
	_, _ = w.Write(body) // a bot that went away does not matter
}

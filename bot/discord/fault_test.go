package discord

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

func answered(status, code int) *discordtest.Response {
	return &discordtest.Response{Status: status, Body: map[string]any{"code": code, "message": "No."}}
}

// Ensure a failed request is repeated where that can't double an answer, not before
// it may, and given up where it is no use.
func TestFaults(t *testing.T) {
	t.Parallel()
	const id = "500000000000000001"
	question, command, quick := mentioned(id, "ranking"), slash(id, "ask", "question", "ranking"), 100*time.Millisecond
	gone := "an answer was not delivered"
	never := make(chan struct{})
	for name, tc := range map[string]struct {
		event string
		slow  time.Duration // the assistant
		fault discordtest.Fault
		want  int           // requests of the fault's kind
		least time.Duration // that it took
		most  time.Duration
		log   string
	}{
		"429":                 {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Response: discordtest.TooManyRequests(2.5, false)}, 2, 2500 * time.Millisecond, 3 * time.Second, ""},
		"429 global":          {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Response: discordtest.TooManyRequests(2.5, true)}, 2, 2500 * time.Millisecond, 3 * time.Second, ""},
		"429 eight times":     {question, 0, discordtest.Fault{Path: "/messages$", Times: 8, Response: discordtest.TooManyRequests(1, false)}, 9, 8 * time.Second, 12 * time.Second, ""},
		"429 without JSON":    {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Response: &discordtest.Response{Status: 429, Body: "slow", Header: map[string]string{"Retry-After": "7"}}}, 2, 7 * time.Second, 8 * time.Second, ""},
		"429 without a word":  {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Response: &discordtest.Response{Status: 429, Body: "slow"}}, 2, time.Minute, 61 * time.Second, ""},
		"500":                 {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Response: &discordtest.Response{Status: 500, Body: "<html>"}}, 2, 0, 2 * time.Second, ""},
		"502 twice":           {question, 0, discordtest.Fault{Path: "/messages$", Times: 2, Response: &discordtest.Response{Status: 502, Body: "<html>"}}, 3, 0, 4 * time.Second, ""},
		"503 for ever":        {question, 0, discordtest.Fault{Path: "/messages$", Response: &discordtest.Response{Status: 503}}, attempts, 0, time.Minute, gone},
		"hang for ever":       {question, 0, discordtest.Fault{Path: "/messages$", Hang: never}, 0, nonceMemory, nonceMemory + time.Minute, gone},
		"drop":                {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Drop: true}, 2, 0, 2 * time.Second, ""},
		"lost":                {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Lost: true}, 2, 0, 2 * time.Second, ""},
		"hang":                {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Hang: never}, 2, requestTimeout, requestTimeout + 2*time.Second, ""},
		"garbage":             {question, 0, discordtest.Fault{Path: "/messages$", Response: &discordtest.Response{Body: "{]"}}, 1, 0, quick, ""},
		"empty":               {question, 0, discordtest.Fault{Path: "/messages$", Response: &discordtest.Response{}}, 1, 0, quick, ""},
		"400":                 {question, 0, discordtest.Fault{Path: "/messages$", Response: answered(400, 50035)}, 2, 0, quick, gone},
		"400 for the form":    {mentioned(id, "chart"), 0, discordtest.Fault{Path: "/messages$", Times: 1, Response: answered(400, 50035)}, 2, 0, quick, ""},
		"400 to a command":    {command, 0, discordtest.Fault{Path: "/callback$", Times: 1, Response: answered(400, 50035)}, 2, 0, quick, ""},
		"400 to a picture":    {slash(id, "ask", "question", "chart"), 0, discordtest.Fault{Path: "/@original$", Times: 1, Response: answered(400, 50035)}, 2, 0, quick, ""},
		"unsure of a promise": {slash(id, "ask", "question", "chart"), 0, discordtest.Fault{Path: "/callback$", Times: 1, Lost: true}, 2, 0, time.Second, ""},
		"401":                 {question, 0, discordtest.Fault{Path: "/messages$", Response: answered(401, 0)}, 1, 0, quick, gone},
		"403":                 {question, 0, discordtest.Fault{Path: "/messages$", Response: answered(403, 50001)}, 1, 0, quick, "does not let the bot answer"},
		"404":                 {question, 0, discordtest.Fault{Path: "/messages$", Response: answered(404, 10003)}, 1, 0, quick, "does not let the bot answer"},
		"302":                 {question, 0, discordtest.Fault{Path: "/messages$", Response: &discordtest.Response{Status: 302, Header: map[string]string{"Location": "https://example.org/"}}}, 1, 0, quick, gone},
		"no right to a file":  {mentioned(id, "chart"), 0, discordtest.Fault{Path: "/messages$", Times: 1, Response: answered(403, 50013)}, 2, 0, quick, ""},
		"no right to a reply": {question, 0, discordtest.Fault{Path: "/messages$", Times: 1, Response: answered(400, 160002)}, 2, 0, quick, ""},
		"typing refused":      {question, time.Second, discordtest.Fault{Path: "/typing$", Response: answered(403, 50013)}, 1, time.Second, 1100 * time.Millisecond, ""},
		"typing hangs":        {question, time.Second, discordtest.Fault{Path: "/typing$", Hang: never}, 1, time.Second, 1100 * time.Millisecond, ""},
		"callback 502":        {command, 0, discordtest.Fault{Path: "/callback$", Times: 1, Response: &discordtest.Response{Status: 502}}, 2, 0, time.Second, ""},
		"callback 429":        {command, 0, discordtest.Fault{Path: "/callback$", Times: 1, Response: discordtest.TooManyRequests(1, false)}, 2, time.Second, 2 * time.Second, ""},
		"callback 429 long":   {command, 0, discordtest.Fault{Path: "/callback$", Times: 1, Response: discordtest.TooManyRequests(60, false)}, 1, 3 * time.Second, 3 * time.Second, "not answered"},
		"callback dropped":    {command, 0, discordtest.Fault{Path: "/callback$", Times: 1, Drop: true}, 2, 0, time.Second, ""},
		"callback 502 ever":   {command, 0, discordtest.Fault{Path: "/callback$", Response: &discordtest.Response{Status: 502}}, 0, 0, respondWithin, "not answered"},
		"callback unknown":    {command, 0, discordtest.Fault{Path: "/callback$", Response: answered(404, 10062)}, 1, 0, quick, "not answered"},
		"callback answered":   {command, 0, discordtest.Fault{Path: "/callback$", Response: answered(400, 40060)}, 1, 0, quick, "not answered"},
		"putting off hangs":   {command, 2 * time.Second, discordtest.Fault{Path: "/callback$", Hang: never}, 1, requestTimeout, requestTimeout + holdAfter + time.Second, ""},
		"putting off dropped": {command, 2 * time.Second, discordtest.Fault{Path: "/callback$", Times: 1, Drop: true}, 2, 2 * time.Second, 3 * time.Second, ""},
		"edit lost":           {command, 2 * time.Second, discordtest.Fault{Path: "/@original$", Times: 1, Lost: true}, 2, 2 * time.Second, 3 * time.Second, ""},
		"edit 502":            {command, 2 * time.Second, discordtest.Fault{Path: "/@original$", Times: 2, Response: &discordtest.Response{Status: 502}}, 3, 2 * time.Second, 5 * time.Second, ""},
		"edit forbidden":      {command, 2 * time.Second, discordtest.Fault{Path: "/@original$", Response: answered(401, 50027)}, 1, 2 * time.Second, 3 * time.Second, "not answered"},
		"follow-up lost":      {press(id, "ranking", 0), 2 * time.Second, discordtest.Fault{Path: "^/webhooks", Times: 1, Lost: true}, 1, 2 * time.Second, 3 * time.Second, "whether it was sent is unknown"},
		"follow-up 500":       {press(id, "ranking", 0), 2 * time.Second, discordtest.Fault{Path: "^/webhooks", Times: 1, Response: &discordtest.Response{Status: 500}}, 1, 2 * time.Second, 3 * time.Second, "whether it was sent is unknown"},
		"follow-up 429":       {press(id, "ranking", 0), 2 * time.Second, discordtest.Fault{Path: "^/webhooks", Times: 1, Response: discordtest.TooManyRequests(4, false)}, 2, 6 * time.Second, 7 * time.Second, ""},
		"removal fails":       {slash(id, "ask", "question", "fail"), 2 * time.Second, discordtest.Fault{Method: "DELETE", Response: answered(403, 50001)}, 1, 2 * time.Second, 3 * time.Second, "not answered"},
		"removed before":      {slash(id, "ask", "question", "thanks"), 2 * time.Second, discordtest.Fault{Method: "DELETE", Response: answered(404, 10008)}, 1, 2 * time.Second, 3 * time.Second, ""},
		"removed, then bare":  {slash(id, "ask", "question", "thanks"), 2 * time.Second, discordtest.Fault{Path: "^/webhooks/[^/]*/[^/]*$", Times: 1, Response: answered(400, 50035)}, 2, 2 * time.Second, 3 * time.Second, ""},
		"proposals fail":      {interaction(id, 4, `{"name":"figure","options":[{"name":"name","value":"","focused":true}]}`, ""), 0, discordtest.Fault{Path: "/callback$", Response: answered(404, 10062)}, 1, 0, quick, ""},
		"an endless answer":   {question, 0, discordtest.Fault{Path: "/messages$", Response: &discordtest.Response{Body: strings.Repeat("x", 2*maxResponse)}}, 1, 0, quick, ""},
		"callback lost":       {command, 0, discordtest.Fault{Path: "/callback$", Skip: 1, Response: answered(400, 40060)}, 2, 0, time.Second, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				if tc.slow > 0 {
					s.slowly(tc.slow)
				}
				if name == "callback lost" { // Discord says then that it was answered
					s.discord.Fail(discordtest.Fault{Path: "/callback$", Times: 1, Lost: true})
					tc.fault.Skip = 0
				}
				if tc.fault.Hang != nil { // of the bubble's own
					tc.fault.Hang = make(chan struct{})
				}
				s.discord.Fail(tc.fault)
				begin := time.Now()
				if tc.event == question || strings.Contains(tc.event, `"content"`) {
					s.event("MESSAGE_CREATE", tc.event)
				} else {
					s.event("INTERACTION_CREATE", tc.event)
				}
				s.end()
				took := time.Since(begin)
				if took < tc.least || took > tc.most {
					t.Errorf("took %v, want %v to %v", took, tc.least, tc.most)
				}
				if n := len(s.discord.Requests(tc.fault.Method, tc.fault.Path)); n != tc.want && tc.want > 0 {
					t.Errorf("%d requests, want %d:\n%s", n, tc.want, s.transcript())
				}
				nonces := map[string]bool{}
				for _, r := range s.discord.Requests("POST", "/messages$") {
					var sent channelNonce
					if err := r.JSON(&sent); err != nil {
						t.Fatal(err)
					}
					nonces[sent.Nonce] = true
				}
				if len(nonces) > 1 {
					t.Errorf("nonces %v: the answer may stand twice", nonces)
				}
				log := s.log.String()
				if (tc.log == "") != (log == "") || !strings.Contains(log, tc.log) {
					t.Errorf("logged, want %q:\n%s", tc.log, log)
				}
				if strings.Contains(log, "token-") || strings.Contains(log, discordtest.Token) {
					t.Errorf("the log holds a token:\n%s", log)
				}
			})
		})
	}
}

type channelNonce struct {
	Nonce string `json:"nonce"`
}

// Ensure a private answer never follows while all are still promised one: Discord
// would show it to them. The promise is taken back once.
func TestPrivateStaysPrivate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault     discordtest.Fault
		removals  int
		following int
	}{
		"removed":        {discordtest.Fault{Path: "^/nowhere$"}, 1, 1},
		"refused":        {discordtest.Fault{Method: "DELETE", Response: answered(403, 50001)}, 1, 0},
		"refused form":   {discordtest.Fault{Method: "DELETE", Response: answered(400, 50035)}, 2, 0},
		"form of answer": {discordtest.Fault{Path: "^/webhooks/[^/]*/[^/]*$", Times: 1, Response: answered(400, 50035)}, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				s.slowly(2 * time.Second)
				s.discord.Fail(tc.fault)
				s.event("INTERACTION_CREATE", slash("500000000000000001", "ask", "question", "thanks"))
				s.end()
				removals, following := len(s.discord.Requests("DELETE", "")), len(s.discord.Requests("POST", "^/webhooks"))
				if removals != tc.removals || following != tc.following {
					t.Errorf("%d removals and %d messages, want %d and %d:\n%s", removals, following, tc.removals, tc.following, s.transcript())
				}
			})
		})
	}
}

// Ensure what Discord forbids in a channel is logged once, and nothing is tried in a
// circle: each answer as it is, and plain.
func TestForbiddenLoggedOnce(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.discord.Fail(discordtest.Fault{Path: "/messages$", Response: answered(403, 50013)})
		for i := range 5 {
			s.event("MESSAGE_CREATE", mentioned(fmt.Sprint(100+i), "ranking"))
		}
		s.end()
		if n := len(s.discord.Requests("", "")); n != 10 {
			t.Errorf("%d requests for 5 answers", n)
		}
		if n := strings.Count(s.log.String(), "\n"); n != 1 {
			t.Errorf("logged %d times:\n%s", n, s.log)
		}
	})
}

// Ensure sending stops before Discord bans the bot for its invalid requests.
func TestBreaker(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.discord.Fail(discordtest.Fault{Response: answered(401, 0)})
		for range maxInvalid + 50 {
			id := s.discord.NewID()
			s.event("MESSAGE_CREATE", strings.Replace(strings.ReplaceAll(mentioned(id, "x"), channel, id), `"300000000000000001"`, `"`+id+`"`, 1))
		}
		s.end()
		if n := len(s.discord.Requests("", "")); n != maxInvalid {
			t.Errorf("%d requests were refused before sending stopped, want %d", n, maxInvalid)
		}
	})
}

// Ensure what Discord answers is read right.
func TestRefused(t *testing.T) {
	t.Parallel()
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	for _, tc := range []struct {
		name       string
		status     int
		header     http.Header
		body       string
		repeatable bool
		want       bot.SendError
	}{
		{"a channel's limit", 429, header("X-RateLimit-Scope", "user"), `{"retry_after":0.25}`, true, bot.SendError{Retry: true, After: 250 * time.Millisecond, Invalid: true}},
		{"a shared limit", 429, header("X-RateLimit-Scope", "shared"), `{"retry_after":1}`, false, bot.SendError{Retry: true, After: time.Second}},
		{"everybody's limit", 429, header("X-RateLimit-Global", "true"), `{"retry_after":1}`, false, bot.SendError{Retry: true, After: time.Second, Everywhere: true, Invalid: true}},
		{"everybody's limit, in the body", 429, nil, `{"retry_after":1,"global":true}`, false, bot.SendError{Retry: true, After: time.Second, Everywhere: true, Invalid: true}},
		{"in front of Discord", 429, header("Retry-After", "90"), `error code: 1015`, false, bot.SendError{Retry: true, After: 90 * time.Second, Everywhere: true, Invalid: true}},
		{"no time", 429, header("Retry-After", "NaN"), `{}`, false, bot.SendError{Retry: true, After: time.Minute, Invalid: true}},
		{"endless", 429, nil, `{"retry_after":1e300}`, false, bot.SendError{Retry: true, After: 24 * time.Hour, Invalid: true}},
		{"500", 500, nil, ``, false, bot.SendError{Retry: true, Unknown: true}},
		{"500, with a nonce", 500, nil, ``, true, bot.SendError{Retry: true}},
		{"403", 403, nil, `{"code":50013}`, true, bot.SendError{Invalid: true, Forbidden: true}},
		{"403 in front of Discord", 403, nil, `<html>`, true, bot.SendError{Invalid: true}},
		{"403 for the address", 403, nil, `{"code":40333}`, true, bot.SendError{Invalid: true}},
		{"a locked thread", 400, nil, `{"code":160005}`, true, bot.SendError{Forbidden: true}},
		{"403 for ever", 403, nil, `{"code":50001}`, true, bot.SendError{Invalid: true, Gone: true}},
		{"404", 404, nil, `{"code":10003}`, true, bot.SendError{Gone: true}},
		{"400", 400, nil, `null`, true, bot.SendError{}},
	} {
		got := *refused(tc.status, tc.header, []byte(tc.body), tc.repeatable)
		if got.Err == nil || got.Err.Error() == "" {
			t.Errorf("%s: no error", tc.name)
		}
		got.Err = nil
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

// Ensure a request that never left is known to have sent nothing.
func TestUnanswered(t *testing.T) {
	t.Parallel()
	dial := unanswered(fmt.Errorf("post: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), false)
	read := unanswered(&net.OpError{Op: "read", Err: errors.New("reset")}, false)
	again := unanswered(&net.OpError{Op: "read", Err: errors.New("reset")}, true)
	if dial.Unknown || !dial.Retry || !read.Unknown || again.Unknown || !again.Retry {
		t.Errorf("got %+v, %+v, %+v", dial, read, again)
	}
}

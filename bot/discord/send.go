package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
)

// client makes requests. It has no queue and repeats nothing: that is for the
// outboxes, which read of its errors what may be done. discordgo's own way of
// asking is not used: it keeps state for every address and so for every token of
// an interaction, sleeps without a context, and hides what a 429 or a 502 said.
type client struct {
	http  *http.Client
	token string // the bot's, with "Bot "
	agent string
	hide  redactor
}

func newClient(s *discordgo.Session, token string) *client {
	return &client{http: s.Client, token: s.Token, agent: s.UserAgent, hide: redactor{token: token}}
}

// apiRequest is one request.
type apiRequest struct {
	method, path string // the path below the API's version
	body         any    // sent as JSON; nil for none
	picture      []byte // sent along as the body's attachment 0
	open         bool   // the address holds a token of its own: the bot's stays at home

	// repeatable says that repeating a request that was carried out does no harm.
	repeatable bool

	// lenient says that an answer of 2xx which can't be read is one without content:
	// what was asked for was carried out.
	lenient bool

	room int64 // what is read of the answer; 0 is maxResponse
}

// do makes a request and decodes what is answered into answer, unless that is
// nil. Its errors hold no token. They are a *bot.SendError, or ctx's error where
// ctx ended before the request was answered.
//
// A message stands once Discord answered 2xx, whatever it wrote in the answer: that
// is no error where nobody asked for the answer.
func (c *client) do(ctx context.Context, r apiRequest, answer any) error {
	status, header, body, err := c.exchange(ctx, r)
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("%s: %w", r.method, ctx.Err())
	case err != nil:
		return unanswered(c.hide.error(err), r.repeatable)
	case status < 200 || status > 299:
		return refused(status, header, body, r.repeatable)
	case answer == nil:
		return nil
	}
	if err := json.Unmarshal(body, answer); err != nil && !r.lenient {
		return &bot.SendError{Err: fmt.Errorf("decode what Discord answered: %w", err), Retry: r.repeatable}
	}
	return nil
}

// exchange sends a request and reads the answer to it.
func (c *client) exchange(ctx context.Context, r apiRequest) (status int, header http.Header, body []byte, err error) {
	kind, payload, err := encode(r)
	if err != nil {
		return 0, nil, nil, err
	}
	q, err := http.NewRequestWithContext(ctx, r.method, discordgo.EndpointAPI+r.path, bytes.NewReader(payload))
	if err != nil {
		return 0, nil, nil, err
	}
	q.Header.Set("User-Agent", c.agent)
	if !r.open {
		q.Header.Set("Authorization", c.token)
	}
	if kind != "" {
		q.Header.Set("Content-Type", kind)
	}
	p, err := c.http.Do(q)
	if err != nil {
		return 0, nil, nil, err
	}
	defer func() { _ = p.Body.Close() }() // nothing was written to it
	body, err = io.ReadAll(io.LimitReader(p.Body, cmp.Or(r.room, maxResponse)))
	if err != nil && p.StatusCode >= 200 && p.StatusCode <= 299 {
		err = nil // it was carried out; what could be read has to do
	}
	return p.StatusCode, p.Header, body, err
}

func encode(r apiRequest) (kind string, payload []byte, err error) {
	switch {
	case r.picture != nil:
		file := discordgo.File{Name: pictureName, ContentType: "image/png", Reader: bytes.NewReader(r.picture)}
		kind, payload, err = discordgo.MultipartBodyWithJSON(r.body, []*discordgo.File{&file})
	case r.body != nil:
		kind = "application/json"
		payload, err = json.Marshal(r.body)
	}
	if err != nil {
		return "", nil, fmt.Errorf("encode the request: %w", err)
	}
	return kind, payload, nil
}

// refusal is an error that Discord answered. It tells nothing of what was sent.
type refusal struct {
	Status  int
	Code    int    // Discord's own; 0 without one
	Message string // may be empty
}

// Error tells what Discord said.
func (r *refusal) Error() string {
	return fmt.Sprintf("discord answered %d %s (code %d)", r.Status, bot.Join(": ", http.StatusText(r.Status), r.Message), r.Code)
}

// The codes of refusals that something is done about.
// https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
const (
	codeUnknownChannel     = 10003
	codeUnknownMessage     = 10008
	codeMissingAccess      = 50001
	codeMissingPermissions = 50013
	codeNoTextChannel      = 50008
	codeArchived           = 50083  // a thread that is archived, and that the bot may not open
	codeInvalidForm        = 50035  // something in the body is not as Discord wants it
	codeAcknowledged       = 40060  // an interaction was answered before
	codeNoHistory          = 160002 // a reply needs the right to read what it replies to
	codeThreadLocked       = 160005
	codeBlocked            = 40333 // in front of Discord, whatever the channel
)

// refusalCode is Discord's code in an error, or 0.
func refusalCode(err error) int {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.Code
	}
	return 0
}

// unanswered is what an exchange means that broke off.
func unanswered(err error, repeatable bool) *bot.SendError {
	failed := &bot.SendError{Err: err, Retry: true}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return failed // nothing was sent
	}
	failed.Unknown = !repeatable
	return failed
}

// refused is what an answer means that is not 2xx.
func refused(status int, header http.Header, body []byte, repeatable bool) *bot.SendError {
	var said struct {
		Code       int     `json:"code"`
		Message    string  `json:"message"`
		RetryAfter float64 `json:"retry_after"` // in seconds
		Global     bool    `json:"global"`
	}
	parsed := json.Unmarshal(body, &said) == nil
	failed := &bot.SendError{Err: &refusal{Status: status, Code: said.Code, Message: bot.Shorten(bot.CleanLine(said.Message), maxRefusalMessage)}}
	scope := header.Get("X-RateLimit-Scope")
	switch {
	case status == http.StatusTooManyRequests:
		failed.Retry = true
		failed.After = waitOf(said.RetryAfter, header)
		// Discord itself answers JSON; without, it is what stands before it, for all.
		failed.Everywhere = said.Global || scope == "global" || header.Get("X-RateLimit-Global") != "" || !parsed
		failed.Invalid = scope != "shared" // others used that up
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		failed.Invalid = true
	case status >= 500:
		failed.Retry, failed.Unknown = true, !repeatable
	}
	failed.Gone = said.Code == codeUnknownChannel || said.Code == codeMissingAccess
	switch said.Code {
	case codeNoTextChannel, codeArchived, codeThreadLocked:
		failed.Forbidden = true
	case codeBlocked:
	default:
		failed.Forbidden = status == http.StatusForbidden && parsed && !failed.Gone
	}
	return failed
}

// waitOf is how long a 429 asks to wait.
func waitOf(seconds float64, header http.Header) time.Duration {
	for _, name := range []string{"Retry-After", "X-RateLimit-Reset-After"} {
		if seconds <= 0 {
			seconds, _ = strconv.ParseFloat(header.Get(name), 64) // 0 where there is none
		}
	}
	if !(seconds > 0) { // NaN as well
		return unsaidWait
	}
	return time.Duration(min(seconds, (24*time.Hour).Seconds()) * float64(time.Second))
}

// once is an error without the permission to repeat the request. err itself keeps
// it.
func once(err error) error {
	failed, ok := errors.AsType[*bot.SendError](err)
	if !ok {
		return err
	}
	spent := *failed
	spent.Retry = false
	return &spent
}

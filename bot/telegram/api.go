package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// defaultAPI is where the Bot API is.
const defaultAPI = "https://api.telegram.org"

// idleTimeout is how long a connection is kept that nothing is sent over. It is
// shorter than what servers usually keep one: a request written to a connection
// that the other side just closed is lost, and nobody knows whether it arrived.
const idleTimeout = 30 * time.Second

// client makes requests to the Bot API. It may be used concurrently.
type client struct {
	token    string
	endpoint string // with gaps for the token and the method, as the library wants it
	http     *http.Client
}

func newClient(token, api string) (*client, error) {
	if api == "" {
		api = defaultAPI
	}
	base, err := url.Parse(api)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("TELEGRAM_API_URL is not the address of a server, such as " + defaultAPI)
	}
	silenceLibrary()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.IdleConnTimeout = idleTimeout
	transport.MaxIdleConnsPerHost = laneWorkers
	return &client{
		token:    token,
		endpoint: strings.ReplaceAll(strings.TrimSuffix(api, "/"), "%", "%%") + "/bot%s/%s",
		http: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // The token is in the address and stays with the server it is for.
		}},
	}, nil
}

// close gives the idle connections back.
func (c *client) close() { c.http.CloseIdleConnections() }

// callError is a request that failed. Its text holds no secret, and neither does
// what it wraps.
type callError struct {
	method      string
	status      int    // of HTTP; 0 where no answer came
	code        int    // of the Bot API; 0 where no answer came or it was none of its
	description string // the Bot API's; may be empty
	retryAfter  time.Duration
	movedTo     int64
	written     bool // the request may have reached the server
	whole       bool // all of the request was sent
	err         error
}

// Error tells which method failed, and why.
func (e *callError) Error() string {
	switch {
	case e.code != 0:
		return fmt.Sprintf("%s: %s (%d)", e.method, e.description, e.code)
	case e.status != 0:
		return fmt.Sprintf("%s: status %d with no answer of the Bot API: %v", e.method, e.status, e.err)
	default:
		return fmt.Sprintf("%s: %v", e.method, e.err)
	}
}

// Unwrap returns what went wrong on the way, or nil.
func (e *callError) Unwrap() error { return e.err }

// errNeither is an answer in JSON that says neither yes nor no as the Bot API does.
var errNeither = errors.New("an answer without ok and without a code")

// exchange is what a request's transport saw of it.
type exchange struct {
	status  int
	written atomic.Bool // set from the transport's own goroutine
	whole   atomic.Bool // likewise
}

// call makes one request within a time and decodes the result into result,
// unless that is nil. A *json.RawMessage gets the result undecoded, whatever it
// is: then a request that was carried out is no failure. The error is a *callError.
func (c *client) call(ctx context.Context, within time.Duration, method string, params tgbotapi.Params, result any, files ...tgbotapi.RequestFile) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var x exchange
	// The library asks for the bot's name when it is set up in the proper way, has no
	// contexts, and does not read the status. So each request gets a BotAPI of its
	// own, over a client that adds all that.
	api := &tgbotapi.BotAPI{Token: c.token, Client: c.with(ctx, &x)}
	api.SetAPIEndpoint(c.endpoint)
	var answer *tgbotapi.APIResponse
	var err error
	if len(files) > 0 {
		answer, err = api.UploadFiles(method, params, files)
	} else {
		answer, err = api.MakeRequest(method, params)
	}
	switch result := result.(type) {
	case nil:
	case *json.RawMessage:
		if err == nil {
			*result = answer.Result
		}
	default:
		if err == nil {
			err = json.Unmarshal(answer.Result, result)
		}
	}
	if err != nil {
		return c.failed(method, &x, answer, err)
	}
	return nil
}

// doer is the library's HTTPClient.
type doer func(*http.Request) (*http.Response, error)

// Do calls d.
func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }

// with returns a client for one request in ctx, that notes in x what became of it.
func (c *client) with(ctx context.Context, x *exchange) doer {
	return func(r *http.Request) (*http.Response, error) {
		trace := &httptrace.ClientTrace{
			WroteHeaders: func() { x.written.Store(true) },
			WroteRequest: func(info httptrace.WroteRequestInfo) { x.whole.Store(info.Err == nil) },
		}
		resp, err := c.http.Do(r.WithContext(httptrace.WithClientTrace(ctx, trace)))
		if err != nil {
			return nil, err
		}
		x.status = resp.StatusCode
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, answerLimit), resp.Body}
		return resp, nil
	}
}

// failed puts together what is known of a failed request.
func (c *client) failed(method string, x *exchange, answer *tgbotapi.APIResponse, err error) *callError {
	e := &callError{method: method, status: x.status, written: x.written.Load(), whole: x.whole.Load()}
	var told *tgbotapi.Error
	if !errors.As(err, &told) || answer == nil {
		e.err = c.redact(err)
		return e
	}
	if answer.ErrorCode == 0 {
		e.err = errNeither
		return e
	}
	e.code, e.description = answer.ErrorCode, c.hide(told.Message)
	e.retryAfter = time.Duration(told.RetryAfter) * time.Second
	e.movedTo = told.MigrateToChatID
	return e
}

// redact returns err without the token: what the library hands on tells the
// address that was asked, and the token is in it.
func (c *client) redact(err error) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		err = asked.Err
	}
	if text := err.Error(); c.hide(text) != text {
		return errors.New(c.hide(text))
	}
	return err
}

// hide takes the token out of a text, and its secret half.
func (c *client) hide(s string) string {
	const hidden = "[hidden]"
	s = strings.ReplaceAll(s, c.token, hidden)
	if _, secret, ok := strings.Cut(c.token, ":"); ok && secret != "" {
		s = strings.ReplaceAll(s, secret, hidden)
	}
	return s
}

// silenceLibrary keeps the library from printing, once for all of the process: its
// logger belongs to the package. What is used of it here prints only while it is
// debugged, but then with the token.
var silenceLibrary = sync.OnceFunc(func() {
	if err := tgbotapi.SetLogger(silent{}); err != nil {
		panic(err) // It fails for no logger only.
	}
})

type silent struct{}

// Println prints nothing.
func (silent) Println(...any) {}

// Printf prints nothing.
func (silent) Printf(string, ...any) {}

// encode is a value as a parameter. Values that can't be encoded do not occur.
func encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode a parameter: %v", err))
	}
	return string(data)
}

package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// requestTimeout bounds one request with its answer. Discord answers within a
// second or not at all; a picture on a slow line takes a few.
const requestTimeout = 15 * time.Second

// userAgent is the form that Discord demands of every client; others are blocked.
// https://docs.discord.com/developers/reference#user-agent
const userAgent = "DiscordBot (https://github.com/reportbot/reportbot, %s)"

// dialFunc opens a connection as net.Dialer's DialContext does.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// sessionOptions sets up a session for requests.
type sessionOptions struct {
	Token   string   // the bot's token, without "Bot "
	API     string   // replaces https://discord.com/; empty keeps that
	Version string   // of this program, for the User-Agent; empty is "0"
	Dial    dialFunc // opens connections; nil is the network
}

// newSession returns a discordgo session for requests alone: it never opens a
// websocket, prints nothing, does not wait out a 429 by itself, and does not
// repeat a request. Whoever made it closes its idle connections at the end
// (Client.CloseIdleConnections).
func newSession(o sessionOptions) (*discordgo.Session, error) {
	api, err := apiURL(o.API)
	if err != nil {
		return nil, err
	}
	s, err := discordgo.New("Bot " + o.Token)
	if err != nil {
		return nil, fmt.Errorf("set up a session: %w", err)
	}
	s.LogLevel = discordgo.LogError - 1 // below every level: discordgo prints to standard error, with secrets
	s.StateEnabled = false
	s.ShouldRetryOnRateLimit = false
	s.ShouldReconnectOnError = false
	s.MaxRestRetries = 0
	s.UserAgent = fmt.Sprintf(userAgent, cmp.Or(o.Version, "0"))
	s.Client = &http.Client{
		Timeout:       requestTimeout,
		Transport:     &apiTransport{api: api, next: httpTransport(o.Dial)},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s, nil
}

// checkToken refuses a text that can't be a token, without repeating it.
func checkToken(token string) error {
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("DISCORD_TOKEN is empty or holds a character that no token has, such as a space: copy it from the developer portal under Bot, without \"Bot \"")
	}
	return nil
}

func httpTransport(dial dialFunc) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = dial
	if dial == nil {
		t.DialContext = (&net.Dialer{Timeout: requestTimeout, KeepAlive: requestTimeout}).DialContext
	}
	return t
}

// apiURL checks what replaces https://discord.com/. Empty is Discord itself.
func apiURL(replacement string) (*url.URL, error) {
	if replacement == "" {
		return nil, nil
	}
	u, err := url.Parse(replacement)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" {
		return nil, fmt.Errorf("DISCORD_API_URL %q is not an address such as https://discord.com/", replacement)
	}
	return u, nil
}

// discordHost is where all of discordgo's endpoints for the API point.
const discordHost = "discord.com"

// errForeignHost guards the token, which discordgo sends along with every
// request, to a picture's host as well.
var errForeignHost = errors.New("refused to send the token to another host than Discord's API")

// apiTransport sends every request for https://discord.com/ to the address that
// replaces it, and none anywhere else. discordgo's endpoints are variables of the
// package, copied from each other when it is loaded: replacing them would be
// shared by all sessions of the process, and one forgotten would reach Discord.
type apiTransport struct {
	api  *url.URL // nil: as it is
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t *apiTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || r.URL.Host != discordHost {
		if r.Body != nil {
			_ = r.Body.Close() // a RoundTripper closes the body, whatever happens
		}
		return nil, errForeignHost
	}
	if t.api != nil {
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host, r.Host = t.api.Scheme, t.api.Host, t.api.Host
		r.URL.Path = strings.TrimSuffix(t.api.Path, "/") + r.URL.Path
		if r.URL.RawPath != "" {
			r.URL.RawPath = strings.TrimSuffix(t.api.EscapedPath(), "/") + r.URL.RawPath
		}
	}
	return t.next.RoundTrip(r)
}

// CloseIdleConnections is what http.Client's calls.
func (t *apiTransport) CloseIdleConnections() {
	if next, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		next.CloseIdleConnections()
	}
}

// request sends one request and returns the answer's body. It goes through a rate
// limit bucket of its own: discordgo's sleep through a limit without the context,
// and are never given up, though each interaction's token makes a new one. A 429 is
// a *discordgo.RateLimitError, or an error without a type where it was no JSON.
func request(ctx context.Context, s *discordgo.Session, method, address, contentType string, body []byte, options ...discordgo.RequestOption) ([]byte, error) {
	bucket := discordgo.NewRatelimiter().LockBucket("")
	options = append(options, discordgo.WithContext(ctx))
	return s.RequestWithLockedBucket(method, address, contentType, body, bucket, 0, options...)
}

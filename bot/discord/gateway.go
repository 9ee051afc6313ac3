package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/sync/errgroup"

	"github.com/reportbot/reportbot/bot/traffic"
)

// The loop on the websocket is our own, on discordgo's types and its websocket
// library, because of what Session.Open of discordgo 0.29 does out of reach of its
// caller:
//   - An op 7 in place of READY makes Open lock itself for ever, so that its
//     goroutine can never be waited for, and the session can't be resumed.
//   - An op 9 is answered with an IDENTIFY on the spot: without the wait that
//     Discord demands, on no budget, and even where the session can be resumed.
//   - Every loss of a connection is closed with code 1000, which ends the session:
//     what was said in between is lost. The close code that came in, which decides
//     whether to come back at all, goes to a log line only.
//   - resume_gateway_url is not read, and the address is private.
//   - A null payload, or a GUILD_CREATE with null data, panics in a goroutine of its own.

// connOptions sets up a connection.
type connOptions struct {
	Session *discordgo.Session // asks for the gateway's address; required
	Token   string             // the bot's token, without "Bot "; required
	Shards  string             // "i/n" runs shard i of n; "" or "auto" as many as Discord recommends
	DataDir string             // keeps the count of sessions started; empty keeps it in memory only
	Dial    dialFunc           // opens connections; nil is the network
	Log     *slog.Logger       // required

	// Handle is given every event of a shard in the order received, one at a time,
	// as a pointer to discordgo's type for it (newEvent lists them). An event that
	// did not decode wholly is handed on as far as it did: any pointer in it may be
	// nil. Handle should return soon, because the shard's other events wait for it; a
	// panic in it is logged and goes no further. Events that came in before ctx
	// ended are still handed on after it.
	Handle func(ctx context.Context, shard int, event any)
}

// connection is the bot's presence at Discord's gateway, over one websocket a
// shard, each of which is opened again when it breaks.
type connection struct {
	options connOptions
	budget  *budget
	redact  redactor
}

// connect returns a connection that Run opens.
func connect(o connOptions) *connection {
	return &connection{options: o, budget: newBudget(o.DataDir, o.Token, o.Log), redact: redactor{o.Token}}
}

// Run stays connected until ctx ends, and then returns nil. It returns an error,
// which says what an operator is to do, when Discord refuses the bot for good.
func (c *connection) Run(ctx context.Context) error {
	shards, total, err := c.plan(ctx)
	if err == nil {
		group, ctx := errgroup.WithContext(ctx)
		for _, id := range shards {
			group.Go(func() error { return newShard(c, id, total).run(ctx) })
		}
		err = group.Wait()
	}
	if ctx.Err() != nil {
		return nil //nolint:nilerr // The end was wanted.
	}
	return c.redact.error(err)
}

// plan returns the shards to run here, and how many there are in all.
func (c *connection) plan(ctx context.Context) (shards []int, total int, err error) {
	if s := strings.TrimSpace(c.options.Shards); s != "" && s != "auto" {
		id, total, err := parseShard(s)
		return []int{id}, total, err
	}
	gateway, err := c.askUntilAnswered(ctx)
	total = max(gateway.Shards, 1)
	for id := range total {
		shards = append(shards, id)
	}
	return shards, total, err
}

// askUntilAnswered asks for the gateway's address until Discord gives it, refuses
// the bot, or ctx ends.
func (c *connection) askUntilAnswered(ctx context.Context) (discordgo.GatewayBotResponse, error) {
	for failures := 0; ; failures++ {
		gateway, err := c.ask(ctx)
		if _, final := errors.AsType[*refusedError](err); final || err == nil || ctx.Err() != nil {
			return gateway, err
		}
		wait := retryDelay(err, failures)
		c.options.Log.Warn("discord: can't connect", "error", c.redact.error(err), "again_in", wait)
		if err := traffic.Sleep(ctx, wait); err != nil {
			return gateway, err
		}
	}
}

// parseShard reads "i/n".
func parseShard(s string) (id, total int, err error) {
	first, second, _ := strings.Cut(s, "/")
	id, errID := strconv.Atoi(first)
	total, errTotal := strconv.Atoi(second)
	if errors.Join(errID, errTotal) != nil || id < 0 || id >= total {
		return 0, 0, fmt.Errorf("DISCORD_SHARDS is %q: write i/n, such as 0/2 and 1/2 for the two of two, or leave it empty", s)
	}
	return id, total, nil
}

// ask returns the gateway's address, how many shards Discord recommends, and how
// many sessions may still be started.
func (c *connection) ask(ctx context.Context) (discordgo.GatewayBotResponse, error) {
	var answer discordgo.GatewayBotResponse
	body, err := request(ctx, c.options.Session, http.MethodGet, discordgo.EndpointGatewayBot, "", nil)
	if rest, ok := errors.AsType[*discordgo.RESTError](err); ok && rest.Response.StatusCode == http.StatusUnauthorized {
		return answer, errWrongToken
	}
	if err == nil {
		err = json.Unmarshal(body, &answer)
	}
	if err == nil && answer.URL == "" {
		err = errors.New("the answer holds no address")
	}
	if err != nil {
		return answer, fmt.Errorf("ask for the gateway's address: %w", err)
	}
	return answer, nil
}

// How long to wait before the next attempt: a random time up to retryFirst, twice
// as long with every failure, up to retryLongest. A shard that was connected for
// stableAfter has no failures, and one that comes and goes has at most flapping.
const (
	retryFirst   = 500 * time.Millisecond
	retryLongest = time.Minute
	stableAfter  = time.Minute
	flapping     = 3 // that is, up to four seconds
)

// After an invalid session Discord demands a wait of a random time between one and
// five seconds.
// https://docs.discord.com/developers/events/gateway-events#invalid-session
const (
	invalidSessionWait   = time.Second
	invalidSessionSpread = 4 * time.Second
)

// retryDelay returns how long to wait after err, the failure number failures
// counted from 0.
func retryDelay(err error, failures int) time.Duration {
	ceiling := retryLongest
	if failures < 10 { // beyond it the shift would do nothing but overflow
		ceiling = min(ceiling, retryFirst<<failures)
	}
	wait := rand.N(ceiling)
	if _, ok := errors.AsType[*invalidSessionError](err); ok {
		wait = max(wait, invalidSessionWait+rand.N(invalidSessionSpread))
	}
	if limited, ok := errors.AsType[*discordgo.RateLimitError](err); ok {
		wait += limited.RetryAfter
	}
	return wait
}

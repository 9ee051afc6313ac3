package discord

import (
	"context"
	"log/slog"

	"github.com/bwmarrin/discordgo"
)

// connOptions sets up a Connection.
type connOptions struct {
	Session *discordgo.Session // asks for the gateway's address; required
	Token   string             // the bot's token, without "Bot "; required
	Shards  string             // "i/n" runs shard i of n; "" or "auto" as many as Discord recommends
	DataDir string             // keeps the count of sessions started; empty keeps it in memory only
	Dial    dialFunc           // opens connections; nil is the network
	Log     *slog.Logger       // required

	// Handle is given every event of a shard in the order received, one at a time,
	// as a pointer to discordgo's type for it (*discordgo.MessageCreate,
	// *discordgo.InteractionCreate, *discordgo.Ready, …). An event that did not decode
	// wholly is handed on as far as it did: any pointer in it may be nil. Handle
	// should return soon, because the shard's other events wait for it; a panic in
	// it is logged and goes no further. Events that came in before ctx ended are
	// still handed on after it.
	Handle func(ctx context.Context, shard int, event any)
}

// connection is the bot's presence at Discord's gateway, over one websocket a
// shard, each of which is opened again when it breaks.
type connection struct {
	options connOptions
}

// connect returns a connection that Run opens.
func connect(o connOptions) *connection { return &connection{options: o} }

// Run stays connected until ctx ends, and then returns nil. It returns an error,
// which says what an operator is to do, when Discord refuses the bot for good.
func (c *connection) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

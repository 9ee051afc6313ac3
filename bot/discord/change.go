package discord

import (
	"cmp"
	"context"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
)

// takeChange passes on what an event means for the posts to a server or a channel.
// A server's changes are told in order.
func (a *Adapter) takeChange(event any) {
	change, ok := a.changeOf(event)
	if !ok || a.options.Changed == nil {
		return
	}
	lane := cmp.Or(change.Chat.Server, change.Chat.ID)
	if !a.changes.TryTake(lane, func(ctx context.Context) { a.options.Changed(ctx, change) }) {
		a.log.Warn("discord: too many changes wait: one is not noted", "server", change.Chat.Server, "channel", change.Chat.ID)
	}
}

// changeOf reads a change. Any pointer in an event may be nil.
func (a *Adapter) changeOf(event any) (bot.Change, bool) {
	switch e := event.(type) {
	case *discordgo.GuildCreate: // after a start and a failure of Discord's as well
		return serverChange(bot.ChatOpened, e.Guild)
	case *discordgo.GuildDelete:
		return serverChange(bot.ChatLost, e.Guild)
	case *discordgo.GuildRoleUpdate: // it may be a role of the bot's
		if e.GuildRole == nil {
			return bot.Change{}, false
		}
		return change(bot.ChatOpened, e.GuildID, "")
	case *discordgo.GuildMemberUpdate: // without an intent for members only the bot's own comes
		if self, _ := a.self.Load().(string); e.Member == nil || e.User == nil || e.User.ID != self {
			return bot.Change{}, false
		}
		return change(bot.ChatOpened, e.GuildID, "")
	case *discordgo.ChannelUpdate:
		return channelChange(bot.ChatOpened, e.Channel)
	case *discordgo.ChannelDelete:
		return channelChange(bot.ChatLost, e.Channel)
	case *discordgo.ThreadUpdate:
		return channelChange(bot.ChatOpened, e.Channel)
	case *discordgo.ThreadDelete:
		return channelChange(bot.ChatLost, e.Channel)
	}
	return bot.Change{}, false
}

// serverChange is one of all channels of a server. One that is unavailable has not
// changed: Discord can't be reached there for a while.
func serverChange(what bot.ChangeKind, g *discordgo.Guild) (bot.Change, bool) {
	if g == nil || g.Unavailable {
		return bot.Change{}, false
	}
	return change(what, g.ID, "")
}

// channelChange is one of a single channel or thread.
func channelChange(what bot.ChangeKind, c *discordgo.Channel) (bot.Change, bool) {
	if c == nil || c.ID == "" {
		return bot.Change{}, false
	}
	return change(what, c.GuildID, c.ID)
}

func change(what bot.ChangeKind, server, channel string) (bot.Change, bool) {
	chat := bot.Chat{Platform: bot.Discord, ID: channel, Server: server}
	return bot.Change{What: what, Chat: chat}, server != "" || channel != ""
}

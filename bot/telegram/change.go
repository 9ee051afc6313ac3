package telegram

import (
	"context"
	"strconv"

	"github.com/reportbot/reportbot/bot"
)

// membership is what became of the bot in a chat. A status that Telegram may think
// up later is noted only.
// https://core.telegram.org/bots/api#chatmember
func membership(m *member) incoming {
	in := incoming{what: changed, lane: laneOf(m.Chat.ID), place: place{chat: m.Chat.ID}, note: m.New.Status}
	switch m.New.Status {
	case "left", "kicked":
		in.change = &bot.Change{What: bot.ChatLost, Chat: in.place.address()}
	case "creator", "administrator", "member", "restricted":
		in.change = &bot.Change{What: bot.ChatOpened, Chat: in.place.address()}
	}
	return in
}

// service is what a message tells that nobody wrote: is is false for all others.
// Both chats of a migration tell of it, each in its own lane: what comes behind it
// there finds everything moved.
func service(m *message) (in incoming, is bool) {
	switch {
	case m.MigrateTo != 0:
		return migrated(m.Chat.ID, m.Chat.ID, m.MigrateTo), true
	case m.MigrateFrom != 0:
		return migrated(m.Chat.ID, m.MigrateFrom, m.Chat.ID), true
	case m.TopicReopened != nil:
		at := placeOf(m)
		return incoming{
			what: changed, lane: laneOf(m.Chat.ID), place: at, note: "topic reopened",
			change: &bot.Change{What: bot.ChatOpened, Chat: at.address()},
		}, true
	}
	return incoming{}, false
}

// migrated is the news of a migration as told in one of the two chats.
func migrated(told, from, to int64) incoming {
	change := migration(from, to)
	return incoming{what: moved, lane: laneOf(told), place: place{chat: from}, note: strconv.FormatInt(to, 10), change: &change}
}

// migration is that a group became a supergroup, with another id.
func migration(from, to int64) bot.Change {
	return bot.Change{What: bot.ChatMoved, Chat: place{chat: from}.address(), To: place{chat: to}.address()}
}

// changed tells whoever wants to know of a change.
func (a *Adapter) changed(ctx context.Context, c *bot.Change) {
	if c != nil && a.options.Changed != nil {
		a.options.Changed(ctx, *c)
	}
}

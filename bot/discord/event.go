package discord

import (
	"encoding/json"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// newEvent returns an empty value for an event of the gateway, nil for the events
// that nobody here asks for.
func newEvent(name string) any {
	switch name {
	case "READY":
		return new(discordgo.Ready)
	case "RESUMED":
		return new(discordgo.Resumed)
	case "MESSAGE_CREATE":
		return new(discordgo.MessageCreate)
	case "INTERACTION_CREATE":
		return new(discordgo.InteractionCreate)
	case "GUILD_CREATE":
		return new(discordgo.GuildCreate)
	case "GUILD_UPDATE":
		return new(discordgo.GuildUpdate)
	case "GUILD_DELETE":
		return new(discordgo.GuildDelete)
	case "GUILD_ROLE_UPDATE":
		return new(discordgo.GuildRoleUpdate)
	case "GUILD_MEMBER_UPDATE":
		return new(discordgo.GuildMemberUpdate)
	case "CHANNEL_UPDATE":
		return new(discordgo.ChannelUpdate)
	case "CHANNEL_DELETE":
		return new(discordgo.ChannelDelete)
	case "THREAD_UPDATE":
		return new(discordgo.ThreadUpdate)
	case "THREAD_DELETE":
		return new(discordgo.ThreadDelete)
	default:
		return nil
	}
}

// decodeEvent returns the event as a pointer to discordgo's type, nil for one that
// nobody asks for. With an error comes what could be decoded.
func decodeEvent(name string, data json.RawMessage) (event any, err error) {
	if event = newEvent(name); event == nil {
		return nil, nil
	}
	if err = decodeInto(data, event); err == nil {
		return event, nil
	}
	// discordgo gives up a whole message for one component of a kind that it does
	// not know, in another bot's message that is replied to for instance.
	again := newEvent(name)
	if bare, ok := withoutComponents(data); ok && decodeInto(bare, again) == nil {
		return again, nil
	}
	return event, fmt.Errorf("decode %s: %w", name, err)
}

// decodeInto never panics, which discordgo's own decoding may.
func decodeInto(data json.RawMessage, event any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %T", r) // its text may hold what was written
		}
	}()
	return json.Unmarshal(data, event)
}

// withoutComponents takes away the components of a message, and of the messages
// within it. What a person filled in, which lies under "data", stays.
func withoutComponents(data json.RawMessage) (json.RawMessage, bool) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil || fields == nil {
		return nil, false
	}
	delete(fields, "components")
	for _, inner := range []string{"message", "referenced_message"} {
		if bare, ok := withoutComponents(fields[inner]); ok {
			fields[inner] = bare
		}
	}
	delete(fields, "message_snapshots") // forwarded messages: nothing here reads them
	bare, err := json.Marshal(fields)
	return bare, err == nil
}

package discord

import (
	"context"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// Ensure what happens to servers and channels is told, and nothing that does not
// change what may be posted.
func TestChanges(t *testing.T) {
	t.Parallel()
	server := bot.Chat{Platform: bot.Discord, Server: discordtest.GuildA}
	place := bot.Chat{Platform: bot.Discord, ID: channel, Server: discordtest.GuildA}
	guild := `{"id":"` + discordtest.GuildA + `"`
	thread := `{"id":"` + channel + `","guild_id":"` + discordtest.GuildA + `","parent_id":"1","type":11}`
	member := func(user string) string {
		return `{"guild_id":"` + discordtest.GuildA + `","roles":["1"],"user":` + user + `}`
	}
	for _, tc := range []struct {
		event, data string
		want        []bot.Change
	}{
		{"GUILD_CREATE", guild + `,"name":"A"}`, []bot.Change{{What: bot.ChatOpened, Chat: server}}},
		{"GUILD_CREATE", guild + `,"unavailable":true}`, nil},
		{"GUILD_DELETE", guild + `}`, []bot.Change{{What: bot.ChatLost, Chat: server}}},
		{"GUILD_DELETE", guild + `,"unavailable":true}`, nil},
		{"GUILD_UPDATE", guild + `}`, nil},
		{"CHANNEL_UPDATE", thread, []bot.Change{{What: bot.ChatOpened, Chat: place}}},
		{"CHANNEL_DELETE", thread, []bot.Change{{What: bot.ChatLost, Chat: place}}},
		{"THREAD_UPDATE", thread, []bot.Change{{What: bot.ChatOpened, Chat: place}}},
		{"THREAD_DELETE", thread, []bot.Change{{What: bot.ChatLost, Chat: place}}},
		{"GUILD_ROLE_UPDATE", `{"guild_id":"` + discordtest.GuildA + `","role":{"id":"1","permissions":"0"}}`, []bot.Change{{What: bot.ChatOpened, Chat: server}}},
		{"GUILD_MEMBER_UPDATE", member(`{"id":"` + discordtest.BotID + `"}`), []bot.Change{{What: bot.ChatOpened, Chat: server}}},
		{"GUILD_MEMBER_UPDATE", member(alice), nil},
		{"GUILD_MEMBER_UPDATE", member(`null`), nil},
		{"CHANNEL_DELETE", `{}`, nil}, {"THREAD_UPDATE", `null`, nil}, {"GUILD_DELETE", `{}`, nil}, {"GUILD_ROLE_UPDATE", `null`, nil},
	} {
		play(t, func(s *stage) {
			var got []bot.Change
			s.adapter.options.Changed = func(_ context.Context, c bot.Change) { got = append(got, c) }
			s.event(tc.event, tc.data)
			for _, e := range []any{
				&discordgo.GuildRoleUpdate{}, &discordgo.GuildMemberUpdate{}, &discordgo.GuildMemberUpdate{Member: &discordgo.Member{}},
				&discordgo.ChannelUpdate{}, &discordgo.ChannelDelete{}, &discordgo.ThreadUpdate{}, &discordgo.ThreadDelete{},
			} {
				s.adapter.handle(s.Context(), 0, e)
			}
			s.end()
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", tc.event, tc.data, diff)
			}
		})
	}
}

// Ensure a server's changes are told in order, without the events behind them
// waiting, and that nobody has to listen.
func TestChangesInOrder(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		var got []bot.ChangeKind
		s.adapter.options.Changed = func(_ context.Context, c bot.Change) {
			<-time.After(time.Minute)
			got = append(got, c.What)
		}
		begin := time.Now()
		s.event("GUILD_CREATE", `{"id":"1"}`)
		s.event("CHANNEL_DELETE", `{"id":"2","guild_id":"1"}`)
		s.event("CHANNEL_UPDATE", `{"id":"3","guild_id":"1"}`)
		s.event("GUILD_DELETE", `{"id":"1"}`)
		if took := time.Since(begin); took != 0 {
			t.Errorf("the events took %v", took)
		}
		s.end()
		if diff := cmp.Diff([]bot.ChangeKind{bot.ChatOpened, bot.ChatLost, bot.ChatOpened, bot.ChatLost}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
	play(t, func(s *stage) {
		s.event("GUILD_DELETE", `{"id":"1"}`)
		s.end()
		if s.log.String() != "" {
			t.Errorf("logged %s", s.log)
		}
	})
}

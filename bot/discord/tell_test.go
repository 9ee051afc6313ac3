package discord

import (
	"errors"
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// Ensure a person is told directly, and at most once.
func TestTell(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		person    string
		fault     discordtest.Fault
		sent      int
		ok        bool
		forbidden bool
	}{
		"told":            {"dc:300000000000000001", discordtest.Fault{Path: "^/nowhere$"}, 1, true, false},
		"somebody else's": {"tg:1", discordtest.Fault{Path: "^/nowhere$"}, 0, false, false},
		"nobody":          {"", discordtest.Fault{Path: "^/nowhere$"}, 0, false, false},
		"no id":           {"dc:../1", discordtest.Fault{Path: "^/nowhere$"}, 0, false, false},
		"lost":            {"dc:300000000000000001", discordtest.Fault{Path: "/messages$", Lost: true}, 1, false, false},
		"500":             {"dc:300000000000000001", discordtest.Fault{Path: "/messages$", Response: &discordtest.Response{Status: 500}}, 1, false, false},
		"429":             {"dc:300000000000000001", discordtest.Fault{Path: "/messages$", Times: 1, Response: discordtest.TooManyRequests(1, false)}, 2, true, false},
		"refused":         {"dc:300000000000000001", discordtest.Fault{Path: "/messages$", Response: answered(403, 50007)}, 1, false, true},
		"no conversation": {"dc:300000000000000001", discordtest.Fault{Path: "/channels$", Response: answered(403, 50007)}, 0, false, true},
		"opened later":    {"dc:300000000000000001", discordtest.Fault{Path: "/channels$", Times: 1, Lost: true}, 1, true, false},
		"no channel":      {"dc:300000000000000001", discordtest.Fault{Path: "/channels$", Response: &discordtest.Response{Body: `{}`}}, 0, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				s.discord.Fail(tc.fault)
				err := s.adapter.Tell(s.Context(), tc.person, s.adapter.notice("de", "busy"))
				failed, _ := errors.AsType[*bot.SendError](err)
				if (err == nil) != tc.ok || tc.forbidden != (failed != nil && failed.Forbidden) {
					t.Errorf("got %v", err)
				}
				if n := len(s.discord.Requests("POST", "/messages$")); n != tc.sent {
					t.Errorf("%d messages, want %d", n, tc.sent)
				}
				if name == "told" {
					golden(t, "tell", s.transcript())
				}
			})
		})
	}
}

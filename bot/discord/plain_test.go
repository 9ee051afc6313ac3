package discord

import (
	"strings"
	"testing"

	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

// Ensure every answer fits in a plain message, with its sources, and says so where
// something is missing.
func TestPlain(t *testing.T) {
	t.Parallel()
	r := renderer{catalogue(t)}
	for _, sample := range bottest.Samples() {
		for _, m := range r.answer(sample.Answer, look{most: mostMessages, picture: []byte("png")}) {
			got := plain(m)
			if n := units(got.Content); n == 0 || n > maxContent {
				t.Errorf("%s: %d units", sample.Name, n)
			}
			if len(got.Embeds) != 0 || got.Embeds == nil || got.picture != nil || len(got.Attachments) != 0 || len(got.Components) != len(m.Components) {
				t.Errorf("%s: %+v", sample.Name, got)
			}
			whole := strings.Contains(got.Content, strings.TrimSpace(m.Embeds[0].Description))
			if said := m.cut != "" && strings.Contains(got.Content, escapeLine(m.cut)); !whole && !said {
				t.Errorf("%s: nothing says that it is cut:\n%s", sample.Name, got.Content)
			}
			if f := m.Embeds[0].Footer; f != nil && !strings.HasSuffix(got.Content, strings.TrimSpace(footLines(f.Text))) && units(footLines(f.Text)) <= roomForSources {
				t.Errorf("%s: without its sources:\n%s", sample.Name, got.Content)
			}
		}
	}
}

// Ensure a text is cut between lines only.
func TestCutLines(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text string
		room int
		want string
	}{
		{"ab\ncd", 5, "ab\ncd"},
		{"ab\ncd\nef", 7, "ab\ncd!!"},
		{"ab\ncd\nef", 6, "ab!!"},
		{"ab\n\ncd", 5, "ab!!"},
		{"**abcdef**", 8, "!!"},
		{"🪣🪣\ncd", 6, "🪣🪣!!"},
	} {
		if got := cutLines(tc.text, tc.room, "!!"); got != tc.want {
			t.Errorf("cutLines(%q, %d) = %q, want %q", tc.text, tc.room, got, tc.want)
		}
	}
}

// Ensure an answer arrives where the bot may write, but neither embed nor attach.
func TestNoEmbedLinks(t *testing.T) {
	t.Parallel()
	for name, refusals := range map[string]int{"ranking": 1, "chart": 2} {
		play(t, func(s *stage) {
			s.discord.Fail(discordtest.Fault{Path: "/messages$", Times: refusals, Response: answered(403, 50013)})
			s.event("MESSAGE_CREATE", mentioned("500000000000000001", name))
			s.end()
			sent := s.discord.Requests("POST", "/messages$")
			if len(sent) != refusals+1 || s.log.String() != "" {
				t.Fatalf("%s: %d requests, logged %s", name, len(sent), s.log)
			}
			golden(t, "plain-"+name, pretty(t, jsonOf(t, sent[refusals])))
		})
	}
}

func jsonOf(t testing.TB, r *discordtest.Request) (body map[string]any) {
	t.Helper()
	if err := r.JSON(&body); err != nil {
		t.Fatal(err)
	}
	return body
}

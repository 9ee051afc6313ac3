package discord

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

var postChat = bot.Chat{Platform: bot.Discord, ID: channel, Server: discordtest.GuildA}

// written makes the double list these messages, as Discord does: at most as many as
// asked for, of those right behind an id, the newest first.
func (s *stage) written(messages ...string) {
	s.discord.Respond("GET", "/messages$", func(r *discordtest.Request) discordtest.Response {
		query, _ := url.ParseQuery(r.Query)
		limit, _ := strconv.Atoi(query.Get("limit"))
		var page []string
		for _, m := range messages {
			var id string
			if _, err := fmt.Sscanf(m, `{"id":"%18s"`, &id); err != nil || id > query.Get("after") {
				if page = append([]string{m}, page...); len(page) == limit {
					break
				}
			}
		}
		return discordtest.Response{Body: "[" + strings.Join(page, ",") + "]"}
	})
	s.discord.Respond("GET", `/messages/\d+$`, func(*discordtest.Request) discordtest.Response { return *answered(404, codeUnknownMessage) })
}

// written is a message with an author and more fields.
func written(id int, author, more string) string {
	return fmt.Sprintf(`{"id":"%d","author":{"id":"%s"}%s}`, id, author, more)
}

// Ensure a post is found by its nonce, in whatever place, and nothing else is.
func TestFind(t *testing.T) {
	t.Parallel()
	const id = 900000000000000001
	button := func(customID string) string {
		return `,"nonce":null,"components":[{"type":1,"components":[null,{"type":2,"custom_id":"` + customID + `"}]}]`
	}
	for name, tc := range map[string]struct {
		message string
		want    bool
	}{
		"a button":         {written(id, discordtest.BotID, button("p-1."+postNonce)), true},
		"deeper":           {written(id, discordtest.BotID, `,"components":[{"type":17,"components":[{"type":9,"accessory":{"custom_id":"x.`+postNonce+`"}}]}]`), true},
		"the nonce itself": {written(id, discordtest.BotID, `,"nonce":"`+postNonce+`"`), true},
		"another's":        {written(id, "300000000000000001", button("p-1."+postNonce)), false},
		"another nonce":    {written(id, discordtest.BotID, button("p-1.x"+postNonce)), false},
		"no nonce":         {written(id, discordtest.BotID, button("p-1")), false},
		"in a text":        {written(id, discordtest.BotID, `,"content":".`+postNonce+`"`), false},
		"nothing":          {written(id, discordtest.BotID, `,"nonce":17,"components":null`), false},
		"no author":        {`{"id":"900000000000000001","author":null,"components":7}`, false},
		"null":             {`null`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				s.written(written(id-1, "300000000000000001", `,"content":"x"`), tc.message, written(id+1, discordtest.BotID, ""))
				message, ok, err := s.adapter.Find(s.Context(), postChat, postNonce, time.Now())
				if ok != tc.want || err != nil || ok && message != fmt.Sprint(id) {
					t.Errorf("got %q, %v, %v", message, ok, err)
				}
			})
		})
	}
}

// Ensure a post is found also before Discord told the bot who it is.
func TestFindBeforeReady(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.adapter.self.Store("")
		s.written(written(900000000000000001, discordtest.BotID, `,"nonce":"`+postNonce+`"`))
		if _, ok, err := s.adapter.Find(s.Context(), postChat, postNonce, time.Now()); !ok || err != nil {
			t.Errorf("got %v, %v", ok, err)
		}
	})
}

// Ensure all is looked through that was written since, page by page, and no more
// than that.
func TestFindPages(t *testing.T) {
	t.Parallel()
	const first = 900000000000000000
	for name, tc := range map[string]struct {
		messages, at int // at: of the post, -1 for none
		pages        int
		want         bool
		fails        bool
	}{
		"on the third":     {250, 249, 3, true, false},
		"on the first":     {250, 3, 1, true, false},
		"nowhere":          {250, -1, 3, false, false},
		"a full last page": {200, -1, 3, false, false},
		"too many":         {mostPages*pageSize + 1, mostPages * pageSize, mostPages, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				var all []string
				for i := range tc.messages {
					more := ""
					if i == tc.at {
						more = `,"nonce":"` + postNonce + `"`
					}
					all = append(all, written(first+i, discordtest.BotID, more))
				}
				s.written(all...)
				// The moment of the example in Discord's documentation, a minute later.
				_, ok, err := s.adapter.Find(s.Context(), postChat, postNonce, time.UnixMilli(1462015105796).Add(clockSlack))
				if _, failed := errors.AsType[*bot.SendError](err); ok != tc.want || failed != tc.fails {
					t.Errorf("got %v, %v", ok, err)
				}
				asked := s.discord.Requests("GET", "/messages$")
				if len(asked) != tc.pages {
					t.Errorf("%d pages, want %d", len(asked), tc.pages)
				}
				if want := "after=175928847298985984&limit=100"; asked[0].Query != want {
					t.Errorf("asked for %s, want %s", asked[0].Query, want)
				}
			})
		})
	}
}

// Ensure an id tells the time that it was made at.
func TestSnowflake(t *testing.T) {
	t.Parallel()
	// The example of Discord's documentation, without what stands behind the time.
	if got := snowflake(time.UnixMilli(1462015105796)); got != 175928847299117063>>22<<22 {
		t.Errorf("got %d", got)
	}
	if got := snowflake(time.Time{}); got != 0 {
		t.Errorf("got %d", got)
	}
}

// Ensure a channel that can't be looked through is told from one without the post.
func TestFindFaults(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault     discordtest.Fault
		forbidden bool
		gone      bool
		fails     bool
	}{
		"nothing written": {discordtest.Fault{Path: "^/nowhere$"}, false, false, false},
		"forbidden":       {discordtest.Fault{Response: answered(403, 50013)}, true, false, true},
		"no history":      {discordtest.Fault{Path: `/messages/\d+$`, Response: answered(403, 50013)}, true, false, true},
		"no access":       {discordtest.Fault{Response: answered(403, 50001)}, false, true, true},
		"no channel":      {discordtest.Fault{Response: answered(404, 10003)}, false, true, true},
		"502 once":        {discordtest.Fault{Times: 1, Response: &discordtest.Response{Status: 502}}, false, false, false},
		"429 once":        {discordtest.Fault{Times: 1, Response: discordtest.TooManyRequests(1, false)}, false, false, false},
		"502":             {discordtest.Fault{Response: &discordtest.Response{Status: 502}}, false, false, true},
		"garbage":         {discordtest.Fault{Response: &discordtest.Response{Body: "{]"}}, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				s.written()
				s.discord.Fail(tc.fault)
				_, ok, err := s.adapter.Find(s.Context(), postChat, postNonce, time.Now())
				failed, _ := errors.AsType[*bot.SendError](err)
				if ok || (failed != nil) != tc.fails || (err != nil) != tc.fails {
					t.Fatalf("got %v, %v", ok, err)
				}
				if failed != nil && (failed.Forbidden != tc.forbidden || failed.Gone != tc.gone) {
					t.Errorf("got %+v", failed)
				}
			})
		})
	}
}

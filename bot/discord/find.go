package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// found is a message in a channel, as far as it tells which post it is. What is
// not known here may have any form, in messages of others.
type found struct {
	ID     string `json:"id"`
	Author struct {
		ID string `json:"id"`
	} `json:"author"`
	Nonce      any `json:"nonce"`
	Components any `json:"components"`
}

// Find looks in a channel for the message that a post with this nonce became, among
// those since a moment. An error is ctx's, traffic.ErrBreaker or a *bot.SendError,
// and says that it is not known whether there is one: Forbidden, that the bot may
// not read the channel.
func (a *Adapter) Find(ctx context.Context, chat bot.Chat, nonce string, since time.Time) (message string, ok bool, err error) {
	after := snowflake(since.Add(-clockSlack))
	for range mostPages {
		page, err := a.history(ctx, chat.ID, after)
		if err != nil {
			return "", false, err
		}
		last := after
		for _, m := range page {
			if a.mine(m) && m.carries(nonce) {
				return m.ID, true, nil
			}
			if id, err := strconv.ParseUint(m.ID, 10, 64); err == nil {
				last = max(last, id)
			}
		}
		if len(page) < pageSize || last == after {
			return "", false, nil
		}
		after = last
	}
	return "", false, &bot.SendError{Err: errTooMany}
}

// errTooMany says that a look into a channel was given up.
var errTooMany = errors.New("too much was written in the channel since then to look through it")

// history is the page of messages behind the one with the id after. Discord gives
// an empty one to a bot that may not read what was written, and says so only when
// it is asked for a single message, be there one or not.
func (a *Adapter) history(ctx context.Context, channel string, after uint64) (page []found, err error) {
	path := "channels/" + channel + "/messages"
	query := fmt.Sprintf("?after=%d&limit=%d", after, pageSize)
	if err := a.lookUp(ctx, channel, path+query, &page); err != nil || len(page) > 0 {
		return page, aboutChannel(err)
	}
	if err := a.lookUp(ctx, channel, fmt.Sprintf("%s/%d", path, after), nil); refusalCode(err) != codeUnknownMessage {
		return nil, aboutChannel(err)
	}
	return nil, nil
}

// lookUp asks for what stands in a channel.
func (a *Adapter) lookUp(ctx context.Context, channel, path string, answer any) error {
	return a.calls.Send(ctx, "find:"+channel, traffic.ClassBackground, func(ctx context.Context) error {
		return a.client.do(ctx, apiRequest{method: http.MethodGet, path: path, repeatable: true, room: maxHistory}, answer)
	})
}

// mine tells whether the bot wrote a message, as far as it knows yet who it is.
func (a *Adapter) mine(m found) bool {
	self, _ := a.self.Load().(string)
	return self == "" || m.Author.ID == self
}

// carries tells whether a message is the one with this nonce.
func (m found) carries(nonce string) bool {
	return m.ID != "" && (m.Nonce == nonce || marked(m.Components, nonceMark+nonce))
}

// marked tells whether the custom_id of something in a tree of components ends with
// mark.
func marked(tree any, mark string) bool {
	switch t := tree.(type) {
	case []any:
		for _, inner := range t {
			if marked(inner, mark) {
				return true
			}
		}
	case map[string]any:
		if id, _ := t["custom_id"].(string); strings.HasSuffix(id, mark) {
			return true
		}
		for _, inner := range t {
			if marked(inner, mark) {
				return true
			}
		}
	}
	return false
}

// discordEpoch is what the time in an id is counted from: the first second of 2015.
// https://docs.discord.com/developers/reference#snowflakes
const discordEpoch = 1420070400000

// snowflake is the least id of what was made at a moment or after it.
func snowflake(t time.Time) uint64 { return uint64(max(t.UnixMilli()-discordEpoch, 0)) << 22 }

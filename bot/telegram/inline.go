package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// result is one record that an inline search shows, and the message that choosing
// it sends. https://core.telegram.org/bots/api#inlinequeryresultarticle
type result struct {
	Type        string        `json:"type"`
	ID          string        `json:"id"`
	Title       string        `json:"title"`
	Description string        `json:"description,omitempty"`
	Content     resultContent `json:"input_message_content"`
	Keyboard    any           `json:"reply_markup,omitempty"`
}

type resultContent struct {
	Text      string         `json:"message_text"`
	ParseMode string         `json:"parse_mode,omitempty"`
	Previews  map[string]any `json:"link_preview_options"`
	plain     string         // the text without its markup
}

// results are findings as inline results. A record comes once, and one that says
// nothing not at all. Each has a button that leads on in a chat with the bot.
func (r renderer) results(found bot.Findings, username string) []result {
	out := []result{}
	seen := map[string]bool{}
	for _, f := range found.Found {
		c, ok := r.single(f.Answer, markedSize)
		id := resultID(f.ID)
		title := strings.TrimSpace(bot.Shorten(bot.CleanLine(f.Title), labelLimit))
		if !ok || id == "" || title == "" || seen[id] {
			continue
		}
		seen[id] = true
		out = append(out, result{
			Type: "article", ID: id, Title: title, Description: bot.Shorten(bot.CleanLine(f.Text), snippetLimit),
			Content:  resultContent{Text: c.html, ParseMode: modeHTML, Previews: noPreviews(), plain: c.plain},
			Keyboard: r.askOn(found.Language, f.ID, username).markup(),
		})
	}
	return out
}

// unmarked are results without any markup.
func unmarked(results []result) []result {
	out := slices.Clone(results)
	for i := range out {
		out[i].Content.Text, out[i].Content.ParseMode = out[i].Content.plain, ""
	}
	return out
}

// deepLink is the address of a chat with the bot that shows what a press does; empty
// where it can't be one.
func deepLink(username, press string) string {
	if !linkable(press) || username == "" {
		return ""
	}
	return "https://t.me/" + url.PathEscape(username) + "?start=" + press
}

// askOn is the link into a chat with the bot that shows a record.
func (r renderer) askOn(lang, press, username string) keyboard {
	link := deepLink(username, press)
	if link == "" {
		return nil
	}
	return keyboard{{{Text: label(r.catalogue.Say(lang, "inline_ask_on", nil)), URL: link}}}
}

// resultID is a record's id within what Telegram allows.
func resultID(id string) string {
	if len(id) <= resultIDLimit {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// resultsFrom is the number of results that were shown before, as we told
// Telegram; ok is false for what we never told.
func resultsFrom(offset string) (n int, ok bool) {
	if offset == "" {
		return 0, true
	}
	n, err := strconv.Atoi(offset)
	return n, err == nil && n >= 0 && n < 1<<20
}

// inline answers a search that somebody types in any chat, page by page. What is
// found may depend on the language of whoever asks, so Telegram may repeat it to
// them only.
func (a *Adapter) inline(ctx context.Context, in incoming) {
	params := tgbotapi.Params{"inline_query_id": in.query, "is_personal": "true", "cache_time": strconv.Itoa(cacheTime)}
	results, next, ok := a.find(ctx, in)
	if !ok {
		params["cache_time"] = "0" // A failure is not to be repeated.
	}
	params["results"], params["next_offset"] = encode(results), next
	if len(results) == 0 && in.offset == "" {
		params["button"] = encode(map[string]any{"text": label(a.catalogue.Say(a.language(in), "inline_ask_on", nil)), "start_parameter": startHelp})
	}
	err := a.answerInline(ctx, in.query, params)
	if says(err, saysCantParse) {
		a.options.Log.Warn("telegram does not take the markup of inline results; sent without", "error", err)
		params["results"] = encode(unmarked(results))
		err = a.answerInline(ctx, in.query, params)
	}
	if err != nil && !says(err, saysTooLate) { // Somebody typed on.
		a.options.Log.Warn("an inline query could not be answered", "error", err)
	}
}

func (a *Adapter) answerInline(ctx context.Context, query string, params tgbotapi.Params) error {
	return a.calls.Send(ctx, query, traffic.ClassAnswer, func(ctx context.Context) error {
		return sendError(a.client.call(ctx, a.options.requestTimeout, "answerInlineQuery", params, nil), true)
	})
}

// find searches for a page of results, and the offset of the next one. ok is false
// where the search failed, or somebody searches too often.
func (a *Adapter) find(ctx context.Context, in incoming) (results []result, next string, ok bool) {
	offset, known := resultsFrom(in.offset)
	if !known {
		return []result{}, "", true
	}
	if allowed, _ := a.searchers.Allow(in.asker); !allowed {
		return []result{}, "", false
	}
	results, more, err := a.search(ctx, in.question, offset)
	if err != nil {
		return []result{}, "", false
	}
	if more {
		next = strconv.Itoa(offset + resultsLimit)
	}
	return results, next, true
}

// search asks the assistant. What goes wrong there, or in rendering, ends here.
func (a *Adapter) search(ctx context.Context, q bot.Question, offset int) (results []result, more bool, err error) {
	defer a.recovered(&err, "inline")
	found, err := a.assistant.Find(ctx, q, offset, resultsLimit)
	if err != nil {
		if ctx.Err() == nil {
			a.options.Log.Error("can't search", "error", err)
		}
		return nil, false, err
	}
	return a.render.results(found, a.self.Username), found.More, nil
}

package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// What the Bot API says, in words only: it has no codes for them.
const (
	saysCantParse    = "can't parse entities"
	saysNotModified  = "message is not modified"
	saysNoChat       = "chat not found"
	saysNoTopic      = "message thread not found"
	saysTopicDeleted = "TOPIC_DELETED"
	saysTooLate      = "query is too old"
)

// modeHTML is the parse_mode of everything that is marked up.
const modeHTML = "HTML"

func noPreviews() map[string]any { return map[string]any{"is_disabled": true} }

// says tells whether err is the Bot API's refusal with these words.
func says(err error, words string) bool {
	var e *callError
	return errors.As(err, &e) && e.code == http.StatusBadRequest && strings.Contains(e.description, words)
}

// forbids tells whether a chat's settings keep the bot from writing there, or from
// sending pictures. Telegram says so in several ways, and with the code of a kick as
// well.
func forbids(err error) bool {
	var e *callError
	if !errors.As(err, &e) || e.code != http.StatusBadRequest && e.code != http.StatusForbidden {
		return false
	}
	return slices.ContainsFunc([]string{"not enough rights", "have no rights", "need administrator rights", "CHAT_WRITE_FORBIDDEN", "CHAT_RESTRICTED", "TOPIC_CLOSED", "CHAT_SEND_"}, func(words string) bool {
		return strings.Contains(e.description, words)
	})
}

// gone tells whether there is nothing to write to any more: the chat, or the topic.
func gone(err error) bool {
	var e *callError
	if errors.As(err, &e) && e.code == http.StatusForbidden {
		return true
	}
	return says(err, saysNoChat) || says(err, saysNoTopic) || says(err, saysTopicDeleted)
}

// sendError translates what became of a request. Repeating says that it may be
// made twice without harm, so that not even a lost answer is in its way.
func sendError(err error, repeating bool) error {
	var e *callError
	if err == nil || !errors.As(err, &e) {
		return err
	}
	out := &bot.SendError{Err: err}
	switch {
	case e.movedTo != 0:
		out.MovedTo = strconv.FormatInt(e.movedTo, 10)
	case e.code == http.StatusTooManyRequests || e.status == http.StatusTooManyRequests:
		out.Retry, out.After = true, e.retryAfter
	case forbids(err):
		out.Forbidden = true
	case gone(err):
		out.Gone = true
	case e.code >= http.StatusInternalServerError:
		out.Unknown = true // It broke while it worked on the request, or behind it.
	case e.code != 0, e.status >= http.StatusBadRequest && e.status < http.StatusInternalServerError:
		// Refused for good.
	case e.status == http.StatusServiceUnavailable:
		out.Retry = true // A page of a server before the Bot API, which did not pass the request on.
	case e.written:
		out.Unknown = true
	default:
		out.Retry = true
	}
	if repeating && out.Unknown {
		out.Unknown, out.Retry = false, true
	}
	return out
}

// send sends a message to a chat in its turn. begin is called right before the
// first attempt. When the chat has moved, the message follows it once.
func (a *Adapter) send(ctx context.Context, to place, c content, begin func()) error {
	err := a.deliver(ctx, to, traffic.ClassAnswer, c, begin)
	var failed *bot.SendError
	if !errors.As(err, &failed) || failed.MovedTo == "" {
		return err
	}
	chat, parseErr := strconv.ParseInt(failed.MovedTo, 10, 64)
	if parseErr != nil {
		return err
	}
	a.options.Log.Info("a group has become a supergroup", "chat", to, "now", chat)
	change := migration(to.chat, chat)
	a.changed(ctx, &change)
	to.chat = chat
	return a.deliver(ctx, to, traffic.ClassAnswer, c, begin)
}

func (a *Adapter) deliver(ctx context.Context, to place, class traffic.Class, c content, begin func()) error {
	return a.outbox.Send(ctx, to.key(), class, func(ctx context.Context) error {
		begin()
		_, err := a.write(ctx, to, c)
		return err
	})
}

// write makes the request that sends a message, and returns its id, which is empty
// where Telegram does not say it in its yes. Text whose markup Telegram does not take
// is sent without. The error is a *bot.SendError.
func (a *Adapter) write(ctx context.Context, to place, c content) (id string, err error) {
	method, params := "sendMessage", to.params()
	if c.picture != nil {
		method = "sendPhoto"
	} else {
		params["link_preview_options"] = encode(noPreviews())
	}
	params.AddNonEmpty("reply_markup", c.markup())
	var sent json.RawMessage
	err = a.marked(c, func(text, mode string) error {
		params.AddNonEmpty(c.field(), text)
		params.AddNonEmpty("parse_mode", mode)
		if mode == "" {
			delete(params, "parse_mode")
		}
		return a.client.call(ctx, a.options.requestTimeout, method, params, &sent, c.upload("photo")...)
	})
	return messageID(sent), sendError(err, false)
}

// messageID is the id of the message that Telegram says it sent, if it does.
func messageID(sent json.RawMessage) string {
	var m struct {
		ID int64 `json:"message_id"`
	}
	if json.Unmarshal(sent, &m) != nil || m.ID == 0 {
		return ""
	}
	return strconv.FormatInt(m.ID, 10)
}

// marked makes a request with the text marked up, and where Telegram does not take
// that, once more without.
func (a *Adapter) marked(c content, request func(text, mode string) error) error {
	err := request(c.html, modeHTML)
	if says(err, saysCantParse) {
		a.options.Log.Warn("telegram does not take the markup of a message; sent without", "error", err)
		err = request(c.plain, "")
	}
	return err
}

// field is the parameter that a message's text goes into.
func (c content) field() string {
	if c.picture != nil {
		return "caption"
	}
	return "text"
}

func (c content) markup() string {
	if m := c.keyboard.markup(); m != nil {
		return encode(m)
	}
	if c.ask {
		return encode(map[string]any{"force_reply": true, "selective": true})
	}
	return ""
}

// upload is a message's picture as a file to send in a field. It can be sent again
// after a failure, unlike a reader.
func (c content) upload(field string) []tgbotapi.RequestFile {
	if c.picture == nil {
		return nil
	}
	return []tgbotapi.RequestFile{{Name: field, Data: tgbotapi.FileBytes{Name: "chart.png", Bytes: c.picture}}}
}

// params are the parameters that say where a message goes.
func (p place) params() tgbotapi.Params {
	params := tgbotapi.Params{"chat_id": p.key()}
	params.AddNonZero64("message_thread_id", p.thread)
	if p.reply != 0 {
		params["reply_parameters"] = encode(map[string]any{"message_id": p.reply, "allow_sending_without_reply": true})
	}
	return params
}

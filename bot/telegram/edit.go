package telegram

import (
	"context"
	"errors"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// edit makes a message that stands in a chat into c. Where the answer to that is lost
// it is not repeated: Telegram takes an edit that changes nothing for a fault, and
// whoever pressed can press again.
func (a *Adapter) edit(ctx context.Context, m *message, c content) error {
	to := place{chat: m.Chat.ID}
	return a.outbox.Send(ctx, to.key(), traffic.ClassAnswer, func(ctx context.Context) error {
		err := a.put(ctx, m, c)
		if says(err, saysNotModified) { // Somebody pressed twice.
			return nil
		}
		return sendError(err, false)
	})
}

// put makes the request that edits a message.
func (a *Adapter) put(ctx context.Context, m *message, c content) error {
	params := place{chat: m.Chat.ID}.params()
	params.AddNonZero64("message_id", m.ID)
	params.AddNonEmpty("reply_markup", c.markup())
	if c.picture != nil {
		return a.putPicture(ctx, params, c)
	}
	params["link_preview_options"] = encode(noPreviews())
	return a.marked(c, func(text, mode string) error {
		params["text"], params["parse_mode"] = text, mode
		if mode == "" {
			delete(params, "parse_mode")
		}
		return a.client.call(ctx, a.options.requestTimeout, "editMessageText", params, nil)
	})
}

func (a *Adapter) putPicture(ctx context.Context, params tgbotapi.Params, c content) error {
	return a.marked(c, func(text, mode string) error {
		media := map[string]any{"type": "photo", "media": "attach://chart", "caption": text}
		if mode != "" {
			media["parse_mode"] = mode
		}
		params["media"] = encode(media)
		return a.client.call(ctx, a.options.requestTimeout, "editMessageMedia", params, nil, c.upload("chart")...)
	})
}

// movedTo tells whether a chat has a new address, where its old messages are not.
func movedTo(err error) bool {
	var failed *bot.SendError
	return errors.As(err, &failed) && failed.MovedTo != ""
}

// refused tells whether the Bot API said no to a request for good, but not to the
// chat: the message to edit is gone or too old, or pictures are not allowed.
func refused(err error) bool {
	var failed *bot.SendError
	return errors.As(err, &failed) && !failed.Retry && !failed.Unknown && !failed.Gone && failed.MovedTo == ""
}

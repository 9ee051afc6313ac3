package telegram

import (
	"context"
	"errors"
	"fmt"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// errAdrift is a pressed button that would change what a topic gets, where Telegram
// does not say any more which one.
var errAdrift = errors.New("the topic of a pressed button is out of reach")

// asked asks the assistant what came in. Where that may change what the chat gets
// it finds out first whether whoever asks may, every time anew: rights are taken
// away, too.
func (a *Adapter) asked(ctx context.Context, in incoming) (bot.Answer, error) {
	q := in.question
	if q.Manages() {
		manager, err := a.manages(ctx, in)
		if err != nil {
			if ctx.Err() == nil {
				a.options.Log.Warn("it can't be told who may decide for a chat", "chat", in.place, "error", err)
			}
			return bot.Answer{}, err
		}
		q.Manager = manager
	}
	return a.ask(ctx, q)
}

// manages tells whether whoever asks may decide for the chat. An error means that
// nobody knows.
func (a *Adapter) manages(ctx context.Context, in incoming) (bool, error) {
	switch {
	case in.adrift:
		return false, errAdrift
	case in.manager:
		return true, nil
	case in.user == 0 || in.place.chat == 0:
		return false, nil
	}
	status, err := a.status(ctx, in.place, in.user)
	return status == "creator" || status == "administrator", err
}

// status asks what somebody is in a chat.
// https://core.telegram.org/bots/api#getchatmember
func (a *Adapter) status(ctx context.Context, at place, user int64) (string, error) {
	params := tgbotapi.Params{"chat_id": at.key()}
	params.AddNonZero64("user_id", user)
	var member struct {
		Status string `json:"status"`
	}
	err := a.calls.Send(ctx, "members of "+at.key(), traffic.ClassAnswer, func(ctx context.Context) error {
		return sendError(a.client.call(ctx, a.options.requestTimeout, "getChatMember", params, &member), true)
	})
	if err != nil {
		return "", fmt.Errorf("ask for somebody's rights: %w", err)
	}
	return member.Status, nil
}

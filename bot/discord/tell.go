package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// errNobody says that a person is none that Discord knows.
var errNobody = errors.New("not a person on Discord")

// Tell writes to a bot.Question's Person in a direct conversation. What may have
// been sent is not sent again; people can refuse messages of the bot.
func (a *Adapter) Tell(ctx context.Context, person string, answer bot.Answer) error {
	user, ok := strings.CutPrefix(person, personPrefix)
	if !ok || !isID(user) {
		return errNobody
	}
	m, err := a.composeOne(answer, "")
	if err != nil {
		return err
	}
	channel, err := a.directChannel(ctx, user)
	if err != nil {
		return fmt.Errorf("open a direct conversation: %w", err)
	}
	return inSomeForm(channelMessage{message: m}, func(body channelMessage) error {
		return a.outbox.Send(ctx, channel, traffic.ClassBackground, func(ctx context.Context) error {
			return a.client.do(ctx, apiRequest{method: http.MethodPost, path: "channels/" + channel + "/messages", body: body, picture: body.picture}, nil)
		})
	})
}

// directChannel is the channel of the direct conversation with a user. Discord opens
// one where there is none, and never a second.
func (a *Adapter) directChannel(ctx context.Context, user string) (string, error) {
	var answered struct {
		ID string `json:"id"`
	}
	err := a.calls.Send(ctx, "direct:"+user, traffic.ClassBackground, func(ctx context.Context) error {
		body := map[string]string{"recipient_id": user}
		return a.client.do(ctx, apiRequest{method: http.MethodPost, path: "users/@me/channels", body: body, repeatable: true}, &answered)
	})
	if err == nil && !isID(answered.ID) {
		err = &bot.SendError{Err: errors.New("discord answered no channel")}
	}
	return answered.ID, err
}

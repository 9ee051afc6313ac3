package telegram

import (
	"context"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// command is a line of the menu that Telegram shows.
// https://core.telegram.org/bots/api#botcommand
type command struct {
	Name        string `json:"command"`
	Description string `json:"description"`
}

// menuLanguage is whose names stand in the menu of people for whose language there
// is none: English ones. The names of every language are understood in every chat.
const menuLanguage = "en"

// menu is the commands in a language.
func menu(c *bot.Catalogue, lang string) []command {
	var out []command
	for _, m := range bot.Commands() {
		out = append(out, command{Name: c.Say(lang, "command_"+m.Name, nil), Description: c.Say(lang, "command_"+m.Name+"_about", nil)})
	}
	return out
}

// register puts the commands into the menus, one for each language and one for all
// others. Without a menu the commands work all the same.
func (a *Adapter) register(ctx context.Context) {
	for _, lang := range append([]string{""}, a.catalogue.Languages()...) {
		params := tgbotapi.Params{}
		names := menuLanguage
		if lang != "" {
			names, params["language_code"] = lang, lang
		}
		params["commands"] = encode(menu(a.catalogue, names))
		err := a.calls.Send(ctx, "menu", traffic.ClassAnswer, func(ctx context.Context) error {
			return sendError(a.client.call(ctx, a.options.requestTimeout, "setMyCommands", params, nil), true)
		})
		if err != nil && ctx.Err() == nil {
			a.options.Log.Warn("the menu of commands could not be set", "language", names, "error", err)
		}
	}
}

package telegram

import (
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// keyboard is the rows of buttons below a message.
// https://core.telegram.org/bots/api#inlinekeyboardmarkup
type keyboard [][]button

// button either presses data or opens a link.
type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// markup is a keyboard as Telegram wants it; nil for an empty one.
func (k keyboard) markup() any {
	if len(k) == 0 {
		return nil
	}
	return map[string]any{"inline_keyboard": k}
}

// keys is the keyboard for an answer's buttons: turning pages, then what there is
// to do with the answer, then the questions that lead on, each in a row of its own
// because they are long. A button to show an answer to everybody makes no sense
// where everybody sees it.
func keys(buttons []bot.Button) keyboard {
	var pages, views, votes []button
	var asks keyboard
	for _, b := range buttons {
		key := button{Text: label(b.Label), Data: b.Press}
		if key.Text == "" || !pressable(b.Press) {
			continue
		}
		switch b.Role {
		case bot.RolePrevious, bot.RoleNext:
			pages = append(pages, key)
		case bot.RoleSource, bot.RoleChart:
			views = append(views, key)
		case bot.RoleHelpful, bot.RoleUnhelpful:
			votes = append(votes, key)
		case bot.RoleAsk:
			asks = append(asks, []button{key})
		case bot.RoleShare:
		}
	}
	var k keyboard
	for _, row := range append(keyboard{pages, views, votes}, asks...) {
		if len(row) > 0 {
			k = append(k, row)
		}
	}
	return k
}

// label is what stands on a button: one line, no longer than people can read it.
func label(s string) string {
	return strings.TrimSpace(bot.Shorten(bot.CleanLine(s), labelLimit))
}

// pressable tells whether a press may hang on a button.
func pressable(press string) bool { return press != "" && len(press) <= dataLimit }

// linkable tells whether a press may be the parameter of a link into the chat.
func linkable(press string) bool {
	return press != "" && len(press) <= startLimit && strings.Trim(press, startLetters) == ""
}

// startLetters are those that a start parameter may have.
const startLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

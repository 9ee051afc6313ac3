package terminal

import (
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// goodbyes are the words that end a conversation, beside the end of the input.
var goodbyes = []string{"exit", "quit", "ende", "bye", ":q", "/exit", "/quit"}

// parse reads what somebody typed. ok is false where there is nothing to answer,
// end is true where the person wants to go.
func parse(line string, o Options) (q bot.Question, ok, end bool) {
	text := strings.TrimSpace(bot.Clean(line))
	switch {
	case text == "":
		return q, false, false
	case slices.Contains(goodbyes, strings.ToLower(text)):
		return q, false, true
	}
	return bot.Question{Text: text, Locale: o.Locale, Language: o.Language, Conversation: conversation}, true, false
}

// conversation is the one that a process at a terminal has.
const conversation = "terminal"

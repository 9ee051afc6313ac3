package discord

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
)

// sharePrefix stands before the Press of a button that shows everybody what one
// person sees. The press alone does not tell, and the colon is in no Press.
const sharePrefix = "share:"

// nonceMark stands between the Press of a post's button and the post's nonce, by
// which Find recognises the post: what Discord says of a message that stands in a
// channel does not hold the nonce itself. The dot is in no Press.
const nonceMark = "."

// buttonRows lays buttons out: paging, then questions that lead on, then what
// concerns the answer itself. What does not fit is left out, from the end of the
// questions on. A button to share is for private messages only. All carry nonce,
// unless it is empty.
func buttonRows(buttons []bot.Button, private bool, nonce string) []discordgo.MessageComponent {
	var paging, asks, rest []discordgo.MessageComponent
	used := map[string]bool{}
	for _, b := range buttons {
		button, ok := newButton(b, nonce)
		if !ok || used[button.CustomID] || b.Role == bot.RoleShare && !private {
			continue
		}
		used[button.CustomID] = true
		switch b.Role {
		case bot.RolePrevious, bot.RoleNext:
			paging = append(paging, button)
		case bot.RoleAsk:
			asks = append(asks, button)
		default:
			rest = append(rest, button)
		}
	}
	top, bottom := inRows(paging, 1), inRows(rest, 2)
	middle := inRows(asks, maxRows-len(top)-len(bottom))
	return append([]discordgo.MessageComponent{}, slices.Concat(top, middle, bottom)...) // never null
}

// inRows puts buttons side by side, into most rows at the most.
func inRows(buttons []discordgo.MessageComponent, most int) []discordgo.MessageComponent {
	var all []discordgo.MessageComponent
	for row := range slices.Chunk(buttons, maxInRow) {
		if len(all) == most {
			break
		}
		all = append(all, discordgo.ActionsRow{Components: row})
	}
	return all
}

// newButton returns false for a button that Discord would refuse.
func newButton(b bot.Button, nonce string) (discordgo.Button, bool) {
	id := b.Press
	if b.Role == bot.RoleShare {
		id = sharePrefix + id
	}
	if nonce != "" {
		id += nonceMark + nonce
	}
	label := shorten(strings.TrimSpace(bot.CleanLine(b.Label)), maxLabel, units)
	ok := b.Press != "" && units(id) <= maxCustomID && label != ""
	return discordgo.Button{Label: label, Style: style(b.Role), CustomID: id}, ok
}

func style(r bot.Role) discordgo.ButtonStyle {
	switch r {
	case bot.RoleAsk:
		return discordgo.PrimaryButton
	case bot.RoleShare:
		return discordgo.SuccessButton
	default:
		return discordgo.SecondaryButton
	}
}

package telegram

import (
	"strings"
	"unicode/utf16"
)

// withoutMention takes the bot's name out of a text. mentioned is false where it
// is not named.
func (p *parser) withoutMention(text string, entities []entity) (rest string, mentioned bool) {
	units := utf16.Encode([]rune(text))
	var kept []uint16
	at := 0
	for _, e := range entities {
		if !p.mentionsUs(text, e) || e.Offset < at {
			continue
		}
		kept = append(kept, units[at:e.Offset]...)
		at = e.Offset + e.Length
		mentioned = true
	}
	if !mentioned {
		return text, false
	}
	return string(utf16.Decode(append(kept, units[at:]...))), true
}

// mentionsUs tells whether an entity names the bot, by its username or, where it
// has none, by a link to it.
func (p *parser) mentionsUs(text string, e entity) bool {
	switch e.Type {
	case "mention":
		return p.self.Username != "" && strings.EqualFold(slice(text, e), "@"+p.self.Username)
	case "text_mention":
		return e.User != nil && e.User.ID == p.self.ID && slice(text, e) != ""
	}
	return false
}

// slice is the stretch of text that an entity names. An entity that reaches
// beyond the text names nothing.
func slice(text string, e entity) string {
	units := utf16.Encode([]rune(text))
	if e.Offset < 0 || e.Length <= 0 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
		return ""
	}
	return string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
}

// unitCount is the length of a text in UTF-16 units, as Telegram counts it.
func unitCount(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

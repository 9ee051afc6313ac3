package bottest

import (
	"fmt"
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// Hostile is a text that means something in every markup that chats know. A
// front-end shows it as it is, and nobody is called by it.
const Hostile = "<b>&@everyone ``` [x](y) </a> &lt; <script>alert(1)</script> **_~~||` <@1> @here /frage https://example.org/?a=1&b=2"

// long is an answer of this many paragraphs of some 220 letters each.
func long(lang string, paragraphs int) bot.Answer {
	a := bot.Answer{
		Language: lang, Wish: bot.WishPassage, Status: bot.Answered, Title: "Alles über Brunnen",
		Citations: cite("Brunnenbericht", "Anfang", 1, "alles"),
		Buttons:   append([]bot.Button{{Role: bot.RoleSource, Label: "Quelle", Press: "source"}}, votes(lang)...),
	}
	text := "Ein Brunnen ist ein Schacht, aus dem man Wasser schöpft. Er ist nie tief genug 🪣, und immer fehlt ein Eimer. Wer ihn gräbt, dankt dem, der vorher maß, und verflucht den, der das Lot verlor – „selten beide“."
	if lang == "en" {
		a.Title = "All about wells"
		text = "A well is a shaft from which people draw water. It is never deep enough 🪣, and there is always a bucket missing. Who digs it thanks the one who measured before, and curses the one who lost the plumb – “rarely both”."
	}
	for i := range paragraphs {
		if i%10 == 0 {
			a.Blocks = append(a.Blocks, bot.Heading{Text: fmt.Sprintf("§ %d", i/10+1)})
		}
		a.Blocks = append(a.Blocks, bot.Paragraph{Text: fmt.Sprintf("(%d) %s", i+1, text), Page: i/10 + 1})
	}
	return a
}

// longChart has a picture and more words than fit below one.
func longChart() bot.Answer {
	a := long("de", 30)
	a.Chart = charted().Chart
	return a
}

// wall is one line without a place to part it, of letters that take two units
// of UTF-16 and several runes.
func wall() bot.Answer {
	return bot.Answer{
		Language: "de", Status: bot.Answered, Title: strings.Repeat("Brunnen", 100),
		Blocks:    []bot.Block{bot.Paragraph{Text: strings.Repeat("👩🏽‍🚒<&>é", 1500)}},
		Citations: cite(strings.Repeat("Bericht ", 80), strings.Repeat("Abschnitt ", 80), 3, "wand"),
	}
}

func hostile() bot.Answer {
	return bot.Answer{
		Language: "de", Wish: bot.WishPassage, Status: bot.Answered, Title: "Titel " + Hostile, Asked: "Frage " + Hostile + "\x00\x1b[31m\u202e",
		Blocks: []bot.Block{
			bot.Heading{Text: Hostile},
			bot.Paragraph{Text: Hostile + "\r\nzweite Zeile\u2028dritte\xff", Page: 1},
			bot.Quotation{Text: Hostile, Language: "en", Translation: Hostile, Speaker: Hostile, Role: Hostile, Organisation: Hostile, Page: 2},
			bot.Ranking{Heading: Hostile, Question: Hostile, Measure: Hostile, Max: 100, Rows: []bot.Row{
				{Rank: 1, Label: Hostile, Cells: []bot.Cell{{Option: Hostile, Text: Hostile, Value: 1}}, Note: Hostile},
			}},
			bot.Enumeration{Intro: Hostile, Entries: []bot.Entry{{Title: Hostile, Text: Hostile, Points: []string{Hostile}}}},
			bot.Portrait{Name: Hostile, Role: Hostile, Organisation: Hostile, Part: Hostile, Page: 3},
			bot.Note{Text: Hostile},
		},
		Citations:   append(cite(Hostile, Hostile, 1, "x"), cite(Hostile, "", 2, "y")...),
		Suggestions: []string{Hostile},
		Buttons:     []bot.Button{{Role: bot.RoleAsk, Label: Hostile + strings.Repeat(" und so weiter", 20), Press: "hostile"}},
	}
}

func hostileChart() bot.Answer {
	a := hostile()
	a.Chart = &bot.Chart{Title: Hostile, Ranking: hurdles(), Unit: "%", Source: Hostile, Notes: []string{Hostile}, Alt: strings.Repeat(Hostile, 30)}
	return a
}

// buttons has every role, and as many questions to go on with as there ever are.
func buttons() bot.Answer {
	a := paged(2, bot.Anew)
	a.Buttons = []bot.Button{
		{Role: bot.RolePrevious, Label: "Zurück", Press: "page-1"},
		{Role: bot.RoleNext, Label: "Mehr", Press: "page-3"},
		{Role: bot.RoleSource, Label: "Quelle", Press: "source"},
		{Role: bot.RoleChart, Label: "Diagramm", Press: "chart"},
		{Role: bot.RoleShare, Label: "Allen zeigen", Press: "paged"},
		{Role: bot.RoleAsk, Label: "Was steht zu Frost?", Press: "paged"},
		{Role: bot.RoleAsk, Label: "Wer wird zitiert?", Press: "quotes"},
		{Role: bot.RoleAsk, Label: "Welche Regeln nennt der Bericht für den Bau von Brunnen in steinigem Boden und bei Frost?", Press: "list"},
	}
	a.Buttons = append(a.Buttons, votes("de")...)
	return a
}

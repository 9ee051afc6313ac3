package bottest

import (
	"fmt"
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// Sample is one canned answer. Its name is what the Assistant is asked for, and
// where a button leads: a name is always a valid Press.
type Sample struct {
	Name   string
	Answer bot.Answer
}

// Samples are all canned answers, always the same ones in the same order. Nobody
// else holds on to them.
func Samples() []Sample {
	return []Sample{
		{"ranking", ranking()},
		{"options", options()},
		{"chart", charted()},
		{"chart-en", stacked()},
		{"quote", quote()},
		{"quote-en", translated()},
		{"quotes", quotes()},
		{"wording", worded()},
		{"wording-en", wordedEnglish()},
		{"list", list()},
		{"person", person()},
		{"paged", paged(1, bot.Anew)},
		{"page-1", paged(1, bot.InPlace)},
		{"page-2", paged(2, bot.InPlace)},
		{"page-3", paged(3, bot.InPlace)},
		{"source", aside("de", "Brunnenbericht, Hürden, S. 8")},
		{"thanks", aside("de", "Danke, das ist gut zu wissen.")},
		{"thanks-en", aside("en", "Thank you, that is good to know.")},
		{"aside-long", asideLong()},
		{"not-found", notFound()},
		{"not-found-en", notFoundEnglish()},
		{"help-en", help()},
		{"long", long("de", 60)},
		{"long-en", long("en", 60)},
		{"long-chart", longChart()},
		{"wall", wall()},
		{"endless", long("de", 900)},
		{"hostile", hostile()},
		{"hostile-chart", hostileChart()},
		{"buttons", buttons()},
		{"bare", bot.Answer{Language: "de", Title: "Nur ein Titel"}},
		{"empty", bot.Answer{}},
	}
}

// Named is the canned answer with this name; ok is false where there is none.
func Named(name string) (a bot.Answer, ok bool) {
	for _, s := range Samples() {
		if s.Name == name {
			return s.Answer, true
		}
	}
	return bot.Answer{}, false
}

func cite(title, section string, page int, record string) []bot.Citation {
	return []bot.Citation{{Report: "brunnen", Title: title, Section: section, Page: page, Record: record}}
}

// votes are the two buttons that stand below most answers.
func votes(lang string) []bot.Button {
	if lang == "en" {
		return []bot.Button{{Role: bot.RoleHelpful, Label: "Helpful", Press: "thanks-en"}, {Role: bot.RoleUnhelpful, Label: "Not helpful", Press: "thanks-en"}}
	}
	return []bot.Button{{Role: bot.RoleHelpful, Label: "Hilfreich", Press: "thanks"}, {Role: bot.RoleUnhelpful, Label: "Nicht hilfreich", Press: "thanks"}}
}

func hurdles() bot.Ranking {
	return bot.Ranking{
		Heading: "Hürden beim Brunnenbau", Question: "Wie hoch sind die folgenden Hürden?",
		Measure: "Zustimmung („sehr hoch“ und „eher hoch“) in Prozent", Max: 100, Page: 8,
		Rows: []bot.Row{
			{Rank: 1, Label: "Steiniger Boden", Cells: []bot.Cell{{Text: "93,1 %", Value: 93.1}}},
			{Rank: 2, Label: "Lange Wege zwischen den zuständigen Ämtern für Wasser, Boden und Denkmalschutz", Cells: []bot.Cell{{Text: "50,0 %", Value: 50}}},
			{Rank: 3, Label: "Frost", Cells: []bot.Cell{{Text: "7,5 %", Value: 7.5, Mark: bot.MarkInferred}}},
			{Label: "Streit um Eimer", Cells: []bot.Cell{{Text: "nicht lesbar", Mark: bot.MarkLost}}, Note: "Im Text steht: über 80 Prozent (S. 9)."},
		},
	}
}

func ranking() bot.Answer {
	return bot.Answer{
		Language: "de", Wish: bot.WishRanking, Status: bot.Partial, Title: "Top 4: Was Brunnen bremst",
		Blocks:      []bot.Block{hurdles(), bot.Note{Text: "Ein Wert ist nicht lesbar. Er wird nicht geschätzt."}},
		Citations:   cite("Brunnenbericht", "Hürden", 8, "abb-huerden"),
		Suggestions: []string{"Hürden mit den niedrigsten Werten", "Was sagt der Bericht zu Frost?"},
		Buttons: append([]bot.Button{
			{Role: bot.RoleSource, Label: "Quelle", Press: "source"},
			{Role: bot.RoleChart, Label: "Diagramm", Press: "chart"},
			{Role: bot.RoleAsk, Label: "Hürden mit den niedrigsten Werten", Press: "options"},
			{Role: bot.RoleAsk, Label: "Was sagt der Bericht zu Frost?", Press: "quote"},
		}, votes("de")...),
	}
}

func measures() bot.Ranking {
	return bot.Ranking{
		Heading: "Measures", Max: 100, Page: 9,
		Rows: []bot.Row{
			{Label: "New buckets", Cells: []bot.Cell{{Option: "implemented", Text: "23.7%", Value: 23.7}, {Option: "planned", Text: "50.0%", Value: 50}, {Option: "not planned", Text: "not readable", Mark: bot.MarkLost}}},
			{Label: "Deeper shafts", Cells: []bot.Cell{{Option: "implemented", Text: "100%", Value: 100}}},
		},
	}
}

func options() bot.Answer {
	return bot.Answer{
		Language: "en", Wish: bot.WishValue, Status: bot.Partial, Title: "How far are the measures?",
		Blocks:    []bot.Block{measures()},
		Citations: cite("Well report", "Measures", 9, "abb-massnahmen"),
		Buttons:   append([]bot.Button{{Role: bot.RoleChart, Label: "Chart", Press: "chart-en"}}, votes("en")...),
	}
}

// charted is an answer with a picture and few words.
func charted() bot.Answer {
	a := ranking()
	a.Asked = "Diagramm zu den Hürden"
	a.Chart = &bot.Chart{
		Title: "Hürden beim Brunnenbau", Ranking: hurdles(), Unit: "%", Source: "Brunnenbericht, Hürden, S. 8",
		Notes: []string{"Ein Wert ist nicht lesbar. Er wird nicht geschätzt."},
		Alt:   "Balkendiagramm: Steiniger Boden 93,1 %, lange Wege 50,0 %, Frost erschlossen 7,5 %, Streit um Eimer nicht lesbar.",
	}
	return a
}

func stacked() bot.Answer {
	a := options()
	k := measures()
	for i := range k.Rows {
		for len(k.Rows[i].Cells) < 3 {
			k.Rows[i].Cells = append(k.Rows[i].Cells, bot.Cell{Option: []string{"implemented", "planned", "not planned"}[len(k.Rows[i].Cells)], Text: "0%"})
		}
	}
	a.Chart = &bot.Chart{
		Title: "How far are the measures?", Ranking: k, Options: []string{"implemented", "planned", "not planned"}, Unit: "%",
		Source: "Well report, Measures, p. 9", Alt: "Stacked bars: new buckets 23.7% implemented, 50.0% planned; deeper shafts 100% implemented.",
	}
	return a
}

func said(text string) bot.Quotation {
	return bot.Quotation{Text: text, Language: "de", Speaker: "Ada Quell", Role: "Leiterin des Brunnenamts", Organisation: "Stadt Quellstadt", Page: 4}
}

func quote() bot.Answer {
	return bot.Answer{
		Language: "de", Wish: bot.WishQuote, Status: bot.Answered, Title: "Ada Quell",
		Blocks:      []bot.Block{said("Wer tief gräbt, findet Wasser – früher oder später.")},
		Citations:   cite("Brunnenbericht", "Anfang", 4, "zitat-quell"),
		Suggestions: []string{"Wer wird noch zitiert?"},
		Buttons: append([]bot.Button{
			{Role: bot.RoleSource, Label: "Quelle", Press: "source"},
			{Role: bot.RoleShare, Label: "Allen zeigen", Press: "quote"},
			{Role: bot.RoleAsk, Label: "Wer wird noch zitiert?", Press: "quotes"},
		}, votes("de")...),
	}
}

func translated() bot.Answer {
	q := said("Wer tief gräbt, findet Wasser.")
	q.Role, q.Organisation, q.Translation = "Head of the well office", "", "Who digs deep finds water."
	return bot.Answer{
		Language: "en", Wish: bot.WishQuote, Status: bot.Answered, Blocks: []bot.Block{q},
		Citations: append(cite("Well report", "", 4, "zitat-quell"), cite("Well report", "", 4, "person-quell")...),
		Buttons:   votes("en"),
	}
}

func quotes() bot.Answer {
	other := said("Eimer fehlen überall.")
	other.Speaker, other.Role, other.Organisation, other.Page = "Bo Eimer", "Schöpfer", "", 11
	return bot.Answer{
		Language: "de", Wish: bot.WishQuote, Status: bot.Answered, Title: "2 Zitate", More: true,
		Blocks:    []bot.Block{said("Wer tief gräbt, findet Wasser."), other},
		Citations: append(cite("Brunnenbericht", "Anfang", 4, "zitat-quell"), cite("Brunnenbericht", "Ende", 11, "zitat-eimer")...),
		Buttons:   append([]bot.Button{{Role: bot.RoleNext, Label: "Mehr", Press: "page-2"}}, votes("de")...),
	}
}

// wording is the report's own wording of a passage.
func wording(lead string) bot.Original {
	return bot.Original{
		Lead: lead, Language: "de", Page: 6,
		Text: "Bevor auch nur ein einziger Spatenstich getan ist, sollte der Boden bis in eine Tiefe von zwölf Ellen mit dem Lot vermessen werden, weil sich im Gestein mitunter Hohlräume verbergen.",
	}
}

func worded() bot.Answer {
	return bot.Answer{
		Language: "de", Wish: bot.WishPassage, Status: bot.Answered, Title: "Vor dem Graben",
		Blocks: []bot.Block{
			wording(""),
			bot.Note{Text: "Der Wortlaut geht im Report weiter, auf S. 7."},
			bot.Paragraph{Text: "Kurz gesagt: Wer gräbt, misst vorher den Boden.", Page: 5},
		},
		Citations: append(cite("Brunnenbericht", "Vor dem Graben", 5, "p-messen"), cite("Brunnenbericht", "Vor dem Graben", 6, "p-messen")...),
		Buttons:   votes("de"),
	}
}

func wordedEnglish() bot.Answer {
	return bot.Answer{
		Language: "en", Wish: bot.WishPassage, Status: bot.Answered, Title: "Before digging",
		Blocks: []bot.Block{
			bot.Paragraph{Text: "In short: whoever digs measures the ground first.", Page: 6},
			wording("In the report's own words:"),
		},
		Citations: cite("Well report", "Before digging", 6, "p-messen"),
		Buttons:   votes("en"),
	}
}

func list() bot.Answer {
	return bot.Answer{
		Language: "de", Wish: bot.WishList, Status: bot.Answered, Title: "Drei Regeln",
		Blocks: []bot.Block{
			bot.Enumeration{Intro: "Der Bericht nennt drei Regeln.", Ordered: true, Page: 5, Entries: []bot.Entry{
				{Title: "Erst messen", Text: "Ohne Maß kein Schacht.", Points: []string{"Lot mitnehmen", "Zweimal messen, weil das Lot im Schacht schwingt und die erste Zahl selten stimmt"}},
				{Title: "Dann graben"},
				{Title: "Wie lange?", Text: "Bis Wasser kommt."},
			}},
			bot.Enumeration{Entries: []bot.Entry{{Text: "Ein Gedanke ohne Überschrift"}}},
		},
		Citations: cite("Brunnenbericht", "Regeln", 5, "liste-regeln"),
		Buttons:   votes("de"),
	}
}

func person() bot.Answer {
	return bot.Answer{
		Language: "de", Wish: bot.WishPerson, Status: bot.Answered, Title: "Beteiligte",
		Blocks: []bot.Block{
			bot.Portrait{Name: "Ada Quell", Role: "Leiterin des Brunnenamts", Organisation: "Stadt Quellstadt", Part: "Unter den Expertinnen und Experten des Reports", Page: 12},
			bot.Note{Text: "„Adda“ habe ich als Ada Quell verstanden."},
		},
		Citations: cite("Brunnenbericht", "", 12, "person-quell"),
		Buttons:   []bot.Button{{Role: bot.RoleAsk, Label: "Was sagt Ada Quell?", Press: "quote"}},
	}
}

// paged is one of three pages, of which the buttons lead to the others.
func paged(page int, manner bot.Manner) bot.Answer {
	a := bot.Answer{
		Language: "de", Wish: bot.WishPassage, Status: bot.Answered, Manner: manner, Title: "Frost im Schacht",
		Blocks: []bot.Block{
			bot.Heading{Text: fmt.Sprintf("Fundstelle %d", page)},
			bot.Paragraph{Text: fmt.Sprintf("Im Winter %d fror der Schacht auf halber Höhe zu.", 1900+page), Page: page},
		},
		Citations: cite("Brunnenbericht", "Frost", page, fmt.Sprintf("frost-%d", page)),
	}
	if manner == bot.InPlace {
		a.Asked = "Was steht zu Frost?"
	}
	if page > 1 {
		a.Buttons = append(a.Buttons, bot.Button{Role: bot.RolePrevious, Label: "Zurück", Press: fmt.Sprintf("page-%d", page-1)})
	}
	if page < 3 {
		a.More = true
		a.Buttons = append(a.Buttons, bot.Button{Role: bot.RoleNext, Label: "Mehr", Press: fmt.Sprintf("page-%d", page+1)})
	}
	a.Buttons = append(a.Buttons, votes("de")...)
	return a
}

func aside(lang, text string) bot.Answer {
	return bot.Answer{Language: lang, Status: bot.Answered, Manner: bot.Aside, Blocks: []bot.Block{bot.Paragraph{Text: text}}}
}

// asideLong is too long for the notice that a platform may show to one person.
func asideLong() bot.Answer {
	a := aside("de", strings.Repeat("Die Quelle hat einen sehr langen Namen. ", 20))
	a.Citations = cite("Brunnenbericht", "Hürden", 8, "abb-huerden")
	return a
}

func notFound() bot.Answer {
	return bot.Answer{
		Language: "de", Wish: bot.WishUnknown, Status: bot.NotFound, Title: "Nicht im Report",
		Blocks:      []bot.Block{bot.Paragraph{Text: "Dazu steht nichts in Brunnenbericht, jedenfalls nichts, was Ihre Frage sicher beantwortet."}},
		Suggestions: []string{"Top 5 der Hürden"},
		Buttons:     []bot.Button{{Role: bot.RoleAsk, Label: "Top 5 der Hürden", Press: "ranking"}},
	}
}

func notFoundEnglish() bot.Answer {
	a := notFound()
	a.Language, a.Title, a.Suggestions = "en", "Not in the report", []string{"Top 5 hurdles"}
	a.Blocks = []bot.Block{bot.Paragraph{Text: "Well report says nothing on this, or at least nothing that answers your question for sure."}}
	a.Buttons = []bot.Button{{Role: bot.RoleAsk, Label: "Top 5 hurdles", Press: "ranking"}}
	return a
}

func help() bot.Answer {
	return bot.Answer{
		Language: "en", Wish: bot.WishAbout, Status: bot.Answered, Title: "What I can do",
		Blocks: []bot.Block{
			bot.Paragraph{Text: "I answer questions about Well report. Every answer is a record of the report with its page; I make nothing up."},
			bot.Paragraph{Text: "For example:"},
			bot.Enumeration{Entries: []bot.Entry{{Text: "top hurdles"}, {Text: "What does Ada Quell say?"}}},
		},
		Buttons: []bot.Button{{Role: bot.RoleAsk, Label: "top hurdles", Press: "ranking"}},
	}
}

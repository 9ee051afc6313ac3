package discord

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
)

// Ensure each canned answer looks as the golden files show, to all and to one.
func TestAnswers(t *testing.T) {
	t.Parallel()
	r := renderer{catalogue(t)}
	for _, sample := range bottest.Samples() {
		if strings.HasPrefix(sample.Name, "long") || sample.Name == "endless" || sample.Name == "wall" {
			continue // a story each is enough of these
		}
		golden(t, "answer-"+sample.Name, pretty(t, r.answer(sample.Answer, look{most: mostMessages, private: true, picture: []byte("png")})))
	}
}

// Ensure a text shows as it is, whatever it holds.
func TestEscape(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"KI-basierte Dienste, 42,5 % (S. 3)": "KI-basierte Dienste, 42,5 % (S. 3)",
		"*a* _b_ ~~c~~ `d` ||e||":            `\*a\* \_b\_ \~\~c\~\~ \` + "`" + `d\` + "`" + ` \|\|e\|\|`,
		"# a":                                `\# a`,
		"a # b":                              "a # b",
		"- a":                                `\- a`,
		"  - a":                              `  \- a`,
		"-# a":                               `\-# a`,
		"> a":                                `\> a`,
		"1. a":                               `1\. a`,
		" 12. a. b":                          ` 12\. a. b`,
		"a 1. b":                             "a 1. b",
		"[a](https://b.c)":                   `\[a\](https\://b.c)`,
		"https://b.c":                        `https\://b.c`,
		":smile: a: b":                       `\:smile: a: b`,
		"<@1> @everyone <t:1> <:a:1>":        `\<\@1\> \@everyone \<t\:1\> \<\:a\:1\>`,
		`\*`:                                 `\\\*`,
	} {
		if got := escape(text, true); got != want {
			t.Errorf("escape(%q) = %q, want %q", text, got, want)
		}
	}
}

// Ensure shapes and styles of lines become Discord's, closed in each line.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	plain := func(s string) bot.Span { return bot.Span{Text: s} }
	strong := func(s string) bot.Span { return bot.Span{Text: s, Style: bot.StyleStrong} }
	faint := func(s string) bot.Span { return bot.Span{Text: s, Style: bot.StyleFaint} }
	channel := func(c bot.Chat) bot.Span { return bot.Span{Text: "#a", Style: bot.StyleStrong, Chat: &c} }
	for _, tc := range []struct {
		line bot.Line
		want string
	}{
		{bot.Line{Lead: "• ", Spans: []bot.Span{channel(bot.Chat{Platform: bot.Discord, ID: "12"}), plain(": *b*")}}, `• <#12>: \*b\*`},
		{bot.Line{Spans: []bot.Span{strong("a"), channel(bot.Chat{Platform: bot.Discord, ID: "12"}), strong("b")}}, "**a**<#12>**b**"},
		{bot.Line{Spans: []bot.Span{plain("a"), channel(bot.Chat{Platform: bot.Discord, ID: "12"}), plain("- b")}}, "a<#12>- b"},
		{bot.Line{Spans: []bot.Span{channel(bot.Chat{Platform: bot.Discord, ID: "1>2"})}}, "**#a**"},
		{bot.Line{Spans: []bot.Span{channel(bot.Chat{Platform: bot.Discord, ID: ""})}}, "**#a**"},
		{bot.Line{Spans: []bot.Span{channel(bot.Chat{Platform: bot.Telegram, ID: "12"})}}, "**#a**"},
		{bot.Line{Spans: []bot.Span{plain("a"), strong("b"), strong("c"), plain("d")}}, "a**bc**d"},
		{bot.Line{Spans: []bot.Span{strong(" a\nb ")}}, " **a**\n**b** "},
		{bot.Line{Spans: []bot.Span{strong("  "), strong("a")}}, "  **a**"},
		{bot.Line{Spans: []bot.Span{faint("Maß "), faint("(S. 3)")}}, "*Maß (S. 3)*"},
		{bot.Line{Spans: []bot.Span{faint("a\n\nb")}}, "*a*\n\n*b*"},
		{bot.Line{Spans: []bot.Span{plain("a"), faint(" (S. 3)")}}, "a (S. 3)"},
		{bot.Line{Shape: bot.ShapeQuote, Spans: []bot.Span{plain("a\n\n- b")}}, "> a\n> \\- b"},
		{bot.Line{Shape: bot.ShapeRemark, Spans: []bot.Span{faint("a\n# b\n")}}, "-# a\n-# \\# b"},
		{bot.Line{Shape: bot.ShapeItem, Lead: "2. ", Spans: []bot.Span{plain("a: "), strong("7 %")}}, `2\. a: **7 %**`},
		{bot.Line{Shape: bot.ShapeItem, Lead: "   – ", Spans: []bot.Span{plain("- a")}}, "   – - a"},
		{bot.Line{Shape: bot.ShapeItem, Lead: "• ", Spans: []bot.Span{faint("a")}}, "• a"},
		{bot.Line{Spans: []bot.Span{plain("a\n1. b")}}, "a\n1\\. b"},
	} {
		if got := markdown([]bot.Line{tc.line}); got != tc.want {
			t.Errorf("markdown(%+v) = %q, want %q", tc.line, got, tc.want)
		}
	}
}

// Ensure sources that find no room in a footer fill further messages, whole.
func TestManySources(t *testing.T) {
	t.Parallel()
	a := bot.Answer{Language: "de", Title: "Viel"}
	for i := range 100 {
		a.Citations = append(a.Citations, bot.Citation{Title: fmt.Sprintf("Bericht %d %s", i, strings.Repeat("x", 100)), Page: i + 1})
	}
	messages := renderer{catalogue(t)}.answer(a, look{most: 1})
	checkMessages(t, messages)
	text := ""
	for _, m := range messages {
		text += m.Embeds[0].Footer.Text + "\n"
	}
	for i := range 100 {
		if !strings.Contains(text, fmt.Sprintf("Bericht %d x", i)) || !strings.Contains(text, fmt.Sprintf("S. %d\n", i+1)) {
			t.Errorf("source %d is missing", i)
		}
	}
}

// Ensure what stands below a message fits, and is unmistakable.
func TestButtonRows(t *testing.T) {
	t.Parallel()
	var many []bot.Button
	for i := range 60 {
		many = append(many, bot.Button{Role: bot.Role(i % 8), Label: strings.Repeat("ö", 200), Press: fmt.Sprint("p", i/2)})
	}
	many = append(many, bot.Button{Label: "", Press: "x"}, bot.Button{Label: "x"}, bot.Button{Label: "x", Press: strings.Repeat("p", 200)})
	if rows := buttonRows(many, true, ""); len(rows) != maxRows {
		t.Errorf("%d rows, want %d", len(rows), maxRows)
	} else {
		checkRows(t, rows)
	}
	share := []bot.Button{{Role: bot.RoleShare, Label: "x", Press: "x"}}
	if rows := buttonRows(share, false, ""); rows == nil || len(rows) != 0 {
		t.Errorf("a message that all see offers to be shared: %v", rows)
	}
	longest := []bot.Button{{Role: bot.RoleShare, Label: "x", Press: strings.Repeat("p", bot.MaxPress)}}
	if rows := buttonRows(longest, true, strings.Repeat("n", 20)); len(rows) != 1 {
		t.Error("the longest button finds no place in a post")
	} else {
		checkRows(t, rows)
	}
}

// checkMessages holds messages against Discord's limits.
func checkMessages(t *testing.T, messages []message) {
	t.Helper()
	if len(messages) == 0 {
		t.Fatal("no message")
	}
	for _, m := range messages {
		if len(m.Embeds) != 1 || m.Components == nil || m.Attachments == nil || m.AllowedMentions.Parse == nil || len(m.AllowedMentions.Parse) != 0 {
			t.Errorf("not as every message: %+v", m)
		}
		e := m.Embeds[0]
		author, footer := "", ""
		if e.Author != nil {
			author = e.Author.Name
		}
		if e.Footer != nil {
			footer = e.Footer.Text
		}
		for text, limit := range map[string]int{e.Title: maxTitle, e.Description: maxDescription, author: maxAuthor, footer: maxFooter, e.Title + e.Description + author + footer: maxEmbeds} {
			if n := units(text); n > limit || !utf8.ValidString(text) {
				t.Errorf("%d units, more than %d: %q", n, limit, text)
			}
		}
		if e.Title+author+footer == "" && strings.TrimSpace(e.Description) == "" && e.Image == nil {
			t.Error("an embed shows nothing")
		}
		for _, a := range m.Attachments {
			if units(a.Description) > maxAlt {
				t.Errorf("a description of %d units", units(a.Description))
			}
		}
		checkMarkup(t, e.Description)
		checkMarkup(t, e.Title)
		checkRows(t, m.Components)
	}
}

func checkRows(t *testing.T, rows []discordgo.MessageComponent) {
	t.Helper()
	used := map[string]bool{}
	if len(rows) > maxRows {
		t.Errorf("%d rows", len(rows))
	}
	for _, r := range rows {
		buttons := r.(discordgo.ActionsRow).Components
		if len(buttons) == 0 || len(buttons) > maxInRow {
			t.Errorf("%d buttons in a row", len(buttons))
		}
		for _, c := range buttons {
			b := c.(discordgo.Button)
			if used[b.CustomID] || b.CustomID == "" || units(b.CustomID) > maxCustomID || strings.TrimSpace(b.Label) == "" || units(b.Label) > maxLabel {
				t.Errorf("button %+v", b)
			}
			used[b.CustomID] = true
		}
	}
}

// escaped matches a sign that a backslash takes its meaning from.
var escaped = regexp.MustCompile(`\\[^0-9A-Za-z\s]`)

// ours matches what the renderer writes itself: the prefixes of lines, and links to
// channels.
var ours = regexp.MustCompile(`(?m)^(?:> |-# )|<#\d{1,20}>`)

// wild matches what Discord would read as markup: signs that are not escaped, and
// what makes a line a heading, a list, a quote or a remark.
var wild = regexp.MustCompile("(?m)[_~`|\\[\\]<>@\\\\]|:\\S|^\\s*(?:#{1,3}|[-+]|-#|\\d+\\.)(?:\\s|$)")

// checkMarkup finds markup in a text that is not the renderer's own, and such of it
// that is not closed in its line.
func checkMarkup(t *testing.T, text string) {
	t.Helper()
	bare := ours.ReplaceAllString(escaped.ReplaceAllString(text, "E"), "")
	if found := wild.FindString(bare); found != "" {
		t.Errorf("%q is markup in %q", found, text)
	}
	for line := range strings.Lines(bare) {
		strong := strings.Count(line, "**")
		if strong%2 != 0 || strings.Count(strings.ReplaceAll(line, "**", ""), "*")%2 != 0 || strings.Contains(line, "***") {
			t.Errorf("unbalanced: %q", line)
		}
	}
}

// Any answer becomes messages within Discord's limits, without any markup of its
// own.
func FuzzAnswer(f *testing.F) {
	f.Add(uint64(1), "a *b* _c_ https://d.e", "1. f\n- g\n# h > i", 3)
	f.Add(uint64(2), bottest.Hostile, strings.Repeat("ä ", 3000), 9)
	f.Add(uint64(3), "**", "\\", 40)
	f.Add(uint64(4), ":x", "\u200D", 1)
	r := renderer{catalogue(f)}
	f.Fuzz(func(t *testing.T, seed uint64, one, two string, blocks int) {
		a := anyAnswer(rand.New(rand.NewPCG(seed, 0)), one, two, blocks)
		for _, as := range []look{{most: mostMessages}, {most: 1, private: true, picture: []byte("png")}, {single: true, nonce: strings.Repeat("n", 20), picture: []byte("png")}} {
			messages := r.answer(a, as)
			checkMessages(t, messages)
			if as.single && len(messages) != 1 {
				t.Errorf("%d messages instead of one", len(messages))
			}
		}
	})
}

// anyAnswer puts two texts everywhere into an answer. It is not larger than what
// takes a moment to lay out.
func anyAnswer(r *rand.Rand, one, two string, blocks int) bot.Answer {
	one, two = bot.Shorten(one, 300), bot.Shorten(two, 1000)
	text := func() string {
		return []string{one, two, one + two, two + " " + one, "", strings.Repeat(one+" ", r.IntN(15))}[r.IntN(6)]
	}
	a := bot.Answer{
		Language: []string{"de", "en", one}[r.IntN(3)], Wish: bot.WishQuote, Status: []bot.Status{bot.Answered, bot.Partial, bot.NotFound, ""}[r.IntN(4)],
		Title: text(), Asked: text(), Chart: &bot.Chart{Alt: text()},
	}
	for range min(max(blocks, 0), 12) {
		entry := bot.Entry{Title: text(), Text: text(), Points: []string{text()}, Chat: &bot.Chat{Platform: bot.Discord, ID: []string{"12", one}[r.IntN(2)]}}
		row := bot.Row{Rank: r.IntN(3), Label: text(), Note: text(), Cells: []bot.Cell{{Option: text(), Text: text(), Mark: bot.Mark(r.IntN(3))}}}
		a.Blocks = append(a.Blocks, []bot.Block{
			bot.Heading{Text: text()}, bot.Paragraph{Text: text(), Page: r.IntN(3)}, bot.Note{Text: text()},
			bot.Quotation{Text: text(), Speaker: text(), Role: text(), Organisation: text(), Translation: text(), Page: 1},
			bot.Ranking{Heading: text(), Question: text(), Measure: text(), Rows: []bot.Row{row, row}},
			bot.Enumeration{Intro: text(), Ordered: r.IntN(2) == 0, Entries: []bot.Entry{entry}},
			bot.Portrait{Name: text(), Role: text(), Part: text()},
		}[r.IntN(7)])
		a.Citations = append(a.Citations, bot.Citation{Title: text(), Section: text(), Page: r.IntN(5)})
		a.Buttons = append(a.Buttons, bot.Button{Role: bot.Role(r.IntN(9)), Label: text(), Press: text()})
	}
	return a
}

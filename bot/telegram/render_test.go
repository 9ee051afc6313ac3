package telegram

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
)

// parseHTML reads what Telegram takes for HTML as strictly as can be: known tags
// without attributes, properly nested, and no bare <, > or &. It returns the text.
// https://core.telegram.org/bots/api#html-style
func parseHTML(s string) (string, error) {
	var text strings.Builder
	var open []string
	for s != "" {
		switch s[0] {
		case '<':
			tag, rest, ok := strings.Cut(s[1:], ">")
			if !ok {
				return "", fmt.Errorf("a tag without end at %.20q", s)
			}
			s = rest
			if name, closing := strings.CutPrefix(tag, "/"); closing {
				if len(open) == 0 || open[len(open)-1] != name {
					return "", fmt.Errorf("</%s> closes %v", name, open)
				}
				open = open[:len(open)-1]
				continue
			}
			if tag != "b" && tag != "i" && tag != "blockquote" {
				return "", fmt.Errorf("a tag <%s>", tag)
			}
			open = append(open, tag)
		case '&':
			ref, rest, _ := strings.Cut(s, ";")
			r, ok := map[string]string{"&amp": "&", "&lt": "<", "&gt": ">"}[ref]
			if !ok {
				return "", fmt.Errorf("a bare & at %.20q", s)
			}
			text.WriteString(r)
			s = rest
		case '>':
			return "", fmt.Errorf("a bare > at %.20q", s)
		default:
			text.WriteByte(s[0])
			s = s[1:]
		}
	}
	if len(open) > 0 {
		return "", fmt.Errorf("not closed: %v", open)
	}
	return text.String(), nil
}

// checkContent holds a message to Telegram's rules.
func checkContent(t *testing.T, c content) {
	t.Helper()
	text, err := parseHTML(c.html)
	if err != nil {
		t.Errorf("not well-formed: %v in %q", err, c.html)
	}
	if text != c.plain {
		t.Errorf("marked up it says %q, plain %q", text, c.plain)
	}
	limit := textLimit
	if c.picture != nil {
		limit = captionLimit
	} else if strings.TrimSpace(c.plain) == "" {
		t.Error("a message says nothing")
	}
	if n := unitCount(c.plain); n > limit {
		t.Errorf("%d units where %d are allowed", n, limit)
	}
	if !utf8.ValidString(c.html) || strings.ContainsAny(c.plain, "\x00\x1b\u202e\u2028") {
		t.Errorf("not clean: %q", c.plain)
	}
	for _, row := range c.keyboard {
		for _, b := range row {
			if b.Text == "" || (b.Data == "") == (b.URL == "") || len(b.Data) > dataLimit {
				t.Errorf("a button %+v", b)
			}
		}
	}
}

func checkAnswer(t *testing.T, r renderer, a bot.Answer) {
	t.Helper()
	for _, picture := range [][]byte{nil, {1}} {
		contents := r.answer(a, picture)
		texts := 0
		for i, c := range contents {
			checkContent(t, c)
			if c.picture == nil {
				texts++
			}
			if i < len(contents)-1 && len(c.keyboard) > 0 {
				t.Error("buttons that are not below the last message")
			}
		}
		if texts > messagesLimit {
			t.Errorf("%d messages", texts)
		}
		checkSources(t, r, a, contents)
	}
	if c, ok := r.single(a, markedSize); ok {
		checkContent(t, c)
		if n := unitCount(c.html); n > textLimit {
			t.Errorf("an inline result of %d units", n)
		}
	}
	if n, ok := r.notice(a); ok && (n == "" || unitCount(n) > noticeLimit) {
		t.Errorf("a notice %q", n)
	}
}

// checkSources looks for each source in what is sent, which may part it anywhere.
// More of them than all messages can hold don't occur outside of the fuzzing.
func checkSources(t *testing.T, r renderer, a bot.Answer, contents []content) {
	t.Helper()
	packed := func(s string) string { return strings.Join(strings.Fields(s), "") }
	var all strings.Builder
	for _, c := range contents {
		all.WriteString(strings.ReplaceAll(packed(c.plain), "\u2060", ""))
	}
	sources := bot.Layout(r.catalogue, a).Sources
	if len(sources) > 20 {
		return
	}
	for _, source := range sources {
		if want := packed(bot.Shorten(source, sourceLimit)); !strings.Contains(all.String(), want) {
			t.Errorf("the source %q is not in %q", want, all.String())
		}
	}
}

// Ensure every canned answer keeps to Telegram's rules, as text and below a picture.
func TestRenderSamples(t *testing.T) {
	t.Parallel()
	r := renderer{catalogue: catalogue(t)}
	for _, s := range bottest.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			checkAnswer(t, r, s.Answer)
		})
	}
}

// Ensure the whole source stands at the end of an answer that had to be cut, behind
// a line that says so.
func TestRenderCut(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	a, _ := bottest.Named("endless")
	contents := renderer{catalogue: c}.answer(a, nil)
	if len(contents) != messagesLimit {
		t.Fatalf("%d messages", len(contents))
	}
	end := contents[len(contents)-1].plain
	want := c.Say("de", "cut", nil) + "\n\n" + bot.Layout(c, a).Sources[0]
	if !strings.HasSuffix(end, want) {
		t.Errorf("the end is %q, want %q", end[len(end)-200:], want)
	}
}

// Ensure a picture has the whole answer below it where that fits, and otherwise the
// title and the source, with the words behind.
func TestRenderPicture(t *testing.T) {
	t.Parallel()
	r := renderer{catalogue: catalogue(t)}
	short, _ := bottest.Named("chart")
	if got := r.answer(short, []byte{1}); len(got) != 1 || !strings.Contains(got[0].plain, "Steiniger Boden") || len(got[0].keyboard) == 0 {
		t.Errorf("short: %+v", got)
	}
	long, _ := bottest.Named("long-chart")
	got := r.answer(long, []byte{1})
	if len(got) < 2 || got[0].picture == nil || got[1].picture != nil {
		t.Fatalf("long: %+v", got)
	}
	if caption := got[0].plain; !strings.HasPrefix(caption, "Alles über Brunnen\n\nQuelle: ") || !strings.Contains(got[1].plain, "(1)") {
		t.Errorf("long: %q and %q", caption, got[1].plain)
	}
	if len(got[0].keyboard) != 0 || len(got[len(got)-1].keyboard) == 0 {
		t.Error("the buttons are not below the last message")
	}
}

// Ensure a picture that the text does not show is put into words.
func TestRenderAlt(t *testing.T) {
	t.Parallel()
	r := renderer{catalogue: catalogue(t)}
	a := bot.Answer{Language: "en", Title: "A figure", Chart: &bot.Chart{Alt: "Three bars."}}
	if got := r.answer(a, []byte{1}); !strings.Contains(got[0].plain, "Three bars.") {
		t.Errorf("got %q", got[0].plain)
	}
	a.Blocks = []bot.Block{bot.Ranking{Heading: "A figure", Rows: []bot.Row{{Label: "a"}}}}
	if got := r.answer(a, []byte{1}); strings.Contains(got[0].plain, "Three bars.") {
		t.Errorf("said twice: %q", got[0].plain)
	}
}

// Ensure buttons stand where they belong, and what can't be a button is none.
func TestKeys(t *testing.T) {
	t.Parallel()
	a, _ := bottest.Named("buttons")
	var rows []string
	for _, row := range keys(a.Buttons) {
		var labels []string
		for _, b := range row {
			labels = append(labels, b.Text)
		}
		rows = append(rows, strings.Join(labels, " | "))
	}
	want := []string{
		"Zurück | Mehr", "Quelle | Diagramm", "Hilfreich | Nicht hilfreich", "Was steht zu Frost?", "Wer wird zitiert?",
		"Welche Regeln nennt der Bericht für den Bau von Brunnen in…",
	}
	if got := strings.Join(rows, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got:\n%s", got)
	}
	bad := []bot.Button{{Label: "x"}, {Press: "x"}, {Label: "\u202e", Press: "x"}, {Label: "x", Press: strings.Repeat("x", 65)}}
	if got := keys(bad); len(got) != 0 {
		t.Errorf("made buttons of %+v", got)
	}
}

// Ensure inline results keep to Telegram's rules, and lead on where a link can.
func TestResults(t *testing.T) {
	t.Parallel()
	r := renderer{catalogue: catalogue(t)}
	answer, _ := bottest.Named("quote")
	endless, _ := bottest.Named("endless")
	long := strings.Repeat("r", 65)
	got := r.results(bot.Findings{Language: "en", Found: []bot.Finding{
		{ID: "r_1", Title: "One\ntitle", Text: bottest.Hostile, Answer: answer},
		{ID: "r_1", Title: "Again", Answer: answer},
		{ID: long, Title: "Long id", Answer: endless},
		{ID: "r/2", Title: "No link", Answer: answer},
		{ID: "", Title: "No id", Answer: answer},
		{ID: "r_3", Title: " ", Answer: answer},
		{ID: "r_4", Title: "Says nothing"},
	}}, "some_bot")
	if len(got) != 3 {
		t.Fatalf("%d results: %+v", len(got), got)
	}
	for _, x := range got {
		text, err := parseHTML(x.Content.Text)
		if err != nil || unitCount(text) > textLimit || len(x.ID) > resultIDLimit || strings.Contains(x.Title, "\n") {
			t.Errorf("%v: %+v", err, x)
		}
	}
	keyboard, err := json.Marshal(got[0].Keyboard)
	if want := `{"inline_keyboard":[[{"text":"Ask on in the chat","url":"https://t.me/some_bot?start=r_1"}]]}`; err != nil || string(keyboard) != want {
		t.Errorf("keyboard %s", keyboard)
	}
	if got[1].Keyboard != nil || got[2].Keyboard != nil {
		t.Error("a link with what Telegram does not take")
	}
}

// Ensure no text calls a person, and an address stays one.
func TestCallsNobody(t *testing.T) {
	t.Parallel()
	a := bot.Answer{Language: "de", Title: "@everyone", Blocks: []bot.Block{bot.Paragraph{Text: "an (@some_user), x@example.org und @"}}}
	got := renderer{catalogue: catalogue(t)}.answer(a, nil)[0].plain
	if want := "@\u2060everyone\n\nan (@\u2060some_user), x@example.org und @"; got != want {
		t.Errorf("got %q", got)
	}
}

// Ensure a chat that is named is words: Telegram has no link that leads into any chat.
func TestRenderChat(t *testing.T) {
	t.Parallel()
	a := bot.Answer{Language: "de", Blocks: []bot.Block{bot.Enumeration{Entries: []bot.Entry{{Title: "Dieser Chat", Text: "montags", Chat: &theGroup}}}}}
	if got := (renderer{catalogue: catalogue(t)}).answer(a, nil)[0].html; got != "• <b>Dieser Chat</b>: montags" {
		t.Errorf("got %q", got)
	}
}

// Ensure any answer at all is rendered within the limits and well-formed.
func FuzzRender(f *testing.F) {
	f.Add("de", "Titel", bottest.Hostile, 3, uint8(7))
	f.Add("en", "", "🪣"+strings.Repeat("word ", 2000), 40, uint8(255))
	f.Add("xx", "\x00", strings.Repeat("<&>", 3000), 1, uint8(16))
	f.Add("de", strings.Repeat("👩🏽‍🚒", 900), "\u2028\xff", 200, uint8(99))
	c, err := bot.NewCatalogue()
	if err != nil {
		f.Fatal(err)
	}
	r := renderer{catalogue: c}
	f.Fuzz(func(t *testing.T, lang, title, text string, n int, shape uint8) {
		if n = min(max(n, 0), 300); len(text)*n > 1<<16 || len(title) > 1<<14 {
			return
		}
		checkAnswer(t, r, fuzzed(lang, title, text, n, shape))
	})
}

// fuzzed is an answer with n blocks of one text, of the kinds that shape has bits for.
func fuzzed(lang, title, text string, n int, shape uint8) bot.Answer {
	kinds := []bot.Block{
		bot.Heading{Text: text}, bot.Paragraph{Text: text, Page: 1}, bot.Note{Text: text},
		bot.Quotation{Text: text, Translation: text, Speaker: title, Role: text, Page: 2},
		bot.Ranking{Heading: title, Question: text, Rows: []bot.Row{{Rank: 1, Label: text, Cells: []bot.Cell{{Option: title, Text: text, Mark: bot.MarkLost}}, Note: text}}},
		bot.Enumeration{Intro: text, Entries: []bot.Entry{{Title: title, Text: text, Points: []string{text}}}},
		bot.Portrait{Name: title, Role: text, Part: text},
	}
	a := bot.Answer{Language: lang, Title: title, Buttons: []bot.Button{{Role: bot.RoleAsk, Label: text, Press: title}, {Role: bot.RoleNext, Label: title, Press: "x"}}}
	if shape&128 != 0 {
		a.Asked, a.Chart = text, &bot.Chart{Alt: text}
	}
	for i := range n {
		if kind := i % len(kinds); shape&(1<<kind) != 0 {
			a.Blocks = append(a.Blocks, kinds[kind])
		}
		if i%9 == 0 {
			a.Citations = append(a.Citations, bot.Citation{Title: title, Section: text, Page: i})
		}
	}
	return a
}

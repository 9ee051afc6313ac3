package terminal_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/terminal"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file in testdata. Escape bytes are written as ␛,
// so that the files can be read and reviewed.
func golden(t *testing.T, name, got string) {
	t.Helper()
	got = strings.ReplaceAll(got, "\x1b", "␛")
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); -update rewrites it:\n%s", file, diff)
	}
}

func catalogue(t testing.TB) *bot.Catalogue {
	t.Helper()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answers has every kind of block, in both languages.
var answers = map[string]bot.Answer{
	"ranking": {
		Language: "de", Wish: bot.WishRanking, Status: bot.Partial, Title: "Top 4: Was Brunnen bremst",
		Blocks: []bot.Block{
			bot.Ranking{
				Heading: "Hürden beim Brunnenbau", Question: "Wie hoch sind die folgenden Hürden?",
				Measure: "Zustimmung („sehr hoch“ und „eher hoch“) in Prozent", Max: 100, Page: 8,
				Rows: []bot.Row{
					{Rank: 1, Label: "Steiniger Boden", Cells: []bot.Cell{{Text: "96,9 %", Value: 96.9}}},
					{Rank: 2, Label: "Lange Wege zwischen den zuständigen Ämtern für Wasser, Boden und Denkmalschutz", Cells: []bot.Cell{{Text: "50 %", Value: 50}}},
					{Rank: 3, Label: "Frost", Cells: []bot.Cell{{Text: "7,5 %", Value: 7.5, Mark: bot.MarkInferred}}},
					{Label: "Streit um Eimer", Cells: []bot.Cell{{Text: "nicht mehr lesbar", Mark: bot.MarkLost}}, Note: "Im Text heißt es: „über 80 Prozent“ (S. 9)."},
				},
			},
			bot.Note{Text: "Ein Wert fehlt in der Quelle."},
		},
		Citations:   []bot.Citation{{Report: "brunnen", Title: "Brunnenbericht", Section: "Hürden", Page: 8, Record: "abb-huerden"}},
		Suggestions: []string{"Hürden mit den niedrigsten Werten", "Was sagt der Bericht zu Frost?"},
	},
	"options": {
		Language: "en", Wish: bot.WishValue, Status: bot.Answered, Title: "How far are the measures?",
		Blocks: []bot.Block{bot.Ranking{
			Heading: "Measures", Max: 100, Page: 9,
			Rows: []bot.Row{
				{Label: "New buckets", Cells: []bot.Cell{{Option: "implemented", Text: "21.9%", Value: 21.9}, {Option: "planned", Text: "50.0%", Value: 50}, {Option: "not planned", Text: "no longer readable", Mark: bot.MarkLost}}},
				{Label: "Deeper shafts", Cells: []bot.Cell{{Option: "implemented", Text: "100%", Value: 100}}},
			},
		}},
		Citations: []bot.Citation{{Report: "brunnen", Title: "Well report", Section: "Measures", Page: 9, Record: "abb-massnahmen"}},
	},
	"quote-de": {
		Language: "de", Wish: bot.WishQuote, Status: bot.Answered, Title: "Ada Quell",
		Blocks: []bot.Block{
			bot.Quotation{Text: "Wer tief gräbt, findet Wasser – früher oder später.", Language: "de", Speaker: "Ada Quell", Role: "Leiterin des Brunnenamts", Organisation: "Stadt Quellstadt", Page: 4},
		},
		Citations:   []bot.Citation{{Report: "brunnen", Title: "Brunnenbericht", Section: "Anfang", Page: 4, Record: "zitat-quell"}},
		Suggestions: []string{"Wer wird noch zitiert?"},
	},
	"quote-en": {
		Language: "en", Wish: bot.WishQuote, Status: bot.Answered,
		Blocks: []bot.Block{
			bot.Quotation{Text: "Wer tief gräbt, findet Wasser.", Translation: "Who digs deep finds water.", Language: "de", Speaker: "Ada Quell", Role: "Head of the well office", Page: 4},
		},
		Citations: []bot.Citation{
			{Report: "brunnen", Title: "Well report", Page: 4, Record: "zitat-quell"},
			{Report: "brunnen", Title: "Well report", Page: 4, Record: "person-quell"},
		},
	},
	"wording": {
		Language: "en", Wish: bot.WishPassage, Status: bot.Answered, Title: "Before digging",
		Blocks: []bot.Block{
			bot.Paragraph{Text: "In short: whoever digs measures the ground first.", Page: 5},
			bot.Original{Lead: "In the report's own words:", Text: "Bevor auch nur ein einziger Spatenstich getan ist, wird der Boden mit dem Lot vermessen.", Language: "de", Page: 6},
		},
		Citations: []bot.Citation{{Title: "Well report", Section: "Before digging", Page: 5}, {Title: "Well report", Section: "Before digging", Page: 6}},
	},
	"person": {
		Language: "de", Wish: bot.WishPerson, Status: bot.Answered, Title: "Ada Quell",
		Blocks:    []bot.Block{bot.Portrait{Name: "Ada Quell", Role: "Leiterin des Brunnenamts", Organisation: "Stadt Quellstadt", Part: "Expertin", Page: 12}},
		Citations: []bot.Citation{{Title: "Brunnenbericht", Page: 12}},
	},
	"quotes": {
		Language: "de", Wish: bot.WishQuote, Status: bot.Answered, Title: "Ada Quell",
		Blocks: []bot.Block{
			bot.Quotation{Text: "Wer tief gräbt, findet Wasser.", Language: "de", Speaker: "Ada Quell", Page: 4},
			bot.Quotation{Text: "Eimer fehlen.", Language: "de", Speaker: "Ada Quell", Page: 4},
		},
		Citations: []bot.Citation{{Title: "Brunnenbericht", Page: 4}},
	},
	"list": {
		Language: "de", Wish: bot.WishList, Status: bot.Answered, Title: "Zwei Regeln",
		Blocks: []bot.Block{
			bot.Enumeration{Intro: "Der Bericht nennt zwei Regeln.", Ordered: true, Page: 5, Entries: []bot.Entry{
				{Title: "Erst messen", Text: "Ohne Maß kein Schacht.", Points: []string{"Lot mitnehmen", "Zweimal messen, weil das Lot im Schacht schwingt und die erste Zahl selten stimmt"}},
				{Title: "Dann graben"},
				{Title: "Wie lange?", Text: "Bis Wasser kommt."},
			}},
			bot.Enumeration{Entries: []bot.Entry{{Text: "Ein Gedanke ohne Überschrift"}}},
		},
		Citations: []bot.Citation{{Title: "Brunnenbericht", Section: "Regeln", Page: 5}},
	},
	"mixed": {
		Language: "de", Wish: bot.WishPassage, Status: bot.Answered, Title: "Eimer",
		Blocks: []bot.Block{
			bot.Paragraph{Text: "Ein Eimer fasst zehn Liter.", Page: 5},
			bot.Paragraph{Text: "Zwei Eimer fassen zwanzig.", Page: 6},
			bot.Portrait{Name: "Ada Quell", Role: "Leiterin des Brunnenamts", Organisation: "Stadt Quellstadt", Part: "Expertin", Page: 6},
		},
		Citations: []bot.Citation{{Title: "Brunnenbericht", Page: 5}, {Title: "Brunnenbericht", Page: 6}},
	},
	"not-found": {
		Language: "en", Wish: bot.WishUnknown, Status: bot.NotFound, Title: "Not in the report",
		Blocks:      []bot.Block{bot.Paragraph{Text: "The report says nothing about rockets."}, bot.Note{Text: "Nearest terms: buckets, shafts."}},
		Suggestions: []string{"top hurdles"},
	},
}

func TestGolden(t *testing.T) {
	t.Parallel()
	r := terminal.NewRenderer(catalogue(t))
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name+".plain", r.Plain(a))
			golden(t, name+".piped", r.Screen(a, terminal.Look{}))
			golden(t, name+".screen", r.Screen(a, terminal.Look{Width: 64, Colour: true}))
		})
	}
}

func TestHits(t *testing.T) {
	t.Parallel()
	r := terminal.NewRenderer(catalogue(t))
	hits := []terminal.Hit{
		{
			Kind: "quote", Text: "Wer tief gräbt, findet Wasser.", Match: []terminal.Span{{Start: 9, End: 15}}, Quoted: "de", Who: "Ada Quell, Stadt Quellstadt", Translation: "Who digs deep finds water.",
			Source: bot.Citation{Title: "Brunnenbericht", Section: "Anfang", Page: 4, Record: "zitat-quell"},
		},
		{Kind: "figure", Title: "Hürden", Text: "Wie hoch sind die Hürden?", Source: bot.Citation{Title: "Brunnenbericht", Page: 8, Record: "abb-huerden"}},
	}
	golden(t, "hits.piped", r.Hits("en", hits, terminal.Look{}))
	golden(t, "hits.screen", r.Hits("de", hits, terminal.Look{Width: 40, Colour: true}))
}

// Ensure that no line is wider than the terminal, however narrow, and that the
// width changes the layout only, not the words.
func TestScreenFits(t *testing.T) {
	t.Parallel()
	r := terminal.NewRenderer(catalogue(t))
	for name, a := range answers {
		for width := 30; width <= 200; width += 7 {
			got := r.Screen(a, terminal.Look{Width: width, Colour: true})
			for line := range strings.Lines(got) {
				if w := ansi.StringWidth(strings.TrimRight(line, "\n")); w > width {
					t.Errorf("%s at width %d has a line of %d cells: %q", name, width, w, line)
				}
			}
			for _, label := range []string{"96,9 %", "7,5 %", "21.9%"} {
				if wide := r.Screen(a, terminal.Look{}); strings.Contains(wide, label) && !strings.Contains(got, label) {
					t.Errorf("%s at width %d lost %q", name, width, label)
				}
			}
		}
	}
}

// Ensure that whatever a package or a person writes, the terminal shows it and
// does not obey it.
func TestControlCharactersNeverReachTheTerminal(t *testing.T) {
	t.Parallel()
	r := terminal.NewRenderer(catalogue(t))
	const evil = "a\x1b[31mb\x1b]0;title\x07c\u009b2Jd\re\u202Ef\x00g\x7fh\xffi\u200bj\tk"
	a := bot.Answer{
		Language: "de", Title: evil, Suggestions: []string{evil},
		Blocks: []bot.Block{
			bot.Paragraph{Text: evil}, bot.Note{Text: evil},
			bot.Quotation{Text: evil, Translation: evil, Language: evil, Speaker: evil, Role: evil, Organisation: evil},
			bot.Ranking{Heading: evil, Question: evil, Measure: evil, Rows: []bot.Row{
				{Label: evil, Note: evil, Cells: []bot.Cell{{Option: evil, Text: evil}, {Text: evil, Mark: bot.MarkLost}}},
				{Label: evil, Cells: []bot.Cell{{Text: evil, Mark: bot.MarkInferred, Value: 1}}},
			}},
			bot.Enumeration{Intro: evil, Entries: []bot.Entry{{Title: evil, Text: evil, Points: []string{evil}}}},
			bot.Portrait{Name: evil, Role: evil, Organisation: evil, Part: evil},
		},
		Citations: []bot.Citation{{Title: evil, Section: evil, Page: 1}},
	}
	hits := []terminal.Hit{{Kind: "quote", Title: evil, Text: evil, Who: evil, Translation: evil, Match: []terminal.Span{{Start: 0, End: 9}, {Start: 2, End: 4}, {Start: 20, End: 999}}, Source: bot.Citation{Title: evil, Section: evil, Record: evil}}}
	for name, got := range map[string]string{
		"Plain":  r.Plain(a),
		"Screen": r.Screen(a, terminal.Look{Width: 50}),
		"Hits":   r.Hits("de", hits, terminal.Look{Width: 50}),
	} {
		if i := strings.IndexFunc(got, func(r rune) bool {
			return r != '\n' && (r < ' ' || r >= 0x7f && r <= 0x9f || r == '\u202e' || r == '\u200b')
		}); i >= 0 {
			t.Errorf("%s holds a control character: %q", name, got[i:min(len(got), i+20)])
		}
		if !strings.Contains(got, "\uFFFD") {
			t.Errorf("%s hides that a byte was not UTF-8", name)
		}
	}
}

// Ensure that bars are in proportion, and that a value is never drawn as none.
func TestBars(t *testing.T) {
	t.Parallel()
	r := terminal.NewRenderer(catalogue(t))
	row := func(v float64) bot.Row {
		return bot.Row{Label: "x", Cells: []bot.Cell{{Text: "v", Value: v}}}
	}
	bars := func(full float64, values ...float64) []string {
		k := bot.Ranking{Max: full}
		for _, v := range values {
			k.Rows = append(k.Rows, row(v))
		}
		lines := strings.Split(r.Screen(bot.Answer{Language: "de", Blocks: []bot.Block{k}}, terminal.Look{}), "\n")
		out := make([]string, len(values))
		for i := range values {
			out[i] = strings.TrimPrefix(strings.TrimPrefix(lines[i], "x  v"), "  ")
		}
		return out
	}
	full := strings.Repeat("█", 24)
	for _, tt := range []struct {
		name   string
		max    float64
		values []float64
		want   []string
	}{
		{"whole, half, an eighth of a cell", 100, []float64{100, 50, 0.1}, []string{full, strings.Repeat("█", 12), "▏"}},
		{"nothing", 100, []float64{0}, []string{""}},
		{"no upper end: the largest fills", 0, []float64{2, 1}, []string{full, strings.Repeat("█", 12)}},
		{"past the upper end", 100, []float64{200, 100}, []string{full, strings.Repeat("█", 12)}},
		{"below zero", 100, []float64{-3}, []string{""}},
	} {
		if diff := cmp.Diff(tt.want, bars(tt.max, tt.values...)); diff != "" {
			t.Errorf("%s: bars differ (-want +got):\n%s", tt.name, diff)
		}
	}
}

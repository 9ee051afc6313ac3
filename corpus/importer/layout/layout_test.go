package layout

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// fewWords knows some words, and joins what is broken at a hyphen unless the rest
// has a capital.
type fewWords map[string]bool

func (w fewWords) Append(text, line string) string {
	body, broken := strings.CutSuffix(text, "-")
	switch {
	case text == "":
		return line
	case broken && begins(line) == 'A':
		return text + line
	case broken:
		return body + line
	}
	return text + " " + line
}

func (w fewWords) Known(word string) bool { return w[strings.ToLower(word)] }

func (w fewWords) Joined(left, right string) bool {
	return w.Known(strings.TrimRight(strings.TrimSuffix(left, "-")+right, ".,;:"))
}

// known are the words of these tests that make a line no noise, and those that are
// broken in them.
func known() fewWords {
	w := fewWords{}
	for _, s := range strings.Fields("der die das und ist ein eine im in am den von es wer wir sie auf mit nicht brunnen wasser gemeinde garten tal haus häuser mühle straße straßen brunnenmeister wasserleitung") {
		w[s] = true
	}
	return w
}

// pagesOf makes a document of a text: pages part at form feeds, blocks at empty
// lines.
func pagesOf(text string) page.Document {
	doc := page.Document{}
	number := 0
	for i, p := range strings.Split(text, "\f") {
		now := page.Page{Number: i + 1}
		gap := false
		for l := range strings.SplitSeq(strings.Trim(p, "\n"), "\n") {
			number++
			if strings.TrimSpace(l) == "" {
				gap = true
				continue
			}
			now.Lines = append(now.Lines, page.Line{Text: l, Number: number, Gap: gap})
			gap = false
		}
		doc.Pages = append(doc.Pages, now)
	}
	return doc
}

// told are blocks as a test writes them: the kind, the marker, the text, the value.
func told(blocks []Block) []string {
	var out []string
	for _, b := range blocks {
		s := string(b.Kind) + ": "
		if b.Marker != "" {
			s += b.Marker + " "
		}
		s += b.Text
		if b.Value != "" {
			s += " = " + b.Value
		}
		out = append(out, s)
	}
	return out
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	const prose = "Die Brunnen im Tal sind alt und\nwerden von der Gemeinde gepflegt.\nDas Wasser kommt aus dem Garten.\n"
	const proseText = "paragraph: Die Brunnen im Tal sind alt und werden von der Gemeinde gepflegt. Das Wasser kommt aus dem Garten."
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"hyphen over a column", prose + `
Wer Wasser braucht, ruft in der
Gemeinde an und fragt den Brunnen-

meister, der den Schlüssel hat und
am Abend noch im Garten ist.
`, []string{proseText, "paragraph: Wer Wasser braucht, ruft in der Gemeinde an und fragt den Brunnenmeister, der den Schlüssel hat und am Abend noch im Garten ist."}},
		{"box between", `
Wer Wasser braucht, ruft in der
Gemeinde an und fragt den Brunnen-

Garten im Tal
Hier steht, was alle in
der Gemeinde wissen.

meister, der den Schlüssel hat und
am Abend noch im Garten ist.
`, []string{"paragraph: Wer Wasser braucht, ruft in der Gemeinde an und fragt den Brunnenmeister, der den Schlüssel hat und am Abend noch im Garten ist.", "heading: Garten im Tal", "paragraph: Hier steht, was alle in der Gemeinde wissen."}},
		{"quote between", `
Wer Wasser braucht, ruft in der
Gemeinde an und fragt nach dem und

„Das Wasser ist gut, und
es bleibt im Tal.“

Dr. Anna Ohm, Leiterin der
Gemeinde im Tal

anderen, der den Schlüssel hat und
am Abend noch im Garten ist.
`, []string{"paragraph: Wer Wasser braucht, ruft in der Gemeinde an und fragt nach dem und anderen, der den Schlüssel hat und am Abend noch im Garten ist.", "quote: „Das Wasser ist gut, und es bleibt im Tal.“", "speaker: Dr. Anna Ohm, Leiterin der Gemeinde im Tal"}},
		{"quote whose mark was misread", prose + `
»

Das Wasser ist gut, und
es bleibt im Tal.”

Anna Ohm, Leiterin der
Gemeinde im Tal
`, []string{proseText, "noise: »", "quote: Das Wasser ist gut, und es bleibt im Tal.”", "speaker: Anna Ohm, Leiterin der Gemeinde im Tal"}},
		{"quote with digits for a mark", prose + `
33 Das Wasser ist gut, und
es bleibt im Tal.”

Anna Ohm, Leiterin der Gemeinde
`, []string{proseText, "quote: Das Wasser ist gut, und es bleibt im Tal.”", "speaker: Anna Ohm, Leiterin der Gemeinde"}},
		{"quotation within a sentence", `
Die Gemeinde nennt das Wasser im Tal
„das gute” und ist stolz auf den Garten.

Anna Ohm, die Leiterin, mag es nicht so sehr wie die anderen im Tal.
`, []string{"paragraph: Die Gemeinde nennt das Wasser im Tal „das gute” und ist stolz auf den Garten.", "paragraph: Anna Ohm, die Leiterin, mag es nicht so sehr wie die anderen im Tal."}},
		{"heading glued to a paragraph", "Brunnen im Tal\n" + prose, []string{"heading: Brunnen im Tal", proseText}},
		{"heading of two lines", "Das Wasser im Tal:\nWie die Gemeinde sorgt\n\n" + prose, []string{"heading: Das Wasser im Tal: Wie die Gemeinde sorgt", proseText}},
		{"list whose marks got lost", "Im Garten der Gemeinde gibt es:\n\nBrunnen mit Wasser\nHäuser mit Garten\nStraßen im Tal\n\n" + prose,
			[]string{"paragraph: Im Garten der Gemeinde gibt es:", "item: • Brunnen mit Wasser", "item: • Häuser mit Garten", "item: • Straßen im Tal", proseText}},
		{"items", "» Brunnen mit Wasser,\n» Häuser im Garten und\nein Haus im Tal,\n>» Mühle am Wasser.\n", []string{"item: » Brunnen mit Wasser,", "item: » Häuser im Garten und ein Haus im Tal,", "item: >» Mühle am Wasser."}},
		{"numbers, one of them lost", "1. Brunnen: Das Wasser ist gut.\n\n. Garten: Die Häuser sind alt.\n\n3. Tal: Es ist im Tal.\n", []string{"item: 1. Brunnen: Das Wasser ist gut.", "item: . Garten: Die Häuser sind alt.", "item: 3. Tal: Es ist im Tal."}},
		{"dash within a sentence", "Die Gemeinde sorgt für das Wasser\n– und das seit Jahren – im ganzen\nTal und auch im Garten am Haus.\n", []string{"paragraph: Die Gemeinde sorgt für das Wasser – und das seit Jahren – im ganzen Tal und auch im Garten am Haus."}},
		{"year at a line's start", "Die Gemeinde hat den Brunnen im Jahr\n1970 gebaut und sorgt seitdem für das\nWasser im Tal und im Garten am Haus.\n", []string{"paragraph: Die Gemeinde hat den Brunnen im Jahr 1970 gebaut und sorgt seitdem für das Wasser im Tal und im Garten am Haus."}},
		{"page numbers", prose + "\n12\n\f13\n\n" + prose, []string{proseText, "folio: 12", proseText, "folio: 13"}},
		{"columns read across", prose + "\n» Brunnen mit Wasser » Häuser im Tal\nund ein Garten > Mühle am Haus\n", []string{proseText, "mixed: » Brunnen mit Wasser » Häuser im Tal und ein Garten > Mühle am Haus"}},
		{"noise", prose + "\n[T|\n\n~ —\n", []string{proseText, "noise: [T|", "noise: ~ —"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, told(Blocks(pagesOf(tt.text), known()))); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCharts(t *testing.T) {
	t.Parallel()
	const prose = "Die Brunnen im Tal sind alt und gut,\nsie werden von der Gemeinde gepflegt.\nDas Wasser kommt aus einem Garten im\nTal, und wer davon trinkt, der merkt,\nwie gut es ist und wie sehr es kühlt.\n"
	const proseText = "paragraph: Die Brunnen im Tal sind alt und gut, sie werden von der Gemeinde gepflegt. Das Wasser kommt aus einem Garten im Tal, und wer davon trinkt, der merkt, wie gut es ist und wie sehr es kühlt."
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"unit and source", prose + `
Zustand der Brunnen
Angaben in Prozent

Brunnen mit Wasser 60
Brunnen im Garten 32,5
Mühle am Wasser 7,5 %

Quelle: Zählung der Gemeinde
Fragestellung: Wie ist der Brunnen?
`, []string{proseText, "title: Zustand der Brunnen", "caption: Angaben in Prozent", "row: Brunnen mit Wasser = 60", "row: Brunnen im Garten = 32,5", "row: Mühle am Wasser = 7,5", "caption: Quelle: Zählung der Gemeinde", "caption: Fragestellung: Wie ist der Brunnen?"}},
		{"scale", prose + `
Zustand der Brunnen
0 = schlecht, 1 = gut, 2 = sehr gut

Brunnen mit Wasser 0,6
Brunnen im Garten 1,5

Quelle: Zählung der Gemeinde
`, []string{proseText, "title: Zustand der Brunnen", "caption: 0 = schlecht, 1 = gut, 2 = sehr gut", "row: Brunnen mit Wasser = 0,6", "row: Brunnen im Garten = 1,5", "caption: Quelle: Zählung der Gemeinde"}},
		{"no unit", prose + `
Zustand der Brunnen

Brunnen mit Wasser

Brunnen im Garten

Quelle: Zählung der Gemeinde
`, []string{proseText, "title: Zustand der Brunnen", "row: Brunnen mit Wasser", "row: Brunnen im Garten", "caption: Quelle: Zählung der Gemeinde"}},
		{"scattered numbers", prose + `
Zustand der Brunnen
Angaben in Prozent

Brunnen mit Wasser

Brunnen im Garten

60,5

Ky 32,5 B

Quelle: Zählung der Gemeinde
`, []string{proseText, "title: Zustand der Brunnen", "caption: Angaben in Prozent", "row: Brunnen mit Wasser", "row: Brunnen im Garten", "noise: 60,5", "noise: Ky 32,5 B", "caption: Quelle: Zählung der Gemeinde"}},
		{"signs of bars", prose + `
Zustand der Brunnen
Angaben in Prozent

Brunnen mit Wasser [T 60,5
Brunnen im Garten = 32,5

Quelle: Zählung der Gemeinde
`, []string{proseText, "title: Zustand der Brunnen", "caption: Angaben in Prozent", "row: Brunnen mit Wasser = 60,5", "row: Brunnen im Garten = 32,5", "caption: Quelle: Zählung der Gemeinde"}},
		{"text goes on around it", `
Die Brunnen im Tal sind alt und
werden von der Gemeinde mit dem

Zustand der Brunnen
Angaben in Prozent

Brunnen mit Wasser 60
Brunnen im Garten 32,5

Quelle: Zählung der Gemeinde

eigenen Wasser gepflegt, das aus
dem Garten am Haus im Tal kommt.
`, []string{"paragraph: Die Brunnen im Tal sind alt und werden von der Gemeinde mit dem eigenen Wasser gepflegt, das aus dem Garten am Haus im Tal kommt.", "title: Zustand der Brunnen", "caption: Angaben in Prozent", "row: Brunnen mit Wasser = 60", "row: Brunnen im Garten = 32,5", "caption: Quelle: Zählung der Gemeinde"}},
		{"two charts", `
Zustand der Brunnen
Angaben in Prozent

Brunnen mit Wasser 60

Quelle: Zählung der Gemeinde

Zustand der Häuser
Angaben in Prozent

Haus im Tal 60

Quelle: Zählung der Gemeinde
`, []string{"title: Zustand der Brunnen", "caption: Angaben in Prozent", "row: Brunnen mit Wasser = 60", "caption: Quelle: Zählung der Gemeinde", "title: Zustand der Häuser", "caption: Angaben in Prozent", "row: Haus im Tal = 60", "caption: Quelle: Zählung der Gemeinde"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, told(Blocks(pagesOf(tt.text), known()))); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCaptions(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"Quelle: Zählung":                                true,
		"quellen: Zählung":                               true,
		"Frage: Wie geht es?":                            true,
		"Fragestellung: Warum?":                          true,
		"Basis: alle Gemeinden":                          true,
		"n = 32: alle Gemeinden":                         true,
		"Anteile in Prozent":                             true,
		"Angaben in Prozent":                             true,
		"Mittelwerte in Stunden":                         true,
		"Balkenlängen entsprechen Zustimmung in Prozent": true,
		"0 = nie, 1 = oft":                               true,
		"Eigene Darstellung: Gemeinde":                   true,
		"Die Quelle: Sie liegt im Tal.":                  false,
		"Die Frage ist offen.":                           false,
		"Quelle des Flusses":                             false,
		"Angaben in diesem Bericht sind neu, und wer sie liest, weiß es.": false,
		"10 = Brunnen": false,
	} {
		if got := captions.MatchString(line); got != want {
			t.Errorf("%q is a caption: %v, want %v", line, got, want)
		}
	}
}

// Ensure text goes on over a page only where a broken word or a full last line
// proves it, and never because of a small letter alone.
func TestOverPages(t *testing.T) {
	t.Parallel()
	const first = "Die Brunnen im Tal sind alt und\nwerden von der Gemeinde gepflegt.\nDas Wasser kommt aus dem Garten"
	const next = "weiter, und die Brunnen im Tal sind\nalt. Das Wasser ist noch immer gut."
	for _, tt := range []struct {
		name, a, b string
		joined     bool
	}{
		{"full line and small letter", first + "\nund fließt durch die Straßen immer", next, true},
		{"short line and small letter", first + "\nund fließt", next, false},
		{"full stop and small letter", first + ".", next, false},
		{"heading and small letter", first + ".\n\nStand aller Angaben", next, false},
		{"broken word", first + "\nund fließt durch die Wasser-", "leitung, die im Tal sehr alt ist\nund von der Gemeinde gepflegt wird.", true},
		{"broken word, page number between", first + "\nund fließt durch die Wasser-\n\n4", "leitung, die im Tal sehr alt ist\nund von der Gemeinde gepflegt wird.\n\n5", true},
		{"broken word that makes none", first + "\nund fließt durch die Wasser-", "melone, die im Tal sehr alt ist\nund von der Gemeinde gepflegt wird.", true}, // to be looked at
		{"article and capital", first + "\nund fließt immer schon durch die", "Straßen, die im Tal sehr alt sind,\nund in die Gärten der Gemeinde.", true},
		{"capital", first + "\nund fließt durch die Straßen immer", "Straßen im Tal sind sehr alt und gut,\nund wer im Garten steht, sieht es.", false},
		{"heading between", first + "\nund fließt durch die Straßen immer", "Straßen im Tal\n\n" + next, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			blocks := Blocks(pagesOf(tt.a+"\n\f"+tt.b+"\n"), known())
			joined := false
			for _, b := range blocks {
				joined = joined || b.Lines[0].Page != b.Lines[len(b.Lines)-1].Page
			}
			if joined != tt.joined {
				t.Errorf("joined is %v, want %v:\n%s", joined, tt.joined, strings.Join(told(blocks), "\n"))
			}
		})
	}
}

// place is a line at a place of a page, 10 points high.
func place(text string, left, top float64) page.Line {
	return page.Line{Text: text, Size: 10, Box: page.Box{Left: left, Top: top, Right: left + float64(5*runes(text)), Bottom: top + 10}}
}

// column are lines below each other.
func column(left, top float64, lines ...string) []page.Line {
	var out []page.Line
	for i, l := range lines {
		out = append(out, place(l, left, top+12*float64(i)))
	}
	return out
}

// Ensure pages with positions are read column by column, whatever the order of the
// file.
func TestPositions(t *testing.T) {
	t.Parallel()
	wide := []string{"Die Brunnen im Tal sind alt und", "werden von der Gemeinde gepflegt.", "Das Wasser kommt aus dem Garten,"}
	rest := []string{"der hinter dem Haus im Tal liegt", "und von der Gemeinde gepflegt ist."}
	third := []string{"Wer Wasser braucht, ruft in der", "Gemeinde an, und man hilft ihm."}
	const joined = "Die Brunnen im Tal sind alt und werden von der Gemeinde gepflegt. Das Wasser kommt aus dem Garten, der hinter dem Haus im Tal liegt und von der Gemeinde gepflegt ist."
	heading := func(text string, top float64) page.Line {
		l := place(text, 50, top)
		l.Size, l.Bold = 16, true
		l.Box.Bottom, l.Box.Right = top+16, 50+8*float64(runes(text))
		return l
	}
	for _, tt := range []struct {
		name  string
		lines []page.Line
		want  []string
	}{
		{"two columns", append(column(50, 100, wide...), column(250, 100, rest...)...), []string{"paragraph: " + joined}},
		{"two columns under a heading", append(append([]page.Line{heading("Das Wasser, die Brunnen und das ganze Tal", 60)}, column(50, 100, wide...)...), column(250, 100, rest...)...), []string{"heading: Das Wasser, die Brunnen und das ganze Tal", "paragraph: " + joined}},
		{"heading over one column", append(append([]page.Line{heading("Das Wasser", 60)}, column(50, 100, wide...)...), column(250, 100, rest...)...), []string{"heading: Das Wasser", "paragraph: " + joined}},
		{"three columns", append(append(column(50, 100, wide...), column(250, 100, rest...)...), column(450, 100, third...)...), []string{"paragraph: " + joined, "paragraph: Wer Wasser braucht, ruft in der Gemeinde an, und man hilft ihm."}},
		{"heading between bands", append(append(append(column(50, 100, wide...), column(250, 100, rest...)...), heading("Das Wasser, die Brunnen und das ganze Tal", 160)), append(column(50, 200, third[0]), column(250, 200, third[1])...)...),
			[]string{"paragraph: " + joined, "heading: Das Wasser, die Brunnen und das ganze Tal", "paragraph: Wer Wasser braucht, ruft in der Gemeinde an, und man hilft ihm."}},
		{"longer left column above a wide line", append(append(column(50, 100, wide...), column(250, 100, rest...)...), place("Anmerkung: Die Gemeinde pflegt das Wasser, das Tal und den Garten am Haus.", 50, 190)), []string{"paragraph: " + joined, "caption: Anmerkung: Die Gemeinde pflegt das Wasser, das Tal und den Garten am Haus."}},
		{"chart with numbers on the right", append(column(50, 100, "Zustand der Brunnen", "Angaben in Prozent", "Brunnen mit Wasser", "Brunnen im Garten", "Quelle: Gemeinde"), place("60,5", 200, 124), place("32", 200, 136)),
			[]string{"title: Zustand der Brunnen", "caption: Angaben in Prozent", "row: Brunnen mit Wasser = 60,5", "row: Brunnen im Garten = 32", "caption: Quelle: Gemeinde"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(6) {
				lines := append([]page.Line(nil), tt.lines...)
				if seed > 0 {
					rand.New(rand.NewPCG(seed, 1)).Shuffle(len(lines), func(a, b int) { lines[a], lines[b] = lines[b], lines[a] })
				}
				doc := page.Document{Pages: []page.Page{{Number: 1, Width: 650, Height: 700, Lines: lines}}}
				if diff := cmp.Diff(tt.want, told(Blocks(doc, known()))); diff != "" {
					t.Fatalf("order %d: blocks (-want +got):\n%s", seed, diff)
				}
			}
		})
	}
}

// Ensure a number goes to the one label at its height, on its left, and to none
// where others claim it.
func TestRows(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		lines []page.Line
		want  []string
	}{
		{"right", []page.Line{place("Brunnen", 50, 100), place("60", 200, 101)}, []string{"Brunnen 60"}},
		{"percent", []page.Line{place("Brunnen", 50, 100), place("60,5 %", 200, 101)}, []string{"Brunnen 60,5 %"}},
		{"left", []page.Line{place("60", 10, 100), place("Brunnen", 50, 100)}, []string{"60", "Brunnen"}},
		{"between lines", []page.Line{place("Brunnen", 50, 100), place("Garten", 50, 112), place("60", 200, 106)}, []string{"Brunnen", "Garten", "60"}},
		{"two numbers", []page.Line{place("Brunnen", 50, 100), place("60", 200, 100), place("40", 300, 100)}, []string{"Brunnen", "60", "40"}},
		{"no number", []page.Line{place("Brunnen", 50, 100), place("1970 gebaut", 200, 100)}, []string{"Brunnen", "1970 gebaut"}},
		{"two labels", []page.Line{place("Brunnen", 50, 100), place("Garten", 120, 100), place("60", 200, 100)}, []string{"Brunnen", "Garten 60"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, l := range rows(tt.lines) {
				got = append(got, l.Text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

// random is a document of lines as reports have them, in any order.
func random(seed uint64) page.Document {
	r := rand.New(rand.NewPCG(seed, 2))
	parts := strings.Split("Das Wasser im Tal|und die Gemeinde ist alt.|»|» Brunnen|1. Garten|33 Die Häuser|ist gut.”|Anna Ohm, Leiterin|Quelle: Tal|Angaben in Prozent|Brunnen 60,5|12|Wasser-|leitung|0 = nie, 1 = oft|~ 3,5 B|Das Wasser im Tal ist für die Häuser:|. Mühle|Tal » Haus|Fragestellung: Wie?|60|Dr. Eva Ah,", "|")
	doc := page.Document{}
	for n := range 1 + r.IntN(3) {
		p := page.Page{Number: n + 1}
		if r.IntN(2) == 0 {
			p.Width, p.Height = 600, 700
		}
		for i := range r.IntN(30) {
			l := page.Line{Text: parts[r.IntN(len(parts))], Number: 100*n + i + 1, Gap: r.IntN(3) == 0}
			if p.Positioned() {
				at := place(l.Text, float64(r.IntN(3)*200), float64(r.IntN(40)*12))
				at.Gap, at.Bold = l.Gap, r.IntN(9) == 0
				l = at
			}
			p.Lines = append(p.Lines, l)
		}
		doc.Pages = append(doc.Pages, p)
	}
	return doc
}

// checkLetters wants each letter of a document in exactly one block, or in two where
// the beginning of a quote was taken out of columns that were read across. By letters,
// because a number that is put behind its label is no line any more.
func checkLetters(t *testing.T, doc page.Document, blocks []Block) {
	t.Helper()
	want, got := map[rune]int{}, map[rune]int{}
	count := func(m map[rune]int, s string) {
		for _, r := range s {
			if !unicode.IsSpace(r) {
				m[r]++
			}
		}
	}
	for _, p := range doc.Pages {
		for _, l := range p.Lines {
			count(want, l.Text)
		}
	}
	across := false
	for _, b := range blocks {
		for _, j := range b.Joins {
			across = across || strings.HasPrefix(j.Text, "put together of columns")
		}
		if len(b.Lines) == 0 {
			t.Fatalf("a block without lines: %+v", b)
		}
		for _, l := range b.Lines {
			count(got, l.Text)
		}
	}
	for r, n := range want {
		if across && got[r] > n {
			got[r] = n
		}
	}
	if !reflect.DeepEqual(want, got) {
		t.Errorf("letters of the lines and of the blocks differ:\n%v\n%v", doc, strings.Join(told(blocks), "\n"))
	}
}

// Ensure that nothing is lost, and that the same lines come to the same blocks.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		doc := random(seed)
		blocks := Blocks(doc, known())
		checkLetters(t, doc, blocks)
		if again := Blocks(doc, known()); !reflect.DeepEqual(blocks, again) {
			t.Fatalf("seed %d: another run came to other blocks", seed)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// FuzzBlocks looks for lines that end in a panic, or get lost.
func FuzzBlocks(f *testing.F) {
	f.Add("Wasser\nim Tal-\n\n„Tal”\n\nAnna Ohm, Tal\f12\n\nQuelle: Tal", uint8(0))
	f.Add("Zustand\nAngaben in Prozent\nBrunnen 60,5\n\nQuelle: x", uint8(3))
	f.Add("» a » b\n33 A”\nA B, c", uint8(1))
	f.Fuzz(func(t *testing.T, text string, columns uint8) {
		if len(text) > 3000 {
			return
		}
		doc := pagesOf(strings.ToValidUTF8(text, "?"))
		for i := range doc.Pages {
			p := &doc.Pages[i]
			if columns%4 == 0 {
				break
			}
			p.Width, p.Height = 600, 700
			for k := range p.Lines {
				l := place(p.Lines[k].Text, float64(k%int(columns%4)*200), float64(k/int(columns%4)*12))
				l.Gap = p.Lines[k].Gap
				p.Lines[k] = l
			}
		}
		checkLetters(t, doc, Blocks(doc, known()))
	})
}

func BenchmarkBlocks(b *testing.B) {
	var pages page.Document
	for i := range uint64(300) {
		pages.Pages = append(pages.Pages, random(i).Pages[0])
		pages.Pages[i].Number = int(i) + 1
	}
	for _, bm := range []struct {
		name string
		doc  page.Document
	}{
		{"300 pages", pages},
		// Each quote is compared with what stands near it, not with all the page.
		{"4000 quotes without speakers", pagesOf(strings.Repeat("das Wasser ist gut.”\n\n", 4000))},
	} {
		b.Run(bm.name, func(b *testing.B) {
			words := known()
			b.ReportAllocs()
			for b.Loop() {
				if len(Blocks(bm.doc, words)) == 0 {
					b.Fatal("no blocks")
				}
			}
		})
	}
}

package pdf

import (
	"strings"
	"testing"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// row is a line of a drawn page: what stands from a column of letters on, each letter
// half a size wide.
type row struct {
	at   int
	text string
}

// draw sets rows of 10 point type, one below the other; rows that begin with "+" stand
// on the line of the row before, as parts of something written later.
func draw(rows []row) []word {
	var words []word
	y := 0.0
	later := 0
	for _, r := range rows {
		text, beside := strings.CutPrefix(r.text, "+")
		if beside {
			later += 100
		} else {
			y += 12
		}
		for at, letter := range strings.Split(text, " ") {
			before := strings.Join(strings.Split(text, " ")[:at], " ")
			if letter == "" {
				continue
			}
			left := 5*float64(r.at) + 5*float64(len([]rune(before)))
			if at > 0 {
				left += 5
			}
			words = append(words, word{
				text: letter, size: 10, order: len(words) + later, spaced: true,
				box: page.Box{Left: left, Top: y, Right: left + 5*float64(len([]rune(letter))), Bottom: y + 10},
			})
		}
	}
	return words
}

func TestLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		rows []row
		want string
	}{
		{"one", []row{{10, "Ein Satz."}}, "Ein Satz."},
		{
			"a gutter written across",
			[]row{{10, "die linke   die rechte"}, {10, "so breit    so breiter"}, {10, "zu enge     zu weit"}},
			"die linke|die rechte|so breit|so breiter|zu enge|zu weit",
		},
		{
			"columns written one after the other",
			[]row{{10, "die linke"}, {22, "+die rechte"}, {10, "so breit"}, {22, "+so breiter"}},
			"die linke|die rechte|so breit|so breiter",
		},
		{
			"justified",
			[]row{{10, "eine ganz volle Zeile Text"}, {10, "und   eine   leere   Zeile"}, {10, "noch eine volle Zeile Text"}},
			"eine ganz volle Zeile Text|und eine leere Zeile|noch eine volle Zeile Text",
		},
		{
			"justified with two words",
			[]row{{10, "eine ganz volle Zeile Text"}, {10, "Leere                Zeile"}, {10, "noch eine volle Zeile Text"}},
			"eine ganz volle Zeile Text|Leere Zeile|noch eine volle Zeile Text",
		},
		{
			"a table of three",
			[]row{{10, "Jahr        2024        2025"}, {10, "Zahl        2.11        3.11"}, {10, "Teil        1.11        4.11"}},
			"Jahr|2024|2025|Zahl|2.11|3.11|Teil|1.11|4.11",
		},
		{
			"a list",
			[]row{{10, "•   eins sein"}, {10, "•   zwei sein"}, {10, "•   drei sein"}},
			"• eins sein|• zwei sein|• drei sein",
		},
		{"a bold word written later", []row{{10, "Das ist      wichtig."}, {18, "+sehr"}}, "Das ist sehr wichtig."},
		{"set apart", []row{{10, "Ü B E R   B L I C K"}}, "ÜBER BLICK"},
		{"outside", []row{{10, "da"}, {500, "fort"}}, "da"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := lines(draw(test.rows), 400, 400, func(word) bool { return false })
			if all := strings.ReplaceAll(texts(got), "\n", "|"); all != test.want {
				t.Errorf("got %s\nwant %s", all, test.want)
			}
		})
	}
}

// Ensure that a raised mark becomes one, wherever it was written, and a number does not.
func TestLinesRaised(t *testing.T) {
	t.Parallel()
	words := draw([]row{{10, "laut Heft 12"}})
	words = append(words, word{text: "3", size: 6, order: 9, box: page.Box{Left: 111, Top: 9, Right: 114, Bottom: 15}})
	got := lines(words, 400, 400, func(word) bool { return true })
	if len(got) != 1 || got[0].Text != "laut Heft 12³" || got[0].Size != 10 || !got[0].Bold {
		t.Errorf("got %+v", got)
	}
}

func TestSpell(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"o\ufb03ziell": "offiziell", "U\u0308ber": "Über", "Zei\u00adle": "Zeile", "Zei\u00ad": "Zei-",
		"Zei\x02": "Zei-", "Zei\ufffe": "Zei-", "Groß\u2010Gerau": "Groß-Gerau", "25 %": "25 %", "m²": "m²",
	} {
		if got := spell([]rune(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	letters := []rune("ein Zei\x02le\r\n\u200b \x05x")
	var got []string
	for _, s := range spans(letters) {
		got = append(got, string(letters[s.from:s.to]))
	}
	if all := strings.Join(got, "|"); all != "ein|Zei\x02|le|x" {
		t.Errorf("got %q", all)
	}
}

func TestBoldFont(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"ABCDEF+LiberationSans-Bold": true, "Frutiger-Black": true, "CMBX10": true, "Helvetica": false, "Times-Italic": false,
	} {
		if got := boldFont(name, 0); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !boldFont("F1", 1<<18) {
		t.Error("ForceBold is not seen")
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	for rotation, want := range [][2]float64{{10, 180}, {20, 10}, {90, 20}, {180, 90}} {
		v := view{left: 100, bottom: 200, right: 200, top: 400, rotation: rotation}
		if x, y := v.place(110, 220); x != want[0] || y != want[1] {
			t.Errorf("turned %d: %v, %v; want %v", rotation, x, y, want)
		}
	}
}

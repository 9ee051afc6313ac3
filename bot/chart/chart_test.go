package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/chart"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func exact(v float64) bot.Cell {
	return bot.Cell{Value: v, Text: strings.Replace(fmt.Sprintf("%.1f %%", v), ".", ",", 1)}
}

func inferred(v float64) bot.Cell {
	c := exact(v)
	c.Mark = bot.MarkInferred
	return c
}

func lost() bot.Cell { return bot.Cell{Text: "nicht lesbar", Mark: bot.MarkLost} }

func row(rank int, label string, cells ...bot.Cell) bot.Row {
	return bot.Row{Rank: rank, Label: label, Cells: cells}
}

func ranking() bot.Chart {
	rows := []bot.Row{
		row(1, "Ein Obstgarten mit Apfelbäumen", exact(62.5)),
		row(2, "Betrieb eines Gartenbewässerungsüberwachungsmanagementsystems", inferred(40)),
		row(3, "Beete", exact(0)),
		row(0, "Gewächshaus", lost()),
	}
	rows[3].Note = "Im Text steht: mehr als 80 Prozent (S. 4)."
	return bot.Chart{
		Title:    "Gärten im Überblick",
		Language: "de",
		Ranking: bot.Ranking{
			Heading: "Geordnet nach „vorhanden“", Question: "Was gibt es in Ihrem Garten?", Measure: "Anteil der Gärten", Rows: rows, Max: 100,
		},
		Unit:   " %",
		Source: "Gartenreport, Abschnitt „Bestand“, Seite 3",
		Notes:  []string{"≈ heißt: erschlossen.", "Ein Wert ist nicht lesbar."},
		Alt:    "Gärten: 1. Obstgarten 62,5 % & mehr",
	}
}

func stacked() bot.Chart {
	c := ranking()
	c.Options = []string{"Vorhanden", "Geplant", "Nicht geplant"}
	c.Ranking.Heading = ""
	c.Ranking.Rows = []bot.Row{
		row(0, "Alle lesbar", exact(60), exact(37), exact(3)),
		row(0, "Eines erschlossen", inferred(50), exact(25), exact(25)),
		row(0, "Eines verloren", exact(50), lost(), exact(20)),
		row(0, "Ein kleines verloren", exact(96), exact(3), lost()),
		row(0, "Alles verloren", lost(), lost(), lost()),
	}
	c.Ranking.Rows[1].Asked = true
	return c
}

func charts() map[string]bot.Chart {
	asked := ranking()
	asked.Ranking.Rows[0].Asked = true
	return map[string]bot.Chart{"ranking": ranking(), "stacked": stacked(), "asked": asked}
}

func mustPNG(tb testing.TB, c bot.Chart, t chart.Theme) image.Image {
	tb.Helper()
	data, err := chart.PNG(c, t)
	if err != nil {
		tb.Fatalf("PNG: %v", err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		tb.Fatalf("decode: %v", err)
	}
	return picture
}

func mustSVG(tb testing.TB, c bot.Chart, t chart.Theme) string {
	tb.Helper()
	data, err := chart.SVG(c, t)
	if err != nil {
		tb.Fatalf("SVG: %v", err)
	}
	return string(data)
}

// Ensure the drawings stay as they were looked at.
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, c := range charts() {
		for suffix, theme := range map[string]chart.Theme{"light": chart.Light, "dark": chart.Dark} {
			got := strings.ReplaceAll(mustSVG(t, c, theme), "><", ">\n<")
			golden := filepath.Join("testdata", name+"."+suffix+".svg")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		}
	}
}

// Ensure every text is on the picture, whole, and nothing stands there that the
// caller did not say.
func TestTexts(t *testing.T) {
	t.Parallel()
	for name, c := range charts() {
		_, body, _ := strings.Cut(mustSVG(t, c, chart.Light), "</desc>")
		drawn := texts(t, body)
		k := c.Ranking
		want := append([]string{c.Title, k.Heading, k.Question, k.Measure, c.Source}, c.Notes...)
		want = append(want, c.Options...)
		for _, r := range k.Rows {
			want = append(want, r.Label, r.Note)
			for _, cell := range r.Cells {
				want = append(want, cell.Text)
			}
		}
		for _, s := range want {
			if !strings.Contains(drawn, letters(s)) {
				t.Errorf("%s: %q is not on the picture", name, s)
			}
		}
	}
}

// texts is what an SVG's text elements hold, without spaces and hyphens.
func texts(tb testing.TB, svg string) string {
	tb.Helper()
	var all strings.Builder
	decoder := xml.NewDecoder(strings.NewReader("<svg>" + svg))
	for inside := false; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return letters(all.String())
		}
		if err != nil {
			tb.Fatalf("not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = token.Name.Local == "text"
		case xml.EndElement:
			inside = false
		case xml.CharData:
			if inside {
				all.Write(token)
			}
		}
	}
}

// letters is s without what breaking lines changes.
func letters(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(s)
}

// Ensure a picture fits into a chat, and shows bars of the length of their values.
func TestBars(t *testing.T) {
	t.Parallel()
	blue := map[chart.Theme]color.RGBA{chart.Light: {0, 0x72, 0xb2, 255}, chart.Dark: {0x56, 0xb4, 0xe9, 255}}
	for theme, want := range blue {
		c := ranking()
		c.Ranking.Rows = []bot.Row{row(1, "a", exact(80)), row(2, "b", exact(40)), row(3, "c", exact(0)), row(0, "d", lost())}
		lengths := barLengths(mustPNG(t, c, theme), want)
		if len(lengths) != 2 {
			t.Fatalf("theme %d: bars of %v pixels, want 2 bars: a lost value and a 0 have none", theme, lengths)
		}
		if ratio := float64(lengths[0]) / float64(lengths[1]); math.Abs(ratio-2) > 0.01 {
			t.Errorf("theme %d: 80 %% is %v pixels, 40 %% is %v", theme, lengths[0], lengths[1])
		}
	}
}

// barLengths is how many pixels of c the bars have, from top to bottom. The short
// line above the title is none.
func barLengths(picture image.Image, c color.RGBA) []int {
	var all []int
	before := 0
	for y := 20; y < picture.Bounds().Dy(); y++ {
		n := 0
		for x := range picture.Bounds().Dx() {
			if color.RGBAModel.Convert(picture.At(x, y)) == c {
				n++
			}
		}
		if n > 0 && before == 0 {
			all = append(all, n)
		}
		before = n
	}
	return all
}

// Ensure the same chart gives the same bytes, also when many are drawn at once.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	want, err := chart.PNG(stacked(), chart.Dark)
	if err != nil {
		t.Fatal(err)
	}
	vector := mustSVG(t, stacked(), chart.Dark)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got, err := chart.PNG(stacked(), chart.Dark); err != nil || !bytes.Equal(got, want) {
				t.Errorf("PNG: other bytes, error %v", err)
			}
			if got, err := chart.SVG(stacked(), chart.Dark); err != nil || string(got) != vector {
				t.Errorf("SVG: other bytes, error %v", err)
			}
		})
	}
	wg.Wait()
}

// Ensure that what can't be drawn is an error, and that one says whether a smaller
// chart could be.
func TestErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(c *bot.Chart)
		large  bool
	}{
		{"no rows", func(c *bot.Chart) { c.Ranking.Rows = nil }, false},
		{"no cell", func(c *bot.Chart) { c.Ranking.Rows[0].Cells = nil }, false},
		{"a cell for each of no options", func(c *bot.Chart) { c.Options = []string{"a", "b"} }, false},
		{"below 0", func(c *bot.Chart) { c.Ranking.Rows[0].Cells[0].Value = -1 }, false},
		{"not a number", func(c *bot.Chart) { c.Ranking.Rows[0].Cells[0].Value = math.NaN() }, false},
		{"no end", func(c *bot.Chart) { c.Ranking.Max = math.Inf(1) }, false},
		{"200 rows", func(c *bot.Chart) { c.Ranking.Rows = append(make([]bot.Row, 200), c.Ranking.Rows...) }, true},
		{"ten options", func(c *bot.Chart) { c.Options = make([]string, 10) }, true},
		{"too high", func(c *bot.Chart) { c.Title = strings.Repeat("Titel ", 3000) }, true},
		{"too long", func(c *bot.Chart) { c.Source = strings.Repeat("x", 30000) }, true},
	}
	for _, tt := range tests {
		c := ranking()
		tt.change(&c)
		_, errPNG := chart.PNG(c, chart.Light)
		_, errSVG := chart.SVG(c, chart.Light)
		for _, err := range []error{errPNG, errSVG} {
			if err == nil || errors.Is(err, chart.ErrTooLarge) != tt.large {
				t.Errorf("%s: %v, want ErrTooLarge: %v", tt.name, err, tt.large)
			}
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	c := ranking()
	for len(c.Ranking.Rows) < 10 {
		c.Ranking.Rows = append(c.Ranking.Rows, c.Ranking.Rows[0])
	}
	b.ReportAllocs()
	for b.Loop() {
		data, err := chart.PNG(c, chart.Light)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(data)), "bytes")
	}
}

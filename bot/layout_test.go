package bot_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outline writes a document so that styles and shapes can be read.
func outline(d bot.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "asked: %s\ntitle: %s\n", d.Asked, d.Title)
	for _, l := range d.Lines {
		if l.Apart {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%d %q", l.Shape, l.Lead)
		for _, s := range l.Spans {
			fmt.Fprintf(&b, " %d%q", s.Style, s.Text)
		}
		b.WriteString("\n")
	}
	for _, s := range d.Sources {
		fmt.Fprintf(&b, "source: %s\n", s)
	}
	return b.String()
}

// Ensure every kind of block is laid out as it was, for all chat front-ends.
func TestLayout(t *testing.T) {
	t.Parallel()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range bottest.Samples() {
		t.Run(sample.Name, func(t *testing.T) {
			t.Parallel()
			got := outline(bot.Layout(c, sample.Answer))
			file := filepath.Join("testdata", "layout", sample.Name+".golden")
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("laid out (-want +got):\n%s", diff)
			}
		})
	}
}

// Ensure no line holds what a screen would obey, and none is empty.
func TestLayoutIsClean(t *testing.T) {
	t.Parallel()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	evil := "a\x1b[31m\u202eb\x00"
	d := bot.Layout(c, bot.Answer{
		Title: evil, Asked: evil, Language: "de", Citations: []bot.Citation{{Title: evil, Page: 1}},
		Blocks: []bot.Block{
			bot.Paragraph{Text: evil}, bot.Note{Text: evil}, bot.Paragraph{}, bot.Heading{Text: evil}, bot.Quotation{Text: evil, Speaker: evil},
			bot.Ranking{Heading: evil, Rows: []bot.Row{{Label: evil, Note: evil, Cells: []bot.Cell{{Option: evil, Text: evil}}}}},
			bot.Enumeration{Intro: evil, Entries: []bot.Entry{{Title: evil, Text: evil, Points: []string{evil}}}}, bot.Portrait{Name: evil, Role: evil},
		},
	})
	if text := outline(d); strings.ContainsAny(text, "\x1b\u202e\x00") || strings.Contains(text, `\x1b`) || strings.Contains(text, `\u202e`) {
		t.Errorf("something harmful is left:\n%s", text)
	}
	if slices.ContainsFunc(d.Lines, func(l bot.Line) bool { return l.Text() == l.Lead }) {
		t.Errorf("a line is empty: %+v", d.Lines)
	}
}

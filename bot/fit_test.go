package bot_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
)

func textLine(s string) bot.Line { return bot.Line{Spans: []bot.Span{{Text: s}}} }

// runes counts a message as a platform without markup would.
func runes(lines []bot.Line) int {
	n := 0
	for i, l := range lines {
		if i > 0 {
			n++
		}
		n += utf8.RuneCountInString(l.Text())
	}
	return n
}

func texts(messages [][]bot.Line) []string {
	var out []string
	for _, m := range messages {
		var parts []string
		for _, l := range m {
			parts = append(parts, l.Text())
		}
		out = append(out, strings.Join(parts, "\n"))
	}
	return out
}

// Ensure lines stay whole, long ones part at sentences and then at words, and a
// heading goes with what it heads.
func TestFit(t *testing.T) {
	t.Parallel()
	heading := bot.Line{Shape: bot.ShapeHeading, Spans: []bot.Span{{Text: "Kapitel"}}}
	for _, tc := range []struct {
		name  string
		lines []bot.Line
		limit int
		want  []string
	}{
		{"all in one", []bot.Line{textLine("eins"), textLine("zwei")}, 9, []string{"eins\nzwei"}},
		{"whole lines", []bot.Line{textLine("eins"), textLine("zwei")}, 8, []string{"eins", "zwei"}},
		{"sentences", []bot.Line{textLine("Es friert. Es taut bald.")}, 18, []string{"Es friert. ", "Es taut bald."}},
		{"words", []bot.Line{textLine("ein langer Satz ohne Punkt")}, 12, []string{"ein langer ", "Satz ohne ", "Punkt"}},
		{"no words", []bot.Line{textLine("abcdefgh")}, 3, []string{"abc", "def", "gh"}},
		{"heading", []bot.Line{textLine("eins"), heading, textLine("zweimal")}, 15, []string{"eins", "Kapitel\nzweimal"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, cut := bot.Fit(tc.lines, tc.limit, 10, runes)
			if diff := cmp.Diff(tc.want, texts(got)); diff != "" || cut {
				t.Errorf("cut %v, messages (-want +got):\n%s", cut, diff)
			}
		})
	}
}

// Ensure what is too much for the messages allowed is said to be cut.
func TestFitCut(t *testing.T) {
	t.Parallel()
	var lines []bot.Line
	for range 10 {
		lines = append(lines, textLine("eine Zeile"))
	}
	got, cut := bot.Fit(lines, 10, 3, runes)
	if len(got) != 3 || !cut {
		t.Errorf("%d messages, cut %v, want 3 and true", len(got), cut)
	}
	if got, cut = bot.Fit(lines[:3], 10, 3, runes); len(got) != 3 || cut {
		t.Errorf("%d messages, cut %v, want 3 and false", len(got), cut)
	}
}

// Ensure no text is lost, none is doubled, and no message is too large.
func FuzzFit(f *testing.F) {
	f.Add("Ein Satz. Noch einer! Und\nein dritter?", "Überschrift", 7)
	f.Add("e\u0301e\u0301e\u0301e\u0301", "👩‍👩‍👧", 2)
	f.Fuzz(func(t *testing.T, a, b string, limit int) {
		if limit < 1 || limit > 200 || !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		lines := []bot.Line{{Shape: bot.ShapeHeading, Spans: []bot.Span{{Text: b}}}, textLine(a), {Spans: []bot.Span{{Text: b}, {Text: a, Style: bot.StyleStrong}}}}
		messages, cut := bot.Fit(lines, limit, 1<<20, runes)
		if cut {
			t.Fatal("cut although nothing bounds it")
		}
		all := ""
		for _, m := range messages {
			if runes(m) > limit {
				t.Errorf("%d runes in a message of at most %d: %q", runes(m), limit, texts([][]bot.Line{m}))
			}
			for _, l := range m {
				all += l.Text()
			}
		}
		if want := b + a + b + a; all != want {
			t.Errorf("text changed: %q, want %q", all, want)
		}
	})
}

// Ensure a shortened text ends at a word and says that it was cut.
func TestShorten(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text string
		n    int
		want string
	}{{"kurz", 4, "kurz"}, {"ein langer Satz", 12, "ein langer…"}, {"Donaudampfschiff", 6, "Donau…"}, {"ab", 1, "…"}, {"ab", 0, ""}} {
		if got := bot.Shorten(tc.text, tc.n); got != tc.want {
			t.Errorf("Shorten(%q, %d) = %q, want %q", tc.text, tc.n, got, tc.want)
		}
	}
}

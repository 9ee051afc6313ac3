package index

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

// marked puts brackets around the spans of a text.
func marked(text string, spans []Span) string {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.Start] + "[" + text[s.Start:s.End] + "]")
		at = s.End
	}
	return b.String() + text[at:]
}

func TestHighlight(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, lang, query, want string }{
		{"Über Köln und Würzburg", "de", "koeln wuerzburg", "Über [Köln] und [Würzburg]"},
		{norm.NFD.String("Über Köln und Würzburg"), "de", "Würzburg", norm.NFD.String("Über Köln und [Würzburg]")},
		{"Für Bürger*innen kostet es 42,5 %.", "de", "Bürger 42.5", "Für [Bürger*innen] kostet es [42,5] %."},
		{"Der Fachkräftemangel wächst.", "de", "mangel", "Der [Fachkräftemangel] wächst."},
		{"Die Standardisierung hilft.", "de", "standartisierung", "Die [Standardisierung] hilft."},
		{"Im Jahr 2023", "de", "2024", "Im Jahr 2023"},
		{"Ein Amt, zwei Ämter", "de", "amt", "Ein [Amt], zwei [Ämter]"},
		{"The cities' data centres", "en", "data centre of a city", "The [cities]' [data] [centres]"},
		{"Sie leiten und leisten viel.", "de", "leiten", "Sie [leiten] und leisten viel."},
		{"The values and the revenue", "en", "vlaues revnue", "The [values] and the [revenue]"},
		{"Nichts davon", "de", "was ist das", "Nichts davon"},
		{"", "de", "Köln", ""},
	} {
		if diff := cmp.Diff(test.want, marked(test.text, Highlight(test.text, test.lang, test.query))); diff != "" {
			t.Errorf("%q in %q: %s", test.query, test.text, diff)
		}
	}
}

func TestSnippet(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, town())
	filler := strings.Repeat("Allerlei Wörter ohne Belang stehen hier. ", 10)
	text := filler + "Die Künstliche Intelligenz prüft Anträge. " + filler
	snippet, spans := ix.Snippet("town", text, "de", "KI Anträge", 80)
	if n := utf8.RuneCountInString(snippet); n > 80 {
		t.Errorf("%d runes: %q", n, snippet)
	}
	got := marked(snippet, spans)
	if !strings.Contains(got, "[Künstliche] [Intelligenz] prüft [Anträge]") || !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") {
		t.Errorf("%q", got)
	}
	if s, _ := ix.Snippet("town", "Kurz.", "de", "KI", 80); s != "Kurz." {
		t.Errorf("%q", s)
	}
	if s, _ := ix.Snippet("town", filler, "de", "Zeppelin", 40); !strings.HasPrefix(filler, strings.TrimSuffix(s, "…")) {
		t.Errorf("%q is not the beginning", s)
	}
}

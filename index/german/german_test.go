package german_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/reportbot/reportbot/index/german"
)

// stems takes a text through the whole chain.
func stems(text string) []string {
	var out []string
	for _, w := range german.Scan(text) {
		if _, stem, ok := german.Term(w); ok {
			out = append(out, stem)
		}
	}
	return out
}

func TestSpellingsThatAreOneWord(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"Köln", "Koeln", "Koln", "KÖLN", "köln", "Ko\u0308ln"},
		{"Straße", "Strasse", "STRASSE"},
		{"für die Bürger", "fuer die Buerger"},
		{"Bürger", "Bürger*innen", "Bürger:innen", "Bürger_innen", "Bürger/innen", "Bürger/-innen", "BürgerInnen",
			"Bürger(innen)", "Bürgerinnen", "Bürgerin", "Buergerinnen"},
		{"Experten", "Expertinnen", "Expert*innen"},
		{"42,5", "42.5", "42,50"},
		{"1.000", "1000", "1,000", "1\u202f000", "1\u00a0000"},
		{"1.234.567,8", "1234567.8", "1,234,567.8"},
		{"42,5 %", "42.5 Prozent", "42,5%"},
		{"0,125", "0.125"},
		{"E-Akte", "eAkte", "EAkte"},
		{"K.I.", "KI", "ki"},
		{"Doctor", "Doktor"},
		{"Photo", "Foto"},
		{"Kommune", "Kommunen"},
		{"Herausforderung", "Herausforderungen", "HERAUSFORDERUNGEN"},
		{"geht's", "geht’s", "geht"},
		{"Luther", "Luthers"},
	} {
		for _, other := range same[1:] {
			if diff := cmp.Diff(stems(same[0]), stems(other)); diff != "" {
				t.Errorf("%q and %q differ: %s", same[0], other, diff)
			}
		}
	}
}

func TestWordsThatStayApart(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"42,5", "42,7"}, {"2024", "2023"}, {"1,5", "15"}, {"0,125", "125"}, {"3.14", "314"},
		{"zufrieden", "nicht zufrieden"}, {"mit Personal", "ohne Personal"}, {"eine Lösung", "keine Lösung"},
		{"gewinnen", "gewesen"},
	} {
		if cmp.Equal(stems(pair[0]), stems(pair[1])) {
			t.Errorf("%q and %q are both %q", pair[0], pair[1], stems(pair[0]))
		}
	}
}

func TestAnalyze(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"Wie viele der Befragten sind nicht zufrieden?", []string{"befragt", "nicht", "zufried"}},
		{"Was sagt Köln über KI?", []string{"sagt", "koln", "ki"}},
		{"Am 12.03.2024 um 10:30 Uhr", []string{"12", "03", "2024", "10", "30", "uhr"}},
		{"z. B. z.B. usw.", nil},
		{"neue Quellen aktuell", []string{"neu", "quell", "aktull"}},
		{"Größe 1 bis 5", []string{"gross", "1", "5"}},
		{"S-Bahn, OZG-Umsetzung", []string{"sbahn", "ozg", "umsetzung"}},
		{"5G 2020er", []string{"5g", "2020er"}},
		{"1.2.3", []string{"1", "2", "3"}},
		{"12.345.6", []string{"12", "345", "6"}},
	} {
		if diff := cmp.Diff(test.want, stems(test.text)); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
}

// TestScanIsQuick ends soon: letters with points could be read again from every
// one of them.
func TestScanIsQuick(t *testing.T) {
	t.Parallel()
	if words := german.Scan(strings.Repeat("a.", 100_000) + "ab"); len(words) < 2 {
		t.Errorf("%d words", len(words))
	}
}

func TestOffsetsAreOfTheTextAsGiven(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Die Köln–Lösung für Bürger*innen kostet 1.000 €.",
		norm.NFD.String("Die Köln–Lösung für Bürger*innen kostet 1.000 €."),
	} {
		var got []string
		for _, w := range german.Scan(text) {
			if _, _, ok := german.Term(w); ok {
				got = append(got, norm.NFC.String(text[w.Start:w.End]))
			}
		}
		want := []string{"Köln", "Lösung", "Bürger*innen", "kostet", "1.000", "€"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	var first []string
	for _, w := range german.Scan("Das ist z. B. eins. Am 1. Mai kam zwei! „Drei?“ Vier") {
		if w.Sentence {
			first = append(first, w.Text)
		}
	}
	if diff := cmp.Diff([]string{"Das", "Am", "Drei", "Vier"}, first); diff != "" {
		t.Error(diff)
	}
}

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{
		"Bürger*innen in Köln", "Ko\u0308ln", "42,5 % von 1.000", "K.I. und z.B. E-Akte", "geht's O'Connor", "\u0344\u212b\u037e",
		"ǅ ﬁ ſs", "1\u202f000.5,", "a\u0301\u0301", "\xff\xfe", "가각",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, w := range german.Scan(text) {
			if w.Start < end || w.End < w.Start || w.End > len(text) {
				t.Fatalf("%q: %+v after %d", text, w, end)
			}
			if folded, stem, ok := german.Term(w); ok && (stem == "" || folded == "" || strings.ContainsAny(stem, " \n\t")) {
				t.Fatalf("%q: %+v is %q", text, w, stem)
			}
			end = w.End
		}
		composed, decomposed := stems(norm.NFC.String(text)), stems(norm.NFD.String(text))
		if diff := cmp.Diff(composed, decomposed); diff != "" {
			t.Fatalf("%q: NFC and NFD differ: %s", text, diff)
		}
		if diff := cmp.Diff(composed, stems(text)); diff != "" {
			t.Fatalf("%q: NFC and the text as given differ: %s", text, diff)
		}
	})
}

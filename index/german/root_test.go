package german_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/reportbot/reportbot/index/german"
)

// root is prefix and root of a word as a text writes it.
func root(word string) string {
	first, _ := utf8.DecodeRuneInString(word)
	prefix, root := german.Root(german.Stem(german.Fold(word)), unicode.IsUpper(first))
	return prefix + "+" + root
}

func TestWordsOfOneRoot(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"abfing", "abgefangen", "abzufangen", "abfangen", "Abfangen"},
		{"gegründet", "gründete", "gründen", "Gründung", "Gründer"},
		{"anwenden", "angewendet", "anzuwenden", "Anwendung", "angewandt"},
		{"protestieren", "protestierte", "Protest", "Proteste"},
		{"regulieren", "reguliert", "Regulierung"},
		{"schreiben", "schrieb", "geschrieben", "schrieben"},
		{"zurückführen", "zurückgeführt", "zurückzuführen", "Zurückführung"},
		{"ansiedeln", "angesiedelt", "Ansiedlung"},
		{"erobern", "erobert", "eroberten", "Eroberung"},
		{"üben", "übt", "übte", "geübt"},
		{"trennen", "trennt", "getrennt", "Trennung"},
		{"handeln", "handelte", "gehandelt", "Handlung"},
		{"leben", "lebte", "lebten", "gelebt"},
	} {
		for _, other := range same[1:] {
			if root(same[0]) != root(other) {
				t.Errorf("%q is %s, %q is %s", same[0], root(same[0]), other, root(other))
			}
		}
	}
}

func TestWordsOfOtherRoots(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"Gericht", "richten"}, {"Gebiet", "bieten"}, {"enthalten", "einhalten"}, {"verschreiben", "schreiben"},
		{"ausgeben", "angeben"}, {"Staat", "Stadt"}, {"KI", "kommen"},
	} {
		if root(pair[0]) == root(pair[1]) {
			t.Errorf("%q and %q are both %s", pair[0], pair[1], root(pair[0]))
		}
	}
}

func TestMarked(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ word, want string }{
		{"träge", "träge"}, {"Traege", "träge"}, {"trage", "trage"}, {"STRASSE", "strasse"}, {"Straße", "strasse"},
		{"Köln", "köln"}, {"Koeln", "köln"}, {"neue", "neue"}, {"Quelle", "quelle"}, {"Café", "cafe"}, {"Ǿ", "o"}, {"ǽ", "a"}, {"geht's", "geht"}, {"", ""},
	} {
		if got := german.Marked(test.word); got != test.want {
			t.Errorf("%q is %q, want %q", test.word, got, test.want)
		}
	}
}

func TestPlainOfEveryLetterIsPlain(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		if once := german.Plain(string(r)); german.Plain(once) != once {
			t.Errorf("%U is %q, and that is %q", r, once, german.Plain(once))
		}
	}
}

func FuzzMarked(f *testing.F) {
	for _, s := range []string{"träge", "Koeln", "aeoeue", "ǅäe", "Ǿ", "ǽ", "O'Connor", "\xff\xfe", "äüe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, word string) {
		if got, want := german.Plain(german.Marked(word)), german.Fold(word); utf8.ValidString(word) && got != want {
			t.Fatalf("%q: %q without its marks, folded it is %q", word, got, want)
		}
	})
}

func FuzzRoot(f *testing.F) {
	for _, s := range []string{"abgefang", "zuruckgefuhrt", "ge", "gezu", "anzu", "aufaufauf"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, stem string) {
		for _, noun := range []bool{false, true} {
			if _, root := german.Root(stem, noun); root == "" && stem != "" {
				t.Fatalf("%q has no root", stem)
			}
		}
	})
}

package index

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnalyzeEnglish(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want []string
	}{
		{"The cities' IT providers don't agree", []string{"citi", "it", "provid", "not", "agre"}},
		{"Is it without costs?", []string{"without", "cost"}},
		{"42.5% of 1,000 people", []string{"42.5", "percent", "1000", "peopl"}},
		{"Cologne’s mayor O'Connor", []string{"cologn", "mayor", "oconnor"}},
		{"", nil},
	} {
		var got []string
		for _, token := range Analyze("en", test.text) {
			got = append(got, token.Stem)
			if test.text[token.Start:token.End] != token.Text {
				t.Errorf("%q: %q is at %q", test.text, token.Text, test.text[token.Start:token.End])
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"kosten", "kosten", 0}, {"kosten", "kotsen", 1}, {"kosten", "kostn", 1}, {"kosten", "kossten", 1},
		{"kosten", "kisten", 1}, {"kosten", "kistem", 2}, {"kosten", "pfosten", 2}, {"kosten", "personal", 3},
		{"", "ab", 2}, {"abcd", "badc", 2},
	} {
		if got := distance(test.a, test.b, 2); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
		if got := distance(test.b, test.a, 2); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.b, test.a, got, test.want)
		}
	}
}

func TestMends(t *testing.T) {
	t.Parallel()
	s := newSpeller([]string{"amt", "kosten", "rosten", "standardisierung", "weiter", "2024", "kost", "kinder", "burger", "ressourcen"})
	for _, test := range []struct{ typed, want string }{
		{"kostn", "kosten"}, {"kotsen", "kosten"}, {"standartisierung", "standardisierung"}, {"standradisierugn", "standardisierung"},
		{"wieter", "weiter"}, {"weitter", "weiter"}, {"weirer", "weiter"}, {"burgr", "burger"}, {"resourcen", "ressourcen"},
		{"wetter", ""}, {"leiter", ""}, {"inder", ""}, {"kstn", ""}, {"amtt", ""}, {"2025x", ""}, {"zeppelin", ""},
	} {
		got := ""
		if mends := s.mends(test.typed, func(uint32) int { return 1 }); len(mends) > 0 {
			got = s.words[mends[0].word]
		}
		if got != test.want {
			t.Errorf("%q is mended to %q, want %q", test.typed, got, test.want)
		}
	}
}

func TestDecodeRefusesWhatItCannotSearch(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, town())
	data := encodeLexicons(ix.shards[0].lexicons)
	if _, err := decodeLexicons(data); err != nil {
		t.Fatal(err)
	}
	ix.shards[0].lexicons[0].words[0] = ""
	if _, err := decodeLexicons(encodeLexicons(ix.shards[0].lexicons)); err == nil {
		t.Error("an empty word is taken for one")
	}
	for n := 0; n < len(data); n += 7 {
		if _, err := decodeLexicons(data[:n]); err == nil && n > 4 {
			t.Errorf("the first %d of %d bytes are taken for the whole", n, len(data))
		}
		broken := append([]byte(nil), data...)
		broken[n] ^= 0x80
		if lexicons, err := decodeLexicons(broken); err == nil {
			for _, lex := range lexicons {
				lex.sound()
			}
		}
	}
}

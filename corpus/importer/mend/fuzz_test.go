package mend

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// mostGrowth bounds what mending adds: a letter that was lost to each word, a
// letter of two bytes for one, a quotation mark of three bytes for one, and what
// NFC writes longer.
func mostGrowth(s string) int { return 4*len(s) + 16 }

func FuzzMend(f *testing.F) {
	for _, s := range append(slices.Clone(scanned), "", "Fu8 ,,a\" |T", "\u00ad-\u00ad", "-ß -É", "\xff\xfe", "'", "~,,.", "stell", strings.Repeat("ü", 80), "a\u0308o\u0308", "\U0001d15e") {
		f.Add(s)
	}
	m := mender(f)
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 300 {
			return
		}
		d, err := m.Document(context.Background(), slices.Values([]string{s}), nil, false)
		if err != nil {
			t.Fatal(err)
		}
		got, doubts := d.Mend(s)
		if utf8.ValidString(s) && !utf8.ValidString(got) || len(got) > mostGrowth(s) {
			t.Errorf("Mend(%q) = %q: broken or too long", s, got)
		}
		for _, doubt := range doubts {
			if doubt.Was == "" || doubt.Now == "" || doubt.Gain > doubtful || slices.Contains(doubt.Others, doubt.Now) {
				t.Errorf("Mend(%q): a doubt without words, of a word against itself, or of what is sure: %+v", s, doubt)
			}
		}
	})
}

func FuzzAppend(f *testing.F) {
	for _, c := range [][2]string{{"IT-", "Stelle"}, {"-", "-"}, {"", ""}, {"a-", "\u00ad"}, {"x/", "y"}, {"ä-", "("}, {"360°-", "Blick"}, {"\xff-", "\xff"}, {"A1-", "1a"}} {
		f.Add(c[0], c[1])
	}
	m := mender(f)
	f.Fuzz(func(t *testing.T, text, line string) {
		if len(text)+len(line) > 200 {
			return
		}
		d, err := m.Document(context.Background(), slices.Values([]string{text, line}), nil, false)
		if err != nil {
			t.Fatal(err)
		}
		got := d.Append(text, line)
		if utf8.ValidString(text) && utf8.ValidString(line) && !utf8.ValidString(got) || len(got) > len(text)+mostGrowth(line) {
			t.Errorf("Append(%q, %q) = %q: broken or too long", text, line, got)
		}
		body := strings.TrimSuffix(text, "-")
		if body = body[:strings.LastIndexByte(body, ' ')+1]; !strings.HasPrefix(got, body) {
			t.Errorf("Append(%q, %q) = %q: changed what stood before", text, line, got)
		}
	})
}

func BenchmarkNewLexicon(b *testing.B) {
	for b.Loop() {
		if _, err := NewLexicon(context.Background(), ""); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPage studies and mends a page of some 400 words.
func BenchmarkPage(b *testing.B) {
	m := mender(b)
	page := slices.Repeat(scanned, 5)
	text := strings.Join(page, " ")
	for b.Loop() {
		d, err := m.Document(context.Background(), slices.Values(page), nil, false)
		if err != nil {
			b.Fatal(err)
		}
		d.Mend(text)
	}
}

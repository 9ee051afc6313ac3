package assist_test

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// reworded is gardens beside a package with its own wording: of a passage, over
// two pages, and of a list; with a passage and a list that gardens lacks.
func reworded(t testing.TB) *corpus.Report {
	t.Helper()
	r := gardens(t)
	passage := func(id string, page int, text string) *corpus.Passage {
		return &corpus.Passage{ID: id, Section: "s", Page: page, Text: corpus.Text{"de": text}}
	}
	r.Originals = []corpus.Original{
		{Of: "l", List: &corpus.List{ID: "w-l", Title: corpus.Text{"de": "Beetregeln"}, Page: 8, Items: []corpus.Point{{Title: corpus.Text{"de": "Erst jäten"}}, {Title: corpus.Text{"de": "Dann mulchen"}}}}},
		{Of: "p-igel", Passage: passage("w-igel-1", 2, "Der Igel sucht im Herbst einen Haufen aus Laub.")},
		{Of: "p-igel", Passage: passage("w-igel-2", 3, "Dort verschläft er den Frost.")},
	}
	for _, o := range r.Originals {
		r.Aliases = append(r.Aliases, corpus.Alias{ID: o.ID(), Of: o.Of})
	}
	r.Passages = append(r.Passages, *passage("p-nur", 7, "Maulwürfe lockern den Rasen."))
	r.Lists = append(r.Lists, corpus.List{ID: "l-nur", Title: corpus.Text{"de": "Geräte"}, Page: 7, Items: []corpus.Point{{Title: corpus.Text{"de": "Spaten"}}}})
	return r.Link()
}

// pages are those that an answer cites, in order.
func pages(ans bot.Answer) []int {
	var out []int
	for _, c := range ans.Citations {
		out = append(out, c.Page)
	}
	return out
}

// Ensure an answer shows the report's own wording with the retelling in short:
// first where it is in the language asked in, behind the answer where it is not.
func TestOriginals(t *testing.T) {
	t.Parallel()
	talk := talker(t, reworded(t))
	for _, tc := range []struct {
		name  string
		ask   []string
		want  string
		pages []int
	}{
		{"German", []string{"was brauchen igel im winter"}, `Im Beet

„Der Igel sucht im Herbst einen Haufen aus Laub.“ (S. 2)

„Dort verschläft er den Frost.“ (S. 3)

Kurz gesagt: Igel brauchen Laubhaufen, um zu überwintern. (S. 2)

Quelle: Gartenbericht, Im Beet, S. 2
Quelle: Gartenbericht, Im Beet, S. 3`, []int{2, 3}},
		{"English", []string{"what do hedgehogs need"}, `In the bed

In short: Hedgehogs need piles of leaves to hibernate. (p. 2)

In the report's own words:
„Der Igel sucht im Herbst einen Haufen aus Laub.“ (p. 2)

„Dort verschläft er den Frost.“ (p. 3)

Source: Garden Report, In the bed, p. 2
Source: Garden Report, In the bed, p. 3`, []int{2, 3}},
		{"found by its words", []string{"wo verschläft er den Frost"}, "", []int{2, 3}},
		{"list", []string{"welche regeln gibt es?"}, `Regeln für Beete

Im Wortlaut des Reports: Beetregeln
• Erst jäten
• Dann mulchen

Kurz gesagt:
1. Jäten
2. Mulchen

Quelle: Gartenbericht, Im Beet, S. 8`, []int{8}},
		{"list in English", []string{"which rules are there?"}, `Rules for beds

In short:
1. Weed
2. Mulch

In the report's own words: Beetregeln
• Erst jäten
• Dann mulchen

Source: Garden Report, In the bed, p. 8`, []int{8}},
		{"no retelling", []string{"maulwürfe im rasen"}, `Im Beet

Maulwürfe lockern den Rasen.

Quelle: Gartenbericht, Im Beet, S. 7`, []int{7}},
		{"the source", []string{"was brauchen igel im winter", "quelle?"}, "", []int{2, 3}},
		{"in the other language", []string{"was brauchen igel im winter", "auf englisch bitte"}, "", []int{2, 3}},
		{"without a wording", []string{"wann spart gießen wasser"}, `Im Beet

Gießen am Morgen spart Wasser, weil weniger verdunstet.

Quelle: Gartenbericht, Im Beet, S. 3`, []int{3}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ask := talk(t)
			var ans bot.Answer
			var shown string
			for _, q := range tc.ask {
				ans, shown = ask(q)
			}
			if diff := cmp.Diff(tc.want, shown); tc.want != "" && diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.pages, pages(ans)); diff != "" {
				t.Errorf("pages: %s\n%s", diff, shown)
			}
			for _, c := range ans.Citations {
				if strings.HasPrefix(c.Record, "w-") {
					t.Errorf("cites %s, which is no record", c.Record)
				}
			}
		})
	}
}

// pressOf is the press that opens records of gardens in a language, by its number.
// It is made here once more: buttons that stand in chats don't change with the code.
func pressOf(language int, ids ...string) string {
	press := "1o" + string("AB"[language]) + string("ABC"[len(ids)]) + "A"
	for _, id := range ids {
		sum := sha256.Sum256([]byte("gardens\x00" + id))
		press += base64.RawURLEncoding.EncodeToString(sum[:])[:7]
	}
	return press
}

// Ensure a button or a link with the id of a wording leads to the record.
func TestOriginalsByTheirIDs(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, []*corpus.Report{reworded(t)})
	for _, kind := range []bot.Kind{bot.KindPress, bot.KindLink} {
		want := ask(t, a, bot.Question{Kind: kind, Text: pressOf(0, "p-igel")})
		for _, id := range []string{"w-igel-1", "w-igel-2"} {
			got := ask(t, a, bot.Question{Kind: kind, Text: pressOf(0, id)})
			if diff := cmp.Diff(want, got); diff != "" || got.Status != bot.Answered {
				t.Errorf("%s by kind %v: %s", id, kind, diff)
			}
		}
	}
}

// Ensure what is there in German only is shown in an English answer, marked as the
// report's own words, and never empty.
func TestOriginalsAlone(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, []*corpus.Report{reworded(t)})
	got := ask(t, a, bot.Question{Kind: bot.KindPress, Text: pressOf(1, "p-nur")})
	want := []bot.Block{bot.Original{Lead: "In the report's own words:", Text: "Maulwürfe lockern den Rasen.", Language: "de", Page: 7}}
	if diff := cmp.Diff(want, got.Blocks); diff != "" {
		t.Error(diff)
	}
	got = ask(t, a, bot.Question{Kind: bot.KindPress, Text: pressOf(1, "l-nur")})
	want = []bot.Block{bot.Enumeration{Intro: "In the report's own words:", Entries: []bot.Entry{{Title: "Spaten"}}, Page: 7}}
	if diff := cmp.Diff(want, got.Blocks); diff != "" {
		t.Error(diff)
	}
}

// Ensure a page's answer holds what the report's own wording has there, once.
func TestOriginalsOfAPage(t *testing.T) {
	t.Parallel()
	_, shown := asker(t, reworded(t))("was steht auf seite 3?")
	for _, text := range []string{"Dort verschläft er den Frost.", "Gießen am Morgen"} {
		if strings.Count(shown, text) != 1 {
			t.Errorf("%q stands there %d times:\n%s", text, strings.Count(shown, text), shown)
		}
	}
}

// Ensure a long wording leaves the retelling its place, whole paragraphs go first,
// and the same paragraph is not shown with each record that it belongs to.
func TestLongOriginals(t *testing.T) {
	t.Parallel()
	sentence := func(n int) string { return strings.TrimSpace(strings.Repeat("Der Igel schläft. ", n)) }
	for _, tc := range []struct {
		name  string
		texts []string
		of    []string
		want  []int // lengths of what is shown
		note  bool
	}{
		{"fits", []string{sentence(20), sentence(30)}, []string{"p-igel", "p-igel"}, []int{359, 539}, false},
		{"the second is too long", []string{sentence(60), sentence(61)}, []string{"p-igel", "p-igel"}, []int{1079}, true},
		{"the first is too long", []string{sentence(600)}, []string{"p-igel"}, []int{1800}, true},
		{"the same twice", []string{sentence(20), sentence(20)}, []string{"p-igel", "p-igel"}, []int{359}, false},
		{"the same with two records", []string{sentence(20), sentence(20)}, []string{"p-igel", "p-wasser"}, []int{359}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := gardens(t)
			for i, text := range tc.texts {
				r.Originals = append(r.Originals, corpus.Original{Of: tc.of[i], Passage: &corpus.Passage{ID: "w", Page: 2, Text: corpus.Text{"de": text}}})
			}
			a, _ := newAssistant(t, []*corpus.Report{r.Link()})
			ans := ask(t, a, bot.Question{Kind: bot.KindPress, Text: pressOf(0, "p-igel", "p-wasser")})
			var got []int
			note := false
			for _, b := range ans.Blocks {
				switch b := b.(type) {
				case bot.Original:
					got = append(got, len([]rune(b.Text)))
				case bot.Note:
					note = true
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" || note != tc.note {
				t.Errorf("lengths %s, a note %t", diff, note)
			}
			retold := slices.ContainsFunc(ans.Blocks, func(b bot.Block) bool {
				p, ok := b.(bot.Paragraph)
				return ok && strings.Contains(p.Text, "Laubhaufen")
			})
			if !retold {
				t.Error("the retelling is missing")
			}
		})
	}
}

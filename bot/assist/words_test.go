package assist

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/corpus"
)

// Ensure a word's spellings fall together, and numbers stay whole.
func TestSplit(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text string
		want []string
	}{
		{"Was sagt Köln?", []string{"was", "sagt", "koln"}},
		{"koeln KÖLN Ko\u0308ln", []string{"koln", "koln", "koln"}},
		{"42,5 % und 42.5%", []string{"42.5", "prozent", "und", "42.5", "prozent"}},
		{"IT-Sicherheit/Cloud", []string{"it", "sicherheit", "cloud"}},
		{"Straße, Strasse.", []string{"strasse", "strasse"}},
		{"what’s don't 'quoted'", []string{"what", "don", "quoted"}},
		{"", nil},
		{"??? 😀", nil},
	} {
		var got []string
		for _, w := range split(tc.text) {
			got = append(got, w.key)
			if tc.text[w.start:w.end] != w.text {
				t.Errorf("split(%q): %q is not at %d:%d", tc.text, w.text, w.start, w.end)
			}
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("split(%q) = %q, want %q", tc.text, got, tc.want)
		}
	}
}

// Ensure one slip in a longer word is forgiven, and nothing that could be
// another word or number.
func TestSlip(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"muster", "mustre", true},
		{"muster", "muter", true},
		{"muster", "musster", true},
		{"muster", "mister", true},
		{"muster", "master", true},
		{"muster", "fenster", false},
		{"muster", "lmuster", false},
		{"rom", "ram", false},
		{"mode", "made", false},
		{"20245", "20246", false},
	} {
		if got := slip(tc.a, tc.b, false); got != tc.want {
			t.Errorf("slip(%q, %q) = %v", tc.a, tc.b, got)
		}
		if slip(tc.b, tc.a, false) != tc.want {
			t.Errorf("slip(%q, %q) differs the other way round", tc.a, tc.b)
		}
	}
}

// Ensure patterns match where they say, and take up only their own words.
func TestPattern(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		pattern, text string
		taken         []int // nil: no match
	}{
		{"was sagt|meint", "und was meint sie", []int{1, 2}},
		{"größt*", "die groessten Sorgen", []int{1}},
		{"was .. unter", "was versteht man darunter unter uns", []int{0, 4}},
		{"auf seite _", "auf Seite 8", []int{0, 1}},
		{"^und", "und dann", []int{0}},
		{"^und", "dies und das", nil},
		{"mehr$", "zeig mir mehr", []int{2}},
		{"mehr$", "mehr davon", nil},
		{"what does .. say", "what does the very long winded and most tiresome old man really say", nil},
	} {
		taken, ok := compile(tc.pattern).match(split(tc.text))
		if ok != (tc.taken != nil) || !slices.Equal(taken, tc.taken) {
			t.Errorf("%q on %q: %v, %v", tc.pattern, tc.text, taken, ok)
		}
	}
}

// Ensure a name with a slip is found once, and one between two names is not.
func TestLexiconMends(t *testing.T) {
	t.Parallel()
	r := &corpus.Report{ID: "r", People: []corpus.Person{
		{ID: "a", Name: "Ada Lorentz"}, {ID: "b", Name: "Bo Marten", Aliases: []string{"Marten", "Martens"}}, {ID: "c", Name: "Cy Marton"},
	}}
	lex := newLexicon([]*corpus.Report{r.Link()})
	for _, tc := range []struct {
		text string
		want string // the person's name, or "" for nobody
	}{
		{"lorentz", "Ada Lorentz"}, {"lorenz", "Ada Lorentz"}, {"lornetz", "Ada Lorentz"}, {"ada lorentz", "Ada Lorentz"},
		{"martan", ""}, {"martenss", "Bo Marten"}, {"lorenzen", ""}, {"florentz", ""},
	} {
		ws := split(tc.text)
		var got string
		for _, m := range lex.find(ws, make([]bool, len(ws)), false) {
			got = m.entities[0].name("de")
		}
		if got != tc.want {
			t.Errorf("%q names %q, want %q", tc.text, got, tc.want)
		}
	}
	if ms := lex.find(split("lorenz"), []bool{true}, false); len(ms) != 0 {
		t.Error("a word that the index knows was taken for a name")
	}
}

// Ensure a conversation is forgotten after its time, and the oldest beyond the bound.
func TestMemory(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	m := newMemory(func() time.Time { return now })
	m.keep("a", &turn{topic: "x"})
	m.keep("", &turn{topic: "nobody"})
	if got := m.recall("a"); got == nil || got.topic != "x" {
		t.Errorf("recalled %+v", got)
	}
	if m.recall("") != nil {
		t.Error("a question without a conversation was remembered")
	}
	now = now.Add(memoryTime + time.Second)
	if m.recall("a") != nil {
		t.Error("the conversation outlived its time")
	}
	for i := range memoryTurns + 5 {
		m.keep(string(rune('b'+i)), &turn{})
	}
	if n := m.order.Len(); n != memoryTurns || len(m.turns) != n {
		t.Errorf("%d conversations are kept", n)
	}
	if m.recall("b") != nil {
		t.Error("the oldest conversation was kept")
	}
}

// Ensure a conversation is forgotten in time even where nobody asks any more.
func TestMemoryForgetsByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(time.Now)
		m.keep("a", &turn{})
		time.Sleep(memoryTime / 2)
		m.keep("b", &turn{})
		for _, want := range []int{1, 0} {
			time.Sleep(memoryTime/2 + time.Second)
			synctest.Wait()
			m.mu.Lock()
			if n := m.order.Len(); n != want || len(m.turns) != want {
				t.Errorf("%d conversations are kept, want %d", n, want)
			}
			m.mu.Unlock()
		}
	})
}

package mend

import (
	"strings"
	"testing"
)

func TestTwins(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"wurde", "würde", true}, {"Kasten", "Kästen", true}, {"Uber", "über", true}, {"schon", "schon", false},
		{"Masse", "Maße", false}, {"fordern", "fördert", false}, {"", "", false},
	} {
		if got := twins(c.a, c.b); got != c.want {
			t.Errorf("twins(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// TestAgainst holds words with their neighbours: which of two twins these speak
// against.
func TestAgainst(t *testing.T) {
	t.Parallel()
	d := damaged(t)
	for name, c := range map[string]struct {
		before, wrong, right, after string
	}{
		"im":                       {"Das liegt im", "Kästen", "Kasten", "unten."},
		"zwei":                     {"Es sind zwei", "Kasten", "Kästen", "mehr."},
		"die":                      {"Hier stehen die", "Kasten", "Kästen", "im Flur."},
		"Der begins":               {"Der", "Kästen", "Kasten", "steht unten."},
		"Der begins a second":      {"Es geht. Der", "Kästen", "Kasten", "steht unten."},
		"a passive":                {"Das", "würde", "wurde", "gestern bearbeitet."},
		"an infinitive":            {"Das", "wurde", "würde", "uns helfen."},
		"wenn":                     {"Wenn das so", "ware", "wäre", "und bliebe."},
		"noch":                     {"Der Wind wird noch", "starker", "stärker", "als sonst."},
		"a noun behind":            {"Es war ein", "stärker", "starker", "Wind."},
		"the adjective behind der": {"Das ist der", "starker", "stärker", "werdende Wind."},
		"zu":                       {"Das bleibt zu", "klaren", "klären", "und zu sagen."},
		"the adjective":            {"Er sprach mit", "klären", "klaren", "Worten."},
		"hierzu":                   {"hierzu", "zahlen", "zählen", "auch Schulen."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			words := strings.Fields(c.before)
			at := around{words: words, after: strings.Fields(c.after)}
			if wrong, right := d.against(c.wrong, c.right, at), d.against(c.right, c.wrong, at); wrong <= right {
				t.Errorf("%s %s/%s %s: %v speaks against the first, %v against the second; want more against the first", c.before, c.wrong, c.right, c.after, wrong, right)
			}
		})
	}
	// "Die Mutter" is one or many; "der Töchter" is whose.
	for _, c := range []struct{ before, word, other string }{
		{"die", "Mutter", "Mütter"}, {"die", "Tochter", "Töchter"}, {"das Haus der", "Töchter", "Tochter"}, {"das Amt der", "Kästen", "Kasten"}, {"das", "Haus", "Häus"},
	} {
		if n := d.against(c.word, c.other, around{words: strings.Fields(c.before)}); n != 0 {
			t.Errorf("%s %s: %v speaks against it, want nothing", c.before, c.word, n)
		}
	}
}

func TestParticiple(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{
		"bearbeitet": true, "geschickt": true, "angenommen": true, "verändert": true, "aufgehoben": true, "regiert": true,
		"helfen": false, "gehen": false, "geben": false, "gehören": false, "Haus": false, "": false, "gut": false, "anlegen": false, "vorschlagen": false, "angehen": false, "ausgegeben": true, "angehören": false,
	} {
		if got := isParticiple(word); got != want {
			t.Errorf("isParticiple(%q) = %v, want %v", word, got, want)
		}
	}
	for word, want := range map[string]bool{"helfen": true, "ändern": true, "sammeln": true, "beitragen": true, "bearbeitet": false, "angenommen": false, "Hut": false, "": false} {
		if got := isInfinitive(word); got != want {
			t.Errorf("isInfinitive(%q) = %v, want %v", word, got, want)
		}
	}
}

func TestClause(t *testing.T) {
	t.Parallel()
	c := around{words: strings.Fields("Es regnet. Wenn das"), after: strings.Fields("Amt heute schließt, gehen wir.")}
	if got := c.clauseEnd(); got != "schließt" {
		t.Errorf("the clause ends in %q, want schließt", got)
	}
	if got := strings.Join(c.clause()[:2], " "); got != "Wenn das" {
		t.Errorf("the clause begins with %q, want \"Wenn das\"", got)
	}
	if !c.begins(2) || c.begins(1) || c.begins(5) {
		t.Error("a sentence begins with \"Wenn\" and nowhere else")
	}
	if got := (around{}).next() + (around{}).last(1); got != "" {
		t.Errorf("beside a lone word stands %q, want nothing", got)
	}
}

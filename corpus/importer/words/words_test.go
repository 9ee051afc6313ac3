package words

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// forms is what an entry makes.
func forms(t *testing.T, entry string) []string {
	t.Helper()
	words, err := read(fstest.MapFS{"test.txt": {Data: []byte("== 4\n" + entry + "\n")}})
	if err != nil {
		t.Fatal(err)
	}
	var forms []string
	for _, word := range words {
		forms = append(forms, word.Form)
	}
	slices.Sort(forms)
	return forms
}

// Ensure nouns and adjectives have the forms of their paradigm and no others.
func TestParadigms(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]string{
		"Dienst/m":      "Dienst Dienste Diensten Dienstes Diensts",
		"Prozess/m":     "Prozess Prozesse Prozessen Prozesses",
		"Ergebnis/m":    "Ergebnis Ergebnisse Ergebnissen Ergebnisses",
		"Kenntnis/mf":   "Kenntnis Kenntnisse Kenntnissen",
		"Problem/me":    "Problem Probleme Problemen Problems",
		"[An]trag/u":    "Antrag Antrages Antrags Anträge Anträgen",
		"[-,Zu]Satz/u":  "Satz Satzes Sätze Sätzen Zusatz Zusatzes Zusätze Zusätzen",
		"Baum/u":        "Baum Baumes Baums Bäume Bäumen",
		"Saal/u":        "Saal Saales Saals Säle Sälen",
		"Stadt/fu":      "Stadt Städte Städten",
		"Bild/r":        "Bild Bilder Bildern Bildes Bilds",
		"Land/ur":       "Land Landes Lands Länder Ländern",
		"Anbieter/x":    "Anbieter Anbietern Anbieters",
		"Rahmen/x":      "Rahmen Rahmens",
		"Gebäude/x":     "Gebäude Gebäuden Gebäudes",
		"Mangel/ux":     "Mangel Mangels Mängel Mängeln",
		"Garten/ux":     "Garten Gartens Gärten",
		"Mutter/uf":     "Mutter Mütter Müttern",
		"Zahl/f":        "Zahl Zahlen",
		"Frage/n":       "Frage Fragen",
		"Staat/en":      "Staat Staaten Staates Staats",
		"Auge/en":       "Auge Augen Auges",
		"Sensor/en":     "Sensor Sensoren Sensors",
		"Büro/s":        "Büro Büros",
		"Schutz/g":      "Schutz Schutzes",
		"Bürgerin/in":   "Bürgerin Bürgerinnen",
		"Zentrum/um":    "Zentren Zentrum Zentrums",
		"Firma/um":      "Firma Firmen",
		"Virus/um":      "Viren Virus",
		"Thema/as":      "Thema Themas Themen",
		"Beamte/t":      "Beamte Beamtem Beamten Beamter",
		"täglich/k":     "täglich tägliche täglichem täglichen täglicher tägliches",
		"teuer/k":       "teuer teure teurem teuren teurer teures",
		"dunkel/k":      "dunkel dunkle dunklem dunklen dunkler dunkles",
		"müde/k":        "müde müdem müden müder müdes",
		"Flüchtling/m":  "Flüchtling Flüchtlinge Flüchtlingen Flüchtlings",
		"ein|richten/v": "einrichte einrichten einrichtend einrichtende einrichtendem einrichtenden einrichtender einrichtendes einrichtet einrichtete einrichteten eingerichtet eingerichtete eingerichtetem eingerichteten eingerichteter eingerichtetes einzurichten",
	} {
		got, want := forms(t, entry), strings.Fields(want)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %v\nwant %v", entry, got, want)
		}
	}
}

// Ensure forms that are harder to get right are there, and what is near them is not.
func TestFormsInParts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ entry, with, without string }{
		{"groß/ju", "groß größer größere größte größten", "größeste grösser"},
		{"stark/ju", "starke stärker stärkste", ""},
		{"kurz/ju", "kürzer kürzeste", "kürzste"},
		{"typisch/j", "typischer typischste", "typischeste"},
		{"[-,ver]ändern/v", "ändern ändere geändert verändert veränderte verändernd", "veränderen geverändert"},
		{"handeln/v", "handeln handle handelt gehandelt handelnde", "handele"},
		{"öffnen/v", "öffnet öffnete geöffnet öffnest", "öffnt"},
		{"lernen/v", "lernt lernte gelernt", "lernet"},
		{"regieren/w", "regiert regierte", "geregiert"},
		{"[ver,vor|be]halten/st:hält,hielt,halten", "verhält verhältst verhielte verhalten vorbehält vorbehalten vorzubehalten", "geverhalten vorgebehalten"},
		{"ein|halten/st:hält,hielt,halten", "einhält eingehalten einzuhalten einhielten", "einhältst"},
		{"nehmen/st:nimmt,nahm,nommen", "nimmst nähme nähmen genommen nahmen", "nimmtst"},
		{"lesen/st:liest,las,lesen", "liest läse gelesen", "liesst"},
		{"bringen/st:bringt,brachte,bracht,brächte", "brachte brachten brächte brächten gebracht", "brachteen"},
		{"stehen/st:steht,stand,standen,stünde", "stünde stünden standen gestanden", "stände"},
	} {
		got := forms(t, test.entry)
		for form := range strings.FieldsSeq(test.with) {
			if !slices.Contains(got, form) {
				t.Errorf("%s does not make %s: %v", test.entry, form, got)
			}
		}
		for form := range strings.FieldsSeq(test.without) {
			if slices.Contains(got, form) {
				t.Errorf("%s makes %s", test.entry, form)
			}
		}
	}
}

// common is the embedded list by form.
func common(t testing.TB) map[string]Word {
	t.Helper()
	words, err := Common()
	if err != nil {
		t.Fatal(err)
	}
	byForm := make(map[string]Word, len(words))
	for _, word := range words {
		if _, twice := byForm[word.Form]; twice {
			t.Errorf("%q is there twice", word.Form)
		}
		byForm[word.Form] = word
	}
	return byForm
}

// Ensure every file parses, and what comes out looks like German.
func TestCommon(t *testing.T) {
	t.Parallel()
	words := common(t)
	if len(words) < 80_000 {
		t.Errorf("%d forms, want 80,000 or more", len(words))
	}
	total := 0.0
	for form, word := range words {
		total += word.PerMillion
		for _, r := range form {
			if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzäöüßéèABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ.-'ëÅáåøæ", r) {
				t.Errorf("%q has %q", form, r)
			}
		}
		for _, pair := range []string{"ßß", "üü", "öö", "ää", "aä", "öo", "üa", "äö", "eeee", "-.", "|"} {
			if strings.Contains(form, pair) {
				t.Errorf("%q has %q", form, pair)
			}
		}
		if word.PerMillion <= 0 {
			t.Errorf("%q is never met", form)
		}
		switch word.Kind {
		case Noun, Name:
			if strings.ToLower(form) == form {
				t.Errorf("%q is a %s and has no capital", form, word.Kind)
			}
		case Verb, Adjective:
			if strings.ToLower(form) != form {
				t.Errorf("%q is a %s and has a capital", form, word.Kind)
			}
		case Other:
		default:
			t.Errorf("%q is of no kind", form)
		}
	}
	if total < 500_000 || total > 1_500_000 {
		t.Errorf("%.0f words in a million", total)
	}
}

// Ensure words that differ in an umlaut alone are both there, and the commoner one is the commoner.
func TestTwins(t *testing.T) {
	t.Parallel()
	words := common(t)
	for _, test := range []struct {
		seldom, often string
		times         float64 // at least so many times as common
	}{
		{"könnte", "konnte", 0.5}, {"wurde", "würde", 0.05}, {"würde", "wurde", 2}, {"wäre", "waren", 1}, {"wären", "waren", 2}, {"hätte", "hatte", 2},
		{"müsste", "musste", 0.5}, {"dürfte", "durfte", 0.5}, {"mochte", "möchte", 0.5}, {"schön", "schon", 5}, {"zählen", "zahlen", 0.5}, {"fordern", "fördern", 0.5},
		{"drucken", "drücken", 0.2}, {"Losung", "Lösung", 5}, {"losen", "lösen", 2}, {"Starke", "Stärke", 0}, {"hohe", "Höhe", 0.2}, {"höhe", "Höhe", 0}, {"Maße", "Masse", 0.5},
		{"Buße", "Busse", 0}, {"täuschen", "tauschen", 0.2}, {"rucken", "rücken", 2}, {"Burger", "Bürger", 10}, {"Mütter", "Mutter", 1}, {"Väter", "Vater", 1}, {"Gärten", "Garten", 1},
		{"Läden", "Laden", 1}, {"Böden", "Boden", 1}, {"Schäden", "Schaden", 1}, {"Mängel", "Mangel", 1}, {"Kästen", "Kasten", 1}, {"Häfen", "Hafen", 1}, {"Vögel", "Vogel", 1},
		{"Zuge", "Züge", 0.2}, {"Güte", "gute", 5}, {"ächten", "achten", 2}, {"läuten", "lauten", 1}, {"fuhren", "führen", 2}, {"zögen", "zogen", 2}, {"sprächen", "sprachen", 2},
		{"lägen", "lagen", 2}, {"trügen", "trugen", 2}, {"kämen", "kamen", 2}, {"gäben", "gaben", 2}, {"fänden", "fanden", 2}, {"Räte", "Rate", 0.2}, {"fallt", "fällt", 10}, {"lasst", "lässt", 10},
		{"Grunde", "Gründe", 0.2}, {"Falle", "Fälle", 2}, {"Lange", "Länge", 0}, {"lange", "Länge", 0.1}, {"Bande", "Bände", 0.1}, {"nahe", "Nähe", 0.1}, {"andern", "ändern", 0.5}, {"lost", "löst", 2},
	} {
		seldom, often := words[test.seldom].PerMillion, words[test.often].PerMillion
		if test.times > 0 && (seldom == 0 || often == 0) || often == 0 && test.seldom != "Buße" {
			t.Errorf("%s: %g, %s: %g", test.seldom, seldom, test.often, often)
		}
		if often < test.times*seldom {
			t.Errorf("%s (%g) is not %g times as common as %s (%g)", test.often, often, test.times, test.seldom, seldom)
		}
	}
}

// Ensure what a scan is often misread as is no word of the list.
func TestMisreadings(t *testing.T) {
	t.Parallel()
	words := common(t)
	for misread := range strings.FieldsSeq(`fur uber konnen mussen Anderung Veranderung Verdnderung moglich offentlich groBe grosse Grosse Lander Stadte Anträgs
		Haushälte Fuhrung Flusse Kunste Brucke Bundel Schlussel auswahlen verfugbar Menu naturlich Universitat ausserdem heisst schliesslich
		Gebaude Bevolkerung Fordermittel gegenuber zuruck Platze Schaler Gesprach enthalt erhalt behalt gewahrleisten Uberblick`) {
		if word, ok := words[misread]; ok {
			t.Errorf("%q is there: %+v", misread, word)
		}
	}
}

// Ensure a fault is told with its file and line.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"Haus/ur", "test.txt:1: entries before the first header"},
		{"== 9", `test.txt:1: no class "9"`},
		{"== 4 thing", `test.txt:1: no kind "thing"`},
		{"== 4\n\n# a comment\nHaus/q", `test.txt:4: Haus/q: no code "q"`},
		{"== 4\nHaus/", "test.txt:2: Haus/: no code behind the slash"},
		{"== 4\nhaus/ur", "test.txt:2: haus/ur: a noun without a capital, or no such code"},
		{"== 4\nSetzen/v", "test.txt:2: Setzen/v: a verb with a capital"},
		{"== 4\nFit/u", "test.txt:2: Fit/u: nothing to put an umlaut on"},
		{"== 4\nFrage/f", "test.txt:2: Frage/f: a word in -e takes n"},
		{"== 4\nHaus/s", "test.txt:2: Haus/s: takes no s"},
		{"== 4\n[an,/v", "test.txt:2: [an,/v: the bracket is not closed"},
		{"== 4\n[an,]setzen/v", "test.txt:2: [an,]setzen/v: an empty prefix"},
		{"== 4\nhalten/st:hält,hielt", "test.txt:2: halten/st:hält,hielt: a strong verb has three parts or four"},
		{"== 4\nHaus/ur\n== 3\nHaus/ur", "test.txt:4: Haus/ur: Haus is there already"},
		{"== 4\nH4us", `test.txt:2: H4us: '4' in a word`},
	} {
		_, err := read(fstest.MapFS{"test.txt": {Data: []byte(test.text)}})
		if err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
		}
	}
}

// Ensure forms that several lemmas make are counted together.
func TestCounts(t *testing.T) {
	t.Parallel()
	words, err := read(fstest.MapFS{"test.txt": {Data: []byte("== 4\nTag/m\n== 2 name\nTag Köln\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := words[0], (Word{"Tag", 26, Noun}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := words[len(words)-1], (Word{"Köln", 1, Name}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func BenchmarkCommon(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Common(); err != nil {
			b.Fatal(err)
		}
	}
}

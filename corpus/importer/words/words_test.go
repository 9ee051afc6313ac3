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

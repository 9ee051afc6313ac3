package mend

import "testing"

func TestAppend(t *testing.T) {
	t.Parallel()
	d := damaged(t, "Das VITAKO-Netz und der XYZ-Rat.", "Das LÜKEX-Team tagt mit der Zeta-Gruppe in Betakreis.")
	for name, c := range map[string]struct{ text, line, want string }{
		"nothing before":              {"", " Das Amt", "Das Amt"},
		"nothing behind":              {"Das Amt", "  ", "Das Amt"},
		"two words":                   {"Das Amt", "ist zu", "Das Amt ist zu"},
		"a broken word":               {"Das sind He-", "rausforderungen aller Art", "Das sind Herausforderungen aller Art"},
		"a broken word of its own":    {"Verwal-", "tung", "Verwaltung"},
		"a hyphen of its own":         {"ein IT-", "Dienstleister", "ein IT-Dienstleister"},
		"a hyphen and a capital":      {"Open-Source-", "Projekt", "Open-Source-Projekt"},
		"a letter and a hyphen":       {"per E-", "Mail an alle", "per E-Mail an alle"},
		"a slash":                     {"der IT-/", "Digitalisierungsstellen", "der IT-/Digitalisierungsstellen"},
		"a slash alone":               {"der Bund /", "das Land", "der Bund / das Land"},
		"suspended: und":              {"Hard-", "und Software", "Hard- und Software"},
		"suspended: oder":             {"Vor-", "oder Nachteil", "Vor- oder Nachteil"},
		"suspended: bzw.":             {"Landes-", "bzw. Bundesamt", "Landes- bzw. Bundesamt"},
		"a word that und begins":      {"das Bun-", "desamt", "das Bundesamt"},
		"two adjectives":              {"fachlich-", "organisatorische Fragen", "fachlich-organisatorische Fragen"},
		"one adjective broken":        {"die wirtschaft-", "lichen Folgen", "die wirtschaftlichen Folgen"},
		"a misread ß behind":          {"sie schlie-", "Ben sich an", "sie schlieBen sich an"},
		"a misread Ü behind":          {"sie gegen-", "Uberstehen", "sie gegenUberstehen"},
		"a misread ö before":          {"der f6-", "deralen Ebene", "der f6deralen Ebene"},
		"capitals seen in a line":     {"das VI-", "TAKO-Netz", "das VITAKO-Netz"},
		"capitals with a hyphen seen": {"der XYZ-", "Rat", "der XYZ-Rat"},
		"seen with a hyphen":          {"die Zeta-", "Gruppe", "die Zeta-Gruppe"},
		"seen without one":            {"im Beta-", "kreis", "im Betakreis"},
		"a soft hyphen in a word":     {"die Ver\u00adwal-", "tung", "die Ver\u00adwaltung"},
		"a dash alone":                {"das Amt -", "so heißt es", "das Amt - so heißt es"},
		"a range of years":            {"in 2019-", "2021 noch", "in 2019-2021 noch"},
		"a ligature behind":           {"die Konﬁ-", "guration", "die Konﬁguration"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := d.Append(c.text, c.line); got != c.want {
				t.Errorf("Append(%q, %q) = %q, want %q", c.text, c.line, got, c.want)
			}
		})
	}
}

// Ensure lines are joined and mended to what was set, as an importer does it.
func TestAppendAndMend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"a misread ß":            {[]string{"Die Stadte schlie-", "Ben sich an."}, "Die Städte schließen sich an."},
		"a misread Ü":            {[]string{"Die Plane, die sich gegen-", "Uberstehen, sind alt."}, "Die Pläne, die sich gegenüberstehen, sind alt."},
		"a misread ö":            {[]string{"Auf der f6-", "deralen Ebene"}, "Auf der föderalen Ebene"},
		"three lines":            {[]string{"Die Einfiih-", "rung des Biirger-", "portals ist geplant."}, "Die Einführung des Bürgerportals ist geplant."},
		"a suspended hyphen":     {[]string{"Die Gebiihren-", "und Kostenordnung"}, "Die Gebühren- und Kostenordnung"},
		"a soft hyphen":          {[]string{"Die Verwal\u00ad", "tung ist zu\u00adfrieden."}, "Die Verwaltung ist zufrieden."},
		"a hyphen and an umlaut": {[]string{"Die IT-", "Beh6rde"}, "Die IT-Behörde"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := damaged(t, c.lines...)
			text := ""
			for _, line := range c.lines {
				text = d.Append(text, line)
			}
			if got, _ := d.Mend(text); got != c.want {
				t.Errorf("%q became %q, want %q", c.lines, got, c.want)
			}
		})
	}
}

// Ensure hyphens are mended in a file whose letters are trusted.
func TestAppendTrusted(t *testing.T) {
	t.Parallel()
	d := document(t, true, "Die Größe der Verwaltung.")
	for _, c := range []struct{ text, line, want string }{
		{"Verwal-", "tung", "Verwaltung"}, {"IT-", "Stelle", "IT-Stelle"}, {"Hard-", "und Software", "Hard- und Software"},
	} {
		if got := d.Append(c.text, c.line); got != c.want {
			t.Errorf("Append(%q, %q) = %q, want %q", c.text, c.line, got, c.want)
		}
	}
}

func TestJoined(t *testing.T) {
	t.Parallel()
	d := damaged(t, "Die Zeta-Gruppe tagt.")
	for _, c := range []struct {
		left, right string
		want        bool
	}{
		{"Verwal-", "tung", true}, {"Hard-", "und", true}, {"IT-", "Stelle", true}, {"Zeta-", "Gruppe", true},
		{"Verwal-", "Haus", false}, {"xqw-", "zkj", false},
	} {
		if got := d.Joined(c.left, c.right); got != c.want {
			t.Errorf("Joined(%q, %q) = %v, want %v", c.left, c.right, got, c.want)
		}
	}
}

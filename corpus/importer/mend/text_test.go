package mend

import (
	"slices"
	"testing"
)

// TestMend holds sentences as a program without German reads them, by what was
// misread.
func TestMend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ read, meant string }{
		"ü as ii":                  {"Es gibt Griinde fiir und gegen die Einfiihrung.", "Es gibt Gründe für und gegen die Einführung."},
		"ü as i":                   {"Die Behérde prift den Antrag fir die Biirger.", "Die Behörde prüft den Antrag für die Bürger."},
		"ü as l":                   {"Das Geld reicht flr drei Jahre.", "Das Geld reicht für drei Jahre."},
		"ü as u":                   {"Das Amt ist fur alle Burger da.", "Das Amt ist für alle Bürger da."},
		"ü as U within a word":     {"Die Leute mUssen lange warten.", "Die Leute müssen lange warten."},
		"ö as é":                   {"Wir k6énnen die Behérden nicht aufhalten.", "Wir können die Behörden nicht aufhalten."},
		"ö as 6":                   {"Das L6schen geh6rt zu den Aufgaben der Beh6rde.", "Das Löschen gehört zu den Aufgaben der Behörde."},
		"ö as o":                   {"Die Losung muss offentlich sein.", "Die Lösung muss öffentlich sein."},
		"ö as d":                   {"Das sollte mdglich sein.", "Das sollte möglich sein."},
		"ß as B":                   {"AuBerdem ist die StraBe gesperrt.", "Außerdem ist die Straße gesperrt."},
		"ß as 8":                   {"Das hei8t nicht viel.", "Das heißt nicht viel."},
		"ß as R":                   {"Die groRen Stadte schlieRen sich an.", "Die großen Städte schließen sich an."},
		"ß as & at the end":        {"Die Datei ist zu gro&.", "Die Datei ist zu groß."},
		"ß as f":                   {"Der Fuf schmerzt nach dem Lauf.", "Der Fuß schmerzt nach dem Lauf."},
		"ä as a":                   {"Die Lander und Stadte erklaren ihre Plane.", "Die Länder und Städte erklären ihre Pläne."},
		"ä as é":                   {"Die Verwaltung hélt sich an das Gesetz.", "Die Verwaltung hält sich an das Gesetz."},
		"ä lost before ß":          {"Die RegelmaBigkeit ist zuverlassig.", "Die Regelmäßigkeit ist zuverlässig."},
		"a capital Ü":              {"Uber das Portal buchen alle ihre Termine.", "Über das Portal buchen alle ihre Termine."},
		"a capital Ü for small":    {"Wir reden Uber das Geld.", "Wir reden über das Geld."},
		"a capital Ö":              {"Die Offnung der Amter ist geplant.", "Die Öffnung der Ämter ist geplant."},
		"a capital Ä":              {"Die Anderung der Satzung liegt vor.", "Die Änderung der Satzung liegt vor."},
		"I as l":                   {"lhre Daten sind sicher.", "Ihre Daten sind sicher."},
		"Kl is KI":                 {"Die Kl hilft bei der Suche.", "Die KI hilft bei der Suche."},
		"|T is IT":                 {"Die |T der Stadt ist neu.", "Die IT der Stadt ist neu."},
		"0ZG is OZG":               {"Das 0ZG gilt im ganzen Land.", "Das OZG gilt im ganzen Land."},
		"ö as 8 before s":          {"Die I8sung liegt vor.", "Die Lösung liegt vor."},
		"a compound":               {"Die Biirgerbiiros tauschen Gesundheitsdaten aus.", "Die Bürgerbüros tauschen Gesundheitsdaten aus."},
		"a compound with a link":   {"Das Verschliisselungsverfahren ist bekannt.", "Das Verschlüsselungsverfahren ist bekannt."},
		"un before a word":         {"Das ist unmdglich.", "Das ist unmöglich."},
		"in brackets and marks":    {"Die Stadt (fiir alle) sagte: nattirlich!", "Die Stadt (für alle) sagte: natürlich!"},
		"around a slash":           {"Biirger/Behérden", "Bürger/Behörden"},
		"around a hyphen":          {"Die Biirger-App startet.", "Die Bürger-App startet."},
		"the first half suspended": {"Die Einfiihrungs- und Betriebskosten steigen.", "Die Einführungs- und Betriebskosten steigen."},
		"the last half alone":      {"Es geht um Leistung und -qualitat, Standort und -ubersicht, Netz und -anderung, Amt und -IT.", "Es geht um Leistung und -qualität, Standort und -übersicht, Netz und -änderung, Amt und -IT."},
		"several blanks":           {"  fiir   alle ", "für alle"},
		"commas for marks":         {"Er nannte es ,,Kultur\" und ging.", "Er nannte es „Kultur“ und ging."},
		"one comma for a mark":     {"Er nannte es ,Kultur\" und ging.", "Er nannte es „Kultur“ und ging."},
		"the plural behind two":    {"Zwei Zuge fielen aus.", "Zwei Züge fielen aus."},
		"the plural behind die":    {"Die Kasten stehen auf dem Flur.", "Die Kästen stehen auf dem Flur."},
		"the comparative":          {"Der Wind soll noch starker werden.", "Der Wind soll noch stärker werden."},
		"the conjunctive":          {"Das k6nnte gehen, wenn wir Zeit hatten.", "Das könnte gehen, wenn wir Zeit hätten."},
		"the verb behind zu":       {"Es bleibt noch viel zu klaren.", "Es bleibt noch viel zu klären."},
		"the request to count":     {"Hierzu zahlen auch die Schulen.", "Hierzu zählen auch die Schulen."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, _ := damaged(t, c.read).Mend(c.read); got != c.meant {
				t.Errorf("Mend(%q) = %q, want %q", c.read, got, c.meant)
			}
		})
	}
}

// TestMendLeaves holds sentences that are right, in a document that is damaged
// else: correct words are left, that comes first.
func TestMendLeaves(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"umlauts":                "Die Größe der Datei ist begrenzt, große Dateien werden abgelehnt.",
		"singular and plural":    "Der Kasten steht im Keller, die Kästen stehen auf dem Flur.",
		"singular after im":      "Im Zuge der Reform wurde im Laden und im Garten gebaut.",
		"daughters":              "Die Mutter wartet, ihre Tochter kommt gleich.",
		"passive":                "Die Anfrage wurde gestern bearbeitet und an das Amt geschickt.",
		"conjunctive":            "Das würde uns helfen, wenn es ginge.",
		"demand":                 "Die Verbände fordern mehr Geld für die Schulen.",
		"support":                "Der Bund will die Teilhabe fördern.",
		"height":                 "Die Höhe der Gebühr hängt vom Aufwand ab.",
		"high":                   "Eine hohe Gebühr schreckt viele Menschen ab.",
		"strong":                 "Ein starker Druck ist stark, ein stärkerer noch stärker.",
		"already":                "Das ist schon lange bekannt, aber nicht schön.",
		"pay":                    "Bitte zahlen Sie die Rechnung bis Ende März.",
		"count":                  "Wir zählen die Stimmen am Abend aus.",
		"mass":                   "Die Masse der Daten wächst von Jahr zu Jahr.",
		"measures":               "Die Maße des Schranks stehen auf der Rückseite.",
		"costs":                  "Die Kosten für den Betrieb sind gestiegen.",
		"clear words":            "Mit klaren Worten wies sie die Kritik zurück.",
		"names of people":        "Angela Becker, Helmut Kohl und Peter Lange standen auf der Liste.",
		"a foreign surname":      "Ahmed Yildiz und Maria Kowalski haben geantwortet.",
		"towns":                  "Hamburg, Rostock und Ulm nutzen die gleiche Software.",
		"products":               "PostgreSQL, MariaDB und SQLite laufen auf dem Rechner.",
		"a capital within":       "Das Repository liegt auf GitHub und in OpenStreetMap.",
		"a small letter first":   "Der Dienst eIDAS läuft auf macOS und dem iPhone.",
		"a version of a network": "Ohne IPv6 lässt sich das Netz nicht erweitern.",
		"an architecture":        "Auf i386 und armv7 läuft die Software nicht mehr.",
		"an English ordinal":     "Der Vortrag am 2nd Floor beginnt um 10 Uhr.",
		"a sign within":          "Die Firma gibt viel Geld für R&D aus.",
		"capitals":               "Das BMI und die FITKO prüfen OZG, DSGVO und eGovG.",
		"abbreviations":          "Vgl. Art. 6 Abs. 1 lit. e, S. 17 ff., d. h. ca. 14 Uhr, z. B. Dr. Ott.",
		"addresses":              "Schreiben Sie an info@example.org oder auf www.example.org/kontakt.",
		"a path and a command":   "Die Datei /etc/app/config.yaml gehört nginx und sudo.",
		"numbers":                "Das kostet 12,50 Euro, d. h. 42,5 % von 1.200 oder 3.1b2.",
		"English":                "The quick brown fox jumps over the lazy dog.",
		"English of offices":     "Das Board will Feedback, Milestones und ein Service Level Agreement.",
		"English compounds":      "Low-Code-Plattformen und Cloud-Dienste mit Login-Seite und Know-how.",
		"small words":            "Er tat das oft, und wo man singt, da lass dich ruhig nieder.",
		"short nouns":            "Der Hut, der Mob, das Tor, der Ball, das Lamm und das Los.",
		"nouns that have twins":  "Der Mantel hing am Haken, der Apfel lag auf dem Boden, der Vater im Garten.",
		"quotation marks":        "Sie nannte es „Kultur“ und „Haltung“.",
		"a comma":                "Er kam, sah und ging.",
		"a dash":                 "Das Netz – so hieß es – sei schnell.",
		"a suspended hyphen":     "Hard- und Software sowie Ein- und Ausgang.",
		"capitals and small":     "Die GmbH, der MiB und das PDF.",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, _ := damaged(t, text).Mend(text); got != text {
				t.Errorf("Mend changed a correct text:\n%s\n%s", text, got)
			}
		})
	}
}

// Ensure a text that has its umlauts keeps its words, however odd they look.
func TestMendSound(t *testing.T) {
	t.Parallel()
	odd := "Fur die Behorde gilt flr und fiir, Kl und |T, groBe Masse."
	lines := slices.Repeat([]string{"Für die Prüfung müssen die Behörden täglich größere Mengen bewältigen."}, 12)
	for name, c := range map[string]struct {
		read, want string
	}{
		"words":        {odd, odd},
		"ligatures":    {"oﬀene ﬁnden ﬂach", "offene finden flach"},
		"soft hyphens": {"Be\u00adhör\u00adde", "Behörde"},
		"decomposed":   {"Behörde", "Behörde"},
		"odd blanks":   {"zehn\u00a0Euro,\u202fz.\u2009B.", "zehn Euro, z. B."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, trusted := range []bool{true, false} {
				d := document(t, trusted, append(slices.Clone(lines), c.read)...)
				got, doubts := d.Mend(c.read)
				if got != c.want || len(doubts) > 0 || d.Damaged() {
					t.Errorf("trusted %v: Mend(%q) = %q with %v, damaged %v; want %q, none, not", trusted, c.read, got, doubts, d.Damaged(), c.want)
				}
			}
		})
	}
}

// Ensure that of a file that is trusted no word is mended, though it has no umlaut.
func TestMendTrusted(t *testing.T) {
	t.Parallel()
	d := document(t, true, scanned...)
	for _, line := range scanned {
		if got, doubts := d.Mend(line); got != line || len(doubts) > 0 {
			t.Errorf("Mend(%q) = %q with %v, want it as it is", line, got, doubts)
		}
	}
}

// Ensure that what was mended is left alone when it is mended again, as part of
// the same document and as one of its own.
func TestMendAgain(t *testing.T) {
	t.Parallel()
	d := document(t, false, scanned...)
	var once []string
	for _, line := range scanned {
		now, _ := d.Mend(line)
		once = append(once, now)
		if again, _ := d.Mend(now); again != now {
			t.Errorf("mended twice: %q, then %q", now, again)
		}
	}
	d = document(t, false, once...)
	for _, line := range once {
		if again, _ := d.Mend(line); again != line {
			t.Errorf("mended in a second run: %q, then %q", line, again)
		}
	}
}

// Ensure that the order in which Go walks a map does not show.
func TestMendAlwaysAlike(t *testing.T) {
	t.Parallel()
	text := "Die Behérden fordern, dass die Kasten starker und schon waren, Schroder zahlt fiir Grunde."
	want, wantDoubts := damaged(t, text).Mend(text)
	for range 20 {
		got, doubts := damaged(t, text).Mend(text)
		if got != want || !slices.EqualFunc(doubts, wantDoubts, sameDoubt) {
			t.Fatalf("Mend(%q) = %q with %v, before %q with %v", text, got, doubts, want, wantDoubts)
		}
	}
}

func sameDoubt(a, b Doubt) bool {
	return a.Was == b.Was && a.Now == b.Now && a.Gain == b.Gain && slices.Equal(a.Others, b.Others)
}

func TestDoubts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, now string
		others    []string
	}{
		"two words":           {"Wir zahlen die Stimmen.", "zahlen", []string{"zählen"}},
		"an unknown word":     {"Das ist sehr xqwrt gewesen.", "xqwrt", nil},
		"a sign in a word":    {"Das Qx&wrqt ist neu.", "Qx&wrqt", nil},
		"an é that is no one": {"Der Xqéwz ist neu.", "Xqéwz", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, doubts := damaged(t, c.text).Mend(c.text)
			at := slices.IndexFunc(doubts, func(d Doubt) bool { return d.Now == c.now })
			if at < 0 || !slices.Equal(doubts[at].Others, c.others) || doubts[at].Gain < 0 || doubts[at].Gain > doubtful {
				t.Errorf("Mend(%q): doubts %+v, want %s with %v", c.text, doubts, c.now, c.others)
			}
		})
	}
	for _, sure := range []string{"Das Haus ist alt.", "Frau Kowalski fragt.", "Griinde fiir alle"} {
		if _, doubts := damaged(t, sure).Mend(sure); len(doubts) > 0 {
			t.Errorf("Mend(%q): doubts %+v, want none", sure, doubts)
		}
	}
}

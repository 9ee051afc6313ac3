package words

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An entry is
//
//	word            as it is
//	word/code       with the forms of a paradigm
//	[a,b|,-]word/…  the same for "aword", "b|word" and, for the hyphen, "word" itself
//	ab|word/…       a verb whose prefix comes off
//
// Behind a prefix a word loses its capital: [-,An]Satz/u is "Satz" and "Ansatz".
// A prefix of verbs without a bar does not come off and takes the place of "ge-";
// in "vor|be" the first part comes off.
//
// Codes of nouns, which have a capital:
//
//	m    Dienst     Dienste, Diensten, Diensts, Dienstes; Ergebnis: Ergebnisse
//	me   Problem    the same without the genitive in -es
//	mf   Kenntnis   the plural only
//	u    Antrag     Anträge, Anträgen, Antrags, Antrages
//	fu   Stadt      Städte, Städten
//	r    Bild       Bilder, Bildern, Bilds, Bildes
//	ur   Land       Länder, Ländern, Lands, Landes
//	x    Anbieter   Anbietern, Anbieters; Rahmen: Rahmens; Gebäude: Gebäuden, Gebäudes
//	ux   Mangel     Mängel, Mängeln, Mangels; Garten: Gärten, Gartens
//	uf   Mutter     Mütter, Müttern
//	f    Zahl       Zahlen; Student: Studenten
//	n    Frage      Fragen
//	en   Staat      Staaten, Staats, Staates; Auge: Augen, Auges; Sensor: Sensoren, Sensors
//	s    Büro       Büros
//	g    Schutz     Schutzes; Erfolg: Erfolgs, Erfolges
//	in   Bürgerin   Bürgerinnen
//	um   Zentrum    Zentren, Zentrums; Firma: Firmen; Virus: Viren
//	as   Thema      Themen, Themas; Konto: Konten, Kontos
//	t    Beamte     Beamten, Beamter, Beamtem
//
// Codes of adjectives:
//
//	k    täglich    tägliche, täglichen, täglicher, tägliches, täglichem
//	j    schnell    the same, and schneller, schnellere …, schnellste …
//	ju   stark      the same, and stärker, stärkere …, stärkste …
//
// Codes of verbs; a code of its own is not needed for what has a prefix:
//
//	v    setzen     the weak verbs with "ge-" in the participle
//	w    regieren   the weak verbs without
//	st:  halten/st:hält,hielt,halten         the third person, the preterite and the participle without "ge-";
//	                                         a fourth part is the conjunctive ("käme") where it is not the
//	                                         preterite with an umlaut and -e

// entry reads one entry and adds its forms.
func (l *list) entry(field string) error {
	word, code, coded := strings.Cut(field, "/")
	if coded && code == "" {
		return errors.New("no code behind the slash")
	}
	prefixes := []string{"-"}
	if rest, ok := strings.CutPrefix(word, "["); ok {
		list, base, closed := strings.Cut(rest, "]")
		if !closed {
			return errors.New("the bracket is not closed")
		}
		prefixes, word = strings.Split(list, ","), base
	} else if at := strings.LastIndexByte(word, '|'); at >= 0 {
		prefixes, word = []string{word[:at+1]}, word[at+1:]
	}
	if word == "" {
		return errors.New("no word")
	}
	for _, prefix := range prefixes {
		if prefix == "" {
			return errors.New("an empty prefix")
		}
		if err := l.lemma(prefix, word, code); err != nil {
			return err
		}
	}
	return nil
}

// lemma adds the forms of one word with one prefix.
func (l *list) lemma(prefix, word, code string) error {
	base := word
	if prefix == "-" {
		prefix = ""
	} else {
		base = prefix + uncapital(word)
	}
	key := base + "/" + code
	if l.lemmas[key] {
		return fmt.Errorf("%s is there already", base)
	}
	l.lemmas[key] = true
	for _, r := range base {
		if !unicode.IsLetter(r) && !strings.ContainsRune(".-|'", r) {
			return fmt.Errorf("%q in a word", r)
		}
	}

	first, _ := utf8.DecodeRuneInString(base)
	capital := unicode.IsUpper(first)
	kind := l.kind
	switch code {
	case "":
		if kind == 0 {
			kind = Other
			if capital {
				kind = Noun
			}
		}
		l.add(base, kind, 1)
		return nil
	case "k", "j", "ju":
		if capital && kind != Name {
			return errors.New("an adjective with a capital")
		}
		if kind == 0 {
			kind = Adjective
		}
		return l.adjective(kind, base, code)
	case "v", "w":
		if capital {
			return errors.New("a verb with a capital")
		}
		return l.weak(prefix, word, code == "v")
	}
	if parts, ok := strings.CutPrefix(code, "st:"); ok {
		if capital {
			return errors.New("a verb with a capital")
		}
		return l.strong(prefix, word, strings.Split(parts, ","))
	}
	if !capital {
		return errors.New("a noun without a capital, or no such code")
	}
	if kind == 0 {
		kind = Noun
	}
	return l.noun(kind, base, code)
}

// The shares of a noun's forms in how common it is.
const (
	plural   = 0.5
	genitive = 0.25
	full     = 0.12 // the genitive in -es where there is one in -s
	dative   = 0.25 // of the plural
)

// noun adds the forms of a noun.
func (l *list) noun(kind Kind, base, code string) error {
	add := func(form string, share float32) { l.add(form, kind, share) }
	stem := base // in front of -e
	if strings.HasSuffix(base, "nis") || code == "m" && strings.HasSuffix(base, "us") {
		stem += "s"
	}
	hisses := hisses(base)
	both := func() { // the genitives
		switch {
		case hisses && code != "me":
			add(stem+"es", genitive)
		case hisses:
		default:
			add(base+"s", genitive)
			if code != "me" && !unstressed(base) {
				add(base+"es", full)
			}
		}
	}
	weak := func(of string) string { // -en
		if strings.HasSuffix(of, "e") {
			return of + "n"
		}
		return of + "en"
	}
	add(base, 1)
	switch code {
	case "m", "me", "mf":
		if code != "mf" {
			both()
		}
		add(stem+"e", plural)
		add(stem+"en", dative)
	case "u", "fu":
		if code == "u" {
			both()
		}
		umlauted, ok := umlaut(base)
		if !ok {
			return errors.New("nothing to put an umlaut on")
		}
		add(umlauted+"e", plural)
		add(umlauted+"en", dative)
	case "r", "ur":
		both()
		of := base
		if code == "ur" {
			umlauted, ok := umlaut(base)
			if !ok {
				return errors.New("nothing to put an umlaut on")
			}
			of = umlauted
		}
		add(of+"er", plural)
		add(of+"ern", dative)
	case "x", "ux", "uf":
		of := base
		if code != "x" {
			umlauted, ok := umlaut(base)
			if !ok {
				return errors.New("nothing to put an umlaut on")
			}
			of = umlauted
			add(of, plural)
		}
		switch {
		case strings.HasSuffix(base, "n"):
		case strings.HasSuffix(base, "er"), strings.HasSuffix(base, "el"), strings.HasSuffix(base, "e"):
			add(of+"n", dative)
		default:
			return errors.New("neither in -e nor -er nor -el nor -n")
		}
		if code != "uf" {
			add(base+"s", genitive)
		}
	case "f":
		if strings.HasSuffix(base, "e") {
			return errors.New("a word in -e takes n")
		}
		add(base+"en", plural)
	case "n":
		if last := base[len(base)-1]; last != 'e' && last != 'r' && last != 'l' {
			return errors.New("neither in -e nor -er nor -el")
		}
		add(base+"n", plural)
	case "en":
		switch {
		case strings.HasSuffix(base, "e"), strings.HasSuffix(base, "or"):
			add(base+"s", genitive)
		default:
			both()
		}
		add(weak(base), plural)
	case "s":
		if hisses {
			return errors.New("takes no s")
		}
		add(base+"s", plural)
	case "g":
		both()
	case "in":
		if !strings.HasSuffix(base, "in") {
			return errors.New("not in -in")
		}
		add(base+"nen", plural)
	case "um", "as":
		cut := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(base, "um"), "us"), "a"), "o")
		if cut == base {
			return errors.New("neither in -um nor -us nor -a nor -o")
		}
		if !hisses && (code == "as" || strings.HasSuffix(base, "um")) {
			add(base+"s", genitive)
		}
		add(cut+"en", plural)
	case "t":
		if !strings.HasSuffix(base, "e") {
			return errors.New("not in -e")
		}
		add(base+"n", 0.9)
		add(base+"r", 0.5)
		add(base+"m", 0.05)
	default:
		return fmt.Errorf("no code %q", code)
	}
	return nil
}

// adjective adds the forms of an adjective.
func (l *list) adjective(kind Kind, base, code string) error {
	stem := base // in front of a vowel
	switch {
	case strings.HasSuffix(base, "e"):
		stem = strings.TrimSuffix(base, "e")
	case strings.HasSuffix(base, "el"):
		stem = strings.TrimSuffix(base, "el") + "l"
	case strings.HasSuffix(base, "euer"), strings.HasSuffix(base, "auer"):
		stem = strings.TrimSuffix(base, "er") + "r"
	}
	l.add(base, kind, 0.8)
	l.declined(kind, stem, 1)
	if code == "k" {
		return nil
	}
	superlative := base
	if code == "ju" {
		marked, ok := umlaut(stem)
		if !ok {
			return errors.New("nothing to put an umlaut on")
		}
		stem = marked
		superlative, _ = umlaut(base)
	}
	l.add(stem+"er", kind, 0.15)
	l.declined(kind, stem+"er", 0.1)
	switch superlative = strings.TrimSuffix(superlative, "e"); {
	case strings.HasSuffix(superlative, "groß"), strings.HasSuffix(superlative, "größ"):
		superlative += "t"
	case strings.HasSuffix(superlative, "isch"), strings.HasSuffix(superlative, "end"), strings.HasSuffix(superlative, "ert"), strings.HasSuffix(superlative, "elt"):
		superlative += "st"
	case hisses(superlative), strings.HasSuffix(superlative, "d"), strings.HasSuffix(superlative, "t"), strings.HasSuffix(superlative, "sch"):
		superlative += "est"
	default:
		superlative += "st"
	}
	l.declined(kind, superlative, 0.08)
	return nil
}

// declined adds the five endings of an adjective.
func (l *list) declined(kind Kind, stem string, share float32) {
	l.add(stem+"e", kind, share)
	l.add(stem+"en", kind, share)
	l.add(stem+"er", kind, share*0.5)
	l.add(stem+"es", kind, share*0.3)
	l.add(stem+"em", kind, share*0.15)
}

// The shares of a verb's forms in how common it is.
const (
	third       = 0.7 // er setzt
	first       = 0.15
	second      = 0.01 // du setzt, ihr setzt
	preterite   = 0.3
	preterites  = 0.2 // sie setzten
	participle  = 0.9
	declinedOf  = 0.15  // of each participle
	present     = 0.1   // setzend
	conjunctive = 0.03  // käme
	apart       = 0.4   // forms that a prefix mostly comes off of
	zu          = 0.3   // einzusetzen
	rare        = 0.002 // du setztest
)

// verb parts a prefix: "ein|" comes off, "ver" does not, and "vor|be" does and does not.
func verb(prefix, word string) (off, root string, ge bool) {
	at := strings.LastIndexByte(prefix, '|')
	off, fast := "", prefix
	if at >= 0 {
		off, fast = strings.ReplaceAll(prefix[:at], "|", ""), prefix[at+1:]
	}
	return off, fast + word, fast == ""
}

// The forms that weak and strong verbs have in common.
func (l *list) infinitives(off, root, perfect string, ge bool) (stem string, err error) {
	switch {
	case strings.HasSuffix(root, "eln"), strings.HasSuffix(root, "ern"):
		stem = strings.TrimSuffix(root, "n")
	case strings.HasSuffix(root, "en"):
		stem = strings.TrimSuffix(root, "en")
	case strings.HasSuffix(root, "n"):
		stem = strings.TrimSuffix(root, "n")
	default:
		return "", errors.New("a verb not in -n")
	}
	l.add(off+root, Verb, 1)
	if off != "" {
		l.add(off+"zu"+root, Verb, zu)
	}
	if ge {
		perfect = "ge" + perfect
	}
	l.add(off+perfect, Verb, participle)
	l.declined(Verb, off+perfect, declinedOf)
	l.add(off+root+"d", Verb, present)
	l.declined(Verb, off+root+"d", present*0.8)
	return stem, nil
}

// weak adds the forms of a weak verb.
func (l *list) weak(prefix, word string, ge bool) error {
	off, root, bare := verb(prefix, word)
	stem := strings.TrimSuffix(strings.TrimSuffix(root, "n"), "e")
	if strings.HasSuffix(root, "eln") || strings.HasSuffix(root, "ern") {
		stem = strings.TrimSuffix(root, "n")
	}
	link := ""
	if linked(stem) {
		link = "e"
	}
	if _, err := l.infinitives(off, root, stem+link+"t", ge && bare); err != nil {
		return err
	}
	less := float32(1)
	if off != "" {
		less = apart
	}
	switch {
	case strings.HasSuffix(root, "eln"):
		l.add(off+strings.TrimSuffix(stem, "el")+"le", Verb, first*less)
	default:
		l.add(off+stem+"e", Verb, first*less)
	}
	l.add(off+stem+link+"t", Verb, third*less)
	l.add(off+stem+link+"te", Verb, preterite*less)
	l.add(off+stem+link+"ten", Verb, preterites*less)
	if off != "" {
		return nil
	}
	if !hisses(stem) {
		l.add(stem+link+"st", Verb, second)
	}
	l.add(stem+link+"test", Verb, rare)
	l.add(stem+link+"tet", Verb, rare)
	return nil
}

// strong adds the forms of a strong verb: its third person, preterite and participle
// as they are without a prefix.
func (l *list) strong(prefix, word string, parts []string) error {
	if len(parts) != 3 && len(parts) != 4 || slices.Contains(parts, "") {
		return errors.New("a strong verb has three parts or four")
	}
	off, root, ge := verb(prefix, word)
	fast := strings.TrimSuffix(root, word)
	stem, err := l.infinitives(off, root, fast+parts[2], ge)
	if err != nil {
		return err
	}
	less := float32(1)
	if off != "" {
		less = apart
	}
	joined := off + fast
	l.add(off+stem+"e", Verb, first*less)
	l.add(joined+parts[0], Verb, third*less)
	past := joined + parts[1]
	l.add(past, Verb, preterite*less)
	mixed := strings.HasSuffix(parts[1], "e") // brachte, schrie
	if mixed {
		l.add(past+"n", Verb, preterites*less)
	} else {
		l.add(past+"en", Verb, preterites*less)
	}
	would := ""
	switch umlauted, ok := umlaut(parts[1]); {
	case len(parts) == 4:
		would = parts[3]
	case ok && !mixed:
		would = umlauted + "e"
	case !mixed:
		would = parts[1] + "e"
	}
	if would != "" {
		l.add(joined+would, Verb, conjunctive*less)
		l.add(joined+would+"n", Verb, conjunctive*less)
	}
	if off != "" {
		return nil
	}
	// du hältst, nimmst, liest; ihr haltet
	switch you := strings.TrimSuffix(parts[0], "t"); {
	case you == parts[0]:
	case hisses(you):
	case strings.HasSuffix(stem, "t") && !strings.HasSuffix(you, "e"):
		l.add(fast+parts[0]+"st", Verb, second)
	default:
		l.add(fast+you+"st", Verb, second)
	}
	if linked(stem) {
		l.add(stem+"et", Verb, second)
	} else {
		l.add(stem+"t", Verb, second)
	}
	if !mixed {
		switch {
		case hisses(past), strings.HasSuffix(past, "t"), strings.HasSuffix(past, "d"):
			l.add(past+"est", Verb, rare)
		default:
			l.add(past+"st", Verb, rare)
		}
	}
	return nil
}

// linked tells whether a stem takes an e in front of t: "rechnet", but "lernt".
func linked(stem string) bool {
	n := len(stem)
	if n < 2 {
		return false
	}
	switch stem[n-1] {
	case 't', 'd':
		return true
	case 'm', 'n':
		before := stem[n-2]
		if before == 'h' {
			return n > 2 && stem[n-3] == 'c'
		}
		return strings.IndexByte("bcdfgkpqstvwxz", before) >= 0
	}
	return false
}

// hisses tells whether a word's genitive takes an e.
func hisses(word string) bool {
	last, _ := utf8.DecodeLastRuneInString(word)
	return strings.ContainsRune("sßxz", last)
}

// unstressed tells whether a word ends in a syllable that takes no genitive in -es.
func unstressed(word string) bool {
	for _, end := range []string{"ling", "tum", "ig", "al", "or", "er", "el", "en", "em", "of"} {
		if strings.HasSuffix(word, end) {
			return utf8.RuneCountInString(word) > 4
		}
	}
	return false
}

// umlaut puts the umlaut on the last vowel that takes one.
func umlaut(word string) (string, bool) {
	at := strings.LastIndexAny(word, "aouAOU")
	if at < 0 || strings.ContainsAny(word[at:], "äöü") {
		return word, false
	}
	end := at + 1
	if at > 0 && (word[at-1] == 'a' || word[at-1] == 'A') {
		switch word[at] {
		case 'u': // Haus, Häuser
			at--
			end = at + 1
		case 'a': // Saal, Säle
			at--
		}
	}
	with := map[byte]string{'a': "ä", 'o': "ö", 'u': "ü", 'A': "Ä", 'O': "Ö", 'U': "Ü"}[word[at]]
	return word[:at] + with + word[end:], true
}

// uncapital makes a word small.
func uncapital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToLower(first)) + word[size:]
}

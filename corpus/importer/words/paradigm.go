package words

import (
	"errors"
	"fmt"
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

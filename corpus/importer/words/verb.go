package words

import (
	"errors"
	"slices"
	"strings"
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

// Package words is a list of common German words, with how common they are. It
// serves to tell a word from a misreading of one ("fur" is "für", "Verdnderung"
// is "Veränderung"), to decide which of two words was meant where both exist
// ("wurde", "würde"), and to take compounds apart.
//
// The list is in the text files beside this one and was written for this project.
// It holds lemmas; their forms are made by the paradigms in [paradigm.go], which
// documents how a lemma is written. The list is wide rather than exact: a count is
// the estimate of a class, good to a factor of about three, not a measurement.
package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed *.txt
var files embed.FS

// Kind says roughly what kind of word a form is.
type Kind string

// The kinds. A form that several lemmas have is of the kind that it is most often.
const (
	Noun      Kind = "noun"      // may be a part of a compound
	Verb      Kind = "verb"      // with its participles
	Adjective Kind = "adjective" // which are adverbs as well
	Name      Kind = "name"      // of people, places and languages
	Other     Kind = "other"     // pronouns, prepositions, particles, numerals, abbreviations
)

// Word is one form of a word as it is written: nouns and names with a capital,
// everything else without.
type Word struct {
	Form       string
	PerMillion float64 // about how often it is met in a million words of running text
	Kind       Kind
}

// Common returns the list, in the order of its files and lines; no form is in it
// twice. Every call makes it anew, which takes some ten milliseconds: keep it.
func Common() ([]Word, error) { return read(files) }

// Classes are how many times in a million words the commonest form of a lemma is
// met, by the number in the header of a section.
var classes = [...]float64{1: 0.5, 2: 3, 3: 15, 4: 80, 5: 400, 6: 2000, 7: 10000}

// read reads all text files of a folder.
func read(folder fs.FS) ([]Word, error) {
	names, err := fs.Glob(folder, "*.txt")
	if err != nil {
		return nil, err
	}
	l := list{at: make(map[string]int32, 1<<17), words: make([]Word, 0, 1<<17), most: make([]float64, 0, 1<<17), lemmas: map[string]string{}}
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		number := 0
		l.class = 0
		for line := range strings.Lines(string(text)) {
			number++
			if err := l.line(strings.TrimSpace(line)); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, number, err)
			}
		}
	}
	return l.words, nil
}

// list is the list in the making.
type list struct {
	words []Word
	most  []float64 // the largest count that made each word what it is
	at    map[string]int32

	class  float64 // of the section
	kind   Kind    // of the section, empty where the words say it themselves
	lemmas map[string]string
}

// line reads one line: a comment, the header of a section, or entries.
func (l *list) line(line string) error {
	if line == "" || line[0] == '#' {
		return nil
	}
	if header, ok := strings.CutPrefix(line, "== "); ok {
		return l.header(header)
	}
	if l.class == 0 {
		return errors.New("entries before the first header")
	}
	for field := range strings.FieldsSeq(line) {
		if err := l.entry(field); err != nil {
			return fmt.Errorf("%s: %w", field, err)
		}
	}
	return nil
}

// header reads "4" or "4 name".
func (l *list) header(header string) error {
	class, kind, _ := strings.Cut(header, " ")
	if len(class) != 1 || class[0] < '1' || int(class[0]-'0') >= len(classes) {
		return fmt.Errorf("no class %q", class)
	}
	switch Kind(kind) {
	case "", Noun, Verb, Adjective, Name, Other:
	default:
		return fmt.Errorf("no kind %q", kind)
	}
	l.class, l.kind = classes[class[0]-'0'], Kind(kind)
	return nil
}

// add counts a form.
func (l *list) add(form string, kind Kind, share float64) {
	count := l.class * share
	at, known := l.at[form]
	if !known {
		l.at[form] = int32(len(l.words))
		l.words = append(l.words, Word{form, count, kind})
		l.most = append(l.most, count)
		return
	}
	l.words[at].PerMillion += count
	if count > l.most[at] {
		l.most[at], l.words[at].Kind = count, kind
	}
}

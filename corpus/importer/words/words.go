// Package words is a list of common German words, with how common they are. It
// serves to tell a word from a misreading of one ("fur" is "für", "Verdnderung"
// is "Veränderung"), to decide which of two words was meant where both exist
// ("wurde", "würde"), and to take compounds apart.
//
// The list is in the text files beside this one and was written for this project.
// It holds lemmas; their forms are made by the paradigms of paradigm.go, which
// documents how a lemma is written. The list is wide rather than exact: a count is
// the estimate of a class, good to a factor of about three, not a measurement.
package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.txt
var files embed.FS

// Kind says roughly what kind of word a form is.
type Kind uint8

// The kinds. A form that several lemmas have is of the kind that it is most often.
const (
	Noun      Kind = iota + 1 // may be a part of a compound
	Verb                      // with its participles
	Adjective                 // which are adverbs as well
	Name                      // of people, places and languages
	Other                     // pronouns, prepositions, particles, numerals, abbreviations
)

// kinds are the names of the kinds.
var kinds = [...]string{Noun: "noun", Verb: "verb", Adjective: "adjective", Name: "name", Other: "other"}

// String names a kind as the files do.
func (k Kind) String() string {
	if int(k) >= len(kinds) {
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
	return kinds[k]
}

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

// classes are how many times in a million words the commonest form of a lemma is
// met, by the number in the header of a section. With them the whole list comes to
// about a million.
var classes = [...]float32{1: 0.3, 2: 1, 3: 4, 4: 25, 5: 150, 6: 1500, 7: 10000}

// read reads all text files of a folder.
func read(folder fs.FS) ([]Word, error) {
	names, err := fs.Glob(folder, "*.txt")
	if err != nil {
		return nil, err
	}
	l := list{made: make([]made, 0, 1<<18), lemmas: make(map[string]bool, 1<<14)}
	l.text.Grow(1 << 22)
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
	return l.words(), nil
}

// list is the list in the making.
type list struct {
	made []made
	text strings.Builder // all forms, one behind the other

	class  float32 // of the section
	kind   Kind    // of the section, 0 where the words say it themselves
	lemmas map[string]bool
}

// made is a form that a lemma has made: what is in the text up to its end.
type made struct {
	end   uint32
	count float32
	kind  Kind
}

// add notes a form.
func (l *list) add(form string, kind Kind, share float32) {
	l.text.WriteString(form)
	l.made = append(l.made, made{uint32(l.text.Len()), l.class * share, kind})
}

// words counts the forms that several lemmas make together.
func (l *list) words() []Word {
	text := l.text.String()
	at := make(map[string]int32, len(l.made)*2/3)
	words := make([]Word, 0, len(l.made)*2/3)
	most := make([]float32, 0, cap(words)) // the largest count that made each word what it is
	start := uint32(0)
	for _, made := range l.made {
		form := text[start:made.end]
		start = made.end
		i, known := at[form]
		if !known {
			at[form] = int32(len(words))
			words = append(words, Word{form, float64(made.count), made.kind})
			most = append(most, made.count)
			continue
		}
		words[i].PerMillion += float64(made.count)
		if made.count > most[i] {
			most[i], words[i].Kind = made.count, made.kind
		}
	}
	return words
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
	class, name, _ := strings.Cut(header, " ")
	if len(class) != 1 || class[0] < '1' || int(class[0]-'0') >= len(classes) {
		return fmt.Errorf("no class %q", class)
	}
	kind := slices.Index(kinds[:], name) // 0 where there is none
	if kind < 0 {
		return fmt.Errorf("no kind %q", name)
	}
	l.class, l.kind = classes[class[0]-'0'], Kind(kind)
	return nil
}

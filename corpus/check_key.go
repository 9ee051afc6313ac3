package corpus

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// place is a position in one of the package's files.
type place struct {
	c    *checker
	doc  *document
	path []any
}

func (p place) at(step ...any) place {
	p.path = append(slices.Clip(p.path), step...)
	return p
}

func (p place) fault(format string, args ...any) {
	p.doc.at(p.doc.find(p.path...), format, args...)
}

func (c *checker) in(file string, path ...any) place {
	return place{c: c, doc: c.pack.docs[file], path: path}
}

// clash refuses an id that a record of another kind has, in this package or in
// the one that it extends.
func (c *checker) clash(at place, id string) {
	if c.clashes[id] {
		at.fault("a record of another kind has the id %q: give this one an id of its own", id)
	}
}

// checkID refuses ids that could not be typed, cited or told apart.
func checkID(at place, id string) {
	const longest = 100
	switch {
	case id == "":
		at.fault("the id is missing")
	case len(id) > longest:
		at.fault("id %.40q… is longer than %d bytes", id, longest)
	case strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r == 0x7f || r == utf8.RuneError }):
		at.fault("id %q holds blanks or control characters", id)
	}
}

func (c *checker) page(at place, page int) {
	switch {
	case page < 1:
		at.at("page").fault("the page is missing: write the printed page, from 1 on")
	case c.scope.pages > 0 && page > c.scope.pages:
		at.at("page").fault("page %d does not exist: the report has %d pages", page, c.scope.pages)
	}
}

// required wants a wording in each of langs, and none in a language that the
// report does not list.
func (c *checker) required(at place, t Text, langs []string) {
	for _, l := range langs {
		if _, ok := t[l]; !ok {
			at.fault("the wording in language %q is missing", l)
		}
	}
	c.optionalLanguages(at, t)
}

// optional is required for a text that may be left out as a whole.
func (c *checker) optional(at place, t Text) {
	if len(t) > 0 {
		c.required(at, t, c.langs)
	}
}

func (c *checker) optionalLanguages(at place, t Text) {
	for _, l := range sortedKeys(t) {
		c.language(at.at(l), l)
		if strings.TrimSpace(t[l]) == "" {
			at.at(l).fault("the text is empty")
		}
	}
}

func (c *checker) asks(at place, p Phrases) {
	for _, l := range sortedKeys(p) {
		c.language(at.at(l), l)
		c.words(at.at(l), p[l])
	}
}

// language refuses a language that the report does not list.
func (c *checker) language(at place, lang string) {
	if !slices.Contains(c.known(), lang) && c.scope.knows(reportFile) {
		at.fault("language %q is not among the report's languages", lang)
	}
}

func (c *checker) words(at place, list []string) {
	for i, s := range list {
		if s == "" {
			at.at(i).fault("the text is empty")
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	ks := make([]string, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}

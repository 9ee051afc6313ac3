package assist

import "strings"

// pattern is a phrase of the grammar, over folded words. Its elements:
//
//	wort      this word
//	wort*     a word that begins so
//	a|b|c*    one of these
//	_         any one word
//	..        any words, up to maxGap, or none
//
// A pattern matches anywhere in the question; ^ ties it to the beginning, $ to
// the end.
type pattern struct {
	elements []element
	head     bool // tied to the beginning
	tail     bool // tied to the end
}

type element struct {
	exact  []string
	prefix []string
	any    bool
	gap    bool
}

// maxGap is how many words ".." may pass over.
const maxGap = 8

func compile(s string) pattern {
	var p pattern
	if p.head = strings.HasPrefix(s, "^"); p.head {
		s = s[1:]
	}
	if p.tail = strings.HasSuffix(s, "$"); p.tail {
		s = s[:len(s)-1]
	}
	for _, f := range strings.Fields(s) {
		var e element
		switch f {
		case "_":
			e.any = true
		case "..":
			e.gap = true
		default:
			for alt := range strings.SplitSeq(f, "|") {
				if stem, ok := strings.CutSuffix(alt, "*"); ok {
					e.prefix = append(e.prefix, fold(stem))
				} else {
					e.exact = append(e.exact, fold(alt))
				}
			}
		}
		p.elements = append(p.elements, e)
	}
	return p
}

// starts lists the words with one of which every match begins, or nil where it
// may begin with others.
func (p pattern) starts() []string {
	if len(p.elements) == 0 {
		return nil
	}
	e := p.elements[0]
	if e.any || e.gap || len(e.prefix) > 0 {
		return nil
	}
	return e.exact
}

func (e element) matches(key string) bool {
	if e.any {
		return true
	}
	for _, x := range e.exact {
		if x == key {
			return true
		}
	}
	for _, x := range e.prefix {
		if strings.HasPrefix(key, x) {
			return true
		}
	}
	return false
}

// match looks for the pattern and returns the words it takes up; those that a
// gap or an _ passed over are not among them.
func (p pattern) match(ws []word) (taken []int, ok bool) {
	last := len(ws)
	if p.head {
		last = min(1, last)
	}
	for i := range last {
		if taken, ok := p.from(ws, i, 0, nil); ok {
			return taken, true
		}
	}
	return nil, false
}

func (p pattern) from(ws []word, i, e int, taken []int) ([]int, bool) {
	if e == len(p.elements) {
		return taken, !p.tail || i == len(ws)
	}
	el := p.elements[e]
	if el.gap {
		for skip := 0; skip <= maxGap && i+skip <= len(ws); skip++ {
			if t, ok := p.from(ws, i+skip, e+1, taken); ok {
				return t, true
			}
		}
		return nil, false
	}
	if i >= len(ws) || !el.matches(ws[i].key) {
		return nil, false
	}
	if !el.any {
		taken = append(taken[:len(taken):len(taken)], i)
	}
	return p.from(ws, i+1, e+1, taken)
}

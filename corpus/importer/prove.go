package importer

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
)

// Proof is what comparing reports with their source came to.
type Proof struct {
	Proven      int          // records that stand in the source word for word
	Unclaimed   int          // passages and lists that are retellings: they name no place in the source
	Differences []Difference // in the order of the records
}

// Difference is a record that does not stand in the source as the package has it.
type Difference struct {
	Report, Record string
	Page           int
	Message        string
}

// String is the difference on a line.
func (d Difference) String() string {
	return fmt.Sprintf("%s: %s (p. %d): %s", d.Report, d.Record, d.Page, d.Message)
}

// Prove compares each quote, and each passage and list that says where in the
// source it stands, with a file, word for word: the file is read, put in order and
// mended as in an import. Marks between words and kinds of quotation marks are
// left aside, capitals are not.
func Prove(ctx context.Context, file string, r *corpus.Report, o Options) (Proof, error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	if len(r.Originals) > 0 {
		o.Extends = r
	}
	read, err := read(ctx, file, o)
	if err != nil {
		return Proof{}, err
	}
	p := prover{report: r, at: map[string][]int{}}
	for _, b := range read.blocks {
		if b.Kind == layout.Noise {
			continue
		}
		for _, w := range wordsOf(b.text) {
			p.at[w] = append(p.at[w], len(p.source))
			p.source = append(p.source, w)
		}
	}
	for i := range r.Quotes {
		q := &r.Quotes[i]
		said, _ := q.Said()
		p.record(q.ID, q.Page, said)
	}
	for i := range r.Passages {
		v := &r.Passages[i]
		p.claim(v.ID, v.Page, v.Span, v.Text.In(r.MainLanguage()))
	}
	for i := range r.Lists {
		l := &r.Lists[i]
		p.claim(l.ID, l.Page, l.Span, listText(l, r.MainLanguage()))
	}
	seen := map[string]bool{} // What stands for several records is compared once.
	for _, v := range r.Originals {
		if seen[v.ID()] {
			continue
		}
		seen[v.ID()] = true
		if v.Passage != nil {
			p.record(v.ID(), v.Page(), v.Passage.Text.In(r.MainLanguage()))
			continue
		}
		p.record(v.ID(), v.Page(), listText(v.List, r.MainLanguage()))
	}
	return p.proof, nil
}

// listText is a list as it stands in a text.
func listText(l *corpus.List, lang string) string {
	parts := []string{l.Intro.In(lang)}
	for _, it := range l.Items {
		parts = append(parts, it.Title.In(lang), it.Text.In(lang))
		for _, p := range it.Points {
			parts = append(parts, p.In(lang))
		}
	}
	return strings.Join(parts, " ")
}

// prover holds a source as words, and where each stands.
type prover struct {
	report *corpus.Report
	source []string
	at     map[string][]int
	proof  Proof
}

// claim compares a record that says where it stands.
func (p *prover) claim(id string, page int, span corpus.Span, text string) {
	if len(span) == 0 {
		p.proof.Unclaimed++
		return
	}
	p.record(id, page, text)
}

// record compares a text.
func (p *prover) record(id string, page int, text string) {
	words := wordsOf(text)
	if len(words) == 0 || p.holds(words) {
		p.proof.Proven++
		return
	}
	p.proof.Differences = append(p.proof.Differences, Difference{Report: p.report.ID, Record: id, Page: page, Message: p.part(words)})
}

// holds reports whether the source has words one behind the other.
func (p *prover) holds(words []string) bool {
	for _, start := range p.at[words[0]] {
		if p.agree(words, start) == len(words) {
			return true
		}
	}
	return false
}

// agree is how many words the source has from a place on.
func (p *prover) agree(words []string, start int) int {
	n := 0
	for n < len(words) && start+n < len(p.source) && p.source[start+n] == words[n] {
		n++
	}
	return n
}

// resync is how many words are passed over at most to find where two texts agree
// again, and agreeing how many must agree there.
const (
	resync    = 12
	agreeing  = 2
	maxNamed  = 5  // differences that are named of one record
	shownWord = 60 // letters of each
)

// part says where a text parts from the stretch of the source that is likest.
func (p *prover) part(words []string) string {
	// Each word votes for where the text would begin.
	votes := map[int]int{}
	for i, w := range words {
		if len(p.at[w]) > 50 {
			continue // As frequent as an article.
		}
		for _, at := range p.at[w] {
			votes[at-i]++
		}
	}
	start, most := -1, 0
	for at, n := range votes {
		if n > most || n == most && at < start {
			start, most = at, n
		}
	}
	if most < 2 && len(words) > 3 {
		return "is nowhere in the source"
	}
	var named []string
	i, k := 0, max(start, 0)
	for i < len(words) && k < len(p.source) {
		if words[i] == p.source[k] {
			i, k = i+1, k+1
			continue
		}
		a, b, ok := p.rejoin(words, i, k)
		if !ok {
			a, b = len(words), min(k+1, len(p.source))
		}
		named = append(named, fmt.Sprintf("word %d: the package has %s, the source %s", i+1, cited(words[i:a]), cited(p.source[k:b])))
		i, k = a, b
		if len(named) == maxNamed {
			named = append(named, "…")
			break
		}
	}
	if i < len(words) && len(named) == 0 {
		named = append(named, fmt.Sprintf("word %d: the source ends", i+1))
	}
	return strings.Join(named, "; ")
}

// rejoin is where a text and the source agree again behind i and k.
func (p *prover) rejoin(words []string, i, k int) (a, b int, ok bool) {
	for skip := 1; skip <= 2*resync; skip++ {
		for x := 0; x <= min(skip, resync); x++ {
			y := skip - x
			if i+x >= len(words) || y > resync || k+y >= len(p.source) {
				continue
			}
			want := min(agreeing, len(words)-i-x)
			if p.agree(words[i+x:i+x+want], k+y) == want {
				return i + x, k + y, true
			}
		}
	}
	return 0, 0, false
}

func cited(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	s := strings.Join(words, " ")
	if r := []rune(s); len(r) > shownWord {
		s = string(r[:shownWord]) + "…"
	}
	return "„" + s + "“"
}

// wordsOf are the words of a text as they are compared: without the marks at
// their edges.
func wordsOf(text string) []string {
	var out []string
	for w := range strings.FieldsSeq(text) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '%' })
		w = quoteMarks.Replace(w)
		if w != "" && w != "-" {
			out = append(out, w)
		}
	}
	return out
}

var quoteMarks = strings.NewReplacer("„", "", "“", "", "”", "", "\"", "", "»", "", "«", "", "’", "'", "–", "-", "—", "-", "…", "")

package assist

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// A press is what a button holds: one letter for the form of this encoding, one
// for what to do, one for the language, and then what to do it with. It names
// records by codes that are made of their ids, so that it outlives restarts and
// is refused, not misread, once a record is gone.

// pressForm is the form of the encoding. A press of another form is refused.
const pressForm = '1'

// verb is what a press asks for.
type verb byte

const (
	verbAsk       verb = 'a' // a question, by its code
	verbOpen      verb = 'o' // records, in a message of their own
	verbPage      verb = 'p' // one page of several records, in place
	verbWhole     verb = 'w' // all rows of a figure, in place
	verbSource    verb = 's' // where records stand
	verbChart     verb = 'c' // a figure as a picture
	verbFact      verb = 'f' // a key fact, in place
	verbHelpful   verb = 'h'
	verbUnhelpful verb = 'u'
)

// shows reports whether a verb does no more than show something: a link that
// somebody else made may do that, but not vote in the name of whoever follows it.
func (v verb) shows() bool { return v != verbHelpful && v != verbUnhelpful }

// The lengths of codes, in letters of six bits. Two records of a report of
// 100,000 share a code with a chance of 1 in 400; then neither can be pressed.
const (
	recordLetters   = 7
	questionLetters = 10
)

// pressRecords is how many records one press can name beside its head.
const pressRecords = (bot.MaxPress - 5) / recordLetters

// press is a button's content, read.
type press struct {
	verb     verb
	language string
	first    int // records on the first page, where there are pages
	page     int // from 0 on
	codes    []string
}

// letters are those of the base64 alphabet that URLs and Telegram's start
// parameters allow, by value.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// code is a short name for a text: n letters of its hash.
func code(text string, n int) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:n]
}

func recordCode(ref corpus.Ref) string { return code(ref.Report+"\x00"+ref.ID, recordLetters) }

func questionCode(text string) string { return code(text, questionLetters) }

// encode writes a press. Records past pressRecords are left out.
func (p press) encode(languages []string) string {
	var b strings.Builder
	b.WriteByte(pressForm)
	b.WriteByte(byte(p.verb))
	for i, l := range languages {
		if l == p.language {
			b.WriteByte(letters[i])
		}
	}
	b.WriteByte(letters[min(p.first, len(letters)-1)])
	b.WriteByte(letters[min(p.page, len(letters)-1)])
	for i, c := range p.codes {
		if i < pressRecords {
			b.WriteString(c)
		}
	}
	return b.String()
}

// decodePress reads a press. Anything else than what encode writes is refused.
func decodePress(s string, languages []string) (press, bool) {
	const head = 5
	if len(s) < head || len(s) > bot.MaxPress || s[0] != pressForm || strings.Trim(s, letters) != "" {
		return press{}, false
	}
	lang := strings.IndexByte(letters, s[2])
	if lang >= len(languages) {
		return press{}, false
	}
	p := press{verb: verb(s[1]), language: languages[lang], first: strings.IndexByte(letters, s[3]), page: strings.IndexByte(letters, s[4])}
	size := recordLetters
	if p.verb == verbAsk {
		size = questionLetters
	}
	for rest := s[head:]; rest != ""; rest = rest[size:] {
		if len(rest) < size {
			return press{}, false
		}
		p.codes = append(p.codes, rest[:size])
	}
	return p, len(p.codes) > 0
}

// addresses finds what the codes of presses stand for.
type addresses struct {
	records   map[string]corpus.Ref
	questions map[string]string
}

// newAddresses goes through all records once, and through all questions that
// answers may suggest. A code that two records share stands for neither.
func newAddresses(reports []*corpus.Report, say *bot.Catalogue) *addresses {
	a := &addresses{records: map[string]corpus.Ref{}, questions: map[string]string{}}
	enter := func(c string, ref corpus.Ref) {
		if _, taken := a.records[c]; taken {
			ref = corpus.Ref{}
		}
		a.records[c] = ref
	}
	for _, r := range reports {
		for ref := range r.Refs() {
			enter(recordCode(ref), ref)
		}
		// A button of the time before a record was another one's wording.
		for _, alias := range r.Aliases {
			if ref, ok := r.Resolve(alias.ID); ok {
				enter(recordCode(corpus.Ref{Report: r.ID, ID: alias.ID}), ref)
			}
		}
	}
	for _, lang := range say.Languages() {
		for _, r := range reports {
			for ref := range r.Refs() {
				for _, ask := range suggestible(r, ref, lang, say) {
					a.questions[questionCode(ask)] = ask
				}
			}
		}
	}
	return a
}

// suggestible are the questions by which answers suggest a record: the first that
// its package gives, its title where there is none, and who is asked for by name.
func suggestible(r *corpus.Report, ref corpus.Ref, lang string, say *bot.Catalogue) []string {
	var out []string
	if place, _ := r.Place(ref.ID); len(place.Asks[lang]) > 0 {
		out = append(out, place.Asks[lang][0])
	}
	switch ref.Kind {
	case corpus.KindFigure:
		out = append(out, r.Figure(ref.ID).Title.In(lang))
	case corpus.KindList:
		out = append(out, r.List(ref.ID).Title.In(lang))
	case corpus.KindTerm:
		out = append(out, r.Term(ref.ID).Label.In(lang))
	case corpus.KindPerson:
		out = append(out, say.Say(lang, "ask_quote", bot.Args{"Name": r.Person(ref.ID).Name}))
	default: // The others have no title to ask for.
	}
	return out
}

// refs are the records that a press names and that are still there.
func (a *addresses) refs(p press) []corpus.Ref {
	var out []corpus.Ref
	for _, c := range p.codes {
		if ref := a.records[c]; ref.ID != "" {
			out = append(out, ref)
		}
	}
	return out
}

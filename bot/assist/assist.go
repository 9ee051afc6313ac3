// Package assist answers questions from the reports. It understands a question
// with a small grammar and the names that the reports know, searches the index,
// chooses a record, and composes an Answer from that record and nothing else.
// It knows no platform: the front-ends hand questions in and render answers.
package assist

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
)

// Assistant answers questions about a fixed set of reports. It is safe for
// concurrent use.
type Assistant struct {
	reports map[string]*corpus.Report
	ordered []*corpus.Report
	index   *index.Index
	say     *bot.Catalogue
	grammar *grammar
	lexicon *lexicon
	about   *aboutWords
	nearby  map[section][]string // ids of the records of a section
	figures map[*corpus.Figure]func() figureWords
	memory  *memory

	feedback  Feedback
	addresses func() *addresses // made when the first button is pressed
}

// Feedback counts whether answers were of use.
type Feedback interface {
	// Count adds a vote on a record. first is false where the same voter's vote
	// on it was counted before. Voter tells people apart and must not be kept.
	Count(ctx context.Context, record corpus.Ref, voter string, helpful bool) (first bool, err error)
}

// Options sets up an Assistant.
type Options struct {
	// Feedback counts votes. Without it answers have no buttons to vote with.
	Feedback Feedback
}

// New returns an assistant over reports that ix was opened with. At least one
// report is needed.
func New(reports []*corpus.Report, ix *index.Index, catalogue *bot.Catalogue, o Options) *Assistant {
	a := &Assistant{
		reports: map[string]*corpus.Report{},
		ordered: reports,
		index:   ix,
		say:     catalogue,
		grammar: newGrammar(),
		lexicon: newLexicon(reports),
		about:   newAboutWords(reports),
		nearby:  bySections(reports),
		figures: wordsOfFigures(reports),
		memory:  newMemory(time.Now),

		feedback:  o.Feedback,
		addresses: sync.OnceValue(func() *addresses { return newAddresses(reports, catalogue) }),
	}
	for _, r := range reports {
		a.reports[r.ID] = r
	}
	return a
}

// Answer answers one question. A question that nothing in the reports answers
// gets an answer that says so; an error means that the search itself failed or
// that ctx ended.
func (a *Assistant) Answer(ctx context.Context, q bot.Question) (bot.Answer, error) {
	if err := ctx.Err(); err != nil {
		return bot.Answer{}, err
	}
	switch q.Kind {
	case bot.KindAsk:
		return a.asked(ctx, q)
	case bot.KindPress, bot.KindLink:
		return a.pressed(ctx, q)
	default:
		return a.command(ctx, q)
	}
}

// asked answers a question in people's own words.
func (a *Assistant) asked(ctx context.Context, q bot.Question) (bot.Answer, error) {
	last := a.memory.recall(q.Conversation)
	t, err := a.read(q, last)
	if errors.Is(err, index.ErrTooLong) {
		return a.tooLong(a.fallback(q, last)), nil
	}
	if err != nil {
		return bot.Answer{}, fmt.Errorf("understand the question: %w", err)
	}
	ans, err := t.answer(ctx, last)
	if errors.Is(err, index.ErrTooLong) { // A follow-up is read together with what came before.
		return a.tooLong(t.lang), nil
	}
	if err != nil {
		return bot.Answer{}, fmt.Errorf("answer the question: %w", err)
	}
	ans.Language = t.lang
	t.tellMended(&ans)
	t.leadOn(&ans)
	t.finish(&ans)
	a.memory.keep(q.Conversation, t.turn(ans, last))
	return ans, nil
}

// leadOn fills up the questions that an answer suggests.
func (t *task) leadOn(ans *bot.Answer) {
	if len(ans.Suggestions) >= suggestions {
		return
	}
	for _, more := range t.suggest(*ans) {
		if len(ans.Suggestions) < suggestions && !slices.Contains(ans.Suggestions, more) {
			ans.Suggestions = append(ans.Suggestions, more)
		}
	}
}

// task is one question on its way to an answer.
type task struct {
	*Assistant
	*meaning
	text  string // the question as typed
	lang  string // of the answer
	typed string // the language that the question is put in

	// What composing leaves for the turns that follow.
	used   []string     // keys of the records shown
	rest   []corpus.Ref // further records for "more"
	shown  *figureView  // the figure that was shown, or nil
	leans  bool         // the answer only goes on with, or gives the source of, the one before
	list   *corpus.List // the list that was shown, or nil
	who    string       // the speaker that was asked about, as typed
	on     string       // what the speaker was asked about, as typed
	mended []index.Word // words that the index took for others
	within string       // the id of the only report that is asked about; empty for all

	known    []bool       // per word: the index holds it
	mendable []bool       // per word: the index takes it for another one
	view     *figureView  // the figure of the turn before, in a follow-up
	cutShort bool         // rows of the figure were left out
	whole    bool         // no row of a figure is to be left out
	alone    *corpus.Item // the one item whose place in a figure is asked for, or nil
	pages    *pages       // where the answer is one page of several, or nil

	originals originals
}

// figureView is a figure as an answer showed it.
type figureView struct {
	report *corpus.Report
	figure *corpus.Figure
	item   int    // the item asked for, -1 for the whole figure
	option string // the option asked for, or empty
}

// read understands the question on its own; only its language may be that of the
// turn before, which may be nil.
func (a *Assistant) read(q bot.Question, last *turn) (*task, error) {
	if utf8.RuneCountInString(q.Text) > index.MaxRunes {
		return nil, index.ErrTooLong
	}
	text := strings.TrimSpace(strings.ToValidUTF8(q.Text, " "))
	typed := a.languageOf(q, text, last)
	ws := split(text)
	content, known, mendable, err := a.status(ws, text, typed)
	if err != nil {
		return nil, err
	}
	t := &task{Assistant: a, meaning: a.grammar.read(ws, a.lexicon, content, known), text: text, lang: typed, typed: typed}
	switch {
	case q.Language != "":
		t.lang = q.Language
	case t.has(inEnglish):
		t.lang = "en"
	case t.has(inGerman):
		t.lang = "de"
	}
	t.known, t.mendable = known, mendable
	t.narrowReport()
	return t, nil
}

// narrowReport keeps to one of several reports where the question names it.
func (t *task) narrowReport() {
	if meant := t.meant(); len(meant) == 1 && len(t.ordered) > 1 {
		one := *t.Assistant
		one.ordered = meant
		t.Assistant, t.within = &one, meant[0].ID
	}
}

// status tells for each word whether it is more than a function word, whether
// the index holds it, and whether the index takes it for another one.
func (a *Assistant) status(ws []word, text, lang string) (content, known, mendable []bool, err error) {
	content, known, mendable = make([]bool, len(ws)), make([]bool, len(ws)), make([]bool, len(ws))
	found, err := a.index.Words(text, lang)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, f := range found {
		parts := split(f.Text) // The index may take for one word what is two here.
		for i, w := range ws {
			if slices.ContainsFunc(parts, func(p word) bool { return p.key == w.key }) {
				content[i] = true
				known[i] = known[i] || f.Known
				mendable[i] = mendable[i] || f.Corrected != ""
			}
		}
	}
	return content, known, mendable, nil
}

// fallback is the language of an answer to what can't be read, or whose words
// don't tell: the one asked for, that of the conversation, the platform's.
func (a *Assistant) fallback(q bot.Question, last *turn) string {
	if q.Language != "" {
		return q.Language
	}
	if last != nil {
		return last.lang
	}
	if l, ok := a.say.Match(q.Locale); ok {
		return l
	}
	return a.say.Languages()[0]
}

// languageOf is the language that the question is put in, as far as its words
// tell.
func (a *Assistant) languageOf(q bot.Question, text string, last *turn) string {
	if l, sure := a.index.LanguageOf(text); sure {
		return l
	}
	return a.fallback(q, last)
}

func distinct(cs []bot.Citation) []bot.Citation {
	var out []bot.Citation
	seen := map[bot.Citation]bool{}
	for _, c := range cs {
		if !seen[c] {
			seen[c] = true
			out = append(out, c)
		}
	}
	return out
}

// tellMended says which words were taken for others, where the answer may rest
// on it.
func (t *task) tellMended(ans *bot.Answer) {
	if ans.Status == bot.NotFound || ans.Wish == bot.WishAbout {
		return
	}
	var told []string
	for _, w := range t.mended {
		if !slices.Contains(told, w.Text) && !t.mentioned(w.Text) {
			told = append(told, w.Text)
			ans.Blocks = append(ans.Blocks, t.note("word_mended", bot.Args{"Typed": w.Text, "Word": w.Corrected}))
		}
	}
}

// mentioned reports whether a typed word is part of a name that was found.
func (t *task) mentioned(text string) bool {
	return slices.ContainsFunc(t.words, func(w word) bool { return w.text == text && t.inMention(w) })
}

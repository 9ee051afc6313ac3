package assist

import (
	"context"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// utterance is how a question about a quote was read: who speaks, what about.
type utterance struct {
	speakers []entity
	typed    string // who is asked about, as typed
	stranger bool   // somebody is named whom no report knows
	report   bool   // the report itself is said to speak
	topic    string
}

// speaker is a person with the report that quotes them.
type speaker struct {
	report *corpus.Report
	person *corpus.Person
}

// topicWords lead from the speaker to what the speech is about.
var topicWords = []string{"zu", "zum", "zur", "über", "ueber", "uber", "bezüglich", "wegen", "on", "about", "regarding", "concerning", "dass", "that", "bei", "beim"}

// titles may stand beside a name without being part of another one.
var titles = []string{"herr", "herrn", "frau", "dr", "doktor", "prof", "professor", "mr", "mrs", "ms", "stadt", "city", "kollege", "kollegin", "vertreter", "vertreterin", "expertin", "experte", "expert", "firma", "ag"}

// reportWords stand for the report itself.
var reportWords = []string{"report", "trendreport", "bericht", "studie", "text", "dokument", "broschüre", "publikation", "umfrage", "befragung", "kurzbefragung", "autoren", "verfasser", "study", "survey", "document", "paper", "publication", "authors", "it", "es", "man", "dort", "darin", "you", "du", "ihr"}

// crowdWords stand for everybody who is quoted.
var crowdWords = []string{"experten", "expertinnen", "experte", "expertin", "expert", "experts", "alle", "leute", "personen", "people", "all", "everyone", "jemand", "somebody", "someone", "anyone", "wer", "who", "fachleute", "praktiker", "zitate", "zitat", "etwas", "anything", "something"}

// quote answers who says what: word for word, by the one who was asked about,
// on what was asked about, or not at all.
func (t *task) quote(ctx context.Context) (bot.Answer, bool, error) {
	s := t.hear()
	if s.report && len(s.speakers) == 0 {
		t.wish = bot.WishPassage
		t.release()
		return bot.Answer{}, false, nil
	}
	t.who, t.on = s.typed, s.topic
	if s.stranger && len(s.speakers) == 0 && t.weights[bot.WishDefinition] > 0 {
		if ans, done, err := t.define(ctx); done || err != nil {
			return ans, done, err
		}
	}
	if s.stranger && len(s.speakers) == 0 {
		if ans, ok := t.bySection(s.typed); ok {
			return ans, true, nil
		}
		found, err := t.byOffice(ctx, s.typed)
		if err != nil {
			return bot.Answer{}, false, err
		}
		if len(found) == 0 {
			return t.notQuoted(s.typed), true, nil
		}
		s.speakers = found
	}
	quoted, silent := t.quoted(s.speakers)
	quoted = t.byRole(quoted)
	if len(s.speakers) > 0 && len(quoted) == 0 {
		return t.silent(s, silent), true, nil
	}
	return t.spoken(ctx, s, quoted)
}

// release gives the words that were signs of a quote back to the topic: what the
// report itself recommends is asked of its text.
func (t *task) release() {
	t.topic = nil
	for i, w := range t.words {
		if t.content[i] {
			t.topic = append(t.topic, w)
		}
	}
}

// hear finds out who is said to speak and what about.
func (t *task) hear() utterance {
	var s utterance
	from, to := t.slot()
	var inSlot []word
	for i := from; i < to; i++ {
		if t.content[i] && !t.taken[i] {
			inSlot = append(inSlot, t.words[i])
		}
		s.report = s.report || t.taken[i] && t.verbal() && slices.Contains(reportWords, strings.ToLower(t.words[i].text))
	}
	verb := t.speaking && from < to && !t.has(whoever)
	about := t.aboutFrom(to)
	for _, m := range t.mentions {
		if m.from >= about {
			continue
		}
		for _, e := range m.entities {
			if e.speaks() {
				s.speakers = append(s.speakers, e)
				s.typed = strings.TrimSpace(s.typed + " " + t.between(m.from, m.to))
			}
		}
	}
	// Whatever else stands in the slot must fit the one who is named: a first
	// name that is not theirs makes it somebody else.
	var odd, plain []word
	for _, w := range inSlot {
		switch {
		case t.inSpeaker(w, s.speakers) || slices.Contains(titles, w.text) || slices.Contains(titles, strings.ToLower(w.text)):
		case slices.Contains(reportWords, strings.ToLower(w.text)) || t.isPublisher(w):
			s.report = s.report || t.verbal()
		case slices.Contains(crowdWords, strings.ToLower(w.text)):
		case (t.isKnown(w) || t.isMended(w) && !t.verbal()) && (len(s.speakers) == 0 || !t.isName(w)):
			plain = append(plain, w)
		default:
			odd = append(odd, w)
		}
	}
	for i, m := range t.mentions {
		if m.from > 0 && m.from < about && m.entities[0].person != nil {
			before := t.words[m.from-1]
			if t.content[m.from-1] && !t.taken[m.from-1] && (!t.isKnown(before) || t.isName(before)) && !t.inSpeaker(before, t.mentions[i].entities) && !slices.Contains(titles, strings.ToLower(before.text)) && !slices.Contains(odd, before) {
				odd = append(odd, before)
			}
		}
	}
	if len(odd) > 0 && verb || len(odd) > 0 && len(s.speakers) > 0 {
		s.stranger, s.speakers = true, nil
		s.typed = t.around(odd)
	}
	if len(s.speakers) == 0 && !s.stranger && !s.report && len(plain) > 0 && verb && len(odd) == 0 && t.verbal() {
		// A known word stands where the speaker should: an office, or a subject.
		s.stranger, s.typed = true, joined(plain)
	}
	s.topic = t.subject(about, s)
	return s
}

// speechVerbs are further verbs of speech, folded.
var speechVerbs = []string{"empfiehlt", "empfehlen", "fordert", "fordern", "wunscht", "will", "findet", "aussert", "berichtet", "erzahlt", "schreibt", "recommend", "want", "suggest", "believe", "argue", "claim", "mention", "comment"}

// verbal reports whether a verb of speech was used, not the noun "Zitat".
func (t *task) verbal() bool {
	for i, w := range t.words {
		if t.taken[i] && (strings.HasPrefix(w.key, "sag") || strings.HasPrefix(w.key, "mein") || strings.HasPrefix(w.key, "denk") || strings.HasPrefix(w.key, "say") || strings.HasPrefix(w.key, "think") || strings.HasPrefix(w.key, "said") || slices.Contains(speechVerbs, w.key)) && w.key != "meinung" {
			return true
		}
	}
	return false
}

// slot is the stretch of words in which the speaker may be named: inside the
// sign of speech, or behind it up to what the speech is about.
func (t *task) slot() (from, to int) {
	if !t.speaking || t.has(whoever) {
		return 0, 0
	}
	for i := t.speech[0]; i < t.speakerAt; i++ {
		if t.content[i] && !slices.Contains(t.speech, i) {
			return t.speech[0], t.speakerAt
		}
	}
	to = t.speakerAt
	for to < len(t.words) && !t.isTopicWord(to) {
		to++
	}
	return t.speakerAt, to
}

func (t *task) isTopicWord(i int) bool {
	return slices.Contains(topicWords, strings.ToLower(t.words[i].text))
}

// aboutFrom is where the subject of the speech begins: behind the first word
// that leads to it.
func (t *task) aboutFrom(at int) int {
	for i := at; i < len(t.words); i++ {
		if t.isTopicWord(i) {
			return i + 1
		}
	}
	for i := range t.words {
		if t.isTopicWord(i) && i+1 < len(t.words) {
			return i + 1
		}
	}
	return len(t.words)
}

// subject is what the speech is about: the content words that name no speaker.
func (t *task) subject(about int, s utterance) string {
	var ws []word
	for i, w := range t.words {
		if !t.content[i] || t.taken[i] {
			continue
		}
		low := strings.ToLower(w.text)
		if i < about && (t.inSpeaker(w, s.speakers) || slices.Contains(titles, low) || slices.Contains(reportWords, low)) || slices.Contains(crowdWords, low) {
			continue
		}
		if s.stranger && i < about {
			continue
		}
		ws = append(ws, w)
	}
	return joined(ws)
}

// inSpeaker reports whether the word belongs to what names one of the speakers:
// the mention itself, the name, the office, the organisation or the place.
func (t *task) inSpeaker(w word, es []entity) bool {
	for _, m := range t.mentions {
		if w.start >= t.words[m.from].start && w.end <= t.words[m.to-1].end {
			for _, e := range m.entities {
				if slices.Contains(es, e) {
					return true
				}
			}
		}
	}
	for _, e := range es {
		for _, sp := range t.persons(e) {
			words := []string{sp.person.Name}
			for _, text := range []corpus.Text{sp.person.Role, sp.person.Organisation} {
				for _, v := range text {
					words = append(words, v)
				}
			}
			if slices.ContainsFunc(split(strings.Join(words, " ")), func(x word) bool { return x.key == w.key }) {
				return true
			}
		}
	}
	return false
}

// isName reports whether the word is part of the name of somebody in a report.
func (t *task) isName(w word) bool {
	for _, r := range t.ordered {
		for i := range r.People {
			if slices.ContainsFunc(split(r.People[i].Name), func(x word) bool { return x.key == w.key }) {
				return true
			}
		}
	}
	return false
}

func (t *task) isKnown(w word) bool {
	for i := range t.words {
		if t.words[i].start == w.start {
			return t.known[i]
		}
	}
	return false
}

// isMended reports whether the index takes an unknown word for one of its own.
func (t *task) isMended(w word) bool {
	for i := range t.words {
		if t.words[i].start == w.start {
			return t.mendable[i]
		}
	}
	return false
}

func (t *task) isPublisher(w word) bool {
	for _, r := range t.ordered {
		for _, p := range r.Publishers {
			if slices.ContainsFunc(split(p), func(x word) bool { return x.key == w.key }) {
				return true
			}
		}
	}
	return false
}

func (t *task) between(from, to int) string { return t.text[t.words[from].start:t.words[to-1].end] }

// around is an unknown name as typed, with the name beside it that it changed.
func (t *task) around(odd []word) string {
	lo, hi := odd[0].start, odd[len(odd)-1].end
	for _, m := range t.mentions {
		if m.entities[0].person == nil {
			continue
		}
		if s, e := t.words[m.from].start, t.words[m.to-1].end; s <= hi+1 && e+1 >= lo {
			lo, hi = min(lo, s), max(hi, e)
		}
	}
	return t.text[lo:hi]
}

// persons are the people whom an entity stands for: the person, everybody from
// the place, everybody of the organisation.
func (a *Assistant) persons(e entity) []speaker {
	if e.person != nil {
		return []speaker{{e.report, e.person}}
	}
	var out []speaker
	for i := range e.report.People {
		p := &e.report.People[i]
		if e.term.Type == corpus.TermPlace && p.Place == e.term.ID || e.term.Type == corpus.TermOrganisation && a.belongs(p, e.term) {
			out = append(out, speaker{e.report, p})
		}
	}
	return out
}

// belongs reports whether a person's organisation is the one the term names.
func (a *Assistant) belongs(p *corpus.Person, org *corpus.Term) bool {
	for _, o := range p.Organisation {
		key := foldAll(o)
		for _, l := range org.Label {
			if key == foldAll(l) {
				return true
			}
		}
		for _, list := range org.Synonyms {
			for _, s := range list {
				if key == foldAll(s) {
					return true
				}
			}
		}
	}
	return false
}

// quoted parts the people whom the entities stand for into those with a quote
// and those without.
func (t *task) quoted(es []entity) (with, without []speaker) {
	for _, e := range es {
		for _, s := range t.persons(e) {
			list := &without
			for range s.report.QuotesBy(s.person.ID) {
				list = &with
			}
			if !slices.Contains(*list, s) {
				*list = append(*list, s)
			}
		}
	}
	return with, without
}

// byRole keeps those of several people whose office the question names, if it
// names that of any: of the people from one town, its treasurer.
func (t *task) byRole(list []speaker) []speaker {
	held := func(s speaker) int {
		n := 0
		for _, role := range s.person.Role {
			for _, x := range split(role) {
				if slices.ContainsFunc(t.words, func(w word) bool { return len(w.key) > shortWord && sameWord(w.key, x.key) && !t.inMention(w) }) {
					n++
				}
			}
		}
		return n
	}
	most := 0
	for _, s := range list {
		most = max(most, held(s))
	}
	if most == 0 || len(list) < 2 {
		return list
	}
	return keep(list, func(s speaker) bool { return held(s) == most })
}

// inMention reports whether the word is part of a name or a term.
func (t *task) inMention(w word) bool {
	return slices.ContainsFunc(t.mentions, func(m mention) bool {
		return w.start >= t.words[m.from].start && w.end <= t.words[m.to-1].end
	})
}

// byOffice finds people by what they are instead of by name.
func (t *task) byOffice(ctx context.Context, text string) ([]entity, error) {
	good, _, err := t.find(ctx, text, wishOffice)
	if err != nil {
		return nil, err
	}
	var out []entity
	for _, c := range good {
		if c.coverage >= enoughName {
			out = append(out, entity{report: c.report, person: c.report.Person(c.ref.ID)})
		}
	}
	return out, nil
}

// spoken composes the quotes: of these speakers or of all, on the topic.
func (t *task) spoken(ctx context.Context, s utterance, speakers []speaker) (bot.Answer, bool, error) {
	if len(speakers) == 0 {
		for _, r := range t.ordered {
			for i := range r.People {
				speakers = append(speakers, speaker{r, &r.People[i]})
			}
		}
	}
	var all []candidate
	for _, sp := range speakers {
		for q := range sp.report.QuotesBy(sp.person.ID) {
			all = append(all, candidate{ref: corpus.Ref{Report: sp.report.ID, Kind: corpus.KindQuote, ID: q.ID}, report: sp.report, page: q.Page})
		}
	}
	fits := all
	if s.topic != "" {
		var err error
		if fits, err = t.speakingOn(ctx, s.topic, all); err != nil {
			return bot.Answer{}, false, err
		}
	}
	ans := bot.Answer{Wish: bot.WishQuote, Status: bot.Answered}
	if len(fits) == 0 {
		if len(s.speakers) == 0 {
			if t.onlyNoun() {
				return t.noQuoteOn(s.topic), true, nil
			}
			return bot.Answer{}, false, nil
		}
		// Asked for a word on a subject that the speaker does not speak about:
		// said so, and what the speaker does say stands word for word behind.
		ans.Status = bot.Partial
		ans.Blocks = append(ans.Blocks, t.note("speaker_not_on", bot.Args{"Speaker": nameAll(speakers), "Topic": s.topic}))
		fits = all
	}
	if ans.Title = nameAll(speakers); len(s.speakers) == 0 {
		ans.Title = t.tell("quotes_title", bot.Args{"Count": len(fits)})
	}
	for _, c := range fits {
		if len(fits) == 1 && ans.Status == bot.Answered {
			ans.Title = c.report.Person(c.report.Quote(c.ref.ID).Speaker).Name
		}
		ans = join(ans, t.show(c))
	}
	if _, ok := s.mended(t); ok {
		ans.Blocks = append(ans.Blocks, t.note("name_mended", bot.Args{"Typed": s.typed, "Name": nameAll(speakers)}))
	}
	return ans, true, nil
}

func (s utterance) mended(t *task) (string, bool) {
	for _, m := range t.mentions {
		if m.slip != "" && slices.ContainsFunc(m.entities, func(e entity) bool { return slices.Contains(s.speakers, e) }) {
			return m.slip, true
		}
	}
	return "", false
}

// onlyNoun reports whether a quote was asked for outright, so that a passage on
// the subject is no answer.
func (t *task) onlyNoun() bool { return t.weights[bot.WishQuote] >= 3 }

// speakingOn keeps the quotes that speak about the topic: by their words, or by the
// topics that the package gives them.
func (t *task) speakingOn(ctx context.Context, topic string, all []candidate) ([]candidate, error) {
	good, _, err := t.find(ctx, topic, wishQuotes)
	if err != nil {
		return nil, err
	}
	var out []candidate
	if ids := t.concepts(); len(ids) > 0 {
		for _, c := range all {
			if slices.ContainsFunc(c.report.Quote(c.ref.ID).Topics, func(id string) bool { return slices.Contains(ids, id) }) && !slices.ContainsFunc(good, func(g candidate) bool { return g.ref == c.ref }) {
				c.coverage = 1
				good = append(good, c)
			}
		}
	}
	for _, c := range good {
		if i := slices.IndexFunc(all, func(a candidate) bool { return a.ref == c.ref }); i >= 0 {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		// What holds clearly less of the topic than the best is not on it.
		best := out[0]
		return slices.DeleteFunc(out, func(c candidate) bool { return c.coverage < best.coverage-0.2 }), nil
	}
	return out, nil
}

// concepts are the ids of the terms that the question names, if it names nothing
// beside them that would narrow the subject down.
func (t *task) concepts() []string {
	var ids []string
	for _, m := range t.mentions {
		for _, e := range m.entities {
			if !e.speaks() {
				ids = append(ids, e.term.ID)
			}
		}
	}
	return ids
}

func nameAll(list []speaker) string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.person.Name
	}
	return strings.Join(names, ", ")
}

// notQuoted says that nobody of that name is quoted, and who is.
func (t *task) notQuoted(name string) bot.Answer {
	return t.whoIsQuoted(t.note("not_quoted", bot.Args{"Name": name}))
}

func (t *task) noQuoteOn(topic string) bot.Answer {
	return t.whoIsQuoted(t.note("no_quote_on", bot.Args{"Topic": topic}))
}

// silent says that the report knows whoever was asked about but does not quote
// them, and who is quoted.
func (t *task) silent(s utterance, people []speaker) bot.Answer {
	ans := t.notQuoted(s.typed)
	for _, p := range people {
		ans.Blocks = append(ans.Blocks, t.portrait(p.report, p.person))
		ans.Citations = append(ans.Citations, t.cite(p.report, p.person.ID))
	}
	return ans
}

func (t *task) whoIsQuoted(first bot.Block) bot.Answer {
	ans := bot.Answer{Wish: bot.WishQuote, Status: bot.NotFound, Blocks: []bot.Block{first}}
	list := bot.Enumeration{Intro: t.tell("who_is_quoted", nil)}
	for _, r := range t.ordered {
		for i := range r.People {
			p := &r.People[i]
			for q := range r.QuotesBy(p.ID) {
				list.Entries = append(list.Entries, bot.Entry{Title: p.Name, Text: t.tell("quoted_entry", bot.Args{"Role": p.Role.In(t.lang), "Organisation": p.Organisation.In(t.lang), "Page": q.Page})})
				ans.Suggestions = append(ans.Suggestions, t.tell("ask_quote", bot.Args{"Name": p.Name}))
				break
			}
		}
	}
	if len(list.Entries) > 0 {
		ans.Blocks = append(ans.Blocks, list)
	}
	if len(ans.Suggestions) > suggestions {
		ans.Suggestions = ans.Suggestions[:suggestions]
	}
	return ans
}

// bareSpeaker reports whether a question is no more than a name, perhaps with a
// subject: "Rome?", "rome budget".
func (t *task) bareSpeaker() bool {
	if t.strength > 0 && t.wish != bot.WishPassage {
		return false
	}
	if len(t.words) > 4 {
		return false
	}
	for _, m := range t.mentions {
		with, _ := t.quoted(m.entities)
		if len(with) > 0 {
			return true
		}
	}
	return false
}

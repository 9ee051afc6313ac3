package assist

import (
	"slices"
	"strings"

	"github.com/reportbot/reportbot/corpus"
)

// utterance is how a question about a quote was read: who speaks, what about.
type utterance struct {
	speakers []entity
	typed    string // who is asked about, as typed
	stranger bool   // somebody is named whom no report knows
	plain    bool   // the stranger is named by a word of the index, such as an office
	report   bool   // the report itself is said to speak
	topic    string
}

// topicWords lead from the speaker to what the speech is about.
var topicWords = []string{"zu", "zum", "zur", "über", "ueber", "uber", "bezüglich", "wegen", "on", "about", "regarding", "concerning", "dass", "that", "bei", "beim"}

// titles may stand beside a name without being part of another one.
var titles = []string{"herr", "herrn", "frau", "dr", "doktor", "prof", "professor", "mr", "mrs", "ms", "stadt", "city", "kollege", "kollegin", "vertreter", "vertreterin", "expertin", "experte", "expert", "firma", "ag"}

// reportWords stand for the report itself.
var reportWords = []string{"report", "bericht", "studie", "text", "dokument", "broschüre", "publikation", "umfrage", "befragung", "autoren", "verfasser", "study", "survey", "document", "paper", "publication", "authors", "it", "es", "man", "dort", "darin", "you", "du", "ihr"}

// crowdWords stand for everybody who is quoted.
var crowdWords = []string{"experten", "expertinnen", "experte", "expertin", "expert", "experts", "alle", "leute", "personen", "people", "all", "everyone", "jemand", "somebody", "someone", "anyone", "wer", "who", "fachleute", "praktiker", "zitate", "zitat", "etwas", "anything", "something"}

func isCrowd(w word) bool { return slices.Contains(crowdWords, strings.ToLower(w.text)) }

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
		s.report = s.report || t.taken[i] && t.verbal() && t.isReport(t.words[i])
	}
	verb := t.speaking && from < to && !t.has(whoever)
	ascribed := t.verbal() || t.ascribed(from)
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
		case t.isReport(w) || t.isPublisher(w):
			s.report = s.report || t.verbal()
		case isCrowd(w):
		case t.isSlipOf(w, s.speakers):
		case (t.isKnown(w) || t.isMended(w) && !t.verbal()) && (len(s.speakers) == 0 || !t.isName(w)):
			plain = append(plain, w)
		default:
			odd = append(odd, w)
		}
	}
	for i, m := range t.mentions {
		if m.from > 0 && m.from < about && m.entities[0].person != nil {
			before := t.words[m.from-1]
			if t.content[m.from-1] && !t.taken[m.from-1] && (!t.isKnown(before) || t.isName(before)) && !t.isSlipOf(before, t.mentions[i].entities) && !t.inSpeaker(before, t.mentions[i].entities) && !slices.Contains(titles, strings.ToLower(before.text)) && !slices.Contains(odd, before) {
				odd = append(odd, before)
			}
		}
	}
	if len(odd) > 0 && verb || len(odd) > 0 && len(s.speakers) > 0 {
		s.stranger, s.speakers = true, nil
		s.typed = t.around(odd)
	}
	if len(s.speakers) == 0 && !s.stranger && !s.report && len(plain) > 0 && verb && len(odd) == 0 && ascribed {
		// A known word stands where the speaker should: an office, or a subject.
		s.stranger, s.plain, s.typed = true, true, joined(plain)
	}
	s.topic = t.subject(about, s)
	return s
}

// ascribed reports whether the word before the speaker's place says that somebody
// follows: a quote "von" or "by".
func (t *task) ascribed(from int) bool {
	for i := from; i < len(t.words) && i <= from+1; i++ {
		switch t.words[i].key {
		case "von", "vom", "by", "from", "of":
			return true
		}
		if t.content[i] {
			return false
		}
	}
	return false
}

// isSlipOf reports whether a word is one slip away from a part of the name of
// one of the speakers, who is named by another part.
func (t *task) isSlipOf(w word, es []entity) bool {
	for _, e := range es {
		for _, sp := range t.persons(e) {
			if slices.ContainsFunc(split(sp.person.Name), func(x word) bool { return slip(w.key, x.key, len(x.key) >= minSlip) }) {
				return true
			}
		}
	}
	return false
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
		if i < about && (t.inSpeaker(w, s.speakers) || slices.Contains(titles, low) || t.isReport(w)) || isCrowd(w) {
			continue
		}
		if s.stranger && i < about || t.beforeSpeaker(i, s.speakers) {
			continue
		}
		ws = append(ws, w)
	}
	return joined(ws)
}

// beforeSpeaker reports whether word i stands in the speaker's place in front of
// the name: "the head of …" describes who speaks.
func (t *task) beforeSpeaker(i int, es []entity) bool {
	from, to := t.slot()
	if i < from || i >= to || len(es) == 0 {
		return false
	}
	return slices.ContainsFunc(t.mentions, func(m mention) bool {
		return i < m.from && m.from < to && slices.ContainsFunc(m.entities, func(e entity) bool { return slices.Contains(es, e) })
	})
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

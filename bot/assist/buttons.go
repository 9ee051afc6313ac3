package assist

import (
	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// pages are records of which an answer shows a part.
type pages struct {
	refs  []corpus.Ref
	first int // how many the first page shows
	page  int // the one shown, from 0 on
	last  bool
}

// finish puts the picture and the buttons to an answer that is composed.
func (t *task) finish(ans *bot.Answer) {
	ans.Citations = distinct(ans.Citations)
	ans.More = len(t.rest) > 0 || t.cutShort
	if ans.Status == bot.NotFound && len(ans.Citations) == 0 {
		t.askOn(ans)
		return
	}
	if v := t.shown; v != nil && ans.Chart == nil && ans.Wish == bot.WishRanking && v.figure.Readable() {
		ans.Chart = t.chart(v)
	}
	refs := t.cited(*ans)
	t.turnPages(ans, refs)
	t.askOn(ans)
	if len(refs) == 0 {
		return
	}
	t.button(ans, bot.RoleSource, "button_source", press{verb: verbSource, codes: codes(refs)})
	if v := t.shown; v != nil && ans.Chart == nil && v.figure.Readable() {
		t.button(ans, bot.RoleChart, "button_chart", press{verb: verbChart, codes: codes(v.ref())})
	}
	if !t.selects() && ans.Wish != bot.WishComparison && ans.Status != bot.NotFound {
		t.button(ans, bot.RoleShare, "button_share", t.shareable(refs))
	}
	if t.feedback != nil {
		about := codes(refs[:1])
		t.button(ans, bot.RoleHelpful, "button_helpful", press{verb: verbHelpful, codes: about})
		t.button(ans, bot.RoleUnhelpful, "button_unhelpful", press{verb: verbUnhelpful, codes: about})
	}
}

// selects reports whether the answer shows rows of a figure that its records
// alone don't tell: the last three, those over a limit.
func (t *task) selects() bool {
	return t.shown != nil && (t.cutShort || t.lowest || t.count > 0 || len(t.limits) > 0 || t.alone != nil)
}

// shareable is the press that shows what the answer shows once more.
func (t *task) shareable(refs []corpus.Ref) press {
	if t.pages == nil {
		return press{verb: verbOpen, first: len(refs), codes: codes(refs)}
	}
	return press{verb: verbOpen, first: t.pages.first, page: t.pages.page, codes: codes(t.pages.refs)}
}

// turnPages puts the buttons for the pages before and behind to an answer.
func (t *task) turnPages(ans *bot.Answer, refs []corpus.Ref) {
	switch {
	case t.facts(ans, refs):
	case t.cutShort && t.shown != nil:
		whole := press{verb: verbWhole, codes: codes(t.shown.ref())}
		if t.lowest {
			whole.first = 1
		}
		t.button(ans, bot.RoleNext, "button_next", whole)
	case t.pages == nil && len(t.rest) > 0 && len(refs) > 0 && len(refs) < pressRecords:
		t.pages = &pages{refs: append(refs[:len(refs):len(refs)], t.rest...), first: len(refs)}
		t.beside(ans)
	case t.pages != nil:
		t.beside(ans)
	}
}

// beside puts the buttons to the pages beside the one shown.
func (t *task) beside(ans *bot.Answer) {
	all := codes(t.pages.refs)
	turn := press{verb: verbPage, first: t.pages.first, codes: all}
	if t.pages.page > 0 {
		turn.page = t.pages.page - 1
		t.button(ans, bot.RolePrevious, "button_previous", turn)
	}
	if !t.pages.last && t.pages.first+t.pages.page*passagesShown < len(all) {
		turn.page = t.pages.page + 1
		t.button(ans, bot.RoleNext, "button_next", turn)
	}
}

// facts puts the buttons to the facts before and behind, if a fact is shown.
func (t *task) facts(ans *bot.Answer, refs []corpus.Ref) bool {
	if len(refs) == 0 || refs[0].Kind != corpus.KindFact {
		return false
	}
	r := t.reports[refs[0].Report]
	for i := range r.Facts {
		if r.Facts[i].ID != refs[0].ID {
			continue
		}
		n := len(r.Facts)
		turn := func(role bot.Role, label string, to int) {
			ref := corpus.Ref{Report: r.ID, Kind: corpus.KindFact, ID: r.Facts[to].ID}
			t.button(ans, role, label, press{verb: verbFact, codes: codes([]corpus.Ref{ref})})
		}
		if n > 1 {
			turn(bot.RolePrevious, "button_previous", (i+n-1)%n)
			turn(bot.RoleNext, "button_next", (i+1)%n)
		}
	}
	return true
}

// askOn puts the suggested questions to an answer as buttons.
func (t *task) askOn(ans *bot.Answer) {
	for _, s := range ans.Suggestions {
		p := press{verb: verbAsk, language: t.lang, codes: []string{questionCode(s)}}
		ans.Buttons = append(ans.Buttons, bot.Button{Role: bot.RoleAsk, Label: s, Press: p.encode(t.say.Languages())})
	}
}

func (t *task) button(ans *bot.Answer, role bot.Role, label string, p press) {
	p.language = t.lang
	ans.Buttons = append(ans.Buttons, bot.Button{Role: role, Label: t.tell(label, nil), Press: p.encode(t.say.Languages())})
}

// cited are the records that an answer rests on, each once, as many as a press
// can name.
func (t *task) cited(ans bot.Answer) []corpus.Ref {
	var out []corpus.Ref
	seen := map[corpus.Ref]bool{}
	for _, c := range ans.Citations {
		r := t.reports[c.Report]
		if r == nil {
			continue
		}
		ref := corpus.Ref{Report: r.ID, Kind: r.Kind(c.Record), ID: c.Record}
		if ref.Kind != "" && !seen[ref] && len(out) < pressRecords {
			seen[ref] = true
			out = append(out, ref)
		}
	}
	return out
}

func codes(refs []corpus.Ref) []string {
	out := make([]string, 0, min(len(refs), pressRecords))
	for _, ref := range refs[:min(len(refs), pressRecords)] {
		out = append(out, recordCode(ref))
	}
	return out
}

package assist

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// Facts are the key facts of an assistant's reports, as posts that nobody has asked
// for. It is safe for concurrent use.
type Facts struct{ assistant *Assistant }

// Facts returns the reports' key facts.
func (a *Assistant) Facts() Facts { return Facts{a} }

// List names the key facts of a report, in its order; none where there is no such
// report.
func (f Facts) List(report string) []string {
	r := f.assistant.reports[report]
	if r == nil {
		return nil
	}
	out := make([]string, 0, len(r.Facts))
	for i := range r.Facts {
		out = append(out, r.Facts[i].ID)
	}
	return out
}

// Reports lists the reports that have key facts, by name, in a language.
func (f Facts) Reports(lang string) []bot.Choice {
	var out []bot.Choice
	for _, r := range f.assistant.ordered {
		if len(r.Facts) > 0 {
			out = append(out, bot.Choice{Name: r.Title.In(lang), Value: r.ID})
		}
	}
	return out
}

// Post is a key fact as a post: with the places that it rests on, the picture of the
// figure that is among them, and buttons for its sources and for what they say. ok is
// false where the report has no such fact, or rests it on nothing. The digest changes
// with everything that the post shows and rests on.
func (f Facts) Post(ctx context.Context, report, fact, lang string) (ans bot.Answer, digest string, ok bool) {
	printed, known := f.Print(report, fact)
	if !known || ctx.Err() != nil {
		return ans, "", false
	}
	t, err := f.assistant.bare(lang)
	if err != nil {
		return ans, "", false // There are no words that it could fail over.
	}
	ref := corpus.Ref{Report: report, Kind: corpus.KindFact, ID: fact}
	ans = t.fact(t.candidate(ref))
	if len(ans.Citations) == 0 {
		return ans, "", false
	}
	ans.Language, ans.Title = t.lang, t.tell("weekly_fact_title", nil)
	ans.Citations = distinct(ans.Citations)
	if v := t.shown; v != nil && v.figure.Readable() {
		ans.Chart = t.chart(v)
	}
	t.button(&ans, bot.RoleSource, "button_source", press{verb: verbSource, codes: codes(t.cited(ans))})
	about := t.restsOn(ref)
	t.button(&ans, bot.RoleAsk, "button_about", press{verb: verbOpen, first: len(about), codes: codes(about)})
	return ans, digestOf(bot.Layout(t.say, ans), ans.Chart, ans.Buttons, printed), true
}

// restsOn are the records that a fact rests on, each once, as many as a press can name.
func (t *task) restsOn(ref corpus.Ref) []corpus.Ref {
	r := t.reports[ref.Report]
	var out []corpus.Ref
	for _, id := range r.Fact(ref.ID).Records {
		on := corpus.Ref{Report: r.ID, Kind: r.Kind(id), ID: id}
		if !slices.Contains(out, on) && len(out) < pressRecords {
			out = append(out, on)
		}
	}
	return out
}

// Print is what a fact says and what the records say that it rests on. It does not
// change with the questions that they answer, and the lines of the source.
func (f Facts) Print(report, fact string) (now bot.FactPrint, ok bool) {
	r := f.assistant.reports[report]
	if r == nil || r.Fact(fact) == nil {
		return now, false
	}
	said := r.Fact(fact)
	var records []any
	for _, id := range said.Records {
		records = append(records, id, substance(r, id))
	}
	return bot.FactPrint{Report: report, Fact: fact, Wording: digestOf(said.Text, said.Page), Records: digestOf(records...)}, true
}

// substance is a record without what no reader sees. An item stands for itself
// together with what its figure measures.
func substance(r *corpus.Report, id string) any {
	switch r.Kind(id) {
	case corpus.KindPassage:
		v := *r.Passage(id)
		v.Asks = nil
		return v
	case corpus.KindQuote:
		v := *r.Quote(id)
		v.Asks, v.Topics = nil, nil
		return []any{v, substance(r, v.Speaker)}
	case corpus.KindFigure, corpus.KindItem:
		v := *r.Figure(id)
		v.Asks = nil
		if it := r.Item(id); it != nil {
			v.Items = []corpus.Item{*it}
		}
		v.Items = slices.Clone(v.Items)
		for i := range v.Items {
			it := &v.Items[i]
			it.Asks, it.Values = nil, slices.Clone(it.Values)
			for j := range it.Values {
				it.Values[j].Evidence = ""
			}
		}
		return v
	case corpus.KindList:
		v := *r.List(id)
		v.Asks = nil
		return v
	case corpus.KindPerson:
		v := *r.Person(id)
		v.Asks, v.Aliases = nil, nil
		return v
	case corpus.KindTerm:
		v := *r.Term(id)
		v.Asks, v.Synonyms = nil, nil
		return v
	case corpus.KindFact:
	}
	return nil
}

// digestOf is a short name for values: equal for equal ones.
func digestOf(values ...any) string {
	data, err := json.Marshal(values)
	if err != nil {
		panic(fmt.Sprintf("encode what a fact rests on: %v", err)) // Plain data can be encoded.
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}

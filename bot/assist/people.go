package assist

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
)

// people answers who somebody is, who wrote the report, who took part.
func (t *task) people(ctx context.Context) (bot.Answer, bool, error) {
	var found []speaker
	for _, m := range t.mentions {
		for _, e := range m.entities {
			if e.speaks() {
				found = append(found, t.persons(e)...)
			}
		}
	}
	if s := t.hear(); s.stranger && len(found) > 0 {
		return t.unknown(nil), true, nil // Somebody else of that name.
	}
	if len(found) == 1 {
		t.who = found[0].person.Name
	}
	part := t.part()
	if part == "" && len(found) > 0 && !t.namesPerson() {
		held, err := t.holdingOffice(found)
		if err != nil {
			return bot.Answer{}, false, err
		}
		if len(held) == 0 {
			return t.nobodyHolds(found), true, nil
		}
		found = held
	}
	switch {
	case len(found) > 0 && part != "":
		found = keep(found, func(s speaker) bool { return s.person.Part == part })
	case len(found) == 0 && (part != "" || t.has(everyone)) && t.onlyPeople():
		found = t.everybody(part)
	case len(found) == 0:
		text := t.asked()
		if text == "" {
			return bot.Answer{}, false, nil
		}
		es, err := t.byOffice(ctx, text)
		if err != nil {
			return bot.Answer{}, false, err
		}
		for _, e := range es {
			found = append(found, speaker{e.report, e.person})
		}
	}
	if len(found) == 0 {
		return t.stranger(ctx)
	}
	ans := bot.Answer{Wish: bot.WishPerson, Status: bot.Answered}
	for _, s := range found {
		ans = join(ans, t.show(candidate{ref: corpus.Ref{Report: s.report.ID, Kind: corpus.KindPerson, ID: s.person.ID}, report: s.report, page: s.person.Page}))
		if len(found) == 1 {
			ans.Title = s.person.Name
			for q := range s.report.QuotesBy(s.person.ID) {
				ans.Blocks = append(ans.Blocks, t.note("quoted_on", bot.Args{"Page": q.Page}))
				ans.Suggestions = append(ans.Suggestions, t.tell("ask_quote", bot.Args{"Name": s.person.Name}))
			}
		}
	}
	if len(found) > 1 {
		ans.Title = t.tell("people_title", nil)
	}
	return ans, true, nil
}

// namesPerson reports whether somebody is asked about by name, not by where they
// are from.
func (t *task) namesPerson() bool {
	return slices.ContainsFunc(t.mentions, func(m mention) bool {
		return slices.ContainsFunc(m.entities, func(e entity) bool { return e.person != nil })
	})
}

// holdingOffice keeps those of an organisation or a place whose office the
// question names: all where it names none, nobody where it names another one.
func (t *task) holdingOffice(people []speaker) ([]speaker, error) {
	words, err := t.index.Words(joined(t.topic), t.typed)
	if err != nil {
		return nil, fmt.Errorf("look for an office: %w", err)
	}
	var offices []string
	for _, w := range t.topic {
		light := slices.ContainsFunc(words, func(x index.Word) bool { return x.Light && fold(x.Text) == w.key })
		if !light && !t.inMention(w) && !t.about.context(w) {
			offices = append(offices, w.key)
		}
	}
	if len(offices) == 0 {
		return people, nil
	}
	return keep(people, func(s speaker) bool {
		place, _ := s.report.Place(s.person.ID)
		text := s.report.Wording(corpus.Ref{Report: s.report.ID, Kind: corpus.KindPerson, ID: s.person.ID}, t.typed)
		for _, asks := range place.Asks {
			text += "\n" + strings.Join(asks, "\n")
		}
		return slices.ContainsFunc(split(text), func(x word) bool {
			return slices.ContainsFunc(offices, func(o string) bool { return sameWord(o, x.key) || sameWord(x.key, o) })
		})
	}), nil
}

// nobodyHolds says that the report names nobody of that office, and whom it names.
func (t *task) nobodyHolds(people []speaker) bot.Answer {
	ans := bot.Answer{Wish: bot.WishPerson, Status: bot.NotFound, Blocks: []bot.Block{t.note("no_such_office", nil)}}
	for _, s := range people {
		ans.Blocks = append(ans.Blocks, t.portrait(s.person))
		ans.Citations = append(ans.Citations, t.cite(s.report, s.person.ID))
	}
	return ans
}

// part is the part in the report that the question asks for, or empty.
func (t *task) part() corpus.Part {
	switch {
	case t.has(authors):
		return corpus.PartAuthor
	case t.has(experts):
		return corpus.PartExpert
	case t.has(support):
		return corpus.PartSupport
	}
	return ""
}

// onlyPeople reports whether nothing is asked but who they are.
func (t *task) onlyPeople() bool {
	for _, w := range t.topic {
		if !t.about.survey[w.key] {
			return false
		}
	}
	return true
}

func (t *task) everybody(part corpus.Part) []speaker {
	var out []speaker
	for _, r := range t.ordered {
		for i := range r.People {
			if part == "" || r.People[i].Part == part {
				out = append(out, speaker{r, &r.People[i]})
			}
		}
	}
	return out
}

func keep(list []speaker, ok func(speaker) bool) []speaker {
	var out []speaker
	for _, s := range list {
		if ok(s) {
			out = append(out, s)
		}
	}
	return out
}

// stranger answers who somebody is whom the report does not name: not in the
// report, and who took part. A question that is not about a person at all goes
// on to the general search.
func (t *task) stranger(ctx context.Context) (bot.Answer, bool, error) {
	good, near, err := t.find(ctx, t.asked(), bot.WishPerson)
	if err != nil || len(good) > 0 {
		return bot.Answer{}, false, err
	}
	return t.unknown(near), true, nil
}

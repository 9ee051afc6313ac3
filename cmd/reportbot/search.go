package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/terminal"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
	"github.com/reportbot/reportbot/index/german"
)

type searchCommand struct {
	Query   []string `arg:"" optional:"" help:"What to search for; may be missing beside --kind or --speaker. \"-\" reads one query a line from standard input, as plain text or as {\"id\",\"query\"}."`
	Report  string   `placeholder:"ID" help:"Search this report only."`
	Kind    []string `placeholder:"KIND" help:"Search these kinds only: ${kinds}."`
	Speaker string   `placeholder:"S" help:"Search what this person, place or organisation says."`
	Limit   int      `default:"10" placeholder:"N" help:"Show at most this many records (1 to 100; 10 where nothing is said)."`
	Lang    string   `placeholder:"LANG" help:"Language of the listing (de, en); what it shows is in the query's language where that is clear."`
	JSON    bool     `name:"json" help:"Write one JSON object a line."`
}

// hitsLine is what a search found, as other programs read it.
type hitsLine struct {
	ID      json.RawMessage `json:"id"`
	Hits    []hitLine       `json:"hits"`
	Elapsed int64           `json:"elapsed_us"`
}

type hitLine struct {
	Record  string      `json:"record"`
	Report  string      `json:"report"`
	Kind    corpus.Kind `json:"kind"`
	Page    int         `json:"page"`
	Score   float64     `json:"score"`
	Snippet string      `json:"snippet"`
}

// Run searches for what the command line or standard input asks.
func (c *searchCommand) Run(ctx context.Context, a *app) (err error) {
	text, query, err := c.parse()
	if err != nil {
		return err
	}
	lib, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer lib.closeInto(&err)
	language, err := lib.language(c.Lang, a.locale())
	if err != nil {
		return err
	}
	if query.Report != "" && lib.report(query.Report) == nil {
		ids := make([]string, len(lib.reports))
		for i, r := range lib.reports {
			ids[i] = r.ID
		}
		return usage(fmt.Errorf("--report: there is no report %q", query.Report), "There is: "+strings.Join(ids, ", "))
	}
	s := &searcher{app: a, library: lib, language: language, json: c.JSON, query: query, render: terminal.NewRenderer(lib.catalogue)}
	if len(c.Query) == 1 && c.Query[0] == "-" {
		return a.eachLine(ctx, "query", c.JSON, func(r request) error { return s.search(ctx, r) })
	}
	err = s.search(ctx, request{ID: json.RawMessage(`"1"`), text: text})
	var unfit *unfitError
	if errors.As(err, &unfit) {
		return usage(err, "")
	}
	return err
}

// parse reads the query's text and the filters.
func (c *searchCommand) parse() (text string, q index.Query, err error) {
	text = strings.Join(c.Query, " ")
	q = index.Query{Report: c.Report, Speaker: c.Speaker, Limit: c.Limit, Phrase: true}
	if strings.TrimSpace(text) == "" && len(c.Kind) == 0 && c.Speaker == "" {
		return text, q, usage(errors.New("there is nothing to search for: give a query, --kind or --speaker"), "For help: reportbot search --help")
	}
	if c.Limit < 1 || c.Limit > index.MaxLimit {
		return text, q, usage(fmt.Errorf("--limit: %d is not between 1 and %d", c.Limit, index.MaxLimit), "")
	}
	for _, k := range c.Kind {
		kind := corpus.Kind(strings.ToLower(strings.TrimSpace(k)))
		if !slices.Contains(corpus.Kinds(), kind) {
			return text, q, usage(fmt.Errorf("--kind: %q is no kind of record", k), "There are: "+kinds())
		}
		q.Kinds = append(q.Kinds, kind)
	}
	return text, q, nil
}

// kinds names every kind of record that can be searched for.
func kinds() string {
	names := make([]string, len(corpus.Kinds()))
	for i, k := range corpus.Kinds() {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

// searcher works on single queries.
type searcher struct {
	app      *app
	library  *library
	language string
	json     bool
	query    index.Query // the filters, which all queries share
	render   *terminal.Renderer
}

func (s *searcher) search(ctx context.Context, r request) error {
	start := time.Now()
	q := s.query
	q.Text = r.text
	found, err := s.library.index.Search(ctx, q)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, index.ErrTooLong):
		return &unfitError{s.say("too_long", bot.Args{"Runes": index.MaxRunes, "Words": index.MaxTerms})}
	case err != nil:
		return &unfitError{fmt.Sprintf("can't search: %v", err)}
	}
	show := s.shower(q.Text)
	if s.json {
		line := hitsLine{ID: r.ID, Hits: make([]hitLine, len(found.Hits))}
		for i, h := range found.Hits {
			shown := show(h)
			line.Hits[i] = hitLine{
				Record: h.Ref.ID, Report: h.Ref.Report, Kind: h.Ref.Kind, Page: shown.Source.Page,
				Score: math.Round(h.Score*1e4) / 1e4, Snippet: snippet(shown),
			}
		}
		line.Elapsed = time.Since(start).Microseconds()
		return s.app.writeJSON(line)
	}
	empty := len(found.Words) == 0 && len(german.Scan(q.Text)) > 0
	if empty {
		s.app.say("%s", s.library.catalogue.Say(s.language, "only_function_words", nil))
	}
	if len(found.Hits) == 0 {
		if !empty {
			s.nothing()
		}
		return nil
	}
	hits := make([]terminal.Hit, len(found.Hits))
	for i, h := range found.Hits {
		hits[i] = show(h)
	}
	_, err = io.WriteString(s.app.stdout, s.render.Hits(s.language, hits, s.app.look()))
	return err
}

func (s *searcher) say(id string, args bot.Args) string {
	return s.library.catalogue.Say(s.language, "terminal_"+id, args)
}

// nothing tells people that there are no hits, and who can be found where the
// search was for a speaker.
func (s *searcher) nothing() {
	s.app.say("%s", s.say("no_hits", nil))
	if s.query.Speaker == "" {
		return
	}
	var names []string
	for _, r := range s.library.reports {
		for _, p := range r.People {
			if r.IsQuoted(p.ID) {
				names = append(names, p.Name)
			}
		}
	}
	if len(names) > 0 {
		fmt.Fprintln(s.app.stderr, s.say("speakers", bot.Args{"Names": strings.Join(names, ", ")}))
	}
}

// snippetRunes is how much of a text other than a quote is shown.
const snippetRunes = 280

// shower returns what looks up how a record that a query found is shown: in the
// language of the query where that is sure, else in that of the listing.
func (s *searcher) shower(query string) func(index.Hit) terminal.Hit {
	languages := []string{s.language}
	if l, sure := s.library.index.LanguageOf(query); sure {
		languages = []string{l, s.language}
	}
	shown := map[string]bool{}
	return func(h index.Hit) terminal.Hit {
		r := s.library.report(h.Ref.Report)
		language := r.MainLanguage()
		if at := slices.IndexFunc(languages, r.HasLanguage); at >= 0 {
			language = languages[at]
		}
		// A paragraph may be the wording of several records: once is enough.
		all := slices.DeleteFunc(excerptsOf(r, h.Ref, language, s.library.catalogue), func(e excerpt) bool {
			return shown[e.original]
		})
		e, spans := s.best(all, h.Ref, query)
		shown[e.original] = e.original != ""
		return s.hit(r, h, e, spans)
	}
}

// hit is what is shown of a record that was found.
func (s *searcher) hit(r *corpus.Report, h index.Hit, e excerpt, spans []index.Span) terminal.Hit {
	hit := terminal.Hit{Kind: string(h.Ref.Kind), Title: e.title, Text: e.text, Who: e.who}
	if e.original != "" {
		hit.Quoted = e.language
	}
	if h.Ref.Kind == corpus.KindQuote {
		hit.Quoted = e.language
		hit.Translation = r.Quote(h.Ref.ID).Translation[s.language]
	}
	for _, sp := range spans {
		hit.Match = append(hit.Match, terminal.Span{Start: sp.Start, End: sp.End})
	}
	place, _ := r.Place(h.Ref.ID)
	hit.Source = bot.Citation{
		Report: r.ID, Title: r.Title.In(s.language), Section: r.SectionTitle(place.Section, s.language), Page: e.page, Record: h.Ref.ID,
	}
	return hit
}

// best is the excerpt that holds the query word for word or else the most of its
// words, the first of equals, and what matches in it. A quote is shown as a whole
// and word for word, of other texts the stretch that matches best.
func (s *searcher) best(all []excerpt, ref corpus.Ref, query string) (best excerpt, spans []index.Span) {
	most, verbatim := -1, false
	for _, e := range all {
		holds := index.Holds(e.text, e.language, query)
		var match []index.Span
		if ref.Kind == corpus.KindQuote {
			match = index.Highlight(e.text, e.language, query)
		} else {
			e.text, match = s.library.index.Snippet(ref.Report, e.text, e.language, query, snippetRunes)
		}
		words := map[string]bool{}
		for _, sp := range match {
			words[strings.ToLower(e.text[sp.Start:sp.End])] = true
		}
		if holds && !verbatim || holds == verbatim && len(words) > most {
			best, spans, most, verbatim = e, match, len(words), holds
		}
	}
	return best, spans
}

// snippet is a hit in one line: what the record is called and the stretch of its
// text.
func snippet(h terminal.Hit) string { return bot.Labelled(h.Title, h.Text) }

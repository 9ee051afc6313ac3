package corpus

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// checker looks for what decoding can't see: what is missing, doubled, out of
// range, or points nowhere. It checks one package against everything that the
// package may refer to.
type checker struct {
	pack     *pack
	base     *pack // the package itself, or the one that it extends
	scope    *scope
	langs    []string // those that the package's texts need
	wordings *wordings
	clashes  map[string]bool // ids of the package that records of another kind have
}

// known are the report's languages, as many as a report may have.
func (c *checker) known() []string {
	all := c.base.report.Languages
	return all[:min(len(all), MaxLanguages)]
}

// needed are the languages that the package's texts need: an extension may keep to
// some of the report's.
func (c *checker) needed() []string {
	own := c.pack.report.Languages
	if !c.extends() || len(own) == 0 {
		return c.known()
	}
	return slices.DeleteFunc(slices.Clone(c.known()), func(l string) bool { return !slices.Contains(own, l) })
}

// extends tells whether the package adds to another one.
func (c *checker) extends() bool { return c.pack != c.base }

// scope is what the records of a package and its extensions may refer to.
type scope struct {
	pages    int
	sections map[string]bool
	kinds    map[string]Kind
	people   map[string]bool
	terms    map[string]TermType
	lost     map[string]bool // figures and items without a single number
	unread   map[string]bool // files whose content is unknown, by name
}

// knows tells whether what a file holds is known: it could be read, and so could
// report.yaml, without which a package may be anybody's extension.
func (s *scope) knows(file string) bool { return !s.unread[reportFile] && !s.unread[file] }

// knowsAll is knows for every file.
func (s *scope) knowsAll() bool { return len(s.unread) == 0 }

// check notes the faults of the package and of its extensions.
func (p *pack) check() {
	s := &scope{pages: p.report.Pages, sections: map[string]bool{}, kinds: map[string]Kind{}, people: map[string]bool{}, terms: map[string]TermType{}, lost: map[string]bool{}, unread: map[string]bool{}}
	all := append([]*pack{p}, p.extensions...)
	clashes := make([]map[string]bool, len(all))
	for i, q := range all {
		clashes[i] = s.add(q.report)
		for file, d := range q.docs {
			if d.unread {
				s.unread[file] = true
			}
		}
	}
	sections, w := map[string]bool{}, newWordings(all)
	for i, q := range all {
		c := &checker{pack: q, base: p, scope: s, wordings: w, clashes: clashes[i]}
		c.langs = c.needed()
		if !q.meta().unread {
			c.report(sections)
			c.passages()
		}
		c.records()
	}
}

// add takes in what a package holds, and returns which of its ids belong to a
// record of another kind.
func (s *scope) add(r *Report) (clashes map[string]bool) {
	clashes = map[string]bool{}
	var sections func([]Section)
	sections = func(list []Section) {
		for _, sec := range list {
			s.sections[sec.ID] = true
			sections(sec.Sections)
		}
	}
	sections(r.Sections)
	for ref := range r.Refs() {
		if kind, ok := s.kinds[ref.ID]; ok && kind != ref.Kind {
			clashes[ref.ID] = true
		}
		s.kinds[ref.ID] = ref.Kind
	}
	for i := range r.People {
		s.people[r.People[i].ID] = true
	}
	for i := range r.Terms {
		s.terms[r.Terms[i].ID] = r.Terms[i].Type
	}
	for i := range r.Figures {
		f := &r.Figures[i]
		s.lost[f.ID] = true
		for j := range f.Items {
			gone := !slices.ContainsFunc(f.Items[j].Values, func(v Value) bool { return v.Value != nil })
			s.lost[f.ItemID(j)] = gone
			s.lost[f.ID] = s.lost[f.ID] && gone
		}
	}
	return clashes
}

var languagePattern = regexp.MustCompile(`^[a-z]{2,3}$`)

// report checks report.yaml.
func (c *checker) report(sections map[string]bool) {
	r, at := c.pack.report, c.in(reportFile)
	checkID(at.at("id"), r.ID)
	if len(r.Languages) > MaxLanguages {
		at.at("languages").fault("%d languages: a report has %d at most", len(r.Languages), MaxLanguages)
	}
	for i, l := range r.Languages {
		switch {
		case !languagePattern.MatchString(l):
			at.at("languages", i).fault("%.40q is no language: write a tag such as de or en", l)
		case slices.Index(r.Languages, l) < i:
			at.at("languages", i).fault("language %q stands twice", l)
		}
	}
	if c.extends() {
		c.extension(at)
	} else {
		c.required(at.at("title"), r.Title, c.langs)
		if r.Edition == "" {
			at.fault("the report has no edition")
		}
		if len(r.Publishers) == 0 {
			at.fault("the report has no publishers")
		}
		if len(r.Languages) == 0 {
			at.fault("the report has no languages: list them, the one it was published in first")
		}
		if r.Pages < 1 {
			at.at("pages").fault("the report has no pages: say how many it has")
		}
		if len(r.Sections) == 0 {
			at.fault("the report has no sections")
		}
	}
	c.optional(at.at("about"), r.About)
	if r.AboutPage != 0 && (r.AboutPage < 0 || r.AboutPage > c.scope.pages) {
		at.at("about_page").fault("page %d does not exist: the report has %d pages", r.AboutPage, c.scope.pages)
	}
	c.optional(at.at("rights"), r.Rights)
	c.asks(at.at("asks"), r.Asks)
	if s := r.Survey; s != nil {
		at := at.at("survey")
		c.required(at.at("title"), s.Title, c.langs)
		c.required(at.at("of"), s.Of, c.langs)
		c.required(at.at("when"), s.When, c.langs)
		c.optional(at.at("note"), s.Note)
		c.asks(at.at("asks"), s.Asks)
		c.page(at, s.Page)
		if s.Respondents != nil && *s.Respondents < 1 {
			at.at("respondents").fault("%d respondents can't be: write null where the report does not say how many", *s.Respondents)
		}
	}
	c.sections(at.at("sections"), r.Sections, sections)
}

// extension refuses what a package says of a report that is another one's: only
// sections and records are added to that.
func (c *checker) extension(at place) {
	r, base := c.pack.report, c.base.report
	c.optional(at.at("title"), r.Title)
	for key, given := range map[string]bool{
		"edition": r.Edition != "", "publishers": len(r.Publishers) > 0, "partners": len(r.Partners) > 0,
		"published": r.Published != "", "about": len(r.About) > 0, "about_page": r.AboutPage != 0,
		"asks": len(r.Asks) > 0, "survey": r.Survey != nil, "rights": len(r.Rights) > 0,
	} {
		if given {
			at.at(key).fault("%s belongs to the package %q, which this one extends: say it there", key, base.ID)
		}
	}
	if r.Pages > base.Pages && c.scope.knows(reportFile) {
		at.at("pages").fault("the report %q, which this package extends, has %d pages", base.ID, base.Pages)
	}
	for i, l := range r.Languages {
		c.language(at.at("languages", i), l)
	}
}

// passages misses the passages of a package that is no extension.
func (c *checker) passages() {
	doc := c.pack.docs[passagesFile]
	switch {
	case c.extends() || doc.unread || len(c.pack.report.Passages) > 0:
	case doc.missing:
		doc.whole("is missing: every package needs one, with at least one passage")
	default:
		doc.whole("holds no passages: every package needs at least one")
	}
}

func (c *checker) sections(at place, list []Section, seen map[string]bool) {
	for i, s := range list {
		at := at.at(i)
		checkID(at.at("id"), s.ID)
		if seen[s.ID] {
			at.at("id").fault("section %q stands twice", s.ID)
		}
		seen[s.ID] = true
		c.optionalLanguages(at.at("title"), s.Title)
		if len(c.known()) > 0 {
			c.required(at.at("title"), s.Title, c.known()[:1])
		}
		c.page(at, s.Page)
		c.sections(at.at("sections"), s.Sections, seen)
	}
}

// records checks the files of records.
func (c *checker) records() {
	r := c.pack.report
	count, seen := 0, map[string]bool{}
	start := func(file string, i int, id, section string) place {
		at := c.in(file, i)
		checkID(at.at("id"), id)
		if id != "" && seen[id] {
			at.at("id").fault("id %q stands twice: ids are unique over all files of a package", id)
		} else {
			c.clash(at.at("id"), id)
		}
		seen[id] = true
		if section != "" && !c.scope.sections[section] && c.scope.knows(reportFile) {
			at.at("section").fault("there is no section %q in report.yaml", section)
		}
		if count++; count == MaxRecords+1 {
			at.fault("the package holds more than %d records: split it", MaxRecords)
		}
		return at
	}
	for i, v := range r.Passages {
		at := start(passagesFile, i, v.ID, v.Section)
		if v.Section == "" {
			at.fault("the passage has no section")
		}
		c.page(at, v.Page)
		c.span(at.at("span"), v.Span)
		c.wording(at, KindPassage, v.ID, v.WordingOf, v.AlsoOf)
		c.required(at.at("text"), v.Text, c.langs)
		c.asks(at.at("asks"), v.Asks)
	}
	for i, v := range r.Quotes {
		c.quote(start("quotes.yaml", i, v.ID, v.Section), v)
	}
	for i, v := range r.Figures {
		c.figure(start("figures.yaml", i, v.ID, v.Section), v)
	}
	for i, v := range r.Lists {
		c.list(start("lists.yaml", i, v.ID, v.Section), v)
	}
	for i, v := range r.People {
		c.person(start("people.yaml", i, v.ID, ""), v)
	}
	for i, v := range r.Terms {
		c.term(start("terms.yaml", i, v.ID, v.Section), v)
	}
	for i, v := range r.Facts {
		c.fact(start("facts.yaml", i, v.ID, ""), v)
	}
}

func (c *checker) quote(at place, v Quote) {
	switch {
	case v.Speaker == "":
		at.fault("the quote has no speaker: name the id of a person in people.yaml")
	case !c.scope.people[v.Speaker] && c.scope.knows("people.yaml"):
		at.at("speaker").fault("there is no person %q in people.yaml", v.Speaker)
	}
	c.page(at, v.Page)
	c.span(at.at("span"), v.Span)
	c.wording(at, KindQuote, v.ID, v.WordingOf, nil)
	c.sameQuote(at, v)
	if len(v.Text) != 1 {
		at.at("text").fault("a quote has its text in exactly one language, the one it was said in; other languages go into translation")
	}
	both := Text{}
	for _, t := range []Text{v.Translation, v.Text} {
		for l, s := range t {
			both[l] = s
		}
	}
	c.required(at.at("text"), both, c.langs)
	for i, t := range v.Topics {
		if _, ok := c.scope.terms[t]; !ok && c.scope.knows("terms.yaml") {
			at.at("topics", i).fault("there is no term %q in terms.yaml", t)
		}
	}
	c.asks(at.at("asks"), v.Asks)
}

func (c *checker) list(at place, v List) {
	c.page(at, v.Page)
	c.span(at.at("span"), v.Span)
	c.wording(at, KindList, v.ID, v.WordingOf, v.AlsoOf)
	if v.Through != 0 && (v.Through <= v.Page || c.scope.pages > 0 && v.Through > c.scope.pages) {
		at.at("through").fault("page %d is not behind page %d or not in the report", v.Through, v.Page)
	}
	c.required(at.at("title"), v.Title, c.langs)
	c.optional(at.at("intro"), v.Intro)
	c.asks(at.at("asks"), v.Asks)
	if len(v.Items) == 0 {
		at.fault("the list has no items")
	}
	for i, it := range v.Items {
		at := at.at("items", i)
		c.required(at.at("title"), it.Title, c.langs)
		c.optional(at.at("text"), it.Text)
		for j, p := range it.Points {
			c.required(at.at("points", j), p, c.langs)
		}
	}
}

func (c *checker) person(at place, v Person) {
	if v.Name == "" {
		at.fault("the person has no name")
	}
	c.page(at, v.Page)
	c.span(at.at("span"), v.Span)
	c.required(at.at("role"), v.Role, c.langs)
	c.optional(at.at("organisation"), v.Organisation)
	if v.Place != "" && c.scope.terms[v.Place] != TermPlace && c.scope.knows("terms.yaml") {
		at.at("place").fault("there is no term %q of the type place in terms.yaml", v.Place)
	}
	if !slices.Contains([]Part{PartExpert, PartAuthor, PartSupport}, v.Part) {
		at.at("part").fault("%.40q is no part: write expert, author or support", v.Part)
	}
	c.words(at.at("aliases"), v.Aliases)
	c.asks(at.at("asks"), v.Asks)
}

func (c *checker) term(at place, v Term) {
	c.required(at.at("label"), v.Label, c.langs)
	if !slices.Contains([]TermType{TermConcept, TermPlace, TermOrganisation}, v.Type) {
		at.at("type").fault("%.40q is no type: write concept, place or organisation", v.Type)
	}
	c.asks(at.at("synonyms"), v.Synonyms)
	c.asks(at.at("asks"), v.Asks)
	c.optional(at.at("definition"), v.Definition)
	if v.Page != 0 || len(v.Definition) > 0 {
		c.page(at, v.Page)
	}
}

func (c *checker) fact(at place, v Fact) {
	c.required(at.at("text"), v.Text, c.langs)
	for l, s := range v.Text {
		if n := utf8.RuneCountInString(s); n > MaxFactRunes {
			at.at("text", l).fault("the fact is %d characters long: a post holds %d", n, MaxFactRunes)
		}
	}
	if len(v.Records) == 0 {
		at.fault("the fact rests on no records: name at least one")
	}
	for i, id := range v.Records {
		at := at.at("records", i)
		switch {
		case c.scope.kinds[id] == "" && !c.scope.knowsAll():
		case c.scope.kinds[id] == "" || c.scope.kinds[id] == KindFact:
			at.fault("there is no record %q that a fact could rest on", id)
		case c.scope.lost[id]:
			at.fault("record %q holds only lost values: a fact can't rest on it", id)
		}
	}
	if v.Page != 0 {
		c.page(at, v.Page)
	}
	c.asks(at.at("asks"), v.Asks)
}

// describe names a value in a fault.
func describe(v Value) string {
	if v.Option == "" {
		return "the value"
	}
	return fmt.Sprintf("the value of option %q", v.Option)
}

package importer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
)

var (
	// fullName is a name that stands alone.
	fullName = regexp.MustCompile(`^(` + layout.Titles + `)(\p{Lu}[\p{L}'.-]+(?:\s+(?:` + layout.Particles + `|\p{Lu}[\p{L}'.-]*)){1,3})$`)
	// speakerName is the name that a quote's line begins with.
	speakerName = regexp.MustCompile(`^(` + layout.Titles + `\p{Lu}[\p{L}'.-]*(?:\s+(?:` + layout.Particles + `|\p{Lu}[\p{L}'.-]*)){0,4})\s*[,;]\s*(.*)$`)
	// office is what people are, by which a line below a name is known.
	office = regexp.MustCompile(`(?i)leiter|manager|berater|vorst(a|ä)nd|geschäftsführ|beigeordnet|dezernent|herausgeber|redakteur|professor|direktor|referent|minister|bürgermeister|präsident|sprecher|beauftragte|vorsitzende|analyst|consultant|wissenschaft|autor|staatssekretär|senator|landr(a|ä)t|\b(CIO|CDO|CEO|CTO|Chief|Head)\b`)
	// organisation is an organisation from a role before it.
	organisation = regexp.MustCompile(`^(Stadt|Gemeinde|Kreis|Landkreis|Land|Freistaat|Universität|Hochschule|Technische|Bundes\S*|Landes\S*|Ministerium|Institut|Verband|Verein)\b|\b(AG|GmbH|e\. ?V\.|SE|KG|AöR|eG)$|^\p{Lu}{3,}`)
)

// person makes people of names with their roles below, and says how many blocks
// that took; 0 if the block at i does not begin with one.
func (d *drafter) person(i int) int {
	b := &d.blocks[i]
	lines, n := b.Lines, 1
	if len(lines) == 1 {
		if i+1 >= len(d.blocks) || d.blocks[i+1].Set != 0 || d.blocks[i+1].Page() != b.Page() {
			return 0
		}
		lines, n = append(slices.Clone(lines), d.blocks[i+1].Lines...), 2
	}
	role := d.roleBelow(lines)
	if role == 0 {
		return 0
	}
	if n == 2 && role == len(lines)-1 && strings.HasSuffix(lines[role].Text, ",") && i+2 < len(d.blocks) && d.blocks[i+2].Page() == b.Page() {
		lines = append(lines, d.blocks[i+2].Lines...)
		role, n = d.roleBelow(lines), n+1
	}
	part := corpus.PartExpert
	switch title := strings.ToLower(d.lastHeading(i)); {
	case strings.Contains(title, "autor"):
		part = corpus.PartAuthor
	case strings.Contains(title, "begleit") || strings.Contains(title, "redaktion") || strings.Contains(title, "impressum"):
		part = corpus.PartSupport
	}
	for len(lines) > 0 {
		if role == 0 {
			d.review.add(spotPerson, spot{Page: d.printed(b.Page()), Lines: where(lines[:1]), Text: d.say(lines[:1]), Context: "stands among names and roles"})
			lines = lines[1:]
		} else {
			d.people(d.say(lines[:1]), d.say(lines[1:role+1]), part, d.printed(b.Page()), d.span(lines[:role+1]))
			lines = lines[role+1:]
		}
		role = d.roleBelow(lines)
	}
	return n
}

// roleBelow is the last line of the role that stands below a name in the first
// line, or 0 where that is no name with a role.
func (d *drafter) roleBelow(lines []layout.Line) int {
	if len(lines) < 2 {
		return 0
	}
	name := d.say(lines[:1])
	if !fullName.MatchString(name) || office.MatchString(name) || !office.MatchString(firstWords(d.say(lines[1:2]), 3)) {
		return 0
	}
	end := 1
	for end+1 < len(lines) {
		text := lines[end+1].Text
		if len(stray.ReplaceAllString(text, "")) < 4 || fullName.MatchString(d.say(lines[end+1:end+2])) && !strings.HasSuffix(lines[end].Text, ",") && !office.MatchString(text) {
			break
		}
		end++
	}
	if role := d.say(lines[1 : end+1]); len(role) > 220 || strings.HasSuffix(role, ".") {
		return 0
	}
	return end
}

// stray is what is no letter.
var stray = regexp.MustCompile(`\P{L}+`)

// tidyRole drops signs that a program read beside a role.
func tidyRole(s string) string {
	words := slices.DeleteFunc(strings.Fields(strings.Trim(s, " ,<>»")), func(w string) bool {
		return w != "&" && w != "–" && w != "-" && w != "/" && stray.ReplaceAllString(w, "") == "" && !strings.ContainsFunc(w, isDigit)
	})
	if len(words) > 1 && len(words[0]) == 1 && words[0] != "&" {
		words = words[1:]
	}
	return strings.TrimLeft(strings.Join(words, " "), ", ")
}

// firstWords are a text's first words, n at most.
func firstWords(s string, n int) string {
	f := strings.Fields(s)
	return strings.Join(f[:min(len(f), n)], " ")
}

// lastHeading is the text of the heading before a block on its page that is no
// person's name.
func (d *drafter) lastHeading(i int) string {
	for k := i - 1; k >= 0 && d.blocks[k].Page() == d.blocks[i].Page(); k-- {
		if b := &d.blocks[k]; b.Kind == layout.Heading && fullName.FindString(b.Lines[0].Text) == "" {
			return b.text
		}
	}
	return ""
}

// people adds a person, or finds the one there is, and returns the id.
func (d *drafter) people(name, role string, part corpus.Part, page int, span corpus.Span) string {
	role, org := employer(tidyRole(role))
	if d.base != nil {
		for i := range d.Extends.People {
			if p := &d.Extends.People[i]; sameName(p.Name, name) {
				return p.ID
			}
		}
	}
	for i := range d.report.People {
		p := &d.report.People[i]
		if !sameName(p.Name, name) {
			continue
		}
		if p.Role == nil && role != "" {
			p.Role = corpus.Text{language: role}
		}
		if p.Organisation == nil && org != "" {
			p.Organisation = corpus.Text{language: org}
		}
		return p.ID
	}
	p := corpus.Person{ID: d.id("person-" + slug(surname(name), 40)), Name: name, Part: part, Page: page, Span: span}
	if role == "" {
		role = "—"
		d.review.add(spotPerson, spot{Page: page, Text: name, Context: "no role stands under the name"})
	}
	p.Role = corpus.Text{language: role}
	if org != "" {
		p.Organisation = corpus.Text{language: org}
	}
	if s := surname(name); s != name {
		p.Aliases = []string{s}
	}
	d.report.People = append(d.report.People, p)
	if d.words.Damaged() {
		where := spot{Page: page, Lines: spanned(span), Text: name, Context: strings.TrimSuffix(role+", "+org, ", ")}
		d.review.people = append(d.review.people, where)
	}
	return p.ID
}

// employer parts a role from the organisation behind the last comma.
func employer(s string) (role, org string) {
	i := strings.LastIndex(s, ", ")
	if i < 0 {
		return s, ""
	}
	if rest := s[i+2:]; organisation.MatchString(rest) {
		return s[:i], rest
	}
	return s, ""
}

func surname(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }

// sameName compares names without titles, by their letters as a program that knows
// no German reads them; another letter may have been misread.
func sameName(a, b string) bool {
	a, b = misreadName.Replace(bareName(a)), misreadName.Replace(bareName(b))
	if a == b {
		return true
	}
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) || len(a) < 8 {
		return false
	}
	return levenshtein.ComputeDistance(a, b) <= 1
}

// misreadName makes one of what letters are and what they are misread as.
var misreadName = strings.NewReplacer("ä", "a", "é", "a", "ö", "o", "6", "o", "ü", "u", "ii", "u", "ß", "B", "Ä", "A", "Ö", "O", "Ü", "U")

func bareName(s string) string {
	words := strings.Fields(s)
	words = slices.DeleteFunc(words, func(w string) bool { return strings.HasSuffix(w, ".") })
	return strings.Join(words, " ")
}

// quote makes a quote of the block at i and its speaker.
func (d *drafter) quote(i int) {
	b := &d.blocks[i]
	page := d.printed(b.Page())
	text := unquoted(b.text)
	var by *block
	for k := range d.blocks {
		if d.blocks[k].Set == b.Set && d.blocks[k].Kind == layout.Speaker {
			by = &d.blocks[k]
		}
	}
	if by == nil {
		d.review.add(spotQuote, d.spot(b, text))
		return
	}
	m := speakerName.FindStringSubmatch(by.text)
	if m == nil {
		d.review.add(spotQuote, d.spot(b, text))
		return
	}
	q := corpus.Quote{
		Page: page, Section: d.sectionAt(page), Text: corpus.Text{language: text},
		Speaker: d.people(m[1], m[2], corpus.PartExpert, page, d.span(by.Lines)),
		Span:    d.span(b.Lines),
	}
	if d.base != nil {
		q.WordingOf = d.base.quote(q.Speaker, text)
		if s := d.base.sectionOf(q.WordingOf); s != "" {
			q.Section = s
		}
	}
	id := "zitat-" + strings.TrimPrefix(q.Speaker, "person-")
	if q.WordingOf != "" {
		id = "wortlaut-" + q.WordingOf
	}
	q.ID = d.id(id)
	d.report.Quotes = append(d.report.Quotes, q)
	d.review.quotes = append(d.review.quotes, spot{Page: page, Lines: where(b.Lines), Text: text, Context: by.text})
}

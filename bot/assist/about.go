package assist

import (
	"slices"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// aboutWords are the words that a question about the report, the survey or the
// bot is made of, folded. A question that holds any other content word is about
// something in the report.
type aboutWords struct {
	report map[string]bool
	survey map[string]bool
	bot    map[string]bool

	privacy map[string]bool
	titles  map[string]bool           // of the reports
	telling map[string]*corpus.Report // words of a title that no other report's has
	named   map[string]bool           // words that a report is called by: "was sagt der Jahresbericht"

	// everywhere are words that hold for all of a report: for the report itself
	// and for those whom it asked. They narrow no question down.
	everywhere []string
}

// context reports whether a word holds for all of the report.
func (w *aboutWords) context(x word) bool {
	return slices.ContainsFunc(w.everywhere, func(e string) bool { return sameWord(e, x.key) })
}

func newAboutWords(reports []*corpus.Report) *aboutWords {
	w := &aboutWords{report: map[string]bool{}, survey: map[string]bool{}, bot: map[string]bool{}, privacy: map[string]bool{}, titles: map[string]bool{}, telling: map[string]*corpus.Report{}, named: map[string]bool{}}
	add := func(set map[string]bool, texts ...string) {
		for _, s := range texts {
			for _, x := range split(s) {
				set[x.key] = true
			}
		}
	}
	add(w.report, strings.Join(reportWords, " "), "report reports heft pdf thema themen topic topics inhalt inhaltlich jahr year wann when herausgeber herausgeberin publisher seiten pages lang kurz zusammenfassung summary zusammenfassen dieser diesem this deutsch german sprache language dreht handelt geht gehts uberhaupt genau eigentlich hier erstellt gemacht made created verantwortlich responsible wer who steckt hinter dahinter behind heißt heisst name kapitel gliederung inhaltsverzeichnis aufbau struktur structure chapters contents table sections abschnitte bitte kurze short")
	add(w.survey, "wie viele many teilnehmer teilgenommen mitgemacht befragte befragten befragt menschen leute personen unternehmen organisationen people organisations companies antworten answers geantwortet answered wann when zeitraum monat month jahr year durchgeführt conducted gemacht made ran methode methodik method methodology grundlage basis basiert daten data zahlen numbers figures umfang groß big size stichprobe sample repräsentativ representative statt fand welche wer who zusammen gemeinsam hat have took part carried held place done run conducted performed stattgefunden gelaufen erhoben lief taken passiert response rate rucklauf rücklaufquote quote")
	add(w.bot, "bot reportbot chatbot frage fragen question questions stellen ask alles thema themen ki ai chatgpt künstliche intelligenz roboter robot mensch human fragen beantworten answer antworten wissen know daten data informationen woher name heißt befehle commands funktioniert work arbeitest hilfe help")
	add(w.privacy, "du ich mich mir meine mein frage fragen daten schreibe schreiben eingabe eingaben nachricht nachrichten chat verlauf gespeichert you i me my question questions data message messages history what type write ask asked bot privacy policy")
	for _, r := range reports {
		for _, s := range r.Title {
			add(w.report, s)
			add(w.titles, s)
			words := split(s)
			for _, x := range words {
				if len(words) == 1 || isReport(x.key) {
					w.named[x.key] = true
				}
				if other, taken := w.telling[x.key]; taken && other != r {
					w.telling[x.key] = nil // Several have it.
				} else {
					w.telling[x.key] = r
				}
			}
		}
		add(w.report, r.Edition, r.Published)
		add(w.report, r.Publishers...)
		add(w.survey, r.Edition)
		if r.Survey != nil {
			add(w.survey, r.Survey.By...)
			for _, texts := range []corpus.Text{r.Survey.Title, r.Survey.Of, r.Survey.When} {
				for _, s := range texts {
					add(w.survey, s)
				}
			}
		}
	}
	for k := range w.report {
		w.survey[k] = true
	}
	w.everywhere = everywhere(reports)
	return w
}

// isReport reports whether a folded word means a report, or ends in one that
// does: "Jahresbericht".
func isReport(key string) bool {
	const least = 5 // "es" and "it" end many words
	return slices.ContainsFunc(reportWords, func(r string) bool {
		r = fold(r)
		return key == r || len(r) >= least && strings.HasSuffix(key, r)
	})
}

// isReport reports whether a word means a report, by what it is or by its name.
func (t *task) isReport(w word) bool {
	return t.about.named[w.key] || slices.Contains(reportWords, strings.ToLower(w.text))
}

// aboutAnswer answers questions about the report, the survey or the bot itself.
func (t *task) aboutAnswer() (bot.Answer, bool) {
	if t.wish == bot.WishQuote || t.weights[bot.WishAbout] == 0 {
		return bot.Answer{}, false
	}
	ans := bot.Answer{Wish: bot.WishAbout, Status: bot.Answered}
	switch {
	case t.has(aboutContents) && t.only(t.about.report):
		for _, r := range t.meant() {
			t.contents(&ans, r)
		}
	case t.has(aboutPrivacy) && t.only(t.about.privacy):
		return t.privacy(), true
	case (t.has(aboutSurvey) || t.has(aboutSize)) && t.only(t.about.survey) && slices.ContainsFunc(t.ordered, func(r *corpus.Report) bool { return r.Survey != nil }):
		for _, r := range t.meant() {
			if r.Survey != nil {
				t.survey(&ans, r)
			}
		}
	case t.has(aboutReport) && t.only(t.about.report):
		for _, r := range t.meant() {
			t.report(&ans, r)
		}
	case t.has(aboutBot) && t.only(t.about.bot):
		ans.Title = t.tell("bot_title", nil)
		ans.Blocks = []bot.Block{
			bot.Paragraph{Text: t.tell("bot_about", bot.Args{"Report": t.titles()})},
			bot.Enumeration{Intro: t.tell("bot_try", nil), Entries: t.examples(t.ordered[0])},
		}
	default:
		return bot.Answer{}, false
	}
	return ans, true
}

// only reports whether every word of the question that is neither grammar nor a
// function word is in the set.
func (t *task) only(set map[string]bool) bool {
	for _, w := range t.topic {
		if !set[w.key] {
			return false
		}
	}
	return true
}

// meant are the reports that the question names by a word of their titles that
// the others do not share, or all of them.
func (t *task) meant() []*corpus.Report {
	named := map[*corpus.Report]bool{}
	for i, w := range t.words {
		if r := t.about.telling[w.key]; r != nil && t.content[i] {
			named[r] = true
		}
	}
	if len(named) == 0 {
		return t.ordered
	}
	return slices.DeleteFunc(slices.Clone(t.ordered), func(r *corpus.Report) bool { return !named[r] })
}

// titles are the titles of all reports.
func (t *task) titles() string {
	list := make([]string, len(t.ordered))
	for i, r := range t.ordered {
		list[i] = t.tell("title_quoted", bot.Args{"Title": r.Title.In(t.lang)})
	}
	return strings.Join(list, ", ")
}

func (t *task) survey(ans *bot.Answer, r *corpus.Report) {
	s := r.Survey
	if ans.Title == "" {
		ans.Title = s.Title.In(t.lang)
	}
	ans.Blocks = append(ans.Blocks, bot.Paragraph{
		Text: t.tell("survey_about", bot.Args{"By": strings.Join(s.By, ", "), "Of": s.Of.In(t.lang), "When": s.When.In(t.lang)}), Page: s.Page,
	})
	if s.Respondents != nil {
		ans.Blocks = append(ans.Blocks, bot.Paragraph{Text: t.tell("survey_respondents", bot.Args{"Count": *s.Respondents}), Page: s.Page})
	}
	if n := s.Note.In(t.lang); n != "" {
		ans.Blocks = append(ans.Blocks, bot.Note{Text: n})
	}
	if s.Respondents == nil && (t.weights[bot.WishValue] > 0 || t.has(aboutSize)) {
		ans.Status = bot.Partial // How many was asked, and is not stated.
	}
	ans.Citations = append(ans.Citations, bot.Citation{Report: r.ID, Title: r.Title.In(t.lang), Page: s.Page, Record: r.ID})
}

func (t *task) report(ans *bot.Answer, r *corpus.Report) {
	if ans.Title == "" {
		ans.Title = r.Title.In(t.lang)
	}
	if s := r.About.In(t.lang); s != "" {
		ans.Blocks = append(ans.Blocks, bot.Paragraph{Text: s})
	}
	ans.Blocks = append(ans.Blocks, bot.Paragraph{Text: t.publication(r)})
	ans.Citations = append(ans.Citations, bot.Citation{Report: r.ID, Title: r.Title.In(t.lang), Page: max(r.AboutPage, 1), Record: r.ID})
}

// publication says who published a report, when, and how long it is.
func (t *task) publication(r *corpus.Report) string {
	return t.tell("report_about", bot.Args{
		"Publishers": strings.Join(r.Publishers, ", "), "Partners": strings.Join(r.Partners, ", "), "Edition": r.Edition, "Published": r.Published, "Pages": strconv.Itoa(r.Pages),
	})
}

// contents lists the sections of a report.
func (t *task) contents(ans *bot.Answer, r *corpus.Report) {
	list := bot.Enumeration{}
	for _, s := range r.Sections {
		e := bot.Entry{Title: s.Title.In(t.lang), Text: t.say.Page(t.lang, s.Page)}
		for _, below := range s.Sections {
			e.Points = append(e.Points, below.Title.In(t.lang))
		}
		list.Entries = append(list.Entries, e)
	}
	if ans.Title == "" {
		ans.Title = r.Title.In(t.lang)
	}
	ans.Blocks = append(ans.Blocks, list)
	ans.Citations = append(ans.Citations, bot.Citation{Report: r.ID, Title: r.Title.In(t.lang), Page: max(r.AboutPage, 1), Record: r.ID})
}

// examples are questions that the report answers, one a kind of record. A record
// without asks is asked for by its title.
func (t *task) examples(r *corpus.Report) []bot.Entry {
	var out []bot.Entry
	add := func(p corpus.Phrases, title string) {
		if asks := p[t.lang]; len(asks) > 0 {
			title = asks[0]
		}
		out = append(out, bot.Entry{Title: title})
	}
	for i := range r.Figures {
		if r.Figures[i].Readable() {
			add(r.Figures[i].Asks, r.Figures[i].Title.In(t.lang))
			break
		}
	}
	if len(r.Quotes) > 0 {
		q := &r.Quotes[0]
		add(q.Asks, t.tell("ask_quote", bot.Args{"Name": r.Person(q.Speaker).Name}))
	}
	if len(r.Lists) > 0 {
		add(r.Lists[0].Asks, r.Lists[0].Title.In(t.lang))
	}
	for i := range r.Terms {
		if len(r.Terms[i].Definition) > 0 {
			add(r.Terms[i].Asks, r.Terms[i].Label.In(t.lang))
			break
		}
	}
	for i := range r.Passages {
		if len(out) >= suggestions {
			break
		}
		if len(r.Passages[i].Asks[t.lang]) > 0 {
			add(r.Passages[i].Asks, "")
		}
	}
	return out
}

// everywhere are the words for the report itself, and those of the survey's
// title and of whom it asked, but for names.
func everywhere(reports []*corpus.Report) []string {
	texts := slices.Clone(reportWords)
	var names []string
	for _, r := range reports {
		if r.Survey == nil {
			continue
		}
		for _, list := range []corpus.Text{r.Survey.Title, r.Survey.Of} {
			for _, s := range list {
				texts = append(texts, s)
			}
		}
		names = append(names, r.Survey.By...)
	}
	var out []string
	isName := map[string]bool{}
	for _, x := range split(strings.Join(names, " ")) {
		isName[x.key] = true
	}
	for _, x := range split(strings.Join(texts, " ")) {
		if len(x.key) > 1 && !isName[x.key] && !slices.Contains(out, x.key) {
			out = append(out, x.key)
		}
	}
	return out
}

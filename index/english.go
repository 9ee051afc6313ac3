package index

import (
	_ "embed" // for the list of light words
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"

	"github.com/reportbot/reportbot/index/german"
)

// englishTerm gives an English word its forms. It differs from bleve's chain in
// what matters to questions: numbers are written one way, "don't" leaves "not",
// and "IT" in capitals is no pronoun.
func englishTerm(w german.Word) (t term, ok bool) {
	switch {
	case w.Number:
		return term{folded: w.Text, stem: w.Text}, true
	case w.Text == "%":
		return term{folded: "percent", stem: "percent"}, true
	case w.Text == "€":
		return term{folded: "euro", stem: "euro"}, true
	}
	folded := german.Plain(w.Text)
	if at := german.Apostrophe(folded); at >= 0 {
		folded = cutContraction(folded, at)
	}
	if folded == "" {
		return t, false
	}
	if englishNots().Has(folded) {
		folded = "not"
	}
	if w.Text == "IT" || w.Text == "US" {
		folded = strings.ToLower(w.Text)
	} else if len(folded) == 1 || englishStopWords().Has(folded) {
		return t, false
	}
	return term{folded: folded, stem: stemEnglish(folded)}, true
}

// cutContraction drops a possessive or a shortened verb behind the apostrophe at
// at; a shortened "not" is what remains of its word.
func cutContraction(folded string, at int) string {
	tail := strings.TrimLeft(folded[at:], "'’")
	switch {
	case tail == "t" && strings.HasSuffix(folded[:at], "n"):
		return "not"
	case at <= 2 && len(tail) > 2: // O'Connor
		return folded[:at] + tail
	}
	return folded[:at]
}

func stemEnglish(folded string) string {
	if len(folded) < 3 || folded == "not" {
		return folded
	}
	env := snowballstem.NewEnv(folded)
	english.Stem(env)
	if stem := env.Current(); stem != "" {
		return stem
	}
	return folded
}

func setOf(words string) func() german.Set { return german.SetOf(words, german.Plain) }

//go:embed light.en.txt
var englishLightWords string

var (
	englishLight = setOf(englishLightWords)
	// What people type for a shortened "not" when they leave out the apostrophe.
	englishNots      = setOf("dont doesnt didnt isnt arent wasnt werent cant couldnt wont wouldnt shouldnt hasnt havent hadnt cannot")
	englishStopWords = setOf(`
		a an the this that these those
		i me my mine myself we us our ours ourselves you your yours yourself yourselves
		he him his himself she her hers herself it its itself they them their theirs themselves
		who whom whose which what when where why how
		and or but if because as until while although though whether than
		of at by for with about against between into through during before after above below
		to from up down in out on off over under again further then once here there
		via per upon within across among toward towards onto
		am is are was were be been being have has had having do does did doing done
		will would shall should can could may might must ought
		all any both each few more most other others some such own same so too very just also
		only even ever still already yet much many
		s t re ve ll d m
		i.e e.g ie eg etc
	`)
	englishFillers = setOf(`
		please hey hello hi thanks thank ok okay
		tell show give name list find search look say says said saying
		know want like need get got let mean means
		actually really maybe kindly quick quickly info information there's
	`)
)

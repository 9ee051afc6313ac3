package index

import (
	"strings"
	"sync"

	"github.com/reportbot/reportbot/index/german"
)

// class says what a word may answer: a question that begins with "wie viele" is
// answered where a number stands.
type class uint8

const (
	classNumber class = 1 << iota
	classDate
)

// classOf tells what kind of answer a folded word may be.
func classOf(folded string) class {
	if c := folded[0]; '0' <= c && c <= '9' {
		if len(folded) == 4 && (c == '1' || c == '2') {
			return classDate
		}
		return classNumber
	}
	switch {
	case answerWords().numbers.Has(folded):
		return classNumber
	case answerWords().dates.Has(folded):
		return classDate
	}
	return 0
}

// answerOf tells what a question asks for, 0 where it may be anything.
func answerOf(all []typed) class {
	for i, t := range all {
		next := ""
		if i+1 < len(all) {
			next = strings.ToLower(all[i+1].Text)
		}
		switch strings.ToLower(t.Text) {
		case "wann", "when":
			return classDate
		case "welchem", "welches", "what", "which":
			if strings.HasPrefix(next, "jahr") || next == "datum" || next == "year" || next == "date" {
				return classDate
			}
		case "wieviele", "wieviel":
			return classNumber
		case "wie", "how":
			if answerWords().measures.Has(next) {
				return classNumber
			}
		}
	}
	return 0
}

// answers are words that tell what is asked for, or that answer it.
type answers struct{ measures, numbers, dates german.Set }

var answerWords = sync.OnceValue(func() answers {
	return answers{
		measures: setOf("viel viele vielen hoch lang lange groß weit alt oft schwer schnell tief many much high long large far old often fast deep")(),
		numbers: setOf(`zwei drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig hundert tausend dutzend
			million millionen milliarde milliarden prozent halfte drittel viertel
			two three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand dozen
			millions billion billions percent half third quarter`)(),
		dates: setOf(`januar februar marz april mai juni juli august september oktober november dezember jahrhundert
			january february march may june july october december century`)(),
	}
})

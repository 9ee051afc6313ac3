package german

import (
	_ "embed" // for the list of light words
	"strings"
	"sync"
)

// Stop tells whether a folded word is a function word or a question word, which
// says nothing about a text's subject. Negation (nicht, kein, ohne) is content:
// "nicht zufrieden" is not "zufrieden".
func Stop(folded string) bool {
	if len(folded) == 1 {
		return folded[0] < '0' || folded[0] > '9'
	}
	return stopWords().Has(folded)
}

// Filler tells whether a folded word only dresses a question up ("bitte", "mal",
// "zeig", "gibt"). Such words stay in texts and are left out of questions.
func Filler(folded string) bool { return fillers().Has(folded) }

// Light tells whether a folded word is an everyday one that names no subject of
// its own: verbs such as to find or to do, judgements, politeness. A question
// may hold it by chance, so it only counts where a text has it.
func Light(folded string) bool { return lightWords().Has(folded) }

//go:embed light.txt
var lightList string

// Set is a set of words that is read only.
type Set map[string]struct{}

// Has tells whether a word is in the set.
func (s Set) Has(w string) bool { _, ok := s[w]; return ok }

// SetOf makes a set of words with blanks between them, each folded, when it is
// first asked: starting does no work.
func SetOf(words string, fold func(string) string) func() Set {
	return sync.OnceValue(func() Set {
		s := Set{}
		for w := range strings.FieldsSeq(words) {
			s[fold(w)] = struct{}{}
		}
		return s
	})
}

func setOf(words string) func() Set { return SetOf(words, Fold) }

// The words are folded when a set is first asked, so that they can be written
// here as one writes them.
var (
	lightWords = setOf(lightList)
	stopWords  = setOf(`
		der die das den dem des ein eine einen einem einer eines
		ich du er sie es wir ihr mich dich sich uns euch ihn ihm ihnen man
		mein meine meinen meinem meiner meines dein deine deinen deinem deiner deines
		sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres
		unser unsere unseren unserem unserer unseres euer eure euren eurem eurer eures
		dieser diese dieses diesen diesem jener jene jenes jenen jenem
		derjenige diejenige dasjenige diejenigen denjenigen derselbe dieselbe dasselbe
		deren dessen denen welcher welche welches welchen welchem
		wer wen wem wessen was wie wo wann warum weshalb wieso woher wohin womit wofür wodurch
		woran worauf woraus worin worüber worum wovon wozu wogegen wobei wonach wieviel wieviele
		und oder aber denn sondern sowie sowohl doch jedoch als wenn falls weil da dass daß ob obwohl
		damit während bevor nachdem bis indem sodass entweder weder
		in im ins an am ans auf aufs aus bei beim mit nach seit von vom zu zum zur durch für fürs
		gegen um ums unter über vor vorm hinter neben zwischen wegen trotz statt innerhalb
		außerhalb gegenüber entlang per pro laut ab gemäß hinsichtlich bezüglich
		bin bist ist sind seid war warst waren wart wäre wären gewesen sei seien
		habe hast hat haben habt hatte hatten hattest hätte hätten gehabt
		werde wirst wird werden werdet wurde wurden worden würde würden geworden
		kann kannst können könnt konnte konnten könnte könnten
		muss musst müssen müsst musste mussten müsste müssten
		soll sollst sollen sollt sollte sollten will willst wollen wollt wollte wollten
		darf darfst dürfen durfte durften dürfte dürften mag mögen möchte möchten möchtest
		auch noch nur schon so dann dort hier nun jetzt da dabei dadurch dafür dagegen daher
		dahin dann daran darauf daraus darin darüber darum darunter davon davor dazu dahinter
		hierbei hierfür hierzu hiermit
		etwa eben also zwar somit sonst hin her ja jede jeder jedes jeden jedem
		alle allem allen aller alles andere anderen anderem anderer anderes
		etwas einige einigen einiger einiges einigem manche manchen mancher manches
		solche solchen solcher solches solchem
		bereits mehr viel viele vielen vieler vieles beziehungsweise bzw zb usw etc dh ua bspw ggf ca
	`)
	fillers = setOf(`
		bitte mal denn eigentlich halt eh gern gerne danke hallo hi hey moin servus
		sag sage sagt sagen sagte sagten zeig zeige zeigt zeigen nenn nenne nennt nennen gib gibt geben gibts
		erzähl erzähle erzählen erklär erkläre erklären erklärt such suche suchen finde find
		weißt wissen kennst kennt möcht wissen hätt würd
		steht stehen heißt heißen bedeutet lautet lauten geht ging gab mir dir infos info
		nochmal okay ok na ne gell wohl genau überhaupt irgendwie irgendwas irgendwo kurz
		wär wär's hab ham isn is ist's n nem ner
	`)
)

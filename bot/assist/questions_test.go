package assist_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/assist"
	"github.com/reportbot/reportbot/bot/terminal"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/corpustest"
	"github.com/reportbot/reportbot/corpus/reports"
	"github.com/reportbot/reportbot/index"
)

// mark is the share of the questions that must be answered rightly: where the
// table stands, in thousandths.
const mark = 980

// question is one entry of a question file: a conversation whose last question
// is judged.
type question struct {
	ID     string    `yaml:"id"`
	Wish   string    `yaml:"wish"`
	Lang   string    `yaml:"lang"`
	Ask    []string  `yaml:"ask"`
	Status yaml.Node `yaml:"status"`
	Must   []string  `yaml:"must"`
	Not    []string  `yaml:"not"`
	Page   []int     `yaml:"page"`
}

func (q question) statuses(t *testing.T) []string {
	t.Helper()
	if q.Status.Kind == yaml.ScalarNode {
		return []string{q.Status.Value}
	}
	var list []string
	if err := q.Status.Decode(&list); err != nil {
		t.Fatalf("%s: status: %v", q.ID, err)
	}
	return list
}

// judge says what is wrong with an answer, or "".
func (q question) judge(t *testing.T, a bot.Answer, shown string) string {
	t.Helper()
	if ok := q.statuses(t); !slices.Contains(ok, string(a.Status)) {
		return fmt.Sprintf("status %s, want %v", a.Status, ok)
	}
	text := strings.ToLower(shown)
	for _, must := range q.Must {
		if !slices.ContainsFunc(strings.Split(must, "|"), func(s string) bool { return strings.Contains(text, strings.ToLower(s)) }) {
			return fmt.Sprintf("lacks %q", must)
		}
	}
	for _, not := range q.Not {
		if strings.Contains(text, strings.ToLower(not)) {
			return fmt.Sprintf("holds %q", not)
		}
	}
	if len(q.Page) > 0 && !slices.ContainsFunc(a.Citations, func(c bot.Citation) bool { return slices.Contains(q.Page, c.Page) }) {
		return fmt.Sprintf("cites none of the pages %v", q.Page)
	}
	if n := len(a.Suggestions); n < 2 || n > 3 {
		return fmt.Sprintf("offers %d next questions", n)
	}
	if a.Language != q.Lang {
		return fmt.Sprintf("is in %s", a.Language)
	}
	return ""
}

// embedded are the reports that come with the program.
func embedded(tb testing.TB) []*corpus.Report {
	tb.Helper()
	loaded, err := corpus.Load(context.Background(), corpus.Source{Name: "reports", FS: reports.FS})
	if err != nil {
		tb.Fatal(err)
	}
	return loaded
}

// newAssistant returns an assistant over reports with an index in memory.
func newAssistant(tb testing.TB, list []*corpus.Report) (*assist.Assistant, *bot.Catalogue) {
	tb.Helper()
	ix, err := index.Open(context.Background(), list, index.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := ix.Close(); err != nil {
			tb.Error(err)
		}
	})
	catalogue, err := bot.NewCatalogue()
	if err != nil {
		tb.Fatal(err)
	}
	return assist.New(list, ix, catalogue, assist.Options{Feedback: &tally{}}), catalogue
}

// questionFile holds the questions that the repository is measured by.
const questionFile = "testdata/questions.yaml"

func readQuestions(tb testing.TB, file string) []question {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	var questions []question
	if err := yaml.Unmarshal(data, &questions); err != nil {
		tb.Fatal(err)
	}
	return questions
}

// Ensure the assistant answers what users ask, as a table by wish and language.
// REPORTBOT_QUESTIONS names another question file to run instead.
func TestQuestions(t *testing.T) {
	t.Parallel()
	file := questionFile
	if other := os.Getenv("REPORTBOT_QUESTIONS"); other != "" {
		file = other
	}
	questions := readQuestions(t, file)
	measure(t, questions, embedded(t))
}

// Ensure a package with the report's own wording beside ours costs no answer.
func TestQuestionsReworded(t *testing.T) {
	t.Parallel()
	measure(t, readQuestions(t, questionFile), []*corpus.Report{corpustest.Reworded(t)})
}

// measure asks the questions of reports and wants the mark.
func measure(t *testing.T, questions []question, list []*corpus.Report) {
	t.Helper()
	a, catalogue := newAssistant(t, list)
	renderer := terminal.NewRenderer(catalogue)
	right, all := map[string]int{}, map[string]int{}
	for _, q := range questions {
		var ans bot.Answer
		for _, text := range q.Ask {
			var err error
			if ans, err = a.Answer(context.Background(), bot.Question{Text: text, Locale: q.Lang, Conversation: q.ID}); err != nil {
				t.Fatalf("%s: %v", q.ID, err)
			}
		}
		shown := renderer.Plain(ans)
		wrong := q.judge(t, ans, shown)
		for _, key := range []string{q.Wish + " " + q.Lang, "all " + q.Lang, "all"} {
			all[key]++
			if wrong == "" {
				right[key]++
			}
		}
		if wrong != "" {
			t.Logf("%s %q: %s\n   [%s] %s", q.ID, q.Ask, wrong, ans.Wish, strings.ReplaceAll(shown, "\n", " / "))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%-16s %3d of %3d  %5.1f %%", key, right[key], all[key], 100*float64(right[key])/float64(all[key]))
	}
	if got := 1000 * right["all"] / all["all"]; got < mark {
		t.Errorf("%d of %d questions answered rightly: the mark is %d per mille", right["all"], all["all"], mark)
	}
}

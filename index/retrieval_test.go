package index

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/corpustest"
	"github.com/reportbot/reportbot/corpus/reports"
)

// What the questions of testdata/questions.jsonl must reach, by language. They
// were written as people speak who have not read the report, without looking at
// what a search finds, and are not mended after it: .779 and .662 is where they
// stand.
const (
	leastOwnGerman  = .77
	leastOwnEnglish = .65
)

// leastMRR is what real German questions must reach. A large OR over stems and
// all 4-grams, which costs 27 times a plain query, reaches .945 on them.
const leastMRR = .958

// What real English questions on the same German text must reach with a
// dictionary, and what with none: names and numbers are the same.
const (
	leastTranslated   = .85
	leastUntranslated = .40
)

// debianDictionary is where Debian's package trans-de-en has its file.
const debianDictionary = "/usr/share/trans/de-en"

// asked is a question and the passages that answer it, one as well as another.
type asked struct {
	Lang    string
	Text    string
	Answers []string
}

// TestRetrieval measures the mean reciprocal rank at 10: of our own questions on
// the report that comes with the program and, where REPORTBOT_SHARED names the
// folder that has them, of real ones that are not part of the repository.
func TestRetrieval(t *testing.T) {
	t.Parallel()
	loaded, err := corpus.Load(context.Background(), corpus.Source{Name: "reports", FS: reports.FS})
	if err != nil {
		t.Fatal(err)
	}
	own := readObjects[asked](t, filepath.Join("testdata", "questions.jsonl"))
	ix := open(t, Options{}, loaded...)
	measure(t, "own", ix, "de", own, leastOwnGerman)
	measure(t, "own", ix, "en", own, leastOwnEnglish)
	// A package with the report's own wording must not make it worse.
	ix = open(t, Options{}, corpustest.Reworded(t))
	measure(t, "own with wordings", ix, "de", own, leastOwnGerman)
	measure(t, "own with wordings", ix, "en", own, leastOwnEnglish)
	if shared := os.Getenv("REPORTBOT_SHARED"); shared != "" {
		measureForeign(t, filepath.Join(shared, "retrieval"))
	}
}

// measureForeign asks the questions of a folder with corpus.jsonl,
// questions.de.jsonl, questions.en.jsonl and qrels.tsv. A machine without the
// dictionary measures what is left.
func measureForeign(t *testing.T, dir string) {
	t.Helper()
	r := paragraphs(t, dir)
	questions := foreignQuestions(t, dir)
	ix := open(t, Options{}, r)
	measure(t, "foreign", ix, "de", questions, leastMRR)
	measure(t, "foreign", ix, "en", questions, leastUntranslated)
	if _, err := os.Stat(debianDictionary); err == nil {
		ix := open(t, Options{Dictionary: debianDictionary}, r)
		measure(t, "foreign", ix, "de", questions, leastMRR)
		measure(t, "foreign", ix, "en", questions, leastTranslated)
	}
}

type identified struct{ ID, Text string }

// paragraphs are the texts as a report.
func paragraphs(t *testing.T, dir string) *corpus.Report {
	t.Helper()
	r := &corpus.Report{ID: "paragraphs", Languages: []string{"de"}}
	for _, p := range readObjects[identified](t, filepath.Join(dir, "corpus.jsonl")) {
		r.Passages = append(r.Passages, corpus.Passage{ID: p.ID, Text: corpus.Text{"de": p.Text}})
	}
	return r
}

func foreignQuestions(t *testing.T, dir string) []asked {
	t.Helper()
	relevant := map[string]string{}
	for line := range strings.Lines(string(readFile(t, filepath.Join(dir, "qrels.tsv")))) {
		question, paragraph, _ := strings.Cut(strings.TrimSpace(line), "\t")
		relevant[question] = paragraph
	}
	var out []asked
	for _, lang := range []string{"de", "en"} {
		for _, q := range readObjects[identified](t, filepath.Join(dir, "questions."+lang+".jsonl")) {
			out = append(out, asked{lang, q.Text, []string{relevant[q.ID]}})
		}
	}
	return out
}

// measure asks the questions in a language. An answer that no report has would
// be a mistake of the file, not of the search.
func measure(t *testing.T, name string, ix *Index, lang string, questions []asked, least float64) {
	t.Helper()
	sum, n := 0.0, 0
	for _, q := range questions {
		if q.Lang != lang {
			continue
		}
		n++
		for _, id := range q.Answers {
			if !slices.ContainsFunc(ix.shards, func(s *shard) bool { return s.report.Passage(id) != nil }) {
				t.Errorf("%s: %q: there is no passage %q", name, q.Text, id)
			}
		}
		found := ids(ask(t, ix, Query{Text: q.Text, Language: lang, Kinds: []corpus.Kind{corpus.KindPassage}, Limit: 10}))
		if at := slices.IndexFunc(found, func(id string) bool { return slices.Contains(q.Answers, id) }); at >= 0 {
			sum += 1 / float64(at+1)
		}
	}
	mrr := sum / float64(max(n, 1))
	t.Logf("%s, %s: MRR@10 %.4f of %d questions, dictionary %t", name, lang, mrr, n, ix.dictionary != nil)
	if n == 0 || mrr < least {
		t.Errorf("%s, %s: MRR@10 %.4f of %d questions, want %.3f at least", name, lang, mrr, n, least)
	}
}

func readObjects[T any](t *testing.T, path string) []T {
	t.Helper()
	var out []T
	for d := json.NewDecoder(bytes.NewReader(readFile(t, path))); d.More(); {
		var x T
		if err := d.Decode(&x); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, x)
	}
	return out
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

package index

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/corpus"
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

// TestRetrieval measures the mean reciprocal rank at 10 on real questions. They
// are not part of the repository: REPORTBOT_SHARED names the folder above
// retrieval/, which holds corpus.jsonl, questions.de.jsonl, questions.en.jsonl
// and qrels.tsv. A machine without the dictionary measures what is left.
func TestRetrieval(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("REPORTBOT_SHARED")
	if shared == "" {
		t.Skip("REPORTBOT_SHARED is not set")
	}
	dir := filepath.Join(shared, "retrieval")
	r := paragraphs(t, dir)
	measure(t, dir, "de", open(t, Options{}, r), leastMRR)
	measure(t, dir, "en", open(t, Options{}, r), leastUntranslated)
	if _, err := os.Stat(debianDictionary); err == nil {
		ix := open(t, Options{Dictionary: debianDictionary}, r)
		measure(t, dir, "de", ix, leastMRR)
		measure(t, dir, "en", ix, leastTranslated)
	}
}

// paragraphs are the texts as a report.
func paragraphs(t *testing.T, dir string) *corpus.Report {
	t.Helper()
	r := &corpus.Report{ID: "paragraphs", Languages: []string{"de"}}
	for _, p := range readTexts(t, filepath.Join(dir, "corpus.jsonl")) {
		r.Passages = append(r.Passages, corpus.Passage{ID: p.ID, Text: corpus.Text{"de": p.Text}})
	}
	return r
}

// measure asks the questions in a language.
func measure(t *testing.T, dir, lang string, ix *Index, least float64) {
	t.Helper()
	relevant := map[string]string{}
	for line := range strings.Lines(string(readFile(t, filepath.Join(dir, "qrels.tsv")))) {
		question, paragraph, _ := strings.Cut(strings.TrimSpace(line), "\t")
		relevant[question] = paragraph
	}
	questions := readTexts(t, filepath.Join(dir, "questions."+lang+".jsonl"))
	sum := 0.0
	for _, q := range questions {
		for i, id := range ids(ask(t, ix, Query{Text: q.Text, Language: lang, Limit: 10})) {
			if id == relevant[q.ID] {
				sum += 1 / float64(i+1)
			}
		}
	}
	mrr := sum / float64(len(questions))
	t.Logf("%s: MRR@10 %.4f of %d questions, dictionary %t", lang, mrr, len(questions), ix.dictionary != nil)
	if mrr < least {
		t.Errorf("%s: MRR@10 %.4f, want %.3f at least", lang, mrr, least)
	}
}

type identified struct{ ID, Text string }

func readTexts(t *testing.T, path string) []identified {
	t.Helper()
	var out []identified
	for d := json.NewDecoder(bytes.NewReader(readFile(t, path))); d.More(); {
		var x identified
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

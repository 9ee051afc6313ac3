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

// TestRetrieval measures the mean reciprocal rank at 10 on real questions. They
// are not part of the repository: REPORTBOT_SHARED names the folder above
// retrieval/, which holds corpus.jsonl, questions.de.jsonl and qrels.tsv.
func TestRetrieval(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("REPORTBOT_SHARED")
	if shared == "" {
		t.Skip("REPORTBOT_SHARED is not set")
	}
	dir := filepath.Join(shared, "retrieval")
	r := &corpus.Report{ID: "paragraphs", Languages: []string{"de"}}
	for _, p := range readTexts(t, filepath.Join(dir, "corpus.jsonl")) {
		r.Passages = append(r.Passages, corpus.Passage{ID: p.ID, Text: corpus.Text{"de": p.Text}})
	}
	relevant := map[string]string{}
	for line := range strings.Lines(string(readFile(t, filepath.Join(dir, "qrels.tsv")))) {
		question, paragraph, _ := strings.Cut(strings.TrimSpace(line), "\t")
		relevant[question] = paragraph
	}
	ix := open(t, Options{}, r)
	questions := readTexts(t, filepath.Join(dir, "questions.de.jsonl"))
	sum := 0.0
	for _, q := range questions {
		for i, id := range ids(ask(t, ix, Query{Text: q.Text, Language: "de", Limit: 10})) {
			if id == relevant[q.ID] {
				sum += 1 / float64(i+1)
			}
		}
	}
	mrr := sum / float64(len(questions))
	t.Logf("MRR@10 %.4f of %d questions", mrr, len(questions))
	if mrr < leastMRR {
		t.Errorf("MRR@10 %.4f, want %.3f at least", mrr, leastMRR)
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

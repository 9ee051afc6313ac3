package index

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/corpus"
)

func readLines(t testing.TB, path string) []string {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		out = append(out, s.Text())
	}
	return out
}

type line struct{ ID, Text string }

func readJSON(t testing.TB, path string) []line {
	var out []line
	for _, l := range readLines(t, path) {
		var x line
		if err := json.Unmarshal([]byte(l), &x); err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

func TestRetrieval(t *testing.T) {
	dir := os.Getenv("REPORTBOT_SHARED")
	if dir == "" {
		t.Skip("REPORTBOT_SHARED is not set")
	}
	dir = filepath.Join(dir, "retrieval")
	r := &corpus.Report{ID: "x", Languages: []string{"de"}}
	for _, l := range readJSON(t, filepath.Join(dir, "corpus.jsonl")) {
		r.Passages = append(r.Passages, corpus.Passage{ID: l.ID, Page: 1, Text: corpus.Text{"de": l.Text}})
	}
	want := map[string]string{}
	for _, l := range readLines(t, filepath.Join(dir, "qrels.tsv")) {
		q, p, _ := strings.Cut(l, "\t")
		want[q] = p
	}
	ix, err := Open(context.Background(), []*corpus.Report{r}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	qs := readJSON(t, filepath.Join(dir, "questions.de.jsonl"))
	mrr := func(show bool) float64 {
		sum := 0.0
		for _, q := range qs {
			res, err := ix.Search(context.Background(), Query{Text: q.Text, Language: "de"})
			if err != nil {
				t.Fatal(err, q)
			}
			rank := 0
			for i, h := range res.Hits {
				if h.Ref.ID == want[q.ID] {
					rank = i + 1
					break
				}
			}
			if rank > 0 {
				sum += 1 / float64(rank)
			}
			if show && rank != 1 {
				t.Log(rank, q.Text, want[q.ID])
			}
		}
		return sum / float64(len(qs))
	}
	t.Logf("MRR@10 %.4f", mrr(os.Getenv("SHOW") != ""))
}

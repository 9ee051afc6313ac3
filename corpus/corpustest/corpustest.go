// Package corpustest makes reports for tests of other packages: the report that
// comes with the program beside a made-up package that extends it. What a report
// is stays with package corpus.
package corpustest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
)

// Reworded is the first report that comes with the program, with a made-up wording
// of every second passage: words of that one and of its neighbours in another
// order, as a paragraph of a report says what a retelling parts into several
// thoughts. It is the same every time.
func Reworded(tb testing.TB) *corpus.Report {
	tb.Helper()
	embedded := corpus.Source{Name: "reports", FS: reports.FS}
	loaded, err := corpus.Load(tb.Context(), embedded)
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	if err := corpus.Write(tb.Context(), filepath.Join(dir, "wording"), wording(loaded[0])); err != nil {
		tb.Fatal(err)
	}
	loaded, err = corpus.Load(tb.Context(), embedded, corpus.Source{Name: dir, FS: os.DirFS(dir)})
	if err != nil {
		tb.Fatal(err)
	}
	return loaded[0]
}

// wording is the package that extends r.
func wording(r *corpus.Report) *corpus.Report {
	lang := r.MainLanguage()
	more := &corpus.Report{ID: "wording", Extends: r.ID, Languages: []string{lang}}
	for i := 1; i+1 < len(r.Passages); i += 2 {
		of := r.Passages[i]
		var words []string
		for _, p := range r.Passages[i-1 : i+2] {
			words = append(words, strings.Fields(p.Text.In(lang))...)
		}
		rand.New(rand.NewPCG(uint64(i), 1)).Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] }) //nolint:gosec // The same every time.
		more.Passages = append(more.Passages, corpus.Passage{
			ID: "wording-" + of.ID, WordingOf: of.ID, Section: of.Section, Page: of.Page,
			Text: corpus.Text{lang: strings.Join(words, " ")},
		})
	}
	return more
}

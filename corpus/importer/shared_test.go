package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
)

// Ensure the real report's text comes to what is known of it: its quotes with
// their speakers, no number that a program read, the same bytes each time, and a
// wording that loads beside the package that retells it. REPORTBOT_SHARED names the
// folder that holds the text.
func TestRealReport(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("REPORTBOT_SHARED")
	if shared == "" {
		t.Skip("REPORTBOT_SHARED is not set")
	}
	embedded := corpus.Source{Name: "reports", FS: reports.FS}
	loaded, err := corpus.Load(t.Context(), embedded)
	if err != nil {
		t.Fatal(err)
	}
	base := loaded[0]
	file := filepath.Join(shared, "source", base.ID+".txt")
	d := mustImport(t, file, Options{})
	said := map[string]string{}
	for i := range base.Quotes {
		q := &base.Quotes[i]
		text, _ := q.Said()
		said[bareName(base.Person(q.Speaker).Name)] = bare(text)
	}
	got := map[string]string{}
	names := map[string]string{}
	for _, p := range d.Report.People {
		names[p.ID] = p.Name
	}
	for _, q := range d.Report.Quotes {
		got[bareName(names[q.Speaker])] = bare(q.Text[language])
	}
	if diff := cmp.Diff(said, got); diff != "" {
		t.Errorf("quotes (-known +read):\n%s", diff)
	}
	for _, f := range d.Report.Figures {
		for _, it := range f.Items {
			for _, v := range it.Values {
				if v.Value != nil {
					t.Errorf("%s: %s has the value %v, which a program read", f.ID, it.ID, v.Value)
				}
			}
		}
	}
	first := files(t, mustWrite(t, d))
	if diff := cmp.Diff(first, files(t, mustWrite(t, mustImport(t, file, Options{})))); diff != "" {
		t.Errorf("another import came to (-first +again):\n%s", diff)
	}
	wording := mustWrite(t, mustImport(t, file, Options{Extends: base}))
	joined, err := corpus.Load(t.Context(), embedded, corpus.Source{Name: "wording", FS: os.DirFS(wording)})
	if err != nil {
		t.Fatalf("load the wording beside the package: %v", err)
	}
	if n := len(joined[0].Originals); n < 100 {
		t.Errorf("%d records have a wording, want 100 or more", n)
	}
	proof, err := Prove(t.Context(), file, joined[0], Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, diff := range proof.Differences {
		t.Error(diff)
	}
}

// bare are a text's words without marks.
func bare(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

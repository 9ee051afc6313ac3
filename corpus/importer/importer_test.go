package importer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/pdf"
)

// pdfCache keeps what makes the PDF reader start fast, for all tests of the binary.
// The first one that asks fills it.
var pdfCache = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "importer")
	if err != nil {
		return "", err
	}
	file, err := pdf.Open(context.Background(), writePDF(""), pdf.Options{Cache: dir})
	if err != nil {
		return dir, err
	}
	return dir, file.Close()
})

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if dir, _ := pdfCache(); dir != "" {
			_ = os.RemoveAll(dir)
		}
		os.Exit(code)
	}))
}

// The made-up report of these tests: as it was set, and as a program read it that
// knows no German.
const (
	rightText = "testdata/buecherei.txt"
	ocrText   = "testdata/buecherei-ocr.txt"
)

func mustImport(t testing.TB, file string, o Options) *Draft {
	t.Helper()
	d, err := Import(t.Context(), file, o)
	if err != nil {
		t.Fatalf("import %s: %v", file, err)
	}
	return d
}

// mustWrite writes a draft to a folder of its own, named as the package.
func mustWrite(t testing.TB, d *Draft) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), d.Report.ID)
	if err := d.Write(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func mustRead(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// fileOf is a new file with a content.
func fileOf(t testing.TB, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// files are the files of a folder by their names.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		out[e.Name()] = mustRead(t, filepath.Join(dir, e.Name()))
	}
	return out
}

// golden compares a folder with the one in testdata, or writes that anew.
func golden(t *testing.T, name, dir string) {
	t.Helper()
	want := filepath.Join("testdata", "golden", name)
	got := files(t, dir)
	if *update {
		if err := os.RemoveAll(want); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(want, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(files(t, want), got); diff != "" {
		t.Errorf("the import is not as in %s (-want +got):\n%s", want, diff)
	}
}

// mustLoad loads packages from the folders that hold them.
func mustLoad(t testing.TB, dirs ...string) []*corpus.Report {
	t.Helper()
	reports, err := load(t.Context(), dirs...)
	if err != nil {
		t.Fatalf("load %s: %v", dirs, err)
	}
	return reports
}

func load(ctx context.Context, dirs ...string) ([]*corpus.Report, error) {
	var sources []corpus.Source
	for _, dir := range dirs {
		sources = append(sources, corpus.Source{Name: filepath.Base(dir), FS: os.DirFS(dir)})
	}
	return corpus.Load(ctx, sources...)
}

// Ensure a report's text comes to the package that a person reviewed, word for
// word: as it was set, and as a program read it. Both load without a fault.
func TestImport(t *testing.T) {
	t.Parallel()
	for _, file := range []string{rightText, ocrText} {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := mustImport(t, file, Options{})
			dir := mustWrite(t, d)
			golden(t, name, dir)
			loaded := mustLoad(t, dir)
			if len(loaded) != 1 || loaded[0].ID != d.Report.ID {
				t.Fatalf("%d packages were loaded", len(loaded))
			}
		})
	}
}

// Ensure the same file comes to the same bytes.
func TestImportIsTheSameTwice(t *testing.T) {
	t.Parallel()
	first := files(t, mustWrite(t, mustImport(t, ocrText, Options{})))
	for range 2 {
		again := files(t, mustWrite(t, mustImport(t, ocrText, Options{})))
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatalf("another import came to (-first +again):\n%s", diff)
		}
	}
}

// Ensure a text that is right is left as it is, but for the hyphens at its lines'
// ends: each word of it stands in the package as often as in the file.
func TestRightTextStays(t *testing.T) {
	t.Parallel()
	source := mustRead(t, rightText)
	// Those that stay are of compounds.
	for _, kept := range []string{"IT-\nStelle"} {
		source = strings.ReplaceAll(source, kept, strings.ReplaceAll(kept, "\n", ""))
	}
	source = strings.NewReplacer("-\n", "", "-\n\n5\n\n\f", "").Replace(source)
	want := words(source)
	got := words(mustImport(t, rightText, Options{}).Text)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words (-file +import):\n%s", diff)
	}
}

// words are the words of a text in the order of the alphabet, without the marks of
// items and quotes.
func words(s string) []string {
	s = strings.NewReplacer("»", "", "„", "", "“", "").Replace(s)
	return slices.Sorted(slices.Values(strings.Fields(s)))
}

// Ensure the program that reads a text without German makes little difference to
// what is found in it: sections, passages, lists, quotes, charts and people are
// the same, and stand on the same pages.
func TestDamageChangesNoShape(t *testing.T) {
	t.Parallel()
	right, read := mustImport(t, rightText, Options{}).Report, mustImport(t, ocrText, Options{}).Report
	if diff := cmp.Diff(shape(right), shape(read)); diff != "" {
		t.Errorf("what is found (-set +read):\n%s", diff)
	}
	for _, f := range read.Figures {
		for _, it := range f.Items {
			if v := it.Values[0]; v.Value != nil || v.Status != corpus.Lost {
				t.Errorf("%s: %s has the value %v, which a program read", f.ID, it.ID, v)
			}
		}
	}
}

// shape is what a package holds, without the words.
func shape(r *corpus.Report) map[string][]int {
	out := map[string][]int{}
	for _, s := range r.Sections {
		out["sections"] = append(out["sections"], s.Page)
	}
	for _, p := range r.Passages {
		out["passages"] = append(out["passages"], p.Page)
	}
	for _, l := range r.Lists {
		out["lists"] = append(out["lists"], l.Page, len(l.Items))
	}
	for _, q := range r.Quotes {
		out["quotes"] = append(out["quotes"], q.Page)
	}
	for _, f := range r.Figures {
		out["figures"] = append(out["figures"], f.Page, len(f.Items))
	}
	for _, p := range r.People {
		out["people"] = append(out["people"], p.Page)
	}
	return out
}

// Ensure each word that is not sure is named, once for each place.
func TestDoubtsOnce(t *testing.T) {
	t.Parallel()
	d := mustImport(t, ocrText, Options{})
	type place struct {
		page       int
		lines, was string
	}
	seen := map[place]bool{}
	for _, w := range d.Review.words {
		key := place{w.page, w.lines, w.was}
		if seen[key] {
			t.Errorf("%s on page %d, %s, is named twice", w.was, w.page, w.lines)
		}
		seen[key] = true
	}
	list := fileOf(t, "list.txt", "In diesem Absatz steht ein Satz.\n\nDie Wiinsche der Leser im Tal sind seit vielen Jahren die gleichen wie 6fter im ganzen Land:\n\n» qwxzrtau im Keller und auf dem Dach\n» Biicher im Garten und im Hof\n» Regale im Flur und im Hof\n")
	// The first item of a list that is led to has doubts, too.
	if got := mustImport(t, list, Options{}).Review.Markdown(); !strings.Contains(got, "qwxzrtau is in no list") {
		t.Errorf("the word in the first item is not named:\n%s", got)
	}
}

// Ensure a heading below a chart, with nothing of its own behind it, begins no
// section, and one above a chart does.
func TestHeadingsAtCharts(t *testing.T) {
	t.Parallel()
	const text = `Bericht der Brunnenmeister 2024

Die Brunnen im Tal werden seit dem letzten Jahr wieder von der Gemeinde gepflegt und geprüft.

%s

Zustand der Brunnen im ganzen Tal
Angaben in Prozent

Brunnen mit Wasser 60
Brunnen ohne Wasser 40

Quelle: Zählung der Gemeinde 2024

%s
`
	for _, tt := range []struct{ name, above, below, want string }{
		{"above", "Zahlen zu den Brunnen", "", "Bericht der Brunnenmeister 2024|Zahlen zu den Brunnen"},
		{"below", "", "Stand aller Angaben", "Bericht der Brunnenmeister 2024"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := fileOf(t, "brunnen.txt", strings.Replace(strings.Replace(text, "%s", tt.above, 1), "%s", tt.below, 1))
			var got []string
			for _, s := range mustImport(t, file, Options{}).Report.Sections {
				got = append(got, s.Title[language])
			}
			if strings.Join(got, "|") != tt.want {
				t.Errorf("sections are %q, want %q", strings.Join(got, "|"), tt.want)
			}
		})
	}
}

// Ensure ids keep the letters below accents.
func TestSlug(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"Öznur Çelik", "oeznur-celik"},
		{"Café  im »Haus«", "cafe-im-haus"},
		{"Große Übung", "grosse-uebung"},
		{"Große U\u0308bung", "grosse-uebung"}, // decomposed
		{"?!", "teil"},
		{"", "teil"},
		{"日本", "teil"},
		{"eins zwei drei vier", "eins-zwei-drei"},
		{strings.Repeat("a", 30), strings.Repeat("a", 18)},
	} {
		if got := slug(tt.in, 18); got != tt.want {
			t.Errorf("slug(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

package corpus_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
)

// written loads the embedded reports and writes each into a folder of its own
// below the one that is returned.
func written(t *testing.T) (dir string, loaded []*corpus.Report) {
	t.Helper()
	loaded, err := corpus.Load(context.Background(), corpus.Source{Name: "reports", FS: reports.FS})
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for _, r := range loaded {
		if err := corpus.Write(t.Context(), filepath.Join(dir, r.ID), r); err != nil {
			t.Fatal(err)
		}
	}
	return dir, loaded
}

// Ensure what was written is read back the same, and that writing again gives the
// same bytes.
func TestWriteRoundTrip(t *testing.T) {
	t.Parallel()
	dir, want := written(t)
	got, err := corpus.Load(context.Background(), corpus.Source{Name: "written", FS: os.DirFS(dir)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(corpus.Report{}), cmp.AllowUnexported(corpus.Number{})); diff != "" {
		t.Errorf("(-want +got):\n%.2000s", diff)
	}
	again, _ := written(t)
	if diff := cmp.Diff(contents(t, dir), contents(t, again)); diff != "" {
		t.Errorf("other bytes: %.500s", diff)
	}
}

// contents are the files below dir.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Ensure texts that YAML could take for something else come back as they were,
// and that the files read well: keys in their order, long texts folded, nothing
// written for what is not there.
func TestWriteForm(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ein ziemlich langer Satz mit: Doppelpunkt, „Zeichen“ und # Raute. ", 5)
	r := &corpus.Report{ID: "more", Extends: "r", Languages: []string{"de"}, Passages: []corpus.Passage{
		{ID: "p1", WordingOf: "p", Section: "s", Page: 2, Text: corpus.Text{"de": long},
			Span: corpus.Span{{Page: 2, Lines: corpus.LineSpan(81, 95)}, {Page: 3, Box: []float64{72, 100.5, 300, 240}}}},
		{ID: "2026", Section: "s", Page: 2, Text: corpus.Text{"de": "null"}, Asks: corpus.Phrases{"de": {"true", "- a", "1.0", "~", "a: b", "#"}}},
		{ID: "p3", Section: "s", Page: 2, Text: corpus.Text{"de": "Zwei\n\nZeilen  mit\n  Einzug"}},
	}}
	dir := filepath.Join(t.TempDir(), "deep", "more")
	if err := corpus.Write(t.Context(), dir, r); err != nil {
		t.Fatal(err)
	}
	files := contents(t, dir)
	if len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
	if diff := cmp.Diff("id: more\nextends: r\nlanguages: [de]\n", files["report.yaml"]); diff != "" {
		t.Error(diff)
	}
	const head = `- id: p1
  wording_of: p
  section: s
  page: 2
  span: [{page: 2, lines: 81-95}, {page: 3, box: [72, 100.5, 300, 240]}]
  text:
    de: >-
      Ein ziemlich langer Satz mit: Doppelpunkt, „Zeichen“ und # Raute. `
	if !strings.HasPrefix(files["passages.yaml"], head) {
		t.Errorf("got\n%s", files["passages.yaml"])
	}
	for line := range strings.Lines(files["passages.yaml"]) {
		if len([]rune(line)) > 140 {
			t.Errorf("a line of %d characters: %s", len([]rune(line)), line)
		}
	}
}

// Ensure a folder that is in use stays as it is, and that nothing is left of what
// can't be written.
func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	good := func() *corpus.Report { return &corpus.Report{ID: "r", Extends: "x"} }
	for _, tc := range []struct {
		name   string
		file   string
		change func(*corpus.Report)
		want   string
	}{
		{"a folder with files", "mine/notes.txt", func(*corpus.Report) {}, "holds files"},
		{"a file", "mine", func(*corpus.Report) {}, "mine"},
		{"not UTF-8", "", func(r *corpus.Report) { r.Title = corpus.Text{"de": "a\xff"} }, "not UTF-8"},
		{"a number that reads back as another", "", func(r *corpus.Report) {
			r.People = []corpus.Person{{ID: "p", Span: corpus.Span{{Box: []float64{1e30}}}}}
		}, "is not a number"},
		{"a joined report", "", func(r *corpus.Report) { r.Aliases = []corpus.Alias{{ID: "a", Of: "b"}} }, "by itself"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if tc.file != "" {
				name := filepath.Join(dir, tc.file)
				if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte("a"), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			before := contents(t, dir)
			r := good()
			tc.change(r)
			err := corpus.Write(t.Context(), filepath.Join(dir, "mine"), r)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
				t.Errorf("the folder has changed: %s", diff)
			}
			entries, _ := os.ReadDir(dir)
			if len(entries) > 1 || tc.file == "" && len(entries) > 0 {
				t.Errorf("left behind: %v", entries)
			}
		})
	}
}

// Ensure an empty folder, as a script makes it beforehand, can be written to.
func TestWriteEmptyFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := corpus.Write(t.Context(), dir, &corpus.Report{ID: "r", Extends: "x"}); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "report.yaml")); err != nil || !bytes.HasPrefix(data, []byte("id: r\n")) {
		t.Errorf("got %q, %v", data, err)
	}
}

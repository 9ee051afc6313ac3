package index

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
)

var keptQueries = []string{"Köln", "standartisierung", "AI routine work", "42,5", "mangel", "Personal gewinnen"}

// sameAnswers fails where two indexes answer differently.
func sameAnswers(t *testing.T, want, got *Index) {
	t.Helper()
	for _, text := range keptQueries {
		if diff := cmp.Diff(ask(t, want, Query{Text: text}), ask(t, got, Query{Text: text}), words); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// keptIn lists the folders of kept and half-built indexes.
func keptIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestKeptIndexAnswersLikeTheBuiltOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	memory := open(t, Options{}, town())
	sameAnswers(t, memory, open(t, Options{Dir: dir}, town()))
	before := keptIn(t, dir)
	sameAnswers(t, memory, open(t, Options{Dir: dir}, town()))
	if diff := cmp.Diff(before, keptIn(t, dir)); diff != "" || len(before) != 1 {
		t.Errorf("the kept index was not reused: %v %s", before, diff)
	}
}

func TestKeptIndexFollowsTheReports(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, Options{Dir: dir}, town())
	before := keptIn(t, dir)
	changed := town()
	changed.Passages = append(changed.Passages, corpus.Passage{ID: "neu", Text: corpus.Text{"de": "Ein Zeppelin landet."}})
	ix := open(t, Options{Dir: dir}, changed)
	if diff := cmp.Diff([]string{"neu"}, ids(ask(t, ix, Query{Text: "Zeppelin"}))); diff != "" {
		t.Error(diff)
	}
	after := keptIn(t, dir)
	if len(after) != 1 || after[0] == before[0] {
		t.Errorf("before %v, after %v: want the old one removed", before, after)
	}
}

// TestKeptIndexesOfOtherReportsGo opens one report, two, and one of them again:
// only what is in use stays.
func TestKeptIndexesOfOtherReportsGo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b := germanReport(), englishReport()
	for _, reports := range [][]*corpus.Report{{a}, {a, b}, {b}, {a, b}} {
		open(t, Options{Dir: dir}, reports...)
		if names := keptIn(t, dir); len(names) != len(reports) {
			t.Errorf("of %d reports %d are kept: %v", len(reports), len(names), names)
		}
	}
}

func TestBrokenKeptIndexIsBuiltAnew(t *testing.T) {
	t.Parallel()
	memory := open(t, Options{}, town())
	files := map[string]bool{}
	probe := t.TempDir()
	open(t, Options{Dir: probe}, town())
	err := filepath.WalkDir(probe, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			parts := filepath.ToSlash(path[len(probe)+1:])
			files[parts] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	damages := map[string]func(path string, data []byte) error{
		"removed":   func(path string, _ []byte) error { return os.Remove(path) },
		"emptied":   func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o644) },
		"cut":       func(path string, data []byte) error { return os.WriteFile(path, data[:len(data)/2], 0o644) },
		"one bit":   func(path string, data []byte) error { data[len(data)/2] ^= 4; return os.WriteFile(path, data, 0o644) },
		"a garbage": func(path string, _ []byte) error { return os.WriteFile(path, []byte("garbage"), 0o644) },
	}
	for name := range files {
		for how, damage := range damages {
			t.Run(filepath.Base(name)+" "+how, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				first := open(t, Options{Dir: dir}, town())
				if err := first.Close(); err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(dir, name)
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := damage(path, data); err != nil {
					t.Fatal(err)
				}
				sameAnswers(t, memory, open(t, Options{Dir: dir}, town()))
				sameAnswers(t, memory, open(t, Options{Dir: dir}, town()))
			})
		}
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	sameAnswers(t, open(t, Options{}, town()), open(t, Options{Dir: filepath.Join(file, "below")}, town()))
}

func TestManyProcessesStartAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	memory := open(t, Options{}, town())
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() { sameAnswers(t, memory, open(t, Options{Dir: dir}, town())) })
	}
	wg.Wait()
	if names := keptIn(t, dir); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

package corpus_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
)

// loadKept loads fsys with what is kept in dir; what is said louder than debug
// fails the test.
func loadKept(t *testing.T, dir string, fsys fs.FS) ([]*corpus.Report, error) {
	t.Helper()
	var said strings.Builder
	reports, err := corpus.LoadKept(t.Context(), dir, slog.New(slog.NewTextHandler(&said, nil)), corpus.Source{Name: "x", FS: fsys})
	if said.Len() > 0 {
		t.Errorf("logged: %s", &said)
	}
	return reports, err
}

// mustKeep loads fsys, which has no faults, and compares with what Load says of
// it, down to the fields that are not exported.
func mustKeep(t *testing.T, dir string, fsys fs.FS) {
	t.Helper()
	want, err := load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	got, err := loadKept(t, dir, fsys)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("other reports than those that Load returns (-want +got):\n%s", diff)
	}
}

// keptFile returns the one file of kept reports in dir.
func keptFile(t *testing.T, dir string) (path string, info fs.FileInfo) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "reports-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("kept files: %v %v, want one", files, err)
	}
	info, err = os.Stat(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return files[0], info
}

// everything is a package in which every kind of record and of value stands.
func everything() fstest.MapFS {
	return pkg(map[string]string{
		"quotes.yaml": "- {id: q, speaker: kim, section: s1, page: 2, text: {de: a}, translation: {en: b}, topics: [], asks: {}}\n",
		"figures.yaml": `- id: f
  title: {de: a, en: b}
  unit: percent
  page: 3
  section: s1
  items:
    - {id: one, label: {de: a, en: b}, values: [{value: 75.0, status: exact}], asks: {de: [], en: }}
    - {id: two, label: {de: a, en: b}, values: [{value: 0, status: exact}]}
    - {id: three, label: {de: a, en: b}, values: [{value: null, status: lost, note: {de: a, en: b}, bound: {text: {de: a, en: b}, page: 4}}]}
`,
		"lists.yaml": "- {id: l, section: s1, page: 2, ordered: true, title: {de: a, en: b}, items: [{title: {de: a, en: b}, points: [{de: c, en: d}]}]}\n",
		"terms.yaml": "- {id: t, type: place, label: {de: a, en: b}, synonyms: {de: [c, d]}}\n",
		"facts.yaml": "- {id: w, text: {de: a, en: b}, records: [f/one]}\n",
	})
}

// Ensure that reports are kept, taken from what is kept, and the same as parsed
// ones.
func TestLoadKept(t *testing.T) {
	t.Parallel()
	for name, fsys := range map[string]fs.FS{"embedded": reports.FS, "everything": everything()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "not", "there", "yet")
			mustKeep(t, dir, fsys)
			_, first := keptFile(t, dir)
			mustKeep(t, dir, fsys)
			if _, second := keptFile(t, dir); !os.SameFile(first, second) {
				t.Error("the reports were parsed again")
			}
		})
	}
}

// Ensure that what can't be read is parsed anew and replaced.
func TestLoadKeptBroken(t *testing.T) {
	t.Parallel()
	other := t.TempDir()
	mustKeep(t, other, pkg(nil))
	foreign, _ := keptFile(t, other)
	for name, damage := range map[string]func(path string, data []byte) error{
		"empty":   func(path string, _ []byte) error { return os.Truncate(path, 0) },
		"torn":    func(path string, data []byte) error { return os.Truncate(path, int64(len(data)/2)) },
		"longer":  func(path string, data []byte) error { return os.WriteFile(path, append(data, 0), 0o600) },
		"foreign": func(path string, _ []byte) error { return os.Rename(foreign, path) },
		"flipped": func(path string, data []byte) error {
			data[len(data)/2] ^= 1
			return os.WriteFile(path, data, 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			mustKeep(t, dir, everything())
			path, sound := keptFile(t, dir)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := damage(path, data); err != nil {
				t.Fatal(err)
			}
			mustKeep(t, dir, everything())
			if mended, info := keptFile(t, dir); mended != path || info.Size() != sound.Size() {
				t.Errorf("%s with %d bytes, want %s with %d", mended, info.Size(), path, sound.Size())
			}
		})
	}
}

// Ensure that a change of any file is seen, and that what was kept before goes
// while what others keep stays.
func TestLoadKeptChanges(t *testing.T) {
	t.Parallel()
	moved := fstest.MapFS{}
	for name, file := range everything() {
		moved["elsewhere/"+name] = file
	}
	added := everything()
	added["second/report.yaml"] = &fstest.MapFile{Data: []byte("{id: s, title: {de: a}, edition: a, publishers: [a], languages: [de], pages: 1, sections: [{id: a, title: {de: a}, page: 1}]}\n")}
	added["second/passages.yaml"] = &fstest.MapFile{Data: []byte("- {id: p, section: a, page: 1, text: {de: a}}\n")}
	dir := t.TempDir()
	others := filepath.Join(dir, "index-1")
	if err := os.Mkdir(others, 0o700); err != nil {
		t.Fatal(err)
	}
	mustKeep(t, dir, everything())
	before, _ := keptFile(t, dir)
	for _, tt := range []struct {
		name string
		fsys fs.FS
	}{
		{"file gone", pkg(nil)},
		{"byte changed", pkg(map[string]string{"terms.yaml": "- {id: t, type: place, label: {de: a, en: c}}\n"})},
		{"in another file", pkg(map[string]string{"facts.yaml": "[]\n"})},
		{"in yet another file", pkg(map[string]string{"lists.yaml": "[]\n"})},
		{"folder moved", moved},
		{"package added", added},
	} {
		mustKeep(t, dir, tt.fsys)
		after, _ := keptFile(t, dir)
		if after == before {
			t.Errorf("%s: kept under the same name", tt.name)
		}
		before = after
	}
	if _, err := os.Stat(others); err != nil {
		t.Error(err)
	}
}

// Ensure that packages with faults are refused as Load refuses them, every time.
func TestLoadKeptFaults(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "kept")
	faulty := pkg(map[string]string{"passages.yaml": "- {id: p1}\n"})
	_, want := load(faulty)
	for range 2 {
		_, err := loadKept(t, dir, faulty)
		if diff := cmp.Diff(want, err); diff != "" {
			t.Errorf("other faults than those of Load (-want +got):\n%s", diff)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was kept: %v", err)
	}
}

// unreadable is a package whose file can't be opened.
type unreadable struct {
	fs.FS
	name string
}

func (u unreadable) Open(name string) (fs.File, error) {
	if name == u.name {
		return nil, fs.ErrPermission
	}
	return u.FS.Open(name)
}

// Ensure that a file that can't be read is not taken for one that is not there.
func TestLoadKeptUnreadable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustKeep(t, dir, pkg(nil))
	var faults corpus.Faults
	if _, err := loadKept(t, dir, unreadable{pkg(nil), "r/quotes.yaml"}); !errors.As(err, &faults) {
		t.Errorf("error is %v, want a fault", err)
	}
}

// Ensure that a misnamed file is named though no file of the package has changed.
func TestLoadKeptMisnamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustKeep(t, dir, pkg(nil))
	var faults corpus.Faults
	if _, err := loadKept(t, dir, pkg(map[string]string{"quote.yaml": ""})); !errors.As(err, &faults) {
		t.Errorf("error is %v, want a fault", err)
	}
}

// Ensure that a folder that can't be used does no harm.
func TestLoadKeptNowhere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", file, filepath.Join(file, "below"), "\x00"} {
		mustKeep(t, dir, pkg(nil))
	}
	blocked := t.TempDir()
	mustKeep(t, blocked, pkg(nil))
	path, _ := keptFile(t, blocked)
	if err := errors.Join(os.Remove(path), os.MkdirAll(filepath.Join(path, "full"), 0o700)); err != nil {
		t.Fatal(err)
	}
	mustKeep(t, blocked, pkg(nil))
	if left, err := os.ReadDir(blocked); err != nil || len(left) != 1 {
		t.Errorf("left over: %v %v", left, err)
	}
}

// Ensure that half-written files go once nobody can be writing them any more.
func TestLoadKeptAbandoned(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stale, fresh := filepath.Join(dir, "keeping-1"), filepath.Join(dir, "keeping-2")
	long := time.Now().Add(-24 * time.Hour)
	if err := errors.Join(os.WriteFile(stale, nil, 0o600), os.Chtimes(stale, long, long), os.WriteFile(fresh, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	mustKeep(t, dir, pkg(nil))
	if _, err := os.Stat(stale); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the abandoned file is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("the file that may be in use is gone: %v", err)
	}
}

// Ensure that any number of processes may start at the same time.
func TestLoadKeptTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := loadKept(t, dir, everything()); err != nil || len(got) != 1 {
				t.Errorf("%d reports: %v", len(got), err)
			}
		})
	}
	wg.Wait()
	mustKeep(t, dir, everything())
	keptFile(t, dir)
}

// Ensure that the end of the context ends loading, whatever is kept.
func TestLoadKeptStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	mustKeep(t, dir, pkg(nil))
	if _, err := corpus.LoadKept(ctx, dir, slog.New(slog.DiscardHandler), corpus.Source{Name: "x", FS: pkg(nil)}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// BenchmarkLoadKept is what a start waits for when the reports are kept.
func BenchmarkLoadKept(b *testing.B) {
	dir, log := b.TempDir(), slog.New(slog.DiscardHandler)
	for b.Loop() {
		if _, err := corpus.LoadKept(b.Context(), dir, log, corpus.Source{Name: "x", FS: reports.FS}); err != nil {
			b.Fatal(err)
		}
	}
}

// Ensure that a package with the report's own wording is kept as it is read, and
// that it is gone from what is kept once its folder is.
func TestLoadKeptWordings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	with := twoWordings(map[string]string{
		"passages.yaml": "- {id: w, wording_of: p1, section: s1, page: 2, span: [{page: 2, box: [1, 2.5, 3, 4]}], text: {de: Wortlaut.}}\n",
		"quotes.yaml":   "- {id: w2, wording_of: q, speaker: kim, page: 2, text: {de: 'Wir haben „Mut“ – und Zeit.'}}\n",
	})
	without := twoWordings(nil)
	delete(without, "more/report.yaml")
	for range 2 {
		mustKeep(t, dir, with)
		mustKeep(t, dir, with) // Now from what is kept.
		mustKeep(t, dir, without)
	}
}

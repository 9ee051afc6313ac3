package corpus

import (
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// reread writes a package down and reads it again, without a folder.
func reread(r *Report) (*Report, error) {
	files, err := encodeFiles(r)
	if err != nil {
		return nil, err
	}
	got, faults := &Report{}, Faults{}
	for _, p := range parts(got) {
		for _, f := range files {
			if f.name == p.file {
				parse(f.name, f.data, &faults).decode(p.into)
			}
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return got, nil
}

// Ensure that every field that a file can hold is written.
func TestWriteEveryField(t *testing.T) {
	t.Parallel()
	want := &Report{}
	var f filler
	f.fill(t, reflect.ValueOf(want).Elem(), 0)
	want.Originals, want.Aliases = nil, nil
	got, err := reread(want)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, all(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%.2000s", diff)
	}
	if err := Write(t.Context(), filepath.Join(t.TempDir(), "r"), want); err != nil {
		t.Error(err)
	}
}

// Ensure that whatever a text holds is read back as Load would have it, or is an
// error before there is a folder.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"", " ", "null", "~", "2026", "1.0", "yes", "- a", "a: b", "a #b", "#", "'", "\"", "a\nb", "a\n\n b\n", "\tb", "a\u2028b", "a\u0085b", "\ufeffa", "\x00", "\r", "a\r\nb", "%", "@", "`", "|", ">-", "*a", "&a", "!b", "? c", "---", "...", "👍", "e\u0301"} {
		f.Add(s)
		f.Add(s + " und danach noch sehr viel mehr Text, der in mehr als eine einzige Zeile passt, weil er so lang ist, dass er " + s + " umbricht.")
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := &Report{ID: "r", Passages: []Passage{{ID: "p", Text: Text{"de": s}, Asks: Phrases{"de": {s, "b"}}}}}
		got, err := reread(r)
		if err != nil {
			t.Logf("%q can't be written: %v", s, err)
			return
		}
		first, err := encodeFiles(r)
		if err != nil {
			t.Fatal(err)
		}
		second, err := encodeFiles(got)
		if err != nil || !cmp.Equal(first, second, all()) {
			t.Logf("%q would not read the same back: %v", s, err)
			return // Write refuses it.
		}
		if p := got.Passages[0]; p.Text["de"] != tidy(s) || p.Asks["de"][0] != tidy(s) {
			t.Errorf("%q reads back as %q and %q", s, p.Text["de"], p.Asks["de"][0])
		}
	})
}

package mend

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// write writes a file of a test and returns its path.
func write(tb testing.TB, name, text string) string {
	tb.Helper()
	file := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return file
}

// dictionary writes a hunspell dictionary and returns the path of its .dic.
func dictionary(tb testing.TB, dic, aff string) string {
	tb.Helper()
	file := write(tb, "de.dic", dic)
	if err := os.WriteFile(strings.TrimSuffix(file, ".dic")+".aff", []byte(aff), 0o600); err != nil {
		tb.Fatal(err)
	}
	return file
}

func forms(t *testing.T, file string) []string {
	t.Helper()
	var got []string
	if err := eachWord(context.Background(), file, func(w string) { got = append(got, w) }); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestHunspell(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dic, aff string
		want     []string
	}{
		"no affixes":             {"2\nHaus\nBrücke\n", "SET UTF-8\n", []string{"Haus", "Brücke"}},
		"a suffix":               {"1\nTag/E\n", "SFX E Y 1\nSFX E 0 e .\n", []string{"Tag", "Tage"}},
		"a suffix that strips":   {"1\nsagen/D\n", "SFX D Y 1\nSFX D en te en\n", []string{"sagen", "sagte"}},
		"a condition that fails": {"1\nTag/E\n", "SFX E Y 1\nSFX E 0 n [^gr]\n", []string{"Tag"}},
		"conditions":             {"2\nreise/N\nTag/N\n", "SFX N Y 2\nSFX N 0 n e\nSFX N 0 es [^e]\n", []string{"reise", "reisen", "Tag", "Tages"}},
		"a prefix":               {"1\nklar/U\n", "PFX U Y 1\nPFX U 0 un .\n", []string{"klar", "unklar"}},
		"a prefix's condition":   {"2\nklar/U\nalt/U\n", "PFX U Y 1\nPFX U 0 un [^a]\n", []string{"klar", "unklar", "alt"}},
		"both":                   {"1\nklar/UE\n", "PFX U Y 1\nPFX U 0 un .\nSFX E Y 1\nSFX E 0 e .\n", []string{"klar", "unklar", "klare", "unklare"}},
		"both, not crossed":      {"1\nklar/UE\n", "PFX U N 1\nPFX U 0 un .\nSFX E Y 1\nSFX E 0 e .\n", []string{"klar", "unklar", "klare"}},
		"flags of an affix":      {"1\nTag/E\n", "SFX E Y 1\nSFX E 0 e/xy .\n", []string{"Tag", "Tage"}},
		"an unknown flag":        {"1\nTag/Z\n", "SFX E Y 1\nSFX E 0 e .\n", []string{"Tag"}},
		"what is not letters":    {"3\n# note\n3D/x\nTag\tpo:noun\n\n", "SET UTF-8\n", []string{"Tag"}},
		"Latin-1":                {"1\nBr\xfccke/N\n", "SFX N Y 1\nSFX N 0 n e\n", []string{"Brücke", "Brücken"}},
		"a flag of Latin-1":      {"1\nTag/\xe4\n", "SFX \xe4 Y 1\nSFX \xe4 0 e .\n", []string{"Tag", "Tage"}},
		"an affix of a word":     {"1\nen/D\n", "SFX D Y 1\nSFX D en te .\n", []string{"en"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := forms(t, dictionary(t, c.dic, c.aff))
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestWordListErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		says string
	}{
		"no file":            {filepath.Join(t.TempDir(), "none"), "none"},
		"no .aff":            {write(t, "de.dic", "1\nHaus\n"), "de.aff"},
		"long flags":         {dictionary(t, "1\nHaus/aabb\n", "FLAG long\n"), "name another word list"},
		"flags that count":   {dictionary(t, "1\nHaus/1,2\n", "FLAG num\n"), "name another word list"},
		"a broken condition": {dictionary(t, "1\nHaus/E\n", "SFX E Y 1\nSFX E 0 e [a\n"), "the condition"},
		"an empty list":      {write(t, "list", ""), "holds no word"},
		"only notes":         {write(t, "list", "# a\n\n"), "holds no word"},
		"one long line":      {write(t, "list", strings.Repeat("a", 1<<17)), "too long"},
		"a folder":           {t.TempDir(), "directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := NewLexicon(context.Background(), c.file)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), filepath.Dir(c.file)) {
				t.Errorf("NewLexicon = %v, want what names the file and says %q", err, c.says)
			}
		})
	}
	if _, err := NewLexicon(context.Background(), filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("NewLexicon = %v, want %v", err, fs.ErrNotExist)
	}
}

func TestWordList(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"UTF-8": "Zwölfflächner\nGmbHs\n", "Latin-1": "Zw\xf6lffl\xe4chner\nGmbHs\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := NewLexicon(context.Background(), write(t, "list", text))
			if err != nil {
				t.Fatal(err)
			}
			for word, want := range map[string]bool{"Zwölfflächner": true, "zwölfflächner": false, "Zwölf": false, "GmbHs": true, "": false, "Zw*": false} {
				if l.has(word) != want {
					t.Errorf("has(%q) = %v, want %v", word, !want, want)
				}
			}
			if got := l.Sources(); len(got) != 2 || !strings.Contains(got[1], "2 word forms") {
				t.Errorf("Sources() = %q, want the common words and two of the list", got)
			}
		})
	}
}

// Ensure that a list makes words known that the program has none of.
func TestWordListMends(t *testing.T) {
	t.Parallel()
	const read, meant = "Der Zwélfflachner rollt.", "Der Zwölfflächner rollt."
	l, err := NewLexicon(context.Background(), write(t, "list", "Zwölfflächner\n"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(l)
	if err != nil {
		t.Fatal(err)
	}
	d, err := m.Document(context.Background(), slices.Values([]string{read}), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := d.Mend(read); got != meant {
		t.Errorf("Mend(%q) = %q, want %q", read, got, meant)
	}
}

func TestNewLexiconCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, file := range []string{write(t, "list", "Haus\n"), dictionary(t, "1\nHaus\n", "SET UTF-8\n")} {
		if _, err := NewLexicon(ctx, file); !errors.Is(err, context.Canceled) {
			t.Errorf("NewLexicon = %v for %s, want %v", err, file, context.Canceled)
		}
	}
}

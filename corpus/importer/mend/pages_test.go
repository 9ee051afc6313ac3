package mend

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// What joining and mending ten pages by the words of the program alone must reach,
// in percent; a little under where it stands.
const (
	leastRecall    = 95.0 // of the true words with umlauts or ß, that are there
	leastPrecision = 98.0 // of the words with umlauts or ß that are there, that are true
	leastPlain     = 98.0 // of the true words without, that are there
)

// TestPages measures pages whose truth is known, which are not part of the
// repository: REPORTBOT_SHARED names the folder that has them.
func TestPages(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("REPORTBOT_SHARED")
	if shared == "" {
		t.Skip("REPORTBOT_SHARED names no folder with pages")
	}
	pages, err := filepath.Glob(filepath.Join(shared, "ocr", "pages", "*.ocr.txt"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages in %s: %v", shared, err)
	}
	var trueMarked, marked, bothMarked, truePlain, bothPlain int
	for _, name := range pages {
		truth := counted(read(t, strings.TrimSuffix(name, ".ocr.txt")+".truth.txt"))
		found := counted(joinedAndMended(t, read(t, name)))
		for word, n := range truth {
			if strings.ContainsFunc(word, isUmlaut) {
				trueMarked += n
				bothMarked += min(n, found[word])
			} else {
				truePlain += n
				bothPlain += min(n, found[word])
			}
		}
		for word, n := range found {
			if strings.ContainsFunc(word, isUmlaut) {
				marked += n
			}
		}
	}
	for _, m := range []struct {
		name   string
		of, in int
		least  float64
	}{
		{"recall of umlauts", bothMarked, trueMarked, leastRecall},
		{"precision of umlauts", bothMarked, marked, leastPrecision},
		{"plain words kept", bothPlain, truePlain, leastPlain},
	} {
		got := 100 * float64(m.of) / float64(m.in)
		t.Logf("%s: %.2f %%", m.name, got)
		if got < m.least {
			t.Errorf("%s: %.2f %%, want %.2f %% at least", m.name, got, m.least)
		}
	}
}

// joinedAndMended joins the lines between blank ones, and mends what comes of it.
func joinedAndMended(t *testing.T, page string) string {
	t.Helper()
	lines := strings.Split(strings.ReplaceAll(page, "\f", "\n"), "\n")
	d := document(t, false, lines...)
	var out []string
	block := ""
	for _, line := range append(lines, "") {
		if strings.TrimSpace(line) != "" {
			block = d.Append(block, line)
			continue
		}
		mended, _ := d.Mend(block)
		out = append(out, mended)
		block = ""
	}
	return strings.Join(out, "\n")
}

// counted are the words of a text, without the marks around them.
func counted(text string) map[string]int {
	out := map[string]int{}
	for word := range strings.FieldsSeq(text) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '&' })
		if strings.Trim(word, "-&") != "" {
			out[word]++
		}
	}
	return out
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Ensure the words of the lexicon stay in a damaged document: those without
// umlauts, but for a few that are likelier a misread other ("warmen").
func TestMendKnownWords(t *testing.T) {
	t.Parallel()
	const every, most = 23, 0.01
	d := damaged(t)
	var changed []string
	n := 0
	for i := 0; i < len(d.keys); i += every {
		word, e := decode(d.keys[i]), d.entries[i]
		if e.small+e.capital == 0 || strings.ContainsFunc(word, func(r rune) bool { return r > 'z' }) {
			continue
		}
		if e.capital > e.small {
			word = capital(word)
		}
		n++
		if got, _ := d.Mend("Das " + word); got != "Das "+word {
			changed = append(changed, got)
		}
	}
	t.Logf("%d of %d changed: %s", len(changed), n, strings.Join(slices.Sorted(slices.Values(changed)), ", "))
	if float64(len(changed)) > most*float64(n) {
		t.Errorf("more than %v %% of the words changed", 100*most)
	}
}

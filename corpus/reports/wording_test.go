package reports_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
)

// longestRun is how many words in a row may be the report's own: names and
// official titles are that long.
const longestRun = 10

// Ensure the retelling is ours: no longer run of words stands in the report's
// text. REPORTBOT_SHARED names the folder that holds it; without it there is
// nothing to compare with, and only the embedded data is read.
func TestOwnWords(t *testing.T) {
	t.Parallel()
	loaded, err := corpus.Load(context.Background(), corpus.Source{Name: "reports", FS: reports.FS})
	if err != nil {
		t.Fatal(err)
	}
	shared := os.Getenv("REPORTBOT_SHARED")
	for _, r := range loaded {
		source := ""
		if shared != "" {
			data, err := os.ReadFile(filepath.Join(shared, "source", r.ID+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			source = " " + strings.Join(bare(strings.ReplaceAll(string(data), "-\n", "")), " ") + " "
		}
		for ref := range r.Refs() {
			if ref.Kind != corpus.KindPassage && ref.Kind != corpus.KindFact && ref.Kind != corpus.KindTerm {
				continue
			}
			words := bare(r.Wording(ref, r.MainLanguage()))
			if len(words) == 0 {
				t.Errorf("%s says nothing", ref.ID)
			}
			for i := 0; i+longestRun <= len(words) && source != ""; i++ {
				if run := strings.Join(words[i:i+longestRun], " "); strings.Contains(source, " "+run+" ") {
					t.Errorf("%s repeats the report: %q", ref.ID, run)
				}
			}
		}
	}
}

// bare is a text as words of plain letters, with umlauts folded as a poor scan
// would show them.
func bare(text string) []string {
	fold := strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss")
	return strings.FieldsFunc(fold.Replace(strings.ToLower(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

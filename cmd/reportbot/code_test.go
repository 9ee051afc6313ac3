package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
)

// Ensure the code knows no report: no person, place or organisation that an
// embedded report names, and none of its numbers, stands in a Go file.
func TestCodeKnowsNoReport(t *testing.T) {
	t.Parallel()
	loaded, err := corpus.Load(context.Background(), corpus.Source{Name: "reports", FS: reports.FS})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range loaded {
		for _, p := range r.People {
			fields := strings.Fields(p.Name)
			names = append(names, fields[len(fields)-1])
		}
		for _, term := range r.Terms {
			if term.Type != corpus.TermConcept {
				for _, label := range term.Label {
					names = append(names, label)
				}
			}
		}
		for _, f := range r.Figures {
			for _, it := range f.Items {
				for _, v := range it.Values {
					if v.Value != nil && v.Value.Decimals() > 0 && v.Value.Float() != float64(int(v.Value.Float())) {
						names = append(names, v.Value.String())
					}
				}
			}
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d names to look for", len(names))
	}
	for i, n := range names {
		names[i] = regexp.QuoteMeta(n)
	}
	// Names that are German or English words, or places every program may know.
	common := regexp.MustCompile(`^(Germany|Deutschland|Lion)$`)
	pattern := regexp.MustCompile(`\b(` + strings.Join(names, "|") + `)\b`)
	root := "../.."
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		code, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, found := range pattern.FindAllString(string(code), -1) {
			if !common.MatchString(found) {
				t.Errorf("%s names %q", path, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

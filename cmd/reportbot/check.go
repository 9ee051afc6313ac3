package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer"
)

type checkCommand struct {
	Dir    string `arg:"" optional:"" help:"The folder of a package, or one with several. Without it the embedded packages are checked."`
	Source string `placeholder:"FILE" help:"The report's text or PDF: prove that each quote and each wording stands in it word for word."`
	Words  string `placeholder:"FILE" default:"auto" help:"With --source: the word list of the import."`
}

// Run lists every fault, one a line in the form file:line:column: message.
func (c *checkCommand) Run(ctx context.Context, a *app) error {
	sources := []corpus.Source{embedded()}
	if c.Dir != "" {
		// A package may extend or replace one that comes with the program.
		sources = append(sources, folder(c.Dir))
		if err := checkFolder(ctx, c.Dir); err != nil {
			return err
		}
	}
	reports, err := corpus.Load(ctx, sources...)
	var faults corpus.Faults
	if errors.As(err, &faults) {
		return a.list(faults)
	}
	if err != nil {
		return err
	}
	for _, r := range reports {
		fmt.Fprintf(a.stderr, "%s: no faults (%s)\n", r.ID, inventory(r))
	}
	if c.Source == "" {
		return nil
	}
	return c.prove(ctx, a, reports)
}

// prove compares the report that the folder holds or adds to, or the embedded
// one, with its source.
func (c *checkCommand) prove(ctx context.Context, a *app, reports []*corpus.Report) error {
	wanted, err := c.meant(ctx, reports)
	if err != nil {
		return err
	}
	differ := 0
	for _, r := range wanted {
		progress := a.progress()
		proof, err := importer.Prove(ctx, c.Source, r, importer.Options{
			WordList: wordList(c.Words), Cache: a.pdfCache(), Reread: importer.RereadAuto, Progress: progress,
		})
		progress("")
		if err != nil {
			return err
		}
		if proof.Proven == 0 && len(proof.Differences) > 1 {
			return fmt.Errorf("none of the %s of %s is in %s: is it the right file?", count(len(proof.Differences), "record"), r.ID, c.Source)
		}
		for _, d := range proof.Differences {
			if _, err := fmt.Fprintln(a.stdout, d); err != nil {
				return err
			}
		}
		differ += len(proof.Differences)
		fmt.Fprintf(a.stderr, "%s: %s word for word in %s, %d differ", r.ID, count(proof.Proven, "record"), c.Source, len(proof.Differences))
		if proof.Unclaimed > 0 {
			fmt.Fprintf(a.stderr, "; %d are retellings and claim no wording", proof.Unclaimed)
		}
		fmt.Fprintln(a.stderr)
	}
	if differ > 0 {
		return errReported
	}
	return nil
}

// meant are the reports that the folder's packages are or extend.
func (c *checkCommand) meant(ctx context.Context, reports []*corpus.Report) ([]*corpus.Report, error) {
	if c.Dir == "" {
		return reports, nil
	}
	ids, err := corpus.IDs(ctx, folder(c.Dir))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(reports), func(r *corpus.Report) bool { return !slices.Contains(ids, r.ID) }), nil
}

// checkFolder refuses a folder without any package, which is more likely a slip
// than a package without faults.
func checkFolder(ctx context.Context, dir string) error {
	switch info, err := os.Stat(dir); {
	case err != nil:
		return usage(err, "Name the folder of a package, or one with several.")
	case !info.IsDir():
		return usage(fmt.Errorf("%s is not a folder", dir), "Name the folder of a package, or one with several.")
	}
	own, err := corpus.Load(ctx, folder(dir))
	if err == nil && len(own) == 0 {
		return fmt.Errorf("there is no report package in %s: a package is a folder with a report.yaml", dir)
	}
	return nil // Faults show again, and right, when everything is loaded together.
}

// list writes the faults to standard output and how many there are to standard
// error.
func (a *app) list(faults corpus.Faults) error {
	files := map[string]bool{}
	for _, f := range faults {
		files[f.File] = true
		if _, err := fmt.Fprintln(a.stdout, f); err != nil {
			return err
		}
	}
	a.say("%s in %s", count(len(faults), "fault"), count(len(files), "file"))
	return errReported
}

// inventory says how much of each kind a report holds.
func inventory(r *corpus.Report) string {
	parts := []string{}
	for _, p := range []struct {
		n    int
		noun string
	}{
		{len(r.Passages), "passage"}, {len(r.Quotes), "quote"}, {len(r.Figures), "figure"}, {len(r.Lists), "list"},
		{len(r.People), "person"}, {len(r.Terms), "term"}, {len(r.Facts), "fact"}, {len(r.Originals), "wording"},
	} {
		switch {
		case p.n == 0:
		case p.noun == "person" && p.n > 1:
			parts = append(parts, fmt.Sprintf("%d people", p.n))
		default:
			parts = append(parts, count(p.n, p.noun))
		}
	}
	return strings.Join(parts, ", ")
}

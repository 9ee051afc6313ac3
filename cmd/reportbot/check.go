package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/reportbot/reportbot/corpus"
)

type checkCommand struct {
	Dir string `arg:"" optional:"" help:"The folder of a package, or one with several. Without it the embedded packages are checked."`
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
	return nil
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

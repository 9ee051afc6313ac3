package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer"
	"github.com/reportbot/reportbot/corpus/importer/mend"
)

type importCommand struct {
	Files []string `arg:"" name:"file" help:"The report's text or PDF; with --diff two package folders."`

	Out  string `short:"o" placeholder:"DIR" help:"The folder for the draft package: one that is not there yet, or empty."`
	Text bool   `help:"Only print the text, mended and in reading order."`
	Diff bool   `help:"Show what changed between two packages, a change a line: import --diff OLD NEW."`
	JSON bool   `name:"json" help:"With --diff, write one JSON object a line."`

	Extends   string   `placeholder:"ID" help:"The report whose own wording the file is, such as trendreport-2026."`
	ID        string   `name:"id" help:"The package's id; made of the title without it."`
	Title     string   `help:"The report's title; its first heading without it."`
	Edition   string   `help:"The edition, such as 2026; the year in the title without it."`
	Publisher []string `help:"Who published the report; can be given several times."`
	FirstPage int      `name:"first-page" placeholder:"N" help:"The number printed on the file's first page; found out without it."`
	Words     string   `placeholder:"FILE" default:"auto" help:"A list of German words, one a line, or a hunspell dictionary; \"auto\" takes Debian's if it is installed, \"none\" only the program's own."`
	OCR       string   `name:"ocr" enum:"auto,always,never" default:"auto" help:"Whether to read a PDF's pages anew with tesseract: auto does where there is no text, or text that was read without German."`
}

// Run makes a draft package of a file, or compares two packages.
func (c *importCommand) Run(ctx context.Context, a *app) error {
	if c.Diff {
		return c.diff(ctx, a)
	}
	if c.JSON {
		return usage(errors.New("--json is for --diff"), "For help: reportbot import --help")
	}
	if len(c.Files) != 1 {
		return usage(fmt.Errorf("import reads one file, not %d", len(c.Files)), "For help: reportbot import --help")
	}
	if !c.Text && c.Out == "" {
		return usage(errors.New("where the package goes is missing"), fmt.Sprintf("Name a folder: reportbot import %s -o DIR", c.Files[0]))
	}
	if err := c.check(); err != nil {
		return err
	}
	if c.Out != "" {
		if entries, err := os.ReadDir(c.Out); err == nil && len(entries) > 0 {
			return usage(fmt.Errorf("%s is not empty: what people corrected there is not written over", c.Out), "Name another folder, or remove that one.")
		}
	}
	o, err := c.options(ctx, a)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := writable(c.Out); err != nil {
			return err
		}
	}
	if a.env.get("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(importMemory)
	}
	started := time.Now()
	draft, err := importer.Import(ctx, c.Files[0], o)
	o.Progress("")
	if err != nil {
		return err
	}
	for _, line := range draft.Review.Summary() {
		fmt.Fprintln(a.stderr, line)
	}
	if c.Text {
		_, err := fmt.Fprint(a.stdout, draft.Text)
		return err
	}
	if err := draft.Write(ctx, c.Out); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "%s in %s, %s to look at in %s\n", draft.Report.ID, time.Since(started).Round(100*time.Millisecond), count(draft.Review.Spots(), "spot"), filepath.Join(c.Out, "review.md"))
	return nil
}

// check refuses flags that contradict each other, or can't be meant.
func (c *importCommand) check() error {
	const mostPages = 100_000
	switch {
	case c.Text && c.Out != "":
		return usage(errors.New("--text prints the text and writes no package"), "Leave out --text or -o.")
	case c.FirstPage < 0 || c.FirstPage > mostPages:
		return usage(fmt.Errorf("--first-page %d is no page of a report", c.FirstPage), "Give the number that is printed on the file's first page, from 1 on.")
	case c.ID != "" && !validID.MatchString(c.ID):
		return usage(fmt.Errorf("--id %q can't be an id", c.ID), "Write small letters, digits and hyphens, such as bericht-2027.")
	}
	return nil
}

// validID is what an id given by hand may be: people type and cite it.
var validID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,99}$`)

// writable makes sure that a folder can be made where it is wanted, before the
// work and not behind it.
func writable(dir string) error {
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("%s can't be written: %w", dir, err)
	}
	trial, err := os.MkdirTemp(parent, ".writing-")
	if err != nil {
		return fmt.Errorf("%s can't be written: %w", dir, err)
	}
	return os.Remove(trial)
}

// options are what the importer needs.
func (c *importCommand) options(ctx context.Context, a *app) (importer.Options, error) {
	o := importer.Options{
		ID: c.ID, Title: c.Title, Edition: c.Edition, Publishers: c.Publisher, FirstPage: c.FirstPage,
		WordList: wordList(c.Words), Cache: a.pdfCache(), Reread: importer.Reread(c.OCR), Progress: a.progress(),
	}
	if c.Extends == "" {
		return o, nil
	}
	reports, err := a.load(ctx)
	if err != nil {
		return o, err
	}
	var known []string
	for _, r := range reports {
		if r.ID == c.Extends {
			o.Extends = r
			return o, nil
		}
		known = append(known, r.ID)
	}
	return o, usage(fmt.Errorf("there is no report %q to extend", c.Extends), "Known are: "+strings.Join(known, ", "))
}

// wordList is the file of German words that --words means; empty for none.
func wordList(words string) string {
	switch words {
	case "none":
		return ""
	case "auto":
		for _, list := range mend.Lists() {
			if _, err := os.Stat(list); err == nil {
				return list
			}
		}
		return ""
	}
	return words
}

// pdfCache is where reading PDFs keeps what it compiled, or empty: then it takes
// longer to start, and that is all.
func (a *app) pdfCache() string {
	dir := a.keptDir()
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "pdfium")
}

// progress tells people on a terminal how far the work is, on one line that an empty
// text clears, and others every few seconds.
func (a *app) progress() func(string) {
	f, ok := a.stderr.(*os.File)
	if ok && term.IsTerminal(int(f.Fd())) {
		return func(s string) { fmt.Fprintf(a.stderr, "\r\033[K%s\r", s) }
	}
	last := time.Now()
	return func(s string) {
		if s != "" && time.Since(last) > progressEvery {
			last = time.Now()
			fmt.Fprintln(a.stderr, s)
		}
	}
}

// importMemory is from when on an import collects garbage as it goes, in bytes: with
// what a PDF's reader takes beside it, it is to stay below 512 MiB.
const importMemory = 256 << 20

const progressEvery = 3 * time.Second

// diff shows what changed between two packages.
func (c *importCommand) diff(ctx context.Context, a *app) error {
	if c.Out != "" || c.Text {
		return usage(errors.New("--diff writes to standard output"), "Leave out -o and --text.")
	}
	if len(c.Files) != 2 {
		return usage(fmt.Errorf("--diff compares two packages, not %d", len(c.Files)), "reportbot import --diff OLD NEW")
	}
	var both [2]*corpus.Report
	for i, dir := range c.Files {
		r, err := a.edition(ctx, dir)
		if err != nil {
			return err
		}
		both[i] = r
	}
	changes, err := importer.Diff(both[0], both[1])
	if err != nil {
		return err
	}
	for _, change := range changes.All {
		if c.JSON {
			err = a.writeJSON(change)
		} else {
			_, err = fmt.Fprintln(a.stdout, change)
		}
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stderr, "%s from %s to %s, compared in %q\n", count(changes.Count(), "change"), both[0].ID, both[1].ID, changes.Language)
	return nil
}

// edition reads the one package of a folder. One that extends another is read
// together with that, which comes with the program or is in --reports.
func (a *app) edition(ctx context.Context, dir string) (*corpus.Report, error) {
	if err := checkFolder(ctx, dir); err != nil {
		return nil, err
	}
	own, err := corpus.Load(ctx, folder(dir))
	if err != nil {
		own, err = added(ctx, folder(dir), embedded())
	}
	if err != nil && a.config.Reports != "" {
		own, err = added(ctx, folder(dir), embedded(), folder(a.config.Reports))
	}
	switch {
	case err != nil:
		return nil, err
	case len(own) == 0:
		return nil, usage(fmt.Errorf("%s extends a package of --reports and is in there itself", dir), "Name another folder in --reports, with the package that it extends.")
	case len(own) != 1:
		return nil, usage(fmt.Errorf("%s holds %d packages: %w", dir, len(own), fs.ErrInvalid), "Name the folder of one package.")
	}
	return own[0], nil
}

// added are the reports that a source adds to those of others, or changes.
func added(ctx context.Context, further corpus.Source, known ...corpus.Source) ([]*corpus.Report, error) {
	without, err := corpus.Load(ctx, known...)
	if err != nil {
		return nil, err
	}
	digests := map[string]bool{}
	for _, r := range without {
		digests[r.Digest()] = true
	}
	with, err := corpus.Load(ctx, append(known, further)...)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(with, func(r *corpus.Report) bool { return digests[r.Digest()] }), nil
}

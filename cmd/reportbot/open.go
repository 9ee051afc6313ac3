package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"
	"golang.org/x/term"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/terminal"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
	"github.com/reportbot/reportbot/index"
)

// embedded are the packages that come with the program. The name is where they
// lie in the repository, so that a fault in one can be found there.
func embedded() corpus.Source { return corpus.Source{Name: "corpus/reports", FS: reports.FS} }

// folder are the packages below a folder.
func folder(dir string) corpus.Source { return corpus.Source{Name: dir, FS: os.DirFS(dir)} }

// load reads the embedded packages and those of --reports.
func (a *app) load(ctx context.Context) ([]*corpus.Report, error) {
	sources := []corpus.Source{embedded()}
	if a.config.Reports != "" {
		sources = append(sources, folder(a.config.Reports))
	}
	rs, err := corpus.LoadKept(ctx, a.keptDir(), a.log, sources...)
	if err != nil {
		return nil, fmt.Errorf("load the reports: %w", err)
	}
	return rs, nil
}

// keptDir is the folder that keeps the parsed reports and their index from one
// run to the next, or empty where there is none.
func (a *app) keptDir() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		a.log.Info("there is no cache folder", "error", err)
	}
	return a.config.IndexDir(cache)
}

// stateDir is the folder for what must outlive a restart, or empty where there is
// none: the data folder, or one of the user's.
func (a *app) stateDir() string {
	if a.config.Data != "" {
		return a.config.Data
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		a.log.Warn("there is no folder for what must outlive a restart: set DATA_DIR", "error", err)
		return ""
	}
	return filepath.Join(dir, "reportbot")
}

// library is the reports together with what makes them findable.
type library struct {
	reports   []*corpus.Report
	index     *index.Index
	catalogue *bot.Catalogue
}

// open loads the reports and opens their index, and reads the interface's texts
// beside that. Whoever opens a library closes it.
func (a *app) open(ctx context.Context) (*library, error) {
	lib := &library{}
	var catalogue errgroup.Group
	catalogue.Go(func() (err error) {
		if lib.catalogue, err = bot.NewCatalogue(); err != nil {
			return fmt.Errorf("read the interface's texts: %w", err)
		}
		return nil
	})
	err := a.find(ctx, lib)
	if cerr := catalogue.Wait(); cerr != nil && err == nil {
		err = errors.Join(cerr, lib.index.Close())
	}
	if err != nil {
		return nil, err
	}
	return lib, nil
}

// find gives the library its reports and their index.
func (a *app) find(ctx context.Context, lib *library) (err error) {
	if lib.reports, err = a.load(ctx); err != nil {
		return err
	}
	lib.index, err = index.Open(ctx, lib.reports, index.Options{Dir: a.keptDir(), Log: a.log, Dictionary: a.config.DictionaryFile()})
	if err != nil {
		return fmt.Errorf("open the index: %w", err)
	}
	return nil
}

// closeInto closes the library and adds what goes wrong to err.
func (l *library) closeInto(err *error) { *err = errors.Join(*err, l.index.Close()) }

// report returns the report with this id, or nil.
func (l *library) report(id string) *corpus.Report {
	for _, r := range l.reports {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// language is the interface's language: the one that --lang names, or the one of
// the person's locale, or the fallback.
func (l *library) language(flag, locale string) (string, error) {
	languages := l.catalogue.Languages()
	if flag != "" {
		for _, known := range languages {
			if known == flag {
				return flag, nil
			}
		}
		return "", usage(fmt.Errorf("--lang: %q is no language of the answers: use %s", flag, strings.Join(languages, " or ")), "")
	}
	if m, ok := l.catalogue.Match(locale); ok {
		return m, nil
	}
	return languages[0], nil
}

// locale is the person's locale as a language tag, from the variables that
// every Unix program reads. "C" says nothing about a language.
func (a *app) locale() string {
	for _, key := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := a.env.get(key); v != "" {
			tag, _, _ := strings.Cut(v, ".")
			if tag == "C" || tag == "POSIX" {
				return ""
			}
			return strings.ReplaceAll(tag, "_", "-")
		}
	}
	return ""
}

// look says what standard output can show. Colours are for terminals only, and
// not for those whose owner asked for none (no-color.org).
func (a *app) look() terminal.Look {
	fd, ok := terminalOf(a.stdout)
	if !ok {
		return terminal.Look{}
	}
	width, _, err := term.GetSize(fd)
	if err != nil || width < 1 {
		width = 80 // Not every terminal says; this is what they all had once.
	}
	return terminal.Look{Width: width, Colour: a.env.get("NO_COLOR") == "" && a.env.get("TERM") != "dumb"}
}

// terminalOf returns the descriptor of a stream that is a terminal.
func terminalOf(stream any) (fd int, ok bool) {
	f, ok := stream.(*os.File)
	if !ok {
		return 0, false
	}
	fd = int(f.Fd())
	return fd, term.IsTerminal(fd)
}

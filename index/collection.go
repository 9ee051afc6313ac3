package index

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/reportbot/reportbot/corpus"
)

// Collection searches several reports, each by statistics of its own: how rare a
// word is, and so what a record scores, does not depend on which other reports
// are loaded. It is safe for concurrent use.
type Collection struct {
	parts []shelf
}

// shelf is one report's index.
type shelf struct {
	report string
	index  *Index
}

// OpenAll opens or builds the index of each report, as Open does. Of several
// reports each has a folder of its own below Options.Dir.
func OpenAll(ctx context.Context, reports []*corpus.Report, o Options) (*Collection, error) {
	c := &Collection{}
	for _, r := range reports {
		own := o
		if o.Dir != "" && len(reports) > 1 {
			sum := sha256.Sum256([]byte(r.ID))
			own.Dir = filepath.Join(o.Dir, "report-"+hex.EncodeToString(sum[:8]))
		}
		ix, err := Open(ctx, []*corpus.Report{r}, own)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open the index of report %s: %w", r.ID, err), c.Close())
		}
		c.parts = append(c.parts, shelf{r.ID, ix})
	}
	return c, nil
}

// Close releases every index; closing it again does nothing. No search may run
// any more.
func (c *Collection) Close() error {
	var errs []error
	for _, p := range c.parts {
		errs = append(errs, p.index.Close())
	}
	return errors.Join(errs...)
}

// Search finds the records that answer a query over all reports, or in the one
// that the query names, as Index.Search does.
func (c *Collection) Search(ctx context.Context, q Query) (Result, error) {
	var all Result
	searched := 0
	for _, p := range c.parts {
		if q.Report != "" && q.Report != p.report {
			continue
		}
		res, err := p.index.Search(ctx, q)
		if err != nil {
			return Result{}, err
		}
		if q.Report == "" && len(c.parts) > 1 {
			share := knownShare(res.Words)
			for i := range res.Hits {
				res.Hits[i].Score *= share
			}
		}
		if searched++; searched == 1 {
			all = res
			continue
		}
		all.Hits = append(all.Hits, res.Hits...)
		all.Words = mergeWords(all.Words, res.Words)
	}
	if searched > 1 {
		slices.SortStableFunc(all.Hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
		all.Hits = all.Hits[:min(limitOf(q), len(all.Hits))]
	}
	return all, nil
}

// knownShare is how much of a question a report has words for at all, each
// weighed by how rare it is. A report that lacks half of them is not the one
// that is asked, however well a record fits the rest.
func knownShare(words []Word) float64 {
	known, all := 0.0, 0.0
	for _, w := range words {
		all += w.Weight
		switch {
		case w.Known:
			known += w.Weight
		case w.Corrected != "":
			known += w.Weight / 2
		}
	}
	if all == 0 {
		return 1
	}
	return known / all
}

// Words takes a question apart as Search does, without searching: its content
// words, and what the reports know of each.
func (c *Collection) Words(text, language string) ([]Word, error) {
	var all []Word
	for i, p := range c.parts {
		words, err := p.index.Words(text, language)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			all = words
			continue
		}
		all = mergeWords(all, words)
	}
	return all, nil
}

// mergeWords joins what two reports know of the words of one text: a word is
// known if one of them knows it, and mended only if none does.
func mergeWords(a, b []Word) []Word {
	for _, w := range b {
		i := slices.IndexFunc(a, func(have Word) bool { return have.Text == w.Text })
		if i < 0 {
			a = append(a, w)
			continue
		}
		have := &a[i]
		have.Hits += w.Hits
		have.Weight = min(have.Weight, w.Weight)
		have.Known = have.Known || w.Known
		if have.Corrected == "" {
			have.Corrected = w.Corrected
		}
		if have.Known {
			have.Corrected = ""
		}
	}
	return a
}

// LanguageOf guesses the language of a text, as Index.LanguageOf does. Where the
// reports disagree, one in several languages knows better.
func (c *Collection) LanguageOf(text string) (lang string, sure bool) {
	best := -1
	for _, p := range c.parts {
		l, s := p.index.LanguageOf(text)
		weight := len(p.index.lexicons)
		if s {
			weight += 100
		}
		if weight > best {
			best, lang, sure = weight, l, s
		}
	}
	return lang, sure
}

// Snippet cuts a window out of a text of this report, as Index.Snippet does.
func (c *Collection) Snippet(report, text, lang, query string, runes int) (string, []Span) {
	for _, p := range c.parts {
		if p.report == report {
			return p.index.Snippet(text, lang, query, runes)
		}
	}
	return text, nil
}

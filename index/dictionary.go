package index

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

// maxDictionary bounds a dictionary's file; Debian's trans-de-en has 25 MB.
const maxDictionary = 64 << 20

// A dictionary is a file of German and English words that mean the same, in the
// format of Ding:
//
//	Haus {n}; Gebäude {n} | Häuser {pl} :: house; building | houses
//
// It is read when a query first is in a language that the searched records don't
// have, once for all reports.
type dictionary struct {
	path       string
	log        *slog.Logger
	glossaries map[string]func() map[*lexicon]*glossary // by the language that is translated from
}

// newDictionary checks that a file may be a dictionary. It does not read it.
func newDictionary(path string, log *slog.Logger) (*dictionary, error) {
	f, err := openDictionary(path)
	if err != nil {
		return nil, err
	}
	return &dictionary{path: path, log: log}, f.Close()
}

func openDictionary(path string) (*os.File, error) {
	info, err := os.Stat(path) // Opening a pipe would wait.
	switch {
	case err != nil:
		return nil, fmt.Errorf("open the dictionary: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("open the dictionary: %s is no file", path)
	case info.Size() > maxDictionary:
		return nil, fmt.Errorf("open the dictionary: %s is larger than %d MiB", path, maxDictionary>>20)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the dictionary: %w", err)
	}
	return f, nil
}

// serve prepares a glossary for each lexicon of the shards.
func (d *dictionary) serve(shards []*shard) {
	to := map[string][]*lexicon{}
	for _, s := range shards {
		for _, lex := range s.lexicons {
			if from := otherLanguage(lex.lang); from != "" {
				to[from] = append(to[from], lex)
			}
		}
	}
	d.glossaries = map[string]func() map[*lexicon]*glossary{}
	for from, lexicons := range to {
		d.glossaries[from] = sync.OnceValue(func() map[*lexicon]*glossary {
			gs, err := d.read(from, lexicons)
			if err != nil {
				d.log.Warn("the dictionary can't be read, questions are not translated", "file", d.path, "error", err)
			}
			return gs
		})
	}
}

// otherLanguage is the language that a dictionary translates to or from the given
// one, or "".
func otherLanguage(lang string) string {
	switch lang {
	case "de":
		return "en"
	case "en":
		return "de"
	}
	return ""
}

// glossary returns the translations from a language to that of a lexicon, reading
// them if need be, or nil where there are none.
func (d *dictionary) glossary(from string, lex *lexicon) *glossary {
	if d == nil || otherLanguage(lex.lang) != from {
		return nil
	}
	return d.glossaries[from]()[lex]
}

// read reads what the dictionary has for the words of lexicons of one language.
func (d *dictionary) read(from string, to []*lexicon) (gs map[*lexicon]*glossary, err error) {
	f, err := openDictionary(d.path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	size := min(info.Size(), maxDictionary)
	sections := make([][]*glossaryBuilder, max(1, min(maxReaders, runtime.GOMAXPROCS(0), int(size>>20))))
	var readers errgroup.Group
	for i := range sections {
		for _, lex := range to {
			sections[i] = append(sections[i], newGlossaryBuilder(from, lex))
		}
		start, end := size*int64(i)/int64(len(sections)), size*int64(i+1)/int64(len(sections))
		readers.Go(func() error { return readLines(f, start, end, sections[i]) })
	}
	if err := readers.Wait(); err != nil {
		return nil, err
	}
	gs = map[*lexicon]*glossary{}
	for l, lex := range to {
		whole := sections[0][l]
		for _, section := range sections[1:] {
			whole.merge(section[l])
		}
		gs[lex] = whole.finish()
	}
	return gs, nil
}

// maxReaders is how many read a dictionary at a time.
const maxReaders = 4

// Bounds of a glossary: the bytes of a line, the words of a phrase, and the pairs
// that one reader keeps, which are 16 bytes each until they are sorted.
const (
	maxLine   = 64 << 10
	maxPhrase = 3
	maxPairs  = 1 << 19
)

// readLines gives builders the lines that begin from start on and before end. One
// that they can't make sense of is left out.
func readLines(f io.ReaderAt, start, end int64, builders []*glossaryBuilder) error {
	// The line at start is ours if a line ends right before it.
	from := max(0, start-1)
	lines := bufio.NewReaderSize(io.NewSectionReader(f, from, maxDictionary-from), maxLine)
	for at := from; at < end; {
		line, err := lines.ReadSlice('\n')
		begin, long := at, errors.Is(err, bufio.ErrBufferFull)
		at += int64(len(line))
		for errors.Is(err, bufio.ErrBufferFull) {
			var rest []byte
			rest, err = lines.ReadSlice('\n')
			at += int64(len(rest))
		}
		if !long && (begin >= start && start == from || begin > from) {
			for _, b := range builders {
				b.readLine(line)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *glossaryBuilder) readLine(line []byte) {
	german, english, ok := bytes.Cut(line, []byte(" :: "))
	switch {
	case !ok || line[0] == '#' || len(b.pairs) >= maxPairs:
	case b.from == "en":
		b.addLine(english, german)
	default:
		b.addLine(german, english)
	}
}

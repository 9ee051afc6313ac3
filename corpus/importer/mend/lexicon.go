package mend

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus/importer/words"
)

// Lexicon is the words that are known, with how common each is. It is safe for
// concurrent use and never changes.
type Lexicon struct {
	trie    *trie
	entries []entry
	odd     map[string]bool // words that are written otherwise than small or with one capital: GmbH, IT
	names   map[string]bool // of people and places
	shape   *shape
	keys    []string // the words in codes
	lists   []string
}

// entry is one word, by how often it comes in a million words of German: written
// small, with a capital, and as the first part of a compound.
type entry struct {
	small, capital, part float32
}

// The shares of words that a list has without saying how common they are, and of
// a word as part of a compound, by what it is. Found by trying out on damaged
// pages; they matter little within a factor of two.
const (
	listed     = 0.02 // per million
	stemShare  = 0.2  // a noun without its -e, a verb without its -en
	otherShare = 0.05 // what is no noun
	otherPart  = 5    // per million at most, a word that is neither noun, verb nor adjective
	unPart     = 30   // per million, the prefix un-
)

// Lists are where Debian keeps German words: wngerman and hunspell-de-de. Their
// licence is the GPL, so they are read where they are installed and are no part
// of this program.
func Lists() []string {
	return []string{"/usr/share/dict/ngerman", "/usr/share/hunspell/de_DE.dic", "/usr/share/myspell/dicts/de_DE.dic"}
}

// maxList bounds a word list, which is a few megabytes.
const maxList = 64 << 20

// NewLexicon holds the common words that come with the program and those of a
// list: a file with one word a line, or a hunspell dictionary (.dic) beside its
// .aff. Without a list it knows fewer words, and mends fewer.
func NewLexicon(ctx context.Context, list string) (*Lexicon, error) {
	common, err := words.Common()
	if err != nil {
		return nil, fmt.Errorf("read the common words: %w", err)
	}
	b := builder{entries: map[string]*entry{}, odd: map[string]bool{}}
	names := map[string]bool{}
	for _, w := range common {
		b.add(w.Form, float32(w.PerMillion), w.Kind)
		if w.Kind == words.Name {
			names[w.Form] = true
		}
	}
	l := &Lexicon{names: names, lists: []string{fmt.Sprintf("%d common word forms of its own", len(common))}}
	if list != "" {
		n := 0
		err := eachWord(ctx, list, func(w string) {
			n++
			b.list(w)
		})
		if err != nil {
			return nil, fmt.Errorf("read the word list %s: %w", list, err)
		}
		if n == 0 {
			return nil, fmt.Errorf("the word list %s holds no word: name a file with one word a line, or a hunspell dictionary", list)
		}
		l.lists = append(l.lists, fmt.Sprintf("%d word forms of %s", n, list))
	}
	if un, _ := b.at("un"); un != nil {
		un.part = unPart // No word, but the part of many.
	}
	b.into(l)
	return l, nil
}

// Sources says which word lists the lexicon was made of.
func (l *Lexicon) Sources() []string { return l.lists }

// builder collects entries by their encoded words.
type builder struct {
	entries map[string]*entry
	odd     map[string]bool
}

// at is the entry of a word, and how the word is written. It is nil for a word
// that the trie can't hold.
func (b *builder) at(word string) (e *entry, capital bool) {
	first, size := utf8.DecodeRuneInString(word)
	if strings.ContainsFunc(word[size:], unicode.IsUpper) {
		b.odd[word] = true
		return nil, false
	}
	key, ok := encode(word)
	if !ok || key == "" {
		if ok = !strings.ContainsAny(word, " ./"); ok {
			b.odd[word] = true
		}
		return nil, false
	}
	e = b.entries[key]
	if e == nil {
		e = &entry{}
		b.entries[key] = e
	}
	return e, unicode.IsUpper(first)
}

// add puts in a word that is known to be so common.
func (b *builder) add(word string, perMillion float32, kind words.Kind) {
	e, capital := b.at(word)
	if e == nil {
		return
	}
	if !capital {
		e.small += perMillion
		e.part = max(e.part, perMillion*otherShare)
		if kind == words.Other { // Of English words, which make compounds, not of "und".
			e.part = max(perMillion*otherShare, min(perMillion, otherPart))
		}
		if kind == words.Verb && strings.HasSuffix(word, "en") { // Prüfbericht, Pflegedienst
			b.stem(word[:len(word)-2], perMillion*stemShare)
			b.stem(word[:len(word)-1], perMillion*stemShare/2)
		}
		return
	}
	e.capital += perMillion
	if kind == words.Noun || kind == words.Name {
		e.part = max(e.part, perMillion)
	}
	if kind == words.Noun && strings.HasSuffix(word, "e") {
		b.stem(word[:len(word)-1], perMillion*stemShare)
	}
}

// list puts in a word of a list, which only says that there is such a word.
func (b *builder) list(word string) {
	e, capital := b.at(word)
	switch {
	case e == nil:
	case !capital:
		e.small = max(e.small, listed)
		e.part = max(e.part, listed*otherShare)
	default:
		e.capital = max(e.capital, listed)
		e.part = max(e.part, listed)
		if strings.HasSuffix(word, "e") {
			b.stem(word[:len(word)-1], listed*stemShare)
		}
	}
}

// stem makes a stem a part of compounds, such as Schul- or Prüf-.
func (b *builder) stem(word string, perMillion float32) {
	if utf8.RuneCountInString(word) < 3 {
		return
	}
	if e, _ := b.at(word); e != nil {
		e.part = max(e.part, perMillion)
	}
}

func (b *builder) into(l *Lexicon) {
	keys := make([]string, 0, len(b.entries))
	for k := range b.entries {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	l.trie, l.keys = newTrie(keys), keys
	l.entries = make([]entry, len(keys))
	l.shape = &shape{}
	for i, k := range keys {
		e := *b.entries[k]
		l.entries[i] = e
		if n := e.small + e.capital; n > 0 {
			l.shape.learn(k, uint32(2+math.Log2(1+float64(n)*50)))
		}
	}
	l.odd = b.odd
}

// key is a word of the lexicon in codes.
func (l *Lexicon) key(word int32) string { return l.keys[word] }

// find is the entry of a word, or nil.
func (l *Lexicon) find(word string) *entry {
	n := int32(0)
	for _, r := range word {
		c, ok := code(r)
		if !ok {
			return nil
		}
		if n = l.trie.child(n, c); n < 0 {
			return nil
		}
	}
	if w := l.trie.nodes[n].word; w >= 0 {
		return &l.entries[w]
	}
	return nil
}

// has reports whether a word is known as it is written.
func (l *Lexicon) has(word string) bool {
	if l.odd[word] {
		return true
	}
	e := l.find(word)
	if e == nil {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) {
		return e.capital > 0
	}
	return e.small > 0
}

// eachWord reads a word list of either form.
func eachWord(ctx context.Context, file string, each func(string)) (err error) {
	if base, ok := strings.CutSuffix(file, ".dic"); ok {
		return eachHunspell(ctx, file, base+".aff", each)
	}
	return eachLine(ctx, file, func(line string) error {
		each(line)
		return nil
	})
}

// eachLine reads a text file of bounded size, in UTF-8 or Latin-1.
func eachLine(ctx context.Context, file string, each func(string) error) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines := bufio.NewScanner(io.LimitReader(f, maxList))
	for n := 0; lines.Scan(); n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line := strings.TrimSpace(lines.Text())
		if !utf8.ValidString(line) {
			line = latin1(line)
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := each(line); err != nil {
			return err
		}
	}
	return lines.Err()
}

// latin1 reads bytes as ISO 8859-1, whose codes are Unicode's first 256.
func latin1(s string) string {
	runes := make([]rune, 0, len(s))
	for i := range len(s) {
		runes = append(runes, rune(s[i]))
	}
	return string(runes)
}

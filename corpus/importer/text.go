package importer

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// The bounds of a plain text. A report of 300 pages has about a megabyte.
const (
	maxText      = 8 << 20
	maxTextLines = 300_000
	maxTextPages = 5_000
	maxLine      = 20_000 // letters; past it a file has no lines, and is no text
	maxControl   = 0.002  // the share of control characters in a text
	minWords     = 0.5    // the share of what stands between blanks that is letters
	wordSample   = 20_000 // of how many that is judged
)

// errNoText is a file that is neither text nor PDF.
var errNoText = errors.New("the file is neither a PDF nor text in UTF-8, UTF-16 or Latin-1: export the report as text or PDF")

// decode reads a text file's letters, and names the encoding.
func decode(data []byte) (text, encoding string, err error) {
	if len(data) > maxText {
		return "", "", fmt.Errorf("the text is larger than %d MiB: split it", maxText>>20)
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		text, encoding = string(data[3:]), "UTF-8"
		if !utf8.ValidString(text) {
			return "", "", errNoText
		}
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || zeros(data) > 0:
		endian := xunicode.LittleEndian
		if zeros(data) == 2 {
			endian = xunicode.BigEndian
		}
		out, err := xunicode.UTF16(endian, xunicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", "", errNoText
		}
		text, encoding = string(out), "UTF-16"
	case utf8.Valid(data):
		text, encoding = string(data), "UTF-8"
	default:
		// Windows-1252 is Latin-1 with letters where that has controls.
		out, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return "", "", errNoText
		}
		text, encoding = string(out), "Latin-1"
	}
	if hypertext.MatchString(text[:min(len(text), headBytes)]) {
		return "", "", errors.New("the file is HTML: open it in a browser and print it into a PDF, or save it as text")
	}
	control, all, letters := 0, 0, 0
	for _, r := range text {
		all++
		switch {
		case unicode.IsLetter(r):
			letters++
		case r == utf8.RuneError, unicode.IsControl(r) && !strings.ContainsRune("\n\r\t\f\v\u0085", r):
			control++
		}
	}
	if strings.TrimSpace(text) != "" && (float64(control) > maxControl*float64(all)+2 || letters*5 < all && all > 200 || !wordy(text)) {
		return "", "", errNoText
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\v", "\n", "\u2028", "\n").Replace(text)
	// The few there are mean nothing, but a terminal obeys them.
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !strings.ContainsRune("\n\t\f", r) {
			return -1
		}
		return r
	}, text)
	if strings.TrimSpace(text) == "" {
		return "", "", errors.New("the file is empty")
	}
	return text, encoding, nil
}

// wordy reports whether a text is of words: most of what stands between blanks is
// letters, but for the marks at its edges. Short texts may be anything.
func wordy(text string) bool {
	n, words := 0, 0
	for f := range strings.FieldsSeq(text) {
		n++
		f = strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if len(f) < 60 && !strings.ContainsFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '&' && r != '/' }) {
			words++
		}
		if n == wordSample {
			break
		}
	}
	return n < 50 || float64(words) > minWords*float64(n)
}

// hypertext is how an HTML file begins.
var hypertext = regexp.MustCompile(`(?i)^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b`)

// zeros says in which byte of each two most are zero, as in UTF-16 without a mark:
// 1 for the second (little-endian), 2 for the first, 0 for neither.
func zeros(data []byte) int {
	head := data[:min(len(data), 4096)]
	var n [2]int
	for i, b := range head {
		if b == 0 {
			n[i%2]++
		}
	}
	switch {
	case n[1] > len(head)/3:
		return 1
	case n[0] > len(head)/3:
		return 2
	}
	return 0
}

// textDocument parts a plain text into pages and lines. Pages end at form feeds;
// where there are none, at three empty lines or more, and at lines that begin with
// the blank that some programs write for a form feed.
func textDocument(text string) (page.Document, error) {
	doc := page.Document{}
	feeds := strings.Contains(text, "\f")
	lines := strings.Split(text, "\n")
	if len(lines) > maxTextLines {
		return doc, fmt.Errorf("the text has more than %d lines: split it", maxTextLines)
	}
	blanks := !feeds && blankStarts(lines)
	now := page.Page{Number: 1, Origin: page.Unknown}
	empty := 0
	turn := func() {
		if len(now.Lines) > 0 || feeds {
			doc.Pages = append(doc.Pages, now)
			now = page.Page{Number: len(doc.Pages) + 1, Origin: page.Unknown}
		}
		empty = 1
	}
	for i, line := range lines {
		if len(line) > maxLine {
			return doc, errNoText
		}
		parts := strings.Split(line, "\f")
		for k, part := range parts {
			if k > 0 {
				turn()
			}
			trimmed := strings.TrimSpace(part)
			if trimmed == "" {
				empty++
				continue
			}
			if !feeds && (empty >= 3 && len(now.Lines) > 0 || blanks && part[0] == ' ' && !sourceLine.MatchString(trimmed)) {
				turn()
			}
			now.Lines = append(now.Lines, page.Line{Text: expandTabs(trimmed), Number: i + 1, Gap: empty > 0})
			empty = 0
		}
		if len(doc.Pages) > maxTextPages {
			return doc, fmt.Errorf("the text has more than %d pages: split it", maxTextPages)
		}
	}
	turn()
	for len(doc.Pages) > 0 && len(doc.Pages[len(doc.Pages)-1].Lines) == 0 {
		doc.Pages = doc.Pages[:len(doc.Pages)-1]
	}
	return doc, nil
}

// sourceLine is a line under a chart, which may begin with a blank too.
var sourceLine = regexp.MustCompile(`(?i)^(quelle|source|fragestellung|anmerkung)\b`)

// blankStarts reports whether so few lines begin with a blank that it means
// something, and none with more than one, as in text that is set by blanks.
func blankStarts(lines []string) bool {
	n, full := 0, 0
	for _, l := range lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		full++
		if l[0] == ' ' || l[0] == '\t' {
			n++
			if len(l) > 1 && (l[1] == ' ' || l[0] == '\t') {
				return false
			}
		}
	}
	return n > 0 && n*20 < full
}

func expandTabs(s string) string { return strings.ReplaceAll(s, "\t", " ") }

// printed are the numbers that a document's pages have in print: first, where it
// is given, or what most of the numbers on the pages say, or from 1 on.
func printed(doc page.Document, first int) (int, bool) {
	if first > 0 {
		return first, true
	}
	votes := map[int]int{}
	for _, p := range doc.Pages {
		for _, at := range slices.Compact([]int{0, len(p.Lines) - 1}) {
			if at < 0 || at >= len(p.Lines) {
				continue // A page without text.
			}
			n := 0
			if _, err := fmt.Sscanf(p.Lines[at].Text+"\n", "%d\n", &n); err == nil && n > 0 && n < maxTextPages && len(p.Lines[at].Text) <= 4 {
				votes[n-p.Number]++
			}
		}
	}
	best, offset := 0, 0
	for o, n := range votes {
		if n > best || n == best && o < offset {
			best, offset = n, o
		}
	}
	if best >= 2 && best*3 >= len(doc.Pages) {
		return offset + 1, true
	}
	return 1, false
}

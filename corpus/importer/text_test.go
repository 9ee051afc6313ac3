package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/charmap"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/mend"
	"github.com/reportbot/reportbot/corpus/importer/page"
)

// utf16Of writes a text in UTF-16, with a mark or without.
func utf16Of(text string, big, mark bool) string {
	var b strings.Builder
	if mark {
		text = "\ufeff" + text
	}
	for _, u := range utf16.Encode([]rune(text)) {
		hi, lo := byte(u>>8), byte(u)
		if !big {
			hi, lo = lo, hi
		}
		b.WriteByte(hi)
		b.WriteByte(lo)
	}
	return b.String()
}

// Ensure a text comes to the same package however it is encoded, and however its
// lines and pages end.
func TestEncodings(t *testing.T) {
	t.Parallel()
	text := mustRead(t, rightText)
	latin, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := mustImport(t, rightText, Options{})
	for _, tt := range []struct{ name, content, encoding string }{
		{"UTF-8 with a mark", "\ufeff" + text, "UTF-8"},
		{"UTF-16 little-endian", utf16Of(text, false, false), "UTF-16"},
		{"UTF-16 little-endian with a mark", utf16Of(text, false, true), "UTF-16"},
		{"UTF-16 big-endian", utf16Of(text, true, false), "UTF-16"},
		{"UTF-16 big-endian with a mark", utf16Of(text, true, true), "UTF-16"},
		{"Windows-1252", latin, "Latin-1"},
		{"control characters", strings.Replace(text, "Treffpunkt", "\x1bTreff\x00punkt", 1), "UTF-8"},
		{"CRLF", strings.ReplaceAll(text, "\n", "\r\n"), "UTF-8"},
		{"CR", strings.ReplaceAll(text, "\n", "\r"), "UTF-8"},
		{"form feed before an end of line", strings.ReplaceAll(text, "\f", "\f\n"), "UTF-8"},
		{"no form feeds", strings.ReplaceAll(text, "\n\n\f", "\n\n\n\n"), "UTF-8"},
		{"blanks for form feeds", strings.ReplaceAll(text, "\n\n\f", "\n\n "), "UTF-8"},
		{"empty pages at the end", text + "\n\f\n\f\n", "UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := mustImport(t, fileOf(t, "text.txt", tt.content), Options{})
			if diff := cmp.Diff(want.Text, got.Text); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
			// Lines are counted as they stand.
			if diff := cmp.Diff(want.Report, got.Report, cmpopts.IgnoreUnexported(corpus.Report{}), cmpopts.EquateComparable(corpus.Number{}),
				cmpopts.IgnoreTypes(corpus.Span{}), cmpopts.IgnoreFields(corpus.Value{}, "Evidence")); diff != "" {
				t.Errorf("package (-want +got):\n%s", diff)
			}
			if note := got.Review.notes[0]; !strings.Contains(note, tt.encoding+", 6 pages") {
				t.Errorf("the note is %q, want %s and 6 pages", note, tt.encoding)
			}
		})
	}
}

func noise(n int) string {
	data := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	if _, err := r.Read(data); err != nil {
		panic(err)
	}
	return string(data)
}

// Ensure what is no report's text is refused, with the reason, and soon.
func TestRefusals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, tt := range []struct{ name, file, want string }{
		{"empty", fileOf(t, "a", ""), "the file is empty"},
		{"blanks", fileOf(t, "a", " \n\t\n\f\n"), "the file is empty"},
		{"control characters alone", fileOf(t, "a", "\x01\n\x02"), "the file is empty"},
		{"mark alone", fileOf(t, "a", "\ufeff"), "the file is empty"},
		{"noise", fileOf(t, "a", noise(100_000)), errNoText.Error()},
		{"noise in UTF-16", fileOf(t, "a", "\xff\xfe"+noise(10_000)), errNoText.Error()},
		{"zeros", fileOf(t, "a", string(make([]byte, 10_000))), errNoText.Error()},
		{"numbers", fileOf(t, "a", strings.Repeat("1234 5678\n", 100)), errNoText.Error()},
		{"no paragraph", fileOf(t, "a", "Wünsche\n\n» Licht\n» Luft\n» Ruhe\n"), errNoPassage.Error()},
		{"line without end", fileOf(t, "a", strings.Repeat("Wort ", 200_000)), errNoText.Error()},
		{"much text", fileOf(t, "a", strings.Repeat("Wort und mehr davon.\n", (33<<20)/21)), "is too large"},
		{"many lines", fileOf(t, "a", strings.Repeat("ja\n", maxTextLines+2)), "lines: split it"},
		{"many pages", fileOf(t, "a", strings.Repeat("ja\n\f", maxTextPages+2)), "pages: split it"},
		{"folder", dir, "is a folder"},
		{"missing", filepath.Join(dir, "not", "there"), "no such file or directory"},
		{"no PDF", fileOf(t, "a", "%PDF-1.7\n"+noise(50_000)), "read "},
		{"no PDF behind blanks", fileOf(t, "a", "\n %PDF-"), "read "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := Import(t.Context(), tt.file, Options{Cache: mustCache(t)})
			if err == nil || d != nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want %q", err, tt.want)
			}
		})
	}
}

func mustCache(t testing.TB) string {
	t.Helper()
	dir, err := pdfCache()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Ensure a huge file is refused without being read.
func TestHugeFile(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{100 << 20, 10 << 30} {
		file := fileOf(t, "huge", noise(4096))
		if err := os.Truncate(file, size); err != nil {
			t.Skipf("no sparse files here: %v", err)
		}
		if _, err := Import(t.Context(), file, Options{}); err == nil || !strings.Contains(err.Error(), "large") {
			t.Errorf("%d MiB: error is %v, want one that says how large a file may be", size>>20, err)
		}
	}
}

// Ensure the end of the context ends an import wherever it is, with its error.
func TestImportStops(t *testing.T) {
	t.Parallel()
	steps := 0
	mustImport(t, ocrText, Options{Progress: func(string) { steps++ }})
	if steps < 3 {
		t.Fatalf("an import has %d steps", steps)
	}
	for at := range steps {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		_, err := Import(ctx, ocrText, Options{Progress: func(string) {
			if n++; n > at {
				cancel()
			}
		}})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("stopped at step %d of %d: error is %v", at+1, steps, err)
		}
	}
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := Import(ctx, ocrText, Options{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("too late: error is %v", err)
	}
}

// Ensure nothing is written over.
func TestWriteKeeps(t *testing.T) {
	t.Parallel()
	d := mustImport(t, rightText, Options{})
	dir := t.TempDir()
	if err := d.Write(t.Context(), dir); err != nil {
		t.Fatalf("write to an empty folder: %v", err)
	}
	before := files(t, dir)
	if err := d.Write(t.Context(), dir); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error is %v, want that the folder holds files", err)
	}
	if diff := cmp.Diff(before, files(t, dir)); diff != "" {
		t.Errorf("the folder changed (-before +after):\n%s", diff)
	}
	other := filepath.Dir(fileOf(t, "notes.txt", "mine"))
	if err := d.Write(t.Context(), other); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error is %v, want that the folder holds files", err)
	}
	if diff := cmp.Diff(map[string]string{"notes.txt": "mine"}, files(t, other)); diff != "" {
		t.Errorf("the folder changed (-before +after):\n%s", diff)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string // a page's lines with a stroke between
	}{
		{"one page", "a\nb\n", []string{"a|b"}},
		{"form feeds", "a\n\fb\n\f\nc", []string{"a", "b", "c"}},
		{"form feed within a line", "a\fb", []string{"a", "b"}},
		{"an empty page between", "a\f\fb", []string{"a", "", "b"}},
		{"empty pages at the end", "a\f\f\f", []string{"a"}},
		{"two empty lines", "a\n\n\nb", []string{"a|b"}},
		{"three empty lines", "a\n\n\n\nb", []string{"a", "b"}},
		{"three empty lines beside form feeds", "a\n\n\n\nb\fc", []string{"a|b", "c"}},
		{"blanks at the first lines", strings.Repeat("a\n", 30) + " b\n" + strings.Repeat("c\n", 3), []string{strings.TrimSuffix(strings.Repeat("a|", 30), "|"), "b|c|c|c"}},
		{"a blank before a source", strings.Repeat("a\n", 30) + " Quelle: b\n", []string{strings.Repeat("a|", 30) + "Quelle: b"}},
		{"indents", strings.Repeat("a\n", 30) + "  b\n c\n", []string{strings.Repeat("a|", 30) + "b|c"}},
		{"tabs", "a\tb\n", []string{"a b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, err := textDocument(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for i, p := range doc.Pages {
				if p.Number != i+1 {
					t.Errorf("page %d has number %d", i+1, p.Number)
				}
				line := []string{}
				for _, l := range p.Lines {
					line = append(line, l.Text)
				}
				got = append(got, strings.Join(line, "|"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPrinted(t *testing.T) {
	t.Parallel()
	numbered := func(folios ...string) page.Document {
		var doc page.Document
		for i, f := range folios {
			doc.Pages = append(doc.Pages, page.Page{Number: i + 1, Lines: []page.Line{{Text: "Text"}, {Text: f}}})
		}
		return doc
	}
	for _, tt := range []struct {
		name  string
		doc   page.Document
		given int
		want  int
		known bool
	}{
		{"none", numbered("a", "b", "c"), 0, 1, false},
		{"all", numbered("7", "8", "9"), 0, 7, true},
		{"most", numbered("a", "8", "1970", "10", "11"), 0, 7, true},
		{"one is chance", numbered("a", "8", "c"), 0, 1, false},
		{"unnumbered first pages", numbered("a", "b", "1", "2", "3"), 0, -1, true},
		{"given", numbered("7", "8", "9"), 5, 5, true},
		{"no pages", page.Document{}, 0, 1, false},
		{"empty pages", page.Document{Pages: []page.Page{{Number: 1}, {Number: 2}}}, 0, 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, known := printed(tt.doc, tt.given); got != tt.want || known != tt.known {
				t.Errorf("first page is %d (%v), want %d (%v)", got, known, tt.want, tt.known)
			}
		})
	}
}

// FuzzDecode looks for files that end in a panic, or in a text that is none.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "Käse\r\nund Brot\fmehr", "\xef\xbb\xbfa", "\xff\xfea\x00", "\xfe\xff\x00a", "K\xe4se", "a\x00b\x00c\x00", "ein \x1b[2JWort", "\xff\xfe\x00\xd8", noise(300)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, encoding, err := decode(data)
		if err != nil {
			return
		}
		odd := strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\t\f", r) })
		if encoding == "" || odd {
			t.Errorf("decoded as %q to %q", encoding, text)
		}
		doc, err := textDocument(text)
		if err != nil {
			return
		}
		lines := 0
		for _, p := range doc.Pages {
			for _, l := range p.Lines {
				lines++
				if l.Text == "" || l.Number == 0 || strings.ContainsAny(l.Text, "\n\f") {
					t.Errorf("page %d has the line %+v", p.Number, l)
				}
			}
		}
		if lines == 0 {
			t.Errorf("%q has no lines", text)
		}
	})
}

// FuzzImport looks for texts that end in a panic, or in a package that can't be
// loaded.
func FuzzImport(f *testing.F) {
	right, err := os.ReadFile(rightText)
	if err != nil {
		f.Fatal(err)
	}
	read, err := os.ReadFile(ocrText)
	if err != nil {
		f.Fatal(err)
	}
	for _, whole := range [][]byte{right, read} {
		for p := range bytes.SplitSeq(whole, []byte("\f")) {
			f.Add(string(p))
		}
	}
	f.Add("1. a\n2. b\n\n„c”\n\nAnna Ohm, Leiterin\n")
	f.Add("Angaben in Prozent\n\nQuelle: x\n")
	f.Add("0 = a, 1 = b\nx 1,5\n")
	f.Add("0 = a, 1 = b, 2 = c\n\nBrunnen 1,5\n\nQuelle: x\n\nIn diesem Absatz steht ein ganzer Satz.\n")
	for _, r := range "\x00\x01\x1b\x7f\u0085\u00a0\u00ad\u200b\u2028\u2029\ufeff\ufffd\ufffe\U0001f600" {
		f.Add("In diesem Ab" + string(r) + "satz steht ein ganzer Satz " + string(r) + " für alle.\n")
	}
	lexicon, err := mend.NewLexicon(context.Background(), "")
	if err != nil {
		f.Fatal(err)
	}
	mender, err := mend.New(lexicon)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		o := Options{Progress: func(string) {}}
		r := &reading{}
		if err := r.readText(t.Context(), []byte(text), mender, o); err != nil {
			return
		}
		if err := r.arrange(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		d, err := (&drafter{Options: o, reading: r, report: &corpus.Report{}}).draft(t.Context())
		if err != nil {
			return
		}
		dir := filepath.Join(t.TempDir(), "out")
		if err := d.Write(t.Context(), dir); err != nil {
			t.Fatalf("write: %v", err)
		}
		if _, err := load(t.Context(), dir); err != nil {
			t.Fatalf("load: %v", err)
		}
		_ = d.Review.Markdown()
	})
}

func BenchmarkImport(b *testing.B) {
	text := mustRead(b, ocrText)
	for _, times := range []int{1, 50} {
		b.Run(fmt.Sprintf("%d pages", 6*times), func(b *testing.B) {
			file := fileOf(b, "text.txt", strings.TrimSuffix(strings.Repeat(text+"\f", times), "\f"))
			for b.Loop() {
				mustImport(b, file, Options{})
			}
		})
	}
}

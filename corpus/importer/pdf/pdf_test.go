package pdf

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"go.uber.org/goleak"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// compiled is PDFium's code, which takes seconds to make, for all tests of the binary,
// and folder where it lies.
var (
	compiled wazero.CompilationCache
	folder   string
)

func TestMain(m *testing.M) {
	above, err := os.MkdirTemp("", "pdf")
	if err != nil {
		panic(err)
	}
	folder = filepath.Join(above, "not", "there", "yet")
	if compiled, err = wazero.NewCompilationCacheWithDir(folder); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(above)
		os.Exit(code)
	}))
}

func mustOpen(t testing.TB, data []byte, options Options) *File {
	t.Helper()
	options.setDefaults()
	if err := check(data, options); err != nil {
		t.Fatal(err)
	}
	file, err := open(t.Context(), data, options, compiled)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	return file
}

func mustRead(t testing.TB, file *File, number int) Sheet {
	t.Helper()
	read, err := file.Page(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func texts(lines []page.Line) string {
	all := make([]string, 0, len(lines))
	for _, line := range lines {
		all = append(all, line.Text)
	}
	return strings.Join(all, "\n")
}

func near(a, b float64) bool { return math.Abs(a-b) < 1.5 }

// Ensure that lines come with text, place, size and weight, in order.
func TestPage(t *testing.T) {
	t.Parallel()
	content := show("F1", 10, 50, 320, "Die Räume sind größer (§ 4).") +
		show("F2", 20, 50, 350, "Über das Lesen") +
		show("F1", 10, 50, 300, "Ein Wort,") + show("F2", 10, 98, 300, "fett") +
		show("F1", 10, 50, 280, "siehe Heft") + show("F1", 6, 95.5, 284, "12") +
		show("F1", 10, 50, 260, "Draußen") + show("F1", 10, 500, 260, "daneben") +
		"BT /F1 10 Tf 0 1 -1 0 20 100 Tm (gedreht) Tj ET\n"
	read := mustRead(t, mustOpen(t, write([]sheet{{content: content}}, ""), Options{}), 1)
	want := "Über das Lesen\nDie Räume sind größer (§ 4).\nEin Wort, fett\nsiehe Heft¹²\nDraußen"
	if got := texts(read.Lines); got != want {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
	if read.Number != 1 || read.Width != 400 || read.Height != 400 || read.Origin != page.Typeset || read.Covered {
		t.Errorf("page %+v", read)
	}
	head, body := read.Lines[0], read.Lines[1]
	if !head.Bold || body.Bold || head.Size != 20 || body.Size != 10 {
		t.Errorf("size and weight: %+v, %+v", head, body)
	}
	if b := body.Box; !near(b.Left, 50) || b.Top > 80-7 || b.Top < 80-12 || b.Bottom < 80 || b.Bottom > 84 || b.Right < 150 || b.Right > 190 {
		t.Errorf("box %+v, want it around the base line at 80", b)
	}
}

// Ensure that a hyphen at a line's end is one, though PDFium hides the end.
func TestPageHyphen(t *testing.T) {
	t.Parallel()
	content := show("F1", 10, 50, 320, "Dies ist ein Zeilen-") + show("F1", 10, 50, 308, "umbruch und dies ein Trenn\u00ad") + show("F1", 10, 50, 296, "strich.")
	read := mustRead(t, mustOpen(t, write([]sheet{{content: content}}, ""), Options{}), 1)
	if got, want := texts(read.Lines), "Dies ist ein Zeilen-\numbruch und dies ein Trenn-\nstrich."; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Ensure that columns are parted and that a turned page is read as it is shown.
func TestPageColumnsTurned(t *testing.T) {
	t.Parallel()
	var flat, turned strings.Builder
	for i, text := range []string{"Die linke Spalte hat", "drei kurze Zeilen und", "hier hört sie auf."} {
		flat.WriteString(show("F1", 10, 50, 320-12*float64(i), text))
		flat.WriteString(show("F1", 10, 165, 320-12*float64(i), "Rechts "+text))
		turned.WriteString(strings.Replace(show("F1", 10, 0, 0, text), "0 0 Td", "0 1 -1 0 "+[]string{"80", "92", "104"}[i]+" 50 Tm", 1))
	}
	file := mustOpen(t, write([]sheet{{content: flat.String()}, {content: turned.String(), extra: "/Rotate 90", width: 400, height: 600}}, ""), Options{})
	want := "Die linke Spalte hat\nRechts Die linke Spalte hat\ndrei kurze Zeilen und\nRechts drei kurze Zeilen und\nhier hört sie auf.\nRechts hier hört sie auf."
	if got := texts(mustRead(t, file, 1).Lines); got != want {
		t.Errorf("columns: got\n%s\nwant\n%s", got, want)
	}
	read := mustRead(t, file, 2)
	if got, want := texts(read.Lines), "Die linke Spalte hat\ndrei kurze Zeilen und\nhier hört sie auf."; got != want {
		t.Fatalf("turned: got\n%s\nwant\n%s", got, want)
	}
	if line := read.Lines[0]; read.Width != 600 || read.Height != 400 || !near(line.Box.Left, 50) || line.Box.Top > 80 || line.Box.Bottom < 80 || line.Size != 10 {
		t.Errorf("turned: %v × %v, %+v", read.Width, read.Height, line)
	}
}

// Ensure that letters behind or before a picture of the page count as read.
func TestOrigin(t *testing.T) {
	t.Parallel()
	text := show("F1", 10, 50, 300, "Ein Satz aus dem Bild")
	unseen := strings.Replace(text, "BT", "BT 3 Tr", 1)
	cover := "q 400 0 0 400 0 0 cm /Im Do Q\n"
	small := "q 100 0 0 100 0 0 cm /Im Do Q\n"
	tests := []struct {
		name, content string
		origin        page.Origin
		covered       bool
	}{
		{"plain", text, page.Typeset, false},
		{"a picture on the page", small + text, page.Typeset, false},
		{"unseen over a picture", cover + unseen, page.Read, true},
		{"unseen alone", unseen, page.Read, false},
		{"under a picture", text + cover, page.Read, true},
		{"over a picture", cover + text, page.Typeset, true},
		{"only a picture", cover, page.Typeset, true},
		{"nothing", "", page.Typeset, false},
	}
	pages := make([]sheet, 0, len(tests))
	for _, test := range tests {
		pages = append(pages, sheet{content: test.content})
	}
	file := mustOpen(t, write(pages, "/XObject<</Im 10 0 R>>", picture()), Options{})
	for i, test := range tests {
		read := mustRead(t, file, i+1)
		if read.Origin != test.origin || read.Covered != test.covered {
			t.Errorf("%s: %s, covered %v; want %s, %v", test.name, read.Origin, read.Covered, test.origin, test.covered)
		}
	}
}

// Ensure that each sort of bad file has its own error.
func TestOpenErrors(t *testing.T) {
	t.Parallel()
	good := write([]sheet{{}, {}, {}}, "")
	locked := assemble([]string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 0/Kids[]>>",
		"<</Filter/Standard/V 1/R 2/P -4/O(" + strings.Repeat("o", 32) + ")/U(" + strings.Repeat("u", 32) + ")>>"},
		"/Encrypt 3 0 R/ID[(0123456789abcdef)(0123456789abcdef)]")
	tests := []struct {
		name    string
		data    []byte
		options Options
		want    error
		says    string
	}{
		{"empty", nil, Options{}, ErrNotPDF, "empty"},
		{"a web page", []byte("<!doctype html><title>Download</title>"), Options{}, ErrNotPDF, "download"},
		{"rubbish", []byte("%PDF-1.7\n" + strings.Repeat("rubbish ", 100)), Options{}, ErrBroken, "broken"},
		{"cut", good[:200], Options{}, ErrBroken, "broken"},
		{"no pages", write(nil, ""), Options{}, ErrBroken, "pages"},
		{"locked", locked, Options{}, ErrPassword, "password"},
		{"bytes", good, Options{MaxBytes: 100}, ErrTooLarge, "at most"},
		{"pages", good, Options{MaxPages: 2}, ErrTooLarge, "3 pages, at most 2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.options.setDefaults()
			err := check(test.data, test.options)
			if err == nil {
				_, err = open(t.Context(), test.data, test.options, compiled)
			}
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %v with %q", err, test.want, test.says)
			}
		})
	}
	if _, err := Open(t.Context(), nil, Options{}); !errors.Is(err, ErrNotPDF) {
		t.Errorf("Open: got %v", err)
	}
}

// Ensure that a page that does not end is ended, and that the others can be read.
func TestPageTime(t *testing.T) {
	t.Parallel()
	// Forms that call forms, ten times each and twelve levels deep.
	forms := make([]string, 0, 12)
	names := "/XObject<<"
	for i := range 12 {
		own := strings.Replace("/Type/XObject/Subtype/Form/BBox[0 0 400 400]/Resources<</Font<</F1 3 0 R>>/XObject<</X @ 0 R>>>>", "@", itoa(firstExtra+i+1), 1)
		content := strings.Repeat("/X Do ", 10)
		if i == 11 {
			content = show("F1", 10, 50, 50, "tief")
		}
		forms = append(forms, stream(own, content))
	}
	names += "/X 10 0 R>>"
	data := write([]sheet{{content: show("F1", 10, 50, 50, "gut")}, {content: "/X Do"}}, names, forms...)
	file := mustOpen(t, data, Options{PageTime: 300 * time.Millisecond})
	_, err := file.Page(t.Context(), 2)
	if !errors.Is(err, ErrTooSlow) || !strings.Contains(err.Error(), "page 2") {
		t.Errorf("got %v, want it to be too slow and to name the page", err)
	}
	if got := texts(mustRead(t, file, 1).Lines); got != "gut" {
		t.Errorf("after it: got %q", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err = file.Page(ctx, 2); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrTooSlow) {
		t.Errorf("got %v, want the context's end", err)
	}
	if _, err = file.Page(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want no new work", err)
	}
}

func itoa(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

func TestPicture(t *testing.T) {
	t.Parallel()
	file := mustOpen(t, write([]sheet{{content: "100 100 200 100 re f"}, {width: 14000, height: 14000}}, ""), Options{})
	data, dpi, err := file.Picture(t.Context(), 1, 144)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	black := func(x, y int) bool { r, _, _, _ := drawn.At(x, y).RGBA(); return r < 0x1000 }
	if b := drawn.Bounds(); dpi != 144 || b.Dx() != 800 || b.Dy() != 800 || !black(400, 500) || black(400, 200) {
		t.Errorf("drawn with %d dpi as %v: %v, %v", dpi, b, black(400, 500), black(400, 200))
	}
	if data, dpi, err = file.Picture(t.Context(), 2, 300); err != nil || dpi >= 72 || dpi < 10 {
		t.Errorf("a wall: %d bytes, %d dpi, %v", len(data), dpi, err)
	}
	if _, _, err = file.Picture(t.Context(), 1, 0); err == nil {
		t.Error("no error for 0 dpi")
	}
}

// Ensure that a file says so where it is used wrongly.
func TestFileMisuse(t *testing.T) {
	t.Parallel()
	file := mustOpen(t, write([]sheet{{}}, ""), Options{})
	if file.Pages() != 1 {
		t.Errorf("%d pages", file.Pages())
	}
	for _, number := range []int{-1, 0, 2} {
		if _, err := file.Page(t.Context(), number); err == nil {
			t.Errorf("page %d: no error", number)
		}
	}
	if err := errors.Join(file.Close(), file.Close()); err != nil {
		t.Error(err)
	}
	if _, err := file.Page(t.Context(), 1); err == nil {
		t.Error("closed: no error")
	}
}

// Ensure that pages larger than the format allows are refused, and that PDFium's
// memory has an end.
func TestBounds(t *testing.T) {
	t.Parallel()
	huge := stream("/Type/XObject/Subtype/Image/Width 20000/Height 20000/ColorSpace/DeviceGray/BitsPerComponent 8", "\xee")
	file := mustOpen(t, write([]sheet{{width: 20000}, {content: "q 400 0 0 400 0 0 cm /Im Do Q"}}, "/XObject<</Im 10 0 R>>", huge), Options{MaxMemory: 48 << 20})
	if read, err := file.Page(t.Context(), 1); err == nil && read.Width > maxSide {
		t.Errorf("a page %v wide", read.Width)
	}
	if _, _, err := file.Picture(t.Context(), 2, 72); err != nil && !errors.Is(err, ErrBroken) {
		t.Errorf("got %v", err)
	}
	mustRead(t, file, 2)
}

// Ensure that compiled code is taken from a folder, and put there.
func TestCache(t *testing.T) {
	t.Parallel()
	mustOpen(t, write([]sheet{{}}, ""), Options{})
	if entries, err := os.ReadDir(folder); err != nil || len(entries) == 0 {
		t.Fatalf("%v, %v", entries, err)
	}
	file, err := Open(t.Context(), write([]sheet{{}}, ""), Options{Cache: folder})
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	// What is no folder is done without.
	file, err = Open(t.Context(), write([]sheet{{}}, ""), Options{Cache: os.Args[0]})
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
}

func FuzzFile(f *testing.F) {
	text := show("F1", 10, 50, 300, "Ein Satz über Äpfel") + show("F2", 14, 50, 330, "Titel")
	whole := write([]sheet{{content: text + "q 400 0 0 400 0 0 cm /Im Do Q"}, {content: text, extra: "/Rotate 90"}}, "/XObject<</Im 10 0 R>>", picture())
	f.Add(whole)
	f.Add(whole[:len(whole)-80])
	f.Add(bytes.ReplaceAll(whole, []byte("endobj"), nil))
	f.Add(bytes.Replace(whole, []byte("/Count 2"), []byte("/Count 9"), 1))
	mustOpen(f, whole, Options{}) // compiles, which takes longer than a run may
	f.Fuzz(func(t *testing.T, data []byte) {
		options := Options{MaxBytes: 1 << 16, MaxPages: 4, PageTime: time.Second, MaxMemory: 64 << 20}
		options.setDefaults()
		if check(data, options) != nil {
			return
		}
		file, err := open(t.Context(), data, options, compiled)
		if err != nil {
			for _, known := range []error{ErrBroken, ErrPassword, ErrTooLarge, ErrTooSlow} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("an error that says nothing to the user: %v", err)
		}
		for number := 1; number <= file.Pages(); number++ {
			read, err := file.Page(t.Context(), number)
			if err == nil && !read.Positioned() {
				t.Errorf("page %d without a size", number)
			}
			_, _, _ = file.Picture(t.Context(), number, 18)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
}

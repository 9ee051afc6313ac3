package tesseract

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// role is the variable of the environment by which this test's binary, found as
// "tesseract" on PATH, knows that it is to play the program.
const role = "REPORTBOT_TEST_TESSERACT"

func TestMain(m *testing.M) {
	if os.Getenv(role) != "" {
		os.Exit(play(os.Args[1:]))
	}
	os.Exit(m.Run())
}

const head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"

const table = head +
	"1\t1\t0\t0\t0\t0\t0\t0\t1654\t2339\t-1\t\n" +
	"2\t1\t1\t0\t0\t0\t200\t100\t400\t100\t-1\t\n" +
	"3\t1\t1\t1\t0\t0\t200\t100\t400\t100\t-1\t\n" +
	"4\t1\t1\t1\t1\t0\t200\t100\t400\t25\t-1\t\n" +
	"5\t1\t1\t1\t1\t1\t200\t100\t100\t25\t90\tU\u0308ber\n" +
	"5\t1\t1\t1\t1\t2\t310\t100\t100\t25\t60\tdas\n" +
	"4\t1\t1\t1\t2\t0\t200\t140\t400\t25\t-1\t\n" +
	"5\t1\t1\t1\t2\t1\t200\t140\t400\t25\t95\t \n" +
	"4\t1\t1\t1\t3\t0\t200\t180\t400\t25\t-1\t\n" +
	"5\t1\t1\t1\t3\t1\t200\t180\t400\t25\t100\tLesen\n"

// play is a tesseract that does what its input says.
func play(args []string) int {
	switch strings.Join(args, " ") {
	case "--version":
		_, _ = os.Stdout.WriteString("tesseract 9.9\n leptonica-1\n")
	case "--list-langs":
		_, _ = os.Stdout.WriteString("List of available languages (2):\n" + os.Getenv(role) + "\nosd\n")
	case "- - -l deu --dpi 200 tsv":
		input, _ := io.ReadAll(os.Stdin)
		switch {
		case os.Getenv("OMP_THREAD_LIMIT") != "1":
			_, _ = os.Stderr.WriteString("too many threads")
			return 3
		case string(input) == "hang":
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			<-ctx.Done()
		case string(input) == "flood":
			for line := []byte(strings.Repeat("x", 1<<20)); ; {
				if _, err := os.Stdout.Write(line); err != nil {
					return 1
				}
			}
		case string(input) == "fail":
			_, _ = os.Stderr.WriteString("Error in pixReadMem:\n  size < 12\n")
			return 1
		default:
			_, _ = os.Stdout.WriteString(table)
		}
	default:
		_, _ = os.Stderr.WriteString("unknown: " + strings.Join(args, " "))
		return 2
	}
	return 0
}

// fake puts this binary on PATH as a tesseract with the language.
func fake(t *testing.T, language string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(self, filepath.Join(folder, "tesseract")); err != nil {
		t.Skip(err)
	}
	t.Setenv("PATH", folder)
	t.Setenv(role, language)
}

func mustFind(t *testing.T) *Engine {
	t.Helper()
	engine, err := Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// Ensure that it is said what to install.
func TestFind(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Find(t.Context()); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "tesseract-ocr-deu") {
		t.Errorf("no program: got %v", err)
	}
	fake(t, "eng")
	if _, err := Find(t.Context()); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "no German") {
		t.Errorf("no German: got %v", err)
	}
	fake(t, "deu")
	if engine := mustFind(t); engine.Version() != "tesseract 9.9" {
		t.Errorf("version %q", engine.Version())
	}
}

func TestRead(t *testing.T) {
	fake(t, "deu")
	engine := mustFind(t)
	got, err := engine.Read(t.Context(), []byte("a picture"), 200)
	if err != nil {
		t.Fatal(err)
	}
	scale := 72.0 / 200
	want := page.Page{Width: 1654 * scale, Height: 2339 * scale, Lines: []page.Line{
		{Text: "Über das", Box: page.Box{Left: 200 * scale, Top: 100 * scale, Right: 600 * scale, Bottom: 125 * scale}, Size: 10, Trust: 0.7714},
		{Text: "Lesen", Box: page.Box{Left: 200 * scale, Top: 180 * scale, Right: 600 * scale, Bottom: 205 * scale}, Size: 10, Trust: 1},
	}}
	alike := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-3 && b-a < 1e-3 })
	if diff := cmp.Diff(want, got, alike); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Ensure that a program that fails, floods or hangs is an error and an end.
func TestReadErrors(t *testing.T) {
	fake(t, "deu")
	engine := mustFind(t)
	if _, err := engine.Read(t.Context(), []byte("fail"), 200); err == nil || !strings.Contains(err.Error(), "pixReadMem: size < 12") {
		t.Errorf("got %v, want what the program says", err)
	}
	if _, err := engine.Read(t.Context(), []byte("flood"), 200); err == nil || !strings.Contains(err.Error(), "more than 16 MiB") {
		t.Errorf("got %v, want a bound", err)
	}
	if _, err := engine.Read(t.Context(), []byte("a picture"), 0); err == nil {
		t.Error("0 dpi: no error")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := engine.Read(ctx, []byte("hang"), 200); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's end", err)
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", head, "nonsense\n", head + "1\t1\n", head + strings.Repeat("x\t", 11) + "\n",
		table + "1\t2\t0\t0\t0\t0\t0\t0\t1654\t2339\t-1\t\n",
		head + "1\t1\t0\t0\t0\t0\t0\t0\tNaN\t2339\t-1\t\n",
	} {
		if got, err := parse(bad, 1); err == nil {
			t.Errorf("%q: no error but %v", bad, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(table)
	f.Add(head + "5\t1\t1\t1\t1\t1\t200\t100\t100\t25\t90\tWort\n1\t1\t0\t0\t0\t0\t0\t0\t5\t5\t-1\t\n")
	f.Fuzz(func(t *testing.T, table string) {
		read, err := parse(table, 0.36)
		if err != nil {
			return
		}
		for _, line := range read.Lines {
			if line.Text == "" || line.Trust != line.Trust {
				t.Errorf("line %+v", line)
			}
		}
	})
}

// Ensure that the real program, where it is installed, reads German.
func TestReadReal(t *testing.T) {
	if _, err := exec.LookPath("tesseract"); err != nil {
		t.Skip("no tesseract here")
	}
	engine, err := Find(t.Context())
	if errors.Is(err, ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	const dpi = 200
	drawn := image.NewGray(image.Rect(0, 0, 1200, 400))
	for i := range drawn.Pix {
		drawn.Pix[i] = 255
	}
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 12, DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{"Über größere Räume für Bücher", "steht im Bericht nichts."} {
		pen := font.Drawer{Dst: drawn, Src: image.NewUniform(color.Black), Face: face, Dot: fixed.P(100, 120+60*i)}
		pen.DrawString(text)
	}
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, drawn); err != nil {
		t.Fatal(err)
	}
	got, err := engine.Read(t.Context(), encoded.Bytes(), dpi)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Lines) != 2 || got.Lines[0].Text != "Über größere Räume für Bücher" || got.Lines[1].Text != "steht im Bericht nichts." {
		t.Fatalf("got %+v", got.Lines)
	}
	if line := got.Lines[0]; line.Box.Left < 30 || line.Box.Left > 42 || line.Box.Bottom < 40 || line.Box.Bottom > 50 || line.Size < 9 || line.Size > 16 || line.Trust < 0.5 {
		t.Errorf("got %+v", line)
	}
}

package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/tesseract"
)

// writePDF makes a PDF of pages of 500 by 700 points, each of operators. Type F1 is
// Helvetica, F2 its bold, I1 a grey picture.
func writePDF(pages ...string) []byte {
	font := "<</Type/Font/Subtype/Type1/Encoding/WinAnsiEncoding/BaseFont/%s>>"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "",
		fmt.Sprintf(font, "Helvetica"), fmt.Sprintf(font, "Helvetica-Bold"),
		"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\xee\nendstream",
	}
	var kids []string
	for _, p := range pages {
		objects = append(objects,
			fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(p), p),
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 700]/Contents %d 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</I1 5 0 R>>>>>>", len(objects)+1))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(kids), strings.Join(kids, " "))
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	places := make([]int, 0, len(objects))
	for i, body := range objects {
		places = append(places, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

// show writes lines under each other, from a place on that is counted from below.
func show(font string, size, x, y float64, lines ...string) string {
	var b strings.Builder
	for i, l := range lines {
		var letters []byte
		for _, r := range l {
			if r == '(' || r == ')' || r == '\\' {
				letters = append(letters, '\\')
			}
			letters = append(letters, byte(r)) // WinAnsi has German as Unicode has it.
		}
		fmt.Fprintf(&b, "BT /%s %g Tf %g %g Td (%s) Tj ET\n", font, size, x, y-float64(i)*size*1.2, letters)
	}
	return b.String()
}

// fountains is a page with a heading over two columns, and a chart below them whose
// numbers stand to the right of their labels, in another order of the file.
func fountains() string {
	return show("F2", 18, 50, 640, "Die Brunnen im Tal") +
		show("F1", 10, 270, 600,
			"nach einer Prüfung wieder ge-", "öffnet. Die übrigen werden im", "nächsten Jahr erneuert, wenn", "genug Geld dafür da ist.") +
		show("F1", 10, 50, 600,
			"Im Tal stehen zwölf Brunnen,", "die zum größten Teil älter als", "hundert Jahre sind. Sieben von", "ihnen wurden im letzten Früh-", "jahr gereinigt. Fünf hat man") +
		show("F1", 10, 330, 460, "68,5", "20", "7,25") +
		show("F2", 12, 50, 500, "Zustand der Brunnen") +
		show("F1", 10, 50, 480, "Angaben in Prozent") +
		show("F1", 10, 50, 460, "In gutem Zustand", "Mit kleinen Schäden", "Außer Betrieb") +
		show("F1", 10, 50, 410, "Quelle: Zählung der Gemeinde 2024") +
		show("F1", 10, 240, 40, "12")
}

// Ensure a PDF's columns are read one behind the other, and that values beside
// their labels are exact.
func TestImportPDF(t *testing.T) {
	t.Parallel()
	file := fileOf(t, "brunnen.pdf", string(writePDF(fountains())))
	o := Options{Cache: mustCache(t), FirstPage: 12, Reread: RereadNever}
	d := mustImport(t, file, o)
	dir := mustWrite(t, d)
	golden(t, "brunnen", dir)
	r := mustLoad(t, dir)[0]
	var got []string
	for _, f := range r.Figures {
		for _, it := range f.Items {
			v := it.Values[0]
			if v.Value == nil || v.Status != corpus.Exact {
				t.Errorf("%s has the value %v", it.ID, v)
				continue
			}
			got = append(got, it.Label[language]+" "+v.Value.String())
		}
	}
	if diff := cmp.Diff([]string{"In gutem Zustand 68.5", "Mit kleinen Schäden 20", "Außer Betrieb 7.25"}, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	proof, err := Prove(t.Context(), file, r, o)
	if err != nil {
		t.Fatal(err)
	}
	if proof.Proven == 0 || len(proof.Differences) > 0 {
		t.Errorf("the package stands in the PDF: %+v", proof)
	}
}

// Ensure a scan without a text says what is missing to read it, and what of a file
// is missing where other pages have text.
func TestImportScan(t *testing.T) {
	t.Setenv("PATH", "")
	scan := "q 500 0 0 700 0 0 cm /I1 Do Q"
	o := Options{Cache: mustCache(t), Reread: RereadAuto}
	if _, err := Import(t.Context(), fileOf(t, "scan.pdf", string(writePDF(scan))), o); !errors.Is(err, tesseract.ErrMissing) || !strings.Contains(err.Error(), "pictures of pages and no text") {
		t.Errorf("error is %v, want that Tesseract is missing", err)
	}
	d := mustImport(t, fileOf(t, "scan.pdf", string(writePDF(fountains(), scan))), o)
	if got := d.Review.Markdown(); !strings.Contains(got, "the file's pages 2 are pictures without text") {
		t.Errorf("the review does not name the missing page:\n%s", got)
	}
	o.Reread = RereadAlways
	if _, err := Import(t.Context(), fileOf(t, "scan.pdf", string(writePDF(fountains()))), o); !errors.Is(err, tesseract.ErrMissing) {
		t.Errorf("error is %v, want that Tesseract is missing", err)
	}
}

// Ensure the end of the context ends reading a PDF wherever it is.
func TestImportPDFStops(t *testing.T) {
	t.Parallel()
	file := fileOf(t, "brunnen.pdf", string(writePDF(fountains(), fountains())))
	o := Options{Cache: mustCache(t), Reread: RereadNever}
	steps := 0
	o.Progress = func(string) { steps++ }
	mustImport(t, file, o)
	for at := range steps {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		o.Progress = func(string) {
			if n++; n > at {
				cancel()
			}
		}
		_, err := Import(ctx, file, o)
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("stopped at step %d of %d: error is %v", at+1, steps, err)
		}
	}
}

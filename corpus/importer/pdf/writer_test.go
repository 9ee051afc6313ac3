package pdf

import (
	"bytes"
	"fmt"
	"strings"
)

// sheet is a page of a PDF for tests.
type sheet struct {
	content string // operators
	extra   string // entries of the page's dictionary, such as /Rotate 90
	width   int    // 400 if 0
	height  int    // 400 if 0
}

// object bodies that a test adds get numbers from 10 on.
const firstExtra = 10

// write makes a PDF of pages. Type F1 is Helvetica, F2 its bold; more are objects of
// the test's own, and resources the entries that name them.
func write(pages []sheet, resources string, more ...string) []byte {
	var objects []string
	for len(objects) < firstExtra-1 {
		objects = append(objects, "null")
	}
	objects = append(objects, more...)
	font := "<</Type/Font/Subtype/Type1/Encoding/WinAnsiEncoding/BaseFont/%s>>"
	objects[0] = "<</Type/Catalog/Pages 2 0 R>>"
	objects[2] = fmt.Sprintf(font, "Helvetica")
	objects[3] = fmt.Sprintf(font, "Helvetica-Bold")
	var kids []string
	for _, s := range pages {
		s.width, s.height = max(s.width, 400*btoi(s.width == 0)), max(s.height, 400*btoi(s.height == 0))
		objects = append(objects, stream("", s.content))
		objects = append(objects, fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>%s>>%s>>",
			s.width, s.height, len(objects), resources, s.extra))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(kids), strings.Join(kids, " "))
	return assemble(objects, "")
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func stream(entries, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", entries, len(content), content)
}

// assemble puts objects and their table into a file.
func assemble(objects []string, trailer string) []byte {
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
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, table)
	return out.Bytes()
}

// show writes text at a place from the lower left, with a font and size. Letters
// beyond ASCII are written as WinAnsi has them, which for German is Latin-1.
func show(font string, size float64, x, y float64, text string) string {
	return fmt.Sprintf("BT /%s %g Tf %g %g Td (%s) Tj ET\n", font, size, x, y, latin(text))
}

func latin(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r == '(' || r == ')' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r < 0x100:
			out.WriteByte(byte(r))
		case r == '•':
			out.WriteByte(0x95)
		default:
			out.WriteByte('?')
		}
	}
	return out.String()
}

// picture is an image object of one grey dot.
func picture() string {
	return stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "\xee")
}

// Package page is what the readers of files hand over: the pages of a report as
// lines of text, with a box and a size of type where the file tells them. It is a
// leaf: readers fill it, package layout puts its lines in order.
package page

// Origin says where a page's letters come from, and so how far to trust them.
type Origin string

// The origins.
const (
	Typeset Origin = "typeset" // letters as they were set: a PDF's own text
	Read    Origin = "read"    // letters that a program recognised in a picture
	Unknown Origin = "unknown" // plain text, which does not say
)

// Document is a whole file. Its pages are in the order of the file.
type Document struct {
	Pages []Page
}

// Page is one sheet. Number counts the file's pages from 1 on; what is printed on
// the sheet may differ. Width and Height are in points (1/72 inch) and 0 where
// the file tells no positions. Lines are as the reader met them: in reading order
// in a plain text, in any order where they have boxes.
type Page struct {
	Number        int
	Origin        Origin
	Width, Height float64
	Lines         []Line
}

// Line is one printed line of one column: where a page has columns side by side,
// each has lines of its own.
type Line struct {
	Text   string
	Number int     // in a plain text, from 1 on; 0 where the file has no lines
	Gap    bool    // whether an empty line stands before it
	Box    Box     // zero where the file tells no positions
	Size   float64 // of the type, in points; 0 where the file does not tell
	Bold   bool
	Trust  float64 // of the program that read a picture, up to 1; 0 where none did or it does not say
}

// Box is a rectangle in points, counted from the page's upper left corner.
type Box struct{ Left, Top, Right, Bottom float64 }

// Positioned reports whether the page's lines have boxes.
func (p *Page) Positioned() bool { return p.Width > 0 && p.Height > 0 }

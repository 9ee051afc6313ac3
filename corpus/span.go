package corpus

import (
	"fmt"
	"regexp"
	"strconv"
)

// Span says where in the source file a record stands: in one stretch, or in
// several where a page ends or a chart stands in between. It is for those who
// compare a package with its source; no reader sees it.
type Span []Stretch

// Stretch is one piece of a Span. It needs page, the printed page of the report,
// and lines or box, whichever the source file has.
type Stretch struct {
	Page  int       `yaml:"page"`
	Lines string    `yaml:"lines"` // of the source's text, from 1 on: "81-95", or "81" for a single one
	Box   []float64 `yaml:"box"`   // left, top, right, bottom in points from the page's upper left corner
}

// LineSpan writes the lines from first to last as Stretch.Lines has them.
func LineSpan(first, last int) string {
	if first == last {
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}

// LineRange is the first and the last line of the stretch. ok is false where it
// has no lines.
func (s Stretch) LineRange() (first, last int, ok bool) {
	m := linesPattern.FindStringSubmatch(s.Lines)
	if m == nil {
		return 0, 0, false
	}
	first, err := strconv.Atoi(m[1])
	last = first
	if err == nil && m[2] != "" {
		last, err = strconv.Atoi(m[2])
	}
	return first, last, err == nil && first >= 1 && first <= last
}

var linesPattern = regexp.MustCompile(`^([0-9]+)(?:-([0-9]+))?$`)

// span checks where a record is said to stand in its source.
func (c *checker) span(at place, span Span) {
	for i, s := range span {
		at := at.at(i)
		c.page(at, s.Page)
		if s.Lines == "" && len(s.Box) == 0 {
			at.fault("the stretch has neither lines nor a box: write lines: \"81-95\" or box: [left, top, right, bottom]")
		}
		if _, _, ok := s.LineRange(); s.Lines != "" && !ok {
			at.at("lines").fault("%.40q are no lines: write the first and the last, from 1 on, such as \"81-95\"", s.Lines)
		}
		if len(s.Box) > 0 && !ordered(s.Box) {
			at.at("box").fault("this is no box: write left, top, right and bottom in points from the page's upper left corner, such as [72, 100, 300, 240]")
		}
	}
}

// ordered tells whether four numbers are a box.
func ordered(box []float64) bool {
	return len(box) == 4 && box[0] >= 0 && box[1] >= 0 && box[0] < box[2] && box[1] < box[3]
}

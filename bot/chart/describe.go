package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/go-analyze/charts/chartdraw/drawing"

	"github.com/reportbot/reportbot/bot"
)

// describe gives a drawn SVG what chartdraw does not write: at the root its size,
// its language, and what a screen reader says of it; at each text its width.
func describe(svg []byte, c bot.Chart, height int) ([]byte, error) {
	head, rest, found := bytes.Cut(svg, []byte(">"))
	if !found {
		return nil, fmt.Errorf("describe the chart: no root element in %d bytes", len(svg))
	}
	var out bytes.Buffer
	out.Write(head)
	fmt.Fprintf(&out, ` width="%d" height="%d" role="img"`, Width, height)
	if c.Language != "" {
		out.WriteString(` xml:lang="`)
		escape(&out, c.Language)
		out.WriteString(`"`)
	}
	out.WriteString("><title>")
	escape(&out, clean(c.Title))
	out.WriteString("</title><desc>")
	escape(&out, clean(c.Alt))
	out.WriteString("</desc>")
	out.Write(textWidth().ReplaceAll(rest, []byte(`$1 textLength="$2" lengthAdjust="spacingAndGlyphs" class="`)))
	return out.Bytes(), nil
}

// escape writes s as text or as an attribute's value. A buffer takes everything.
func escape(out *bytes.Buffer, s string) { _ = xml.EscapeText(out, []byte(s)) }

// css is how an SVG sets its texts. chartdraw would name the font's family alone:
// without what to take in its place, and without the weight.
func (s *sheet) css() string {
	var out strings.Builder
	out.WriteString("text{font-family:'Liberation Sans',Arimo,Arial,Helvetica,sans-serif}.bold{font-weight:700}")
	seen := map[string]bool{}
	once := func(class, rule string) {
		if !seen[class] {
			seen[class] = true
			fmt.Fprintf(&out, ".%s{%s}", class, rule)
		}
	}
	for _, st := range s.types.all() {
		once(sizeClass(st.size), fmt.Sprintf("font-size:%dpx", st.size))
	}
	for _, c := range []drawing.Color{s.look.text, s.look.faint, hex(0x000000), hex(0xffffff)} {
		once(inkClass(c), "fill:"+c.String())
	}
	return out.String()
}

// textWidth finds the widths that widthClass noted. A "<" is escaped in what
// people read, so it finds nothing there.
var textWidth = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(<text x="-?\d+" y="-?\d+") class="width-(\d+) `)
})

// widthClass notes how wide a text is to be, for describe to turn it into
// textLength: a reader whose fonts are wider than ours squeezes it, and nothing
// leaves the picture.
func widthClass(pixels int) string { return fmt.Sprintf("width-%d ", pixels) }

// class names a style as css knows it.
func (st style) class() string {
	class := sizeClass(st.size) + " " + inkClass(st.color)
	if st.bold {
		class += " bold"
	}
	return class
}

func sizeClass(size int) string { return fmt.Sprintf("size-%d", size) }

func inkClass(c drawing.Color) string { return fmt.Sprintf("ink-%02x%02x%02x", c.R, c.G, c.B) }

package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"github.com/reportbot/reportbot/bot"
)

// describe gives the root of a drawn SVG its size, its language, and what a
// screen reader says of it. chartdraw writes neither.
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
	out.Write(rest)
	return out.Bytes(), nil
}

// escape writes s as text or as an attribute's value. A buffer takes everything.
func escape(out *bytes.Buffer, s string) { _ = xml.EscapeText(out, []byte(s)) }

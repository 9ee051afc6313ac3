package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"strconv"
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/chart"
)

// Telegram's bounds of a photo: https://core.telegram.org/bots/api#sendphoto
const (
	mostSides = 10_000
	mostRatio = 20
	mostBytes = 10 << 20
)

// Ensure that whatever a report holds, there is a picture that a chat takes, or an
// error.
func FuzzChart(f *testing.F) {
	f.Add("Titel", "Beschriftung", "42,5 %", " %", 42.5, 100.0, uint8(3), uint8(0), uint8(0))
	f.Add("", "\x00\xff<&>\"'\u202e🎉漢字", "]]>", "\n", 0.0, 0.0, uint8(1), uint8(3), uint8(1))
	f.Add("a\u0308", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "", "very long unit", 1e12, 1e-9, uint8(60), uint8(9), uint8(2))
	f.Fuzz(func(t *testing.T, title, label, text, unit string, value, end float64, rows, options, mark uint8) {
		c := bot.Chart{Title: title, Unit: unit, Source: text, Alt: label, Language: unit, Notes: []string{label, title}}
		c.Ranking = bot.Ranking{Heading: label, Question: title, Measure: text, Max: end}
		for i := range options % 11 {
			c.Options = append(c.Options, label[:int(i)%(len(label)+1)])
		}
		for i := range rows % 70 {
			r := bot.Row{Rank: int(i) * int(mark), Label: label, Note: text, Asked: i == mark}
			for j := range max(1, len(c.Options)) {
				r.Cells = append(r.Cells, bot.Cell{Text: text, Value: value * float64(j+1), Mark: bot.Mark((int(mark) + j) % 3)})
			}
			c.Ranking.Rows = append(c.Ranking.Rows, r)
		}
		theme := chart.Theme(mark % 2)
		data, err := chart.PNG(c, theme)
		vector, errSVG := chart.SVG(c, theme)
		if (err == nil) != (errSVG == nil) {
			t.Fatalf("PNG: %v, SVG: %v", err, errSVG)
		}
		if err != nil {
			return
		}
		checkPhoto(t, data)
		checkXML(t, vector)
	})
}

func checkPhoto(t *testing.T, data []byte) {
	t.Helper()
	picture, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	w, h := picture.Width, picture.Height
	if w != chart.Width || w+h > mostSides || max(w, h) > mostRatio*min(w, h) || len(data) > mostBytes {
		t.Errorf("%d x %d pixels in %d bytes", w, h, len(data))
	}
}

// checkXML holds an SVG to XML, and its texts to the picture's width.
func checkXML(t *testing.T, data []byte) {
	t.Helper()
	for decoder := xml.NewDecoder(bytes.NewReader(data)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, data)
		}
		if text, is := token.(xml.StartElement); is && text.Name.Local == "text" {
			x, width := number(text, "x"), number(text, "textLength")
			if x < 0 || x+width > chart.Width {
				t.Errorf("a text of %d pixels at %d leaves the picture", width, x)
			}
		}
	}
}

// number is an attribute's value, 0 where it is missing.
func number(e xml.StartElement, name string) int {
	n := 0
	for _, a := range e.Attr {
		if a.Name.Local == name {
			n, _ = strconv.Atoi(a.Value)
		}
	}
	return n
}

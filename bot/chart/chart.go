// Package chart draws a bot.Chart as a picture: a ranking as horizontal bars, a
// figure with answer options as stacked ones, on an axis that begins at 0. It
// decides about the looks alone. The rows come in the order to draw them, and
// every text on the picture is the caller's: there is no wording in here.
//
// A picture never claims what the report does not: a lost value is an empty
// hatched track with its text in it, however long the others are; the lost
// options of a stacked row share one hatched rest, without a guess at their
// sizes; an inferred value is hatched and has a ≈ before its number.
//
// The bar charts of go-analyze/charts can't do that (one look for all bars of a
// series, labels on one line), so only its drawing layer is used: chartdraw,
// which takes the same strokes for PNG and SVG. What is drawn where is decided
// here. All functions may be called concurrently, and the same chart gives the
// same bytes.
package chart

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"

	"github.com/go-analyze/charts/chartdraw"

	"github.com/reportbot/reportbot/bot"
)

// Theme is the ground that a picture is drawn on.
type Theme int

// The themes.
const (
	Light Theme = iota
	Dark
)

// PNG draws c as a PNG of Width pixels, as high as it needs: 150 to 250 kB for
// ten rows. See SVG for the errors.
func PNG(c bot.Chart, t Theme) ([]byte, error) {
	s, err := compose(c, t)
	if err != nil {
		return nil, fmt.Errorf("compose the chart: %w", err)
	}
	var picture canvas
	if err := s.draw(chartdraw.PNG).Save(&picture); err != nil {
		return nil, fmt.Errorf("draw the chart: %w", err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture.image); err != nil {
		return nil, fmt.Errorf("encode the chart: %w", err)
	}
	return out.Bytes(), nil
}

// SVG draws c as an SVG document that refers to nothing outside itself, with the
// title and Alt for those who listen to it. The error is ErrTooLarge where the
// picture would leave the bounds that chats set; any other is a chart that can't
// be drawn at all, such as one without rows or with a value below 0.
func SVG(c bot.Chart, t Theme) ([]byte, error) {
	s, err := compose(c, t)
	if err != nil {
		return nil, fmt.Errorf("compose the chart: %w", err)
	}
	var out bytes.Buffer
	if err := s.draw(chartdraw.SVGWithCSS(s.css(), "")).Save(&out); err != nil {
		return nil, fmt.Errorf("draw the chart: %w", err)
	}
	return describe(out.Bytes(), c, s.height)
}

// canvas takes the pixels of a picture before they are encoded.
type canvas struct{ image *image.RGBA }

// SetRGBA is what chartdraw looks for to hand over its pixels.
func (c *canvas) SetRGBA(i *image.RGBA) { c.image = i }

// Write is never called: the pixels come by SetRGBA.
func (c *canvas) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"

	"github.com/klippa-app/go-pdfium/requests"
)

// maxPixels of a picture, a byte each: an A3 sheet at 400 dpi.
const maxPixels = 32 << 20

// Picture draws a page in grey as a PNG, for a program that reads letters. A page that
// would have more than maxPixels is drawn with fewer dots per inch than asked for;
// the number returned is the one drawn with. Errors are as those of Page.
func (f *File) Picture(ctx context.Context, number, dpi int) ([]byte, int, error) {
	if dpi < 1 {
		return nil, 0, fmt.Errorf("draw page %d: %d dots per inch", number, dpi)
	}
	var drawn bytes.Buffer
	err := f.onPage(ctx, "draw", number, func(p *reading) error {
		width, height := p.view.size()
		if most := int(72 * math.Sqrt(maxPixels/(width*height))); dpi > most {
			dpi = max(1, most)
		}
		answer, err := p.in.RenderPageInDPI(&requests.RenderPageInDPI{
			Page: p.ref(), DPI: dpi, ImageFormat: requests.RenderImageFormatGrayscale,
		})
		if err != nil {
			return err
		}
		// The pixels lie in PDFium's memory until then.
		defer answer.Cleanup()
		grey, ok := answer.Result.RenderedImage.(*image.Gray)
		if !ok {
			return errors.New("PDFium drew no grey picture")
		}
		encoder := png.Encoder{CompressionLevel: png.BestSpeed}
		return encoder.Encode(&drawn, grey)
	})
	if err != nil {
		return nil, 0, err
	}
	return drawn.Bytes(), dpi, nil
}

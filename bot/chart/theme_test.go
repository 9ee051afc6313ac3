package chart

import (
	"math"
	"testing"

	"github.com/go-analyze/charts/chartdraw/drawing"
)

// Contrast that WCAG 2.1 asks of text (1.4.3) and of what a picture shows (1.4.11).
const (
	textContrast = 4.5
	barContrast  = 3
)

// Ensure texts and bars can be seen on every ground that they stand on.
func TestContrast(t *testing.T) {
	t.Parallel()
	for _, theme := range []Theme{Light, Dark} {
		l := theme.look()
		for name, ground := range map[string]drawing.Color{"ground": l.ground, "band": l.band} {
			for ink, c := range map[string]drawing.Color{"text": l.text, "faint": l.faint} {
				if r := contrast(c, ground); r < textContrast {
					t.Errorf("theme %d: %s on %s %.2f", theme, ink, name, r)
				}
			}
			for part, c := range map[string]drawing.Color{"bar": l.bar, "edge": l.edge, "axis": l.axis} {
				if r := contrast(c, ground); r < barContrast {
					t.Errorf("theme %d: %s on %s %.2f", theme, part, name, r)
				}
			}
		}
		if r := contrast(l.quiet, l.ground); r < barContrast {
			t.Errorf("theme %d: quiet bar %.2f", theme, r)
		}
	}
	for n := 1; n <= MaxOptions; n++ {
		for i, c := range stack(n) {
			if r := contrast(on(c), c); r < textContrast {
				t.Errorf("text on option %d of %d: %.2f", i+1, n, r)
			}
		}
	}
}

// Ensure those who see no red, no green or no blue tell the options apart, and
// the row that was asked about from the others.
func TestColourBlind(t *testing.T) {
	t.Parallel()
	const apart, neighbours = 15, 8 // CIE76; 2.3 is just noticeable
	for n := 2; n <= MaxOptions; n++ {
		least := float64(apart)
		if n > 5 {
			least = neighbours // told apart by their order as well
		}
		colors := stack(n)
		if len(colors) != n {
			t.Fatalf("%d colours for %d options", len(colors), n)
		}
		for i := range colors {
			for j := range i {
				checkApart(t, colors[i], colors[j], least)
			}
		}
	}
	for _, theme := range []Theme{Light, Dark} {
		checkApart(t, theme.look().bar, theme.look().quiet, apart)
	}
}

func checkApart(t *testing.T, a, b drawing.Color, least float64) {
	t.Helper()
	// Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
	sights := map[string][3][3]float64{
		"all":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		"deuter": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	}
	for name, sight := range sights {
		x, y := lab(a, sight), lab(b, sight)
		if d := math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2]); d < least {
			t.Errorf("%s: %v and %v are %.1f apart, want %.0f", name, a, b, d, least)
		}
	}
}

// lab is a colour as somebody sees it, in CIELAB.
func lab(c drawing.Color, sight [3][3]float64) [3]float64 {
	rgb := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var seen [3]float64
	for i, row := range sight {
		seen[i] = min(1, max(0, row[0]*rgb[0]+row[1]*rgb[1]+row[2]*rgb[2]))
	}
	r, g, b := seen[0], seen[1], seen[2]
	x := curve((0.4124*r + 0.3576*g + 0.1805*b) / 0.9505)
	y := curve(0.2126*r + 0.7152*g + 0.0722*b)
	z := curve((0.0193*r + 0.1192*g + 0.9505*b) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func curve(v float64) float64 {
	if v > 0.008856 {
		return math.Cbrt(v)
	}
	return 7.787*v + 16.0/116
}

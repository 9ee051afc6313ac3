package chart_test

import (
	"bytes"
	"math"
	"sync"
	"testing"

	"github.com/reportbot/reportbot/bot/chart"
)

// Ensure the gallery hands out the same picture as drawing it, one for each
// chart and theme, and keeps no more than it may.
func TestGallery(t *testing.T) {
	t.Parallel()
	g := chart.NewGallery(2)
	c := ranking()
	want, err := chart.PNG(c, chart.Light)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := g.PNG(c, chart.Light); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another picture, or %v", err)
			}
		})
	}
	all.Wait()
	dark, err := g.PNG(c, chart.Dark)
	if err != nil || bytes.Equal(dark, want) {
		t.Errorf("the dark picture is the light one, or %v", err)
	}
	c.Title = "Ein anderer Titel"
	if other, err := g.PNG(c, chart.Light); err != nil || bytes.Equal(other, want) {
		t.Errorf("another chart gives the same picture, or %v", err)
	}
	if n := g.Kept(); n != 2 {
		t.Errorf("%d pictures are kept, want 2", n)
	}
}

// Ensure what can't be drawn fails as it does without a gallery, and is not kept.
func TestGalleryFails(t *testing.T) {
	t.Parallel()
	g := chart.NewGallery(2)
	c := ranking()
	c.Ranking.Rows[0].Cells[0].Value = math.NaN()
	if _, err := g.PNG(c, chart.Light); err == nil {
		t.Error("what is no number is drawn")
	}
	c.Ranking.Rows = nil
	if _, err := g.PNG(c, chart.Light); err == nil || g.Kept() != 0 {
		t.Errorf("a chart without rows gives %v, %d pictures are kept", err, g.Kept())
	}
}

package chart

import (
	"bytes"
	"math"
	"sync"
	"testing"
)

// Ensure the gallery hands out the same picture as drawing it, one for each
// chart and theme, and keeps no more than it may.
func TestGallery(t *testing.T) {
	t.Parallel()
	g := NewGallery(2)
	c := ranking()
	want, err := PNG(c, Light)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := g.PNG(c, Light); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another picture, or %v", err)
			}
		})
	}
	all.Wait()
	dark, err := g.PNG(c, Dark)
	if err != nil || bytes.Equal(dark, want) {
		t.Errorf("the dark picture is the light one, or %v", err)
	}
	c.Title = "Ein anderer Titel"
	if other, err := g.PNG(c, Light); err != nil || bytes.Equal(other, want) {
		t.Errorf("another chart gives the same picture, or %v", err)
	}
	if len(g.pictures) != 2 || len(g.order) != 2 {
		t.Errorf("%d pictures are kept, want 2", len(g.pictures))
	}
}

// Ensure what can't be drawn fails as it does without a gallery, and is not kept.
func TestGalleryFails(t *testing.T) {
	t.Parallel()
	g := NewGallery(2)
	c := ranking()
	c.Ranking.Rows[0].Cells[0].Value = math.NaN()
	if _, err := g.PNG(c, Light); err == nil {
		t.Error("what is no number is drawn")
	}
	c.Ranking.Rows = nil
	if _, err := g.PNG(c, Light); err == nil || len(g.pictures) != 0 {
		t.Errorf("a chart without rows gives %v, %d pictures are kept", err, len(g.pictures))
	}
}

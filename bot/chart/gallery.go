package chart

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/reportbot/reportbot/bot"
)

// Gallery draws pictures and keeps the last ones: a chat asks for the same few
// figures over and over, and drawing one takes as long as a hundred answers. It is
// safe for concurrent use; those who want the same picture at once wait for one
// drawing of it.
type Gallery struct {
	most    int
	drawing singleflight.Group

	mu       sync.Mutex
	pictures map[[sha256.Size]byte][]byte
	order    [][sha256.Size]byte // of pictures, the oldest first
}

// NewGallery returns a Gallery that keeps at most so many pictures, of about
// 300 kB each.
func NewGallery(most int) *Gallery {
	return &Gallery{most: most, pictures: map[[sha256.Size]byte][]byte{}}
}

// PNG is the function PNG, from what is kept if possible. Nobody may write to what
// it returns.
func (g *Gallery) PNG(c bot.Chart, t Theme) ([]byte, error) {
	content, err := json.Marshal(struct {
		Chart bot.Chart
		Theme Theme
	}{c, t})
	if err != nil {
		return PNG(c, t) // A value that is no number: PNG says so.
	}
	key := sha256.Sum256(content)
	if picture, ok := g.kept(key); ok {
		return picture, nil
	}
	drawn, err, _ := g.drawing.Do(string(key[:]), func() (any, error) {
		picture, err := PNG(c, t)
		if err != nil {
			return nil, err
		}
		g.keep(key, picture)
		return picture, nil
	})
	if err != nil {
		return nil, err
	}
	picture, ok := drawn.([]byte)
	if !ok {
		return nil, fmt.Errorf("draw: got %T instead of a picture", drawn)
	}
	return picture, nil
}

func (g *Gallery) kept(key [sha256.Size]byte) ([]byte, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	picture, ok := g.pictures[key]
	return picture, ok
}

func (g *Gallery) keep(key [sha256.Size]byte, picture []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.pictures[key]; ok {
		return
	}
	g.pictures[key] = picture
	g.order = append(g.order, key)
	for len(g.order) > g.most {
		delete(g.pictures, g.order[0])
		g.order = g.order[1:]
	}
}

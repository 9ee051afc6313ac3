package chart

// Kept is how many pictures the gallery keeps.
func (g *Gallery) Kept() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.pictures)
}

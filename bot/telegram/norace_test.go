//go:build !race

package telegram

// loadEach is how many questions each chat of TestLoad asks: 5,000 in all.
const loadEach = 10

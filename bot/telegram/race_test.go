//go:build race

package telegram

// loadEach is how many questions each chat of TestLoad asks under the race detector,
// which slows every one of them down.
const loadEach = 3

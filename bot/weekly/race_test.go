//go:build race

package weekly

// years is how long TestTenYears simulates under the race detector, which slows it down
// tenfold: long enough for every clock change and an end of the year.
const years = 1

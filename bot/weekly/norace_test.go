//go:build !race

package weekly

// years is how long TestTenYears simulates.
const years = 10

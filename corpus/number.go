package corpus

import (
	"fmt"
	"regexp"
	"strconv"
)

// Number is a value as the report prints it: 75.0 stays 75.0, and 50 stays 50,
// so that an answer never shows more or fewer digits than the source.
type Number struct {
	text  string
	value float64
}

// maxNumberLen bounds the digits of a number; more is a slip, not a survey.
const maxNumberLen = 20

var numberPattern = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// ParseNumber reads a decimal number with a point, such as "42.5".
func ParseNumber(s string) (Number, error) {
	if len(s) > maxNumberLen || !numberPattern.MatchString(s) {
		return Number{}, fmt.Errorf("%.40q is not a number: write digits with a point, such as 42.5, without a unit", s)
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return Number{}, fmt.Errorf("read number %q: %w", s, err)
	}
	return Number{text: s, value: v}, nil
}

// Float is the number's value, for comparing and for drawing.
func (n Number) Float() float64 { return n.value }

// Decimals is how many digits the report prints after the decimal point.
func (n Number) Decimals() int {
	for i := range n.text {
		if n.text[i] == '.' {
			return len(n.text) - i - 1
		}
	}
	return 0
}

// String is the number with a decimal point, as the package writes it.
func (n Number) String() string { return n.text }

// MarshalJSON writes the number as the package does, digits included.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.text), nil }

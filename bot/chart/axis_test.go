package chart

import (
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		end  float64
		lang string
		unit string
		want string
	}{
		{100, "de", "\u00a0%", "0\u00a0% 20\u00a0% 40\u00a0% 60\u00a0% 80\u00a0% 100\u00a0%"},
		{100.04, "en", "%", "0% 20% 40% 60% 80% 100%"}, // shares that were rounded
		{62.5, "en", "", "0 20 40 60"},
		{5, "de", "", "0 1 2 3 4 5"},
		{1, "de", "", "0,0 0,2 0,4 0,6 0,8 1,0"},
		{1, "", "", "0.0 0.2 0.4 0.6 0.8 1.0"},
		{2500, "en", "", "0 500 1,000 1,500 2,000 2,500"},
		{1e-9, "en", "", "0"},
	}
	for _, tt := range tests {
		var got []string
		for _, tick := range ticks(tt.end, 5, tt.lang, tt.unit) {
			got = append(got, tick.text)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("up to %v in %q: %q, want %q", tt.end, tt.lang, s, tt.want)
		}
	}
}

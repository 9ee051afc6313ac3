package importer

import "testing"

// Ensure whoever stands under a quote is taken whole, with titles and particles.
func TestSpeakerName(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][2]string{
		"Dr. rer. nat. Ulla Ried, Leiterin der Warte, Stadt Tal": {"Dr. rer. nat. Ulla Ried", "Leiterin der Warte, Stadt Tal"},
		"Prof. Dr.-Ing. Jan Kolb; Direktor":                      {"Prof. Dr.-Ing. Jan Kolb", "Direktor"},
		"Wilma von der Aue, Bürgermeisterin":                     {"Wilma von der Aue", "Bürgermeisterin"},
		"Anne-Kathrin zur Mühlen, Referentin":                    {"Anne-Kathrin zur Mühlen", "Referentin"},
	} {
		m := speakerName.FindStringSubmatch(line)
		if m == nil || m[1] != want[0] || m[2] != want[1] {
			t.Errorf("%q: %q, want %q", line, m, want)
		}
	}
}

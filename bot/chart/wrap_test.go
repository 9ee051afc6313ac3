package chart

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func labelStyle(t *testing.T) style {
	t.Helper()
	f, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	return newTypes(f, Light.look()).label
}

// Ensure long words break where German does, and nothing is wider than its column.
func TestWrap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		width int
		want  []string
	}{
		{"", 200, nil},
		{" \t\n", 200, nil},
		{"kurz", 200, []string{"kurz"}},
		{"Informationssicherheitsmanagementsystem", 400, []string{"Informationssicherheits-", "managementsystem"}},
		{"Informationssicherheitsmanagementsystem", 300, []string{"Informationssicherheits-", "managementsystem"}},
		{"Fachkräftemangel", 150, []string{"Fachkräfte-", "mangel"}},
		{"IT-Dienstleister", 120, []string{"IT-Dienst-", "leister"}},
		{"rechtlich-organisatorische Fragen", 250, []string{"rechtlich-", "organisatorische Fragen"}},
		{"Struktur (z. B. eine GmbH)", 150, []string{"Struktur", "(z.\u00a0B.\u00a0eine", "GmbH)"}},
		{"KKKKKKKKKKKKKKKKKKKK", 100, []string{"KKKKKK", "KKKKKK", "KKKKKK", "KK"}},
		{"u\u0308ber\u200ball", 200, []string{"überall"}},
	}
	st := labelStyle(t)
	for _, tt := range tests {
		got := st.wrap(tt.text, tt.width)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q in %d pixels (-want +got):\n%s", tt.text, tt.width, diff)
		}
		for _, line := range got {
			if w := st.width(line); w > tt.width {
				t.Errorf("%q is %d pixels wide, more than %d", line, w, tt.width)
			}
		}
	}
}

// Ensure balancing neither adds lines nor loses letters.
func TestBalance(t *testing.T) {
	t.Parallel()
	st := labelStyle(t)
	const text, width = "Fachkräftemangel und demografischer Wandel", 430
	want := []string{"Fachkräftemangel und", "demografischer Wandel"}
	if diff := cmp.Diff(want, st.balance(text, width)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	whole := "Aufbau eines " + strings.Repeat("Informationssicherheits", 3)
	if got, most := st.balance(whole, width), st.wrap(whole, width); len(got) != len(most) {
		t.Errorf("%q, not as many lines as %q", got, most)
	}
}

// Ensure the fonts have what German reports are written with.
func TestGlyphs(t *testing.T) {
	t.Parallel()
	f, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	types := newTypes(f, Light.look())
	for _, st := range []style{types.label, types.title} {
		if s := "äöüÄÖÜßẞ€„“‚‘–—≈…§%éèçñ·•\u00a0"; !st.covers(s) {
			for _, r := range s {
				if !st.covers(string(r)) {
					t.Errorf("bold %v: no glyph for %q", st.bold, r)
				}
			}
		}
	}
}

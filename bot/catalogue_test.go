package bot_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/bot"
)

func messages(t *testing.T, lang string) map[string]any {
	t.Helper()
	data, err := os.ReadFile("catalogue/active." + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]any{}
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// Ensure both languages have the same texts, with the same gaps.
func TestCatalogueComplete(t *testing.T) {
	t.Parallel()
	de, en := messages(t, "de"), messages(t, "en")
	gap := regexp.MustCompile(`\.[A-Z][A-Za-z]+`)
	gaps := func(v any) []string {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		found := gap.FindAllString(string(data), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for _, id := range slices.Sorted(maps.Keys(de)) {
		other, ok := en[id]
		if !ok {
			t.Errorf("%q is missing in English", id)
			continue
		}
		if a, b := gaps(de[id]), gaps(other); !slices.Equal(a, b) {
			t.Errorf("%q: gaps %v in German, %v in English", id, a, b)
		}
	}
	for id := range en {
		if _, ok := de[id]; !ok {
			t.Errorf("%q is missing in German", id)
		}
	}
}

// Ensure the code asks for no text that the catalogue lacks, and the catalogue
// holds none that the code never asks for.
func TestCatalogueUsed(t *testing.T) {
	t.Parallel()
	de := messages(t, "de")
	var code strings.Builder
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			code.Write(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for id := range de {
		short := strings.TrimPrefix(id, "terminal_")
		for _, family := range []string{"part_", "kind_", "command_", "option_", "choice_", "button_", "month_", "weekly_state_", "weekly_stopped_", "weekly_button_"} {
			if strings.HasPrefix(short, family) {
				short = family
			}
		}
		if !strings.Contains(code.String(), `"`+short) && !strings.Contains(code.String(), `"`+id) && !strings.Contains(code.String(), `_`+short+`"`) {
			t.Errorf("no code says %q", id)
		}
	}
	for _, m := range regexp.MustCompile(`(?:tell|note)\("([a-z_]+)"`).FindAllStringSubmatch(code.String(), -1) {
		if _, ok := de[m[1]]; !ok && !strings.HasSuffix(m[1], "_") {
			t.Errorf("the catalogue lacks %q", m[1])
		}
	}
}

// Ensure numbers, percentages and plurals read as people in each language write them.
func TestCatalogueNumbers(t *testing.T) {
	t.Parallel()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		lang     string
		value    float64
		decimals int
		want     string
	}{
		{"de", 42.5, 1, "42,5 %"}, {"en", 42.5, 1, "42.5%"}, {"de", 75, 1, "75,0 %"}, {"en", 50, 0, "50%"}, {"de", 1234, 0, "1.234 %"},
	} {
		if got := c.Say(tc.lang, "percent", bot.Args{"Number": c.Number(tc.lang, tc.value, tc.decimals)}); got != tc.want {
			t.Errorf("%s: %v is written %q, want %q", tc.lang, tc.value, got, tc.want)
		}
	}
	one, two := c.Say("de", "quotes_title", bot.Args{"Count": 1}), c.Say("de", "quotes_title", bot.Args{"Count": 2})
	if one == two || !strings.Contains(two, "2") {
		t.Errorf("plural: %q, %q", one, two)
	}
}

// Ensure a platform's locale finds its language, and nonsense finds none.
func TestCatalogueMatch(t *testing.T) {
	t.Parallel()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		locale, want string
		ok           bool
	}{{"de-AT", "de", true}, {"en-GB", "en", true}, {"de", "de", true}, {"", "", false}, {"???", "", false}} {
		if got, ok := c.Match(tc.locale); ok != tc.ok || ok && got != tc.want {
			t.Errorf("Match(%q) = %q, %v", tc.locale, got, ok)
		}
	}
}

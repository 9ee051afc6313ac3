package weekly

import (
	_ "embed"
	"slices"
	"strings"
	_ "time/tzdata" // a container may have none, and then no zone would be known
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

//go:embed zones.txt
var zonesFile string

// zoneNames lists the zones that are proposed.
func zoneNames() []string {
	var out []string
	for line := range strings.Lines(zonesFile) {
		if name := strings.TrimSpace(line); name != "" && !strings.HasPrefix(name, "#") {
			out = append(out, name)
		}
	}
	return out
}

// suggestZones lists zones that what somebody typed may mean, the best first: by the
// whole name, by the city's beginning, by a part of it. Nothing typed proposes what is
// wanted most here.
func suggestZones(typed string, most int) []string {
	key := zoneKey(typed)
	if key == "" {
		usual := []string{DefaultZone, "Europe/Vienna", "Europe/Zurich", "Europe/London", "America/New_York", "UTC"}
		return usual[:min(most, len(usual))]
	}
	ranked := make([][]string, 4)
	for _, name := range zoneNames() {
		whole := zoneKey(name)
		switch last := city(whole); {
		case whole == key || last == key:
			ranked[0] = append(ranked[0], name)
		case strings.HasPrefix(last, key):
			ranked[1] = append(ranked[1], name)
		case strings.HasPrefix(whole, key):
			ranked[2] = append(ranked[2], name)
		case strings.Contains(whole, key):
			ranked[3] = append(ranked[3], name)
		}
	}
	var all []string
	for _, names := range ranked {
		slices.SortStableFunc(names, func(a, b string) int { return strings.Compare(zoneKey(city(a)), zoneKey(city(b))) })
		all = append(all, names...)
	}
	return all[:min(most, len(all))]
}

// zonesLike lists zones that a word may mean that is none: those that it is a part of,
// or else those that it is a typo of.
func zonesLike(word string, most int) []string {
	const certain = 4 // letters; fewer are part of too many names
	key := zoneKey(word)
	out := suggestZones(word, most)
	if key != "" && len(key) < certain {
		out = slices.DeleteFunc(out, func(zone string) bool { return !strings.HasPrefix(zoneKey(city(zone)), key) })
	}
	for _, name := range zoneNames() {
		if whole := zoneKey(name); len(out) < most && !slices.Contains(out, name) && len(key) < 64 && (typo(key, whole) || typo(key, city(whole))) {
			out = append(out, name)
		}
	}
	return out
}

// city is the last part of a zone's name.
func city(zone string) string { return zone[strings.LastIndexByte(zone, '/')+1:] }

// zoneKey makes spellings of a zone meet: "new york" and "America/New_York" in their
// last part.
func zoneKey(s string) string {
	key := strings.ToLower(strings.TrimSpace(s))
	if strings.ContainsFunc(key, func(r rune) bool { return r > unicode.MaxASCII }) {
		plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), key)
		if err != nil {
			return ""
		}
		key = strings.ReplaceAll(plain, "ß", "ss")
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return '_'
		}
		return r
	}, key)
}

// zoneNamed returns the zone that what somebody typed means without a doubt: by its
// IANA name in any case, or by its city.
func zoneNamed(typed string) (name string, ok bool) {
	if strings.Contains(typed, "/") {
		if zone, err := loadZone(typed); err == nil {
			return zone.String(), true
		}
	}
	key := zoneKey(typed)
	if german, known := germanCities()[key]; known {
		return german, true
	}
	for _, name := range suggestZones(typed, 1) {
		if whole := zoneKey(name); key != "" && (whole == key || city(whole) == key) {
			return name, true
		}
	}
	return "", false
}

// germanCities are cities that German calls otherwise than the tz database.
func germanCities() map[string]string {
	return map[string]string{
		"wien": "Europe/Vienna", "kopenhagen": "Europe/Copenhagen", "brussel": "Europe/Brussels", "bruessel": "Europe/Brussels",
		"prag": "Europe/Prague", "warschau": "Europe/Warsaw", "rom": "Europe/Rome", "athen": "Europe/Athens", "lissabon": "Europe/Lisbon",
		"luxemburg": "Europe/Luxembourg", "zuerich": "Europe/Zurich", "moskau": "Europe/Moscow", "bukarest": "Europe/Bucharest",
		"kiew": "Europe/Kyiv", "tokio": "Asia/Tokyo", "deutschland": DefaultZone, "germany": DefaultZone,
		"mez": DefaultZone, "mesz": DefaultZone, "cet": DefaultZone, "cest": DefaultZone, "gmt": "UTC",
	}
}

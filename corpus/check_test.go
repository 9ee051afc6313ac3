package corpus_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/reportbot/reportbot/corpus"
)

// pkg is a small package without a fault; files replace or add to it.
func pkg(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{
		"r/report.yaml": {Data: []byte(`id: r
title: {de: Bericht, en: Report}
edition: "2025"
publishers: [Amt]
languages: [de, en]
pages: 9
sections:
  - {id: s1, title: {de: Eins}, page: 1}
`)},
		"r/passages.yaml": {Data: []byte(`- id: p1
  section: s1
  page: 2
  text: {de: Ein Satz., en: A sentence.}
`)},
		"r/people.yaml": {Data: []byte(`- {id: kim, name: Kim Ode, role: {de: Leitung, en: Head}, part: expert, page: 9}
`)},
	}
	for name, data := range files {
		m["r/"+name] = &fstest.MapFile{Data: []byte(data)}
	}
	return m
}

func load(fsys fs.FS) ([]*corpus.Report, error) {
	return corpus.Load(context.Background(), corpus.Source{Name: "x", FS: fsys})
}

// Ensure every fault is named with the line and column where it stands.
func TestCheckNames(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, file, data, want string
	}{
		{"unknown key", "passages.yaml", "- id: p1\n  section: s1\n  page: 2\n  texts: {de: a, en: b}\n", `x/r/passages.yaml:4:3: unknown key "texts"`},
		{"key twice", "passages.yaml", "- id: p1\n  section: s1\n  page: 2\n  page: 3\n  text: {de: a, en: b}\n", `x/r/passages.yaml:4:3: key "page" stands twice`},
		{"id twice", "passages.yaml", "- {id: p1, section: s1, page: 2, text: {de: a, en: b}}\n- {id: p1, section: s1, page: 2, text: {de: a, en: b}}\n", `x/r/passages.yaml:2:8: id "p1" stands twice`},
		{"id twice over files", "quotes.yaml", "- {id: p1, speaker: kim, section: s1, page: 2, text: {de: a}, translation: {en: b}}\n", `x/r/quotes.yaml:1:8: id "p1" stands twice`},
		{"no id", "passages.yaml", "- {section: s1, page: 2, text: {de: a, en: b}}\n", "x/r/passages.yaml:1:3: the id is missing"},
		{"blank in id", "passages.yaml", "- {id: p 1, section: s1, page: 2, text: {de: a, en: b}}\n", "holds blanks"},
		{"dead section", "passages.yaml", "- {id: p1, section: s2, page: 2, text: {de: a, en: b}}\n", `x/r/passages.yaml:1:21: there is no section "s2"`},
		{"span without a place", "passages.yaml", "- {id: p1, section: s1, page: 2, span: [{page: 2}], text: {de: a, en: b}}\n", "x/r/passages.yaml:1:41: the stretch has neither lines nor a box"},
		{"span without a page", "people.yaml", "- {id: kim, name: Kim, role: {de: a, en: b}, part: expert, page: 9, span: [{lines: 1-2}]}\n", "x/r/people.yaml:1:76: the page is missing"},
		{"lines backwards", "passages.yaml", "- {id: p1, section: s1, page: 2, span: [{page: 2, lines: 9-3}], text: {de: a, en: b}}\n", `x/r/passages.yaml:1:58: "9-3" are no lines`},
		{"lines from nought", "passages.yaml", "- {id: p1, section: s1, page: 2, span: [{page: 2, lines: 0}], text: {de: a, en: b}}\n", `"0" are no lines`},
		{"box without order", "passages.yaml", "- {id: p1, section: s1, page: 2, span: [{page: 2, box: [9, 1, 3, 4]}], text: {de: a, en: b}}\n", "x/r/passages.yaml:1:56: this is no box"},
		{"wording of nothing", "passages.yaml", "- {id: p1, wording_of: p2, section: s1, page: 2, text: {de: a, en: b}}\n", "x/r/passages.yaml:1:24: only a package that extends another"},
		{"no page", "passages.yaml", "- {id: p1, section: s1, text: {de: a, en: b}}\n", "x/r/passages.yaml:1:3: the page is missing"},
		{"page past the end", "passages.yaml", "- {id: p1, section: s1, page: 10, text: {de: a, en: b}}\n", "page 10 does not exist: the report has 9 pages"},
		{"page in words", "passages.yaml", "- {id: p1, section: s1, page: zwei, text: {de: a, en: b}}\n", `"zwei" is not a whole number`},
		{"missing language", "passages.yaml", "- {id: p1, section: s1, page: 2, text: {de: a}}\n", `the wording in language "en" is missing`},
		{"foreign language", "passages.yaml", "- {id: p1, section: s1, page: 2, text: {de: a, en: b, fr: c}}\n", `language "fr" is not among the report's languages`},
		{"empty text", "passages.yaml", "- {id: p1, section: s1, page: 2, text: {de: ' ', en: b}}\n", "the text is empty"},
		{"text without languages", "passages.yaml", "- {id: p1, section: s1, page: 2, text: a}\n", "a wording per language"},
		{"no list", "passages.yaml", "id: p1\n", "x/r/passages.yaml:1:1: here belongs a list"},
		{"empty entry", "passages.yaml", "-\n", "an entry is empty"},
		{"alias", "passages.yaml", "- {id: p1, section: s1, page: 2, text: &t {de: a, en: b}}\n- {id: p2, section: s1, page: 2, text: *t}\n", "aliases are not allowed"},
		{"anchor", "passages.yaml", "- {id: p1, section: s1, page: 2, text: &t {de: a, en: b}}\n", "anchors are not allowed"},
		{"no YAML", "passages.yaml", "- {id: p1\n", "is not valid YAML"},
		{"two documents", "passages.yaml", "- {id: p1, section: s1, page: 2, text: {de: a, en: b}}\n---\n- {id: p2}\n", "more than one YAML document"},
		{"list that ends before it begins", "lists.yaml", "- {id: l, section: s1, page: 2, through: 2, title: {de: a, en: b}, items: [{title: {de: a, en: b}}]}\n", "page 2 is not behind page 2 or not in the report"},
		{"list past the end", "lists.yaml", "- {id: l, section: s1, page: 2, through: 10, title: {de: a, en: b}, items: [{title: {de: a, en: b}}]}\n", "page 10 is not behind page 2 or not in the report"},
		{"quote without speaker", "quotes.yaml", "- {id: q, section: s1, page: 2, text: {de: a}, translation: {en: b}}\n", "x/r/quotes.yaml:1:3: the quote has no speaker"},
		{"quote of a stranger", "quotes.yaml", "- {id: q, speaker: lee, section: s1, page: 2, text: {de: a}, translation: {en: b}}\n", `there is no person "lee"`},
		{"quote in two originals", "quotes.yaml", "- {id: q, speaker: kim, section: s1, page: 2, text: {de: a, en: b}}\n", "exactly one language"},
		{"dead topic", "quotes.yaml", "- {id: q, speaker: kim, section: s1, page: 2, text: {de: a}, translation: {en: b}, topics: [zz]}\n", `there is no term "zz"`},
		{"dead place", "people.yaml", "- {id: kim, name: Kim, role: {de: a, en: b}, part: expert, page: 9, place: rom}\n", `there is no term "rom" of the type place`},
		{"part", "people.yaml", "- {id: kim, name: Kim, role: {de: a, en: b}, part: boss, page: 9}\n", `"boss" is no part`},
		{"above 100 percent", "figures.yaml", figure("percent", "{value: 100.5, status: exact}", ""), "100.5 lies outside of its scale of 0 to 100"},
		{"below the scale", "figures.yaml", figure("scale", "{value: -1, status: exact}", "  scale: {min: 0, max: 4}\n"), "-1 lies outside of its scale of 0 to 4"},
		{"scale upside down", "figures.yaml", figure("scale", "{value: 1, status: exact}", "  scale: {min: 4, max: 0}\n"), "a min below its max"},
		{"lost without a note", "figures.yaml", figure("percent", "{value: null, status: lost}", ""), "a lost value needs a note"},
		{"lost with a number", "figures.yaml", figure("percent", "{value: 3, status: lost, note: {de: a, en: b}}", ""), "a lost value has no number"},
		{"exact without a number", "figures.yaml", figure("percent", "{value: null, status: exact}", ""), "the value is missing"},
		{"inferred without a note", "figures.yaml", figure("percent", "{value: 3, status: inferred}", ""), "an inferred value needs a note"},
		{"status", "figures.yaml", figure("percent", "{value: 3, status: sure}", ""), `"sure" is no status`},
		{"comma in a number", "figures.yaml", figure("percent", `{value: "3,5", status: exact}`, ""), `"3,5" is not a number`},
		{"exclusive options", "figures.yaml", figure("percent", "{option: ja, value: 60, status: exact}, {option: nein, value: 41, status: exact}", "  exclusive: true\n  options: [{id: ja, label: {de: a, en: b}}, {id: nein, label: {de: a, en: b}}]\n"), "add to more than 100"},
		{"dead option", "figures.yaml", figure("percent", "{option: jein, value: 60, status: exact}", "  options: [{id: ja, label: {de: a, en: b}}]\n"), `there is no option "jein"`},
		{"fact too long", "facts.yaml", "- {id: f, records: [p1], text: {de: " + strings.Repeat("ä", 281) + ", en: b}}\n", "the fact is 281 characters long"},
		{"fact on nothing", "facts.yaml", "- {id: f, text: {de: a, en: b}}\n", "the fact rests on no records"},
		{"fact on a dead record", "facts.yaml", "- {id: f, records: [p9], text: {de: a, en: b}}\n", `there is no record "p9"`},
		{"no languages", "report.yaml", "id: r\ntitle: {de: a}\nedition: a\npublishers: [a]\npages: 1\nsections: [{id: s1, title: {de: a}, page: 1}]\n", "the report has no languages"},
		{"extends nothing", "report.yaml", "id: r\nextends: zz\n", `extends "zz", but no such package is loaded`},
		{"extends itself", "report.yaml", "id: r\nextends: r\n", "x/r/report.yaml:2:10: the package extends itself: give it an id of its own, or leave extends out"},
		{"no passages", "passages.yaml", "[]\n", "x/r/passages.yaml: holds no passages"},
		{"nothing but a comment", "passages.yaml", "# later\n", "x/r/passages.yaml: holds no passages"},
		{"misnamed file", "quote.yaml", "[]\n", "x/r/quote.yaml: is none of a package's files: known are report.yaml, passages.yaml, quotes.yaml, figures.yaml, lists.yaml, people.yaml, terms.yaml, facts.yaml"},
		{"misnamed ending", "quotes.yml", "[]\n", "x/r/quotes.yml: is none of a package's files"},
		{"Latin-1", "passages.yaml", "- id: p1\n  text: {de: \"ä\xe4\", en: b}\n", "x/r/passages.yaml:2:16: is not UTF-8: save the file with the encoding UTF-8"},
		{"Latin-1 in the first line", "people.yaml", "\xe4", "x/r/people.yaml:1:1: is not UTF-8"},
		{"deep nesting", "passages.yaml", strings.Repeat("[", 1<<20), "x/r/passages.yaml"},
		{"control characters", "passages.yaml", "- \x00\x01", "x/r/passages.yaml"},
		{"too many lines", "passages.yaml", strings.Repeat("\n", 2_000_001), "split the package"},
		{"too many languages", "passages.yaml", "- {id: p1, section: s1, page: 2, text: {" + strings.Repeat("de: a, ", corpus.MaxLanguages+1) + "}}", "51 languages: a report has 50 at most"},
		{"too large", "passages.yaml", strings.Repeat(" ", corpus.MaxFileBytes+1), "larger than 16 MiB"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := load(pkg(map[string]string{tc.file: tc.data}))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

func figure(unit, values, more string) string {
	return "- id: f\n  title: {de: a, en: b}\n  unit: " + unit + "\n  page: 2\n" + more + "  items:\n    - {id: i, label: {de: a, en: b}, values: [" + values + "]}\n"
}

// Ensure a package's faults come all at once, in the order of files and lines.
func TestCheckAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := load(pkg(map[string]string{
		"passages.yaml": "- {id: p1, section: zz, page: 0, text: {de: a}}\n",
		"facts.yaml":    "- {id: f, records: [nix], text: {de: a, en: b}}\n",
	}))
	var faults corpus.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got %v", err)
	}
	if len(faults) != 4 {
		t.Errorf("got %d faults, want 4:\n%v", len(faults), err)
	}
	if faults[0].File != "x/r/facts.yaml" {
		t.Errorf("the first fault is in %s", faults[0].File)
	}
}

// Ensure that what a file was to say is not missed where it can't be read: its
// own fault is the only one that follows from it.
func TestCheckNamesTheCauseOnly(t *testing.T) {
	t.Parallel()
	const figures = "- {id: f, section: s1, page: 99, unit: percent, title: {fr: a}, items: [{id: i, label: {fr: a}, asks: {fr: [a]}, values: [{value: 1, status: exact}]}]}\n"
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  []string // the beginnings of the faults
	}{
		{"no YAML", map[string]string{"report.yaml": "id: r\ntitle: {de: [\n", "figures.yaml": figures}, []string{"x/r/report.yaml:"}},
		{"not UTF-8", map[string]string{"report.yaml": "id: r\ntitle: {de: \xfc}\n"}, []string{"x/r/report.yaml:2:13: is not UTF-8"}},
		{"no mapping", map[string]string{"report.yaml": "- id: r\n"}, []string{"x/r/report.yaml:1:1: here belong keys"}},
		{"may be an extension", map[string]string{"report.yaml": "{", "passages.yaml": "[]", "quotes.yaml": "- {id: q, speaker: lee, page: 1, text: {de: a}}\n"}, []string{"x/r/report.yaml:"}},
		{"a fault of its own beside it", map[string]string{"report.yaml": "{", "passages.yaml": "- {id: p, section: s1, page: 1, text: {de: a}}\n- {id: p, section: s1, text: {de: a}}\n"},
			[]string{"x/r/passages.yaml:2:3: the page is missing", "x/r/passages.yaml:2:8: id \"p\" stands twice", "x/r/report.yaml:"}},
		{"people", map[string]string{"people.yaml": "{", "quotes.yaml": "- {id: q, speaker: kim, page: 1, text: {de: a}, translation: {en: b}}\n", "facts.yaml": "- {id: f, records: [kim], text: {de: a, en: b}}\n"},
			[]string{"x/r/people.yaml:"}},
		{"passages", map[string]string{"passages.yaml": "{"}, []string{"x/r/passages.yaml:"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := load(pkg(tc.files))
			var faults corpus.Faults
			errors.As(err, &faults)
			ok := len(faults) == len(tc.want)
			for i := 0; ok && i < len(faults); i++ {
				ok = strings.HasPrefix(faults[i].Error(), tc.want[i])
			}
			if !ok {
				t.Errorf("got %v, want the faults %q", err, tc.want)
			}
		})
	}
}

// Ensure that an extension of a package whose report.yaml can't be read is not
// said to extend nothing.
func TestCheckExtensionOfTheUnread(t *testing.T) {
	t.Parallel()
	fsys := pkg(map[string]string{"report.yaml": "{"})
	fsys["more/report.yaml"] = &fstest.MapFile{Data: []byte("id: more\nextends: r\n")}
	_, err := load(fsys)
	if err == nil || strings.Contains(err.Error(), "extends") {
		t.Errorf("got %v", err)
	}
}

// Ensure that an extension adds to a report and changes nothing else of it: what
// would be dropped, or would hide a record, is a fault.
func TestCheckExtension(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, file, data, want string }{
		{"id of another kind", "passages.yaml", "- {id: kim, section: s1, page: 1, text: {de: a, en: b}}\n", `x/more/passages.yaml:1:8: a record of another kind has the id "kim"`},
		{"id of an item", "figures.yaml", "- {id: f, page: 1, unit: none, title: {de: a, en: b}, items: [{id: i, label: {de: a, en: b}, values: [{value: null, status: lost, note: {de: a, en: b}}]}]}\n", `x/more/figures.yaml:1:68: a record of another kind has the id "f/i"`},
		{"what the report says of itself", "report.yaml", "id: more\nextends: r\nabout: {de: a, en: b}\n", `x/more/report.yaml:3:8: about belongs to the package "r"`},
		{"more pages", "report.yaml", "id: more\nextends: r\npages: 10\n", `x/more/report.yaml:3:8: the report "r", which this package extends, has 9 pages`},
		{"another language", "report.yaml", "id: more\nextends: r\nlanguages: [de, fr]\n", `x/more/report.yaml:3:17: language "fr" is not among the report's languages`},
		{"not the language that it lists", "passages.yaml", "- {id: p2, section: s1, page: 1, text: {en: a}}\n", `the wording in language "de" is missing`},
		{"lists no language", "report.yaml", "id: more\nextends: r\ntitle: {de: a}\n", `the wording in language "en" is missing`},
		{"a section once more", "report.yaml", "id: more\nextends: r\nsections: [{id: s1, title: {de: a}, page: 1}]\n", `x/more/report.yaml:3:17: section "s1" stands twice`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			fsys := pkg(map[string]string{"passages.yaml": "- {id: p1, section: s1, page: 2, text: {de: a, en: b}}\n- {id: f/i, section: s1, page: 2, text: {de: a, en: b}}\n"})
			fsys["more/report.yaml"] = &fstest.MapFile{Data: []byte("id: more\nextends: r\nlanguages: [de]\n")}
			fsys["more/"+tc.file] = &fstest.MapFile{Data: []byte(tc.data)}
			_, err := load(fsys)
			var faults corpus.Faults
			if !errors.As(err, &faults) || len(faults) != 1 || !strings.Contains(faults[0].Error(), tc.want) {
				t.Errorf("got %v, want only %s", err, tc.want)
			}
		})
	}
}

// Ensure that only a package of its own needs passages, and that an extension's
// misnamed files are named as well.
func TestCheckMissingPassages(t *testing.T) {
	t.Parallel()
	fsys := pkg(nil)
	fsys["more/report.yaml"] = &fstest.MapFile{Data: []byte("id: more\nextends: r\n")}
	if _, err := load(fsys); err != nil {
		t.Errorf("an extension without passages: %v", err)
	}
	delete(fsys, "r/passages.yaml")
	fsys["more/Quotes.yaml"] = &fstest.MapFile{}
	_, err := load(fsys)
	var faults corpus.Faults
	if !errors.As(err, &faults) || len(faults) != 2 ||
		!strings.HasPrefix(faults[0].Error(), "x/more/Quotes.yaml: is none of a package's files") ||
		faults[1].Error() != "x/r/passages.yaml: is missing: every package needs one, with at least one passage" {
		t.Errorf("got %v", err)
	}
}

// Ensure rounding does not make a survey wrong: three options of 33.4 add to 100.2.
func TestCheckRounding(t *testing.T) {
	t.Parallel()
	three := "{option: a, value: 33.4, status: exact}, {option: b, value: 33.4, status: exact}, {option: c, value: 33.3, status: exact}"
	_, err := load(pkg(map[string]string{"figures.yaml": figure("percent", three, "  exclusive: true\n  options: [{id: a, label: {de: a, en: b}}, {id: b, label: {de: a, en: b}}, {id: c, label: {de: a, en: b}}]\n")}))
	if err != nil {
		t.Error(err)
	}
}

// Ensure the record bound counts over all files of a package.
func TestCheckBound(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range corpus.MaxRecords {
		b.WriteString("- {id: p" + string(rune('a'+i%26)) + strings.Repeat("x", i/26%40) + "}\n")
	}
	_, err := load(pkg(map[string]string{"passages.yaml": b.String()}))
	if err == nil || !strings.Contains(err.Error(), "more than 100000 records") {
		t.Errorf("a package with %d passages and a person: got %.200v", corpus.MaxRecords, err)
	}
}

// Ensure a later source replaces a package of the same id, and an extension adds
// its records and replaces those of the same id.
func TestLayers(t *testing.T) {
	t.Parallel()
	mine := pkg(map[string]string{"passages.yaml": "- {id: p1, section: s1, page: 3, text: {de: neu, en: new}}\n"})
	more := fstest.MapFS{
		"deep/er/report.yaml":   {Data: []byte("id: r-wording\nextends: r\n")},
		"deep/er/passages.yaml": {Data: []byte("- {id: p1, section: s1, page: 4, text: {de: Wortlaut, en: wording}}\n- {id: p2, section: s1, page: 4, text: {de: b, en: b}}\n")},
		".hidden/report.yaml":   {Data: []byte("no: report")},
	}
	got, err := corpus.Load(context.Background(),
		corpus.Source{Name: "embedded", FS: pkg(nil)}, corpus.Source{Name: "mine", FS: mine}, corpus.Source{Name: "more", FS: more})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || len(got[0].Passages) != 2 {
		t.Fatalf("got %d reports, the first with %d passages", len(got), len(got[0].Passages))
	}
	if p := got[0].Passage("p1"); p == nil || p.Text["de"] != "Wortlaut" || p.Page != 4 {
		t.Errorf("p1 is %+v", p)
	}
	if got[0].Digest() == "" {
		t.Error("the report has no digest")
	}
}

// Ensure any change of a file changes the digest, and nothing else does.
func TestDigest(t *testing.T) {
	t.Parallel()
	digest := func(files map[string]string) string {
		r, err := load(pkg(files))
		if err != nil {
			t.Fatal(err)
		}
		return r[0].Digest()
	}
	same, changed := digest(nil), digest(map[string]string{"passages.yaml": "- {id: p1, section: s1, page: 2, text: {de: Ein Satz., en: Another.}}\n"})
	if digest(nil) != same || changed == same {
		t.Errorf("digests %s, %s", same, changed)
	}
}

// Ensure a cancelled context ends loading.
func TestLoadCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := corpus.Load(ctx, corpus.Source{Name: "x", FS: pkg(nil)}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Ensure a folder that is missing is an error that names it.
func TestLoadMissing(t *testing.T) {
	t.Parallel()
	_, err := corpus.Load(context.Background(), corpus.Source{Name: "none", FS: os.DirFS("testdata/none")})
	if err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("got %v", err)
	}
}

// FuzzLoad: whatever a package holds, loading ends in a report or in faults.
func FuzzLoad(f *testing.F) {
	base := pkg(nil)
	for _, name := range []string{"r/report.yaml", "r/passages.yaml", "r/people.yaml"} {
		f.Add(strings.TrimPrefix(name, "r/"), string(base[name].Data))
	}
	f.Add("figures.yaml", figure("percent", "{value: 3, status: exact}", ""))
	f.Add("passages.yaml", "- &a [*a]\n- !!binary x\n- ? {a: b}\n  : c\n")
	f.Fuzz(func(t *testing.T, file, data string) {
		if !fs.ValidPath(file) {
			return
		}
		reports, err := load(pkg(map[string]string{file: data}))
		var faults corpus.Faults
		if err != nil && !errors.As(err, &faults) {
			t.Fatalf("an error without a fault: %v", err)
		}
		for _, r := range reports {
			for ref := range r.Refs() {
				if _, ok := r.Place(ref.ID); !ok {
					t.Errorf("%s is not found", ref.ID)
				}
				r.Wording(ref, "de")
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{300, 10_000, 100_000} {
		var text strings.Builder
		for i := range n {
			text.WriteString("- {id: p")
			text.WriteString(strings.Repeat("0", i%2))
			text.WriteString(itoa(i))
			text.WriteString(", section: s1, page: 2, text: {de: \"Die Dienstleister tragen zur Modernisierung bei.\", en: \"Providers help to modernise.\"}}\n")
		}
		fsys := pkg(map[string]string{"passages.yaml": text.String()})
		delete(fsys, "r/people.yaml")
		b.Run(itoa(n), func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				if _, err := load(fsys); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package corpus_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
)

// twoWordings is a small package with a quote and a list, and beside it one that
// holds the report's own German wording; files replace or add to that one.
func twoWordings(files map[string]string) fstest.MapFS {
	m := pkg(map[string]string{
		"passages.yaml": "- {id: p1, section: s1, page: 2, text: {de: Ein Satz., en: A sentence.}}\n- {id: p2, section: s1, page: 3, text: {de: Noch einer., en: One more.}}\n",
		"quotes.yaml":   "- {id: q, speaker: kim, page: 2, text: {de: 'Wir haben „Mut“ – und Zeit.'}, translation: {en: We have courage.}}\n",
		"lists.yaml":    "- {id: l, title: {de: Liste, en: List}, page: 3, items: [{title: {de: Eins, en: One}}]}\n",
	})
	m["more/report.yaml"] = &fstest.MapFile{Data: []byte("id: more\nextends: r\nlanguages: [de]\n")}
	for name, data := range files {
		m["more/"+name] = &fstest.MapFile{Data: []byte(data)}
	}
	return m
}

// Ensure whatever can be wrong with a wording is named where it stands.
func TestCheckWording(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, file, data, want string }{
		{"no such record", "passages.yaml", "- {id: w, wording_of: p9, section: s1, page: 2, text: {de: a}}\n", `x/more/passages.yaml:1:23: the package "r" has no record "p9"`},
		{"its own record", "passages.yaml", "- {id: w, section: s1, page: 2, text: {de: a}}\n- {id: v, wording_of: w, section: s1, page: 2, text: {de: a}}\n", `x/more/passages.yaml:2:23: the package "r" has no record "w"`},
		{"passage of a quote", "passages.yaml", "- {id: w, wording_of: q, section: s1, page: 2, text: {de: a}}\n", `x/more/passages.yaml:1:23: a passage can't be the wording of "q", which is a quote`},
		{"list of a person", "lists.yaml", "- {id: w, wording_of: kim, title: {de: a}, page: 2, items: [{title: {de: a}}]}\n", `a list can't be the wording of "kim", which is a person`},
		{"quote of a passage", "quotes.yaml", "- {id: w, wording_of: p1, speaker: kim, page: 2, text: {de: a}}\n", `a quote can't be the wording of "p1", which is a passage`},
		{"also of nothing", "passages.yaml", "- {id: w, wording_of: p1, also_of: [p2, p9], section: s1, page: 2, text: {de: a}}\n", `x/more/passages.yaml:1:41: the package "r" has no record "p9"`},
		{"also of the same", "passages.yaml", "- {id: w, wording_of: p1, also_of: [p1], section: s1, page: 2, text: {de: a}}\n", `x/more/passages.yaml:1:37: "p1" stands twice`},
		{"only also", "lists.yaml", "- {id: w, also_of: [l], title: {de: a}, page: 2, items: [{title: {de: a}}]}\n", `x/more/lists.yaml:1:20: also_of names further records`},
		{"id of the base", "passages.yaml", "- {id: p2, wording_of: p1, section: s1, page: 2, text: {de: a}}\n", `x/more/passages.yaml:1:8: the package "r" has a record "p2" itself`},
		{"other words", "quotes.yaml", "- {id: w, wording_of: q, speaker: kim, page: 2, text: {de: \"Wir haben »Mut« - und keine Zeit.\"}}\n",
			`x/more/quotes.yaml:1:60: quote "w" differs from quote "q" of the package "r" at word 6: here “… »Mut« - und keine Zeit.”, there “… „Mut“ – und Zeit.”: compare both`},
		{"less words", "quotes.yaml", "- {id: w, wording_of: q, speaker: kim, page: 2, text: {de: \"Wir haben »Mut«\"}}\n", `at word 4: here “Wir haben »Mut« (end)”, there “Wir haben „Mut“ – und Zeit.”`},
		{"another speaker", "quotes.yaml", "- {id: w, wording_of: q, speaker: bo, page: 2, text: {de: 'Wir haben „Mut“ – und Zeit.'}}\n",
			`x/more/quotes.yaml:1:35: quote "w" is said by Bo Ahn, but quote "q" of the package "r", whose words are the same, by Kim Ode`},
		{"the same quote untold", "quotes.yaml", "- {id: w, speaker: bo, page: 2, text: {de: '\"Wir haben \"Mut\" — und  Zeit.\"'}}\n",
			`x/more/quotes.yaml:1:44: quote "w" says the same words as quote "q" of the package "r"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := load(twoWordings(map[string]string{
				"people.yaml": "- {id: bo, name: Bo Ahn, role: {de: Leitung}, part: expert, page: 9}\n", tc.file: tc.data,
			}))
			var faults corpus.Faults
			if !errors.As(err, &faults) || len(faults) != 1 || !strings.Contains(faults[0].Error(), tc.want) {
				t.Errorf("got %v, want only %s", err, tc.want)
			}
		})
	}
}

// Ensure two packages do not bring the wording of one record, nor one id.
func TestCheckWordingTwice(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, data, want string }{
		{"one record", "- {id: v, wording_of: p1, section: s1, page: 2, text: {de: a}}\n", `x/other/passages.yaml:1:23: the wording of "p1" stands in the package "more" already (x/more)`},
		{"one id", "- {id: w, wording_of: p2, section: s1, page: 2, text: {de: a}}\n", `x/other/passages.yaml:1:8: the package "more" has a record "w" as well`},
		{"neither", "- {id: v, wording_of: p2, section: s1, page: 2, text: {de: a}}\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			fsys := twoWordings(map[string]string{"passages.yaml": "- {id: w, wording_of: p1, section: s1, page: 2, text: {de: a}}\n"})
			fsys["other/report.yaml"] = &fstest.MapFile{Data: []byte("id: other\nextends: r\nlanguages: [de]\n")}
			fsys["other/passages.yaml"] = &fstest.MapFile{Data: []byte(tc.data)}
			_, err := load(fsys)
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

// Ensure a wording belongs to its record and is no record itself, while what has
// no counterpart is one, in the language that it has; and that a quote or a person
// that the report has already is not there twice.
func TestWordings(t *testing.T) {
	t.Parallel()
	loaded, err := load(twoWordings(map[string]string{
		"passages.yaml": "- {id: w1, wording_of: p1, section: s1, page: 4, text: {de: Wortlaut eins.}}\n" +
			"- {id: w2, wording_of: l, section: s1, page: 3, text: {de: Es sind genau zwei.}}\n" +
			"- {id: w3, wording_of: p1, also_of: [p2, l], section: s1, page: 5, text: {de: Wortlaut zwei.}}\n" +
			"- {id: p3, section: s1, page: 6, text: {de: Nur im Report.}}\n",
		"lists.yaml":  "- {id: w4, wording_of: l, title: {de: Aufzählung}, page: 3, items: [{title: {de: Erstens}}]}\n",
		"quotes.yaml": "- {id: w5, wording_of: q, speaker: ode, page: 2, text: {de: '\"Wir haben \"Mut\" - und Zeit.\"'}}\n- {id: q2, speaker: ode, page: 2, text: {de: Neu.}}\n",
		"people.yaml": "- {id: ode, name: kim  ode, role: {de: Leitung}, part: expert, page: 9}\n",
		"facts.yaml":  "- {id: f, text: {de: Fakt}, records: [w1, ode]}\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	r := loaded[0]
	if len(r.Passages) != 3 || len(r.Lists) != 1 || len(r.Quotes) != 2 || len(r.People) != 1 {
		t.Errorf("%d passages, %d lists, %d quotes, %d people", len(r.Passages), len(r.Lists), len(r.Quotes), len(r.People))
	}
	ids := func(of string) (got []string) {
		for _, o := range r.OriginalsOf(of) {
			got = append(got, o.ID())
		}
		return got
	}
	for of, want := range map[string][]string{"p1": {"w1", "w3"}, "l": {"w2", "w3", "w4"}, "p2": {"w3"}, "p3": nil} {
		if diff := cmp.Diff(want, ids(of)); diff != "" {
			t.Errorf("originals of %s: %s", of, diff)
		}
	}
	for id, want := range map[string]string{"w1": "p1", "w3": "p1", "w2": "l", "w4": "l", "w5": "q", "ode": "kim", "p3": "p3", "q2": "q2"} {
		if ref, ok := r.Resolve(id); !ok || ref.ID != want || ref.Kind != r.Kind(want) {
			t.Errorf("%s leads to %+v, want %s", id, ref, want)
		}
	}
	if _, ok := r.Resolve("none"); ok {
		t.Error("an unknown id leads to a record")
	}
	if said, _ := r.Quote("w5").Said(); said != "Wir haben „Mut“ – und Zeit." {
		t.Errorf("the quote is %q", said)
	}
	if got := r.Quote("q2").Speaker; got != "kim" {
		t.Errorf("the new quote is said by %q", got)
	}
	if diff := cmp.Diff([]string{"p1", "kim"}, r.Fact("f").Records); diff != "" {
		t.Errorf("the fact rests on %s", diff)
	}
	if text, lang := r.Passage("p3").Text.Nearest("en"); text != "Nur im Report." || lang != "de" {
		t.Errorf("in English p3 is %q in %s", text, lang)
	}
	said := r.Wording(corpus.Ref{Kind: corpus.KindList, ID: "l"}, "de")
	for _, o := range r.OriginalsOf("l") {
		said += o.Wording("en")
	}
	if diff := cmp.Diff("Liste\nEins\nEs sind genau zwei.\nWortlaut zwei.\nAufzählung\nErstens\n", said); diff != "" {
		t.Error(diff)
	}
	if err := corpus.Write(t.Context(), t.TempDir(), r); err == nil {
		t.Error("a report joined with its extensions was written as one package")
	}
}

// Ensure a wording stays with its record when another package puts a record of
// its own in that one's place, whichever comes first.
func TestWordingOfReplaced(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"another", "other"} {
		fsys := twoWordings(map[string]string{"passages.yaml": "- {id: w, wording_of: p1, section: s1, page: 2, text: {de: Wortlaut.}}\n"})
		fsys[folder+"/report.yaml"] = &fstest.MapFile{Data: []byte("id: other\nextends: r\n")}
		fsys[folder+"/passages.yaml"] = &fstest.MapFile{Data: []byte("- {id: p1, section: s1, page: 2, text: {de: neu, en: new}}\n")}
		loaded, err := load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		r := loaded[0]
		if len(r.Passages) != 2 || r.Passage("w") != r.Passage("p1") || r.Passage("p1").Text["de"] != "neu" || len(r.OriginalsOf("p1")) != 1 {
			t.Errorf("%s: %+v with %d originals", folder, r.Passages, len(r.OriginalsOf("p1")))
		}
	}
}

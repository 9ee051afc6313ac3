package index

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
)

// ownDictionary is a dictionary of a few lines.
const ownDictionary = "testdata/de-en"

// monolingual is a report in one language.
func monolingual(id, lang string, texts ...string) *corpus.Report {
	r := &corpus.Report{ID: id, Languages: []string{lang}}
	for _, text := range texts {
		name, text, _ := strings.Cut(text, ": ")
		r.Passages = append(r.Passages, corpus.Passage{ID: name, Page: 1, Text: corpus.Text{lang: text}})
	}
	return r
}

func germanReport() *corpus.Report {
	return monolingual("deutsch", "de",
		"mangel: Der Fachkräftemangel trifft Bielefeld besonders hart.",
		"zentrum: Das Rechenzentrum wurde 2019 gebaut.",
		"sieg: Am Ende gewann Ulm den Wettbewerb.",
		"ki: Künstliche Intelligenz entlastet die Sachbearbeitung.",
		"absage: Das Fest wurde schließlich abgesagt.",
		"gift: Im Wasser fand sich ein Gift.",
		"unzufrieden: Die Leute sind nicht zufrieden.",
		"zufrieden: Die Leute sind zufrieden.",
	)
}

func englishReport() *corpus.Report {
	return monolingual("english", "en",
		"shortage: A shortage of staff hits Bielefeld hardest.",
		"centre: The data centre was built in 2019.",
		"ai: Artificial intelligence takes work off the clerks' hands.",
		"expenses: The expenses of the towns have risen.",
	)
}

// Ensure that a question finds records that are in the other language only.
func TestTranslatedQuestion(t *testing.T) {
	t.Parallel()
	de, en := open(t, Options{Dictionary: ownDictionary}, germanReport()), open(t, Options{Dictionary: ownDictionary}, englishReport())
	bilingual := open(t, Options{Dictionary: ownDictionary}, town(), germanReport())
	for _, test := range []struct {
		name, query, lang string
		ix                *Index
		report, want      string
	}{
		{"word in a compound", "where is there a lack of people", "en", de, "", "mangel"},
		{"phrase", "when was the data center built", "en", de, "", "zentrum"},
		{"irregular verb", "who won the competition", "en", de, "", "sieg"},
		{"other form of a verb", "who is winning", "en", de, "", "sieg"},
		{"several words", "what does artificial intelligence do", "en", de, "", "ki"},
		{"particle", "what did they call off", "en", de, "", "absage"},
		{"not a false friend only", "is there poison", "en", de, "", "gift"},
		{"negation", "not satisfied", "en", de, "", "unzufrieden"},
		{"name", "what about Bielefeld", "en", de, "", "mangel"},
		{"number", "what happened in 2019", "en", de, "", "zentrum"},
		{"language not given", "where is there a lack of people", "", de, "", "mangel"},
		{"keywords only", "shortage", "", de, "", "mangel"},
		{"to English", "Wo herrscht ein Mangel?", "de", en, "", "shortage"},
		{"phrase to English", "Was macht künstliche Intelligenz?", "de", en, "", "ai"},
		{"inflected, to English", "Welche Kosten haben die Städte?", "de", en, "", "expenses"},
		{"compound to English", "Seit wann gibt es das Rechenzentrum?", "", en, "", "centre"},
		{"beside a bilingual report", "who won the competition", "en", bilingual, "", "sieg"},
		{"beside it, language not given", "who won the competition", "", bilingual, "", "sieg"},
		{"in one report of two", "lack of workers", "en", bilingual, "deutsch", "mangel"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			res := ask(t, test.ix, Query{Text: test.query, Language: test.lang, Report: test.report})
			if len(res.Hits) == 0 || res.Hits[0].Ref.ID != test.want {
				t.Fatalf("%q found %v, want %s first", test.query, ids(res), test.want)
			}
		})
	}
}

// Ensure that translating changes nothing for records that have the question's
// language.
func TestBilingualRecordsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	plain, with := open(t, Options{}, town(), germanReport()), open(t, Options{Dictionary: ownDictionary}, town(), germanReport())
	for _, lang := range []string{"de", "en"} {
		for _, query := range []string{"satisfied citizens", "what does the data centre in Cologne cost", "Kosten der Rechenzentren"} {
			q := Query{Text: query, Language: lang, Report: "town"}
			if diff := cmp.Diff(ask(t, plain, q).Hits, ask(t, with, q).Hits); diff != "" {
				t.Errorf("%q in %s differs (-without +with):\n%s", query, lang, diff)
			}
		}
	}
}

// Ensure that without a dictionary an English question still finds names and
// numbers in German text.
func TestUntranslatedQuestion(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, germanReport())
	for query, want := range map[string]string{
		"what about Bielefeld":    "mangel",
		"what happened in 2019":   "zentrum",
		"where is there shortage": "",
	} {
		got := ""
		if found := ids(ask(t, ix, Query{Text: query, Language: "en"})); len(found) > 0 {
			got = found[0]
		}
		if got != want {
			t.Errorf("%q found %q, want %q", query, got, want)
		}
	}
}

func TestLanguageOfOneLanguage(t *testing.T) {
	t.Parallel()
	de, en := open(t, Options{}, germanReport()), open(t, Options{}, englishReport())
	for text, want := range map[string]string{
		"where is there a lack of people": "en",
		"Wo herrscht ein Mangel?":         "de",
		"what about Bielefeld":            "en",
		"was ist mit Bielefeld":           "de",
	} {
		for _, ix := range []*Index{de, en} {
			if got, _ := ix.LanguageOf(text); got != want {
				t.Errorf("LanguageOf(%q) = %q, want %q", text, got, want)
			}
		}
	}
}

// Ensure that a dictionary that can't be opened is an error at once.
func TestDictionaryCannotBeOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, maxDictionary+1); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "gone"): "no such file",
		dir:                        "is no file",
		large:                      "is larger than 64 MiB",
	} {
		ix, err := Open(t.Context(), []*corpus.Report{germanReport()}, Options{Dictionary: path})
		if err == nil {
			err = ix.Close()
			t.Errorf("%s was opened (closing: %v)", path, err)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", path, err, want)
		}
	}
}

// Ensure that the dictionary is read only when it is needed, and that one that is
// gone by then leaves names and numbers.
func TestDictionaryIsReadLate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "dictionary")
	if err := os.WriteFile(path, readFile(t, ownDictionary), 0o600); err != nil {
		t.Fatal(err)
	}
	ix := open(t, Options{Dictionary: path}, germanReport())
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for _, q := range []Query{{Text: "Bielefeld", Language: "de"}, {Text: "what about Bielefeld", Language: "en"}} {
		if got := ids(ask(t, ix, q)); len(got) == 0 || got[0] != "mangel" {
			t.Errorf("%+v found %v, want mangel first", q, got)
		}
	}
}

// Ensure that a dictionary that several read at a time is the same as when one
// reads it, wherever they begin.
func TestDictionaryInSections(t *testing.T) {
	t.Parallel()
	lex := open(t, Options{}, germanReport()).shards[0].lexicons[0]
	data := string(readFile(t, ownDictionary))
	size := int64(len(data))
	whole := newGlossaryBuilder("en", lex)
	if err := readLines(strings.NewReader(data), 0, size, []*glossaryBuilder{whole}); err != nil {
		t.Fatal(err)
	}
	want := whole.finish()
	if len(want.keys) == 0 {
		t.Fatal("the dictionary has nothing for these texts")
	}
	for at := range size {
		first, second := newGlossaryBuilder("en", lex), newGlossaryBuilder("en", lex)
		for err := range map[error]bool{readLines(strings.NewReader(data), 0, at, []*glossaryBuilder{first}): true, readLines(strings.NewReader(data), at, size, []*glossaryBuilder{second}): true} {
			if err != nil {
				t.Fatal(err)
			}
		}
		first.merge(second)
		got := first.finish()
		if diff := cmp.Diff(want.keys, got.keys); diff != "" || len(got.targets) != len(want.targets) {
			t.Fatalf("split at byte %d: %d translations, want %d; keys differ (-want +got):\n%s", at, len(got.targets), len(want.targets), diff)
		}
	}
}

// Ensure that a line past the bounds is left out and those after it are read.
func TestDictionaryWithLongLine(t *testing.T) {
	t.Parallel()
	lex := open(t, Options{}, germanReport()).shards[0].lexicons[0]
	data := "Gift :: " + strings.Repeat("poison; ", maxLine/4) + "\nMangel :: lack\n"
	b := newGlossaryBuilder("en", lex)
	if err := readLines(strings.NewReader(data), 0, int64(len(data)), []*glossaryBuilder{b}); err != nil {
		t.Fatal(err)
	}
	if g := b.finish(); !g.has(keyOf(0, "lack")) || g.has(keyOf(0, "poison")) {
		t.Errorf("%d keys, want that of lack only", len(g.keys))
	}
}

// FuzzDictionary reads any bytes as a dictionary.
func FuzzDictionary(f *testing.F) {
	f.Add("Mangel {m} | Mängel {pl} :: lack; shortage | shortages\n", int64(3))
	f.Add("/ | ( :: {a;b\xff} ) / <\n\n ::  :: ", int64(0))
	ix, err := Open(f.Context(), []*corpus.Report{germanReport()}, Options{})
	if err != nil {
		f.Fatal(err)
	}
	closeAtEnd(f, ix)
	f.Fuzz(func(t *testing.T, data string, start int64) {
		size := int64(len(data))
		if start < 0 || start > size {
			return
		}
		b := newGlossaryBuilder("en", ix.shards[0].lexicons[0])
		if err := readLines(strings.NewReader(data), start, size, []*glossaryBuilder{b}); err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		for _, tr := range b.finish().targets {
			if tr.sure <= 0 || tr.sure > 1 {
				t.Errorf("translation is %v sure", tr.sure)
			}
		}
	})
}

package importer

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
)

// retold is a package that retells the made-up report.
const retold = "testdata/buecherbund"

func mustRetold(t testing.TB) *corpus.Report {
	t.Helper()
	return mustLoad(t, retold)[0]
}

// Ensure a report's own wording is tied to what retells it, and that people,
// charts and quotes that are there already stay as they are.
func TestExtend(t *testing.T) {
	t.Parallel()
	base := mustRetold(t)
	d := mustImport(t, rightText, Options{Extends: base})
	r := d.Report
	if r.ID != "buecherbund-2025-wording" || r.Extends != base.ID || r.Pages != 0 || len(r.Sections) > 0 {
		t.Errorf("the package is %s of %s with %d pages and %d sections", r.ID, r.Extends, r.Pages, len(r.Sections))
	}
	if len(r.Figures) != 1 || r.Figures[0].Page != 6 {
		t.Errorf("figures are %v, want the one that the base has not", r.Figures)
	}
	got := map[string][]string{}
	tie := func(start, of string, also []string) {
		if of != "" {
			start, _, _ = strings.Cut(start, " ")
			got[start] = append(got[start], strings.Join(append([]string{of}, also...), " "))
		}
	}
	for _, p := range r.Passages {
		tie(p.Text[language], p.WordingOf, p.AlsoOf)
	}
	for _, l := range r.Lists {
		tie(l.Title[language], l.WordingOf, l.AlsoOf)
	}
	want := map[string][]string{
		"Liebe": {"p03-frage"},
		"Wir":   {"p03-befund"},
		"Seit":  {"p04-teilen p04-oeffnungszeiten"},
		"Diese": {"p04-muehe"},
		"Am":    {"liste-wuensche"},
		"Die":   {"p05-abend", "p06-ausgaben"},
		"Der":   {"p07-katalog"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("wordings by their first word (-want +got):\n%s", diff)
	}
	quotes := map[string]string{}
	for _, q := range r.Quotes {
		quotes[q.Speaker] = q.WordingOf
	}
	if diff := cmp.Diff(map[string]string{"person-muehlbauer": "zitat-muehlbauer", "person-grossmann": "zitat-grossmann", "person-celik": ""}, quotes); diff != "" {
		t.Errorf("quotes (-want +got):\n%s", diff)
	}
	for _, p := range r.People {
		if slices.ContainsFunc(base.People, func(o corpus.Person) bool { return o.Name == p.Name }) {
			t.Errorf("%s is there already", p.Name)
		}
	}
	review := d.Review.Markdown()
	for _, part := range []string{"## Charts that the extended report has already (1)", "is abb-wuensche of buecherbund-2025"} {
		if !strings.Contains(review, part) {
			t.Errorf("the review lacks %q:\n%s", part, review)
		}
	}
	// The page that is printed on the file's first is found by what stands on it.
	if d := mustImport(t, fileOf(t, "tail.txt", mustRead(t, rightText)[strings.Index(mustRead(t, rightText), "\f")+1:]), Options{Extends: base}); d.Report.Passages[0].Page != 4 {
		t.Errorf("the file's first page is %d, want 4", d.Report.Passages[0].Page)
	}
	loaded := mustLoad(t, retold, mustWrite(t, d))
	if len(loaded) != 1 || len(loaded[0].Originals) != 9 {
		t.Errorf("%d packages were loaded, with %d originals, want 9", len(loaded), len(loaded[0].Originals))
	}
}

// Ensure the pages of a wording are found where no numbers are printed.
func TestExtendFindsPages(t *testing.T) {
	t.Parallel()
	text := mustRead(t, rightText)
	for _, n := range []string{"3", "4", "5", "6", "7", "8"} {
		text = strings.ReplaceAll(text, "\n"+n+"\n", "\n")
	}
	d := mustImport(t, fileOf(t, "text.txt", text), Options{Extends: mustRetold(t)})
	if got := d.Report.Passages[0].Page; got != 3 {
		t.Errorf("the first page is %d, want 3", got)
	}
	d = mustImport(t, fileOf(t, "text.txt", text), Options{Extends: mustRetold(t), FirstPage: 1})
	if got := d.Report.Passages[0].Page; got != 1 {
		t.Errorf("the first page is %d, want 1 as it was told", got)
	}
}

// Ensure a damaged wording has the base's words where it says them.
func TestExtendKnowsNames(t *testing.T) {
	t.Parallel()
	d := mustImport(t, ocrText, Options{Extends: mustRetold(t)})
	for _, q := range d.Report.Quotes {
		if !strings.HasPrefix(q.Speaker, "person-") || slices.ContainsFunc(d.Report.People, func(p corpus.Person) bool { return p.ID == q.Speaker }) {
			t.Errorf("%s is said by %s, who is in the base", q.ID, q.Speaker)
		}
	}
}

// Ensure a quote that differs from the base's in a word is a fault, and one that is
// the same is none.
func TestExtendComparesQuotes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, from, to, want string }{
		{"same", "", "", ""},
		{"one word", "Ehrenamtliche", "Freiwillige", "differs from quote \"zitat-grossmann\""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := mustRead(t, rightText)
			if !strings.Contains(text, tt.from) {
				t.Fatalf("the text lacks %q", tt.from)
			}
			text = strings.Replace(text, tt.from, tt.to, 1)
			dir := mustWrite(t, mustImport(t, fileOf(t, "text.txt", text), Options{Extends: mustRetold(t)}))
			_, err := load(t.Context(), retold, dir)
			var faults corpus.Faults
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("error is %v", err)
			case tt.want != "" && (!errors.As(err, &faults) || len(faults) != 1 || !strings.Contains(faults[0].Error(), tt.want)):
				t.Errorf("error is %v, want one fault with %q", err, tt.want)
			}
		})
	}
}

// Ensure a package that was imported stands in its file word for word, and that
// what is changed by hand is named with both readings.
func TestProve(t *testing.T) {
	t.Parallel()
	for _, file := range []string{rightText, ocrText} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			dir := mustWrite(t, mustImport(t, file, Options{}))
			r := mustLoad(t, dir)[0]
			proof, err := Prove(t.Context(), file, r, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if want := len(r.Passages) + len(r.Lists) + len(r.Quotes); proof.Proven != want || proof.Unclaimed != 0 || len(proof.Differences) > 0 {
				t.Errorf("proof is %+v, want %d records proven", proof, want)
			}
			passages := filepath.Join(dir, "passages.yaml")
			text := strings.Replace(mustRead(t, passages), "Fahrstühle fehlen", "Aufzüge fehlen", 1)
			if err := os.WriteFile(passages, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			proof, err = Prove(t.Context(), file, mustLoad(t, dir)[0], Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range proof.Differences {
				got = append(got, d.String())
			}
			want := []string{"offene-regale-buechereien-im-hellental: p06-auch-die-raeume-sind-ein (p. 6): word 21: the package has „Aufzüge“, the source „Fahrstühle“"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("differences (-want +got):\n%s", diff)
			}
		})
	}
}

// Ensure each way in which a record can differ from the source is named.
func TestProveDifferences(t *testing.T) {
	t.Parallel()
	source := fileOf(t, "text.txt", mustRead(t, rightText))
	claimed := corpus.Span{{Page: 6, Lines: "1-2"}}
	for _, tt := range []struct{ name, text, want string }{
		{"same", "Auch die Räume sind ein Thema. Fünf von neun Häusern liegen in Gebäuden", ""},
		{"other marks", "„Auch die Räume sind – ein Thema!“ »Fünf« von neun Häusern; liegen in Gebäuden", ""},
		{"capital", "auch die Räume sind ein Thema. Fünf von neun Häusern liegen in Gebäuden", "word 1: the package has „auch“, the source „Auch“"},
		{"word left out", "Auch die Räume sind ein Thema. Fünf von Häusern liegen in Gebäuden", "word 9: the package has nothing, the source „neun“"},
		{"word put in", "Auch die Räume sind ein Thema. Fünf von den neun Häusern liegen in Gebäuden", "word 9: the package has „den“, the source nothing"},
		{"last word", "Auch die Räume sind ein Thema. Fünf von neun Häusern liegen in Gebirgen", "word 13: the package has „Gebirgen“, the source „Gebäuden“"},
		{"two words", "Auch die Zimmer sind ein Thema. Fünf von neun Häusern stehen in Gebäuden", "word 3: the package has „Zimmer“, the source „Räume“; word 11: the package has „stehen“, the source „liegen“"},
		{"nowhere", "Hier weiden Kühe unterm Apfelbaum", "is nowhere in the source"},
		{"beyond the end", "Leiterin der Bücherei Niederhellen und ihrer Zweigstelle", "word 5: the package has „und ihrer Zweigstelle“, the source"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := &corpus.Report{ID: "r", Languages: []string{language}, Passages: []corpus.Passage{{ID: "p", Page: 6, Span: claimed, Text: corpus.Text{language: tt.text}}}}
			proof, err := Prove(t.Context(), source, r, Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, d := range proof.Differences {
				got += d.Message
			}
			if got != tt.want && (tt.name != "beyond the end" || !strings.HasPrefix(got, tt.want)) {
				t.Errorf("message is %q, want %q", got, tt.want)
			}
		})
	}
}

// Ensure retellings, which claim no place, are counted and not compared, and that
// the wordings of a package that extends are.
func TestProveRetellings(t *testing.T) {
	t.Parallel()
	base := mustRetold(t)
	proof, err := Prove(t.Context(), rightText, base, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if proof.Proven != len(base.Quotes) || proof.Unclaimed != len(base.Passages)+len(base.Lists) || len(proof.Differences) > 0 {
		t.Errorf("proof is %+v, want the quotes alone", proof)
	}
	dir := mustWrite(t, mustImport(t, rightText, Options{Extends: base}))
	joined := mustLoad(t, retold, dir)[0]
	proof, err = Prove(t.Context(), rightText, joined, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if proof.Proven < 15 || proof.Unclaimed != len(base.Passages)+len(base.Lists) || len(proof.Differences) > 0 {
		t.Errorf("proof is %+v, want quotes and wordings", proof)
	}
	// A word in a wording of two records is named once.
	passages := filepath.Join(dir, "passages.yaml")
	if err := os.WriteFile(passages, []byte(strings.Replace(mustRead(t, passages), "einen Bücherwagen", "einen Leiterwagen", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	proof, err = Prove(t.Context(), rightText, mustLoad(t, retold, dir)[0], Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(proof.Differences) != 1 || !strings.Contains(proof.Differences[0].Message, "the package has „Leiterwagen“, the source „Bücherwagen“") {
		t.Errorf("differences are %v, want the one word", proof.Differences)
	}
}

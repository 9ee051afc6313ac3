package importer

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
)

var update = flag.Bool("update", false, "write the golden files anew")

func de(s string) corpus.Text { return corpus.Text{"de": s} }

// percent is an item with the values of the options that are named.
func percent(t testing.TB, id, label string, values ...string) corpus.Item {
	t.Helper()
	it := corpus.Item{ID: id, Label: de(label)}
	for _, v := range values {
		option, n, ok := strings.Cut(v, "=")
		if !ok {
			option, n = "", v
		}
		value := corpus.Value{Option: option, Status: corpus.Exact}
		switch n {
		case "lost":
			value.Status = corpus.Lost
			value.Bound = &corpus.Bound{Text: de("mehr als die Hälfte"), Page: 9}
		default:
			if rest, ok := strings.CutPrefix(n, "≈"); ok {
				value.Status, n = corpus.Inferred, rest
			}
			number, err := corpus.ParseNumber(n)
			if err != nil {
				t.Fatal(err)
			}
			value.Value = &number
		}
		it.Values = append(it.Values, value)
	}
	return it
}

// edition is a made-up report, and the next one.
func edition(t testing.TB) (before, after *corpus.Report) {
	t.Helper()
	asked := 84
	before = &corpus.Report{
		ID: "brunnen-2030", Title: de("Brunnenbericht 2030"), Edition: "2030", Publishers: []string{"Brunnenamt"},
		Languages: []string{"de"}, Pages: 20,
		Survey: &corpus.Survey{Title: de("Befragung der Brunnenmeister"), Of: de("Brunnenmeister"), When: de("Mai 2030"), Respondents: &asked, Page: 2},
		Sections: []corpus.Section{
			{ID: "anfang", Title: de("Am Anfang"), Page: 3},
			{ID: "huerden", Title: de("Hürden beim Bau von Zisternen"), Page: 8, Sections: []corpus.Section{{ID: "eimer", Title: de("Eimer"), Page: 10}}},
		},
		Figures: []corpus.Figure{
			{
				ID: "abb-huerden", Title: de("Was den Bau der Zisternen bremst"), Question: de("Was bremst Sie beim Bau?"), Unit: corpus.UnitPercent, Page: 8,
				Items: []corpus.Item{
					percent(t, "fels", "Felsiger Baugrund", "62.5"), percent(t, "eimer", "Streit um Eimer", "lost"),
					percent(t, "geld", "Mangel an Geld", "40"), percent(t, "regen", "Zu wenig Regen", "≈12.0"), percent(t, "ki", "Einsatz von KI", "20"),
					percent(t, "moos", "Moos", "5"),
				},
			},
			{
				ID: "abb-zufrieden", Title: de("Zufriedenheit mit dem Wasser im Jahr 2030"), Unit: corpus.UnitPercent, Page: 9, Exclusive: true,
				Options: []corpus.Option{{ID: "sehr", Label: de("sehr hoch")}, {ID: "eher", Label: de("eher hoch")}, {ID: "kaum", Label: de("kaum")}},
				Items:   []corpus.Item{percent(t, "stadt", "In der Stadt", "sehr=20", "eher=30.5", "kaum=10")},
			},
			{
				ID: "abb-kommunen", Title: de("Ausgaben für Brunnen (Kommunen)"), Unit: corpus.UnitPercent, Page: 11,
				Items: []corpus.Item{percent(t, "viel", "Viel", "70"), percent(t, "wenig", "Wenig", "30")},
			},
			{ID: "abb-seile", Title: de("Länge der Seile"), Unit: corpus.UnitNone, Scale: corpus.Scale{Max: 90}, Page: 12, Items: []corpus.Item{percent(t, "hanf", "Hanf", "30")}},
		},
		People: []corpus.Person{
			{ID: "person-quell", Name: "Ada Quell", Role: de("Leiterin des Brunnenamts"), Organisation: de("Stadt Quellstadt"), Part: corpus.PartExpert, Page: 12},
			{ID: "person-born", Name: "Emil Born", Role: de("Brunnenmeister"), Part: corpus.PartExpert, Page: 12},
			{ID: "person-krug", Name: "Karla Krug", Role: de("Autorin"), Part: corpus.PartAuthor, Page: 20},
		},
		Quotes: []corpus.Quote{
			{ID: "zitat-quell", Speaker: "person-quell", Page: 4, Text: de("Wer eine Zisterne tief gräbt, findet Wasser – früher oder später.")},
			{ID: "zitat-born", Speaker: "person-born", Page: 5, Text: de("Ein Seil reißt nie dort, wo man es geflickt hat.")},
		},
		Passages: []corpus.Passage{
			{ID: "p03-schacht", Section: "anfang", Page: 3, Text: de("Ein Zisternenschacht ist selten tiefer als vierzig Meter, weil das Mauerwerk sonst nachgibt.")},
			{ID: "p05-winde", Section: "anfang", Page: 5, Text: de("Die Seilwinde einer Zisterne wird jedes Jahr geschmiert.")},
			{ID: "p06-pegel", Section: "huerden", Page: 6, Text: de("Der Pegel steigt um zwölf Zentimeter im Jahr, wenn es im Winter genug schneit.")},
		},
		Lists: []corpus.List{{
			ID: "liste-schritte", Title: de("Schritte beim Graben"), Page: 7, Ordered: true,
			Items: []corpus.Point{{Title: de("Boden prüfen")}, {Title: de("Schacht ausheben")}, {Title: de("Mauern"), Text: de("mit Bruchstein")}},
		}},
		Terms: []corpus.Term{
			{ID: "zisterne", Type: corpus.TermConcept, Label: de("Zisterne"), Definition: de("Ein Speicher für Regen."), Page: 3},
			{ID: "haspel", Type: corpus.TermConcept, Label: de("Haspel")},
		},
	}
	before.Facts = []corpus.Fact{{ID: "fakt-1", Text: de("62,5 Prozent der Brunnenmeister bremst felsiger Baugrund."), Records: []string{"abb-huerden/fels"}}}
	after = &corpus.Report{
		ID: "brunnen-2031", Title: de("Brunnenbericht 2031"), Edition: "2031", Publishers: []string{"Brunnenamt", "Regenamt"},
		Languages: []string{"de"}, Pages: 24,
		Survey: &corpus.Survey{Title: de("Befragung der Brunnenmeister"), Of: de("Brunnenmeister"), When: de("Mai 2031"), Page: 2},
		Sections: []corpus.Section{
			{ID: "beginn", Title: de("Am Anfang"), Page: 4},
			{ID: "huerden", Title: de("Hürden beim Bau von Brunnen und Zisternen"), Page: 9},
			{ID: "ausblick", Title: de("Ausblick"), Page: 22},
		},
		Figures: []corpus.Figure{
			{
				ID: "abb-bremst", Title: de("Was den Bau einer Zisterne bremst"), Question: de("Was bremst Sie beim Bau?"), Unit: corpus.UnitPercent, Page: 9,
				Items: []corpus.Item{
					percent(t, "baugrund", "Felsiger Baugrund", "60.25"), percent(t, "eimer", "Streit um Eimer", "55"),
					percent(t, "geld", "Mangel an Geld", "40.0"), percent(t, "regen", "Zu wenig Regen", "12.0"), percent(t, "ki", "Einsatz von Cloud", "35"),
					percent(t, "sand", "Treibsand", "1"),
				},
			},
			{
				ID: "abb-zufrieden", Title: de("Zufriedenheit mit dem Wasser im Jahr 2031"), Unit: corpus.UnitPercent, Page: 9, Exclusive: true,
				Options: []corpus.Option{{ID: "a", Label: de("sehr hoch")}, {ID: "b", Label: de("eher hoch")}, {ID: "c", Label: de("gar nicht")}},
				Items:   []corpus.Item{percent(t, "stadt", "In der Stadt", "a=25", "b=30.5", "c=5")},
			},
			{
				ID: "abb-laender", Title: de("Ausgaben für Brunnen (Länder)"), Unit: corpus.UnitPercent, Page: 11,
				Items: []corpus.Item{percent(t, "viel", "Viel", "90"), percent(t, "wenig", "Wenig", "10")},
			},
			{ID: "abb-frost", Title: de("Tage mit Frost"), Unit: corpus.UnitNone, Scale: corpus.Scale{Max: 90}, Page: 12, Items: []corpus.Item{percent(t, "nacht", "Nachts", "30")}},
		},
		People: []corpus.Person{
			{ID: "person-dr-quell", Name: "Dr. Ada Quell", Role: de("Leiterin des Brunnenamts"), Organisation: de("Stadt Neuquell"), Part: corpus.PartExpert, Page: 14},
			{ID: "person-born", Name: "Edda Born", Role: de("Brunnenmeisterin"), Part: corpus.PartExpert, Page: 14},
			{ID: "person-krueg", Name: "Karla Krus", Role: de("Autorin"), Part: corpus.PartAuthor, Page: 24},
		},
		Quotes: []corpus.Quote{
			{ID: "zitat-1", Speaker: "person-dr-quell", Page: 4, Text: de("Wer eine Zisterne tief gräbt, findet Wasser — früher oder später.")},
			{ID: "zitat-2", Speaker: "person-dr-quell", Page: 6, Text: de("Regen ist geduldiger als jedes Amt.")},
		},
		Passages: []corpus.Passage{
			{ID: "q1", Section: "beginn", Page: 4, Text: de("Ein Zisternenschacht ist selten tiefer als vierzig Meter,\nweil das Mauerwerk sonst nachgibt.")},
			{ID: "q2", Section: "huerden", Page: 7, Text: de("Der Pegel steigt um neun Zentimeter im Jahr, wenn es im Winter genug schneit oder regnet.")},
			{ID: "q3", Section: "huerden", Page: 8, Text: de("Neu sind Deckel aus Kupfer.")},
		},
		Lists: []corpus.List{{
			ID: "liste-graben", Title: de("Schritte beim Graben"), Page: 7, Ordered: true,
			Items: []corpus.Point{{Title: de("Schacht ausheben")}, {Title: de("Boden prüfen")}, {Title: de("Mauern"), Text: de("mit Ziegeln")}, {Title: de("Deckel auflegen")}},
		}},
		Terms: []corpus.Term{{ID: "zisterne", Type: corpus.TermConcept, Label: de("Zisterne"), Definition: de("Ein Speicher für Regenwasser."), Page: 3}},
	}
	after.Facts = []corpus.Fact{{ID: "fakt-x", Text: de("60,25 Prozent der Brunnenmeister bremst felsiger Baugrund."), Records: []string{"abb-bremst/baugrund"}}}
	return before.Link(), after.Link()
}

func changedLines(t testing.TB, before, after *corpus.Report) []string {
	t.Helper()
	changes, err := Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range changes.All {
		out = append(out, c.String())
	}
	return out
}

// Ensure that two editions differ as people would say it.
func TestDiff(t *testing.T) {
	t.Parallel()
	before, after := edition(t)
	got := strings.Join(changedLines(t, before, after), "\n") + "\n"
	golden := filepath.Join("testdata", "diff.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("run the test with -update if this is right (-want +got):\n%s", d)
	}
}

// Ensure that nothing differs between a report and itself, and that the next run
// says the same.
func TestDiffSame(t *testing.T) {
	t.Parallel()
	before, after := edition(t)
	for _, r := range []*corpus.Report{before, after} {
		for _, l := range changedLines(t, r, r) {
			if !strings.Contains(l, " unchanged: ") || strings.Contains(l, "another page") {
				t.Errorf("%s differs from itself: %s", r.ID, l)
			}
		}
	}
	first := changedLines(t, before, after)
	for range 20 {
		if again := changedLines(t, before, after); !slices.Equal(first, again) {
			t.Fatalf("the next run says otherwise:\n%s", cmp.Diff(first, again))
		}
	}
}

// Ensure that a number is compared only with one that measures the same.
func TestDiffNumbers(t *testing.T) {
	t.Parallel()
	figure := func(change func(*corpus.Figure)) *corpus.Report {
		f := corpus.Figure{
			ID: "abb", Title: de("Nutzung von Brunnen"), Question: de("Wie nutzen Sie Brunnen?"), Measure: de("Zustimmung in Prozent"),
			Unit: corpus.UnitPercent, Page: 2, Items: []corpus.Item{percent(t, "a", "Wir nutzen viele tiefe Brunnen in der Stadt", "40")},
		}
		change(&f)
		return (&corpus.Report{ID: "r", Edition: "2030", Languages: []string{"de"}, Figures: []corpus.Figure{f}}).Link()
	}
	label := func(s string) func(*corpus.Figure) {
		return func(f *corpus.Figure) { f.Items[0].Label = de(s) }
	}
	scaled := func(low string, m float64) func(*corpus.Figure) {
		return func(f *corpus.Figure) {
			f.Unit, f.Scale = corpus.UnitScale, corpus.Scale{Min: 1, Max: m, Steps: []corpus.Step{{Value: 1, Label: de(low)}}}
		}
	}
	for _, tt := range []struct {
		name     string
		old, new func(*corpus.Figure)
		compared bool
	}{
		{"the same", label("KI nutzen"), label("KI nutzen"), true},
		{"endings", label("Kommunale Brunnen"), label("kommunalen Brunnen"), true},
		{"articles", label("Bau von Brunnen"), label("Bau von den Brunnen"), true},
		{"a hyphen", label("Cyber-Sicherheit"), label("Cybersicherheit"), true},
		{"new ids", func(*corpus.Figure) {}, func(f *corpus.Figure) { f.ID, f.Items[0].ID = "x", "y" }, true},
		{"short words", label("Einsatz von KI"), label("Einsatz von IT"), false},
		{"not", label("Das trifft zu"), label("Das trifft nicht zu"), false},
		{"one and none", label("Ein Brunnen ist genug"), label("Kein Brunnen ist genug"), false},
		{"signs", label("< 5 Brunnen"), label("> 5 Brunnen"), false},
		{"numbers", label("1,5 Meter"), label("15 Meter"), false},
		{"ranges", label("ab 1 Meter"), label("ab -1 Meter"), false},
		{"years", label("Im Jahr 2030"), label("Im Jahr 2031"), false},
		{"more and many", label("Weniger Regen"), label("Wenige Regen"), false},
		{"order", label("Seile statt Eimer"), label("Eimer statt Seile"), false},
		{"a word more", label("Tiefe Brunnen"), label("Tiefe Brunnen in Städten"), false},
		{"one stem", label("Digitalisierung"), label("Digitalstrategie"), false},
		{"title", func(*corpus.Figure) {}, func(f *corpus.Figure) { f.Title = de("Nutzung von Zisternen") }, false},
		{"question", func(*corpus.Figure) {}, func(f *corpus.Figure) { f.Question = de("Wie nutzen Sie Ihre tiefen Brunnen?") }, false},
		{"no question", func(*corpus.Figure) {}, func(f *corpus.Figure) { f.Question = nil }, false},
		{"measure", func(*corpus.Figure) {}, func(f *corpus.Figure) { f.Measure = de("Ablehnung in Prozent") }, false},
		{"exclusive", func(*corpus.Figure) {}, func(f *corpus.Figure) { f.Exclusive = true }, false},
		{"unit", func(*corpus.Figure) {}, scaled("gut", 100), false},
		{"scale", scaled("gut", 50), scaled("gut", 60), false},
		{"steps", scaled("sehr gut", 50), scaled("sehr schlecht", 50), false},
		{"the scale is the same", scaled("gut", 50), scaled("gut", 50), true},
		{"editions", func(f *corpus.Figure) { f.Title = de("Brunnen 2030") }, func(f *corpus.Figure) { f.Title = de("Brunnen 2031") }, true},
		{"another year", func(f *corpus.Figure) { f.Title = de("Brunnen 2030") }, func(f *corpus.Figure) { f.Title = de("Brunnen 2035") }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before, after := figure(tt.old), figure(tt.new)
			after.Edition = "2031"
			n := percent(t, "a", "", "55").Values[0]
			after.Figures[0].Items[0].Values = []corpus.Value{n}
			changes, err := Diff(before, after)
			if err != nil {
				t.Fatal(err)
			}
			compared := slices.ContainsFunc(changes.All, func(c Change) bool { return c.Difference != "" })
			if compared != tt.compared {
				t.Errorf("compared: %t, want %t: %v", compared, tt.compared, changes.All)
			}
		})
	}
}

// Ensure that figures and items which can't be told apart are not compared, unless
// their ids tell them.
func TestDiffTwins(t *testing.T) {
	t.Parallel()
	figure := func(id, item string, values ...string) corpus.Figure {
		f := corpus.Figure{ID: id, Title: de("Brunnen"), Unit: corpus.UnitPercent, Page: 2}
		for i, v := range values {
			f.Items = append(f.Items, percent(t, fmt.Sprint(item, i), "Andere", v))
		}
		return f
	}
	report := func(figures ...corpus.Figure) *corpus.Report {
		return (&corpus.Report{ID: "r", Languages: []string{"de"}, Figures: figures}).Link()
	}
	for _, tt := range []struct {
		name          string
		before, after *corpus.Report
		compared      int
	}{
		{"figures", report(figure("a", "i", "1"), figure("b", "i", "2")), report(figure("c", "i", "3"), figure("d", "i", "4")), 0},
		{"figures with ids", report(figure("a", "i", "1"), figure("b", "i", "2")), report(figure("b", "i", "4"), figure("a", "i", "3")), 2},
		{"one figure of two", report(figure("a", "i", "1"), figure("b", "i", "2")), report(figure("c", "i", "3")), 0},
		{"items", report(figure("a", "i", "1", "2")), report(figure("a", "k", "3", "4")), 0},
		{"items with ids", report(figure("a", "i", "1", "2")), report(figure("a", "i", "3", "4")), 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			changes, err := Diff(tt.before, tt.after)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, c := range changes.All {
				if c.Difference != "" {
					n++
					if c.Difference != "2" {
						t.Errorf("difference %s, want 2: %s", c.Difference, c)
					}
				}
			}
			if n != tt.compared {
				t.Errorf("%d values compared, want %d: %v", n, tt.compared, changes.All)
			}
		})
	}
}

// Ensure that texts are compared in the new edition's first language that both
// have.
func TestDiffLanguages(t *testing.T) {
	t.Parallel()
	report := func(languages []string, text corpus.Text) *corpus.Report {
		return (&corpus.Report{ID: "r", Languages: languages, Passages: []corpus.Passage{{ID: "p", Page: 1, Text: text}}}).Link()
	}
	before := report([]string{"de", "en"}, corpus.Text{"de": "Wasser steht im tiefen Brunnen.", "en": "Water stands in the deep well."})
	after := report([]string{"fr", "en", "de"}, corpus.Text{"fr": "De l'eau.", "en": "Water stands in the shallow well.", "de": "Wasser steht im tiefen Brunnen."})
	changes, err := Diff(before, after)
	if err != nil || changes.Language != "en" || !strings.Contains(fmt.Sprint(changes.All), "shallow") {
		t.Errorf("compared in %v, error %v", changes, err)
	}
	if _, err := Diff(before, report([]string{"fr"}, corpus.Text{"fr": "De l'eau."})); err == nil || !strings.Contains(err.Error(), "no language in common") {
		t.Errorf("without a language in common: %v", err)
	}
}

// Ensure that every number is JSON, and as the package writes it.
func TestDiffJSON(t *testing.T) {
	t.Parallel()
	report := func(n string) *corpus.Report {
		return (&corpus.Report{ID: "r", Languages: []string{"de"}, Figures: []corpus.Figure{{
			ID: "f", Title: de("Frost"), Unit: corpus.UnitNone, Page: 1, Items: []corpus.Item{percent(t, "i", "Nachts", n)},
		}}}).Link()
	}
	for _, tt := range []struct{ old, new, want string }{
		{"0.3", "0.10", `"old_number":0.3,"new_number":0.10,"difference":-0.20`},
		{"-05", "5.0", `"old_number":-5,"new_number":5.0,"difference":10.0`},
	} {
		changes, err := Diff(report(tt.old), report(tt.new))
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		if err := json.NewEncoder(&all).Encode(changes.All); err != nil || !strings.Contains(all.String(), tt.want) {
			t.Errorf("%s → %s: error %v, %s lacks %s", tt.old, tt.new, err, all.String(), tt.want)
		}
	}
}

// Ensure that a passage has one successor, the likest, whatever the others' ids.
func TestDiffPassages(t *testing.T) {
	t.Parallel()
	report := func(texts ...string) *corpus.Report {
		r := &corpus.Report{ID: "r", Languages: []string{"de"}}
		for i, s := range texts {
			r.Passages = append(r.Passages, corpus.Passage{ID: fmt.Sprintf("wortlaut-%d", i+1), Page: i + 1, Text: de(s)})
		}
		return r.Link()
	}
	const well, rope, lid = "Der Brunnen im Hof führt auch im Sommer klares Wasser.", "Das Seil aus Hanf hält höchstens zwei volle Eimer.", "Ein Deckel schützt vor Laub, Staub und spielenden Kindern."
	for _, tt := range []struct {
		name          string
		before, after *corpus.Report
		want          []string
	}{
		{"renumbered", report(well, rope), report(lid, well, rope), []string{"passage new p.1 wortlaut-1: " + lid, "passage unchanged: 2, 2 of them on another page"}},
		{"twice", report(well), report(well, well), []string{"passage new p.2 wortlaut-2: " + well, "passage unchanged: 1"}},
		{"another one under the id", report(well), report(lid), []string{"passage new p.1 wortlaut-1: " + lid, "passage gone p.1 wortlaut-1: " + well}},
		{"controls", report("Wasser\x1b[2J"), report(), []string{"passage gone p.1 wortlaut-1: Wasser [2J"}},
		{"nothing", report(), report(), []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := slices.DeleteFunc(changedLines(t, tt.before, tt.after), func(s string) bool { return strings.HasPrefix(s, "report ") })
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// Ensure that a reworded text shows the words that differ, with few others.
func TestReworded(t *testing.T) {
	t.Parallel()
	long := strings.Fields("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn")
	with := func(change func([]string) []string) string { return strings.Join(change(slices.Clone(long)), " ") }
	for _, tt := range []struct{ after, want string }{
		{with(func(w []string) []string { w[8] = "NEUN"; return w }), "… sechs sieben acht [-neun-] {+NEUN+} zehn elf zwölf …"},
		{with(func(w []string) []string { return w[1:] }), "[-eins-] zwei drei vier …"},
		{with(func(w []string) []string { return append(w, "Ende") }), "… sechzehn siebzehn achtzehn {+Ende+}"},
		{with(func(w []string) []string { w[7], w[9] = "x", "y"; return w }), "… fünf sechs sieben [-acht-] {+x+} neun [-zehn-] {+y+} elf zwölf dreizehn …"},
		{"", "[-" + strings.Join(long, " ") + "-]"},
	} {
		if got := reworded(strings.Join(long, " "), tt.after); got != tt.want {
			t.Errorf("reworded to %q: %q, want %q", tt.after, got, tt.want)
		}
	}
	huge := strings.Repeat("a ", 3000)
	if got := reworded(huge, strings.Repeat("b ", 3000)); len(got) > 500 {
		t.Errorf("%d bytes for two long texts", len(got))
	}
}

// Ensure that any two texts give back both of them.
func FuzzParted(f *testing.F) {
	f.Add("a b c", "b c d")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, before, after string) {
		a, b := strings.Fields(before), strings.Fields(after)
		var built []string
		at := 0
		for _, p := range parted(a, b) {
			built = append(append(built, a[at:p.a0]...), b[p.b0:p.b1]...)
			at = p.a1
		}
		if built = append(built, a[at:]...); !slices.Equal(built, b) {
			t.Errorf("%q → %q builds %q", a, b, built)
		}
		reworded(before, after)
	})
}

// large is a report of n passages and n/10 figures of 10 items, of words that
// are as frequent as a language's, and the next edition: reworded, under new ids.
func large(tb testing.TB, n int) (before, after *corpus.Report) {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // The same every time.
	zipf := rand.NewZipf(r, 1.1, 4, 20_000)
	sentence := func(words int) []string {
		out := make([]string, words)
		for i := range out {
			out[i] = fmt.Sprintf("wort%dx", zipf.Uint64())
		}
		return out
	}
	before, after = &corpus.Report{ID: "a", Languages: []string{"de"}}, &corpus.Report{ID: "b", Languages: []string{"de"}}
	for i := range n {
		text := sentence(60)
		before.Passages = append(before.Passages, corpus.Passage{ID: fmt.Sprintf("a%d", i), Page: 1, Text: de(strings.Join(text, " "))})
		text[10], text[40] = "neu", "auch"
		after.Passages = append(after.Passages, corpus.Passage{ID: fmt.Sprintf("b%d", i), Page: 1, Text: de(strings.Join(text, " "))})
	}
	for i := range n / 10 {
		f := corpus.Figure{ID: fmt.Sprintf("fa%d", i), Title: de(strings.Join(sentence(8), " ")), Unit: corpus.UnitPercent, Page: 1}
		for k := range 10 {
			f.Items = append(f.Items, percent(tb, fmt.Sprint("i", k), strings.Join(sentence(5), " "), "10"))
		}
		before.Figures = append(before.Figures, f)
		f.ID = fmt.Sprintf("fb%d", i)
		f.Items = slices.Clone(f.Items)
		f.Items[3] = percent(tb, "i3", f.Items[3].Label["de"], "12")
		after.Figures = append(after.Figures, f)
	}
	return before.Link(), after.Link()
}

// Ensure that a large report's every passage finds its successor.
func TestDiffLarge(t *testing.T) {
	t.Parallel()
	before, after := large(t, 1000)
	changes, err := Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes.All {
		right := c.OldID[min(1, len(c.OldID)):] == c.ID[min(1, len(c.ID)):]
		if c.Kind == corpus.KindPassage && (c.What != Changed || !right) || c.Kind == kindValue && c.What != Unchanged && c.Difference != "2" {
			t.Fatalf("%s", c)
		}
	}
}

func BenchmarkDiff(b *testing.B) {
	before, after := large(b, 5000)
	for b.Loop() {
		if _, err := Diff(before, after); err != nil {
			b.Fatal(err)
		}
	}
}

package mend

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/reportbot/reportbot/corpus/importer/words"
)

// embedded is the mender with the words that come with the program alone.
var embedded = sync.OnceValues(func() (*Mender, error) {
	l, err := NewLexicon(context.Background(), "")
	if err != nil {
		return nil, err
	}
	return New(l)
})

func mender(tb testing.TB) *Mender {
	tb.Helper()
	m, err := embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func document(tb testing.TB, trusted bool, lines ...string) *Document {
	tb.Helper()
	d, err := mender(tb).Document(context.Background(), slices.Values(lines), nil, trusted)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// scanned is a text that lost its umlauts, around what a test looks at.
var scanned = []string{
	"Die Stadt hat im letzten Jahr ein neues Portal in Betrieb genommen. Wer einen",
	"Antrag stellt, muss dafiir nicht mehr ins Amt kommen. Nach einem Monat waren",
	"schon mehr als tausend Konten angelegt. Die meisten Menschen kamen gut zurecht,",
	"einige fragten am Telefon nach. Im nachsten Schritt sollen auch die Gemeinden im",
	"Umland das Portal nutzen k6nnen. Der Rat stimmt im Herbst dariiber ab.",
}

// damaged is a document that lost its umlauts and holds the text too.
func damaged(tb testing.TB, text ...string) *Document {
	tb.Helper()
	return document(tb, false, append(slices.Clone(scanned), text...)...)
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"nothing":                   {"", true},
		"long and without umlauts":  {strings.Join(scanned, " "), true},
		"short and without umlauts": {"Das Amt ist fur alle da.", true},
		"short with umlauts":        {"Der Kasten steht bei den Kästen.", false},
		"one umlaut in a paragraph": {strings.Join(scanned, " ") + " Büro", true},
		"one umlaut in a few lines": {strings.Join(scanned[:3], " ") + " Büro", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := document(t, false, c.text).Damaged(); got != c.want {
				t.Errorf("Damaged() = %v for %q, want %v", got, c.text, c.want)
			}
		})
	}
}

func TestLostMarks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		letters, marks int
		want           bool
	}{{0, 0, false}, {400, 0, false}, {401, 0, true}, {10000, 165, false}, {10000, 120, false}, {10000, 100, true}, {10000, 500, false}} {
		if got := LostMarks(c.letters, c.marks); got != c.want {
			t.Errorf("LostMarks(%d, %d) = %v, want %v", c.letters, c.marks, got, c.want)
		}
	}
}

// Ensure that one mender serves several documents at a time.
func TestMenderConcurrent(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if got, _ := damaged(t).Mend("Griinde fiir alle"); got != "Gründe für alle" {
				t.Errorf("got %q", got)
			}
		})
	}
	group.Wait()
}

func TestDocumentCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := mender(t).Document(ctx, slices.Values(scanned), nil, false); !errors.Is(err, context.Canceled) {
		t.Errorf("Document = %v, want %v", err, context.Canceled)
	}
}

// Ensure words of a right text on the same subject are known, whatever a list says.
func TestDocumentRight(t *testing.T) {
	t.Parallel()
	const read, meant = "Das Zwinkerbrétchen fehlt.", "Das Zwinkerbrötchen fehlt."
	right := slices.Values([]string{"Das Xörgelamt und Frau Wöllersdorf."})
	d, err := mender(t).Document(context.Background(), slices.Values(append(slices.Clone(scanned), read)), right, false)
	if err != nil {
		t.Fatal(err)
	}
	if !d.Known("Wöllersdorf") || d.Known("Wxllersdxrf") {
		t.Error("a name of the right text is not known, or what is none is")
	}
}

// Ensure what a document learns does not hang on the order of a map.
func TestDocumentLearnsTheSame(t *testing.T) {
	t.Parallel()
	common, err := words.Common()
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for i := 0; i < len(common); i += 13 {
		text = append(text, plain(common[i].Form))
	}
	var first *Document
	for range 4 {
		d, err := mender(t).Document(t.Context(), slices.Values(text), nil, false)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = d
		}
		if !maps.Equal(d.counts, first.counts) || !maps.Equal(d.families, first.families) || d.total != first.total {
			t.Fatal("two readings of one text counted different words")
		}
	}
}

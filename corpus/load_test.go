package corpus_test

import (
	"context"
	"testing"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
)

// Ensure the embedded packages load without a fault.
func TestEmbedded(t *testing.T) {
	t.Parallel()
	loaded, err := corpus.Load(context.Background(), corpus.Source{Name: "reports", FS: reports.FS})
	if err != nil {
		t.Fatal(err)
	}
	if len(loaded) == 0 {
		t.Fatal("no embedded report")
	}
}

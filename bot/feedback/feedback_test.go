package feedback_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot/feedback"
	"github.com/reportbot/reportbot/corpus"
)

func open(t *testing.T, dir string) *feedback.Counter {
	t.Helper()
	c, err := feedback.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func count(t *testing.T, c *feedback.Counter, record, voter string, helpful bool) bool {
	t.Helper()
	first, err := c.Count(t.Context(), corpus.Ref{Report: "r", Kind: corpus.KindQuote, ID: record}, voter, helpful)
	if err != nil {
		t.Fatal(err)
	}
	return first
}

// Ensure votes are kept over a restart, once a person and record, and nothing
// about the person is.
func TestCount(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	c := open(t, dir)
	if !count(t, c, "a", "chat-7:ada", true) || count(t, c, "a", "chat-7:ada", false) {
		t.Error("one person does not count once")
	}
	if !count(t, c, "b", "chat-7:ada", false) || !count(t, c, "a", "chat-7:bo", true) {
		t.Error("another record or person does not count")
	}
	count(t, open(t, dir), "b", "chat-7:cy", false)
	got, err := feedback.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []feedback.Tally{{Report: "r", Record: "b", Unhelpful: 2}, {Report: "r", Record: "a", Helpful: 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	data, err := os.ReadFile(filepath.Join(dir, "feedback.json"))
	if err != nil || strings.Contains(string(data), "chat-7") {
		t.Errorf("the file tells who voted: %s, %v", data, err)
	}
}

// Ensure no vote is lost when many come at once.
func TestCountConcurrently(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := open(t, dir)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() { count(t, c, "a", strings.Repeat("v", i+1), i%2 == 0) })
	}
	all.Wait()
	if got, err := feedback.Read(dir); err != nil || got[0].Helpful != 25 || got[0].Unhelpful != 25 {
		t.Errorf("kept %v, %v, want 25 and 25", got, err)
	}
}

// Ensure a folder that can't be written fails the vote and counts nothing, and a
// damaged file is not written over.
func TestFailures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := feedback.Open(blocked); err == nil {
		t.Error("a file in place of the folder is taken")
	}
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, "feedback.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := feedback.Open(damaged); err == nil || !strings.Contains(err.Error(), "feedback.json") {
		t.Errorf("a damaged file gives %v", err)
	}
	c := open(t, filepath.Join(dir, "later"))
	if err := os.WriteFile(filepath.Join(dir, "later"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Count(t.Context(), corpus.Ref{Report: "r", ID: "a"}, "v", true); err == nil {
		t.Error("a vote that can't be kept is counted")
	}
	if err := os.Remove(filepath.Join(dir, "later")); err != nil {
		t.Fatal(err)
	}
	if !count(t, c, "a", "v", true) {
		t.Error("a vote that failed can't be given again")
	}
}

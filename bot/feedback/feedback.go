// Package feedback counts for each record whether answers from it were of use.
// It keeps two numbers a record and nothing about the people who voted: who
// voted already is known only to the running process, as a keyed hash, so that a
// double press counts once. What the numbers are shown for is up to the command
// that reads them.
package feedback

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/reportbot/reportbot/corpus"
)

// fileName is the file in the data folder that keeps the counts.
const fileName = "feedback.json"

// voters is how many votes are remembered to count each person once. Past it the
// oldest are forgotten, and a person may count twice.
const voters = 100_000

// Tally is how often answers from one record were of use and how often not.
type Tally struct {
	Report    string `json:"report"`
	Record    string `json:"record"`
	Helpful   int    `json:"helpful"`
	Unhelpful int    `json:"unhelpful"`
}

// Counter counts votes. It is safe for concurrent use within one process.
type Counter struct {
	file string
	key  [32]byte

	mu     sync.Mutex
	counts map[corpus.Ref]*Tally
	voted  map[[sha256.Size]byte]bool
	order  [][sha256.Size]byte // of voted, the oldest first
}

// Open reads the counts kept in dir, which is made if it is missing. With an
// empty dir they live as long as the process. A file that can't be read is an
// error: going on would write over counts that somebody may still want.
func Open(dir string) (*Counter, error) {
	c := &Counter{counts: map[corpus.Ref]*Tally{}, voted: map[[sha256.Size]byte]bool{}}
	if _, err := rand.Read(c.key[:]); err != nil {
		return nil, fmt.Errorf("make a key for votes: %w", err)
	}
	if dir == "" {
		return c, nil
	}
	c.file = filepath.Join(dir, fileName)
	list, err := Read(dir)
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		c.counts[corpus.Ref{Report: t.Report, ID: t.Record}] = &t
	}
	return c, nil
}

// Read returns the counts kept in dir, those with the most votes against them
// first. No file is no counts.
func Read(dir string) ([]Tally, error) {
	data, err := os.ReadFile(filepath.Join(dir, fileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the feedback: %w", err)
	}
	var list []Tally
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("read the feedback in %s (move the file away to begin anew): %w", filepath.Join(dir, fileName), err)
	}
	sortTallies(list)
	return list, nil
}

func sortTallies(list []Tally) {
	slices.SortFunc(list, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.Unhelpful, a.Unhelpful), cmp.Compare(b.Helpful, a.Helpful), cmp.Compare(a.Report, b.Report), cmp.Compare(a.Record, b.Record))
	})
}

// Count adds a vote on a record and keeps it. first is false where the same
// voter's vote on it was counted before; an empty voter counts each time. On an
// error the vote is not counted.
func (c *Counter) Count(ctx context.Context, record corpus.Ref, voter string, helpful bool) (first bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	vote := c.vote(record, voter)
	if voter != "" && c.voted[vote] {
		return false, nil
	}
	ref := corpus.Ref{Report: record.Report, ID: record.ID}
	t := c.counts[ref]
	if t == nil {
		t = &Tally{Report: ref.Report, Record: ref.ID}
		c.counts[ref] = t
	}
	before := *t
	if helpful {
		t.Helpful++
	} else {
		t.Unhelpful++
	}
	if err := c.save(); err != nil {
		*t = before
		return false, fmt.Errorf("keep the feedback: %w", err)
	}
	c.remember(vote)
	return true, nil
}

// vote is who voted on what, in a form that can't be turned back and means
// nothing to another process.
func (c *Counter) vote(record corpus.Ref, voter string) [sha256.Size]byte {
	return sha256.Sum256([]byte(string(c.key[:]) + voter + "\x00" + record.Report + "\x00" + record.ID))
}

func (c *Counter) remember(vote [sha256.Size]byte) {
	c.voted[vote] = true
	c.order = append(c.order, vote)
	if len(c.order) > voters {
		delete(c.voted, c.order[0])
		c.order = c.order[1:]
	}
}

// save writes all counts beside the old ones first, so that a crash leaves one of
// the two whole.
func (c *Counter) save() (err error) {
	if c.file == "" {
		return nil
	}
	list := make([]Tally, 0, len(c.counts))
	for _, t := range c.counts {
		if t.Helpful+t.Unhelpful > 0 {
			list = append(list, *t)
		}
	}
	sortTallies(list)
	data, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.file), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(c.file), fileName+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), c.file)
}

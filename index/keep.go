package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index/german"
)

// layout names the form of what is kept: which texts of a record are indexed
// (record.go), the English chain, the files. It changes with them.
const layout = "3"

// Names in the folder of kept indexes.
const (
	keptPrefix  = "index-"
	buildPrefix = "building-"
	bleveDir    = "bleve"
	rowsFile    = "rows"
	sumsFile    = "sums.json"
)

// abandoned is the age from which on a half-built index has no builder any more.
const abandoned = time.Hour

// A keeper keeps the index of some reports in a folder of its own, named after
// everything that went into it. Other processes may do the same at the same time:
// what is kept appears under its name when it is complete.
type keeper struct {
	dir  string
	name string
}

func newKeeper(dir string, reports []*corpus.Report) (*keeper, error) {
	h := sha256.New()
	fmt.Fprintln(h, layout, german.Version, bleveVersion())
	for _, r := range reports {
		fmt.Fprintf(h, "%q %q\n", r.ID, r.Digest())
		if r.Digest() == "" {
			if err := json.NewEncoder(h).Encode(r); err != nil {
				return nil, fmt.Errorf("digest of report %s: %w", r.ID, err)
			}
		}
	}
	return &keeper{dir: dir, name: keptPrefix + hex.EncodeToString(h.Sum(nil))[:24]}, nil
}

// bleveVersion is the version that the program was linked with.
func bleveVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/blevesearch/bleve/v2" {
				return m.Version + m.Sum
			}
		}
	}
	return "unknown"
}

// load opens what is kept, building it first where it is missing or broken.
func (k *keeper) load(ctx context.Context, ix *Index, recs []record, log *slog.Logger) error {
	err := k.open(ix, len(recs))
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		log.Warn("the kept index can't be read, it is built anew", "dir", k.path(), "error", err)
	}
	if err := k.build(ctx, ix, recs, err); err != nil {
		return err
	}
	k.clean(log)
	return k.open(ix, len(recs))
}

func (k *keeper) path() string { return filepath.Join(k.dir, k.name) }

// build writes the index aside and gives it its name. Where another process was
// faster, its index is as good.
func (k *keeper) build(ctx context.Context, ix *Index, recs []record, broken error) (err error) {
	if err := os.MkdirAll(k.dir, 0o755); err != nil {
		return err
	}
	aside, err := os.MkdirTemp(k.dir, buildPrefix)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(aside)) }()
	langs, stems := ix.read(recs)
	m, err := newMapping(langs)
	if err != nil {
		return err
	}
	if err := buildOnDisk(filepath.Join(aside, bleveDir), m, filler(ctx, recs, langs, stems)); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(aside, rowsFile), encodeLexicons(ix.lexicons), 0o644); err != nil {
		return err
	}
	if err := writeSums(aside); err != nil {
		return err
	}
	if !errors.Is(broken, fs.ErrNotExist) {
		if err := os.RemoveAll(k.path()); err != nil {
			return err
		}
	}
	if err := os.Rename(aside, k.path()); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// open fills ix from what is kept.
func (k *keeper) open(ix *Index, records int) (err error) {
	if err := checkSums(k.path()); err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(k.path(), rowsFile))
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("open index: %v", p)
		}
	}()
	lexicons, err := decodeLexicons(data)
	if err != nil {
		return err
	}
	for _, lex := range lexicons {
		if len(lex.start) != records+1 {
			return fmt.Errorf("kept rows: %d records, want %d", len(lex.start)-1, records)
		}
	}
	opened, err := openOnDisk(filepath.Join(k.path(), bleveDir))
	if err != nil {
		return err
	}
	if n, err := opened.DocCount(); err != nil || n != uint64(records) {
		return closeAfter(opened, fmt.Errorf("kept index: %d records, want %d: %w", n, records, errors.Join(err, errStale)))
	}
	ix.bleve, ix.lexicons = opened, lexicons
	return nil
}

var errStale = errors.New("not the index of these reports")

// clean removes the indexes of other reports and what builders left behind.
func (k *keeper) clean(log *slog.Logger) {
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		log.Warn("old indexes can't be listed", "dir", k.dir, "error", err)
		return
	}
	for _, e := range entries {
		old := strings.HasPrefix(e.Name(), keptPrefix) && e.Name() != k.name
		if strings.HasPrefix(e.Name(), buildPrefix) {
			info, err := e.Info()
			old = err == nil && time.Since(info.ModTime()) > abandoned
		}
		if old && e.IsDir() {
			if err := os.RemoveAll(filepath.Join(k.dir, e.Name())); err != nil {
				log.Warn("an old index can't be removed", "dir", e.Name(), "error", err)
			}
		}
	}
}

// writeSums notes the checksum of every file below dir. bleve itself trusts what
// it maps into memory.
func writeSums(dir string) error {
	sums, err := sumFiles(dir)
	if err != nil {
		return err
	}
	data, err := json.Marshal(sums)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, sumsFile), data, 0o644)
}

func checkSums(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if err != nil {
		if _, serr := os.Stat(dir); serr == nil {
			return fmt.Errorf("kept index without checksums: %s", filepath.Base(dir))
		}
		return err
	}
	var want map[string]uint32
	if err := json.Unmarshal(data, &want); err != nil {
		return fmt.Errorf("read checksums: %w", err)
	}
	got, err := sumFiles(dir)
	if err != nil {
		return fmt.Errorf("check kept index: %v", err) //nolint:errorlint // ErrNotExist would say that nothing is kept
	}
	for name, sum := range want {
		if got[name] != sum {
			return fmt.Errorf("kept index: %s has changed", name)
		}
	}
	return nil
}

func sumFiles(dir string) (map[string]uint32, error) {
	sums := map[string]uint32{}
	table := crc32.MakeTable(crc32.Castagnoli)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == sumsFile {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		h := crc32.New(table)
		_, err = io.Copy(h, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		sums[filepath.ToSlash(name)] = h.Sum32()
		return err
	})
	return sums, err
}

package index

import (
	"context"
	"crypto/sha256"
	"embed"
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

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index/german"
)

// code is the source of this package and what it embeds. What is kept depends on
// how words are found, folded and ranked: the source itself is the version that
// nobody can forget to raise.
//
//go:embed *.go *.txt
var code embed.FS

// Names in the folder of kept indexes.
const (
	keptPrefix  = "index-"
	buildPrefix = "building-"
	bleveDir    = "bleve"
	rowsFile    = "rows"
	sumsFile    = "sums.json"
)

// kept is the folder of kept indexes, one for each report, each in a folder of
// its own that is named after everything that went into it. Other processes may
// use it at the same time: what is kept appears under its name when it is
// complete.
type kept struct {
	dir   string // "" keeps nothing
	log   *slog.Logger
	code  []byte   // a digest of the program
	names []string // of the indexes in use
}

func newKept(dir string, log *slog.Logger) (*kept, error) {
	h := sha256.New()
	if dir != "" {
		if err := corpus.HashCode(h, code, german.Code()); err != nil {
			return nil, err
		}
	}
	return &kept{dir: dir, log: log, code: h.Sum(nil)}, nil
}

// name names the index of a report.
func (k *kept) name(r *corpus.Report) (string, error) {
	h := sha256.New()
	h.Write(k.code)
	fmt.Fprintf(h, "%q %q\n", r.ID, r.Digest())
	if r.Digest() == "" {
		if err := json.NewEncoder(h).Encode(r); err != nil {
			return "", fmt.Errorf("digest of report %s: %w", r.ID, err)
		}
	}
	return keptPrefix + hex.EncodeToString(h.Sum(nil))[:24], nil
}

// load opens what is kept of a report, building it first where it is missing or
// broken.
func (k *kept) load(ctx context.Context, ix *shard, recs []record) error {
	name, err := k.name(ix.report)
	if err != nil {
		return err
	}
	k.names = append(k.names, name)
	dir := filepath.Join(k.dir, name)
	err = ix.openKept(dir, len(recs))
	if err == nil {
		return nil
	}
	broken := !errors.Is(err, fs.ErrNotExist)
	if broken {
		k.log.Warn("the kept index can't be read, it is built anew", "dir", dir, "error", err)
	}
	if err := k.build(ctx, ix, recs, dir, broken); err != nil {
		return err
	}
	return ix.openKept(dir, len(recs))
}

// clean removes the indexes of other reports and what builders left behind.
func (k *kept) clean() {
	if len(k.names) == 0 {
		return
	}
	if err := corpus.CleanKept(k.dir, keptPrefix, buildPrefix, k.names); err != nil {
		k.log.Warn("old indexes can't be removed", "dir", k.dir, "error", err)
	}
}

// build writes the index aside and gives it its name. Where another process was
// faster, its index is as good.
func (k *kept) build(ctx context.Context, ix *shard, recs []record, dir string, broken bool) (err error) {
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
	if broken {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	if err := os.Rename(aside, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// openKept takes the index from the folder of a kept one.
func (ix *shard) openKept(dir string, records int) (err error) {
	if err := checkSums(dir); err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(dir, rowsFile))
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
	opened, err := openOnDisk(filepath.Join(dir, bleveDir))
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

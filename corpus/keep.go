package corpus

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// code is this package's source. What is kept depends on the types, on how files
// are parsed and on what is checked: kept reports of other code are of no use.
// The source itself is the version that nobody can forget to raise.
//
//go:embed *.go
var code embed.FS

// Names in the folder of kept reports.
const (
	keptPrefix = "reports-"
	tempPrefix = "keeping-"
)

// LoadKept is Load with a memory: it keeps the reports in a file in dir and takes
// them from there for as long as no file of any package changes, which spares
// parsing and checking them. Other processes may do the same at the same time.
//
// What is kept is a cache. Where it can't be read, LoadKept parses; where it
// can't be written, or dir is empty, LoadKept is Load. Packages with faults are
// not kept.
func LoadKept(ctx context.Context, dir string, log *slog.Logger, sources ...Source) ([]*Report, error) {
	found, err := readSources(ctx, sources)
	if err != nil {
		return nil, err
	}
	if dir == "" {
		return parseSources(ctx, found)
	}
	k, err := newKeeper(dir, found)
	if err != nil {
		return nil, err
	}
	reports, err := k.open()
	if err == nil {
		return reports, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		log.Debug("the kept reports can't be read, they are parsed anew", "file", k.path(), "error", err)
	}
	reports, err = parseSources(ctx, found)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(k.keep(reports), k.clean()); err != nil {
		log.Debug("the reports can't be kept", "file", k.path(), "error", err)
	}
	return reports, nil
}

// keeper keeps the reports of some packages in a file of its own, named after
// everything that goes into them.
type keeper struct {
	dir  string
	name string
}

func newKeeper(dir string, found [][]*folder) (*keeper, error) {
	h := sha256.New()
	if err := HashCode(h, code); err != nil {
		return nil, err
	}
	for i, folders := range found {
		for _, f := range folders {
			fmt.Fprintf(h, "%d %q %q\n", i, f.path, f.alien)
			for _, file := range f.files {
				absent := errors.Is(file.err, fs.ErrNotExist)
				fmt.Fprintf(h, "%x %t %t\n", file.sum, file.err == nil, absent)
			}
		}
	}
	return &keeper{dir: dir, name: keptPrefix + hex.EncodeToString(h.Sum(nil))[:24]}, nil
}

// HashCode adds what makes of the same reports the same result: the source of
// packages, as they embed it, and the modules that the program was built with.
func HashCode(h hash.Hash, packages ...fs.FS) error {
	if info, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprintln(h, info)
	}
	for _, p := range packages {
		names, err := fs.Glob(p, "*")
		if err != nil {
			return fmt.Errorf("list a package's source: %w", err)
		}
		for _, name := range names {
			source, err := fs.ReadFile(p, name)
			if err != nil {
				return fmt.Errorf("read a package's source: %w", err)
			}
			fmt.Fprintf(h, "%q %x\n", name, sha256.Sum256(source))
		}
	}
	return nil
}

func (k *keeper) path() string { return filepath.Join(k.dir, k.name) }

// errChanged says that a file is not what keep wrote under its name.
var errChanged = errors.New("the file has changed")

// sum ties what is kept to its name: neither is good without the other.
func (k *keeper) sum(data []byte) []byte {
	h := sha256.New()
	fmt.Fprintln(h, k.name)
	h.Write(data)
	return h.Sum(nil)
}

// open reads the kept reports.
func (k *keeper) open() ([]*Report, error) {
	data, err := os.ReadFile(k.path())
	if err != nil {
		return nil, err
	}
	if len(data) < sha256.Size || !bytes.Equal(data[:sha256.Size], k.sum(data[sha256.Size:])) {
		return nil, errChanged
	}
	return decodeReports(data[sha256.Size:])
}

// keep writes the reports aside and gives the file its name when it is complete.
func (k *keeper) keep(reports []*Report) (err error) {
	data, err := encodeReports(reports)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(k.dir, 0o755); err != nil {
		return err
	}
	aside, err := os.CreateTemp(k.dir, tempPrefix)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(aside.Name()))
		}
	}()
	_, err = aside.Write(append(k.sum(data), data...))
	if err = errors.Join(err, aside.Close()); err != nil {
		return err
	}
	return os.Rename(aside.Name(), k.path())
}

// clean removes the reports of other packages and what writers left behind.
func (k *keeper) clean() error {
	return CleanKept(k.dir, keptPrefix, tempPrefix, []string{k.name})
}

// CleanKept removes from a folder what begins with prefix and is not among names,
// and what begins with aside and is so old that nobody writes it any more.
func CleanKept(dir, prefix, aside string, names []string) error {
	const abandoned = time.Hour
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var failed []error
	for _, e := range entries {
		old := strings.HasPrefix(e.Name(), prefix) && !slices.Contains(names, e.Name())
		if strings.HasPrefix(e.Name(), aside) {
			info, err := e.Info()
			old = err == nil && time.Since(info.ModTime()) > abandoned
		}
		if old {
			failed = append(failed, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return errors.Join(failed...)
}

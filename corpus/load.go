package corpus

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// The bounds of a package.
const (
	MaxFileBytes = 16 << 20 // of one YAML file
	MaxRecords   = 100_000  // of one package, over all its files
	MaxLanguages = 50       // of one package
	maxDepth     = 16       // folders below a source that are searched for packages
)

// The files that every package has. An extension may do without passages.
const (
	reportFile   = "report.yaml" // makes a folder a report package
	passagesFile = "passages.yaml"
)

// Source is a place that holds report packages. Name stands before the file in
// the faults of its packages: the folder as the user wrote it.
type Source struct {
	Name string
	FS   fs.FS
}

// Load reads every package of the sources. A package with the id of one from an
// earlier source replaces it; a package that extends another adds its records
// to it and replaces those of the same kind and id. The reports come in the
// order of their ids.
//
// Where anything is wrong with any package the error is a Faults with every
// fault of every package, and no report is returned.
func Load(ctx context.Context, sources ...Source) ([]*Report, error) {
	found, err := readSources(ctx, sources)
	if err != nil {
		return nil, err
	}
	return parseSources(ctx, found)
}

// IDs names the reports that a source's packages are, or extend. What can't be
// read is left out: Load names it.
func IDs(ctx context.Context, source Source) ([]string, error) {
	found, err := readSources(ctx, []Source{source})
	if err != nil {
		return nil, err
	}
	var faults Faults
	packs, err := parseFolders(ctx, found[0], &faults)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range packs {
		id := p.report.ID
		if p.report.Extends != "" {
			id = p.report.Extends
		}
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// parseSources makes reports of the packages of each source.
func parseSources(ctx context.Context, found [][]*folder) ([]*Report, error) {
	var faults Faults
	byID := map[string]*pack{}
	var extensions []*pack
	unknown := false // whether there is a package whose id could not be read
	for _, folders := range found {
		packs, err := parseFolders(ctx, folders, &faults)
		if err != nil {
			return nil, err
		}
		own := map[string]*pack{}
		for _, p := range packs {
			unknown = unknown || p.meta().unread
			id := p.report.ID
			if id == "" {
				id = p.folder // Named as a fault by the check.
			}
			if first, twice := own[id]; twice {
				p.meta().at(p.meta().find("id"), "package %q is already in %s: give one of them another id", id, first.folder)
				continue
			}
			own[id] = p
			extensions = slices.DeleteFunc(extensions, func(e *pack) bool { return e.report.ID == id })
			delete(byID, id)
			if p.report.Extends != "" {
				extensions = append(extensions, p)
			} else {
				byID[id] = p
			}
		}
	}
	for _, e := range extensions {
		meta := e.meta()
		base, ok := byID[e.report.Extends]
		switch {
		case e.report.Extends == e.report.ID:
			meta.at(meta.find("extends"), "the package extends itself: give it an id of its own, or leave extends out")
		case ok:
			base.extensions = append(base.extensions, e)
		case !unknown:
			meta.at(meta.find("extends"), "extends %q, but no such package is loaded: correct the id or add that package", e.report.Extends)
		}
	}
	reports := make([]*Report, 0, len(byID))
	for _, p := range byID {
		p.check()
		reports = append(reports, p.merge())
	}
	if len(faults) > 0 {
		faults.sort()
		return nil, faults
	}
	slices.SortFunc(reports, func(a, b *Report) int { return strings.Compare(a.ID, b.ID) })
	return reports, nil
}

// pack is one package as it was read, before it is merged with its extensions.
type pack struct {
	folder     string
	report     *Report
	docs       map[string]*document
	sum        []byte
	extensions []*pack
}

func (p *pack) meta() *document { return p.docs[reportFile] }

// folder is the files of one package before they are parsed.
type folder struct {
	source string   // the source's name
	path   string   // below the source
	files  []file   // in the order of parts
	alien  []string // YAML files that are none of parts, by name
}

// file is one file of a package as it was read. A file that is not there, or
// could not be read, has no data.
type file struct {
	data []byte
	sum  [sha256.Size]byte // of data
	err  error
}

// newFile keeps what reading a file came to: an error is a fault of the package.
func newFile(data []byte, err error) file {
	if err != nil {
		return file{err: err}
	}
	return file{data: data, sum: sha256.Sum256(data)}
}

// readSources reads the packages of each source, in the order of their folders.
func readSources(ctx context.Context, sources []Source) ([][]*folder, error) {
	found := make([][]*folder, len(sources))
	for i, src := range sources {
		paths, err := findPackages(ctx, src.FS, ".", 0)
		if err != nil {
			return nil, fmt.Errorf("look for report packages in %s: %w", src.Name, err)
		}
		for _, dir := range paths {
			f, err := readFolder(ctx, src, dir)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", path.Join(src.Name, dir), err)
			}
			found[i] = append(found[i], f)
		}
	}
	return found, nil
}

// readFolder reads the files of one package side by side. It fails only where
// ctx ends or the folder can't be listed: a file that can't be read is a fault of
// its package.
func readFolder(ctx context.Context, src Source, dir string) (*folder, error) {
	names := parts(&Report{})
	f := &folder{source: src.Name, path: dir, files: make([]file, len(names))}
	var err error
	if f.alien, err = alienFiles(src.FS, dir); err != nil {
		return nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	for i, p := range names {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			f.files[i] = newFile(readFile(src.FS, path.Join(dir, p.file)))
			return nil
		})
	}
	return f, group.Wait()
}

// alienFiles names the YAML files of a package's folder that no package has, such
// as a quote.yaml that should be a quotes.yaml. Hidden files are passed over.
func alienFiles(fsys fs.FS, dir string) ([]string, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	known := fileNames()
	var alien []string
	for _, e := range entries {
		name := e.Name()
		ext := strings.ToLower(path.Ext(name))
		if !e.IsDir() && (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(name, ".") && !slices.Contains(known, name) {
			alien = append(alien, name)
		}
	}
	return alien, nil
}

// parseFolders parses the packages of one source.
func parseFolders(ctx context.Context, folders []*folder, faults *Faults) (packs []*pack, err error) {
	packs = make([]*pack, len(folders))
	for i, f := range folders {
		if packs[i], err = f.parse(ctx, faults); err != nil {
			return nil, err
		}
	}
	return packs, nil
}

// findPackages returns the folders at and below dir that hold a report.yaml.
// Hidden folders are passed over, links are followed.
func findPackages(ctx context.Context, fsys fs.FS, dir string, depth int) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch info, err := fs.Stat(fsys, name); {
		case err != nil || strings.HasPrefix(e.Name(), "."):
		case info.IsDir() && depth < maxDepth:
			below, err := findPackages(ctx, fsys, name, depth+1)
			if err != nil {
				return nil, err
			}
			found = append(found, below...)
		case e.Name() == reportFile:
			found = append([]string{dir}, found...)
		}
	}
	return found, nil
}

// part ties a file's name to what it is decoded into.
type part struct {
	file string
	into any
}

func parts(r *Report) []part {
	return []part{
		{reportFile, r},
		{passagesFile, &r.Passages},
		{"quotes.yaml", &r.Quotes},
		{"figures.yaml", &r.Figures},
		{"lists.yaml", &r.Lists},
		{"people.yaml", &r.People},
		{"terms.yaml", &r.Terms},
		{"facts.yaml", &r.Facts},
	}
}

// fileNames are the names that a package's files can have.
func fileNames() []string {
	var names []string
	for _, p := range parts(&Report{}) {
		names = append(names, p.file)
	}
	return names
}

// parse parses the files of one package side by side: parsing YAML is what a
// start without kept reports spends most of its time on.
func (f *folder) parse(ctx context.Context, faults *Faults) (*pack, error) {
	p := &pack{folder: path.Join(f.source, f.path), report: &Report{}, docs: map[string]*document{}}
	wanted := parts(p.report)
	docs := make([]*document, len(wanted))
	perFile := make([]Faults, len(wanted))
	group, ctx := errgroup.WithContext(ctx)
	for i, part := range wanted {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			name, read := path.Join(p.folder, part.file), f.files[i]
			if read.err != nil {
				absent := errors.Is(read.err, fs.ErrNotExist)
				docs[i] = &document{file: name, faults: &perFile[i], missing: absent, unread: !absent}
				if !absent {
					docs[i].whole("can't be read: %v", read.err)
				}
				return nil
			}
			docs[i] = parse(name, read.data, &perFile[i])
			docs[i].decode(part.into)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("parse %s: %w", p.folder, err)
	}
	hash := sha256.New()
	for i, d := range docs {
		*faults = append(*faults, perFile[i]...)
		d.faults = faults
		p.docs[wanted[i].file] = d
		hash.Write(f.files[i].sum[:])
	}
	p.sum = hash.Sum(nil)
	for _, name := range f.alien {
		*faults = append(*faults, Fault{
			File:    path.Join(p.folder, name),
			Message: "is none of a package's files: known are " + strings.Join(fileNames(), ", "),
		})
	}
	return p, nil
}

// errTooLarge is a file past MaxFileBytes.
var errTooLarge = fmt.Errorf("the file is larger than %d MiB: split the package", MaxFileBytes>>20)

func readFile(fsys fs.FS, name string) (data []byte, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil && info.Size() <= MaxFileBytes {
		b.Grow(int(info.Size()) + bytes.MinRead) // So that it does not grow piece by piece.
	}
	_, err = b.ReadFrom(io.LimitReader(f, MaxFileBytes+1))
	if err == nil && b.Len() > MaxFileBytes {
		return nil, errTooLarge
	}
	return b.Bytes(), err
}

// merge joins a package with its extensions to the report that is served.
func (p *pack) merge() *Report {
	r := p.report
	hash := sha256.New()
	hash.Write(p.sum)
	for _, e := range p.extensions {
		x := e.report
		hash.Write(e.sum)
		r.Sections = append(r.Sections, x.Sections...)
		e.takeOriginals(r)
		r.Passages = overlay(r.Passages, x.Passages, func(v *Passage) string { return v.ID })
		r.Quotes = overlay(r.Quotes, x.Quotes, func(v *Quote) string { return v.ID })
		r.Figures = overlay(r.Figures, x.Figures, func(v *Figure) string { return v.ID })
		r.Lists = overlay(r.Lists, x.Lists, func(v *List) string { return v.ID })
		r.People = overlay(r.People, x.People, func(v *Person) string { return v.ID })
		r.Terms = overlay(r.Terms, x.Terms, func(v *Term) string { return v.ID })
		r.Facts = overlay(r.Facts, x.Facts, func(v *Fact) string { return v.ID })
	}
	slices.SortStableFunc(r.Originals, func(a, b Original) int { return strings.Compare(a.Of, b.Of) })
	r.digest = hex.EncodeToString(hash.Sum(nil))
	r.link()
	return r
}

// overlay appends over to base; an entry whose id base has takes its place.
func overlay[T any](base, over []T, id func(*T) string) []T {
	at := make(map[string]int, len(base))
	for i := range base {
		at[id(&base[i])] = i
	}
	for i := range over {
		if j, ok := at[id(&over[i])]; ok {
			base[j] = over[i]
			continue
		}
		at[id(&over[i])] = len(base)
		base = append(base, over[i])
	}
	return base
}

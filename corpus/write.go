package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// The widths of written files, in characters.
const (
	lineWidth = 130 // where a long text goes on in the next line
	textWidth = 110 // the longest text that stands behind its key
	flowWidth = 90  // the longest collection that stands in one line
)

// Write writes the package r to the folder dir so that Load reads the same back:
// the same package always gives the same bytes, its keys stand in the order of
// the types' fields, and files without a record are left out. It does not check
// the package, Load does.
//
// The folder must not be there yet, or be empty: what people corrected by hand is
// not written over, the error is then an fs.ErrExist. It gets its name when all
// files are complete, so that no half package is ever loaded. A report that was
// joined with its extensions is no package, and is refused.
func Write(ctx context.Context, dir string, r *Report) (err error) {
	if len(r.Originals) > 0 || len(r.Aliases) > 0 {
		return fmt.Errorf("write report %s: it is joined with packages that extend it: write each package by itself", r.ID)
	}
	files, err := encodeFiles(r)
	if err != nil {
		return fmt.Errorf("write report %s: %w", r.ID, err)
	}
	if err := vacant(dir); err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	// Hidden folders are not searched for packages.
	aside, err := os.MkdirTemp(parent, ".writing-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(aside))
		}
	}()
	if err := os.Chmod(aside, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if err := writeFile(filepath.Join(aside, f.name), f.data); err != nil {
			return err
		}
	}
	if err := rereads(ctx, aside, r.ID, files); err != nil {
		return fmt.Errorf("write report %s: %w", r.ID, err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // Not empty any more; or Windows, where nothing is renamed over it.
	}
	return os.Rename(aside, dir)
}

// vacant wants a folder that holds nothing.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("folder %s holds files, which are not written over: name another folder or empty it: %w", dir, fs.ErrExist)
	}
	return nil
}

// writeFile is os.WriteFile, but on the disk when it returns: the folder is given
// its name right after.
func writeFile(name string, data []byte) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

// rereads makes sure that the files in dir say what they were written from. What
// YAML can't hold, such as a control character, shows here.
func rereads(ctx context.Context, dir, id string, files []written) error {
	f, err := readFolder(ctx, Source{Name: id, FS: os.DirFS(dir)}, ".")
	if err != nil {
		return err
	}
	var faults Faults
	p, err := f.parse(ctx, &faults)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return faults
	}
	again, err := encodeFiles(p.report)
	if err != nil {
		return err
	}
	for i, f := range files {
		if i >= len(again) || again[i].name != f.name || !bytes.Equal(again[i].data, f.data) {
			return fmt.Errorf("%s would not read the same back", path.Join(id, f.name))
		}
	}
	return nil
}

// written is one file of a package before it is written.
type written struct {
	name string
	data []byte
}

// encodeFiles are the files of a package, without those that have no record.
func encodeFiles(r *Report) ([]written, error) {
	var files []written
	for _, p := range parts(r) {
		data, err := encodeFile(reflect.ValueOf(p.into).Elem())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.file, err)
		}
		if len(data) > 0 {
			files = append(files, written{p.file, data})
		}
	}
	return files, nil
}

// encodeFile writes a package's head, or its records with a blank line between
// them.
func encodeFile(v reflect.Value) ([]byte, error) {
	var b bytes.Buffer
	if v.Kind() == reflect.Struct {
		n, err := structNode(v)
		if err != nil {
			return nil, err
		}
		err = encodeNode(&b, n)
		return b.Bytes(), err
	}
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte('\n')
		}
		n, err := structNode(v.Index(i))
		if err != nil {
			return nil, fmt.Errorf("record %q: %w", v.Index(i).FieldByName("ID"), err)
		}
		if err := encodeNode(&b, &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{n}}); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func encodeNode(b *bytes.Buffer, n *yaml.Node) error {
	d, err := yaml.NewDumper(b, yaml.WithV4Defaults(), yaml.WithLineWidth(lineWidth), yaml.WithQuotePreference(yaml.QuoteDouble))
	if err != nil {
		return err
	}
	return errors.Join(d.Dump(n), d.Close())
}

// node is the YAML of a value, the counterpart of document.value.
func node(v reflect.Value) (*yaml.Node, error) {
	switch x := v.Interface().(type) {
	case Number:
		return plain(x.String()), nil
	case Text:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, lang := range sortedKeys(x) {
			text, err := stringNode(x[lang])
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, plain(lang), text)
		}
		return inLine(n), nil
	case Phrases:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, lang := range sortedKeys(x) {
			list, err := sequenceNode(reflect.ValueOf(x[lang]))
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, plain(lang), list)
		}
		return n, nil
	}
	switch v.Kind() {
	case reflect.String:
		return stringNode(v.String())
	case reflect.Int:
		return plain(strconv.FormatInt(v.Int(), 10)), nil
	case reflect.Float64:
		return plain(strconv.FormatFloat(v.Float(), 'f', -1, 64)), nil
	case reflect.Bool:
		return plain(strconv.FormatBool(v.Bool())), nil
	case reflect.Pointer:
		if v.IsNil() {
			return plain("null"), nil
		}
		return node(v.Elem())
	case reflect.Slice:
		n, err := sequenceNode(v)
		if err != nil {
			return nil, err
		}
		return inLine(n), nil
	case reflect.Struct:
		n, err := structNode(v)
		if err != nil {
			return nil, err
		}
		return inLine(n), nil
	default:
		return nil, fmt.Errorf("no file can hold a %s", v.Type())
	}
}

// structNode is the YAML of a struct, without the keys that may be left out.
func structNode(v reflect.Value) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.MappingNode}
	t := v.Type()
	for i := range t.NumField() {
		key := t.Field(i).Tag.Get("yaml")
		if key == "" || key == "-" || absent(t, v.Field(i)) {
			continue
		}
		val, err := node(v.Field(i))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		n.Content = append(n.Content, plain(key), val)
	}
	return n, nil
}

// absent tells whether a field of a t is left out of the file.
func absent(t reflect.Type, v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Len() == 0
	case reflect.Float64:
		return false // A scale from 0 says so.
	case reflect.Pointer:
		return v.IsNil() && (t != reflect.TypeFor[Value]() || v.Type() != reflect.TypeFor[*Number]()) // A lost value is a null that is seen.
	default:
		return v.IsZero()
	}
}

func sequenceNode(v reflect.Value) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	for i := range v.Len() {
		entry, err := node(v.Index(i))
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, entry)
	}
	if v.Len() == 0 {
		n.Style = yaml.FlowStyle // There is no other way to write it.
	}
	return n, nil
}

func plain(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

// stringNode is a text: a long one is folded into several lines.
func stringNode(s string) (*yaml.Node, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("%.40q is not UTF-8", s)
	}
	n := plain(tidy(s))
	n.Tag = "!!str"
	switch {
	case strings.Contains(n.Value, "\n"):
		n.Style = yaml.LiteralStyle
	case utf8.RuneCountInString(n.Value) > textWidth:
		n.Style = yaml.FoldedStyle
	}
	return n, nil
}

// inLine lets a short collection stand in one line.
func inLine(n *yaml.Node) *yaml.Node {
	if width(n) <= flowWidth {
		n.Style = yaml.FlowStyle
	}
	return n
}

// width is about how long a node is in one line. What is no single value of one
// line is too long.
func width(n *yaml.Node) int {
	if n.Kind == yaml.ScalarNode {
		if n.Style == yaml.LiteralStyle || n.Style == yaml.FoldedStyle {
			return flowWidth + 1
		}
		return utf8.RuneCountInString(n.Value)
	}
	const brackets, separator = 2, 2
	sum := brackets
	for _, c := range n.Content {
		sum += width(c) + separator
	}
	return sum
}

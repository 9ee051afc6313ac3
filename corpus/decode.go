package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"
)

// document is one parsed YAML file of a package. It keeps the nodes so that a
// fault found later can still say its line and column.
type document struct {
	file   string
	root   *yaml.Node
	faults *Faults

	missing bool // there is no such file
	unread  bool // the file is there, but what it should say is unknown
}

// maxSeparators bounds how many YAML nodes a file can make before it is parsed:
// every node but the first needs a line end, a comma or an opening bracket.
const maxSeparators = 2_000_000

// parse reads data into nodes. What is no YAML becomes a fault and gives a
// document without a root, which decodes to nothing and counts as unread.
func parse(file string, data []byte, faults *Faults) (d *document) {
	d = &document{file: file, faults: faults, unread: true}
	if line, column, ok := notUTF8(data); ok {
		d.add(line, column, "is not UTF-8: save the file with the encoding UTF-8")
		return d
	}
	separators := 0
	for _, b := range data {
		switch b {
		case '\n', '\r', ',', '[', '{':
			separators++
		}
	}
	if separators > maxSeparators {
		d.whole("holds more than %d lines and entries: split the package", maxSeparators)
		return d
	}
	defer func() {
		if p := recover(); p != nil {
			d.root = nil
			d.whole("can't be read as YAML (%v): check the file's syntax", p)
		}
	}()
	var root, more yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	switch err := dec.Decode(&root); {
	case errors.Is(err, io.EOF):
		d.unread = false
		return d
	case err != nil:
		var syntax *yaml.LoadError
		if errors.As(err, &syntax) {
			d.add(syntax.Mark.Line, syntax.Mark.Column, "is not valid YAML: %s", syntax.Message)
		} else {
			d.whole("is not valid YAML: %v", err)
		}
		return d
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		d.at(&more, "holds more than one YAML document: leave out the line ---")
	}
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		d.root = root.Content[0]
	}
	d.unread = false
	return d
}

// notUTF8 finds the first byte of data that is not UTF-8. ok is false where all
// is UTF-8.
func notUTF8(data []byte) (line, column int, ok bool) {
	if utf8.Valid(data) {
		return 0, 0, false
	}
	at, last := 0, -1
	for ; at < len(data); at++ {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			last = at
		}
		at += size - 1
	}
	return bytes.Count(data[:at], []byte("\n")) + 1, utf8.RuneCount(data[last+1:at]) + 1, true
}

func (d *document) add(line, column int, format string, args ...any) {
	*d.faults = append(*d.faults, Fault{File: d.file, Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}

func (d *document) whole(format string, args ...any) { d.add(0, 0, format, args...) }

func (d *document) at(n *yaml.Node, format string, args ...any) {
	if n == nil {
		d.whole(format, args...)
		return
	}
	d.add(n.Line, n.Column, format, args...)
}

// find follows keys (string) and positions (int) from the root as far as they
// exist, so that a fault about something missing points at what should hold it.
func (d *document) find(path ...any) *yaml.Node {
	n := d.root
	for _, step := range path {
		next := child(n, step)
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

func child(n *yaml.Node, step any) *yaml.Node {
	if n == nil {
		return nil
	}
	switch s := step.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && s < len(n.Content) {
			return n.Content[s]
		}
	case string:
		if n.Kind != yaml.MappingNode {
			return nil
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == s {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

// decode fills v, a pointer to a struct or to a slice of structs, and notes
// every key and value that does not fit. A document that is neither the one nor
// the other is as good as unread.
func (d *document) decode(v any) {
	if d.root == nil {
		return
	}
	into, fits := reflect.ValueOf(v).Elem(), yaml.SequenceNode
	if into.Kind() == reflect.Struct {
		fits = yaml.MappingNode
	}
	d.unread = d.root.Anchor != "" || d.root.Kind != fits && d.root.ShortTag() != "!!null"
	d.value(d.root, into)
}

func (d *document) value(n *yaml.Node, v reflect.Value) {
	if n.Kind == yaml.AliasNode {
		d.at(n, "aliases are not allowed: write the value out")
		return
	}
	if n.Anchor != "" {
		d.at(n, "anchors are not allowed: leave out &%s", n.Anchor)
		return
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return // Absent; what must be there is missed by the check.
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Number]() {
			d.number(n, v)
			return
		}
		d.mapping(n, v)
	case reflect.Slice:
		d.sequence(n, v)
	case reflect.Map:
		d.languages(n, v)
	default:
		d.scalar(n, v)
	}
}

func (d *document) mapping(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.at(n, "here belong keys and values (%s)", strings.Join(keys(v.Type()), ", "))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		field, ok := fieldOf(v, key.Value)
		switch {
		case !ok:
			d.at(key, "unknown key %.40q: known here are %s", key.Value, strings.Join(keys(v.Type()), ", "))
		case seen[key.Value]:
			d.at(key, "key %q stands twice", key.Value)
		default:
			seen[key.Value] = true
			d.value(val, field)
		}
	}
}

func (d *document) sequence(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.at(n, "here belongs a list, each entry behind a dash")
		return
	}
	if len(n.Content) > MaxRecords {
		d.at(n, "holds %d entries: at most %d are allowed", len(n.Content), MaxRecords)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, c := range n.Content {
		if c.Kind == yaml.ScalarNode && c.ShortTag() == "!!null" {
			d.at(c, "an entry is empty: fill it in or take the dash away")
			continue
		}
		d.value(c, v.Index(i))
	}
}

// languages fills a Text or Phrases: a map from language to what is said in it.
func (d *document) languages(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.at(n, "here belongs a wording per language, such as {de: …, en: …}")
		return
	}
	if most := 2 * MaxLanguages; len(n.Content) > most {
		d.at(n, "%d languages: a report has %d at most", len(n.Content)/2, MaxLanguages)
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Content)/2))
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], reflect.New(v.Type().Elem()).Elem()
		if v.MapIndex(reflect.ValueOf(key.Value)).IsValid() {
			d.at(key, "language %q stands twice", key.Value)
			continue
		}
		d.value(n.Content[i+1], val)
		v.SetMapIndex(reflect.ValueOf(key.Value), val)
	}
}

// tidy is a text as a report holds it, however a file writes it.
func tidy(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

func (d *document) scalar(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		d.at(n, "here belongs a single value")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(tidy(n.Value))
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if err != nil {
			d.at(n, "%.40q is not a whole number", n.Value)
		}
		v.SetInt(int64(i))
	case reflect.Float64:
		f, err := ParseNumber(n.Value)
		if err != nil {
			d.at(n, "%v", err)
		}
		v.SetFloat(f.value)
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" {
			d.at(n, "%.40q is neither true nor false", n.Value)
		}
		v.SetBool(n.Value == "true")
	default:
		d.at(n, "no file can hold a %s", v.Kind())
	}
}

func (d *document) number(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		d.at(n, "here belongs a number")
		return
	}
	num, err := ParseNumber(n.Value)
	if err != nil {
		d.at(n, "%v", err)
		return
	}
	v.Set(reflect.ValueOf(num))
}

// keys lists the YAML keys of a struct type in the order of its fields.
func keys(t reflect.Type) []string {
	var ks []string
	for i := range t.NumField() {
		if k := t.Field(i).Tag.Get("yaml"); k != "" && k != "-" {
			ks = append(ks, k)
		}
	}
	return ks
}

func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	t := v.Type()
	for i := range t.NumField() {
		if k := t.Field(i).Tag.Get("yaml"); k == key && k != "" && k != "-" {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

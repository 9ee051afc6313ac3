package corpus

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// Kept reports are a list of all strings, each once, and behind it the values in
// the order of their fields, a string as its position in the list. Whole numbers
// are varints. A slice or map begins with its length plus one, a pointer with 1:
// 0 is nil.
//
// The types are followed by reflection, so that a new field needs no change
// here. encoding/gob does that too, but takes more than twice as long to decode,
// and encoding/json seven times: every start waits for it.

// encodeReports writes reports down, without what link makes.
func encodeReports(reports []*Report) ([]byte, error) {
	e := encoder{at: map[string]int{}}
	e.number(len(reports))
	for _, r := range reports {
		e.string(r.digest)
		e.value(reflect.ValueOf(r).Elem())
	}
	if e.err != nil {
		return nil, e.err
	}
	data := binary.AppendUvarint(nil, uint64(len(e.list)))
	for _, s := range e.list {
		data = binary.AppendUvarint(data, uint64(len(s)))
	}
	for _, s := range e.list {
		data = append(data, s...)
	}
	return append(data, e.values...), nil
}

// encoder collects what is written. err is the first thing that went wrong.
type encoder struct {
	at     map[string]int // in list
	list   []string
	values []byte
	err    error
}

func (e *encoder) number(n int) { e.values = binary.AppendVarint(e.values, int64(n)) }

func (e *encoder) string(s string) {
	i, ok := e.at[s]
	if !ok {
		i = len(e.list)
		e.at[s] = i
		e.list = append(e.list, s)
	}
	e.number(i)
}

// size writes the length of a slice or map that may be nil.
func (e *encoder) size(v reflect.Value) {
	if v.IsNil() {
		e.number(0)
		return
	}
	e.number(v.Len() + 1)
}

func (e *encoder) value(v reflect.Value) {
	switch x := v.Interface().(type) {
	case Number:
		e.string(x.text)
		return
	case Text:
		e.size(v)
		for _, lang := range sortedKeys(x) {
			e.string(lang)
			e.string(x[lang])
		}
		return
	case Phrases:
		e.size(v)
		for _, lang := range sortedKeys(x) {
			e.string(lang)
			e.value(reflect.ValueOf(x[lang]))
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		e.string(v.String())
	case reflect.Int:
		e.number(int(v.Int()))
	case reflect.Float64:
		e.values = binary.LittleEndian.AppendUint64(e.values, math.Float64bits(v.Float()))
	case reflect.Bool:
		if v.Bool() {
			e.number(1)
		} else {
			e.number(0)
		}
	case reflect.Pointer:
		if v.IsNil() {
			e.number(0)
			return
		}
		e.number(1)
		e.value(v.Elem())
	case reflect.Slice:
		e.size(v)
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				e.value(v.Field(i))
			}
		}
	default:
		e.err = errors.Join(e.err, fmt.Errorf("encode a %s: not known how", v.Type()))
	}
}

// errForm says that kept reports are no such thing.
var errForm = errors.New("these are no kept reports")

// decodeReports reads what encodeReports wrote. It does not panic on anything
// else, but the memory it takes is bounded for data with a good checksum only.
func decodeReports(data []byte) ([]*Report, error) {
	d := decoder{data: data}
	d.strings()
	reports := make([]*Report, d.length())
	for i := range reports {
		reports[i] = &Report{digest: d.string()}
		d.value(reflect.ValueOf(reports[i]).Elem())
		if d.failed {
			return nil, errForm
		}
		reports[i].link()
	}
	if d.failed || len(d.data) > 0 {
		return nil, errForm
	}
	return reports, nil
}

// decoder holds what is still to be read. Once it failed nothing is, and every
// value is zero.
type decoder struct {
	data   []byte
	list   []string
	failed bool
}

func (d *decoder) fail() { d.data, d.list, d.failed = nil, nil, true }

func (d *decoder) number() int {
	n, size := binary.Varint(d.data)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.data = d.data[size:]
	return int(n)
}

// within is n, or a failure where that is more than there are bytes: everything
// takes one at least.
func (d *decoder) within(n int) int {
	if n < 0 || n > len(d.data) {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) length() int { return d.within(d.number()) }

// size is the length of a slice or map, and false where that is nil.
func (d *decoder) size() (n int, ok bool) {
	n = d.number()
	if n == 0 {
		return 0, false
	}
	n = d.within(n - 1)
	return n, !d.failed
}

// strings reads the list of strings. All share one piece of memory.
func (d *decoder) strings() {
	n, size := binary.Uvarint(d.data)
	if size <= 0 || n > uint64(len(d.data)) {
		d.fail()
		return
	}
	d.data = d.data[size:]
	lengths := make([]uint64, n)
	var total uint64
	for i := range lengths {
		lengths[i], size = binary.Uvarint(d.data)
		if size <= 0 || lengths[i] > uint64(len(d.data)) {
			d.fail()
			return
		}
		d.data = d.data[size:]
		total += lengths[i]
	}
	if total > uint64(len(d.data)) {
		d.fail()
		return
	}
	text := string(d.data[:total])
	d.data = d.data[total:]
	d.list = make([]string, n)
	for i, length := range lengths {
		d.list[i], text = text[:length], text[length:]
	}
}

func (d *decoder) string() string {
	i := d.number()
	if i < 0 || i >= len(d.list) {
		d.fail()
		return ""
	}
	return d.list[i]
}

func (d *decoder) value(v reflect.Value) {
	if d.failed {
		return
	}
	switch x := v.Addr().Interface().(type) {
	case *Number:
		*x = d.printed()
		return
	case *Text:
		*x = languages(d, d.string)
		return
	case *Phrases:
		*x = languages(d, d.words)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(d.string())
	case reflect.Int:
		v.SetInt(int64(d.number()))
	case reflect.Float64:
		v.SetFloat(d.float())
	case reflect.Bool:
		v.SetBool(d.number() == 1)
	case reflect.Pointer:
		if d.number() == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Slice:
		if n, ok := d.size(); ok {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				d.value(v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				d.value(f)
			}
		}
	default:
		d.fail()
	}
}

// printed reads a number with the digits that the report prints.
func (d *decoder) printed() Number {
	n, err := ParseNumber(d.string())
	if err != nil {
		d.fail()
	}
	return n
}

func (d *decoder) float() float64 {
	if len(d.data) < 8 {
		d.fail()
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(d.data))
	d.data = d.data[8:]
	return f
}

func (d *decoder) words() []string {
	n, ok := d.size()
	if !ok {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = d.string()
	}
	return list
}

// languages reads a map from language to what next reads.
func languages[V any](d *decoder, next func() V) map[string]V {
	n, ok := d.size()
	if !ok {
		return nil
	}
	m := make(map[string]V, n)
	for range n {
		lang := d.string()
		m[lang] = next()
	}
	return m
}

package corpus

import (
	"bytes"
	"reflect"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// all lets cmp look into everything.
func all() cmp.Option { return cmp.Exporter(func(reflect.Type) bool { return true }) }

// filler gives every field a value of its own.
type filler struct{ n int }

func (f *filler) fill(t *testing.T, v reflect.Value, depth int) {
	f.n++
	switch x := v.Addr().Interface().(type) {
	case *Number:
		*x = Number{text: strconv.Itoa(f.n) + ".0", value: float64(f.n)}
		return
	case *Text:
		*x = Text{"de": strconv.Itoa(f.n), "en": ""}
		return
	case *Phrases:
		*x = Phrases{"de": {strconv.Itoa(f.n), "again"}, "en": {}, "fr": nil}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("s" + strconv.Itoa(f.n))
	case reflect.Int:
		v.SetInt(int64(-f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) / 3)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(t, v.Elem(), depth)
	case reflect.Slice:
		if depth > 5 {
			return // A section holds sections.
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.fill(t, v.Index(i), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				f.fill(t, v.Field(i), depth)
			} else if name := v.Type().Field(i).Name; name != "digest" && name != "lookup" {
				t.Errorf("%s.%s is not exported, and is lost when reports are kept", v.Type(), name)
			}
		}
	default:
		t.Errorf("how to fill a %s?", v.Type())
	}
}

// Ensure that every field of every type is kept.
func TestCodecKeepsEveryField(t *testing.T) {
	t.Parallel()
	want := []*Report{{digest: "d1"}, {digest: "d2"}}
	var f filler
	f.fill(t, reflect.ValueOf(want[0]).Elem(), 0)
	for _, r := range want {
		r.link()
	}
	data, err := encodeReports(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeReports(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, all()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again, err := encodeReports(want)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("the same reports give other bytes (%v)", err)
	}
}

// Ensure that a field of a new kind is an error, not a loss.
func TestCodecUnknown(t *testing.T) {
	t.Parallel()
	e := encoder{at: map[string]int{}}
	e.value(reflect.ValueOf(struct{ New map[int]int }{}))
	if e.err == nil {
		t.Error("a map of numbers was encoded")
	}
}

// Ensure that broken data is refused, and that what is read can be kept again.
func FuzzDecodeReports(f *testing.F) {
	small := &Report{ID: "r", Languages: []string{"de"}, Passages: []Passage{{ID: "p", Text: Text{"de": "a"}}}}
	data, err := encodeReports([]*Report{small})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for i := range data {
		f.Add(data[:i])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<10 {
			return // Deeply nested sections take memory by the square of this.
		}
		first, err := decodeReports(data)
		if err != nil {
			return
		}
		again, err := encodeReports(first)
		if err != nil {
			t.Fatal(err)
		}
		second, err := decodeReports(again)
		if err != nil {
			t.Fatal(err)
		}
		if len(first) != len(second) {
			t.Errorf("%d reports, then %d", len(first), len(second))
		}
	})
}

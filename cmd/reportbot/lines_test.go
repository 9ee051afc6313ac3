package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxLine+1)
	for _, tt := range []struct {
		name, in string
		want     []string // errLongLine's text for a line that is too long
	}{
		{"nothing", "", nil},
		{"one without an end", "a", []string{"a"}},
		{"Unix and Windows ends", "a\nb\r\n\nc\n", []string{"a", "b", "", "c"}},
		{"a byte order mark", "\uFEFFa\n", []string{"a"}},
		{"Windows-1252", "K\xf6ln \x96 \x84so\x93\nKöln\n", []string{"Köln – „so“", "Köln"}},
		{"neither UTF-8 nor Windows-1252", "a\x81b\xff\n", []string{"a\uFFFDbÿ"}},
		{"too long, then another", long + "\nb\n", []string{errLongLine.Error(), "b"}},
		{"too long at the end", long, []string{errLongLine.Error()}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			next := readLines(t.Context(), strings.NewReader(tt.in))
			var got []string
			for {
				line, err := next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					line = err.Error()
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("lines differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRequest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line, key string
		id, text  string
		fault     string // a part of the error
	}{
		{"top 3", "question", `"7"`, "top 3", ""},
		{`{"id":"a","question":"top 3"}`, "question", `"a"`, "top 3", ""},
		{`{"id":12,"question":"top 3","more":true}`, "question", `12`, "top 3", ""},
		{`  {"id":["x"],"query":"top"}  `, "query", `["x"]`, "top", ""},
		{`{"question":""}`, "question", `"7"`, "", ""},
		{`{"id":null,"question":"q"}`, "question", `"7"`, "q", ""},
		{`{"id":"a","query":"top 3"}`, "question", `"a"`, "", `no "question"`},
		{`{"id":"a"}`, "query", `"a"`, "", `no "query"`},
		{`{"id":"a","question":3}`, "question", `"a"`, "", `"question" must be a string, not a number`},
		{`{"id":"a","question"`, "question", `"7"`, "", "not a JSON object"},
		{`{} {}`, "question", `"7"`, "", "not a JSON object"},
	} {
		req, err := parseRequest(tt.line, 7, tt.key)
		if string(req.ID) != tt.id || tt.fault == "" && req.text != tt.text {
			t.Errorf("parseRequest(%q) has id %s, text %q, want %s, %q", tt.line, req.ID, req.text, tt.id, tt.text)
		}
		if (err != nil) != (tt.fault != "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("parseRequest(%q) = %v, want %q", tt.line, err, tt.fault)
		}
	}
}

// Ensure that whatever a line holds, the answer to it is one valid line of JSON
// without anything that a terminal would obey.
func FuzzParseRequest(f *testing.F) {
	for _, s := range []string{"top 3", `{"id":"a","question":"b"}`, `{"id":1e999,"question":"\u009b31m"}`, `{"id":"\u007f"}`, "{", "{\"id\":\"\x7f\",\"question\":\"\u009b\"}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		req, err := parseRequest(strings.ToValidUTF8(line, "\uFFFD"), 1, "question")
		var out bytes.Buffer
		a := &app{stdout: &out}
		message := ""
		if err != nil {
			message = err.Error()
		}
		if err := a.writeJSON(failure{ID: req.ID, Error: message + req.text}); err != nil {
			t.Fatalf("writeJSON of %q: %v", line, err)
		}
		if !json.Valid(out.Bytes()) {
			t.Errorf("%q gives invalid JSON %q", line, out.Bytes())
		}
		text := strings.TrimSuffix(out.String(), "\n")
		if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r >= 0x7f && r <= 0x9f }); i >= 0 {
			t.Errorf("%q gives a control character at %d of %q", line, i, text)
		}
	})
}

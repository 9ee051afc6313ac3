package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxLine bounds one line of input, in bytes. A question has 512 characters at
// most; the rest is room for the other keys of an object.
const maxLine = 64 << 10

// errLongLine is a line past maxLine. The lines behind it can still be read.
var errLongLine = fmt.Errorf("the line is longer than %d KiB", maxLine>>10)

// readLines returns a function that yields one line a call, without its end,
// and io.EOF after the last. It stops waiting when ctx ends; a read that is
// under way then can't be called off and lives on until the process ends.
func readLines(ctx context.Context, r io.Reader) func() (string, error) {
	type result struct {
		line string
		err  error
	}
	lines := make(chan result)
	go func() {
		defer close(lines)
		in := bufio.NewReaderSize(r, maxLine)
		for {
			line, err := readLine(in)
			select {
			case lines <- result{line, err}:
			case <-ctx.Done():
				return
			}
			if err != nil && !errors.Is(err, errLongLine) {
				return
			}
		}
	}()
	return func() (string, error) {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case l, ok := <-lines:
			if !ok {
				return "", io.EOF
			}
			return l.line, l.err
		}
	}
}

// readLine reads one line. A last line without an end is a line too.
func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return "", errLongLine
	}
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = nil
	}
	line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	return decoded(strings.TrimRight(string(line), "\r\n")), err
}

// decoded is a text as it was typed. What is not UTF-8 comes from a terminal or a
// file of old, where it is Windows-1252, of which Latin-1 is a part.
func decoded(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	text, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return text
}

// request is one line of input: a question or a query, and an id by which
// whoever sent it knows the answer again.
type request struct {
	ID           json.RawMessage `json:"id"`
	Question     *string         `json:"question"`
	Query        *string         `json:"query"`
	Conversation string          `json:"conversation"`

	text string
}

// parseRequest reads a line that is plain text or a JSON object whose key (one
// of "question" and "query") holds the text. The request has its id even where
// the rest can't be used; a line without an id goes by its number.
func parseRequest(line string, number int, key string) (request, error) {
	req := request{ID: json.RawMessage(strconv.Quote(strconv.Itoa(number)))}
	if !strings.HasPrefix(strings.TrimSpace(line), "{") {
		req.text = line
		return req, nil
	}
	fallback := slices.Clone(req.ID) // Decoding reuses the slice's memory.
	err := json.Unmarshal([]byte(line), &req)
	if len(req.ID) == 0 || string(req.ID) == "null" || !json.Valid(req.ID) {
		req.ID = fallback
	}
	if err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return req, fmt.Errorf("%q must be a %s, not a %s", kind.Field, kind.Type, kind.Value)
		}
		return req, fmt.Errorf("the line is not a JSON object such as {\"id\":\"1\",%q:\"…\"}: %w", key, err)
	}
	text := req.Question
	if key == "query" {
		text = req.Query
	}
	if text == nil {
		return req, fmt.Errorf("the object has no %q", key)
	}
	req.text = *text
	return req, nil
}

// failure is what a line of input gets that can't be worked on.
type failure struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// eachLine calls work for every line of standard input that holds something, as
// it comes. A line that can't be used is reported and the next one is read; in
// the end that makes the run a failed one.
func (a *app) eachLine(ctx context.Context, key string, asJSON bool, work func(request) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	next := readLines(ctx, a.stdin)
	failed := false
	for number := 1; ; number++ {
		line, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, errLongLine) {
			return fmt.Errorf("read standard input: %w", err)
		}
		if err == nil && strings.TrimSpace(line) == "" {
			continue
		}
		req, parseErr := parseRequest(line, number, key)
		if err == nil {
			err = parseErr
		}
		if err == nil {
			err = work(req)
		}
		var unfit *unfitError
		switch {
		case err == nil:
			continue
		case errors.As(err, &unfit), errors.Is(err, errLongLine), parseErr != nil:
		default:
			return err
		}
		failed = true
		if asJSON {
			if err := a.writeJSON(failure{ID: req.ID, Error: err.Error()}); err != nil {
				return err
			}
			continue
		}
		a.say("line %d: %v", number, err)
	}
	if failed {
		return errReported
	}
	return nil
}

// unfitError is a question or query that can't be worked on, while others can.
type unfitError struct{ message string }

func (e *unfitError) Error() string { return e.message }

// writeJSON writes v as one line. Characters that a terminal would obey are
// written as escapes, which mean the same to whoever reads the JSON.
func (a *app) writeJSON(v any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	_, err := a.stdout.Write(escapeControls(buf.Bytes()))
	return err
}

// escapeControls replaces delete and the C1 controls, which JSON allows in a
// string and encoding/json leaves as they are.
func escapeControls(b []byte) []byte {
	control := func(r rune) bool { return r >= 0x7f && r <= 0x9f }
	if !bytes.ContainsFunc(b, control) {
		return b
	}
	var out bytes.Buffer
	for _, r := range string(b) {
		if control(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.Bytes()
}

package discord

import (
	"regexp"
	"strings"
)

// hidden stands in a text for a secret.
const hidden = "[hidden]"

// secretPattern finds the tokens that Discord hands out: an interaction's or a
// webhook's in an address, and either in a payload.
var secretPattern = regexp.MustCompile(`((?:interactions|webhooks)/[^/\s"]+/)[^/\s"?]+|("token"\s*:\s*")(?:[^"\\]|\\.)*`)

// redactor hides secrets in what is logged or handed to a caller.
type redactor struct {
	token string // the bot's; may be empty
}

// text returns s without any secret.
func (r redactor) text(s string) string {
	if r.token != "" {
		s = strings.ReplaceAll(s, r.token, hidden)
	}
	return secretPattern.ReplaceAllString(s, "${1}${2}"+hidden)
}

// error returns err with a text without any secret. errors.Is and errors.As see
// what it wraps, which must not be printed itself. nil stays nil.
func (r redactor) error(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if clean := r.text(text); clean != text {
		return &redactedError{text: clean, err: err}
	}
	return err
}

type redactedError struct {
	text string
	err  error
}

// Error returns the text without secrets.
func (e *redactedError) Error() string { return e.text }

// Unwrap returns the error as it was.
func (e *redactedError) Unwrap() error { return e.err }

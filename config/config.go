// Package config holds the program's settings as plain data: what can be set,
// by which flag and which environment variable, and whether the whole makes
// sense. The command line fills a Config from both, a flag before its variable,
// and hands the values on in each package's own options; nothing else imports
// this package, and it reads neither files nor the environment by itself.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
)

// Config is every setting. The tag setting names the environment variable, the
// tag empty says that one which is set to nothing is not as good as unset.
type Config struct {
	Reports    string `name:"reports" setting:"REPORTS_DIR" placeholder:"DIR" help:"Folder with further report packages."`
	Data       string `name:"data-dir" setting:"DATA_DIR" placeholder:"DIR" help:"Folder for what is made of the reports and, where it is set, for the history of the session. Default: a folder in the user's cache."`
	Dictionary string `name:"dictionary" setting:"DICTIONARY" empty:"set" default:"/usr/share/trans/de-en" placeholder:"FILE" help:"Word list (German :: English, in the format of Ding) for questions in a language that a report lacks. Default: /usr/share/trans/de-en if it is there; empty for none."`
	LogLevel   string `name:"log-level" setting:"LOG_LEVEL" placeholder:"LEVEL" help:"debug, info, warn or error. Default: info for serve, else warn."`
	LogFormat  string `name:"log-format" setting:"LOG_FORMAT" default:"text" placeholder:"FORMAT" help:"text (default) or json."`
}

// DefaultDictionary is the file of Debian's package trans-de-en. It may be missing.
const DefaultDictionary = "/usr/share/trans/de-en"

// The formats of the log.
const (
	LogText = "text"
	LogJSON = "json"
)

// Fault is a setting that can't be used, and what to do about it.
type Fault struct {
	Setting string // the environment variable's name
	Flag    string // the flag's name; empty where there is none
	Message string
}

// Error names the setting in both its spellings, because only the person who
// set it knows which one was used.
func (f *Fault) Error() string {
	if f.Flag == "" {
		return f.Setting + ": " + f.Message
	}
	return fmt.Sprintf("--%s (%s): %s", f.Flag, f.Setting, f.Message)
}

// Check looks at the whole and returns every Fault, joined, or nil.
func (c *Config) Check() error {
	var faults []error
	bad := func(setting, flag, format string, args ...any) {
		faults = append(faults, &Fault{Setting: setting, Flag: flag, Message: fmt.Sprintf(format, args...)})
	}
	if c.Reports != "" {
		switch info, err := os.Stat(c.Reports); {
		case err != nil:
			bad("REPORTS_DIR", "reports", "can't open the folder: %v", cause(err))
		case !info.IsDir():
			bad("REPORTS_DIR", "reports", "%q is not a folder", c.Reports)
		}
	}
	if c.Data != "" {
		if info, err := os.Stat(c.Data); err == nil && !info.IsDir() {
			bad("DATA_DIR", "data-dir", "%q is not a folder", c.Data)
		}
	}
	if c.Dictionary != "" && c.Dictionary != DefaultDictionary {
		switch info, err := os.Stat(c.Dictionary); {
		case err != nil:
			bad("DICTIONARY", "dictionary", "can't open the file: %v", cause(err))
		case !info.Mode().IsRegular():
			bad("DICTIONARY", "dictionary", "%q is not a file", c.Dictionary)
		}
	}
	if err := new(slog.Level).UnmarshalText([]byte(c.LogLevel)); err != nil && c.LogLevel != "" {
		bad("LOG_LEVEL", "log-level", "%q is no level: use debug, info, warn or error", c.LogLevel)
	}
	if !slices.Contains([]string{LogText, LogJSON}, c.LogFormat) {
		bad("LOG_FORMAT", "log-format", "%q is no format: use text or json", c.LogFormat)
	}
	return errors.Join(faults...)
}

// DictionaryFile is the word list to use, or empty for none: the default one is
// used where it is installed.
func (c *Config) DictionaryFile() string {
	if c.Dictionary == DefaultDictionary {
		if _, err := os.Stat(c.Dictionary); err != nil {
			return ""
		}
	}
	return c.Dictionary
}

// Level is the lowest level that is logged: otherwise where none is set.
func (c *Config) Level(otherwise slog.Level) slog.Level {
	l := otherwise
	if err := l.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return otherwise // It is empty: Check refuses what is no level.
	}
	return l
}

// IndexDir is the folder that keeps the parsed reports and their index: in the
// data folder, or in the user's cache folder where none is set. It is empty
// where there is neither.
func (c *Config) IndexDir(userCache string) string {
	switch {
	case c.Data != "":
		return filepath.Join(c.Data, "index")
	case userCache != "":
		return filepath.Join(userCache, "reportbot", "index")
	}
	return ""
}

// HistoryFile is the file that keeps what was typed in a session. Nothing of
// what people ask is kept unless somebody says where: it is empty without a
// data folder.
func (c *Config) HistoryFile() string {
	if c.Data == "" {
		return ""
	}
	return filepath.Join(c.Data, "history")
}

// cause strips the operation off a file error; the folder's name stays.
func cause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return err
}

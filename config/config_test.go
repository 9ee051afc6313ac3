package config_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/config"
)

// good is a Config as it comes without any setting.
func good() config.Config {
	return config.Config{LogLevel: "warn", LogFormat: config.LogText}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		set  func(*config.Config)
		want []string // a part of each fault, in order
	}{
		{"defaults", func(*config.Config) {}, nil},
		{"a folder of reports", func(c *config.Config) { c.Reports = dir }, nil},
		{"a data folder that is yet to be made", func(c *config.Config) { c.Data = filepath.Join(dir, "new") }, nil},
		{"a level in capitals", func(c *config.Config) { c.LogLevel = "INFO" }, nil},
		{"no folder of reports", func(c *config.Config) { c.Reports = filepath.Join(dir, "gone") }, []string{"--reports (REPORTS_DIR): can't open the folder"}},
		{"reports in a file", func(c *config.Config) { c.Reports = file }, []string{"--reports (REPORTS_DIR)"}},
		{"data in a file", func(c *config.Config) { c.Data = file }, []string{"--data-dir (DATA_DIR)"}},
		{"the default dictionary, there or not", func(c *config.Config) { c.Dictionary = config.DefaultDictionary }, nil},
		{"another dictionary", func(c *config.Config) { c.Dictionary = file }, nil},
		{"no such dictionary", func(c *config.Config) { c.Dictionary = filepath.Join(dir, "gone") }, []string{"--dictionary (DICTIONARY): can't open the file"}},
		{"a folder for a dictionary", func(c *config.Config) { c.Dictionary = dir }, []string{"--dictionary (DICTIONARY)"}},
		{"unknown level", func(c *config.Config) { c.LogLevel = "loud" }, []string{`--log-level (LOG_LEVEL): "loud" is no level: use debug, info, warn or error`}},
		{"empty level", func(c *config.Config) { c.LogLevel = "" }, nil},
		{"unknown format", func(c *config.Config) { c.LogFormat = "xml" }, []string{`--log-format (LOG_FORMAT): "xml" is no format: use text or json`}},
		{"all at once", func(c *config.Config) { c.Reports, c.Data, c.LogLevel, c.LogFormat = file, file, "x", "y" }, []string{"REPORTS_DIR", "DATA_DIR", "LOG_LEVEL", "LOG_FORMAT"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := good()
			tt.set(&c)
			err := c.Check()
			if len(tt.want) == 0 {
				if err != nil {
					t.Fatalf("Check() = %v, want no fault", err)
				}
				return
			}
			if err == nil {
				t.Fatal("Check() found no fault")
			}
			var fault *config.Fault
			if !errors.As(err, &fault) {
				t.Errorf("Check() = %T, want a *Fault in it", err)
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(tt.want) {
				t.Fatalf("Check() = %q, want %d faults", lines, len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.Contains(lines[i], want) {
					t.Errorf("fault %d is %q, want %q in it", i, lines[i], want)
				}
			}
		})
	}
}

func TestLevel(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "Error": slog.LevelError, "": slog.LevelWarn,
	} {
		c := config.Config{LogLevel: in}
		if got := c.Level(slog.LevelWarn); got != want {
			t.Errorf("Level() of %q = %v, want %v", in, got, want)
		}
	}
}

func TestDictionaryFile(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "words": "words"} {
		c := config.Config{Dictionary: in}
		if got := c.DictionaryFile(); got != want {
			t.Errorf("DictionaryFile() of %q = %q, want %q", in, got, want)
		}
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	type folders struct{ Index, History string }
	for _, tt := range []struct {
		name, data, cache string
		want              folders
	}{
		{"nothing", "", "", folders{}},
		{"only the cache: no history", "", "cache", folders{Index: filepath.Join("cache", "reportbot", "index")}},
		{"a data folder", "data", "cache", folders{Index: filepath.Join("data", "index"), History: filepath.Join("data", "history")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := config.Config{Data: tt.data}
			got := folders{c.IndexDir(tt.cache), c.HistoryFile()}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("folders differ (-want +got):\n%s", diff)
			}
		})
	}
}

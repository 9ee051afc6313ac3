package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/reportbot/reportbot/"

// arrows names, for each of our packages, which of our packages it may import.
// The command may import all of them.
func arrows() map[string][]string {
	return map[string][]string{
		"config":         nil,
		"corpus":         nil,
		"corpus/reports": nil,
		"index/german":   nil,
		"index":          {"corpus", "index/german"},
		"bot":            {"corpus"},
		"bot/chart":      {"bot"},
		"bot/assist":     {"bot", "index", "corpus", "index/german"},
		"bot/terminal":   {"bot"},
		"bot/bottest":    {"bot"},
		"bot/feedback":   {"corpus"},
		"bot/traffic":    {"bot"},
		"bot/weekly":     {"bot", "bot/traffic"},
		"bot/store":      {"bot"},
		"bot/discord":    {"bot", "bot/chart", "bot/traffic"},
		"bot/telegram":   {"bot", "bot/chart", "bot/traffic"},

		"corpus/importer":           {"corpus", "corpus/importer/page", "corpus/importer/pdf", "corpus/importer/tesseract", "corpus/importer/mend", "corpus/importer/layout"},
		"corpus/importer/page":      nil,
		"corpus/importer/words":     nil,
		"corpus/importer/pdf":       {"corpus/importer/page"},
		"corpus/importer/tesseract": {"corpus/importer/page"},
		"corpus/importer/mend":      {"corpus/importer/words"},
		"corpus/importer/layout":    {"corpus/importer/page", "corpus/importer/mend"},

		"corpus/corpustest":         {"corpus", "corpus/reports"},
		"bot/store/storetest":       nil,
		"bot/discord/discordtest":   nil,
		"bot/telegram/telegramtest": nil,
	}
}

// vendors names the libraries that stay within one of our packages.
func vendors() map[string]string {
	return map[string]string{
		"github.com/blevesearch/bleve/v2":   "index",
		"github.com/nicksnyder/go-i18n/v2/": "bot",
		"go.yaml.in/yaml/":                  "corpus",
		"github.com/peterh/liner":           "bot/terminal",
		"github.com/bwmarrin/discordgo":     "bot/discord",
		"github.com/go-telegram-bot-api/":   "bot/telegram",
		"github.com/go-analyze/charts":      "bot/chart",
		"github.com/golang/freetype":        "bot/chart",
		"github.com/go-fonts/liberation":    "bot/chart",
		"github.com/robfig/cron/":           "bot/weekly",
		"github.com/pressly/goose/":         "bot/store",
		"modernc.org/sqlite":                "bot/store",
		"github.com/jackc/pgx/":             "bot/store",
		"github.com/klippa-app/go-pdfium":   "corpus/importer/pdf",
		"github.com/tetratelabs/wazero":     "corpus/importer/pdf",
	}
}

// Ensure imports go one way, and each vendor's library stays in one package.
func TestArrows(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	allowed := arrows()
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		from := strings.TrimPrefix(fields[0], module)
		mayImport, known := allowed[from]
		if !known && !strings.HasPrefix(from, "cmd/") {
			t.Errorf("%s has no line in arrows: say what it may import", from)
		}
		for _, imported := range fields[1:] {
			if to, ours := strings.CutPrefix(imported, module); ours && known && !slices.Contains(mayImport, to) {
				t.Errorf("%s imports %s", from, to)
			}
			for vendor, home := range vendors() {
				if strings.HasPrefix(imported, vendor) && from != home && from != home+"/storetest" {
					t.Errorf("%s imports %s, which belongs to %s", from, imported, home)
				}
			}
		}
	}
}

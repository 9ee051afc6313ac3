package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/assist"
	"github.com/reportbot/reportbot/bot/chart"
)

type chartCommand struct {
	Name   []string `arg:"" help:"The figure's title, or words that find it."`
	Output string   `short:"o" required:"" placeholder:"FILE" help:"Where to write the picture: its ending, .png or .svg, is the format."`
	Dark   bool     `help:"Draw on a dark ground."`
	Lang   string   `placeholder:"LANG" help:"Language of the picture (de, en) instead of the name's."`
}

// Run draws a figure into a file.
func (c *chartCommand) Run(ctx context.Context, a *app) (err error) {
	formats := map[string]func(bot.Chart, chart.Theme) ([]byte, error){".png": chart.PNG, ".svg": chart.SVG}
	draw, known := formats[strings.ToLower(filepath.Ext(c.Output))]
	if !known {
		return usage(fmt.Errorf("--output: %q ends in neither .png nor .svg", c.Output), "")
	}
	lib, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer lib.closeInto(&err)
	if _, err := lib.language(c.Lang, ""); err != nil {
		return err
	}
	assistant := assist.New(lib.reports, lib.index, lib.catalogue, assist.Options{})
	name := strings.Join(c.Name, " ")
	ans, err := assistant.Answer(ctx, bot.Question{Kind: bot.KindFigure, Text: name, Locale: a.locale(), Language: c.Lang})
	if err != nil {
		return fmt.Errorf("find the figure: %w", err)
	}
	if ans.Chart == nil {
		a.noChart(name, lib)
		return errReported
	}
	theme := chart.Light
	if c.Dark {
		theme = chart.Dark
	}
	picture, err := draw(*ans.Chart, theme)
	if err != nil {
		return fmt.Errorf("draw %q: %w", ans.Chart.Title, err)
	}
	if err := os.WriteFile(c.Output, picture, 0o644); err != nil { //nolint:gosec // A picture to show around.
		return fmt.Errorf("write the picture: %w", err)
	}
	return nil
}

// noChart says that there is nothing to draw, and which figures there are.
func (a *app) noChart(name string, lib *library) {
	a.say("no figure with values that can be drawn is called %q. There are:", name)
	for _, r := range lib.reports {
		for i := range r.Figures {
			if f := &r.Figures[i]; f.Readable() {
				fmt.Fprintln(a.stderr, "  "+f.Title.In(r.MainLanguage()))
			}
		}
	}
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/assist"
	"github.com/reportbot/reportbot/bot/terminal"
)

type askCommand struct {
	Question []string `arg:"" optional:"" help:"The question. \"-\" reads one a line from standard input, as plain text or as {\"id\",\"question\",\"conversation\"}. Without a question a conversation begins."`
	Lang     string   `placeholder:"LANG" help:"Answer in this language (de, en) instead of the question's."`
	JSON     bool     `name:"json" help:"Write one JSON object a line."`
}

// answerLine is an answer as other programs read it.
type answerLine struct {
	ID          json.RawMessage `json:"id"`
	Question    string          `json:"question"`
	Language    string          `json:"language"`
	Wish        bot.Wish        `json:"wish"`
	Status      bot.Status      `json:"status"`
	Text        string          `json:"text"`
	Citations   []citationLine  `json:"citations"`
	Suggestions []string        `json:"suggestions"`
	Elapsed     int64           `json:"elapsed_us"`
}

type citationLine struct {
	Report  string `json:"report"`
	Section string `json:"section"`
	Page    int    `json:"page"`
	Record  string `json:"record"`
}

// Run answers what the command line or standard input asks.
func (c *askCommand) Run(ctx context.Context, a *app) (err error) {
	text := strings.Join(c.Question, " ")
	if len(c.Question) > 0 && strings.TrimSpace(text) == "" {
		return usage(errors.New("the question is empty"), "For a conversation leave it out: reportbot ask")
	}
	lib, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer lib.closeInto(&err)
	if _, err := lib.language(c.Lang, ""); err != nil {
		return err
	}
	asker := &asker{
		app: a, command: c,
		assistant: assist.New(lib.reports, lib.index, lib.catalogue, assist.Options{}),
		render:    terminal.NewRenderer(lib.catalogue),
	}
	fromLines := len(c.Question) == 1 && c.Question[0] == "-"
	switch {
	case fromLines, len(c.Question) == 0 && c.JSON:
		first := true
		return a.eachLine(ctx, "question", c.JSON, func(r request) error {
			if !first && !c.JSON {
				if _, err := io.WriteString(a.stdout, "\n"); err != nil {
					return err
				}
			}
			first = false
			return asker.answer(ctx, r)
		})
	case len(c.Question) == 0:
		return c.converse(ctx, a, lib, asker.assistant)
	}
	return asker.answer(ctx, request{ID: json.RawMessage(`"1"`), text: text})
}

// converse holds a conversation: at a terminal with line editing, otherwise line
// by line.
func (c *askCommand) converse(ctx context.Context, a *app, lib *library, assistant terminal.Assistant) error {
	var titles []string
	language, err := lib.language(c.Lang, a.locale())
	if err != nil {
		return err
	}
	for _, r := range lib.reports {
		titles = append(titles, r.Title.In(language))
	}
	session := terminal.NewSession(assistant, lib.catalogue, terminal.Options{
		Language: c.Lang,
		Locale:   a.locale(),
		Reports:  titles,
		History:  a.config.HistoryFile(),
		Look:     a.look,
		Log:      a.log,
	})
	_, in := terminalOf(a.stdin)
	_, out := terminalOf(a.stdout)
	if in && out {
		return session.Interact(ctx, a.stdout)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	return session.Lines(ctx, readLines(ctx, a.stdin), a.stdout)
}

// asker answers single questions.
type asker struct {
	app       *app
	command   *askCommand
	assistant *assist.Assistant
	render    *terminal.Renderer
}

func (s *asker) answer(ctx context.Context, r request) error {
	start := time.Now()
	answer, err := s.assistant.Answer(ctx, bot.Question{
		Text:         r.text,
		Locale:       s.app.locale(),
		Language:     s.command.Lang,
		Conversation: r.Conversation,
	})
	elapsed := time.Since(start)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return &unfitError{fmt.Sprintf("can't answer the question: %v", err)}
	}
	if !s.command.JSON {
		_, err := io.WriteString(s.app.stdout, s.render.Screen(answer, s.app.look()))
		return err
	}
	line := answerLine{
		ID:          r.ID,
		Question:    r.text,
		Language:    answer.Language,
		Wish:        answer.Wish,
		Status:      answer.Status,
		Text:        s.render.Plain(answer),
		Citations:   make([]citationLine, len(answer.Citations)),
		Suggestions: append([]string{}, answer.Suggestions...),
		Elapsed:     elapsed.Microseconds(),
	}
	for i, c := range answer.Citations {
		line.Citations[i] = citationLine{Report: c.Report, Section: c.Section, Page: c.Page, Record: c.Record}
	}
	return s.app.writeJSON(line)
}

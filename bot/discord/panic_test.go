package discord

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/bot"
)

// Ensure a panic that tells what was asked is answered, and that the log tells
// where it happened and nothing of what was asked.
func TestPanicKeepsQuestion(t *testing.T) {
	t.Parallel()
	const secret = "geheime Frage"
	play(t, func(s *stage) {
		s.assistant.Before = func(_ context.Context, q bot.Question) error { panic(errors.New("can't take " + q.Text)) }
		s.event("MESSAGE_CREATE", mentioned("1", secret))
		s.event("INTERACTION_CREATE", slash("2", "ask", "question", secret))
		s.end()
		for _, path := range []string{"/messages$", "/callback$"} {
			sent := s.discord.Requests("POST", path)
			if len(sent) != 1 || !strings.Contains(string(sent[0].Body), s.adapter.catalogue.Say("de", "failed", nil)) {
				t.Errorf("%d answers to %s:\n%s", len(sent), path, s.transcript())
			}
		}
		log := s.log.String()
		if strings.Contains(log, secret) || strings.Count(log, "type=*errors.errorString") != 2 || !strings.Contains(log, "TestPanicKeepsQuestion") {
			t.Errorf("logged:\n%s", log)
		}
	})
}

// Ensure a panic in rendering is answered as one in the assistant is.
func TestPanicWhileRendering(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		looked := 0
		messages := s.adapter.compose("de", func() bot.Answer { return bot.Answer{Title: "x"} }, func(bot.Answer) look {
			if looked++; looked == 1 {
				panic("geheime Frage")
			}
			return look{most: 1}
		})
		if len(messages) != 1 || !strings.Contains(messages[0].Embeds[0].Description, s.adapter.catalogue.Say("de", "failed", nil)) {
			t.Errorf("composed %+v", messages)
		}
		if strings.Contains(s.log.String(), "geheim") {
			t.Errorf("logged:\n%s", s.log)
		}
	})
}

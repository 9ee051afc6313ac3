package bottest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/reportbot/reportbot/bot"
)

// ErrFailed is what the Assistant fails with when it is asked for "fail".
var ErrFailed = errors.New("the assistant failed as it was told to")

// Assistant answers with the canned answers: a question or a press that is the
// name of a Sample gets that one, "fail" gets ErrFailed, "panic" a panic, and
// every other question is answered by a paragraph that repeats it. The zero
// value is ready. It is safe for concurrent use.
type Assistant struct {
	// Before, if set, is called before each answer with what was asked, and may
	// wait there. An error of it is the answer's.
	Before func(ctx context.Context, q bot.Question) error

	mu    sync.Mutex
	asked []bot.Question
}

// Answer answers as the Assistant's doc says. A press that it does not know gets
// a friendly answer aside.
func (a *Assistant) Answer(ctx context.Context, q bot.Question) (bot.Answer, error) {
	a.mu.Lock()
	a.asked = append(a.asked, q)
	a.mu.Unlock()
	if a.Before != nil {
		if err := a.Before(ctx, q); err != nil {
			return bot.Answer{}, err
		}
	}
	if canned, ok := Named(q.Text); ok {
		return canned, nil
	}
	switch {
	case q.Text == "fail":
		return bot.Answer{}, ErrFailed
	case q.Text == "panic":
		panic("the assistant panics as it was told to")
	case q.Kind == bot.KindPress:
		return aside(language(q), "Dieser Knopf gehört zu einer älteren Fassung des Reports. Bitte stelle die Frage neu."), nil
	}
	return echo(q), nil
}

// Asked is what was asked so far, in order.
func (a *Assistant) Asked() []bot.Question {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.asked)
}

// echo is an answer that can be told from every other.
func echo(q bot.Question) bot.Answer {
	text := bot.Join(" | ", string(q.Kind), q.Text, q.Speaker)
	return bot.Answer{
		Language: language(q), Wish: bot.WishPassage, Status: bot.Answered, Title: "Antwort",
		Blocks:    []bot.Block{bot.Paragraph{Text: text, Page: 1}},
		Citations: cite("Brunnenbericht", "", 1, "echo"),
	}
}

func language(q bot.Question) string {
	if q.Language != "" {
		return q.Language
	}
	if strings.HasPrefix(q.Locale, "en") {
		return "en"
	}
	return "de"
}

// Complete proposes three speakers or three figures whose name begins with what
// was typed.
func (a *Assistant) Complete(_ context.Context, what bot.Completion, typed, _ string) ([]bot.Choice, error) {
	if typed == "fail" {
		return nil, ErrFailed
	}
	all := []bot.Choice{{Name: "Ada Quell", Value: "person-quell"}, {Name: "Bo Eimer", Value: "person-eimer"}, {Name: strings.Repeat("Cy Lot ", 30), Value: "person-lot"}}
	if what == bot.CompleteFigures {
		all = []bot.Choice{{Name: "Hürden beim Brunnenbau", Value: "ranking"}, {Name: "Maßnahmen", Value: "options"}, {Name: Hostile, Value: "hostile"}}
	}
	return slices.DeleteFunc(all, func(c bot.Choice) bool {
		return !strings.HasPrefix(strings.ToLower(c.Name), strings.ToLower(typed))
	}), nil
}

// findable is how many records a search that finds something finds.
const findable = 45

// Find finds 45 records, which are quotes and figures in turn, for every query
// but "nothing", for which it finds none, and "fail".
func (a *Assistant) Find(_ context.Context, q bot.Question, offset, limit int) (bot.Findings, error) {
	a.mu.Lock()
	a.asked = append(a.asked, q)
	a.mu.Unlock()
	found := bot.Findings{Language: language(q)}
	switch q.Text {
	case "fail":
		return bot.Findings{}, ErrFailed
	case "nothing":
		return found, nil
	}
	if offset < 0 || offset > findable {
		offset = findable
	}
	samples := []string{"quote", "ranking", "hostile", "long"}
	for i := offset; i < min(findable, offset+limit); i++ {
		name := samples[i%len(samples)]
		canned, _ := Named(name)
		found.Found = append(found.Found, bot.Finding{
			ID: name + "-" + string(rune('a'+i/26)) + string(rune('a'+i%26)), Title: bot.CleanLine(canned.Title), Text: "Der Anfang von " + name, Answer: canned,
		})
	}
	found.More = offset+limit < findable
	return found, nil
}

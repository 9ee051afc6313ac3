package bottest_test

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
)

// Ensure the samples hold every kind of block, every role of a button and every
// manner, and every button leads to a sample.
func TestSamplesComplete(t *testing.T) {
	t.Parallel()
	press := regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	kinds, roles, manners := map[string]bool{}, map[bot.Role]bool{}, map[bot.Manner]bool{}
	for _, s := range bottest.Samples() {
		if !press.MatchString(s.Name) {
			t.Errorf("the name %q can't be pressed", s.Name)
		}
		manners[s.Answer.Manner] = true
		for _, b := range s.Answer.Blocks {
			kinds[fmt.Sprintf("%T", b)] = true
		}
		for _, b := range s.Answer.Buttons {
			roles[b.Role] = true
			if _, ok := bottest.Named(b.Press); !ok {
				t.Errorf("%s: the button %q leads nowhere", s.Name, b.Press)
			}
		}
	}
	if len(kinds) != 8 || len(roles) != int(bot.RoleUnhelpful)+1 || len(manners) != int(bot.Aside)+1 {
		t.Errorf("not complete: blocks %v, roles %v, manners %v", kinds, roles, manners)
	}
}

// Ensure the assistant answers by name, repeats what it does not know, and fails
// when told to.
func TestAssistant(t *testing.T) {
	t.Parallel()
	var a bottest.Assistant
	ask := func(q bot.Question) bot.Answer {
		t.Helper()
		got, err := a.Answer(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := ask(bot.Question{Text: "quote"}); got.Title != "Ada Quell" {
		t.Errorf("by name: %+v", got)
	}
	if got := ask(bot.Question{Text: "Wie tief?", Locale: "en-GB"}); got.Language != "en" || got.Blocks[0].(bot.Paragraph).Text != "Wie tief?" {
		t.Errorf("repeated: %+v", got)
	}
	if got := ask(bot.Question{Kind: bot.KindPress, Text: "gone"}); got.Manner != bot.Aside {
		t.Errorf("an unknown press: %+v", got)
	}
	if _, err := a.Answer(t.Context(), bot.Question{Text: "fail"}); !errors.Is(err, bottest.ErrFailed) {
		t.Errorf("fail: %v", err)
	}
	if got := len(a.Asked()); got != 4 {
		t.Errorf("%d questions were noted", got)
	}
}

// Ensure a search can be paged through, to its end.
func TestFindPages(t *testing.T) {
	t.Parallel()
	var a bottest.Assistant
	ids := map[string]bool{}
	for offset := 0; ; offset += 20 {
		found, err := a.Find(t.Context(), bot.Question{Text: "x"}, offset, 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found.Found {
			ids[f.ID] = true
		}
		if !found.More {
			break
		}
	}
	if len(ids) != 45 {
		t.Errorf("found %d records", len(ids))
	}
}

package weekly

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// composed is a fact as a post.
type composed struct {
	answer bot.Answer
	digest string
	text   string // what it says, for the ledger
	ok     bool
}

// compose makes a post of a fact. It is kept: all chats of a week get one of a few.
// The reports do not change while the program runs.
func (s *Service) compose(ctx context.Context, report, fact, language string) composed {
	key := strings.Join([]string{report, fact, language}, "\x00")
	s.mu.Lock()
	c, known := s.posts[key]
	s.mu.Unlock()
	if known {
		return c
	}
	c.answer, c.digest, c.ok = s.facts.Post(ctx, report, fact, language)
	if c.ok {
		c.text = plain(s.catalogue, c.answer)
	} else if ctx.Err() != nil {
		return c // It says nothing about the fact.
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts[key] = c
	return c
}

// plain is an answer as text without any markup.
func plain(c *bot.Catalogue, a bot.Answer) string {
	doc := bot.Layout(c, a)
	lines := []string{doc.Title}
	for _, l := range doc.Lines {
		lines = append(lines, l.Text())
	}
	return strings.TrimSpace(strings.Join(append(lines, doc.Sources...), "\n"))
}

// nonceLength is how long an entry's name is: Discord takes 25 letters, and a button
// has to hold it beside what it does.
const nonceLength = 20

// newNonce names an entry. Its 100 random bits never come twice.
func newNonce() string { return strings.ToLower(rand.Text())[:nonceLength] }

// list is the facts of a report that may be posted.
func (s *Service) list(report string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, fact := range s.facts.List(report) {
		if !s.stale[report+"\x00"+fact] {
			out = append(out, fact)
		}
	}
	return out
}

// review compares what the facts rest on with what was kept of that. A fact whose
// records have changed while its own text has not may say what is no longer so: it is
// not posted until somebody has looked at it and changed it.
func (s *Service) review(ctx context.Context) {
	kept, err := s.store.Facts(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.options.Log.Error("can't compare the facts with what they rested on before", "error", err)
		}
		return
	}
	before := map[string]bot.FactPrint{}
	for _, f := range kept {
		before[f.Report+"\x00"+f.Fact] = f
	}
	var now []bot.FactPrint
	for _, report := range s.facts.Reports(s.options.Language) {
		for _, fact := range s.facts.List(report.Value) {
			says, ok := s.facts.Print(report.Value, fact)
			if !ok {
				continue
			}
			key := report.Value + "\x00" + fact
			was, known := before[key]
			if known && was.Wording == says.Wording && was.Records != says.Records {
				s.options.Log.Warn("a fact is not posted any more: what it rests on has changed, and its text has not. Correct its text, or change it in some way if it is right", "report", report.Value, "fact", fact)
				s.mu.Lock()
				s.stale[key] = true
				s.mu.Unlock()
				continue
			}
			if !known || was != says {
				now = append(now, says)
			}
		}
	}
	if err := s.store.KeepFacts(ctx, now); err != nil && ctx.Err() == nil {
		s.options.Log.Error("can't keep what the facts rest on", "error", err)
	}
}

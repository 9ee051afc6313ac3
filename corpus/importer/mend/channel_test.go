package mend

import (
	"strings"
	"testing"
)

func TestChannelErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, says string }{
		"no count":          {"ä a\n", "misread.txt:1: want a letter"},
		"a letter alone":    {"# note\nä\n", "misread.txt:2: want a letter"},
		"no letter":         {"1 a 5\n", `misread.txt:1: "1" has no code`},
		"a word for count":  {"ä a many\n", `"many" is no count`},
		"a count of nought": {"ä a 0\n", `"0" is no count`},
		"less than nought":  {"ä a -1\n", `"-1" is no count`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := newChannel(c.text); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("newChannel(%q) = %v, want %q", c.text, err, c.says)
			}
		})
	}
}

// Ensure that what is read often for a letter costs less than what seldom is, and
// that plain letters are seldom misread.
func TestChannel(t *testing.T) {
	t.Parallel()
	c, err := newChannel("# a note\n\nä a 90 é 9 - 1 # why\nb 6 1\nI l 2\n")
	if err != nil {
		t.Fatal(err)
	}
	often, seldom, plain := c['a'][0], c['é'][0], c['6'][0]
	if !often.mark || !seldom.mark || plain.mark || often.cost >= seldom.cost || seldom.cost >= plain.cost {
		t.Errorf("costs %v, %v, %v: want them to rise", often, seldom, plain)
	}
	if lost := c[0]; len(lost) != 1 || len(lost[0].read) != 0 {
		t.Errorf("lost letters: %v, want ä", lost)
	}
	if l := c['l'][0]; !l.raised || l.inner {
		t.Errorf("l for I: %+v, want it at a beginning only", l)
	}
}

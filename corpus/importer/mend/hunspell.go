package mend

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// affix is one rule of a hunspell .aff file: what it takes off a word, what it
// puts there, and which words it holds for (hunspell(5), "AFFIX FILE OPTIONS").
type affix struct {
	prefix, cross bool
	strip, add    string
	cond          *regexp.Regexp // nil for any
}

// apply is the word that the rule makes, and false where it does not hold.
func (a *affix) apply(word string) (string, bool) {
	if a.cond != nil && !a.cond.MatchString(word) {
		return "", false
	}
	if a.prefix {
		rest, ok := strings.CutPrefix(word, a.strip)
		return a.add + rest, ok && rest != ""
	}
	rest, ok := strings.CutSuffix(word, a.strip)
	return rest + a.add, ok && rest != ""
}

// eachHunspell reads the words of a hunspell dictionary with all forms that its
// affixes make. Flags are single characters, as the German dictionary has them;
// what it says of compounds is left aside.
func eachHunspell(ctx context.Context, dic, aff string, each func(string)) error {
	rules := map[rune][]*affix{}
	cross := map[string]bool{}
	err := eachLine(ctx, aff, func(line string) error {
		f := strings.Fields(line)
		switch {
		case len(f) >= 2 && f[0] == "FLAG":
			return fmt.Errorf("%s: flags of the form %q are not known here: name another word list", aff, f[1])
		case len(f) < 4 || f[0] != "PFX" && f[0] != "SFX":
			return nil
		case len(f) == 4: // The head of a group.
			cross[f[0]+f[1]] = f[2] == "Y"
			return nil
		}
		a := &affix{prefix: f[0] == "PFX", cross: cross[f[0]+f[1]], strip: zero(f[2])}
		add, _, _ := strings.Cut(f[3], "/") // Flags of affixes are for compounds.
		a.add = zero(add)
		if f[4] != "." {
			pattern := "(?:" + f[4] + ")$"
			if a.prefix {
				pattern = "^(?:" + f[4] + ")"
			}
			var err error
			if a.cond, err = regexp.Compile(pattern); err != nil {
				return fmt.Errorf("%s: the condition %q: %w", aff, f[4], err)
			}
		}
		for _, flag := range f[1] {
			rules[flag] = append(rules[flag], a)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return eachLine(ctx, dic, func(line string) error {
		line, _, _ = strings.Cut(line, "\t")
		word, flags, _ := strings.Cut(line, "/")
		if word == "" || strings.ContainsAny(word, " 0123456789") {
			return nil // The first line is how many there are.
		}
		each(word)
		for _, s := range flags {
			for _, suffix := range rules[s] {
				made, ok := suffix.apply(word)
				if !ok {
					continue
				}
				each(made)
				if suffix.prefix || !suffix.cross {
					continue
				}
				for _, p := range flags {
					for _, prefix := range rules[p] {
						if both, ok := prefix.apply(made); ok && prefix.prefix && prefix.cross {
							each(both)
						}
					}
				}
			}
		}
		return nil
	})
}

// zero is an affix that may be written 0 for nothing.
func zero(s string) string {
	if s == "0" {
		return ""
	}
	return s
}

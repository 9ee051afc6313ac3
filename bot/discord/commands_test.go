package discord

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/discord/discordtest"
)

const ready = `{"user":{"id":"` + discordtest.BotID + `"},"application":{"id":"` + discordtest.BotID + `"}}`

// knows makes the double know these commands already.
func (s *stage) knows(list string) {
	s.discord.Respond("GET", "/commands$", func(*discordtest.Request) discordtest.Response {
		return discordtest.Response{Body: list}
	})
}

// Ensure the commands are registered as the golden file shows, once.
func TestRegister(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.knows(`[]`)
		s.event("READY", ready)
		s.event("READY", ready) // a second shard's
		s.end()
		golden(t, "commands", s.transcript())
	})
}

// registered is what Discord returns for the commands once they are registered: in
// another order, with keys that we do not send, and with null for what is missing.
func registered(t *testing.T) string {
	t.Helper()
	var list []map[string]any
	if err := json.Unmarshal([]byte(pretty(t, commands(catalogue(t)))), &list); err != nil {
		t.Fatal(err)
	}
	list[0], list[3] = list[3], list[0]
	for _, c := range list {
		c["id"], c["application_id"], c["version"], c["nsfw"], c["default_member_permissions"] = "1", "2", "3", false, nil
		if c["options"] == nil {
			c["options"] = nil
		}
		c["contexts"] = []int{1, 0}
	}
	return pretty(t, list)
}

// Ensure commands that are registered already are left alone, and others are not.
func TestRegisterDifferences(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(list string) string
		puts   int
	}{
		"the same":      {func(l string) string { return l }, 0},
		"another text":  {func(l string) string { return strings.Replace(l, "in your own words", "nicely", 1) }, 1},
		"another name":  {func(l string) string { return strings.Replace(l, `"frage"`, `"fragen"`, 1) }, 1},
		"no completion": {func(l string) string { return strings.Replace(l, `"autocomplete": true`, `"autocomplete": false`, 1) }, 1},
		"an old one": {func(l string) string {
			return strings.Replace(l, `[`, `[{"name":"old","type":1,"description":"x"},`, 1)
		}, 1},
		"null":             {func(string) string { return `null` }, 1},
		"not what we know": {func(string) string { return `{"x":1}` }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, func(s *stage) {
				s.knows(tc.change(registered(t)))
				s.event("READY", ready)
				s.end()
				if n := len(s.discord.Requests("PUT", "/commands$")); n != tc.puts {
					t.Errorf("registered %d times, want %d", n, tc.puts)
				}
			})
		})
	}
}

// Ensure a failed registration is repeated, and tried again with the next
// connection when it fails for good.
func TestRegisterFails(t *testing.T) {
	t.Parallel()
	play(t, func(s *stage) {
		s.knows(`[]`)
		s.discord.Fail(discordtest.Fault{Method: "PUT", Times: 1, Response: &discordtest.Response{Status: 502}})
		s.event("READY", ready)
		pass(time.Minute)
		if n := len(s.discord.Requests("PUT", "/commands$")); n != 2 || s.log.String() != "" {
			t.Errorf("registered %d times:\n%s", n, s.log)
		}
	})
	play(t, func(s *stage) {
		s.knows(`[]`)
		s.discord.Fail(discordtest.Fault{Method: "PUT", Times: 1, Response: answered(403, 20012)})
		s.event("READY", ready)
		pass(time.Minute)
		s.event("READY", ready)
		pass(time.Minute)
		if n := len(s.discord.Requests("PUT", "/commands$")); n != 2 || !strings.Contains(s.log.String(), "can't be registered") {
			t.Errorf("registered %d times:\n%s", n, s.log)
		}
	})
}

// Ensure the commands keep to Discord's limits.
func TestCommandLimits(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for _, k := range commands(c) {
		texts := map[string]int{k.Name: 32, k.Description: 100}
		for _, l := range c.Languages() {
			texts[k.NameLocalizations[l]], texts[k.DescriptionLocalizations[l]] = 32, 100
		}
		optional := false
		for _, o := range k.Options {
			texts[o.Name], texts[o.Description] = 32, 100
			if o.Required && optional {
				t.Errorf("/%s: the required option %q stands behind an optional one", k.Name, o.Name)
			}
			optional = optional || !o.Required
		}
		for text, limit := range texts {
			if n := units(text); n > limit {
				t.Errorf("/%s: %q has %d characters, more than %d", k.Name, text, n, limit)
			}
		}
	}
	if len(commands(c)) != len(bot.Commands()) {
		t.Error("not all commands are registered")
	}
}

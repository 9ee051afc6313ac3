package discord

import (
	"encoding/json"
	"regexp"
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
		c["id"], c["application_id"], c["version"], c["nsfw"] = "1", "2", "3", false
		for _, key := range []string{"options", "default_member_permissions"} {
			if c[key] == nil {
				c[key] = nil
			}
		}
		withNothing(c["options"])
		c["contexts"] = []int{1, 0}
	}
	return pretty(t, list)
}

// withNothing puts nothing in the ways that Discord knows into options.
func withNothing(options any) {
	list, _ := options.([]any)
	for _, o := range list {
		o := o.(map[string]any)
		withNothing(o["options"])
		for _, c := range []string{"choices", "options"} {
			if o[c] == nil {
				o[c] = []any{}
			}
		}
		for _, key := range []string{"required", "autocomplete"} {
			if o[key] == nil {
				o[key] = nil
			}
		}
	}
}

// Ensure commands that are registered already are left alone, and others are not.
func TestRegisterDifferences(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(list string) string
		puts   int
	}{
		"the same":           {func(l string) string { return l }, 0},
		"another text":       {func(l string) string { return strings.Replace(l, "in your own words", "nicely", 1) }, 1},
		"another name":       {func(l string) string { return strings.Replace(l, `"frage"`, `"fragen"`, 1) }, 1},
		"no completion":      {func(l string) string { return strings.Replace(l, `"autocomplete": true`, `"autocomplete": false`, 1) }, 1},
		"a choice's name":    {func(l string) string { return strings.Replace(l, `"Montag"`, `"montags"`, 1) }, 1},
		"a choice":           {func(l string) string { return strings.Replace(l, `"monday"`, `"mon"`, 1) }, 1},
		"a subcommand's":     {func(l string) string { return strings.Replace(l, `"abbestellen"`, `"ab"`, 1) }, 1},
		"an option within":   {func(l string) string { return strings.Replace(l, `"zeitzone"`, `"zone"`, 1) }, 1},
		"for everybody":      {func(l string) string { return strings.Replace(l, `"32"`, `null`, 1) }, 1},
		"for administrators": {func(l string) string { return strings.Replace(l, `"32"`, `"8"`, 1) }, 1},
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
		checkTexts(t, c, k.Name, k.NameLocalizations, k.Description, k.DescriptionLocalizations)
		checkOptions(t, c, "/"+k.Name, k.Options)
	}
	if len(commands(c)) != len(bot.Commands()) {
		t.Error("not all commands are registered")
	}
}

// checkOptions holds options, and those within them, against Discord's limits.
func checkOptions(t *testing.T, c *bot.Catalogue, place string, options []option) {
	t.Helper()
	optional := false
	if len(options) > maxChoices {
		t.Errorf("%s: %d options", place, len(options))
	}
	for _, o := range options {
		checkTexts(t, c, o.Name, o.NameLocalizations, o.Description, o.DescriptionLocalizations)
		if o.Required && optional {
			t.Errorf("%s: the required option %q stands behind an optional one", place, o.Name)
		}
		optional = optional || !o.Required
		if o.Autocomplete && len(o.Choices) > 0 || len(o.Choices) > maxChoices {
			t.Errorf("%s: %q has %d choices", place, o.Name, len(o.Choices))
		}
		for _, choice := range o.Choices {
			if choice.Name == "" || units(choice.Name) > maxChoice || units(choice.Value) > maxChoice {
				t.Errorf("%s: choice %+v", place, choice)
			}
		}
		checkOptions(t, c, place+" "+o.Name, o.Options)
	}
}

// commandName matches what Discord takes for a name, as far as ours go.
var commandName = regexp.MustCompile(`^[-_a-z0-9äöüß]{1,32}$`)

func checkTexts(t *testing.T, c *bot.Catalogue, name string, names map[string]string, description string, descriptions map[string]string) {
	t.Helper()
	for _, l := range c.Languages() {
		if l != baseLanguage {
			name, description = names[l], descriptions[l]
		}
		if !commandName.MatchString(name) || description == "" || units(description) > 100 {
			t.Errorf("%q: name %q, description %q", l, name, description)
		}
	}
}

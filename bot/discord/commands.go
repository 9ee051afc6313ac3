package discord

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// command is a slash command as it is registered. discordgo's type writes null
// where Discord wants nothing.
type command struct {
	Type                     discordgo.ApplicationCommandType `json:"type"`
	Name                     string                           `json:"name"`
	NameLocalizations        map[string]string                `json:"name_localizations,omitempty"`
	Description              string                           `json:"description"`
	DescriptionLocalizations map[string]string                `json:"description_localizations,omitempty"`
	Options                  []option                         `json:"options,omitempty"`

	// The commands are there in servers and in direct conversations with the bot,
	// for servers that installed it.
	Contexts         []discordgo.InteractionContextType     `json:"contexts,omitempty"`
	IntegrationTypes []discordgo.ApplicationIntegrationType `json:"integration_types,omitempty"`
}

// option is one option of a command.
type option struct {
	Type                     discordgo.ApplicationCommandOptionType `json:"type"`
	Name                     string                                 `json:"name"`
	NameLocalizations        map[string]string                      `json:"name_localizations,omitempty"`
	Description              string                                 `json:"description"`
	DescriptionLocalizations map[string]string                      `json:"description_localizations,omitempty"`
	Required                 bool                                   `json:"required,omitempty"`
	Autocomplete             bool                                   `json:"autocomplete,omitempty"`
}

// baseLanguage is that of a command's own name; the others are localizations.
// Discord knows languages by the same names as the catalogue does ("de").
const baseLanguage = "en"

// commands lists the slash commands as they should be registered.
func commands(c *bot.Catalogue) []command {
	var all []command
	for _, b := range bot.Commands() {
		id := "command_" + b.Name
		k := command{
			Type: discordgo.ChatApplicationCommand,
			Name: b.Name, NameLocalizations: localizations(c, id),
			Description: c.Say(baseLanguage, id+"_about", nil), DescriptionLocalizations: localizations(c, id+"_about"),
			Contexts:         []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
			IntegrationTypes: []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
		}
		for _, o := range b.Options {
			id := "option_" + o.Name
			k.Options = append(k.Options, option{
				Type: discordgo.ApplicationCommandOptionString,
				Name: o.Name, NameLocalizations: localizations(c, id),
				Description: c.Say(baseLanguage, id+"_about", nil), DescriptionLocalizations: localizations(c, id+"_about"),
				Required: o.Required, Autocomplete: o.Complete != bot.CompleteNothing,
			})
		}
		all = append(all, k)
	}
	return all
}

func localizations(c *bot.Catalogue, id string) map[string]string {
	all := map[string]string{}
	for _, l := range c.Languages() {
		if l != baseLanguage {
			all[l] = c.Say(l, id, nil)
		}
	}
	return all
}

// register makes Discord know the commands. They are written only when they
// differ from those that it has, because clients load them anew then.
func (a *Adapter) register(ctx context.Context, app string) error {
	path := "applications/" + app + "/commands"
	want := commands(a.catalogue)
	return a.calls.Send(ctx, "commands", traffic.ClassBackground, func(ctx context.Context) error {
		var have []command
		if err := a.client.do(ctx, apiRequest{method: http.MethodGet, path: path + "?with_localizations=true", repeatable: true}, &have); err != nil {
			return err
		}
		if same(want, have) {
			return nil
		}
		return a.client.do(ctx, apiRequest{method: http.MethodPut, path: path, body: want, repeatable: true}, nil)
	})
}

// same tells whether two lists register the same commands. Discord returns them
// in an order of its own, and nothing as null, [] or {}.
func same(want, have []command) bool { return reflect.DeepEqual(normal(want), normal(have)) }

func normal(list []command) []command {
	list = slices.Clone(list)
	for i := range list {
		k := &list[i]
		k.Type = cmp.Or(k.Type, discordgo.ChatApplicationCommand)
		k.NameLocalizations, k.DescriptionLocalizations = known(k.NameLocalizations), known(k.DescriptionLocalizations)
		k.Contexts, k.IntegrationTypes = slices.Sorted(slices.Values(k.Contexts)), slices.Sorted(slices.Values(k.IntegrationTypes))
		k.Options = slices.Clone(k.Options)
		for j := range k.Options {
			o := &k.Options[j]
			o.NameLocalizations, o.DescriptionLocalizations = known(o.NameLocalizations), known(o.DescriptionLocalizations)
		}
		if len(k.Options) == 0 {
			k.Options = nil
		}
	}
	slices.SortFunc(list, func(a, b command) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

func known(m map[string]string) map[string]string {
	m = maps.Clone(m)
	if len(m) == 0 {
		return nil
	}
	return m
}

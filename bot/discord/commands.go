package discord

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"

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

	// DefaultMemberPermissions are the rights of those whom Discord shows the command
	// in a server, as long as nobody there decides otherwise.
	DefaultMemberPermissions string `json:"default_member_permissions,omitempty"`

	// The commands are there in servers and in direct conversations with the bot,
	// for servers that installed it.
	Contexts         []discordgo.InteractionContextType     `json:"contexts,omitempty"`
	IntegrationTypes []discordgo.ApplicationIntegrationType `json:"integration_types,omitempty"`
}

// option is one option of a command, or one of several commands in it.
type option struct {
	Type                     discordgo.ApplicationCommandOptionType `json:"type"`
	Name                     string                                 `json:"name"`
	NameLocalizations        map[string]string                      `json:"name_localizations,omitempty"`
	Description              string                                 `json:"description"`
	DescriptionLocalizations map[string]string                      `json:"description_localizations,omitempty"`
	Required                 bool                                   `json:"required,omitempty"`
	Autocomplete             bool                                   `json:"autocomplete,omitempty"`
	Choices                  []choice                               `json:"choices,omitempty"`
	Options                  []option                               `json:"options,omitempty"`
}

// choice is one of all the values that an option can have.
type choice struct {
	Name              string            `json:"name"`
	NameLocalizations map[string]string `json:"name_localizations,omitempty"`
	Value             string            `json:"value"`
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
		if (bot.Question{Kind: b.Kind}).Manages() {
			k.DefaultMemberPermissions = managers
		}
		k.Options = append(options(c, b), subcommands(c, b, id)...)
		all = append(all, k)
	}
	return all
}

// managers are those who may manage a server, as Discord writes rights. It only
// hides commands from the others: whoever may use one is decided by each event.
var managers = strconv.Itoa(discordgo.PermissionManageGuild)

// subcommands lists what a command is several of in one. id is the command's own.
func subcommands(c *bot.Catalogue, b bot.Command, id string) (all []option) {
	for _, s := range b.Sub {
		id := id + "_" + s.Name
		all = append(all, option{
			Type: discordgo.ApplicationCommandOptionSubCommand,
			Name: s.Name, NameLocalizations: localizations(c, id),
			Description: c.Say(baseLanguage, id+"_about", nil), DescriptionLocalizations: localizations(c, id+"_about"),
			Options: options(c, s),
		})
	}
	return all
}

// options lists what is typed behind a command.
func options(c *bot.Catalogue, b bot.Command) (all []option) {
	for _, o := range b.Options {
		id := "option_" + o.Name
		all = append(all, option{
			Type: discordgo.ApplicationCommandOptionString,
			Name: o.Name, NameLocalizations: localizations(c, id),
			Description: c.Say(baseLanguage, id+"_about", nil), DescriptionLocalizations: localizations(c, id+"_about"),
			Required: o.Required, Autocomplete: o.Complete != bot.CompleteNothing, Choices: choices(c, o),
		})
	}
	return all
}

// choices names all that an option can be.
func choices(c *bot.Catalogue, o bot.CommandOption) (all []choice) {
	for _, value := range o.Choices {
		id := "choice_" + value
		all = append(all, choice{Name: c.Say(baseLanguage, id, nil), NameLocalizations: localizations(c, id), Value: value})
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
		k.Options = normalOptions(k.Options)
	}
	slices.SortFunc(list, func(a, b command) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

func normalOptions(list []option) []option {
	if len(list) == 0 {
		return nil
	}
	list = slices.Clone(list)
	for i := range list {
		o := &list[i]
		o.NameLocalizations, o.DescriptionLocalizations = known(o.NameLocalizations), known(o.DescriptionLocalizations)
		o.Options = normalOptions(o.Options)
		if o.Choices = slices.Clone(o.Choices); len(o.Choices) == 0 {
			o.Choices = nil
		}
		for j := range o.Choices {
			o.Choices[j].NameLocalizations = known(o.Choices[j].NameLocalizations)
		}
	}
	return list
}

func known(m map[string]string) map[string]string {
	m = maps.Clone(m)
	if len(m) == 0 {
		return nil
	}
	return m
}

package discord

import (
	"regexp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
)

// asked is a question as Discord delivered it.
type asked struct {
	ID       string // of the message or interaction, once in the world
	Channel  string // a thread and a direct conversation are channels as well
	Guild    string // empty in a direct conversation
	User     string
	Question bot.Question
}

// foreign matches what Discord writes for mentions, links to channels and
// commands, custom emoji and timestamps: no words of a question.
// https://docs.discord.com/developers/reference#message-formatting-formats
var foreign = regexp.MustCompile(`<(?:@[!&]?\d+|#\d+|/[^<>]{1,64}:\d+|a?:\w{1,64}:\d+|t:-?\d+(?::\w)?|id:\w+)>`)

// parseMessage reads a message that was written to the bot itself, whose user id
// is self: in a direct conversation, with a mention, or as a reply. It returns
// false for every other one, and for those of bots, webhooks and Discord.
// Pointers in m may be nil, wherever they are.
func parseMessage(m *discordgo.Message, self string) (asked, bool) {
	switch {
	case m == nil || m.ID == "" || m.ChannelID == "" || self == "":
		return asked{}, false
	case m.Author == nil || m.Author.ID == "" || m.Author.ID == self || m.Author.Bot || m.Author.System || m.WebhookID != "":
		return asked{}, false
	case m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply:
		return asked{}, false
	case m.GuildID != "" && !addresses(m, self):
		return asked{}, false
	case m.GuildID != "" && m.Content == "" && !mentions(m, self):
		return asked{}, false // a reply without a mention: Discord keeps its text from the bot
	}
	q := bot.Question{
		Text: words(m.Content), Conversation: conversation(m.ChannelID, m.Author.ID), Person: person(m.Author.ID),
		Chat: bot.Chat{Platform: bot.Discord, ID: m.ChannelID, Server: m.GuildID},
	}
	if q.Text == "" { // only a mention, a picture or a sticker
		q.Kind = bot.KindHelp
	}
	q.Manager = q.Manages() && m.GuildID == "" // a message in a server does not say what its author may do
	return asked{ID: m.ID, Channel: m.ChannelID, Guild: m.GuildID, User: m.Author.ID, Question: q}, true
}

// addresses tells whether a message mentions the bot or replies to it.
func addresses(m *discordgo.Message, self string) bool {
	r := m.ReferencedMessage
	return mentions(m, self) || r != nil && r.Author != nil && r.Author.ID == self
}

func mentions(m *discordgo.Message, self string) bool {
	return slices.ContainsFunc(m.Mentions, func(u *discordgo.User) bool { return u != nil && u.ID == self })
}

// words are what a person typed, without what Discord put in for other things.
func words(content string) string {
	return strings.Join(strings.Fields(foreign.ReplaceAllString(content, " ")), " ")
}

// conversation is the id that ties a person's questions in a channel together.
func conversation(channel, user string) string { return "dc:" + channel + ":" + user }

// personPrefix tells people on Discord from those on other platforms.
const personPrefix = "dc:"

// person is the id of somebody, in whatever channel; empty where nobody is known.
func person(user string) string {
	if user == "" {
		return ""
	}
	return personPrefix + user
}

// call is an interaction: a command, or something below a message that was
// pressed.
type call struct {
	asked
	App   string // the application's id
	Token string // allows to answer, and is as secret as the bot's

	Component bool // something below a message was pressed
	Private   bool // that message is seen by one person alone, or the command's answer is to be
	Share     bool // what is seen by one person alone is to be shown to everybody

	Nonce string // of the post whose button was pressed; empty for other messages
}

// parseCall reads a command or a press. It returns false for what can't be
// answered at all. What is not known, such as a command of an older version, is
// read as a question for help or as a press of a button that nobody knows.
func parseCall(i *discordgo.Interaction) (call, bool) {
	if i == nil || i.ID == "" || i.Token == "" || i.AppID == "" {
		return call{}, false
	}
	c := call{App: i.AppID, Token: i.Token}
	c.ID, c.Channel, c.Guild, c.User = i.ID, i.ChannelID, i.GuildID, userOf(i)
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		data, _ := i.Data.(discordgo.ApplicationCommandInteractionData)
		c.Question = commandQuestion(data)
		c.Private = c.Guild != "" && quiet(c.Question.Kind)
	case discordgo.InteractionMessageComponent:
		data, _ := i.Data.(discordgo.MessageComponentInteractionData)
		c.Component = true
		c.Private = i.Message != nil && i.Message.Flags&discordgo.MessageFlagsEphemeral != 0
		c.Question.Kind = bot.KindPress
		c.Question.Text, c.Share = strings.CutPrefix(data.CustomID, sharePrefix)
		c.Question.Text, c.Nonce, _ = strings.Cut(c.Question.Text, nonceMark)
	case discordgo.InteractionModalSubmit: // this version opens none
		c.Question.Kind = bot.KindPress
	default:
		return call{}, false
	}
	c.Question.Locale = string(i.Locale)
	c.Question.Conversation, c.Question.Person = conversation(c.Channel, c.User), person(c.User)
	c.Question.Chat = bot.Chat{Platform: bot.Discord, ID: c.Channel, Server: c.Guild}
	c.Question.Manager = c.Question.Manages() && manages(i)
	return c, true
}

// manages tells whether who made an interaction may decide what its channel gets:
// everybody in a direct conversation with the bot, and in a server those who may
// manage it. That Discord hid a command from the others is not relied upon.
func manages(i *discordgo.Interaction) bool {
	if i.Member == nil {
		return i.GuildID == ""
	}
	return i.Member.Permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) != 0
}

// userOf is who made an interaction: a member in a server, else a user.
func userOf(i *discordgo.Interaction) string {
	switch {
	case i.Member != nil && i.Member.User != nil:
		return i.Member.User.ID
	case i.User != nil:
		return i.User.ID
	}
	return ""
}

// quiet tells which commands are answered to the one who asked alone, in a
// channel: a search of quotes, which is work in progress until it is shared, and
// what the bot says about itself and is told to do, which the others did not ask
// for.
func quiet(k bot.Kind) bool {
	return k == bot.KindQuote || k == bot.KindHelp || k == bot.KindPrivacy || k == bot.KindWeekly
}

// commandQuestion is what a command asks.
func commandQuestion(data discordgo.ApplicationCommandInteractionData) bot.Question {
	command, given, ok := commandOf(data)
	if !ok {
		return bot.Question{Kind: bot.KindHelp}
	}
	q := bot.Question{Kind: command.Kind}
	if command.Name != data.Name { // one of several in one, which is never named as they are together
		q.Text = command.Name
	}
	for _, o := range command.Options {
		switch value := valueOf(given, o.Name); {
		case o.Speaker:
			q.Speaker = value
		case value != "":
			q.Text = bot.Join(" ", q.Text, value)
		}
	}
	return q
}

// givenOptions are options as Discord delivers them, of which any may be nil.
type givenOptions = []*discordgo.ApplicationCommandInteractionDataOption

// commandOf is the command that was given, with what was typed behind it. Of
// several in one it is the one that was chosen.
func commandOf(data discordgo.ApplicationCommandInteractionData) (command bot.Command, given givenOptions, ok bool) {
	command, ok = commandNamed(bot.Commands(), data.Name)
	if !ok || len(command.Sub) == 0 {
		return command, data.Options, ok
	}
	for _, o := range data.Options {
		if o == nil {
			continue
		}
		if sub, ok := commandNamed(command.Sub, o.Name); ok {
			return sub, o.Options, true
		}
	}
	return bot.Command{}, nil, false
}

func commandNamed(commands []bot.Command, name string) (bot.Command, bool) {
	for _, c := range commands {
		if c.Name == name {
			return c, true
		}
	}
	return bot.Command{}, false
}

func valueOf(options givenOptions, name string) string {
	for _, o := range options {
		if o != nil && o.Name == name {
			value, _ := o.Value.(string)
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// parseTyped reads what somebody has typed so far into an option of a command.
func parseTyped(i *discordgo.Interaction) (what bot.Completion, typed string) {
	data, _ := i.Data.(discordgo.ApplicationCommandInteractionData)
	command, given, _ := commandOf(data)
	for _, g := range given {
		if g == nil || !g.Focused {
			continue
		}
		for _, o := range command.Options {
			if o.Name == g.Name {
				typed, _ = g.Value.(string)
				return o.Complete, typed
			}
		}
	}
	return bot.CompleteNothing, ""
}

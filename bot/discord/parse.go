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
	q := bot.Question{Text: words(m.Content), Conversation: conversation(m.ChannelID, m.Author.ID), Person: person(m.Author.ID)}
	if q.Text == "" { // only a mention, a picture or a sticker
		q.Kind = bot.KindHelp
	}
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

// person is the id of somebody, in whatever channel; empty where nobody is known.
func person(user string) string {
	if user == "" {
		return ""
	}
	return "dc:" + user
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
	case discordgo.InteractionModalSubmit: // this version opens none
		c.Question.Kind = bot.KindPress
	default:
		return call{}, false
	}
	c.Question.Locale = string(i.Locale)
	c.Question.Conversation, c.Question.Person = conversation(c.Channel, c.User), person(c.User)
	return c, true
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
// what the bot says about itself, which the others did not ask for.
func quiet(k bot.Kind) bool {
	return k == bot.KindQuote || k == bot.KindHelp || k == bot.KindPrivacy
}

// commandQuestion is what a command asks.
func commandQuestion(data discordgo.ApplicationCommandInteractionData) bot.Question {
	command, ok := commandNamed(data.Name)
	if !ok {
		return bot.Question{Kind: bot.KindHelp}
	}
	q := bot.Question{Kind: command.Kind}
	for _, o := range command.Options {
		switch value := valueOf(data.Options, o.Name); {
		case o.Speaker:
			q.Speaker = value
		case value != "":
			q.Text = bot.Join(" ", q.Text, value)
		}
	}
	return q
}

func commandNamed(name string) (bot.Command, bool) {
	for _, c := range bot.Commands() {
		if c.Name == name {
			return c, true
		}
	}
	return bot.Command{}, false
}

func valueOf(options []*discordgo.ApplicationCommandInteractionDataOption, name string) string {
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
	command, _ := commandNamed(data.Name)
	for _, given := range data.Options {
		if given == nil || !given.Focused {
			continue
		}
		for _, o := range command.Options {
			if o.Name == given.Name {
				typed, _ = given.Value.(string)
				return o.Complete, typed
			}
		}
	}
	return bot.CompleteNothing, ""
}

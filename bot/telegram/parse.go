package telegram

import (
	"cmp"
	"log/slog"
	"strconv"
	"strings"
	"unicode"

	"github.com/reportbot/reportbot/bot"
)

// what an update asks of the bot.
type what int

const (
	nothing  what = iota // not for the bot
	question             // somebody asks
	prompt               // a command that needs words came without any
	pressed              // a button
	inline               // a search in any chat
	moved                // a group became a supergroup
	changed              // the bot was added, removed or blocked, or its rights changed
)

// incoming is an update as far as the bot deals with it.
type incoming struct {
	what     what
	lane     string // updates of one lane are dealt with in order
	asker    string // whom the allowance is counted for
	place    place  // where an answer goes
	question bot.Question
	command  bot.Command // of a prompt
	query    string      // the id of a press or a search, to be answered
	offset   string      // of a search
	message  *message    // that a pressed button hangs on; nil where it is out of reach
	note     string      // what became of the bot in a chat, or where a group moved to
	change   *bot.Change // the same for the rest of the bot; nil where it means nothing to it

	// Who asks, where a question Manages.
	manager bool  // surely may decide for the chat
	user    int64 // else whose rights in the chat tell; 0 where there is nobody to ask for
	adrift  bool  // nobody knows which topic a pressed button stands in
}

// place is where a message goes.
type place struct {
	chat    int64
	thread  int64 // the forum topic; 0 outside of one
	reply   int64 // the message that is answered; 0 for none
	channel bool  // nobody sees a typing sign there
}

// key is the place's chat as the lanes and the outbox know it.
func (p place) key() string { return strconv.FormatInt(p.chat, 10) }

// address is the place's chat as the rest of the bot knows it.
func (p place) address() bot.Chat {
	c := bot.Chat{Platform: bot.Telegram, ID: p.key()}
	if p.thread != 0 {
		c.Thread = strconv.FormatInt(p.thread, 10)
	}
	return c
}

// LogValue names groups and channels in the log, but no person: the id of a private
// chat is that of whoever asks.
func (p place) LogValue() slog.Value {
	if p.chat > 0 {
		return slog.StringValue(chatPrivate)
	}
	return slog.Int64Value(p.chat)
}

// parser reads updates for one bot. It is pure.
type parser struct {
	self     user
	commands map[string]named // by name, in every language
}

// named is a command under one of its names.
type named struct {
	bot.Command
	lang string // that the name tells of who uses it; empty for the menu that all others get
}

func newParser(c *bot.Catalogue, self user) *parser {
	p := &parser{self: self, commands: map[string]named{}}
	for _, command := range bot.Commands() {
		for _, lang := range c.Languages() {
			if lang != menuLanguage {
				p.commands[c.Say(lang, "command_"+command.Name, nil)] = named{command, lang}
			}
		}
		p.commands[c.Say(menuLanguage, "command_"+command.Name, nil)] = named{command, ""}
	}
	return p
}

// parse tells what an update asks.
func (p *parser) parse(u update) incoming {
	switch {
	case u.Message != nil:
		return p.message(u.Message)
	case u.ChannelPost != nil:
		return p.message(u.ChannelPost)
	case u.Callback != nil:
		return p.press(u.Callback)
	case u.Inline != nil:
		return p.search(u.Inline)
	case u.Member != nil:
		return membership(u.Member)
	}
	return incoming{}
}

func laneOf(chat int64) string { return "chat:" + strconv.FormatInt(chat, 10) }

func (p *parser) message(m *message) incoming {
	if in, is := service(m); is {
		return in
	}
	asker, ok := p.asker(m)
	if !ok {
		return incoming{}
	}
	in := incoming{what: question, lane: laneOf(m.Chat.ID), asker: asker, place: placeOf(m)}
	text, entities := m.Text, m.Entities
	if text == "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	asked, command, ok := p.read(m, text, entities)
	if !ok {
		return incoming{}
	}
	in.question = asked
	if command != nil {
		in.what, in.command = prompt, *command
	}
	if m.From != nil {
		in.question.Locale = cmp.Or(asked.Locale, m.From.Language)
	}
	if m.From == nil || m.SenderChat != nil {
		// A channel and an anonymous administrator have no language but the command's.
		in.question.Locale = cmp.Or(asked.Locale, p.named(text))
	}
	in.question.Conversation, in.question.Person = conversation(in.place, asker), person(asker)
	in.question.Chat = in.place.address()
	in.manager, in.user = speaker(m)
	return in
}

// speaker tells whether whoever sent a message may surely decide for its chat, and
// else whose rights there have to be looked up. Only administrators post in a
// channel, or in the name of the group itself; other chats that somebody speaks for
// have no say.
func speaker(m *message) (manager bool, user int64) {
	switch {
	case m.Chat.Type == chatPrivate, m.Chat.Type == chatChannel:
		return true, 0
	case m.SenderChat != nil:
		return m.SenderChat.ID == m.Chat.ID, 0
	case m.From != nil:
		return false, m.From.ID
	}
	return false, 0
}

// asker is who sent a message, if it is somebody to answer. Those who write for a
// chat (an anonymous administrator, a channel) carry the id of a bot as sender;
// what a channel's own group repeats of it was answered there.
func (p *parser) asker(m *message) (id string, ok bool) {
	switch {
	case m.AutomaticForward, m.ViaBot != nil:
		return "", false
	case m.SenderChat != nil:
		return strconv.FormatInt(m.SenderChat.ID, 10), true
	case m.From == nil:
		return strconv.FormatInt(m.Chat.ID, 10), m.Chat.Type == chatChannel
	default:
		return strconv.FormatInt(m.From.ID, 10), !m.From.IsBot && m.From.ID != p.self.ID
	}
}

// placeOf is where a message is answered. In a private chat there is nobody else
// to tell apart, so the answer does not repeat what it answers.
func placeOf(m *message) place {
	to := place{chat: m.Chat.ID, channel: m.Chat.Type == chatChannel}
	if m.TopicMessage {
		to.thread = m.Thread
	}
	if m.Chat.Type != chatPrivate {
		to.reply = m.ID
	}
	return to
}

func conversation(at place, asker string) string {
	return "tg:" + at.key() + ":" + strconv.FormatInt(at.thread, 10) + ":" + asker
}

// person is whoever asks, wherever they do.
func person(asker string) string { return personPrefix + asker }

// personPrefix tells Telegram's people from those of other platforms.
const personPrefix = "tg:"

// read tells what a message asks: by a command, by the bot's name, by a reply to
// the bot, or in a private chat by any words. A command that lacks its words is
// returned as well.
func (p *parser) read(m *message, text string, entities []entity) (q bot.Question, lacks *bot.Command, ok bool) {
	private := m.Chat.Type == chatPrivate
	if m.ForwardOrigin != nil && !private {
		return q, nil, false
	}
	if name, to, rest, is := splitCommand(text); is {
		if to != "" && !strings.EqualFold(to, p.self.Username) {
			return q, nil, false
		}
		return p.command(name, rest, private || to != "")
	}
	rest, mentioned := p.withoutMention(text, entities)
	replied := p.repliesToUs(m)
	if !private && !mentioned && !replied {
		return q, nil, false
	}
	q.Text = clean(rest)
	if command, prompted := p.prompted(m.ReplyTo); replied && prompted {
		q.Kind = command.Kind
	}
	if q.Text == "" && mentioned {
		q.Kind = bot.KindHelp
	}
	return q, nil, q.Text != "" || mentioned
}

// clean is what somebody typed, without what can't be seen and without what
// parts a mention from the words.
func clean(s string) string {
	return strings.TrimLeftFunc(strings.TrimSpace(bot.Clean(s)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",:;–—", r)
	})
}

// named is the language of a command's name at the beginning of a text; empty for none.
func (p *parser) named(text string) string {
	name, _, _, is := splitCommand(text)
	command, known := p.commands[name]
	if !is || !known {
		return ""
	}
	return cmp.Or(command.lang, menuLanguage)
}

// splitCommand parts "/name@bot words". is is false where text is no command.
func splitCommand(text string) (name, to, rest string, is bool) {
	text, is = strings.CutPrefix(strings.TrimSpace(text), "/")
	if !is {
		return "", "", "", false
	}
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		end = len(text)
	}
	name, to, _ = strings.Cut(text[:end], "@")
	return strings.ToLower(name), to, clean(text[end:]), name != ""
}

// command is what a command asks. An unknown one is for another bot, unless it
// was meant for this one, which then says what it can do.
func (p *parser) command(name, rest string, forUs bool) (q bot.Question, lacks *bot.Command, ok bool) {
	if name == "start" {
		return started(rest), nil, true
	}
	command, known := p.commands[name]
	if !known {
		return bot.Question{Kind: bot.KindHelp}, nil, forUs
	}
	q.Kind, q.Locale = command.Kind, command.lang
	takesWords := len(command.Options) > 0
	if takesWords || len(command.Sub) > 0 {
		q.Text = rest
	}
	if takesWords && rest == "" {
		lacks = &command.Command
	}
	return q, lacks, true
}

// started is what a link into the chat asks; without anything behind it, it is
// somebody's first visit.
func started(payload string) bot.Question {
	if payload == "" || payload == startHelp {
		return bot.Question{Kind: bot.KindHelp}
	}
	return bot.Question{Kind: bot.KindLink, Text: payload}
}

// startHelp is the start parameter that leads to what the bot can do.
const startHelp = "help"

// repliesToUs tells whether a message answers one of the bot's. The first message
// of a topic is not answered by all those behind it.
func (p *parser) repliesToUs(m *message) bool {
	r := m.ReplyTo
	return r != nil && r.From != nil && r.From.ID == p.self.ID && (!m.TopicMessage || r.ID != m.Thread)
}

// prompted is the command that the bot asked words for in a message: the one
// command in it, which Telegram has marked. Others are only mentioned there, such as
// how to unsubscribe below a weekly fact.
func (p *parser) prompted(m *message) (bot.Command, bool) {
	if m == nil || len(m.Entities) != 1 || m.Entities[0].Type != "bot_command" {
		return bot.Command{}, false
	}
	name, _, _, _ := splitCommand(slice(m.Text, m.Entities[0]))
	command, known := p.commands[name]
	return command.Command, known && len(command.Options) > 0
}

func (p *parser) press(c *press) incoming {
	in := incoming{
		what: pressed, lane: "user:" + strconv.FormatInt(c.From.ID, 10), asker: strconv.FormatInt(c.From.ID, 10),
		query: c.ID, question: bot.Question{Kind: bot.KindPress, Text: c.Data, Locale: c.From.Language},
	}
	in.question.Person = person(in.asker)
	if c.Message == nil {
		return in
	}
	in.lane, in.place = laneOf(c.Message.Chat.ID), placeOf(c.Message)
	in.manager, in.user = c.Message.Chat.Type == chatPrivate, c.From.ID
	if !in.manager { // A notice need not wait for what a whole group asks.
		in.lane += ":" + strconv.FormatInt(c.Message.ID, 10)
	}
	in.question.Conversation, in.question.Chat = conversation(in.place, in.asker), in.place.address()
	in.adrift = c.Message.Date == 0 && c.Message.Chat.Forum
	if c.Message.Date != 0 {
		in.message = c.Message
	}
	return in
}

func (p *parser) search(s *search) incoming {
	asker := strconv.FormatInt(s.From.ID, 10)
	return incoming{
		what: inline, lane: "inline:" + asker, asker: asker, query: s.ID, offset: s.Offset,
		question: bot.Question{Text: clean(s.Query), Locale: s.From.Language, Person: person(asker)},
	}
}

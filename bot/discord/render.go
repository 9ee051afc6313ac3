package discord

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
)

// message is what a message shows, wherever it goes. Lists are never null: an
// edit takes away what is not in them.
type message struct {
	Content         string                       `json:"content,omitempty"` // where there may be no embeds
	Embeds          []*discordgo.MessageEmbed    `json:"embeds"`
	Components      []discordgo.MessageComponent `json:"components"`
	Attachments     []attachment                 `json:"attachments"`
	AllowedMentions allowedMentions              `json:"allowed_mentions"`
	Flags           discordgo.MessageFlags       `json:"flags,omitempty"`

	picture []byte // the one attachment, a PNG
	cut     string // says that something was left out, if that becomes necessary
}

// attachment says what a file that is sent along is. discordgo's type lacks the
// description.
type attachment struct {
	ID          string `json:"id"` // N, for the part files[N]
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// allowedMentions notifies nobody, whatever a text holds. discordgo's type leaves
// out that the author of the message replied to is not notified either.
type allowedMentions struct {
	Parse       []string `json:"parse"`
	RepliedUser bool     `json:"replied_user"`
}

// pictureName is what a chart's file is called.
const pictureName = "chart.png"

// renderer turns answers into messages. It is pure and safe for concurrent use.
type renderer struct {
	catalogue *bot.Catalogue
}

// look is how an answer is to be rendered.
type look struct {
	most    int    // messages that the lines may fill
	private bool   // one person alone sees it
	picture []byte // the answer's chart, drawn; nil without one
	single  bool   // one message and no more, of at most one footer
	nonce   string // of the post that it is; empty for answers
}

// answer returns the messages that an answer fills, at least one. The first holds
// the question, the title and the picture; the last the sources and the buttons.
// Sources that find no room there fill messages of their own: they are never
// left out, but for a single message, whose footer then shows that it is cut.
func (r renderer) answer(a bot.Answer, as look) []message {
	doc := bot.Layout(r.catalogue, a)
	if as.single {
		as.most = 1
	}
	parts, cut := bot.Fit(doc.Lines, roomForLines, as.most, func(l []bot.Line) int { return units(markdown(l)) })
	if len(parts) == 0 {
		parts = [][]bot.Line{nil}
	}
	last := len(parts) - 1
	if cut {
		parts[last] = append(slices.Clip(parts[last]), r.remark(a.Language, "cut"))
	}
	var messages []message
	for _, lines := range parts {
		messages = append(messages, newMessage(a, markdown(lines)))
	}
	r.head(&messages[0], a, doc, as.picture)
	for i, f := range footers(doc.Sources, as.single) {
		if i > 0 {
			messages = append(messages, newMessage(a, ""))
		}
		messages[last+i].Embeds[0].Footer = &discordgo.MessageEmbedFooter{Text: f}
	}
	messages[last].Components = buttonRows(a.Buttons, as.private, as.nonce)
	r.fill(messages, a)
	for i := range messages {
		messages[i].cut = r.catalogue.Say(a.Language, "cut", nil)
	}
	if as.private {
		for i := range messages {
			messages[i].Flags = discordgo.MessageFlagsEphemeral
		}
	}
	return messages
}

func newMessage(a bot.Answer, description string) message {
	return message{
		Embeds:          []*discordgo.MessageEmbed{{Description: description, Color: colour(a)}},
		Components:      []discordgo.MessageComponent{},
		Attachments:     []attachment{},
		AllowedMentions: allowedMentions{Parse: []string{}},
	}
}

// head puts what an answer begins with onto its first message.
func (r renderer) head(m *message, a bot.Answer, doc bot.Document, picture []byte) {
	embed := m.Embeds[0]
	if doc.Asked != "" { // an author's name is not markdown
		asked := r.catalogue.Say(a.Language, "asked", bot.Args{"Text": doc.Asked})
		embed.Author = &discordgo.MessageEmbedAuthor{Name: shorten(asked, maxAuthor, units)}
	}
	if doc.Title != "" {
		embed.Title = escapeLine(shorten(doc.Title, maxTitle, func(s string) int { return units(escapeLine(s)) }))
	}
	if picture != nil && a.Chart != nil {
		m.picture = picture
		embed.Image = &discordgo.MessageEmbedImage{URL: "attachment://" + pictureName}
		m.Attachments = []attachment{{ID: "0", Filename: pictureName, Description: shorten(bot.CleanLine(a.Chart.Alt), maxAlt, units)}}
	}
}

// fill gives embeds that show nothing a text, because Discord refuses them. An
// answer without anything is a fault of whoever answered.
func (r renderer) fill(messages []message, a bot.Answer) {
	for _, m := range messages {
		e := m.Embeds[0]
		if e.Title == "" && strings.TrimSpace(e.Description) == "" && e.Image == nil && e.Footer == nil && e.Author == nil {
			e.Description = markdown([]bot.Line{r.remark(a.Language, "failed")})
		}
	}
}

func (r renderer) remark(lang, id string) bot.Line {
	return bot.Line{Shape: bot.ShapeRemark, Spans: []bot.Span{{Text: r.catalogue.Say(lang, id, nil)}}}
}

// footers puts sources below each other, into as few footers as they fit in, or
// into a single one that is cut. A footer is not markdown.
func footers(sources []string, single bool) []string {
	if single && len(sources) > 0 {
		sources = []string{strings.Join(sources, "\n")}
	}
	var all []string
	for _, s := range sources {
		s = shorten(s, maxFooter, units)
		if last := len(all) - 1; last >= 0 && units(all[last])+1+units(s) <= maxFooter {
			all[last] += "\n" + s
			continue
		}
		all = append(all, s)
	}
	return all
}

// The colours of an embed's edge, which also people can tell apart who confuse
// red and green (the palette of Okabe and Ito). They repeat what the text says.
const (
	colourNumber = 0x0072B2 // blue: figures
	colourQuote  = 0xCC79A7 // purple: people and what they said
	colourText   = 0x009E73 // green: what the report writes
	colourPart   = 0xE69F00 // orange: an answer with gaps
	colourNone   = 0x999999 // grey: not in the report, and the bot about itself
)

// colour is that of an answer's kind.
func colour(a bot.Answer) int {
	if a.Status == bot.Partial {
		return colourPart
	}
	if a.Status == bot.NotFound {
		return colourNone
	}
	switch a.Wish {
	case bot.WishRanking, bot.WishValue, bot.WishComparison:
		return colourNumber
	case bot.WishQuote, bot.WishPerson:
		return colourQuote
	case bot.WishList, bot.WishDefinition, bot.WishPassage:
		return colourText
	default:
		return colourNone
	}
}

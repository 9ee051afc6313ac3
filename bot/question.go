package bot

import "strings"

// Question is what somebody wants to know, as a front-end reads it from an event
// of its platform.
type Question struct {
	// Kind says how Text is to be read.
	Kind Kind

	// Text is what was typed: the question itself, or what stands behind a command.
	Text string

	// Speaker narrows KindQuote to a person, place or organisation. May be empty.
	Speaker string

	// Locale is the language that the platform gives for the person, such as
	// "de" or "en-GB". It decides where the words do not. It may be empty.
	Locale string

	// Language forces the language of the answer ("de", "en"); empty lets the
	// words decide.
	Language string

	// Conversation ties follow-ups to what was asked before: one id a chat and
	// person. Empty means that nothing is remembered.
	Conversation string

	// Person tells people apart, whatever conversation they are in, so that each
	// one's vote counts once, and says whom to tell when the weekly post that they
	// ordered stops. Only KindWeekly keeps it, and says so. It may be empty.
	Person string

	// Chat is where the question was asked. It is empty in a terminal.
	Chat Chat

	// Manager says that whoever asks may decide what the chat gets. Front-ends find
	// it out only for questions that Manages is true of.
	Manager bool
}

// Manages tells whether a question may change what a chat gets every week, which
// not everybody may.
func (q Question) Manages() bool {
	return q.Kind == KindWeekly || q.Kind == KindPress && strings.HasPrefix(q.Text, ManagingPress)
}

// ManagingPress begins the Press of every button that changes what a chat gets.
const ManagingPress = "W-"

// Kind is how a question is to be read.
type Kind string

// The kinds: a question in people's own words, and what commands and buttons ask.
const (
	KindAsk     Kind = ""        // Text is a question
	KindQuote   Kind = "quote"   // Text is what quotes must hold; may be empty beside a Speaker
	KindFigure  Kind = "figure"  // Text is a figure's name, or the Value of a Choice
	KindFact    Kind = "fact"    // any key fact; Text is not used
	KindHelp    Kind = "help"    // what the bot can do
	KindPrivacy Kind = "privacy" // what is kept of what people ask
	KindWeekly  Kind = "weekly"  // what a chat gets every week: Text is what to do, such as "subscribe monday 9:00"
	KindPress   Kind = "press"   // Text is a button's Press
	KindLink    Kind = "link"    // Text is a Press from a link, which somebody else may have made: it can only show
)

// Choice is one proposal while somebody types.
type Choice struct {
	Name  string // what people read
	Value string // the Text or the Speaker of the Question
}

// Findings are the records that a search shows side by side.
type Findings struct {
	Language string
	Found    []Finding
	More     bool // there are further ones behind these
}

// Finding is one record that a search found.
type Finding struct {
	ID     string // of the record, the same for the same record; a Press that shows it
	Title  string // plain, one line
	Text   string // plain, the beginning of what it says
	Answer Answer // the record as an answer
}

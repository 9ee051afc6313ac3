// Package bot holds what every front-end shares: a Question as a platform hands
// it in, the Answer as a small document that knows no platform, and the
// catalogue of the interface's texts in both languages. It does not search and
// does not talk to anybody: package assist answers, the front-ends render.
package bot

// Wish is what somebody wants with a question.
type Wish string

// The wishes. WishUnknown is a question that nothing in the report answers.
const (
	WishRanking    Wish = "ranking"
	WishValue      Wish = "value"
	WishQuote      Wish = "quote"
	WishList       Wish = "list"
	WishPerson     Wish = "person"
	WishDefinition Wish = "definition"
	WishComparison Wish = "comparison"
	WishPassage    Wish = "passage"
	WishAbout      Wish = "about"
	WishUnknown    Wish = "unknown"
)

// Status says how far a question was answered.
type Status string

// The statuses. Partial is an answer in which what was asked for is lost or
// only in part in the report, and which says so.
const (
	Answered Status = "answered"
	Partial  Status = "partial"
	NotFound Status = "not_found"
)

// Answer is one answer, ready to be fitted to a platform and rendered. Its texts
// are plain: escaping and markup belong to the front-ends.
type Answer struct {
	Language    string
	Wish        Wish
	Status      Status
	Title       string
	Blocks      []Block
	Citations   []Citation
	Suggestions []string

	// More says that the question "more" in the same conversation shows further
	// records.
	More bool

	// Asked is the question, where it came by a button or a link: nobody typed it,
	// so a front-end repeats it above the answer. Empty elsewhere.
	Asked string

	// Manner is how the answer is to be delivered.
	Manner Manner

	// Chart is the picture that goes with the answer, or nil.
	Chart *Chart

	// Buttons lead on from the answer, in the order to show them.
	Buttons []Button
}

// Manner is how an answer is to be delivered.
type Manner int

// The manners. An answer to words is always a new message.
const (
	Anew    Manner = iota // a message of its own
	InPlace               // in place of the message whose button was pressed
	Aside                 // to the one who pressed the button only, as small as the platform can
)

// Button is what can be done with an answer without typing.
type Button struct {
	Role  Role
	Label string // what stands on it, in the answer's language

	// Press is the Text of the Question of KindPress that pressing the button
	// asks: at most MaxPress bytes of A-Za-z0-9_-. It holds all that is needed, so
	// that a button works after a restart and for whoever sees it.
	Press string
}

// MaxPress is the length of a Button's Press in bytes: what Telegram allows
// callback_data and start parameters, the least of the platforms'.
// https://core.telegram.org/bots/api#inlinekeyboardbutton
const MaxPress = 64

// Role is what a button is for; front-ends choose its place and look by it.
type Role int

// The roles.
const (
	RolePrevious  Role = iota // the page before, in place
	RoleNext                  // the page behind, in place
	RoleAsk                   // a question that leads on
	RoleSource                // where the answer stands in the report
	RoleChart                 // the figure as a picture
	RoleShare                 // the same again for everybody; for front-ends that can answer one person only
	RoleHelpful               // the answer was of use
	RoleUnhelpful             // it was not
)

// Citation names the place in the report that an answer rests on.
type Citation struct {
	Report  string // the report's id
	Title   string // the report's title
	Section string // the section's heading; may be empty
	Page    int    // the printed page
	Record  string // the record's id
}

// Block is one part of an answer: Heading, Paragraph, Original, Quotation, Ranking, Enumeration,
// Portrait or Note. A front-end drops whole blocks where a platform's limit
// demands it, never parts of one.
type Block interface{ block() }

// Heading parts an answer that shows several records.
type Heading struct{ Text string }

// Paragraph is running text. Page is the page it comes from, 0 for the bot's
// own words.
type Paragraph struct {
	Text string
	Page int
}

// Original is running text of the report in its own words. Lead is what the bot
// says before it; it may be empty.
type Original struct {
	Lead     string
	Text     string
	Language string // the one that the report was published in
	Page     int
}

// Quotation is what a person said, word for word.
type Quotation struct {
	Text         string
	Language     string // the one that it was said in
	Translation  string // in the language of the answer; empty where it is the same
	Speaker      string
	Role         string
	Organisation string
	Page         int
}

// Ranking is a figure, or some rows of it. Front-ends show it as bars.
type Ranking struct {
	Heading  string // what is ranked, and by which answer option
	Question string // the survey question's wording; may be empty
	Measure  string // what a value means; may be empty
	Rows     []Row
	Max      float64 // the scale's upper end, for the length of a bar
	Page     int
}

// Row is one item of a figure.
type Row struct {
	Rank  int // from 1 on, equal for equal values; 0 where the row has no rank
	Label string
	Cells []Cell
	Note  string // what the report says about the row's lost values; may be empty
	Asked bool   // the row that was asked about, where a chart shows others beside it
}

// Cell is one value of a row.
type Cell struct {
	Option string  // the answer option; empty in a figure without options
	Text   string  // the value in the answer's language ("42,5 %"), or that it is lost
	Value  float64 // 0 where it is lost
	Mark   Mark
}

// Mark says how far a cell's value can be trusted.
type Mark int

// The marks.
const (
	MarkExact Mark = iota
	MarkInferred
	MarkLost
)

// Enumeration is a list of the report.
type Enumeration struct {
	Intro   string
	Ordered bool
	Entries []Entry
	Page    int
}

// Entry is one entry of an Enumeration.
type Entry struct {
	Title  string
	Text   string
	Points []string

	// Chat is the chat that Title names, if it is one: front-ends that can lead
	// there.
	Chat *Chat
}

// Portrait is what the report says about a person.
type Portrait struct {
	Name         string
	Role         string
	Organisation string
	Part         string // what the person had to do with the report
	Page         int
}

// Note is a remark of the bot about the answer: what is lost, what a mark means,
// how a typo was understood.
type Note struct{ Text string }

func (Heading) block()     {}
func (Paragraph) block()   {}
func (Original) block()    {}
func (Quotation) block()   {}
func (Ranking) block()     {}
func (Enumeration) block() {}
func (Portrait) block()    {}
func (Note) block()        {}

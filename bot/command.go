package bot

// Command is something that people can ask for by name. The platforms register
// the same ones.
type Command struct {
	Kind Kind

	// Name and what it does are in the catalogue, under "command_NAME" and
	// "command_NAME_about", where NAME is the English name: this one.
	Name string

	// Options are what is typed behind it, in order.
	Options []CommandOption

	// Sub are the things that it can do, where it is several in one: which one
	// is the first word of the Question's Text. Their Kind is that of the command,
	// their texts are under "command_NAME_SUBNAME".
	Sub []Command
}

// CommandOption is one argument of a command. Its name and what it is for are in
// the catalogue under "option_NAME" and "option_NAME_about".
type CommandOption struct {
	Name     string
	Required bool
	Complete Completion // what is proposed while it is typed; empty for nothing
	Choices  []string   // all that it can be; each one's name is in the catalogue under "choice_VALUE"
	Speaker  bool       // fills the Question's Speaker instead of its Text
}

// Completion names what can be proposed while somebody types.
type Completion string

// The completions.
const (
	CompleteNothing  Completion = ""
	CompleteSpeakers Completion = "speaker"
	CompleteFigures  Completion = "figure"
	CompleteHours    Completion = "hour" // times of day
	CompleteZones    Completion = "zone" // IANA time zones
	CompleteReports  Completion = "report"
)

// Commands are the commands of the bot, the most used first.
func Commands() []Command {
	return []Command{
		{Kind: KindAsk, Name: "ask", Options: []CommandOption{{Name: "question", Required: true}}},
		{Kind: KindQuote, Name: "quote", Options: []CommandOption{{Name: "keyword", Required: true}, {Name: "speaker", Complete: CompleteSpeakers, Speaker: true}}},
		{Kind: KindFigure, Name: "figure", Options: []CommandOption{{Name: "name", Required: true, Complete: CompleteFigures}}},
		{Kind: KindFact, Name: "fact"},
		{Kind: KindWeekly, Name: "weekly", Sub: []Command{
			{Kind: KindWeekly, Name: "subscribe", Options: []CommandOption{
				{Name: "day", Choices: []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}},
				{Name: "time", Complete: CompleteHours},
				{Name: "zone", Complete: CompleteZones},
				{Name: "language", Choices: []string{"de", "en"}},
				{Name: "report", Complete: CompleteReports},
			}},
			{Kind: KindWeekly, Name: "list"},
			{Kind: KindWeekly, Name: "preview"},
			{Kind: KindWeekly, Name: "pause"},
			{Kind: KindWeekly, Name: "resume"},
			{Kind: KindWeekly, Name: "now"},
			{Kind: KindWeekly, Name: "unsubscribe"},
			{Kind: KindWeekly, Name: "forget"},
		}},
		{Kind: KindHelp, Name: "help"},
		{Kind: KindPrivacy, Name: "privacy"},
	}
}

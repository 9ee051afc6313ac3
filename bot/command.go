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
}

// CommandOption is one argument of a command. Its name and what it is for are in
// the catalogue under "option_NAME" and "option_NAME_about".
type CommandOption struct {
	Name     string
	Required bool
	Complete Completion // what is proposed while it is typed; empty for nothing
	Speaker  bool       // fills the Question's Speaker instead of its Text
}

// Completion names what can be proposed while somebody types.
type Completion string

// The completions.
const (
	CompleteNothing  Completion = ""
	CompleteSpeakers Completion = "speaker"
	CompleteFigures  Completion = "figure"
)

// Commands are the commands of the bot, the most used first.
func Commands() []Command {
	return []Command{
		{Kind: KindAsk, Name: "ask", Options: []CommandOption{{Name: "question", Required: true}}},
		{Kind: KindQuote, Name: "quote", Options: []CommandOption{{Name: "keyword", Required: true}, {Name: "speaker", Complete: CompleteSpeakers, Speaker: true}}},
		{Kind: KindFigure, Name: "figure", Options: []CommandOption{{Name: "name", Required: true, Complete: CompleteFigures}}},
		{Kind: KindFact, Name: "fact"},
		{Kind: KindHelp, Name: "help"},
		{Kind: KindPrivacy, Name: "privacy"},
	}
}

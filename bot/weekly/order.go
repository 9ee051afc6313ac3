package weekly

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"

	"github.com/reportbot/reportbot/bot"
)

// action is what somebody wants done.
type action string

// The actions, named as the subcommands of "weekly" are.
const (
	actSubscribe   action = "subscribe"
	actList        action = "list"
	actPreview     action = "preview"
	actPause       action = "pause"
	actResume      action = "resume"
	actNow         action = "now"
	actUnsubscribe action = "unsubscribe"
	actForget      action = "forget"
	actHelp        action = "help"
)

// changes tells whether an action needs the right to decide for the chat.
func (a action) changes() bool { return a != actList && a != actPreview && a != actHelp }

// actions are the words for what to do, in both languages.
func actions() map[string]action {
	out := map[string]action{}
	for a, words := range map[action]string{
		actSubscribe:   "subscribe abonnieren abonniere abo bestellen bestelle order start starten on an ein add",
		actList:        "list liste show zeigen zeige status anzeigen",
		actPreview:     "preview vorschau next nächster nächste nächstes",
		actPause:       "pause pausieren pausiere aussetzen suspend",
		actResume:      "resume fortsetzen weiter continue unpause",
		actNow:         "now jetzt sofort test testen post poste",
		actUnsubscribe: "unsubscribe abbestellen abbestelle kündigen kündige deabonnieren off aus stop stopp cancel ende end",
		actForget:      "forget vergessen vergiss löschen lösche delete erase",
		actHelp:        "help hilfe ?",
	} {
		for _, w := range strings.Fields(words) {
			out[w] = a
		}
	}
	return out
}

// weekdays are the words for days, in both languages.
func weekdays() map[string]time.Weekday {
	out := map[string]time.Weekday{}
	for day, words := range map[time.Weekday]string{
		time.Monday:    "monday mon montag montags mo",
		time.Tuesday:   "tuesday tue tues dienstag dienstags di",
		time.Wednesday: "wednesday wed mittwoch mittwochs mi",
		time.Thursday:  "thursday thu thur thurs donnerstag donnerstags do",
		time.Friday:    "friday fri freitag freitags fr",
		time.Saturday:  "saturday sat samstag samstags sonnabend sonnabends sa",
		time.Sunday:    "sunday sun sonntag sonntags so",
	} {
		for _, w := range strings.Fields(words) {
			out[w] = day
		}
	}
	for w, day := range out {
		if strings.HasSuffix(w, "day") {
			out[w+"s"] = day
		}
	}
	return out
}

// fillers are words that say nothing here.
func fillers() []string {
	return strings.Fields("um am at on every each jeden jede jedes in auf the den für for of von ab uhr clock o'clock o’clock h und and bitte please weekly wöchentlich report sprache language zeitzone zone timezone time uhrzeit tag day")
}

// languages are the words for the languages of posts.
func languages() map[string]string {
	return map[string]string{
		"de": "de", "deutsch": "de", "german": "de", "deutscher": "de",
		"en": "en", "englisch": "en", "english": "en", "englischer": "en",
	}
}

// order is what somebody typed, read.
type order struct {
	action   action
	schedule bot.Schedule // with what was not said from the default
	language string       // empty where nothing was said
	report   string       // likewise

	unread string // the first word that could not be read; empty for none
}

var (
	// clockForm is a time of day: "9", "9:30", "9.30", "9h", "9uhr", "9am", "21:00".
	clockForm = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2}))?(h|uhr|am|pm|a\.m\.|p\.m\.)?$`)

	marks = ",;!\"“”„"
)

// readOrder reads what stands behind the command. Each word tells by its form what it
// is about, so that their order does not matter. A word that means nothing is not
// passed over: whoever typed it meant something.
func readOrder(text string, standard bot.Schedule, reports []bot.Choice) order {
	o := order{action: actList, schedule: standard}
	words := strings.Fields(bot.CleanLine(text))
	for i := range words {
		words[i] = strings.Trim(words[i], marks)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	if len(words) == 0 {
		return o
	}
	if a, is := actions()[strings.ToLower(words[0])]; is {
		o.action, words = a, words[1:]
	} else {
		o.action = actSubscribe // "monday 9:00"
	}
	r := reader{order: &o, reports: reports, days: weekdays(), fillers: fillers()}
	for i := 0; i < len(words); {
		n := r.read(words[i:])
		if n == 0 {
			o.unread = words[i]
			return o
		}
		i += n
	}
	return o
}

// reader reads the words of one order.
type reader struct {
	order   *order
	reports []bot.Choice
	days    map[string]time.Weekday
	fillers []string
	timed   bool // a time of day was read
}

// read reads one thing and returns how many words it took; 0 where the first means
// nothing.
func (r *reader) read(words []string) int {
	word := strings.ToLower(words[0])
	if n := r.clock(words); n > 0 {
		return n
	}
	if day, is := r.day(strings.TrimSuffix(word, ".")); is {
		r.order.schedule.Weekday = day
		return 1
	}
	if lang, is := languages()[word]; is {
		r.order.language = lang
		return 1
	}
	for _, report := range r.reports {
		if strings.EqualFold(words[0], report.Value) {
			r.order.report = report.Value
			return 1
		}
	}
	// A filler may begin a city ("the", "am"), but no city is one.
	if slices.Contains(r.fillers, word) {
		return 1
	}
	for n := min(3, len(words)); n > 0; n-- {
		if zone, is := zoneNamed(strings.Join(words[:n], " ")); is {
			r.order.schedule.Zone = zone
			return n
		}
	}
	for _, report := range r.reports {
		title := strings.Fields(report.Name)
		if len(title) <= len(words) && strings.EqualFold(strings.Join(words[:len(title)], " "), strings.Join(title, " ")) {
			r.order.report = report.Value
			return len(title)
		}
	}
	return 0
}

// day reads a day of the week, also one with a typo, as long as it is no other one as
// well. What was understood is said in the answer.
func (r *reader) day(word string) (time.Weekday, bool) {
	if day, is := r.days[word]; is {
		return day, true
	}
	near := map[time.Weekday]bool{}
	var one time.Weekday
	for name, day := range r.days {
		if typo(word, name) {
			near[day], one = true, day
		}
	}
	return one, len(near) == 1
}

// typo tells whether somebody may have meant name by typed: one letter is wrong,
// missing or too many; in long words two.
func typo(typed, name string) bool {
	const short, long = 5, 7
	n := min(len([]rune(typed)), len([]rune(name)))
	switch {
	case n < short:
		return false
	case n < long:
		return levenshtein.ComputeDistance(typed, name) <= 1
	}
	return levenshtein.ComputeDistance(typed, name) <= 2
}

// clock reads a time of day.
func (r *reader) clock(words []string) int {
	m := clockForm.FindStringSubmatch(strings.ToLower(words[0]))
	if m == nil || r.timed {
		return 0
	}
	hour, _ := strconv.Atoi(m[1]) // Two digits at most.
	minute, _ := strconv.Atoi(m[2])
	half, n := strings.ReplaceAll(m[3], ".", ""), 1
	if half == "" && len(words) > 1 {
		if next := strings.ReplaceAll(strings.ToLower(words[1]), ".", ""); next == "am" || next == "pm" {
			half, n = next, 2
		}
	}
	switch {
	case half == "am" && hour == 12:
		hour = 0
	case half == "pm" && hour < 12:
		hour += 12
	case (half == "am" || half == "pm") && (hour == 0 || hour > 12):
		return 0
	}
	if hour > 23 || minute > 59 {
		return 0
	}
	r.timed = true
	r.order.schedule.Hour, r.order.schedule.Minute = hour, minute
	return n
}

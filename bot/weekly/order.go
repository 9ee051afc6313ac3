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

// actionLike is what a word with a typo means. To erase takes the right word.
func actionLike(word string) (action, bool) {
	near := map[action]bool{}
	var one action
	for name, a := range actions() {
		if a != actForget && typo(word, name) {
			near[a], one = true, a
		}
	}
	return one, len(near) == 1
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
	return strings.Fields("um am at on every each jeden jede jedes in auf the den für for of von ab uhr clock o'clock o’clock h und and bitte please weekly wöchentlich report sprache language zeitzone zone timezone time uhrzeit alles all everything")
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
	clash  string // a word that says otherwise than one before; empty for none
}

var (
	// clockForm is a time of day: "9", "9:30", "9.30", "9h", "9uhr", "9am", "21:00".
	clockForm = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2}))?(h|uhr|am|pm|a\.m\.|p\.m\.)?$`)

	// digitsForm is a time of day without anything between, such as "0930".
	digitsForm = regexp.MustCompile(`^([01]\d|2[0-3])([0-5]\d)$`)

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
	} else if a, is := actionLike(strings.ToLower(words[0])); is {
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
		if r.clash {
			o.clash = strings.Join(words[i:i+n], " ")
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

	day, time, zone, language, title bool // what was said already
	clash                            bool // the last word says something that another one has said
}

// say notes that something was said, and whether that was so before.
func (r *reader) say(what *bool) {
	r.clash, *what = *what, true
}

// read reads one thing and returns how many words it took; 0 where the first means
// nothing.
func (r *reader) read(words []string) int {
	word := strings.ToLower(words[0])
	if n := r.clock(words); n > 0 {
		return n
	}
	if day, is := r.weekday(strings.TrimSuffix(word, ".")); is {
		r.say(&r.day)
		r.order.schedule.Weekday = day
		return 1
	}
	if lang, is := languages()[word]; is {
		r.say(&r.language)
		r.order.language = lang
		return 1
	}
	for _, report := range r.reports {
		if strings.EqualFold(words[0], report.Value) {
			r.say(&r.title)
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
			r.say(&r.zone)
			r.order.schedule.Zone = zone
			return n
		}
	}
	for _, report := range r.reports {
		title := strings.Fields(report.Name)
		if len(title) <= len(words) && strings.EqualFold(strings.Join(words[:len(title)], " "), strings.Join(title, " ")) {
			r.say(&r.title)
			r.order.report = report.Value
			return len(title)
		}
	}
	return 0
}

// weekday reads a day of the week, also one with a typo, as long as it is no other one
// as well. What was understood is said in the answer.
func (r *reader) weekday(word string) (time.Weekday, bool) {
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
	case swapped(typed, name):
		return true
	case n < long:
		return levenshtein.ComputeDistance(typed, name) <= 1
	}
	return levenshtein.ComputeDistance(typed, name) <= 2
}

// swapped tells whether two words differ by two letters side by side that changed
// places.
func swapped(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	for i := range len(x) - 1 {
		if x[i] != y[i] {
			x[i], x[i+1] = x[i+1], x[i]
			return string(x) == b
		}
	}
	return false
}

// clock reads a time of day.
func (r *reader) clock(words []string) int {
	hour, minute, n := readClock(words)
	if n > 0 {
		r.say(&r.time)
		r.order.schedule.Hour, r.order.schedule.Minute = hour, minute
	}
	return n
}

// hours are the words for hours after "halb" and "half past".
func hours() map[string]int {
	out := map[string]int{"mittag": 12, "mittags": 12, "noon": 12, "mitternacht": 0, "mitternachts": 0, "midnight": 0}
	for i, names := range strings.Fields("eins,ein,one zwei,two drei,three vier,four fünf,five sechs,six sieben,seven acht,eight neun,nine zehn,ten elf,eleven zwölf,twelve") {
		for _, name := range strings.Split(names, ",") {
			out[name] = i + 1
		}
	}
	return out
}

// halfClock reads "halb neun" and "half past nine".
func halfClock(words []string) (hour, minute, n int) {
	var at, back int
	switch {
	case len(words) > 1 && words[0] == "halb":
		at, back = 1, 1
	case len(words) > 2 && words[0] == "half" && words[1] == "past":
		at = 2
	default:
		return 0, 0, 0
	}
	hour, named := hours()[words[at]]
	if !named {
		hour, _ = strconv.Atoi(words[at]) // 0 is no hour here.
	}
	if hour < 1 || hour > 24 {
		return 0, 0, 0
	}
	return (hour - back) % 24, 30, at + 1
}

// readClock reads a time of day and returns how many words it took; 0 where the first
// begins none.
func readClock(words []string) (hour, minute, n int) {
	words = slices.Clone(words[:min(len(words), 4)])
	for i := range words {
		words[i] = strings.ToLower(words[i])
	}
	if hour, minute, n := halfClock(words); n > 0 {
		return hour, minute, n
	}
	if noon, is := hours()[words[0]]; is && (noon == 0 || noon == 12 && !strings.HasPrefix(words[0], "z") && words[0] != "twelve") {
		return noon, 0, 1
	}
	if m := digitsForm.FindStringSubmatch(words[0]); m != nil {
		hour, _ = strconv.Atoi(m[1])
		minute, _ = strconv.Atoi(m[2])
		return hour, minute, 1
	}
	m := clockForm.FindStringSubmatch(words[0])
	if m == nil {
		return 0, 0, 0
	}
	hour, _ = strconv.Atoi(m[1]) // Two digits at most.
	minute, _ = strconv.Atoi(m[2])
	half, n := strings.ReplaceAll(m[3], ".", ""), 1
	if half == "" && len(words) > 1 {
		switch next := strings.ReplaceAll(words[1], ".", ""); {
		case next == "am" || next == "pm":
			half, n = next, 2
		case next == "uhr" && len(words) > 2 && m[2] == "":
			// "9 Uhr 30", but not "9 Uhr wien".
			if rest, err := strconv.Atoi(words[2]); err == nil && len(words[2]) == 2 && rest < 60 {
				minute, n = rest, 3
			}
		}
	}
	switch {
	case half == "am" && hour == 12:
		hour = 0
	case half == "pm" && hour < 12:
		hour += 12
	case (half == "am" || half == "pm") && (hour == 0 || hour > 12):
		return 0, 0, 0
	}
	if hour > 23 || minute > 59 {
		return 0, 0, 0
	}
	return hour, minute, n
}

// Meant tells whether words that were not put as a command are about ordering the
// weekly fact all the same.
func Meant(text string) bool {
	words := strings.Fields(strings.ToLower(bot.CleanLine(text)))
	if len(words) == 0 {
		return false
	}
	if slices.Contains([]string{"weekly", "woche"}, words[0]) {
		if _, does := actions()[strings.Join(words[1:min(2, len(words))], "")]; does || len(words) == 1 {
			return true
		}
	}
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains(strings.Fields("subscribe unsubscribe subscription abonnieren abonniere abonnement abo abbestellen deabonnieren"), strings.Trim(w, "?!.,"+marks))
	})
}

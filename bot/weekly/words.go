package weekly

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/reportbot/reportbot/bot"
)

// confirm says what a chat gets, and when next.
func (d *desk) confirm(id string, x bot.Subscription) bot.Answer {
	a := d.say(id, d.words(x))
	a.Title = d.tell("weekly_title", nil)
	switch x.State {
	case bot.Active:
		a.Blocks = append(a.Blocks, bot.Paragraph{Text: d.tell("weekly_next", bot.Args{"Date": d.date(x.Due, x.Schedule.Zone)})})
		a.Buttons = d.buttons(actPreview, actNow, actPause, actUnsubscribe)
	default:
		a.Blocks = append(a.Blocks, bot.Paragraph{Text: d.tell("weekly_state_"+string(x.State), nil)})
		a.Buttons = d.buttons(actPreview, actResume, actUnsubscribe)
	}
	return a
}

// words are what a subscription is told with.
func (d *desk) words(x bot.Subscription) bot.Args {
	report := x.Report
	for _, r := range d.facts.Reports(d.lang) {
		if r.Value == x.Report {
			report = r.Name
		}
	}
	return bot.Args{
		"Day": d.tell("choice_"+strings.ToLower(x.Schedule.Weekday.String()), nil), "Time": clock(x.Schedule.Hour, x.Schedule.Minute),
		"Zone": x.Schedule.Zone, "Language": d.tell("choice_"+x.Language, nil), "Report": report,
	}
}

func clock(hour, minute int) string { return fmt.Sprintf("%d:%02d", hour, minute) }

// date is an instant as people in a zone write it.
func (d *desk) date(t time.Time, zone string) string {
	if z, err := loadZone(zone); err == nil {
		t = t.In(z)
	}
	return d.tell("weekly_date", bot.Args{
		"Weekday": d.tell("choice_"+strings.ToLower(t.Weekday().String()), nil), "Day": t.Day(),
		"Month": d.tell(fmt.Sprintf("month_%d", int(t.Month())), nil), "Year": t.Year(), "Time": clock(t.Hour(), t.Minute()), "Zone": zone,
	})
}

func (d *desk) tell(id string, args bot.Args) string { return d.catalogue.Say(d.lang, id, args) }

// say is a text of the catalogue as an answer.
func (d *desk) say(id string, args bot.Args) bot.Answer {
	return bot.Answer{Language: d.lang, Wish: bot.WishAbout, Status: bot.Answered, Blocks: []bot.Block{bot.Paragraph{Text: d.tell(id, args)}}}
}

// nothing says that the chat has ordered nothing, and how to.
func (d *desk) nothing() bot.Answer {
	a := d.say("weekly_nothing", nil)
	a.Title = d.tell("weekly_title", nil)
	a.Blocks = append(a.Blocks, d.examples())
	a.Buttons = d.buttons(actSubscribe, actPreview)
	return a
}

// unread says which word means nothing, and proposes what may be meant.
func (d *desk) unread(word string) bot.Answer {
	a := d.say("weekly_unread", bot.Args{"Word": bot.Shorten(bot.CleanLine(word), 60)})
	if like := zonesLike(word, 5); len(like) > 0 {
		a.Blocks = append(a.Blocks, bot.Paragraph{Text: d.tell("weekly_zones", bot.Args{"Zones": strings.Join(like, ", ")})})
	}
	a.Blocks = append(a.Blocks, d.examples())
	return a
}

// help says what the command can do.
func (d *desk) help() bot.Answer {
	a := d.say("command_weekly_about", nil)
	a.Title = d.tell("weekly_title", nil)
	all := bot.Enumeration{}
	for _, c := range bot.Commands() {
		for _, sub := range c.Sub {
			id := "command_" + c.Name + "_" + sub.Name
			all.Entries = append(all.Entries, bot.Entry{Title: "/" + d.tell("command_"+c.Name, nil) + " " + d.tell(id, nil), Text: d.tell(id+"_about", nil)})
		}
	}
	a.Blocks = append(a.Blocks, all, d.examples())
	return a
}

func (d *desk) examples() bot.Block { return bot.Note{Text: d.tell("weekly_examples", nil)} }

// stopped says to whoever ordered a weekly fact that it can't be posted any more.
func (s *Service) stopped(x bot.Subscription) bot.Answer {
	d := desk{Service: s, chat: x.Chat, lang: x.Language}
	a := d.say("weekly_stopped_"+string(x.State), d.words(x))
	a.Title = d.tell("weekly_title", nil)
	return a
}

// buttons lead from an answer to what can be done next.
func (d *desk) buttons(what ...action) []bot.Button {
	var out []bot.Button
	for _, a := range what {
		out = append(out, bot.Button{Role: bot.RoleAsk, Label: d.tell("weekly_button_"+string(a), nil), Press: encodePress(d.lang, a)})
	}
	return out
}

// encodePress is the press of a button that does something for the chat that it is in.
func encodePress(lang string, a action) string { return bot.ManagingPress + lang + "-" + string(a) }

// decodePress reads one. what is empty where it is none.
func decodePress(press, otherwise string, all []string) (lang string, what action) {
	lang, word, _ := strings.Cut(strings.TrimPrefix(press, bot.ManagingPress), "-")
	if !slices.Contains(all, lang) {
		lang = otherwise
	}
	for _, a := range []action{actSubscribe, actList, actPreview, actPause, actResume, actNow, actUnsubscribe, actForget} {
		if string(a) == word {
			return lang, a
		}
	}
	return lang, ""
}

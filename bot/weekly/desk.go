package weekly

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/reportbot/reportbot/bot"
)

// deskStore is what answering commands needs of a store.
type deskStore interface {
	Subscription(ctx context.Context, c bot.Chat) (bot.Subscription, bool, error)
	Subscriptions(ctx context.Context, f bot.Filter) ([]bot.Subscription, error)
	Subscribe(ctx context.Context, x bot.Subscription) error
	SetState(ctx context.Context, c bot.Chat, from []bot.SubscriptionState, to bot.SubscriptionState, now time.Time, due func(bot.Subscription) time.Time) ([]bot.Subscription, error)
	Unsubscribe(ctx context.Context, c bot.Chat, now time.Time) (was bool, err error)
	Latest(ctx context.Context, c bot.Chat) (bot.LedgerEntry, bool, error)
	Add(ctx context.Context, e bot.LedgerEntry) (added bool, err error)
	Forget(ctx context.Context, c bot.Chat) error
	ForgetIdle(ctx context.Context, c bot.Chat) error
}

// Answer does what a question that Manages wants, and says what was done, in the
// language of whoever asks. An error is a failure of the program.
func (s *Service) Answer(ctx context.Context, q bot.Question) (bot.Answer, error) {
	lang, ok := s.catalogue.Match(q.Locale)
	switch {
	case q.Language != "":
		lang = q.Language
	case !ok && q.Locale != "":
		lang = foreign
	case !ok:
		lang = s.options.Language
	}
	d := desk{Service: s, chat: q.Chat, lang: lang}
	if d.chat.ID == "" {
		return d.say("weekly_only_chats", nil), nil
	}
	was, subscribed, err := s.store.Subscription(ctx, q.Chat)
	if err != nil {
		return bot.Answer{}, fmt.Errorf("read what the chat has ordered: %w", err)
	}
	d.was, d.subscribed = was, subscribed
	schedule := s.options.Default
	if subscribed {
		schedule = was.Schedule // What is not said stays as it is.
	}
	if q.Kind == bot.KindPress {
		var what action
		if d.lang, what = decodePress(q.Text, lang, s.catalogue.Languages()); what == "" {
			return d.say("weekly_unread", bot.Args{"Word": q.Text}), nil
		}
		a, err := d.do(ctx, q, order{action: what, schedule: schedule})
		switch {
		case what.changes() && !q.Manager:
			a.Manner = bot.Aside // It stays as it is for everybody else.
		case what == actPreview:
			a.Manner = bot.Anew
		case what != actNow:
			a.Manner = bot.InPlace
		default:
			a.Manner = bot.Aside
		}
		return a, err
	}
	return d.do(ctx, q, readOrder(q.Text, schedule, s.facts.Reports(lang)))
}

// foreign is the language for people whose own the interface does not speak.
const foreign = "en"

// desk answers one command.
type desk struct {
	*Service
	chat       bot.Chat
	lang       string
	was        bot.Subscription // what the chat has ordered
	subscribed bool             // whether it has
}

func (d *desk) do(ctx context.Context, q bot.Question, o order) (bot.Answer, error) {
	switch {
	case o.unread != "":
		return d.unread(o.unread), nil
	case o.clash != "":
		a := d.say("weekly_clash", bot.Args{"Word": bot.Shorten(o.clash, 60)})
		a.Blocks = append(a.Blocks, d.examples())
		return a, nil
	case o.action == actHelp:
		return d.help(), nil
	case o.action.changes() && !q.Manager:
		return d.say("weekly_not_allowed", nil), nil
	}
	switch o.action {
	case actSubscribe:
		return d.subscribe(ctx, q, o)
	case actPreview:
		return d.preview(ctx, d.orDefault(q))
	case actNow:
		return d.postNow(ctx, d.orDefault(q))
	case actForget:
		if err := d.store.Forget(ctx, d.chat); err != nil {
			return bot.Answer{}, err
		}
		return d.say("weekly_forgotten", nil), nil
	case actList:
		return d.list(ctx, q.Manager)
	default:
		return d.change(ctx, o.action)
	}
}

// change pauses, resumes or ends a subscription.
func (d *desk) change(ctx context.Context, what action) (bot.Answer, error) {
	if !d.subscribed {
		return d.nothing(), nil
	}
	now := d.options.now()
	switch what {
	case actUnsubscribe:
		if _, err := d.store.Unsubscribe(ctx, d.chat, now); err != nil {
			return bot.Answer{}, err
		}
		a := d.say("weekly_unsubscribed", nil)
		a.Buttons = d.buttons(actSubscribe, actForget)
		return a, nil
	case actPause:
		if _, err := d.store.SetState(ctx, d.chat, []bot.SubscriptionState{bot.Active, bot.PausedForbidden, bot.PausedGone}, bot.PausedByHand, now, nil); err != nil {
			return bot.Answer{}, err
		}
		a := d.say("weekly_paused", nil)
		a.Buttons = d.buttons(actResume, actUnsubscribe)
		return a, nil
	default: // actResume
	}
	if _, err := d.store.SetState(ctx, d.chat, paused(), bot.Active, now, d.dueAgain(now)); err != nil {
		return bot.Answer{}, err
	}
	x, subscribed, err := d.store.Subscription(ctx, d.chat)
	if err != nil || !subscribed {
		return d.nothing(), err
	}
	return d.confirm("weekly_resumed", x), nil
}

// paused are the states from which a subscription can go on.
func paused() []bot.SubscriptionState {
	return []bot.SubscriptionState{bot.PausedByHand, bot.PausedForbidden, bot.PausedGone}
}

// dueAgain tells when a subscription that goes on is due: what was missed meanwhile is
// not made up for.
func (s *Service) dueAgain(now time.Time) func(bot.Subscription) time.Time {
	return func(x bot.Subscription) time.Time {
		c, err := newCalendar(x.Schedule)
		if err != nil {
			return now // The planner says what is wrong.
		}
		if x.Since.After(now) {
			return c.next(x.Since).at // It was changed, and this week has its fact.
		}
		return c.next(now).at
	}
}

// subscribe orders the weekly fact, or changes the order.
func (d *desk) subscribe(ctx context.Context, q bot.Question, o order) (bot.Answer, error) {
	reports := d.facts.Reports(d.lang)
	if len(reports) == 0 {
		return d.say("weekly_no_facts", nil), nil
	}
	c, err := newCalendar(o.schedule)
	if err != nil {
		return d.unread(o.schedule.Zone), nil //nolint:nilerr // It is a word that whoever asks can correct.
	}
	now := d.options.now()
	x := bot.Subscription{
		Chat: d.chat, Owner: q.Person, Schedule: o.schedule, State: bot.Active, Since: now, Created: now,
		Language: cmp.Or(o.language, d.was.Language, d.lang), Report: cmp.Or(o.report, d.was.Report, reports[0].Value),
		Round: d.was.Round,
	}
	if d.subscribed {
		x.Created = d.was.Created
	}
	// One fact a week: where this week has one, the next one comes next week.
	latest, has, err := d.store.Latest(ctx, d.chat)
	if err != nil {
		return bot.Answer{}, err
	}
	if end := c.weekEnd(now); has && latest.Due.After(c.weekEnd(now.AddDate(0, 0, -7))) {
		x.Since = end
	}
	x.Due = c.next(x.Since).at
	if err := d.store.Subscribe(ctx, x); err != nil {
		return bot.Answer{}, err
	}
	id := "weekly_subscribed"
	if d.subscribed {
		id = "weekly_changed"
	}
	a := d.confirm(id, x)
	if x.Since.After(now) {
		a.Blocks = append(a.Blocks, bot.Note{Text: d.tell("weekly_this_week", nil)})
	}
	return a, nil
}

// list says what this chat has ordered and, to those who decide, what its other
// channels or topics have.
func (d *desk) list(ctx context.Context, manager bool) (bot.Answer, error) {
	a := d.nothing()
	if d.subscribed {
		a = d.confirm("weekly_ordered", d.was)
	}
	if !manager {
		a.Buttons = d.buttons(actPreview)
		return a, nil
	}
	f := bot.Filter{Chat: bot.Chat{Platform: d.chat.Platform, ID: d.chat.ID}, Limit: mostListed + 2}
	if d.chat.Server != "" {
		f.Chat = bot.Chat{Platform: d.chat.Platform, Server: d.chat.Server}
	}
	all, err := d.store.Subscriptions(ctx, f)
	if err != nil {
		return bot.Answer{}, err
	}
	all = slices.DeleteFunc(all, func(o bot.Subscription) bool { return o.Chat.Same(d.chat) })
	if len(all) == 0 {
		return a, nil
	}
	others := bot.Enumeration{Intro: d.tell("weekly_others", nil)}
	for _, o := range all[:min(len(all), mostListed)] {
		chat := o.Chat
		name := d.tell("weekly_channel", bot.Args{"Name": chat.ID})
		switch {
		case chat.Thread != "":
			name = d.tell("weekly_topic", bot.Args{"Name": chat.Thread})
		case chat.Server == "":
			name = d.tell("weekly_topic_general", nil)
		}
		e := bot.Entry{Title: name, Chat: &chat}
		e.Text = d.tell("weekly_short", d.words(o))
		if o.State != bot.Active {
			e.Text = d.tell("weekly_short_paused", d.words(o))
		}
		others.Entries = append(others.Entries, e)
	}
	a.Blocks = append(a.Blocks, others)
	if len(all) > mostListed {
		a.Blocks = append(a.Blocks, bot.Note{Text: d.tell("weekly_more", nil)})
	}
	return a, nil
}

// mostListed is how many other channels are listed: what fits a message.
const mostListed = 20

// orDefault is a chat's subscription, or what it would be without being told anything.
func (d *desk) orDefault(q bot.Question) bot.Subscription {
	if d.subscribed {
		return d.was
	}
	x := bot.Subscription{Chat: d.chat, Owner: q.Person, Schedule: d.options.Default, Language: d.lang}
	if reports := d.facts.Reports(d.lang); len(reports) > 0 {
		x.Report = reports[0].Value
	}
	return x
}

// preview shows what would be posted next, and says when.
func (d *desk) preview(ctx context.Context, x bot.Subscription) (bot.Answer, error) {
	e, ok, err := d.upcoming(ctx, x)
	if err != nil || !ok {
		return d.say("weekly_no_facts", nil), err
	}
	c := d.compose(ctx, e.Report, e.Fact, e.Language)
	a := c.answer
	when := d.tell("weekly_preview_none", nil)
	switch {
	case x.State == bot.Active:
		when = d.tell("weekly_preview", bot.Args{"Date": d.date(x.Due, x.Schedule.Zone)})
	case x.State != "":
		when = d.tell("weekly_preview_paused", nil)
	}
	a.Blocks = append([]bot.Block{bot.Note{Text: when}}, a.Blocks...)
	return a, nil
}

// upcoming is the entry that a chat would get now.
func (d *desk) upcoming(ctx context.Context, x bot.Subscription) (e bot.LedgerEntry, ok bool, err error) {
	used, err := d.store.Used(ctx, []bot.Subscription{x})
	if err != nil {
		return e, false, err
	}
	now := d.options.now()
	e = newEntry(x, slot{at: now}, now)
	e.State = bot.Planned
	d.choose(ctx, &e, x.Round, used[x.Chat.Key()])
	return e, e.State == bot.Planned, nil
}

// postNow posts the next fact at once, outside of the schedule. It goes through the
// ledger like every other post. The minute is its slot: pressing twice posts once.
func (d *desk) postNow(ctx context.Context, x bot.Subscription) (bot.Answer, error) {
	e, ok, err := d.upcoming(ctx, x)
	if err != nil || !ok {
		return d.say("weekly_no_facts", nil), err
	}
	e.Slot = "now-" + e.Due.UTC().Format("20060102T1504")
	added, err := d.store.Add(ctx, e)
	if err != nil {
		return bot.Answer{}, err
	}
	d.wake()
	if !added {
		return d.say("weekly_now_already", nil), nil
	}
	return d.say("weekly_now", nil), nil
}

// Complete proposes what may stand behind "weekly subscribe" while it is typed, the
// best first, at most so many.
func (s *Service) Complete(what bot.Completion, typed, locale string, most int) []bot.Choice {
	lang, ok := s.catalogue.Match(locale)
	if !ok {
		lang = s.options.Language
	}
	var out []bot.Choice
	switch what {
	case bot.CompleteZones:
		if zone, is := zoneNamed(typed); is {
			out = append(out, bot.Choice{Name: zone, Value: zone})
		}
		for _, zone := range zonesLike(typed, most) {
			if len(out) == 0 || out[0].Value != zone {
				out = append(out, bot.Choice{Name: zone, Value: zone})
			}
		}
	case bot.CompleteHours:
		for hour := range 48 {
			at := clock((6+hour/2)%24, hour%2*30)
			if strings.HasPrefix(at, strings.TrimPrefix(strings.TrimSpace(typed), "0")) {
				out = append(out, bot.Choice{Name: at, Value: at})
			}
		}
	case bot.CompleteReports:
		for _, r := range s.facts.Reports(lang) {
			if strings.Contains(strings.ToLower(r.Name), strings.ToLower(strings.TrimSpace(typed))) {
				out = append(out, r)
			}
		}
	case bot.CompleteNothing, bot.CompleteSpeakers, bot.CompleteFigures:
	}
	return out[:min(len(out), most)]
}

// Changed takes note of what happened to a chat.
func (s *Service) Changed(ctx context.Context, c bot.Change) {
	if err := s.change(ctx, c); err != nil && ctx.Err() == nil {
		s.options.Log.Error("what happened to a chat could not be kept", "chat", c.Chat.Key(), "server", c.Chat.Server, "error", err)
	}
}

func (s *Service) change(ctx context.Context, c bot.Change) error {
	now := s.options.now()
	if c.Chat.Thread == "" {
		c.Chat.Thread = bot.AllThreads
	}
	switch c.What {
	case bot.ChatMoved:
		return s.store.Move(ctx, c.Chat, c.To)
	case bot.ChatLost:
		lost, err := s.store.SetState(ctx, c.Chat, []bot.SubscriptionState{bot.Active, bot.PausedForbidden}, bot.PausedGone, now, nil)
		if err == nil {
			err = s.store.ForgetIdle(ctx, c.Chat)
		}
		if len(lost) > 0 {
			s.options.Log.Info("the bot was removed: weekly facts are paused", "chat", c.Chat.Key(), "server", c.Chat.Server, "subscriptions", len(lost))
		}
		return err
	case bot.ChatOpened:
		back, err := s.store.SetState(ctx, c.Chat, []bot.SubscriptionState{bot.PausedGone, bot.PausedForbidden}, bot.Active, now, s.dueAgain(now))
		if len(back) > 0 {
			s.options.Log.Info("the bot may write again: weekly facts go on", "chat", c.Chat.Key(), "server", c.Chat.Server, "subscriptions", len(back))
		}
		return err
	}
	return nil
}

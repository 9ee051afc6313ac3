package weekly

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

var rewrite = flag.Bool("update", false, "rewrite the golden files")

// counter is a world at a counter: what is typed there is answered, and time stands
// still but for what pass lets go by.
type counter struct {
	*world
	at  time.Time
	log bytes.Buffer // what was typed and answered
}

// newCounter opens on a Saturday.
func newCounter(t *testing.T) *counter {
	t.Helper()
	c := &counter{at: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)}
	c.world = newWorld(t, store.Options{Dir: t.TempDir()}, 3, func(o *Options) { o.now = func() time.Time { return c.at } })
	return c
}

// ask types a command, or presses a button.
func (c *counter) ask(q bot.Question) bot.Answer {
	c.Helper()
	a, err := c.service.Answer(c.Context(), q)
	if err != nil {
		c.Fatalf("%q: %v", q.Text, err)
	}
	fmt.Fprintf(&c.log, "> %s %s\n%s\n", q.Kind, q.Text, plain(catalogue(c.T), a))
	for _, b := range a.Buttons {
		fmt.Fprintf(&c.log, "[%s] %s\n", b.Label, b.Press)
	}
	c.log.WriteByte('\n')
	return a
}

// command is a typed command of somebody who may decide.
func command(c bot.Chat, text, locale string) bot.Question {
	return bot.Question{Kind: bot.KindWeekly, Text: text, Locale: locale, Chat: c, Person: "tg:7", Manager: true}
}

func (c *counter) golden(name string) {
	c.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *rewrite {
		if err := os.WriteFile(file, c.log.Bytes(), 0o644); err != nil {
			c.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		c.Fatal(err)
	}
	if diff := cmp.Diff(string(want), c.log.String()); diff != "" {
		c.Errorf("%s differs (-want +got); -update rewrites it:\n%s", file, diff)
	}
}

// Ensure every command is answered in words, in both languages.
func TestDesk(t *testing.T) {
	t.Parallel()
	for lang, texts := range map[string][]string{
		"de": {"", "vorschau", "abonnieren", "abonnieren Freitag um 17:30 Uhr Wien auf Englisch", "liste", "vorschau", "pause", "vorschau", "", "fortsetzen", "jetzt", "jetzt", "abbestellen", "pause", "vergessen", "hilfe", "abonnieren Dienstach", "abonnieren 25:00", "kaffee"},
		"en": {"", "preview", "subscribe", "subscribe fri 5:30 pm new york german", "list", "preview", "pause", "preview", "", "resume", "now", "now", "unsubscribe", "resume", "forget", "help", "subscribe Europe/Berln", "subscribe 25:00", "coffee"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t)
			for _, text := range texts {
				c.ask(command(telegramChat("1"), text, lang))
			}
			c.golden("desk." + lang)
		})
	}
}

// Ensure only those who may decide change anything, by words and by buttons, and that
// everybody may look.
func TestAuthority(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	chat := telegramChat("-100")
	c.ask(command(chat, "subscribe monday 9:00", "en"))
	before := c.subscription(chat)
	for _, a := range []action{actSubscribe, actPause, actResume, actNow, actUnsubscribe, actForget} {
		for _, q := range []bot.Question{
			{Kind: bot.KindWeekly, Text: string(a) + " friday", Locale: "en", Chat: chat, Person: "tg:8"},
			{Kind: bot.KindPress, Text: encodePress("en", a), Locale: "en", Chat: chat, Person: "tg:8"},
		} {
			if q.Kind == bot.KindWeekly && a != actSubscribe {
				q.Text = string(a)
			}
			if text := plain(catalogue(t), c.ask(q)); !strings.Contains(text, "Only those who manage this chat") {
				t.Errorf("%s %q: %s", q.Kind, q.Text, text)
			}
		}
	}
	if diff := cmp.Diff(before, c.subscription(chat)); diff != "" || len(c.entries(chat)) != 0 {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	for _, text := range []string{"", "list", "preview", "help"} {
		if got := plain(catalogue(t), c.ask(bot.Question{Kind: bot.KindWeekly, Text: text, Locale: "en", Chat: chat})); strings.Contains(got, "Only those") {
			t.Errorf("%q: %s", text, got)
		}
	}
}

// Ensure words are read by their form, in any order and both languages, and that one
// which means nothing changes nothing.
func TestReadOrder(t *testing.T) {
	t.Parallel()
	standard := bot.Schedule{Weekday: time.Monday, Hour: 9, Zone: "Europe/Berlin"}
	reports := []bot.Choice{{Name: "Trendreport Digitaler Staat 2026", Value: "trend-2026"}}
	at := func(day time.Weekday, hour, minute int, zone string) bot.Schedule {
		return bot.Schedule{Weekday: day, Hour: hour, Minute: minute, Zone: zone}
	}
	for text, want := range map[string]order{
		"":                               {action: actList, schedule: standard},
		"subscribe":                      {action: actSubscribe, schedule: standard},
		"ABONNIEREN":                     {action: actSubscribe, schedule: standard},
		"friday":                         {action: actSubscribe, schedule: at(time.Friday, 9, 0, "Europe/Berlin")},
		"abonnieren am Mi. um 8 Uhr":     {action: actSubscribe, schedule: at(time.Wednesday, 8, 0, "Europe/Berlin")},
		"subscribe on fridays at 5 p.m.": {action: actSubscribe, schedule: at(time.Friday, 17, 0, "Europe/Berlin")},
		"subscribe 12am sun UTC":         {action: actSubscribe, schedule: at(time.Sunday, 0, 0, "UTC")},
		"subscribe 12:15pm":              {action: actSubscribe, schedule: at(time.Monday, 12, 15, "Europe/Berlin")},
		"Europe/Vienna 9.30 subscribe":   {action: actSubscribe, schedule: at(time.Monday, 9, 30, "Europe/Vienna"), unread: "subscribe"},
		"subscribe New York, 23:59, thu, english":        {action: actSubscribe, schedule: at(time.Thursday, 23, 59, "America/New_York"), language: "en"},
		"abonnieren deutsch trend-2026":                  {action: actSubscribe, schedule: standard, language: "de", report: "trend-2026"},
		"abonnieren Trendreport Digitaler Staat 2026 so": {action: actSubscribe, schedule: at(time.Sunday, 9, 0, "Europe/Berlin"), report: "trend-2026"},
		"subscribe 24:00":                                {action: actSubscribe, schedule: standard, unread: "24:00"},
		"subscribe 13pm":                                 {action: actSubscribe, schedule: standard, unread: "13pm"},
		"abonnieren 9 uhr 30":                            {action: actSubscribe, schedule: at(time.Monday, 9, 30, "Europe/Berlin")},
		"abonnieren 9 uhr wien":                          {action: actSubscribe, schedule: at(time.Monday, 9, 0, "Europe/Vienna")},
		"abonnieren halb neun":                           {action: actSubscribe, schedule: at(time.Monday, 8, 30, "Europe/Berlin")},
		"abonnieren um halb 12":                          {action: actSubscribe, schedule: at(time.Monday, 11, 30, "Europe/Berlin")},
		"subscribe half past nine":                       {action: actSubscribe, schedule: at(time.Monday, 9, 30, "Europe/Berlin")},
		"subscribe noon friday":                          {action: actSubscribe, schedule: at(time.Friday, 12, 0, "Europe/Berlin")},
		"abonnieren mitternacht":                         {action: actSubscribe, schedule: at(time.Monday, 0, 0, "Europe/Berlin")},
		"subscribe 0930":                                 {action: actSubscribe, schedule: at(time.Monday, 9, 30, "Europe/Berlin")},
		"subscribe fridya":                               {action: actSubscribe, schedule: at(time.Friday, 9, 0, "Europe/Berlin")},
		"unsubscribr":                                    {action: actUnsubscribe, schedule: standard},
		"pasue":                                          {action: actPause, schedule: standard},
		"forgte":                                         {action: actSubscribe, schedule: standard, unread: "forgte"},
		"lösche alles":                                   {action: actForget, schedule: standard},
		"subscribe every day":                            {action: actSubscribe, schedule: standard, unread: "day"},
		"subscribe monday tuesday":                       {action: actSubscribe, schedule: at(time.Tuesday, 9, 0, "Europe/Berlin"), clash: "tuesday"},
		"subscribe english german":                       {action: actSubscribe, schedule: standard, language: "de", clash: "german"},
		"subscribe berlin, new york":                     {action: actSubscribe, schedule: at(time.Monday, 9, 0, "America/New_York"), clash: "new york"},
		"subscribe 9:00 10:00":                           {action: actSubscribe, schedule: at(time.Monday, 10, 0, "Europe/Berlin"), clash: "10:00"},
		"subscribe mondy":                                {action: actSubscribe, schedule: standard},
		"subscribe ../etc":                               {action: actSubscribe, schedule: standard, unread: "../etc"},
		"stopp":                                          {action: actUnsubscribe, schedule: standard},
		"pause bitte":                                    {action: actPause, schedule: standard},
		"lösche":                                         {action: actForget, schedule: standard},
	} {
		if diff := cmp.Diff(want, readOrder(text, standard, reports), cmp.AllowUnexported(order{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// Ensure an order that changes one thing leaves the others as they were.
func TestChangeOneThing(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	chat := telegramChat("1")
	for _, tt := range []struct {
		text     string
		schedule bot.Schedule
		language string
	}{
		{"subscribe friday 17:30 vienna english", bot.Schedule{Weekday: time.Friday, Hour: 17, Minute: 30, Zone: "Europe/Vienna"}, "en"},
		{"subscribe german", bot.Schedule{Weekday: time.Friday, Hour: 17, Minute: 30, Zone: "Europe/Vienna"}, "de"},
		{"subscribe 8:00", bot.Schedule{Weekday: time.Friday, Hour: 8, Zone: "Europe/Vienna"}, "de"},
		{"subscribe UTC", bot.Schedule{Weekday: time.Friday, Hour: 8, Zone: "UTC"}, "de"},
	} {
		c.ask(command(chat, tt.text, "en"))
		if x := c.subscription(chat); x.Schedule != tt.schedule || x.Language != tt.language {
			t.Errorf("%s: %+v", tt.text, x)
		}
	}
}

// Ensure a chat that changes its day gets no second fact in the week, and that a pause
// in between does not help.
func TestOneFactAWeek(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	chat := telegramChat("1")
	c.ask(command(chat, "subscribe monday 9:00", "en"))
	c.at = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC) // Monday, after the post
	sent := newEntry(c.subscription(chat), slot{date: "2026-11-30", at: c.at.Add(-time.Hour)}, c.at)
	sent.State, sent.Fact = bot.Sent, "fact-00"
	if _, err := c.store.Add(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 12, 9, 8, 0, 0, 0, time.UTC) // the Wednesday after next Monday
	for _, text := range []string{"subscribe wednesday 9:00", "pause", "resume"} {
		c.ask(command(chat, text, "en"))
		if due := c.subscription(chat).Due; !due.Equal(want) {
			t.Errorf("%s: due %v, want %v", text, due, want)
		}
	}
}

// Ensure a preview shows what then comes, through all facts.
func TestPreviewIsWhatComes(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	chat := telegramChat("1")
	c.ask(command(chat, "subscribe monday 9:00", "en"))
	for range 7 {
		preview := c.ask(command(chat, "preview", "en"))
		x := c.subscription(chat)
		used, err := c.store.Used(t.Context(), []bot.Subscription{x})
		if err != nil {
			t.Fatal(err)
		}
		c.at = x.Due
		p := c.service.planOne(t.Context(), x, used[chat.Key()], c.at)
		if len(p.Entries) != 1 || p.Entries[0].Fact != preview.Citations[0].Record {
			t.Fatalf("previewed %s, planned %+v", preview.Citations[0].Record, p.Entries)
		}
		x.Due, x.Round = p.Due, p.Round
		p.Entries[0].State = bot.Sent
		if _, err := c.store.Add(t.Context(), p.Entries[0]); err != nil {
			t.Fatal(err)
		}
		if err := c.store.Forget(t.Context(), telegramChat("other")); err != nil {
			t.Fatal(err)
		}
		fence, _, err := c.store.Acquire(t.Context(), plannerLease, "x", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.store.Plan(t.Context(), plannerLease, "x", fence, time.Hour, []bot.Plan{p}); err != nil {
			t.Fatal(err)
		}
	}
}

// Ensure what a manager lists holds the other channels of the server or topics of the
// group, and what others list does not.
func TestListOthers(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	topic := func(id string) bot.Chat { return bot.Chat{Platform: bot.Telegram, ID: "-100", Thread: id} }
	for _, chat := range []bot.Chat{discordChat("1"), discordChat("2"), {Platform: bot.Discord, ID: "3", Server: "elsewhere"}, topic("5"), topic("6"), telegramChat("-200")} {
		c.ask(command(chat, "subscribe", "en"))
	}
	c.ask(command(discordChat("2"), "pause", "en"))
	entries := func(q bot.Question) []string {
		var out []string
		for _, b := range c.ask(q).Blocks {
			if e, ok := b.(bot.Enumeration); ok {
				for _, x := range e.Entries {
					out = append(out, x.Chat.Key()+" "+x.Text)
				}
			}
		}
		return out
	}
	if got := entries(command(discordChat("1"), "list", "en")); len(got) != 1 || !strings.HasPrefix(got[0], "discord:2 ") || !strings.HasSuffix(got[0], "paused") {
		t.Errorf("Discord: %q", got)
	}
	if got := entries(command(topic("5"), "list", "en")); len(got) != 1 || !strings.HasPrefix(got[0], "telegram:-100:6 ") {
		t.Errorf("Telegram: %q", got)
	}
	member := command(discordChat("1"), "list", "en")
	member.Manager = false
	if got := entries(member); len(got) != 0 {
		t.Errorf("a member: %q", got)
	}
}

// Ensure what happens to a chat happens to its subscriptions: a removed bot pauses
// them and a return resumes them, what somebody paused by hand is forgotten with the
// bot, and a move keeps all.
func TestChanges(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	on, byHand := discordChat("1"), discordChat("2")
	c.ask(command(on, "subscribe", "en"))
	c.ask(command(byHand, "subscribe", "en"))
	c.ask(command(byHand, "pause", "en"))
	server := bot.Chat{Platform: bot.Discord, Server: "server"}
	c.service.Changed(t.Context(), bot.Change{What: bot.ChatLost, Chat: server})
	if got := c.subscription(on).State; got != bot.PausedGone {
		t.Errorf("removed: %s", got)
	}
	if _, ok, err := c.store.Subscription(t.Context(), byHand); ok || err != nil {
		t.Errorf("what was paused by hand is still there, %v", err)
	}
	c.at = c.at.AddDate(0, 0, 10)
	c.service.Changed(t.Context(), bot.Change{What: bot.ChatOpened, Chat: server})
	if got := c.subscription(on); got.State != bot.Active || !got.Due.After(c.at) {
		t.Errorf("back: %+v", got)
	}
	group, super := telegramChat("-1"), telegramChat("-1001")
	c.ask(command(group, "subscribe", "en"))
	for range 2 { // it may be told more than once
		c.service.Changed(t.Context(), bot.Change{What: bot.ChatMoved, Chat: group, To: super})
	}
	if got := c.subscription(super).State; got != bot.Active {
		t.Errorf("moved: %s", got)
	}
}

// Ensure proposals fit what is typed, and are never more than asked for.
func TestComplete(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	values := func(what bot.Completion, typed string, most int) []string {
		var out []string
		for _, x := range c.service.Complete(what, typed, "de", most) {
			out = append(out, x.Value)
		}
		return out
	}
	if got := values(bot.CompleteHours, "", 25); len(got) != 25 || got[0] != "6:00" {
		t.Errorf("hours: %v", got)
	}
	if got := values(bot.CompleteHours, "09", 25); !slices.Equal(got, []string{"9:00", "9:30"}) {
		t.Errorf("09: %v", got)
	}
	if got := values(bot.CompleteZones, "wien", 25); !slices.Equal(got, []string{"Europe/Vienna"}) {
		t.Errorf("wien: %v", got)
	}
	if got := values(bot.CompleteZones, "", 25); len(got) == 0 || got[0] != DefaultZone {
		t.Errorf("zones: %v", got)
	}
	if got := values(bot.CompleteZones, "a", 25); len(got) != 25 {
		t.Errorf("a: %d zones", len(got))
	}
	if got := values(bot.CompleteReports, "report", 25); !slices.Equal(got, []string{"r"}) {
		t.Errorf("reports: %v", got)
	}
}

// Ensure words about ordering lead to how that is done, and questions to the report
// don't.
func TestMeant(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"subscribe": true, "how do I subscribe?": true, "Wie kann ich das abonnieren?": true, "Abo": true, "weekly": true, "woche abbestellen": true,
		"": false, "top challenges": false, "was kostet das pro woche": false, "weekly costs": false, "woche der digitalisierung": false, "abonnenten": false,
	} {
		if got := Meant(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// FuzzOrder looks for words that break reading, or an order that names no time of the
// week.
func FuzzOrder(f *testing.F) {
	for _, seed := range []string{"subscribe monday 9:00 Europe/Berlin", "abonnieren 5 pm new york", "vergessen", "25:99", "ı İ ẞ \x00 \xff"} {
		f.Add(seed)
	}
	standard := bot.Schedule{Weekday: time.Monday, Hour: 9, Zone: "Europe/Berlin"}
	f.Fuzz(func(t *testing.T, text string) {
		o := readOrder(text, standard, []bot.Choice{{Name: "A Report", Value: "r"}})
		if _, err := newCalendar(o.schedule); err != nil {
			t.Errorf("%q: %+v: %v", text, o, err)
		}
		if press := encodePress("de", o.action); len(press) > bot.MaxPress {
			t.Errorf("a press of %d bytes", len(press))
		}
	})
}

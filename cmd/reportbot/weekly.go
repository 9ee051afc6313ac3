package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
	"github.com/reportbot/reportbot/config"
)

type weeklyCommand struct {
	config.Database

	Status        weeklyStatusCommand        `cmd:"" default:"1" help:"Count the ledger, and name what needs a look (default)."`
	Subscriptions weeklySubscriptionsCommand `cmd:"" help:"List who gets a weekly fact, and when next."`
	Ledger        weeklyLedgerCommand        `cmd:"" help:"List what became of each post, the latest first."`
	Due           weeklyDueCommand           `cmd:"" help:"List what is due or waits to be sent."`
	Retry         weeklyRetryCommand         `cmd:"" help:"Have a post sent again that is failed, unknown or skipped."`
	Skip          weeklySkipCommand          `cmd:"" help:"Have a post not sent."`
	Export        weeklyExportCommand        `cmd:"" help:"Write everything to standard output, to be imported elsewhere."`
	Import        weeklyImportCommand        `cmd:"" help:"Read an export into an empty database."`
}

// weeklyFilter narrows what is listed.
type weeklyFilter struct {
	Platform string   `name:"platform" enum:"discord,telegram," default:"" placeholder:"NAME" help:"Only discord or telegram."`
	Chat     string   `name:"chat" placeholder:"ID" help:"Only the chat with this id, or as the lists write it (telegram:-100123:7). An id that begins with - needs an =: --chat=-100123."`
	State    []string `name:"state" placeholder:"STATE" help:"Only in this state; may be given several times."`
	Since    string   `name:"since" placeholder:"DATE" help:"Only what is due from this day on, such as 2026-11-30."`
	Until    string   `name:"until" placeholder:"DATE" help:"Only what is due before the end of this day."`
	Limit    int      `name:"limit" default:"100" placeholder:"N" help:"At most so many; 0 for all. Default: 100."`
	JSON     bool     `name:"json" help:"Write one JSON object a line."`
}

// filter reads the flags. Known are the states that there are.
func (f *weeklyFilter) filter(zone *time.Location, known ...string) (bot.Filter, error) {
	out := bot.Filter{Chat: bot.Chat{Platform: bot.Platform(f.Platform), ID: f.Chat}, States: f.State, Limit: f.Limit}
	if platform, rest, named := strings.Cut(f.Chat, ":"); named { // as the lists write it
		out.Chat.Platform = bot.Platform(platform)
		out.Chat.ID, out.Chat.Thread, _ = strings.Cut(rest, ":")
	}
	for _, state := range f.State {
		if !strings.Contains(" "+strings.Join(known, " ")+" ", " "+state+" ") {
			return out, usage(fmt.Errorf("--state: %q is no state: use %s", state, strings.Join(known, ", ")), "")
		}
	}
	for _, day := range []struct {
		flag, value string
		to          *time.Time
		days        int
	}{{"since", f.Since, &out.From, 0}, {"until", f.Until, &out.To, 1}} {
		if day.value == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, day.value, zone)
		if err != nil {
			return out, usage(fmt.Errorf("--%s: %q is no day such as 2026-11-30", day.flag, day.value), "")
		}
		*day.to = at.AddDate(0, 0, day.days)
	}
	return out, nil
}

// ledgerTask is what the weekly commands do with the ledger.
type ledgerTask struct {
	*app
	store *store.Store
	zone  *time.Location
}

// onLedger opens the ledger and runs do.
func (c *weeklyCommand) onLedger(ctx context.Context, a *app, do func(ledgerTask) error) (err error) {
	if err := c.Load(a.env); err != nil {
		return usage(err, "")
	}
	zone, err := c.Zone()
	if err != nil {
		return usage(err, "")
	}
	s, err := store.Open(ctx, store.Options{URL: string(c.URL), Dir: a.stateDir(), Wait: operatorWait, Log: a.log})
	if err != nil {
		return fmt.Errorf("open the ledger of the weekly facts: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(ledgerTask{app: a, store: s, zone: zone})
}

// operatorWait is how long a command waits for the database: somebody is looking on.
const operatorWait = 3 * time.Second

// time writes an instant for people.
func (t ledgerTask) time(at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return at.In(t.zone).Format("2006-01-02 15:04 MST")
}

// table writes rows below a head.
func (t ledgerTask) table(head string, rows [][]string) error {
	w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(strings.Split(head, " | "), "\t"))
	for _, row := range rows {
		for i := range row {
			row[i] = strings.Join(strings.Fields(bot.CleanLine(row[i])), " ")
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

// lines writes values as JSON, one a line.
func lines[T any](w io.Writer, values []T, shape func(T) any) error {
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, v := range values {
		if err := encoder.Encode(shape(v)); err != nil {
			return fmt.Errorf("write the list: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

type weeklyStatusCommand struct {
	JSON bool `name:"json" help:"Write one JSON object."`
}

// Help names the other commands: kong shows them for weekly itself only where it has no
// default.
func (*weeklyStatusCommand) Help() string {
	return "Beside it there are: reportbot weekly subscriptions, ledger, due, retry, skip, export, import. For each: reportbot weekly NAME --help"
}

// Run counts subscriptions and the ledger, and names what an operator should look at.
func (c *weeklyStatusCommand) Run(ctx context.Context, a *app, all *commands) error {
	return all.Weekly.onLedger(ctx, a, func(t ledgerTask) error {
		subscriptions, err := t.store.Subscriptions(ctx, bot.Filter{})
		if err != nil {
			return err
		}
		of := map[bot.SubscriptionState]int{}
		var next time.Time
		for _, x := range subscriptions {
			if of[x.State]++; x.State == bot.Active && (next.IsZero() || x.Due.Before(next)) {
				next = x.Due
			}
		}
		counts, doubtful, err := t.store.Counts(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return lines(t.stdout, []any{map[string]any{"subscriptions": of, "posts": counts, "doubtful": doubtful, "next": next}}, func(v any) any { return v })
		}
		rows := [][]string{}
		for _, state := range []bot.SubscriptionState{bot.Active, bot.PausedByHand, bot.PausedForbidden, bot.PausedGone} {
			rows = append(rows, []string{"subscriptions " + string(state), fmt.Sprint(of[state])})
		}
		for _, state := range entryStates() {
			rows = append(rows, []string{"posts " + state, fmt.Sprint(counts[bot.EntryState(state)])})
		}
		rows = append(rows, []string{"posts sent that may stand twice", fmt.Sprint(doubtful)}, []string{"next due", t.time(next)})
		if err := t.table("WHAT | HOW MANY", rows); err != nil {
			return err
		}
		if n := counts[bot.Unknown] + counts[bot.Failed]; n > 0 {
			t.say("to look at: %s that failed or may not have arrived (reportbot weekly ledger --state unknown --state failed). retry sends one again, skip takes it off this list", count(n, "post"))
		}
		return nil
	})
}

type weeklySubscriptionsCommand struct{ weeklyFilter }

// Run lists subscriptions.
func (c *weeklySubscriptionsCommand) Run(ctx context.Context, a *app, all *commands) error {
	return all.Weekly.onLedger(ctx, a, func(t ledgerTask) error {
		f, err := c.filter(t.zone, string(bot.Active), string(bot.PausedByHand), string(bot.PausedForbidden), string(bot.PausedGone))
		if err != nil {
			return err
		}
		found, err := t.store.Subscriptions(ctx, f)
		if err != nil {
			return err
		}
		if c.JSON {
			return lines(t.stdout, found, t.subscription)
		}
		if len(found) == 0 {
			t.say("no subscriptions")
			return nil
		}
		rows := make([][]string, 0, len(found))
		for _, x := range found {
			s := x.Schedule
			rows = append(rows, []string{
				x.Chat.Key(), x.Chat.Server, string(x.State), fmt.Sprintf("%s %d:%02d %s", s.Weekday, s.Hour, s.Minute, s.Zone),
				x.Language, x.Report, t.time(x.Due),
			})
		}
		return t.table("CHAT | SERVER | STATE | WHEN | LANGUAGE | REPORT | NEXT", rows)
	})
}

func (t ledgerTask) subscription(x bot.Subscription) any {
	return map[string]any{
		"platform": x.Chat.Platform, "chat": x.Chat.ID, "thread": x.Chat.Thread, "server": x.Chat.Server, "state": x.State,
		"weekday": strings.ToLower(x.Schedule.Weekday.String()), "time": fmt.Sprintf("%02d:%02d", x.Schedule.Hour, x.Schedule.Minute), "zone": x.Schedule.Zone,
		"language": x.Language, "report": x.Report, "due": x.Due, "round": x.Round, "created": x.Created,
	}
}

// entryStates are the states of the ledger, the open ones first.
func entryStates() []string {
	var out []string
	for _, s := range []bot.EntryState{bot.Planned, bot.Retry, bot.Sending, bot.Sent, bot.Skipped, bot.Failed, bot.Unknown} {
		out = append(out, string(s))
	}
	return out
}

type weeklyLedgerCommand struct{ weeklyFilter }

// Run lists the ledger.
func (c *weeklyLedgerCommand) Run(ctx context.Context, a *app, all *commands) error {
	return all.Weekly.onLedger(ctx, a, func(t ledgerTask) error { return t.ledger(ctx, &c.weeklyFilter) })
}

func (t ledgerTask) ledger(ctx context.Context, flags *weeklyFilter) error {
	f, err := flags.filter(t.zone, entryStates()...)
	if err != nil {
		return err
	}
	found, err := t.store.Entries(ctx, f)
	if err != nil {
		return err
	}
	return t.entries(found, flags.JSON)
}

func (t ledgerTask) entries(found []bot.LedgerEntry, asJSON bool) error {
	if asJSON {
		return lines(t.stdout, found, t.entry)
	}
	if len(found) == 0 {
		t.say("no posts")
		return nil
	}
	rows := make([][]string, 0, len(found))
	for _, e := range found {
		rows = append(rows, []string{e.Nonce, e.Slot, t.time(e.Due), e.Chat.Key(), string(e.State), e.Fact, fmt.Sprint(e.Attempts), fmt.Sprint(e.Doubts), e.Message, e.Reason})
	}
	return t.table("POST | SLOT | DUE | CHAT | STATE | FACT | TRIES | DOUBTS | MESSAGE | WHY", rows)
}

func (t ledgerTask) entry(e bot.LedgerEntry) any {
	return map[string]any{
		"post": e.Nonce, "platform": e.Chat.Platform, "chat": e.Chat.ID, "thread": e.Chat.Thread, "server": e.Chat.Server,
		"slot": e.Slot, "due": e.Due, "until": e.Until, "state": e.State, "reason": e.Reason,
		"report": e.Report, "fact": e.Fact, "language": e.Language, "text": e.Text, "round": e.Round,
		"attempts": e.Attempts, "doubts": e.Doubts, "ready": e.Ready, "message": e.Message, "updated": e.Updated,
	}
}

type weeklyDueCommand struct {
	JSON bool `name:"json" help:"Write one JSON object a line."`
}

// Run lists what waits to be sent, and the subscriptions whose slot has come and is
// not planned yet.
func (c *weeklyDueCommand) Run(ctx context.Context, a *app, all *commands) error {
	return all.Weekly.onLedger(ctx, a, func(t ledgerTask) error {
		open, err := t.store.Entries(ctx, bot.Filter{States: []string{string(bot.Planned), string(bot.Retry), string(bot.Sending)}})
		if err != nil {
			return err
		}
		due, err := t.store.Due(ctx, time.Now(), 1000)
		if err != nil {
			return err
		}
		for _, x := range due {
			open = append(open, bot.LedgerEntry{Chat: x.Chat, Due: x.Due, Report: x.Report, Language: x.Language, Reason: "its slot has come; it is not planned yet"})
		}
		return t.entries(open, c.JSON)
	})
}

type weeklyRetryCommand struct {
	Posts []string `arg:"" name:"post" help:"As \"reportbot weekly ledger\" names it."`
}

// retryFor is how long a post that an operator wants sent again is tried.
const retryFor = 24 * time.Hour

// Run has posts sent again.
func (c *weeklyRetryCommand) Run(ctx context.Context, a *app, all *commands) error {
	return all.Weekly.onLedger(ctx, a, func(t ledgerTask) error {
		return t.each(c.Posts, func(nonce string) (bot.LedgerEntry, error) {
			now := time.Now()
			return t.store.Redo(ctx, nonce, now, now.Add(retryFor))
		})
	})
}

type weeklySkipCommand struct {
	Posts []string `arg:"" name:"post" help:"As \"reportbot weekly ledger\" names it."`
}

// Run has posts not sent.
func (c *weeklySkipCommand) Run(ctx context.Context, a *app, all *commands) error {
	return all.Weekly.onLedger(ctx, a, func(t ledgerTask) error {
		return t.each(c.Posts, func(nonce string) (bot.LedgerEntry, error) { return t.store.Skip(ctx, nonce, time.Now()) })
	})
}

// each changes posts one by one: one that can't be changed does not hold up the
// others.
func (t ledgerTask) each(posts []string, change func(string) (bot.LedgerEntry, error)) error {
	var failed error
	for _, nonce := range posts {
		e, err := change(nonce)
		if err != nil {
			t.say("%v", err)
			failed = errReported
			continue
		}
		fmt.Fprintf(t.stdout, "%s\t%s\t%s\t%s\n", e.Nonce, e.Slot, e.Chat.Key(), e.State)
	}
	return failed
}

type weeklyExportCommand struct{}

// Run writes the whole database.
func (c *weeklyExportCommand) Run(ctx context.Context, a *app, all *commands) error {
	return all.Weekly.onLedger(ctx, a, func(t ledgerTask) error { return t.store.Export(ctx, t.stdout) })
}

type weeklyImportCommand struct {
	File string `arg:"" optional:"" default:"-" help:"An export; - or nothing is standard input."`
}

// Run reads an export into an empty database. No instance may serve from it meanwhile.
func (c *weeklyImportCommand) Run(ctx context.Context, a *app, all *commands) error {
	return all.Weekly.onLedger(ctx, a, func(t ledgerTask) (err error) {
		in := t.stdin
		if c.File != "-" {
			f, err := os.Open(c.File)
			if err != nil {
				return fmt.Errorf("open the export: %w", err)
			}
			defer func() { err = errors.Join(err, f.Close()) }()
			in = f
		}
		n, err := t.store.Import(ctx, in)
		if err != nil {
			return err
		}
		t.say("read %s", count(n, "row"))
		return nil
	})
}

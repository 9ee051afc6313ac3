package weekly

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot"
)

// Ensure that over ten years each channel gets one post a week, none skipped and none
// doubled, whatever its zone, weekday and hour: over clock changes, ends of years and
// leap days, and while the machine's clock jumps back and forth by an hour and a day.
// No fact comes a second time before all others did.
func TestTenYears(t *testing.T) {
	t.Parallel()
	for name, jumps := range map[string][]time.Duration{
		"steady":  nil,
		"jumping": {time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { simulate(t, years, jumps) })
		})
	}
}

func simulate(t *testing.T, years int, jumps []time.Duration) {
	const facts = 13
	chance := rand.New(rand.NewPCG(1, 2))
	m, w := newMemory(), &world{T: t, facts: newShelf(facts)}
	w.telegram = newPlatform(w.now)
	s := New(Options{now: w.now, bell: "0,30 * * * *", planEvery: 30 * time.Minute, pollEvery: time.Hour, leaseTTL: 3 * time.Hour}, m, w.facts, catalogue(t))
	var chats []bot.Chat
	begin := w.now()
	for _, zone := range zones() {
		for day := time.Sunday; day <= time.Saturday; day++ {
			for hour := range 24 {
				c := telegramChat(fmt.Sprint(zone, day, hour))
				cal, err := newCalendar(bot.Schedule{Weekday: day, Hour: hour, Zone: zone})
				if err != nil {
					t.Fatal(err)
				}
				x := bot.Subscription{Chat: c, Schedule: cal.Schedule, Language: "de", Report: "r", State: bot.Active, Since: begin, Due: cal.next(begin).at}
				if err := m.Subscribe(t.Context(), x); err != nil {
					t.Fatal(err)
				}
				chats = append(chats, c)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = s.Run(ctx) })
	running.Go(func() { _ = s.Deliver(ctx, bot.Telegram, w.telegram) })
	for end := begin.AddDate(years, 0, 0); w.now().Before(end); {
		time.Sleep(time.Duration(1+chance.IntN(40)) * 12 * time.Hour) // in the bubble
		if len(jumps) > 0 {
			w.jump(jumps[chance.IntN(len(jumps))])
		}
	}
	time.Sleep(48*time.Hour + 17*time.Minute) // not in the instant in which a slot is due
	cancel()
	running.Wait()
	synctest.Wait()
	posted := map[string][]string{}
	for _, p := range w.telegram.posts {
		posted[p.Chat.Key()] = append(posted[p.Chat.Key()], p.Answer.Citations[0].Record)
	}
	for _, c := range chats {
		entries := m.entries(c)
		if weeks := years * 52; len(entries) < weeks || len(posted[c.Key()]) != len(entries) {
			t.Fatalf("%s: %d slots, %d posts, at least %d weeks", c.Key(), len(entries), len(posted[c.Key()]), weeks)
		}
		date, err := time.Parse(slotForm, entries[0].Slot)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			if want := date.AddDate(0, 0, 7*i).Format(slotForm); e.State != bot.Sent || e.Slot != want {
				t.Fatalf("%s: slot %s is %s, want %s", c.Key(), e.Slot, e.State, want)
			}
		}
		for round := range slices.Chunk(posted[c.Key()], facts) {
			slices.Sort(round)
			if len(slices.Compact(slices.Clone(round))) != len(round) {
				t.Fatalf("%s: a fact came twice in a round: %v", c.Key(), round)
			}
		}
	}
}

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
// leap days; and over years in which the machine's clock jumps back and forth by an
// hour and a day.
// No fact comes a second time before all others did.
func TestTenYears(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		years int
		jumps []time.Duration
	}{
		"steady":  {years, nil},
		"jumping": {(years + 2) / 3, []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { simulate(t, tt.years, tt.jumps) })
		})
	}
}

// posted is a Sender that notes which facts each chat got, and nothing more: there are
// hundreds of thousands.
type posted struct {
	mu    sync.Mutex
	facts map[string][]string
}

func (p *posted) Post(_ context.Context, post bot.Post) (bot.Receipt, error) {
	if err := post.Begin(); err != nil {
		return bot.Receipt{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.facts[post.Chat.Key()] = append(p.facts[post.Chat.Key()], post.Answer.Citations[0].Record)
	return bot.Receipt{Message: "1"}, nil
}

func simulate(t *testing.T, years int, jumps []time.Duration) {
	const facts = 13
	chance := rand.New(rand.NewPCG(1, 2))
	m, w, posts := newMemory(), &world{T: t, facts: newShelf(facts)}, &posted{facts: map[string][]string{}}
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
	running.Go(func() { _ = s.Deliver(ctx, bot.Telegram, posts) })
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
	for _, c := range chats {
		entries := m.entries(c)
		if weeks := years * 52; len(entries) < weeks || len(posts.facts[c.Key()]) != len(entries) {
			t.Fatalf("%s: %d slots, %d posts, at least %d weeks", c.Key(), len(entries), len(posts.facts[c.Key()]), weeks)
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
		for round := range slices.Chunk(posts.facts[c.Key()], facts) {
			slices.Sort(round)
			if len(slices.Compact(slices.Clone(round))) != len(round) {
				t.Fatalf("%s: a fact came twice in a round: %v", c.Key(), round)
			}
		}
	}
}

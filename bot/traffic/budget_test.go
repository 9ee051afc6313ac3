package traffic_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure that AtMost is within its limit over every span, and the fastest pace
// that is.
func TestAtMost(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n     int
		span  time.Duration
		burst int
		want  traffic.Pace
	}{
		{20, time.Minute, 1, traffic.Pace{Every: 3 * time.Second, Burst: 1}},
		{20, time.Minute, 6, traffic.Pace{Every: 4 * time.Second, Burst: 6}},
		{20, time.Minute, 20, traffic.Pace{Every: time.Minute, Burst: 20}},
		{20, time.Minute, 99, traffic.Pace{Every: time.Minute, Burst: 20}},
		{30, time.Second, 1, traffic.Pace{Every: 33333334, Burst: 1}},
		{1, time.Second, 0, traffic.Pace{Every: time.Second, Burst: 1}},
		{0, time.Second, 0, traffic.Pace{Every: time.Second, Burst: 1}},
	} {
		if got := traffic.AtMost(test.n, test.span, test.burst); got != test.want {
			t.Errorf("AtMost(%d, %v, %d) = %v, want %v", test.n, test.span, test.burst, got, test.want)
		}
	}
}

// sent is when messages went, by chat and in all.
type sent struct {
	mu    sync.Mutex
	chats map[string][]time.Duration
	all   []time.Duration
}

// within fails where any span has more than n of the times in it.
func within(t *testing.T, name string, times []time.Duration, n int, span time.Duration) {
	t.Helper()
	for i := n; i < len(times); i++ {
		if times[i]-times[i-n] < span {
			t.Errorf("%s: %d messages from %v to %v", name, n+1, times[i-n], times[i])
			return
		}
	}
}

// until counts the times before a moment.
func until(times []time.Duration, end time.Duration) int {
	n := 0
	for _, at := range times {
		if at < end {
			n++
		}
	}
	return n
}

// rush sends each messages to every chat at once and lets a minute go by.
func rush(t *testing.T, o *traffic.Outbox, chats []string, each int) *sent {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, start := &sent{chats: map[string][]time.Duration{}}, time.Now()
	var wg sync.WaitGroup
	for range each {
		for _, chat := range chats {
			wg.Go(func() {
				_ = o.Send(ctx, chat, traffic.ClassAnswer, func(context.Context) error { // What doesn't fit ends with ctx.
					s.mu.Lock()
					defer s.mu.Unlock()
					at := time.Since(start)
					s.chats[chat] = append(s.chats[chat], at)
					s.all = append(s.all, at)
					return nil
				})
			})
		}
	}
	wg.Wait()
	return s
}

// Ensure that the limits Telegram documents are kept over every span, and used up:
// 30 a second in all, one a second to a chat, 20 a minute to a group.
func TestBudgetsOfTelegram(t *testing.T) {
	t.Parallel()
	overall := traffic.AtMost(30, time.Second, 1)
	options := traffic.OutboxOptions{Overall: overall, Chat: func(chat string) []traffic.Pace {
		paces := []traffic.Pace{traffic.AtMost(1, time.Second, 1)}
		if strings.HasPrefix(chat, "group") {
			paces = append(paces, traffic.AtMost(20, time.Minute, 6))
		}
		return paces
	}}
	var chats []string
	for i := range 20 {
		chats = append(chats, fmt.Sprint("group", i), fmt.Sprint("private", i))
	}
	synctest.Test(t, func(t *testing.T) { // few chats: each is bounded by its own budget
		s := rush(t, traffic.NewOutbox(options), chats[:20], 70)
		for chat, times := range s.chats {
			n, want := until(times, time.Minute), 60
			if strings.HasPrefix(chat, "group") {
				within(t, chat, times, 20, time.Minute)
				want = 20
			}
			within(t, chat, times, 1, time.Second)
			if n < want-1 || n > want {
				t.Errorf("%s: %d messages in a minute, want %d", chat, n, want)
			}
		}
	})
	synctest.Test(t, func(t *testing.T) { // many: they share what there is in all
		for i := range 200 {
			chats = append(chats, fmt.Sprint("private", 100+i))
		}
		s := rush(t, traffic.NewOutbox(options), chats, 10)
		within(t, "all", s.all, 30, time.Second)
		if n, want := len(s.all), int(time.Minute/overall.Every)+1; n != want {
			t.Errorf("%d messages in a minute, want %d", n, want)
		}
		for _, chat := range chats {
			if n := len(s.chats[chat]); n < 6 {
				t.Errorf("%s got %d messages only", chat, n)
			}
		}
	})
}

// Ensure that what Discord allows in all is kept over every second, also with a
// burst, and used up by few chats without a budget of their own.
func TestBudgetOfDiscord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := traffic.NewOutbox(traffic.OutboxOptions{Overall: traffic.AtMost(50, time.Second, 10)})
		s := rush(t, o, []string{"a", "b", "c"}, 1000)
		within(t, "all", s.all, 50, time.Second)
		if n, want := until(s.all, time.Minute), 10+60*41-1; n != want {
			t.Errorf("%d messages in a minute, want %d", n, want)
		}
		for chat, times := range s.chats {
			if share := len(s.all) / 3; len(times) < share-4 || len(times) > share+4 {
				t.Errorf("%s got %d of %d messages", chat, len(times), len(s.all))
			}
		}
	})
}

// Ensure that nothing is kept of chats that have gone quiet, not even the room for
// so many, though nothing more is sent, and that a chat is not forgotten before
// its budget is full again.
func TestIdleChatsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := traffic.NewOutbox(traffic.OutboxOptions{Chat: func(string) []traffic.Pace {
			return []traffic.Pace{{Every: time.Second}, traffic.AtMost(20, time.Minute, 6)}
		}})
		const chats = 100_000
		ok := func(context.Context) error { return nil }
		for i := range chats {
			if err := o.Send(t.Context(), fmt.Sprint(i), traffic.ClassAnswer, ok); err != nil {
				t.Fatal(err)
			}
		}
		pass(4*time.Second - time.Millisecond)
		if known, _ := o.Chats(); known != chats {
			t.Errorf("%d chats are known while their budgets fill", known)
		}
		pass(2 * time.Millisecond)
		if known, room := o.Chats(); known != 0 || room > 1024 {
			t.Errorf("%d chats are known and there is room for %d after a pause", known, room)
		}
	})
}

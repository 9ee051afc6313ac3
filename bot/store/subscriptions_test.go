package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

func subscribe(t testing.TB, s *store.Store, x bot.Subscription) {
	t.Helper()
	if err := s.Subscribe(t.Context(), x); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, s *store.Store, c bot.Chat) (bot.Subscription, bool) {
	t.Helper()
	x, ok, err := s.Subscription(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return x, ok
}

// Ensure a subscription comes back as it was kept, a second one takes its place, and a
// topic is a chat of its own.
func TestSubscribe(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		want := subscription(bot.Chat{Platform: bot.Telegram, ID: "-100", Thread: "3", Server: "s"})
		want.Round = 4
		subscribe(t, s, want)
		got, ok := read(t, s, want.Chat)
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		if _, ok := read(t, s, chat("-100")); ok {
			t.Error("the group has its topic's subscription")
		}
		changed := want
		changed.Schedule.Hour, changed.State, changed.Round = 17, bot.PausedByHand, 0
		subscribe(t, s, changed)
		got, _ = read(t, s, want.Chat)
		changed.Round = 4 // what was posted stays posted
		if diff := cmp.Diff(changed, got); diff != "" {
			t.Errorf("changed (-want +got):\n%s", diff)
		}
	})
}

// Ensure chats are paused and resumed alone, with all their topics, or with all of a
// server, and only from the states that are meant.
func TestSetState(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		group, topic := bot.Chat{Platform: bot.Telegram, ID: "1"}, bot.Chat{Platform: bot.Telegram, ID: "1", Thread: "2"}
		all := bot.Chat{Platform: bot.Telegram, ID: "1", Thread: bot.AllThreads}
		a, b := bot.Chat{Platform: bot.Discord, ID: "1", Server: "g"}, bot.Chat{Platform: bot.Discord, ID: "2", Server: "g"}
		for _, c := range []bot.Chat{group, topic, a, b} {
			subscribe(t, s, subscription(c))
		}
		states := func() string {
			out := ""
			for _, c := range []bot.Chat{group, topic, a, b} {
				x, _ := read(t, s, c)
				out += string(x.State) + " "
			}
			return out
		}
		now := start().Add(time.Hour)
		due := func(bot.Subscription) time.Time { return now.Add(time.Minute) }
		for _, tt := range []struct {
			chat bot.Chat
			from bot.SubscriptionState
			to   bot.SubscriptionState
			want string
			n    int
		}{
			{topic, bot.Active, bot.PausedByHand, "active paused active active ", 1},
			{group, bot.Active, bot.PausedGone, "gone paused active active ", 1},
			{bot.Chat{Platform: bot.Discord, Server: "g"}, bot.Active, bot.PausedGone, "gone paused gone gone ", 2},
			{bot.Chat{Platform: bot.Telegram, Server: ""}, bot.PausedGone, bot.Active, "gone paused gone gone ", 0},
			{b, bot.PausedGone, bot.Active, "gone paused gone active ", 1},
			{group, bot.PausedGone, bot.Active, "active paused gone active ", 1},
			{group, bot.PausedByHand, bot.Active, "active paused gone active ", 0},
			{all, bot.PausedByHand, bot.Active, "active active gone active ", 1},
			{all, bot.Active, bot.PausedGone, "gone gone gone active ", 2},
		} {
			changed, err := s.SetState(t.Context(), tt.chat, []bot.SubscriptionState{tt.from}, tt.to, now, due)
			if err != nil || len(changed) != tt.n || states() != tt.want {
				t.Errorf("%s from %s to %s: %d changed, %v, states %s, want %s", tt.chat.Key(), tt.from, tt.to, len(changed), err, states(), tt.want)
			}
		}
		for _, e := range []bot.LedgerEntry{entry(b, "2026-03-02", "planned"), entry(b, "2026-02-23", "doubtful"), entry(b, "2026-02-16", "begun")} {
			switch e.Nonce {
			case "doubtful":
				e.State, e.Doubts, e.Doubted = bot.Retry, 1, start()
			case "begun":
				e.State = bot.Sending
			}
			add(t, s, e)
		}
		x, _ := read(t, s, b)
		if _, err := s.SetState(t.Context(), b, []bot.SubscriptionState{bot.Active}, bot.PausedByHand, now, nil); err != nil {
			t.Fatal(err)
		}
		kept, err := s.Entries(t.Context(), bot.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		ended := map[string]bot.EntryState{}
		for _, e := range kept {
			ended[e.Nonce] = e.State
		}
		if diff := cmp.Diff(map[string]bot.EntryState{"planned": bot.Skipped, "doubtful": bot.Unknown, "begun": bot.Sending}, ended); diff != "" {
			t.Errorf("a pause (-want +got):\n%s", diff)
		}
		if !x.Since.Equal(now) || !x.Due.Equal(now.Add(time.Minute)) || !x.Paused.IsZero() {
			t.Errorf("resumed: %+v", x)
		}
		if y, _ := read(t, s, a); !y.Paused.Equal(now) {
			t.Errorf("paused: %+v", y)
		}
	})
}

// Ensure the end of a subscription ends what was planned, and keeps what was posted;
// forgetting keeps nothing, of this chat alone.
func TestUnsubscribeAndForget(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		for _, id := range []string{"1", "2"} {
			subscribe(t, s, subscription(chat(id)))
			sent := entry(chat(id), "2026-02-23", id+"sent")
			sent.State = bot.Sent
			add(t, s, sent)
			add(t, s, entry(chat(id), "2026-03-02", id+"planned"))
		}
		live(t, s, "one")
		claimed := claim(t, s, "one", 2)
		if was, err := s.Unsubscribe(t.Context(), chat("1"), start()); err != nil || !was {
			t.Fatalf("%v, %v", was, err)
		}
		if was, err := s.Unsubscribe(t.Context(), chat("1"), start()); err != nil || was {
			t.Errorf("a second time: %v, %v", was, err)
		}
		for _, e := range claimed { // What was cancelled stays so, also where somebody was about to send it.
			e.State = bot.Retry
			if err := s.Finish(t.Context(), e); (e.Chat.ID == "1") != errors.Is(err, bot.ErrTaken) {
				t.Errorf("finish that of chat %s: %v", e.Chat.ID, err)
			}
		}
		counts := func(id string) map[bot.EntryState]int {
			out := map[bot.EntryState]int{}
			all, err := s.Entries(t.Context(), bot.Filter{Chat: chat(id)})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range all {
				out[e.State]++
			}
			return out
		}
		if diff := cmp.Diff(map[bot.EntryState]int{bot.Sent: 1, bot.Skipped: 1}, counts("1")); diff != "" {
			t.Errorf("unsubscribed (-want +got):\n%s", diff)
		}
		if err := s.Forget(t.Context(), chat("1")); err != nil {
			t.Fatal(err)
		}
		if left := counts("1"); len(left) != 0 {
			t.Errorf("forgotten: %v", left)
		}
		if _, ok := read(t, s, chat("2")); !ok || counts("2")[bot.Retry] != 1 {
			t.Errorf("another chat lost something: %v", counts("2"))
		}
	})
}

// Ensure chats are forgotten when the bot was removed long enough ago, and at once
// what they don't use.
func TestForgetGone(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		for id, x := range map[string]struct {
			state  bot.SubscriptionState
			paused time.Time
		}{"old": {bot.PausedGone, start().AddDate(0, 0, -31)}, "new": {bot.PausedGone, start().AddDate(0, 0, -29)}, "hand": {bot.PausedByHand, start().AddDate(-1, 0, 0)}, "on": {bot.Active, time.Time{}}} {
			y := subscription(chat(id))
			y.State, y.Paused = x.state, x.paused
			subscribe(t, s, y)
			add(t, s, entry(chat(id), "2026-03-02", id))
		}
		n, err := s.ForgetGone(t.Context(), start().AddDate(0, 0, -30))
		if err != nil || n != 1 {
			t.Errorf("forgot %d, %v", n, err)
		}
		for _, id := range []string{"hand", "on"} {
			if err := s.ForgetIdle(t.Context(), chat(id)); err != nil {
				t.Fatal(err)
			}
		}
		for id, want := range map[string]bool{"old": false, "new": true, "hand": false, "on": true} {
			entries, err := s.Entries(t.Context(), bot.Filter{Chat: chat(id)})
			if _, ok := read(t, s, chat(id)); ok != want || err != nil || (len(entries) == 1) != want {
				t.Errorf("%s: subscribed %v, %d entries, %v", id, ok, len(entries), err)
			}
		}
	})
}

// Ensure a group that becomes a supergroup keeps all that it had, with its topics, and
// what the new one has already stays.
func TestMove(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		topic := bot.Chat{Platform: bot.Telegram, ID: "1", Thread: "9"}
		for _, c := range []bot.Chat{chat("1"), topic} {
			subscribe(t, s, subscription(c))
			add(t, s, entry(c, "2026-03-02", c.Key()))
		}
		add(t, s, entry(chat("2"), "2026-03-02", "there already"))
		if err := s.Move(t.Context(), chat("1"), chat("2")); err != nil {
			t.Fatal(err)
		}
		if err := s.Move(t.Context(), chat("1"), chat("2")); err != nil { // told twice
			t.Fatal(err)
		}
		moved := topic
		moved.ID = "2"
		for _, c := range []bot.Chat{chat("2"), moved} {
			if _, ok := read(t, s, c); !ok {
				t.Errorf("%s has no subscription", c.Key())
			}
		}
		all, err := s.Entries(t.Context(), bot.Filter{})
		nonces := map[string]string{}
		for _, e := range all {
			nonces[e.Nonce] = e.Chat.Key()
		}
		if diff := cmp.Diff(map[string]string{"there already": chat("2").Key(), topic.Key(): moved.Key()}, nonces); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

package traffic_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// lane is what must hold of the messages of one chat and class.
type lane struct {
	busy  bool
	order []int // in which messages were first tried
}

// holds are the spans in which a platform wanted nothing sent.
type holds [][2]time.Duration

// over tells whether at is in a hold. What got its turn in the moment in which
// the hold was told may still go.
func (h holds) over(at time.Duration) bool {
	return slices.ContainsFunc(h, func(span [2]time.Duration) bool { return span[0] < at && at < span[1] })
}

// FuzzSend lets many messages to few chats meet every kind of failure, impatient
// callers and both classes, four bytes a message, and holds what happened
// against what Send promises.
func FuzzSend(f *testing.F) {
	f.Add([]byte("a message is four bytes: these are some of them, with whatever they stand for"))
	f.Add([]byte{0, 0, 2, 0, 0, 0, 0, 3, 1, 1, 3, 0, 0, 0, 1, 200, 1, 0, 4, 1, 2, 7, 5, 0, 2, 0, 0, 9})
	f.Fuzz(func(t *testing.T, script []byte) {
		script = script[:min(len(script), 400)]
		synctest.Test(t, func(t *testing.T) { runScript(t, script) })
	})
}

func runScript(t *testing.T, script []byte) {
	s := newSenders(traffic.OutboxOptions{
		Overall: traffic.AtMost(5, time.Second, 2), Attempts: 3,
		Chat: func(chat string) []traffic.Pace {
			if chat == "0" {
				return nil
			}
			return []traffic.Pace{traffic.AtMost(1, time.Second, 1), traffic.AtMost(8, time.Minute, 3)}
		},
	})
	lanes, chats := map[string]*lane{}, map[string][]time.Duration{}
	var all []time.Duration
	held := map[string]holds{}
	for i := 0; i+4 <= len(script); i += 4 {
		chat, class := fmt.Sprint(script[i]%3), traffic.Class(script[i]>>2&1)
		pass(time.Duration(script[i+1]%32) * 50 * time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		if script[i+3] < 64 { // impatient
			ctx, cancel = context.WithTimeout(t.Context(), time.Duration(script[i+3])*500*time.Millisecond)
		}
		defer cancel()
		key := fmt.Sprint(chat, class)
		l := lanes[key]
		if l == nil {
			l = &lane{}
			lanes[key] = l
		}
		outcomes, final, tried := script[i+2], false, 0
		s.wg.Go(func() {
			err := s.outbox.Send(ctx, chat, class, func(context.Context) error {
				s.mu.Lock()
				at := time.Since(s.start)
				if l.busy || final || ctx.Err() != nil || held[chat].over(at) || held[""].over(at) {
					t.Errorf("message %d to %s at %v: busy %v, final %v, context %v, held until %v and %v", i/4, chat, at, l.busy, final, ctx.Err(), held[chat], held[""])
				}
				if tried++; tried == 1 {
					l.order = append(l.order, i)
				} else if last := l.order[len(l.order)-1]; last != i {
					t.Errorf("message %d overtook %d", last/4, i/4)
				}
				l.busy = true
				all, chats[chat] = append(all, at), append(chats[chat], at)
				s.mu.Unlock()

				pass(time.Duration(script[i+1]>>5) * 30 * time.Millisecond)

				s.mu.Lock()
				defer s.mu.Unlock()
				l.busy = false
				wait, now := time.Duration(script[i+3]%4+1)*time.Second, time.Since(s.start)
				failed := &bot.SendError{Err: errRefused}
				switch outcome := outcomes & 7; outcome {
				case 1, 2:
					failed.Retry, failed.After, failed.Everywhere = true, wait, outcome == 2
					where := chat
					if outcome == 2 {
						where = "" // everywhere
					}
					held[where] = append(held[where], [2]time.Duration{now, now + wait})
				case 3, 4:
					failed.Retry = true
				case 5:
					failed.Retry, failed.Unknown = true, true
				case 6:
					failed.Gone = true
				default:
					final = true
					return nil
				}
				final = !failed.Retry || failed.Unknown
				outcomes >>= 2
				return failed
			})
			if err == nil && !final {
				t.Errorf("message %d: no error though it was not sent", i/4)
			}
			if ctxErr := ctx.Err(); err != nil && tried == 0 && !errors.Is(err, ctxErr) {
				t.Errorf("message %d was never tried: %v", i/4, err)
			}
		})
		synctest.Wait()
	}
	s.wg.Wait()
	within(t, "all", all, 5, time.Second)
	for _, chat := range []string{"1", "2"} {
		within(t, chat, chats[chat], 1, time.Second)
		within(t, chat, chats[chat], 8, time.Minute)
	}
	for key, l := range lanes {
		for i := 1; i < len(l.order); i++ {
			if l.order[i-1] > l.order[i] {
				t.Errorf("chat and class %s: tried in the order %v", key, l.order)
			}
		}
	}
	pass(time.Minute)
	if known, _ := s.outbox.Chats(); known > 0 {
		t.Errorf("%d chats are known in the end", known)
	}
}

package traffic_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure that with real threads and a real clock, while callers give up at any
// moment, every call ends, no message is sent twice and no chat's messages meet.
func TestSendBurst(t *testing.T) {
	t.Parallel()
	const chats, each = 100, 20
	o := traffic.NewOutbox(traffic.OutboxOptions{
		Overall: traffic.Pace{Every: 100 * time.Microsecond, Burst: 10},
		Chat:    func(string) []traffic.Pace { return []traffic.Pace{{Every: time.Millisecond, Burst: 2}} },
	})
	var wg sync.WaitGroup
	var busy [chats]atomic.Bool
	for chat := range chats {
		for i := range each {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+i*chat%7*20)*time.Millisecond)
				defer cancel()
				if i%7 == 0 {
					ctx = t.Context()
				}
				tried, done := 0, false
				err := o.Send(ctx, fmt.Sprint(chat), traffic.ClassAnswer, func(context.Context) error {
					if !busy[chat].CompareAndSwap(false, true) || done {
						t.Error("two messages at once, or one twice")
					}
					defer busy[chat].Store(false)
					if tried++; tried == 1 && i%5 == 0 {
						return &bot.SendError{Err: errRefused, Retry: true, After: time.Millisecond}
					}
					done = true
					return nil
				})
				if done != (err == nil) || err != nil && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("sent: %v, error: %v", done, err)
				}
			})
		}
	}
	wg.Wait()
}

// BenchmarkSend is a burst of 5,000 answers to 500 chats without a budget: what
// the order within each chat costs.
func BenchmarkSend(b *testing.B) {
	const chats, each = 500, 10
	names := make([]string, chats)
	for i := range names {
		names[i] = fmt.Sprint(i)
	}
	send := func(context.Context) error { return nil }
	b.ReportAllocs()
	for b.Loop() {
		o := traffic.NewOutbox(traffic.OutboxOptions{})
		var wg sync.WaitGroup
		for range each {
			for _, name := range names {
				wg.Go(func() {
					if err := o.Send(b.Context(), name, traffic.ClassAnswer, send); err != nil {
						b.Error(err)
					}
				})
			}
		}
		wg.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(chats*each), "ns/send")
}

package traffic_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure that at the end what waits for its chat's pace goes at the overall one,
// and what comes then as well.
func TestHurry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := traffic.NewOutbox(traffic.OutboxOptions{
			Overall: traffic.Pace{Every: time.Second, Burst: 1},
			Chat:    func(string) []traffic.Pace { return []traffic.Pace{{Every: time.Hour, Burst: 1}} },
		})
		begin := time.Now()
		var sends sync.WaitGroup
		send := func() {
			sends.Go(func() {
				if err := o.Send(t.Context(), "chat", traffic.ClassAnswer, func(context.Context) error { return nil }); err != nil {
					t.Error(err)
				}
			})
		}
		for range 5 {
			send()
		}
		synctest.Wait()
		o.Hurry()
		send()
		sends.Wait()
		if took := time.Since(begin); took != 5*time.Second {
			t.Errorf("6 messages took %v, want 5 s", took)
		}
	})
}

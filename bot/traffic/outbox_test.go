package traffic_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/traffic"
)

// Ensure that a 429 is waited for as told, costs no attempt and does not let
// what stands behind overtake.
func TestSendAfterTooMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := traffic.NewOutbox(traffic.OutboxOptions{Attempts: 1})
		start, refused := time.Now(), false
		err := o.Send(t.Context(), "a", traffic.ClassAnswer, func(context.Context) error {
			if !refused {
				refused = true
				return &bot.SendError{Err: errors.New("too many requests"), Retry: true, After: 3 * time.Second}
			}
			return nil
		})
		if took := time.Since(start); err != nil || took != 3*time.Second {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

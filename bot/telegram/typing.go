package telegram

import (
	"context"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// typing shows in a chat that the bot is at work, until stop is called; that may be
// done more than once. stop waits for a request that is under way: a sign that
// arrived behind the answer would stand there for five seconds. The sign is left out
// in channels, where nobody sees it, and under load.
func (a *Adapter) typing(ctx context.Context, at place) (stop func()) {
	if at.channel {
		return nobody
	}
	done := make(chan struct{})
	var working sync.WaitGroup
	working.Go(func() { a.keepTyping(ctx, at, done) })
	return sync.OnceFunc(func() {
		close(done)
		working.Wait()
	})
}

func (a *Adapter) keepTyping(ctx context.Context, at place, done <-chan struct{}) {
	again := time.NewTicker(a.options.typingEvery)
	defer again.Stop()
	for {
		if ok, _ := a.typists.Allow(""); ok {
			a.sign(ctx, at)
		}
		select {
		case <-done:
			return
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// sign shows the sign once. It is not worth repeating, nor telling of a failure.
func (a *Adapter) sign(ctx context.Context, at place) {
	params := tgbotapi.Params{"chat_id": at.key(), "action": "typing"}
	params.AddNonZero64("message_thread_id", at.thread)
	if err := a.client.call(ctx, typingTimeout, "sendChatAction", params, nil); err != nil {
		a.options.Log.Debug("no typing sign", "error", err)
	}
}

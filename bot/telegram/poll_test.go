package telegram

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
)

// Ensure fetching goes on after every fault that passes, without losing or doubling
// anything.
func TestPollFaults(t *testing.T) {
	t.Parallel()
	wait := telegramtest.Refusal{Code: 429, Description: "Too Many Requests: retry after 1", Parameters: object{"retry_after": 1}}
	for name, fault := range map[string]telegramtest.Fault{
		"429":      {Refusal: wait},
		"500":      {Refusal: telegramtest.Refusal{Code: 500, Description: "Internal Server Error"}, Times: 3},
		"400":      {Refusal: telegramtest.Refusal{Code: 400, Description: "Bad Request"}},
		"page":     {Kind: telegramtest.Page, Refusal: telegramtest.Refusal{Code: 502}, Times: 3},
		"404 page": {Kind: telegramtest.Page, Refusal: telegramtest.Refusal{Code: 404}},
		"dropped":  {Kind: telegramtest.Dropped, Times: 3},
		"garbage":  {Kind: telegramtest.Garbage, Times: 3},
		"conflict": {Refusal: telegramtest.Refusal{Code: 409, Description: "Conflict: terminated by other getUpdates request"}, Times: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			for _, method := range []string{"getMe", "deleteWebhook", "getUpdates"} {
				f := fault
				f.Method = method
				if name != "400" || method == "getUpdates" {
					s.Fail(f)
				}
			}
			h := startOn(t, s, &bottest.Assistant{})
			for i := range 5 {
				h.Push("message", private(7, fmt.Sprint("question ", i)))
			}
			h.until(t, "question 4")
			if got := len(h.Calls("sendMessage")); got != 5 {
				t.Errorf("%d answers", got)
			}
			if log := h.log.String(); strings.Count(log, "level=WARN") != 3 && name != "400" {
				t.Errorf("each streak is told once: %s", log)
			}
			if name == "conflict" && !strings.Contains(h.log.String(), "another process polls with the same token") {
				t.Errorf("the conflict is not explained: %s", h.log)
			}
		})
	}
}

// Ensure a wrong token ends it at once, with what to do about it, at the start and
// later.
func TestPollFatal(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"getMe", "deleteWebhook", "getUpdates"} {
		for _, code := range []int{401, 404} {
			s := telegramtest.New(t)
			s.Fail(telegramtest.Fault{Method: method, Refusal: telegramtest.Refusal{Code: code, Description: "Unauthorized"}, Times: -1})
			h := startOn(t, s, &bottest.Assistant{})
			<-h.done
			if err := h.stop(); err == nil || !strings.Contains(err.Error(), "check TELEGRAM_TOKEN") {
				t.Errorf("%s, %d: Run returned %v", method, code, err)
			}
		}
	}
}

// Ensure an update is confirmed once it was taken and not before, and at the end what
// was taken is answered and confirmed.
func TestPollConfirms(t *testing.T) {
	t.Parallel()
	release, begun := make(chan struct{}), make(chan struct{}, 10)
	assistant := &bottest.Assistant{Before: func(context.Context, bot.Question) error {
		begun <- struct{}{}
		<-release
		return nil
	}}
	s := telegramtest.New(t)
	for i := range 4 {
		s.Push("message", private(7, fmt.Sprint("question ", i)))
	}
	// One is worked on, one may wait, and the third finds no room: the batch is not
	// confirmed.
	h := startOn(t, s, assistant, func(o *Options) { o.waiting = 1 })
	<-begun
	if got := h.Confirmed(); got != 0 {
		t.Errorf("confirmed up to %d before all was taken", got)
	}
	ended := make(chan error, 1)
	go func() { ended <- h.stop() }()
	h.Await(t, "getUpdates", 2)
	taken := int(h.Confirmed() - 1001)
	close(release)
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if got := len(h.Calls("sendMessage")); got != taken || taken < 1 || taken > 2 {
		t.Errorf("%d answers to what was taken, %d were confirmed", got, taken)
	}
	next := startOn(t, s, &bottest.Assistant{})
	next.until(t, "question 3")
	if got := len(next.Calls("sendMessage")); got != 4 {
		t.Errorf("%d answers in all", got)
	}
}

// Ensure what takes longer than the time to drain is cut off, and said to be.
func TestDrainEnds(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	assistant := &bottest.Assistant{Before: func(ctx context.Context, _ bot.Question) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}}
	h := startOn(t, telegramtest.New(t), assistant, func(o *Options) { o.drainTimeout = 50 * time.Millisecond })
	h.Push("callback_query", pressedOn(standingMessage(nil), "q", "thanks"))
	<-begun
	if err := h.stop(); err != nil {
		t.Errorf("Run: %v", err)
	}
	if !strings.Contains(h.log.String(), "not everything was answered in time") {
		t.Errorf("log: %s", h.log)
	}
}

// Ensure an update that comes twice is answered once, one that can't be read is passed
// over, and an edited message is not answered again.
func TestPollOdd(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.Raw(object{"update_id": 2001, "message": private(7, "question 1")})
	h.Raw(object{"update_id": 2001, "message": private(7, "question 1")})
	h.Raw(object{"update_id": 2002, "edited_message": private(7, "question 1, mended")})
	h.Raw(object{"update_id": 2003, "message": "what?"})
	h.Raw(object{"update_id": 2004, "message": object{"chat": object{"id": "seven"}}})
	h.Raw(object{"update_id": 2005, "message": private(7, "that was all")})
	h.until(t, "that was all")
	if got := len(h.Calls("sendMessage")); got != 2 {
		t.Errorf("%d answers", got)
	}
}

// Ensure what becomes of the bot in a chat is noted.
func TestMembership(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.Push("my_chat_member", object{"chat": object{"id": 7, "type": "private"}, "from": sender(7), "date": 1, "new_chat_member": object{"status": "kicked"}})
	h.Push("message", object{"message_id": 1, "date": 1, "chat": object{"id": -5, "type": "group"}, "migrate_to_chat_id": -1005})
	h.Push("message", private(7, "that was all"))
	h.until(t, "that was all")
	if err := h.stop(); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"chat=private status=kicked", "chat=-5 now=-1005"} {
		if !strings.Contains(h.log.String(), want) {
			t.Errorf("%q is not in %s", want, h.log)
		}
	}
}

// Ensure the waits grow to their bound and are never the same for all.
func TestBackoff(t *testing.T) {
	t.Parallel()
	for failures := 1; failures < 50; failures++ {
		if d := backoff(failures); d < 0 || d >= backoffLongest || failures == 1 && d >= backoffFirst {
			t.Errorf("%d failures: %v", failures, d)
		}
	}
}

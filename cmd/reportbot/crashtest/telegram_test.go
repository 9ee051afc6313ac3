//go:build linux

package crashtest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const telegramToken = "4242:crash-test-secret-half"

// telegram is a double of the Bot API. It has no key by which it would recognise a
// post that it has already.
type telegram struct {
	*channels
	url string

	polling  sync.Mutex
	poll     chan struct{} // of the long poll under way, closed when another one comes; nil: none
	overlaps int           // long polls that broke another one off
	updates  []map[string]any
	pushed   chan struct{} // closed with every update
	lastID   int64
}

func newTelegram(t *testing.T) *telegram {
	t.Helper()
	b := &telegram{pushed: make(chan struct{}), lastID: 1000}
	b.channels = newChannels(func(message, message) bool { return false })
	b.url = serve(t, b.serve)
	return b
}

func (b *telegram) serve(w http.ResponseWriter, r *http.Request, instance, path string) {
	token, method, _ := strings.Cut(strings.TrimPrefix(path, "bot"), "/")
	if token != telegramToken {
		b.refusal(http.StatusUnauthorized, "Unauthorized", nil)(w)
		return
	}
	switch method {
	case "getMe":
		yes(w, map[string]any{"id": 4242, "is_bot": true, "first_name": "Report", "username": "report_crash_bot"})
	case "getUpdates":
		b.getUpdates(w, r)
	case "getChatMember":
		yes(w, map[string]any{"status": "administrator"})
	case "sendMessage", "sendPhoto":
		b.send(w, r, instance)
	default:
		yes(w, true)
	}
}

func yes(w http.ResponseWriter, result any) {
	answer(w, http.StatusOK, map[string]any{"ok": true, "result": result})
}

// refusal is a no of the Bot API's.
func (b *telegram) refusal(code int, why string, parameters map[string]any) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		answer(w, code, map[string]any{"ok": false, "error_code": code, "description": why, "parameters": parameters})
	}
}

// send posts a message.
func (b *telegram) send(w http.ResponseWriter, r *http.Request, instance string) {
	chat, text := r.FormValue("chat_id"), r.FormValue("text")+r.FormValue("caption")
	if text == "" {
		b.refusal(http.StatusBadRequest, "Bad Request: message text is empty", nil)(w)
		return
	}
	b.polling.Lock()
	b.lastID++
	id := b.lastID
	b.polling.Unlock()
	m := message{id: strconv.FormatInt(id, 10), text: text, at: time.Now()}
	b.post(w, instance, chat, m, func(m message) any {
		return map[string]any{"ok": true, "result": map[string]any{"message_id": id, "date": m.at.Unix(), "chat": map[string]any{"id": chat}}}
	})
}

// push delivers an update of a kind.
func (b *telegram) push(kind string, v any) {
	b.polling.Lock()
	defer b.polling.Unlock()
	b.lastID++
	b.updates = append(b.updates, map[string]any{"update_id": b.lastID, kind: v})
	close(b.pushed)
	b.pushed = make(chan struct{})
}

// getUpdates is a long poll. As with Telegram, the later of two ends the earlier.
func (b *telegram) getUpdates(w http.ResponseWriter, r *http.Request) {
	offset, _ := strconv.ParseInt(r.FormValue("offset"), 10, 64)
	timeout, _ := strconv.Atoi(r.FormValue("timeout"))
	end := time.After(time.Duration(timeout) * time.Second)
	mine := make(chan struct{})
	b.polling.Lock()
	if b.poll != nil {
		b.overlaps++
		close(b.poll)
	}
	b.poll = mine
	defer func() {
		b.polling.Lock()
		defer b.polling.Unlock()
		if b.poll == mine {
			b.poll = nil
		}
	}()
	for len(b.updates) > 0 && b.updates[0]["update_id"].(int64) < offset {
		b.updates = b.updates[1:]
	}
	for over := false; ; {
		updates, pushed := b.updates, b.pushed
		b.polling.Unlock()
		if over || len(updates) > 0 {
			yes(w, append([]map[string]any{}, updates...))
			return
		}
		select {
		case <-mine:
			b.refusal(http.StatusConflict, "Conflict: terminated by other getUpdates request", nil)(w)
			return
		case <-r.Context().Done():
			return
		case <-end:
			over = true
		case <-pushed:
		}
		b.polling.Lock()
	}
}

// overlapped is how many long polls broke another one off.
func (b *telegram) overlapped() int {
	b.polling.Lock()
	defer b.polling.Unlock()
	return b.overlaps
}

// tooMany asks to wait for a second.
func (b *telegram) tooMany() fate {
	const seconds = 1
	return fate{refuse: b.refusal(http.StatusTooManyRequests, fmt.Sprintf("Too Many Requests: retry after %d", seconds), map[string]any{"retry_after": seconds})}
}

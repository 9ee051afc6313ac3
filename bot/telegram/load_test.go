package telegram

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Ensure that of thousands of questions in a burst over 500 chats none is lost, none is
// answered twice, and each chat's are answered in order.
func TestLoad(t *testing.T) {
	t.Parallel()
	const chats, each = 500, loadEach
	// On a busy machine a request may take long; one that is given up is not repeated.
	h := start(t, func(o *Options) { o.requestTimeout, o.answerTimeout = 5*time.Minute, time.Hour })
	for i := range each {
		for c := range chats {
			h.Push("message", private(int64(1000+c), fmt.Sprintf("question %d.", i)))
		}
	}
	h.Await(t, "sendMessage", chats*each)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	t.Logf("%d MB of heap in use", memory.HeapInuse>>20)
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}
	calls := h.Calls("sendMessage")
	if len(calls) != chats*each {
		t.Errorf("%d answers", len(calls))
	}
	next := map[int64]int{}
	for _, c := range calls {
		chat := c.Number("chat_id")
		if !strings.Contains(c.Text("text"), fmt.Sprintf("question %d.", next[chat])) {
			t.Fatalf("chat %d: answer %d is %q", chat, next[chat], c.Text("text"))
		}
		next[chat]++
	}
	if last := int64(1000 + chats*each + 1); h.Confirmed() != last {
		t.Errorf("confirmed up to %d, not %d", h.Confirmed(), last)
	}
}

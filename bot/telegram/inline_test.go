package telegram

import (
	"fmt"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
)

// Ensure inline queries are answered page by page.
func TestInline(t *testing.T) {
	t.Parallel()
	h := start(t)
	offset := ""
	for i := range 3 {
		h.Push("inline_query", object{"id": fmt.Sprint("i", i), "from": sender(7), "query": "Frost", "offset": offset})
		offset = h.Await(t, "answerInlineQuery", i+1)[i].Text("next_offset")
	}
	if offset != "" {
		t.Errorf("there is a page behind the last: %q", offset)
	}
	for i, q := range []object{{"query": "", "offset": ""}, {"query": "nothing", "offset": ""}, {"query": "fail", "offset": ""}, {"query": "Frost", "offset": "bad"}} {
		q["id"], q["from"] = fmt.Sprint("j", i), sender(7)
		h.Push("inline_query", q)
		h.Await(t, "answerInlineQuery", i+4)
	}
	calls := h.Calls("answerInlineQuery")
	golden(t, "inline-first-page", calls[:1])
	golden(t, "inline-others", calls[4:])
	if results, _ := calls[2].Params["results"].([]any); len(results) != 5 {
		t.Errorf("%d results on the last page", len(results))
	}
}

// Ensure results whose markup is not taken are sent without, once.
func TestInlinePlain(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.Fail(telegramtest.Fault{Method: "answerInlineQuery", Refusal: telegramtest.Refusal{Code: 400, Description: "Bad Request: can't parse entities: unexpected end tag at byte offset 5"}})
	h.Push("inline_query", object{"id": "i", "from": sender(8), "query": "Frost", "offset": ""})
	results, _ := h.Await(t, "answerInlineQuery", 2)[1].Params["results"].([]any)
	if len(results) == 0 {
		t.Fatal("no results")
	}
	content, _ := results[0].(object)["input_message_content"].(object)
	if text, _ := content["message_text"].(string); text == "" || strings.Contains(text, "<b>") || content["parse_mode"] != nil {
		t.Errorf("got %v", content)
	}
}

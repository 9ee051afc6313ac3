package telegram

import (
	"fmt"
	"testing"
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

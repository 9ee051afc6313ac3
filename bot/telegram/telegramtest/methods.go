package telegramtest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
	"unicode/utf16"
)

// getUpdates is a long poll.
func (s *Server) getUpdates(w http.ResponseWriter, r *http.Request, c Call) {
	s.mu.Lock()
	s.note(c)
	if s.webhook {
		s.mu.Unlock()
		refuse(w, Refusal{Code: http.StatusConflict, Description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"})
		return
	}
	if s.polls++; s.polls > 1 {
		s.problems = append(s.problems, "two getUpdates at once")
	}
	s.confirm(c.Number("offset"))
	end := time.After(time.Duration(c.Number("timeout")) * time.Second)
	for {
		out, pushed := s.queue, s.pushed
		if limit := int(c.Number("limit")); limit > 0 && len(out) > limit {
			out = out[:limit]
		}
		wait := len(out) == 0
		if !wait {
			s.polled()
			s.mu.Unlock()
			reply(w, http.StatusOK, map[string]any{"ok": true, "result": out})
			return
		}
		s.mu.Unlock()
		over := false
		select {
		case <-pushed:
		case <-end:
			over = true
		case <-r.Context().Done():
			over = true
		}
		s.mu.Lock()
		if over {
			s.polled()
			s.mu.Unlock()
			reply(w, http.StatusOK, map[string]any{"ok": true, "result": []any{}})
			return
		}
	}
}

// polled ends a poll.
func (s *Server) polled() {
	s.polls--
	s.wake()
}

func (s *Server) confirm(offset int64) {
	if offset == 0 {
		return
	}
	s.confirmed = offset
	for len(s.queue) > 0 && id(s.queue[0]) < offset {
		s.queue = s.queue[1:]
	}
}

func id(update map[string]any) int64 {
	n, _ := strconv.ParseInt(fmt.Sprint(update["update_id"]), 10, 64)
	return n
}

// do carries a method out.
func (s *Server) do(c Call) (any, *Refusal) {
	switch c.Method {
	case "getMe":
		return map[string]any{"id": BotID, "is_bot": true, "first_name": "Report", "username": Username}, nil
	case "deleteWebhook":
		s.webhook = false
		return true, nil
	case "setWebhook":
		s.webhook = true
		return true, nil
	case "setMyCommands", "sendChatAction":
		return true, nil
	case "getChatMember":
		return s.member(c.Number("chat_id"), c.Number("user_id"))
	case "answerCallbackQuery":
		return s.answerOnce(c.Text("callback_query_id"), c.Text("text"), 200)
	case "answerInlineQuery":
		return s.answerOnce(c.Text("inline_query_id"), "", 0)
	case "sendMessage", "editMessageText":
		return s.message(c, c.Text("text"), 4096)
	case "sendPhoto":
		return s.message(c, c.Text("caption"), 1024)
	case "editMessageMedia":
		media, _ := c.Params["media"].(map[string]any)
		caption, _ := media["caption"].(string)
		return s.message(c, caption, 1024)
	}
	s.problems = append(s.problems, "no such method: "+c.Method)
	return nil, &Refusal{Code: http.StatusNotFound, Description: "Not Found"}
}

// member is somebody in a chat. In a private chat nobody asks for that.
func (s *Server) member(chat, user int64) (any, *Refusal) {
	if chat >= 0 || user <= 0 {
		s.problems = append(s.problems, fmt.Sprintf("asked for the member %d of the chat %d", user, chat))
	}
	status := s.statuses[[2]int64{chat, user}]
	if status == "" {
		status = "member"
	}
	return map[string]any{"status": status, "user": map[string]any{"id": user, "is_bot": false, "first_name": "Alice"}}, nil
}

func (s *Server) answerOnce(query, text string, limit int) (any, *Refusal) {
	if s.answered[query] {
		s.problems = append(s.problems, "a query was answered twice: "+query)
	}
	if len(utf16.Encode([]rune(text))) > limit {
		s.problems = append(s.problems, "a notice is too long")
	}
	s.answered[query] = true
	return true, nil
}

// message checks a text and makes a message of it.
func (s *Server) message(c Call, text string, limit int) (any, *Refusal) {
	if text == "" && c.Method != "sendPhoto" && c.Method != "editMessageMedia" {
		s.problems = append(s.problems, "a message is empty")
	}
	if n := len(utf16.Encode([]rune(stripped(text, c)))); n > limit {
		s.problems = append(s.problems, fmt.Sprintf("a text of %d units where %d are allowed", n, limit))
		return nil, &Refusal{Code: http.StatusBadRequest, Description: "Bad Request: message is too long"}
	}
	s.messageID++
	return map[string]any{"message_id": s.messageID, "chat": map[string]any{"id": c.Number("chat_id")}, "date": 1}, nil
}

// stripped is a text without its markup, if it has any.
func stripped(text string, c Call) string {
	media, _ := c.Params["media"].(map[string]any)
	if c.Params["parse_mode"] == nil && media["parse_mode"] == nil {
		return text
	}
	var out []rune
	tag, ref := false, false
	for _, r := range text {
		switch {
		case r == '<':
			tag = true
		case r == '>':
			tag = false
		case tag:
		case r == '&':
			ref = true
			out = append(out, '?')
		case ref:
			ref = r != ';'
		default:
			out = append(out, r)
		}
	}
	return string(out)
}

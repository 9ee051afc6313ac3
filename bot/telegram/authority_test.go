package telegram

import (
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
)

// in puts a message or a post into another chat.
func in(chat object, m object) object {
	m["chat"] = chat
	return m
}

// with adds to a message.
func with(m object, name string, v any) object {
	m[name] = v
	return m
}

// The chats.
var (
	aPrivate = object{"id": 7, "type": "private"}
	aGroup   = object{"id": -100, "type": "supergroup"}
	aForum   = object{"id": -100, "type": "supergroup", "is_forum": true}
	aChannel = object{"id": -200, "type": "channel"}
)

// Ensure it is found out who may decide for a chat, of Telegram where the question
// itself does not tell, and only for what may change something.
func TestManager(t *testing.T) {
	t.Parallel()
	anonymous := object{"id": 1087968824, "is_bot": true, "first_name": "Group"}
	for _, tc := range []struct {
		name, kind string
		update     object
		status     string // of whoever asks, in the group and the channel
		manager    bool
		asks       int // how often Telegram is asked
	}{
		{"private", "message", private(7, "/weekly pause"), "", true, 0},
		{"channel", "channel_post", object{"message_id": 51, "date": 1, "chat": aChannel, "sender_chat": aChannel, "text": "/woche"}, "", true, 0},
		{"creator", "message", grouped("/weekly pause"), "creator", true, 1},
		{"administrator", "message", grouped("/woche abonnieren Montag 9 Uhr"), "administrator", true, 1},
		{"member", "message", grouped("/weekly pause"), "member", false, 1},
		{"restricted", "message", grouped("/weekly pause"), "restricted", false, 1},
		{"left", "message", grouped("/weekly"), "left", false, 1},
		{"anonymous", "message", with(with(grouped("/weekly pause"), "sender_chat", aGroup), "from", anonymous), "", true, 0},
		{"another chat's voice", "message", with(with(grouped("/weekly pause"), "sender_chat", aChannel), "from", anonymous), "", false, 0},
		{"press, private", "callback_query", pressedOn(standingMessage(nil), "q", "W-x"), "", true, 0},
		{"press, administrator", "callback_query", pressedOn(in(aGroup, standingMessage(nil)), "q", "W-x"), "administrator", true, 1},
		{"press, member", "callback_query", pressedOn(in(aGroup, standingMessage(nil)), "q", "W-x"), "", false, 1},
		{"press, channel's reader", "callback_query", pressedOn(in(aChannel, standingMessage(nil)), "q", "W-x"), "", false, 1},
		{"press, channel's creator", "callback_query", pressedOn(in(aChannel, standingMessage(nil)), "q", "W-x"), "creator", true, 1},
		{"press, out of reach", "callback_query", pressedOn(with(in(aGroup, standingMessage(nil)), "date", 0), "q", "W-x"), "creator", true, 1},
		{"press, inline", "callback_query", object{"id": "q", "from": sender(7), "data": "W-x", "inline_message_id": "x", "chat_instance": "1"}, "", false, 0},
		{"question", "message", grouped("/frage Köln"), "creator", false, 0},
		{"another press", "callback_query", pressedOn(in(aGroup, standingMessage(nil)), "q", "quote"), "creator", false, 0},
		{"link", "message", private(7, "/start W-x"), "creator", false, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			assistant := &bottest.Assistant{}
			h := startOn(t, telegramtest.New(t), assistant)
			for _, chat := range []int64{-100, -200} {
				h.Member(chat, 7, tc.status)
			}
			h.Push(tc.kind, tc.update)
			h.AwaitThat(t, "an answer", func(all []telegramtest.Call) []telegramtest.Call {
				if shown := sent(all); len(shown) > 0 && shown[len(shown)-1].Method != "getChatMember" {
					return shown
				}
				return nil
			})
			asked := assistant.Asked()
			if len(asked) != 1 || asked[0].Manager != tc.manager {
				t.Errorf("asked %+v", asked)
			}
			if got := h.Calls("getChatMember"); len(got) != tc.asks || len(got) > 0 && got[0].Number("user_id") != 7 {
				t.Errorf("telegram was asked %v", got)
			}
		})
	}
}

// Ensure nothing is changed on a guess: where it can't be told who may decide, or for
// which topic, whoever asks learns that it failed.
func TestManagerUnknown(t *testing.T) {
	t.Parallel()
	failed := catalogue(t).Say("de", "failed", nil)
	for _, tc := range []struct {
		name   string
		update object // a press; nil for the command
		asks   int
	}{
		{"command", nil, 1},
		{"press", pressedOn(in(aGroup, standingMessage(nil)), "q", "W-x"), 1},
		{"press in a topic out of reach", pressedOn(with(in(aForum, standingMessage(nil)), "date", 0), "q", "W-x"), 0},
	} {
		assistant := &bottest.Assistant{}
		h := startOn(t, telegramtest.New(t), assistant)
		h.Member(-100, 7, "creator")
		h.Fail(telegramtest.Fault{Method: "getChatMember", Refusal: refusal(400, "Bad Request: member list is inaccessible")})
		var got string
		if tc.update == nil {
			h.Push("message", grouped("/weekly pause"))
			got = h.Await(t, "sendMessage", 1)[0].Text("text")
		} else {
			h.Push("callback_query", tc.update)
			got = h.Await(t, "answerCallbackQuery", 1)[0].Text("text")
		}
		if asks := len(h.Calls("getChatMember")); got != failed || asks != tc.asks || len(assistant.Asked()) != 0 {
			t.Errorf("%s: %q, telegram was asked %d times, the assistant %v", tc.name, got, asks, assistant.Asked())
		}
	}
}

// Ensure rights are asked for every time anew, and waited for where Telegram wants
// that.
func TestManagerAnew(t *testing.T) {
	t.Parallel()
	assistant := &bottest.Assistant{}
	h := startOn(t, telegramtest.New(t), assistant)
	wait := refusal(429, "Too Many Requests: retry after 1")
	wait.Parameters = object{"retry_after": 1}
	h.Fail(telegramtest.Fault{Method: "getChatMember", Refusal: wait})
	h.Member(-100, 7, "administrator")
	h.Push("message", grouped("/weekly pause"))
	h.Await(t, "sendMessage", 1)
	h.Member(-100, 7, "member")
	h.Push("message", grouped("/weekly resume"))
	h.Await(t, "sendMessage", 2)
	asked := assistant.Asked()
	if len(asked) != 2 || !asked[0].Manager || asked[1].Manager || asked[1].Kind != bot.KindWeekly || len(h.Calls("getChatMember")) != 3 {
		t.Errorf("asked %+v", asked)
	}
}

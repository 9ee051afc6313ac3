package telegram

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/bottest"
	"github.com/reportbot/reportbot/bot/telegram/telegramtest"
)

// membershipOf is what Telegram tells of the bot's place in a chat.
func membershipOf(chat object, status string) object {
	return object{"chat": chat, "from": sender(7), "date": 1, "new_chat_member": object{"status": status, "user": sender(telegramtest.BotID)}}
}

func telegramChat(id string) bot.Chat { return bot.Chat{Platform: bot.Telegram, ID: id} }

// Ensure every change of a chat is told, and nothing else.
func TestChanges(t *testing.T) {
	t.Parallel()
	told := make(chan bot.Change, 10)
	h := start(t, func(o *Options) { o.Changed = func(_ context.Context, c bot.Change) { told <- c } })
	service := func(chat object, name string, v any) object {
		return object{"message_id": 1, "date": 1, "chat": chat, "from": sender(7), name: v}
	}
	topic := func(name string) object {
		return with(with(service(aForum, name, object{}), "is_topic_message", true), "message_thread_id", 77)
	}
	for _, tc := range []struct {
		name, kind string
		update     object
		want       *bot.Change // nil: none
	}{
		{"kicked", "my_chat_member", membershipOf(aGroup, "kicked"), &bot.Change{What: bot.ChatLost, Chat: telegramChat("-100")}},
		{"left", "my_chat_member", membershipOf(aChannel, "left"), &bot.Change{What: bot.ChatLost, Chat: telegramChat("-200")}},
		{"blocked", "my_chat_member", membershipOf(aPrivate, "kicked"), &bot.Change{What: bot.ChatLost, Chat: telegramChat("7")}},
		{"added", "my_chat_member", membershipOf(aGroup, "member"), &bot.Change{What: bot.ChatOpened, Chat: telegramChat("-100")}},
		{"administrator", "my_chat_member", membershipOf(aGroup, "administrator"), &bot.Change{What: bot.ChatOpened, Chat: telegramChat("-100")}},
		{"creator", "my_chat_member", membershipOf(aGroup, "creator"), &bot.Change{What: bot.ChatOpened, Chat: telegramChat("-100")}},
		{"restricted", "my_chat_member", membershipOf(aGroup, "restricted"), &bot.Change{What: bot.ChatOpened, Chat: telegramChat("-100")}},
		{"something new", "my_chat_member", membershipOf(aGroup, "guest"), nil},
		{"moved", "message", service(object{"id": -5, "type": "group"}, "migrate_to_chat_id", -1005), &bot.Change{What: bot.ChatMoved, Chat: telegramChat("-5"), To: telegramChat("-1005")}},
		{"moved here", "message", service(object{"id": -1005, "type": "supergroup"}, "migrate_from_chat_id", -5), &bot.Change{What: bot.ChatMoved, Chat: telegramChat("-5"), To: telegramChat("-1005")}},
		{"topic closed", "message", topic("forum_topic_closed"), nil},
		{"topic reopened", "message", topic("forum_topic_reopened"), &bot.Change{What: bot.ChatOpened, Chat: theTopic}},
		{"words", "message", grouped("Guten Morgen"), nil},
	} {
		h.Push(tc.kind, tc.update)
		end := bot.Change{What: bot.ChatLost, Chat: telegramChat("9")}
		if tc.want != nil {
			if diff := cmp.Diff(*tc.want, <-told); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.name, diff)
			}
			continue
		}
		// Whatever it is, it is dealt with before what comes behind it in its chat.
		chat := object{"id": -100, "type": "supergroup"}
		h.Push("my_chat_member", membershipOf(chat, "kicked"))
		end.Chat = telegramChat("-100")
		if diff := cmp.Diff(end, <-told); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

// Ensure a change is told in order with what is asked in the chat.
func TestChangesInOrder(t *testing.T) {
	t.Parallel()
	assistant := &bottest.Assistant{}
	var asked []int // before each change, in its lane
	h := startOn(t, telegramtest.New(t), assistant, func(o *Options) {
		o.Changed = func(context.Context, bot.Change) { asked = append(asked, len(assistant.Asked())) }
	})
	for _, status := range []string{"member", "kicked", "member"} {
		h.Push("my_chat_member", membershipOf(aPrivate, status))
		h.Push("message", private(7, "question"))
	}
	h.Await(t, "sendMessage", 3)
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{0, 1, 2}, asked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Ensure an answer that learns where a group moved to passes that on.
func TestChangeLearnt(t *testing.T) {
	t.Parallel()
	told := make(chan bot.Change, 1)
	h := start(t, func(o *Options) { o.Changed = func(_ context.Context, c bot.Change) { told <- c } })
	moved := refusal(400, "Bad Request: group chat was upgraded to a supergroup chat")
	moved.Parameters = object{"migrate_to_chat_id": -1009}
	h.Fail(telegramtest.Fault{Method: "sendMessage", Refusal: moved})
	h.Push("message", grouped("/frage Köln"))
	if diff := cmp.Diff(bot.Change{What: bot.ChatMoved, Chat: telegramChat("-100"), To: telegramChat("-1009")}, <-told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	h.Await(t, "sendMessage", 2)
}

package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/bot"
)

func catalogue(t testing.TB) *bot.Catalogue {
	t.Helper()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func testParser(t testing.TB) *parser {
	t.Helper()
	return newParser(catalogue(t), user{ID: 4242, IsBot: true, Username: "report_test_bot"})
}

// The parts that messages are made of.
const (
	fromAlice   = `"from":{"id":7,"is_bot":false,"username":"alice","language_code":"en-GB"}`
	fromUs      = `"from":{"id":4242,"is_bot":true,"username":"report_test_bot"}`
	inPrivate   = `"chat":{"id":7,"type":"private"}`
	inGroup     = `"chat":{"id":-100,"type":"supergroup"}`
	inChannel   = `"chat":{"id":-200,"type":"channel"}`
	alicesTalk  = "tg:7:0:7"
	groupsTalk  = "tg:-100:0:7"
	channelTalk = "tg:-200:0:-200"
)

func messageJSON(parts ...string) string {
	return `{"update_id":1,"message":{"message_id":5,"date":1,` + strings.Join(parts, ",") + `}}`
}

// Ensure the bot hears what is meant for it, in every kind of chat, and nothing else.
func TestParseMessages(t *testing.T) {
	t.Parallel()
	help := bot.Question{Kind: bot.KindHelp, Locale: "en-GB", Conversation: groupsTalk}
	ask := func(talk string, kind bot.Kind, text string) *bot.Question {
		return &bot.Question{Kind: kind, Text: text, Locale: "en-GB", Conversation: talk}
	}
	german := func(q *bot.Question) *bot.Question { // a German name of a command says more than the app's language
		q.Locale = "de"
		return q
	}
	for _, tc := range []struct {
		name, update string
		want         *bot.Question // nil: not for the bot
	}{
		{"private words", messageJSON(fromAlice, inPrivate, `"text":" was sagt Köln? "`), ask(alicesTalk, bot.KindAsk, "was sagt Köln?")},
		{"private caption", messageJSON(fromAlice, inPrivate, `"caption":"top challenges","photo":[{"file_id":"x"}]`), ask(alicesTalk, bot.KindAsk, "top challenges")},
		{"private forward", messageJSON(fromAlice, inPrivate, `"text":"top 5","forward_origin":{"type":"user"}`), ask(alicesTalk, bot.KindAsk, "top 5")},
		{"private sticker", messageJSON(fromAlice, inPrivate, `"sticker":{}`), nil},
		{"private blank", messageJSON(fromAlice, inPrivate, `"text":"\u202e \u200b"`), nil},
		{"German command", messageJSON(fromAlice, inPrivate, `"text":"/frage was sagt Köln?"`), german(ask(alicesTalk, bot.KindAsk, "was sagt Köln?"))},
		{"English command", messageJSON(fromAlice, inPrivate, `"text":"/ask@Report_Test_Bot\ntop 5"`), ask(alicesTalk, bot.KindAsk, "top 5")},
		{"shouted command", messageJSON(fromAlice, inPrivate, `"text":"/ZITAT Recht"`), german(ask(alicesTalk, bot.KindQuote, "Recht"))},
		{"quote", messageJSON(fromAlice, inGroup, `"text":"/quote law"`), ask(groupsTalk, bot.KindQuote, "law")},
		{"figure", messageJSON(fromAlice, inGroup, `"text":"/zahl KI"`), german(ask(groupsTalk, bot.KindFigure, "KI"))},
		{"fact", messageJSON(fromAlice, inGroup, `"text":"/fakt ignored"`), german(ask(groupsTalk, bot.KindFact, ""))},
		{"help", messageJSON(fromAlice, inGroup, `"text":"/hilfe"`), german(ask(groupsTalk, bot.KindHelp, ""))},
		{"privacy", messageJSON(fromAlice, inGroup, `"text":"/datenschutz@report_test_bot"`), german(ask(groupsTalk, bot.KindPrivacy, ""))},
		{"weekly", messageJSON(fromAlice, inGroup, `"text":"/weekly subscribe monday 9:00 Europe/Berlin"`), ask(groupsTalk, bot.KindWeekly, "subscribe monday 9:00 Europe/Berlin")},
		{"weekly in German", messageJSON(fromAlice, inPrivate, `"text":"/woche@report_test_bot  abonnieren Montag 9 Uhr"`), german(ask(alicesTalk, bot.KindWeekly, "abonnieren Montag 9 Uhr"))},
		{"weekly alone", messageJSON(fromAlice, inGroup, `"text":"/weekly"`), ask(groupsTalk, bot.KindWeekly, "")},
		{"weekly alone in German", messageJSON(fromAlice, inPrivate, `"text":"/Woche "`), german(ask(alicesTalk, bot.KindWeekly, ""))},
		{
			"weekly in a topic", messageJSON(fromAlice, inGroup, `"text":"/weekly list","is_topic_message":true,"message_thread_id":77`),
			ask("tg:-100:77:7", bot.KindWeekly, "list"),
		},
		{"weekly in a channel", `{"update_id":1,"channel_post":{"message_id":5,"date":1,` + inChannel + `,"text":"/weekly pause"}}`, &bot.Question{Kind: bot.KindWeekly, Text: "pause", Locale: "en", Conversation: channelTalk}},
		{
			"reply to a weekly fact",
			messageJSON(fromAlice, inGroup, `"text":"Was sagt Köln?","reply_to_message":{"message_id":3,"date":1,`+fromUs+`,`+inGroup+`,"text":"Ein Fakt. Abbestellen: /woche","entities":[{"type":"bot_command","offset":23,"length":6}]}`),
			ask(groupsTalk, bot.KindAsk, "Was sagt Köln?"),
		},
		{"start", messageJSON(fromAlice, inPrivate, `"text":"/start"`), ask(alicesTalk, bot.KindHelp, "")},
		{"start for help", messageJSON(fromAlice, inPrivate, `"text":"/start help"`), ask(alicesTalk, bot.KindHelp, "")},
		{"deep link", messageJSON(fromAlice, inPrivate, `"text":"/start r_zitat-1"`), ask(alicesTalk, bot.KindLink, "r_zitat-1")},
		{"unknown command, private", messageJSON(fromAlice, inPrivate, `"text":"/foo bar"`), ask(alicesTalk, bot.KindHelp, "")},
		{"unknown command, group", messageJSON(fromAlice, inGroup, `"text":"/foo bar"`), nil},
		{"unknown command for us", messageJSON(fromAlice, inGroup, `"text":"/foo@report_test_bot"`), &help},
		{"command for another bot", messageJSON(fromAlice, inGroup, `"text":"/frage@other_bot Köln"`), nil},
		{"command for another bot, private", messageJSON(fromAlice, inPrivate, `"text":"/ask@other_bot Köln"`), nil},
		{"a slash alone", messageJSON(fromAlice, inPrivate, `"text":"/ was?"`), ask(alicesTalk, bot.KindAsk, "/ was?")},
		{"group words", messageJSON(fromAlice, inGroup, `"text":"was sagt Köln?"`), nil},
		{"group forward of a command", messageJSON(fromAlice, inGroup, `"text":"/frage Köln","forward_origin":{"type":"user"}`), nil},
		{
			"mention behind letters of two units",
			messageJSON(fromAlice, inGroup, `"text":"🪣 @report_test_bot, was sagt Köln?","entities":[{"type":"mention","offset":3,"length":16}]`),
			ask(groupsTalk, bot.KindAsk, "🪣 , was sagt Köln?"),
		},
		{
			"mention in front",
			messageJSON(fromAlice, inGroup, `"text":"@Report_Test_Bot: top 5","entities":[{"type":"mention","offset":0,"length":16}]`),
			ask(groupsTalk, bot.KindAsk, "top 5"),
		},
		{"mention alone", messageJSON(fromAlice, inGroup, `"text":"@report_test_bot","entities":[{"type":"mention","offset":0,"length":16}]`), &help},
		{"mention of another", messageJSON(fromAlice, inGroup, `"text":"@other_bot top 5","entities":[{"type":"mention","offset":0,"length":10}]`), nil},
		{"name in a text that is no mention", messageJSON(fromAlice, inGroup, `"text":"@report_test_bot top 5"`), nil},
		{
			"mention by link",
			messageJSON(fromAlice, inGroup, `"text":"Bot, top 5","entities":[{"type":"text_mention","offset":0,"length":3,"user":{"id":4242}}]`),
			ask(groupsTalk, bot.KindAsk, "top 5"),
		},
		{"mention beyond the text", messageJSON(fromAlice, inGroup, `"text":"hi","entities":[{"type":"mention","offset":1,"length":99},{"type":"text_mention","offset":-4,"length":2,"user":{"id":4242}}]`), nil},
		{
			"mention in a caption",
			messageJSON(fromAlice, inGroup, `"caption":"@report_test_bot top 5","caption_entities":[{"type":"mention","offset":0,"length":16}]`),
			ask(groupsTalk, bot.KindAsk, "top 5"),
		},
		{"reply to us", messageJSON(fromAlice, inGroup, `"text":"und Bielefeld?","reply_to_message":{"message_id":3,"date":1,`+fromUs+`,`+inGroup+`}`), ask(groupsTalk, bot.KindAsk, "und Bielefeld?")},
		{
			"reply to our prompt",
			messageJSON(fromAlice, inGroup, `"text":"Recht","reply_to_message":{"message_id":3,"date":1,`+fromUs+`,`+inGroup+`,"text":"Was? Etwa: /zitat Recht","entities":[{"type":"bot_command","offset":11,"length":6}]}`),
			ask(groupsTalk, bot.KindQuote, "Recht"),
		},
		{"reply to somebody else", messageJSON(fromAlice, inGroup, `"text":"ja","reply_to_message":{"message_id":3,"date":1,"from":{"id":8},`+inGroup+`}`), nil},
		{
			"topic that we opened", messageJSON(fromAlice, inGroup, `"text":"ja","is_topic_message":true,"message_thread_id":3,"reply_to_message":{"message_id":3,"date":1,`+fromUs+`,`+inGroup+`}`), nil,
		},
		{
			"topic", messageJSON(fromAlice, inGroup, `"text":"/fact","is_topic_message":true,"message_thread_id":77`),
			ask("tg:-100:77:7", bot.KindFact, ""),
		},
		{
			"a thread that is no topic", messageJSON(fromAlice, inGroup, `"text":"/fact","message_thread_id":77`),
			ask(groupsTalk, bot.KindFact, ""),
		},
		{"a bot", messageJSON(`"from":{"id":9,"is_bot":true}`, inPrivate, `"text":"/fact"`), nil},
		{"ourselves", messageJSON(`"from":{"id":4242,"is_bot":false}`, inGroup, `"text":"/fact"`), nil},
		{"sent inline", messageJSON(fromAlice, inPrivate, `"text":"Ein Zitat","via_bot":{"id":4242,"is_bot":true}`), nil},
		{"anonymous administrator", messageJSON(`"from":{"id":1087968824,"is_bot":true}`, `"sender_chat":{"id":-100,"type":"supergroup"}`, inGroup, `"text":"/fact"`), &bot.Question{Kind: bot.KindFact, Locale: "en", Conversation: "tg:-100:0:-100"}},
		{"repeated from a channel", messageJSON(`"from":{"id":777000}`, `"sender_chat":{"id":-200,"type":"channel"}`, inGroup, `"text":"/fact","is_automatic_forward":true`), nil},
		{"nobody in a group", messageJSON(inGroup, `"text":"/fact"`), nil},
		{
			"channel command", `{"update_id":1,"channel_post":{"message_id":5,"date":1,` + inChannel + `,"text":"/frage Köln"}}`,
			&bot.Question{Text: "Köln", Locale: "de", Conversation: channelTalk},
		},
		{
			"channel mention", `{"update_id":1,"channel_post":{"message_id":5,"date":1,` + inChannel + `,"sender_chat":{"id":-200,"type":"channel"},"text":"@report_test_bot Köln","entities":[{"type":"mention","offset":0,"length":16}]}}`,
			&bot.Question{Text: "Köln", Conversation: channelTalk},
		},
		{"channel words", `{"update_id":1,"channel_post":{"message_id":5,"date":1,` + inChannel + `,"text":"Guten Morgen"}}`, nil},
		{"edited", `{"update_id":1,"edited_message":{"message_id":5,"date":1,` + fromAlice + `,` + inPrivate + `,"text":"top 5"}}`, nil},
		{"something new", `{"update_id":1,"poll":{"id":"1"}}`, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			in := testParser(t).parse(decode(t, tc.update))
			switch {
			case tc.want == nil:
				if in.what != nothing {
					t.Errorf("taken for the bot: %+v", in)
				}
			case in.what != question:
				t.Errorf("not heard: %+v", in)
			default:
				want := *tc.want
				talk := strings.Split(want.Conversation, ":")
				want.Person = "tg:" + talk[3]
				want.Chat = bot.Chat{Platform: bot.Telegram, ID: talk[1], Thread: strings.TrimPrefix(talk[2], "0")}
				if diff := cmp.Diff(want, in.question); diff != "" {
					t.Errorf("question (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func decode(t testing.TB, data string) update {
	t.Helper()
	var r received
	if err := json.Unmarshal([]byte(data), &r); err != nil {
		t.Fatal(err)
	}
	if r.err != nil {
		t.Fatal(r.err)
	}
	return r.update
}

// Ensure answers go where the question came from.
func TestParsePlace(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, update string
		want         place
	}{
		{"private", messageJSON(fromAlice, inPrivate, `"text":"x"`), place{chat: 7}},
		{"group", messageJSON(fromAlice, inGroup, `"text":"/fact"`), place{chat: -100, reply: 5}},
		{"topic", messageJSON(fromAlice, inGroup, `"text":"/fact","is_topic_message":true,"message_thread_id":77`), place{chat: -100, reply: 5, thread: 77}},
		{"channel", `{"update_id":1,"channel_post":{"message_id":5,"date":1,` + inChannel + `,"text":"/fact"}}`, place{chat: -200, reply: 5, channel: true}},
		{"press", `{"update_id":1,"callback_query":{"id":"q","data":"d",` + fromAlice + `,"message":{"message_id":9,"date":1,` + inGroup + `,"is_topic_message":true,"message_thread_id":77}}}`, place{chat: -100, reply: 9, thread: 77}},
		{"press out of reach", `{"update_id":1,"callback_query":{"id":"q","data":"d",` + fromAlice + `,"message":{"message_id":9,"date":0,` + inGroup + `}}}`, place{chat: -100, reply: 9}},
		{"press on an inline message", `{"update_id":1,"callback_query":{"id":"q","data":"d",` + fromAlice + `,"inline_message_id":"x"}}`, place{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if in := testParser(t).parse(decode(t, tc.update)); in.place != tc.want || in.lane == "" || in.asker == "" {
				t.Errorf("got %+v", in)
			}
		})
	}
}

// Ensure a command without its words is told from one that needs none.
func TestParsePrompt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]what{"/frage": prompt, "/zitat@report_test_bot": prompt, "/figure  ": prompt, "/fakt": question, "/help": question, "/weekly": question, "/woche@report_test_bot": question} {
		in := testParser(t).parse(decode(t, messageJSON(fromAlice, inGroup, `"text":"`+text+`"`)))
		if in.what != want {
			t.Errorf("%q: %d, want %d", text, in.what, want)
		}
	}
}

// Ensure what happens to chats is read.
func TestParseChats(t *testing.T) {
	t.Parallel()
	p := testParser(t)
	if in := p.parse(decode(t, messageJSON(fromAlice, inGroup, `"migrate_to_chat_id":-1009`))); in.what != moved || in.note != "-1009" {
		t.Errorf("a migration: %+v", in)
	}
	if in := p.parse(decode(t, `{"update_id":1,"my_chat_member":{`+inGroup+`,`+fromAlice+`,"new_chat_member":{"status":"kicked"}}}`)); in.what != changed || in.note != "kicked" {
		t.Errorf("a kick: %+v", in)
	}
}

// Ensure a press tells the chat and the topic of the message it hangs on, and one that
// hangs on a message that was sent inline tells none.
func TestParsePressChat(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]bot.Chat{
		`"message":{"message_id":9,"date":1,` + inPrivate + `}`:                                              {Platform: bot.Telegram, ID: "7"},
		`"message":{"message_id":9,"date":0,` + inGroup + `}`:                                                {Platform: bot.Telegram, ID: "-100"},
		`"message":{"message_id":9,"date":1,` + inGroup + `,"is_topic_message":true,"message_thread_id":77}`: {Platform: bot.Telegram, ID: "-100", Thread: "77"},
		`"inline_message_id":"x"`: {},
	} {
		in := testParser(t).parse(decode(t, `{"update_id":1,"callback_query":{"id":"q","data":"W-1",`+fromAlice+`,`+message+`}}`))
		if in.question.Chat != want || in.question.Text != "W-1" {
			t.Errorf("%s: %+v", message, in.question)
		}
	}
}

// Ensure no update, however broken, does any harm.
func FuzzUpdate(f *testing.F) {
	for _, seed := range []string{
		messageJSON(fromAlice, inGroup, `"text":"🪣 @report_test_bot x","entities":[{"type":"mention","offset":3,"length":16},{"type":"text_mention","offset":1,"length":3,"user":{"id":4242}}]`),
		messageJSON(fromAlice, inPrivate, `"text":"/start x"`), messageJSON(inPrivate), `{"update_id":1,"callback_query":{"id":"q","data":"\u0000<b>","from":{},"message":{"date":0}}}`,
		`{"update_id":1,"inline_query":{"id":"q","from":{"id":1},"query":"x","offset":"-3"}}`, `{"update_id":1,"message":null,"my_chat_member":{}}`, `{}`,
		messageJSON(fromAlice, inGroup, `"text":"x","reply_to_message":{"from":{"id":4242},"entities":[{"type":"bot_command","offset":-1,"length":5}],"text":"/frage"}`),
	} {
		f.Add([]byte(seed))
	}
	p := testParser(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var r received
		if json.Unmarshal(data, &r) != nil {
			return
		}
		in := p.parse(r.update)
		if in.what != nothing && in.lane == "" {
			t.Errorf("no lane: %+v", in)
		}
		if !utf8.ValidString(in.question.Text) {
			t.Errorf("not UTF-8: %q", in.question.Text)
		}
		if in.what == inline {
			if n, ok := resultsFrom(in.offset); ok && n < 0 {
				t.Errorf("offset %q is %d", in.offset, n)
			}
		}
		_ = keys([]bot.Button{{Label: in.question.Text, Press: in.question.Text}})
	})
}

// Ensure a press in a group waits for those on the same message only, and one in a
// private chat for what was asked before.
func TestParsePressLane(t *testing.T) {
	t.Parallel()
	p := testParser(t)
	lane := func(chat, id string) string {
		return p.parse(decode(t, `{"update_id":1,"callback_query":{"id":"q","data":"d",`+fromAlice+`,"message":{"message_id":`+id+`,"date":1,`+chat+`}}}`)).lane
	}
	if lane(inGroup, "9") == lane(inGroup, "8") || lane(inGroup, "9") == laneOf(-100) {
		t.Errorf("group: %q and %q", lane(inGroup, "9"), lane(inGroup, "8"))
	}
	if lane(inPrivate, "9") != laneOf(7) {
		t.Errorf("private: %q", lane(inPrivate, "9"))
	}
}

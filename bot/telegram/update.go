package telegram

// An update as Telegram delivers it, as far as the bot reads it. The library's
// own types know neither topics nor messages that are out of reach.
// https://core.telegram.org/bots/api#update
type update struct {
	ID          int64    `json:"update_id"`
	Message     *message `json:"message"`
	ChannelPost *message `json:"channel_post"`
	Callback    *press   `json:"callback_query"`
	Inline      *search  `json:"inline_query"`
	Member      *member  `json:"my_chat_member"`
}

// updateKinds are the updates to ask for. Edited messages are not among them: an
// answer stays what it was.
func updateKinds() []string {
	return []string{"message", "channel_post", "callback_query", "inline_query", "my_chat_member"}
}

type message struct {
	ID               int64     `json:"message_id"`
	Thread           int64     `json:"message_thread_id"`
	TopicMessage     bool      `json:"is_topic_message"`
	From             *user     `json:"from"`
	SenderChat       *chat     `json:"sender_chat"`
	AutomaticForward bool      `json:"is_automatic_forward"`
	Date             int64     `json:"date"` // 0: the message is out of reach
	Chat             chat      `json:"chat"`
	ForwardOrigin    *struct{} `json:"forward_origin"`
	ViaBot           *user     `json:"via_bot"`
	ReplyTo          *message  `json:"reply_to_message"`
	Text             string    `json:"text"`
	Entities         []entity  `json:"entities"`
	Caption          string    `json:"caption"`
	CaptionEntities  []entity  `json:"caption_entities"`
	Photo            []photo   `json:"photo"`
	MigrateTo        int64     `json:"migrate_to_chat_id"`
	MigrateFrom      int64     `json:"migrate_from_chat_id"`
	TopicReopened    *struct{} `json:"forum_topic_reopened"`
}

type user struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	Username string `json:"username"`
	Language string `json:"language_code"`
}

type chat struct {
	ID    int64  `json:"id"`
	Type  string `json:"type"`
	Forum bool   `json:"is_forum"` // it has topics
}

// The types of chats that differ for the bot; the others are groups.
const (
	chatPrivate = "private"
	chatChannel = "channel"
)

// entity is a stretch of a text, counted in UTF-16 units.
type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	User   *user  `json:"user"`
}

type photo struct {
	ID string `json:"file_id"`
}

// press is a pressed button. The message is missing where the button hangs on a
// message that was sent inline.
type press struct {
	ID      string   `json:"id"`
	From    user     `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

// search is what somebody types behind the bot's name in any chat.
type search struct {
	ID     string `json:"id"`
	From   user   `json:"from"`
	Query  string `json:"query"`
	Offset string `json:"offset"`
}

// member says what became of the bot in a chat.
type member struct {
	Chat chat `json:"chat"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

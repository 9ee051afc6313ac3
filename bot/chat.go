package bot

// Platform names a chat platform.
type Platform string

// The platforms.
const (
	Discord  Platform = "discord"
	Telegram Platform = "telegram"
)

// Chat is a place where messages can be posted: a channel, a thread, a group, a
// forum topic, somebody's chat with the bot.
type Chat struct {
	Platform Platform
	ID       string // Discord's channel or thread; Telegram's chat
	Thread   string // Telegram's forum topic; empty elsewhere

	// Server is the Discord server that a channel belongs to. It does not tell
	// chats apart. It is empty elsewhere.
	Server string
}

// AllThreads in place of a Thread means all threads of a chat, and the chat itself.
const AllThreads = "*"

// Same tells whether two chats are one.
func (c Chat) Same(d Chat) bool { return c.Key() == d.Key() }

// Key names a chat: two chats with the same key are one.
func (c Chat) Key() string {
	key := string(c.Platform) + ":" + c.ID
	if c.Thread != "" {
		key += ":" + c.Thread
	}
	return key
}

// Post is a message that nobody asked for at this moment, such as a weekly fact.
type Post struct {
	Chat   Chat
	Answer Answer

	// Nonce is the same for each attempt at the same post, and different for any
	// other: at most 20 of A-Za-z0-9. A platform that can recognises a repetition by
	// it.
	Nonce string

	// Begin is called when the post's turn has come, right before the first
	// request that could make the message appear. Where it fails nothing is sent,
	// and its error is Post's.
	Begin func() error
}

// Receipt says what became of a post that was sent.
type Receipt struct {
	Message string // the platform's id of the message
}

// Change is something that happened to a chat.
type Change struct {
	What ChangeKind
	Chat Chat // without a Thread all of its threads as well, and with a Server alone all of its channels
	To   Chat // where it moved
}

// ChangeKind says what happened to a chat.
type ChangeKind int

// The changes.
const (
	ChatLost   ChangeKind = iota // the bot was removed or blocked, or the chat is gone
	ChatOpened                   // the bot was added, or its rights may have changed
	ChatMoved                    // the chat has another id now
)

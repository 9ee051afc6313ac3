package telegram

import (
	"strings"
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// What Telegram allows a message. Texts are counted in UTF-16 units after the
// markup was parsed.
const (
	textLimit     = 4096 // https://core.telegram.org/bots/api#sendmessage
	captionLimit  = 1024 // https://core.telegram.org/bots/api#sendphoto
	noticeLimit   = 200  // https://core.telegram.org/bots/api#answercallbackquery
	dataLimit     = 64   // https://core.telegram.org/bots/api#inlinekeyboardbutton, in bytes
	startLimit    = 64   // https://core.telegram.org/bots/features#deep-linking
	resultIDLimit = 64   // https://core.telegram.org/bots/api#inlinequeryresultarticle, in bytes
	secretLimit   = 256  // https://core.telegram.org/bots/api#setwebhook
)

// What we allow ourselves, so that an answer stays readable.
const (
	messagesLimit = 4   // messages that an answer is parted into
	labelLimit    = 64  // letters on a button; clients cut off what is wider than the screen
	sourceLimit   = 300 // letters of one source, of which a report's title and heading never have as many
	resultsLimit  = 20  // inline results in one page; Telegram takes 50
	snippetLimit  = 160 // letters of an inline result's description
	alertFrom     = 64  // letters from which on a notice stays until it is closed
)

// The waits.
const (
	pollTimeout    = 50 * time.Second // of a long poll, as long as Telegram's own server holds one
	requestTimeout = 30 * time.Second // of a request with its answer; pictures on a slow line take a while
	typingTimeout  = time.Second      // of the typing sign, which no answer waits for any longer
	typingEvery    = 4 * time.Second  // the sign lasts five: https://core.telegram.org/bots/api#sendchataction
	pressTimeout   = 3 * time.Second  // until a pressed button stops turning, answered or not
	endTimeout     = 2 * time.Second  // to tell Telegram that the program ends
	drainTimeout   = 8 * time.Second  // to answer what was taken, after that
	answerTimeout  = 10 * time.Minute // from an update's arrival to its answer; after that nobody waits for it
	backoffFirst   = 500 * time.Millisecond
	backoffLongest = 30 * time.Second
)

// cacheTime is for how long Telegram may answer an inline query by itself, in
// seconds: what it takes by default. https://core.telegram.org/bots/api#answerinlinequery
const cacheTime = 300

// What is taken in.
const (
	webhookLimit = 1 << 20  // bytes of one update; the longest message with all its entities is a tenth
	answerLimit  = 32 << 20 // bytes of an answer of Telegram; 100 updates
	laneWorkers  = 256      // chats worked on at once; most of them wait for their budget
	laneWaiting  = 1024     // updates that wait in memory; the others wait at Telegram
	seenUpdates  = 8192     // update ids remembered
	muteChats    = 4096     // chats remembered that don't let the bot write
	pictures     = 64       // drawn charts kept, of about 300 kB each
)

// overallPace and chatPaces keep to what Telegram allows a bot: 30 messages a
// second in all, one a second in a chat with short bursts, and 20 a minute in a
// group. https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
func overallPace() traffic.Pace { return traffic.AtMost(30, time.Second, 5) }

func chatPaces(chat string) []traffic.Pace {
	paces := []traffic.Pace{{Every: time.Second, Burst: 3}}
	if strings.HasPrefix(chat, "-") { // groups and channels have negative ids
		paces = append(paces, traffic.AtMost(20, time.Minute, 4))
	}
	return paces
}

// How often people may ask, before they are told to slow down: more slowly than two
// messages each, a picture and its words, leave through chatPaces, so that no queue
// grows. Inline queries come with every other letter that somebody types.
func userPace() traffic.Pace   { return traffic.Pace{Every: 3 * time.Second, Burst: 12} }
func groupPace() traffic.Pace  { return traffic.Pace{Every: 8 * time.Second, Burst: 8} }
func inlinePace() traffic.Pace { return traffic.Pace{Every: 500 * time.Millisecond, Burst: 20} }

// typingPace bounds the typing signs of all chats together. Under load they are
// left out: messages need the room.
func typingPace() traffic.Pace { return traffic.Pace{Every: 100 * time.Millisecond, Burst: 10} }

// askers is how many people and chats the allowances remember.
const askers = 20000

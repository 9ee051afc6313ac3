package discord

import (
	"time"

	"github.com/reportbot/reportbot/bot/traffic"
)

// What a message may hold. Discord says "characters" and nowhere which: UTF-16
// units are counted, because there are never fewer of them than of code points.
// https://docs.discord.com/developers/resources/message#embed-object-embed-limits
const (
	maxTitle       = 256
	maxAuthor      = 256
	maxDescription = 4096
	maxFooter      = 2048
	maxEmbeds      = 6000 // all texts of all embeds of a message together
)

// maxContent is the length of a message without embeds, as it is written.
// roomForSources leaves the rest to what is above the sources and to the text.
// https://docs.discord.com/developers/resources/message#create-message-jsonform-params
const (
	maxContent     = 2000
	roomForSources = 800
)

// maxID is the length of an id: of 64 bits in decimal digits.
// https://docs.discord.com/developers/reference#snowflakes
const maxID = 20

// maxAlt is the length of a picture's description.
// https://docs.discord.com/developers/resources/message#attachment-object
const maxAlt = 1024

// What stands below a message.
// https://docs.discord.com/developers/components/reference#action-row
// https://docs.discord.com/developers/components/reference#button
const (
	maxRows     = 5
	maxInRow    = 5
	maxLabel    = 80
	maxCustomID = 100
)

// What is proposed while somebody types.
// https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure
const (
	maxChoices = 25
	maxChoice  = 100 // a name, and a value
)

// How an answer is parted. What stands beside the lines in an embed can be as
// long as Discord allows, and the line that says that something was cut as long
// as roomForCut, without a message growing beyond maxEmbeds.
const (
	mostMessages = 4
	roomForCut   = 200
	roomForLines = min(maxDescription, maxEmbeds-maxTitle-maxAuthor-maxFooter) - roomForCut
)

// When an interaction has to be answered first, and how long its token lives.
// https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
// What is not answered after holdAfter is put off, which leaves as long again for
// the way to Discord. The token's life is shortened by what a last request takes.
const (
	respondWithin = 3 * time.Second
	holdAfter     = 1500 * time.Millisecond
	tokenLife     = 15*time.Minute - requestTimeout
)

// typingAfter is how long an answer takes before the bot shows that it is at
// work. What comes sooner would only flicker.
const typingAfter = 300 * time.Millisecond

// How long somebody waits at most: for the assistant, for proposals while typing,
// and for a message's turn to be sent. Nobody reads a later answer.
const (
	answerWithin   = time.Minute
	completeWithin = time.Second
	sendWithin     = 10 * time.Minute
)

// attempts is how often a message is tried. With the waits between that lasts
// about half a minute: through a hiccup of Discord's, not through an outage.
// nonceMemory is how long Discord takes the same nonce for the same message, of
// which it says "a few minutes".
// https://docs.discord.com/developers/resources/message#create-message-jsonform-params
const (
	attempts    = 8
	nonceMemory = 2 * time.Minute
)

// How a post is looked for: so many messages at once, which may be as long as all
// that Discord allows in them, and so many times. Discord's clock, which the ids of
// messages follow, may differ from ours by clockSlack.
// https://docs.discord.com/developers/resources/message#get-channel-messages
const (
	pageSize   = 100
	mostPages  = 20
	maxHistory = 16 << 20
	clockSlack = time.Minute
)

// drainWithin is how long accepted questions are still answered when the program
// ends. With the connection's farewell before it that stays below the 10 s after
// which a container is killed.
const drainWithin = 8 * time.Second

// The budgets of requests. Discord allows 50 a second for everything but
// interactions, and tells a channel's limit only in its answers: 5 in 5 s is what
// bots observe. Signs of typing come out of what the overall pace leaves.
// https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
func overallPace() traffic.Pace { return traffic.AtMost(45, time.Second, 5) }
func channelPace() traffic.Pace { return traffic.AtMost(5, 5*time.Second, 3) }
func typingPace() traffic.Pace  { return traffic.AtMost(3, time.Second, 3) }

// Discord bans an address for 10,000 invalid requests in 10 minutes. Sending stops
// at a tenth of that.
// https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
const (
	maxInvalid    = 1000
	invalidWithin = 10 * time.Minute
)

// How often somebody may ask, and all of a channel together: more slowly than
// channelPace lets answers out, so that no queue of them grows behind a channel.
// One person alone does not use up what the channel has.
func userPace() traffic.Pace  { return traffic.Pace{Every: 3 * time.Second, Burst: 10} }
func placePace() traffic.Pace { return traffic.Pace{Every: 2 * time.Second, Burst: 12} }

// What is kept in memory: how many askers and channels are remembered for their
// allowance, how many events for not answering them twice, how many events may
// wait (each server is one when the bot starts), and how many are worked on at once. A question that waits holds about
// 2 kB, one that is worked on a goroutine.
const (
	rememberedAskers   = 20_000
	rememberedEvents   = 20_000
	rememberedRefusals = 1_000
	waitingEvents      = 10_000
	workers            = 256
	waitingNotices     = 256
	noticeWorkers      = 16
	keptPictures       = 32 // of about 300 kB
)

// What is read of an answer of Discord's, and of the reason that it gives for a
// refusal. unsaidWait is how long to wait after a 429 that does not say so.
const (
	maxResponse       = 1 << 20
	maxRefusalMessage = 200
	unsaidWait        = time.Minute
)

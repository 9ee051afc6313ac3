package bot

import (
	"errors"
	"time"
)

// Subscription is a chat's order to get a key fact every week.
type Subscription struct {
	Chat     Chat
	Owner    string // the Person who ordered it, told when it has to stop; may be empty
	Schedule Schedule
	Language string
	Report   string // the report's id

	State   SubscriptionState
	Since   time.Time // slots up to here are not owed
	Due     time.Time // the next slot
	Round   int       // how often all facts were posted
	Created time.Time
	Paused  time.Time // since when; zero while it is active
}

// Schedule is a moment of the week in a place.
type Schedule struct {
	Weekday time.Weekday
	Hour    int    // 0 to 23
	Minute  int    // 0 to 59
	Zone    string // an IANA name, such as "Europe/Berlin"
}

// SubscriptionState says whether a subscription is served.
type SubscriptionState string

// The states. Only an active subscription is served.
const (
	Active          SubscriptionState = "active"
	PausedByHand    SubscriptionState = "paused"    // somebody asked for it
	PausedForbidden SubscriptionState = "forbidden" // the chat does not let the bot write
	PausedGone      SubscriptionState = "gone"      // the bot was removed, or the chat is gone
)

// LedgerEntry is a row of the ledger: one slot of one chat, and what became of it.
type LedgerEntry struct {
	Nonce string // names the entry, and its post for the platform: 20 of a-z0-9
	Chat  Chat
	Slot  string    // the local date of the post, "2026-11-30"; for a post at somebody's wish "now-" and a name for that wish
	Due   time.Time // the slot's instant
	Until time.Time // it is not sent after this

	State  EntryState
	Reason string // why it is as it is, in English, for operators; may be empty

	Report   string
	Fact     string // the record's id
	Language string
	Digest   string // of all that the post shows and rests on
	Text     string // what the post says, as it was when it was chosen
	Round    int

	Attempts int       // that were begun, without those that the platform asked to wait after
	Doubts   int       // attempts of which nobody knows whether they arrived
	Doubted  time.Time // the first of them; zero without any
	Ready    time.Time // not tried before this
	Message  string    // the platform's id of the message
	Updated  time.Time

	Owner string // the instance that works on it; empty for none
	Fence int64  // grows with each instance that takes it
}

// EntryState says what became of a slot.
type EntryState string

// The states. The last four are final.
const (
	Planned EntryState = "planned" // to be sent
	Sending EntryState = "sending" // begun: it may have arrived
	Retry   EntryState = "retry"   // to be tried again, from Ready on
	Sent    EntryState = "sent"    // the platform confirmed it
	Skipped EntryState = "skipped" // not sent, on purpose
	Failed  EntryState = "failed"  // certainly not sent
	Unknown EntryState = "unknown" // nobody knows whether it was sent
)

// Final tells whether nothing more is done about an entry.
func (s EntryState) Final() bool {
	return s == Sent || s == Skipped || s == Failed || s == Unknown
}

// Plan is what a planner makes of a subscription that is due.
type Plan struct {
	Subscription Subscription // as it was read
	Entries      []LedgerEntry
	Due          time.Time // its next slot
	Round        int
}

// FactPrint tells what a fact said and rested on at some time.
type FactPrint struct {
	Report, Fact string
	Wording      string // a digest of the fact's own text
	Records      string // a digest of the records that it rests on
}

// Filter says which subscriptions or entries of the ledger are meant. What is empty
// does not matter.
type Filter struct {
	Chat     Chat     // by its platform, its id, its thread and its server, each where it is set
	States   []string // of a subscription or of an entry
	From, To time.Time
	Limit    int // 0: no limit
}

// ErrTaken says that another instance has taken over what was to be written: nothing
// was.
var ErrTaken = errors.New("another instance has taken over")

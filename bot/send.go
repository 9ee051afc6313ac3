package bot

import (
	"fmt"
	"time"
)

// SendError is a message that a platform did not take, or of which nobody knows
// whether it did. It says what whoever sends may do next.
type SendError struct {
	Err error // what went wrong, without any secret

	// Unknown says that the message may stand all the same: the answer to the
	// request was lost. Sending again could double it.
	Unknown bool

	// Retry says that sending the same once more may work: not before After.
	Retry bool
	After time.Duration // as the platform told; 0 where it did not

	// Everywhere says that After holds for every chat, not for this one alone.
	Everywhere bool

	// Invalid says that the platform counts the request against the sender (401,
	// 403 and 429 on Discord): too many in a row get a bot banned.
	Invalid bool

	// Gone says that the chat can't be written to any more: the bot was removed or
	// blocked, or the chat is no longer there.
	Gone bool

	// Forbidden says that the chat is there but does not let the bot write.
	Forbidden bool

	// MovedTo is the chat's new address, where the platform gave it one.
	MovedTo string
}

// Error tells what went wrong and whether the message may stand all the same.
func (e *SendError) Error() string {
	if e.Unknown {
		return fmt.Sprintf("%v (whether it was sent is unknown)", e.Err)
	}
	return e.Err.Error()
}

// Unwrap returns what went wrong.
func (e *SendError) Unwrap() error { return e.Err }

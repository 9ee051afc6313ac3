package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// What a payload of the gateway is about.
// https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-opcodes
type opcode int

const (
	opDispatch       opcode = 0
	opHeartbeat      opcode = 1
	opIdentify       opcode = 2
	opResume         opcode = 6
	opReconnect      opcode = 7
	opInvalidSession opcode = 9
	opHello          opcode = 10
	opHeartbeatACK   opcode = 11
)

// payload is what the gateway sends.
type payload struct {
	Op       opcode          `json:"op"`
	Data     json.RawMessage `json:"d"`
	Sequence int64           `json:"s"` // 0 where there is none
	Event    string          `json:"t"`
}

// outgoing is what the gateway is sent.
type outgoing struct {
	Op   opcode `json:"op"`
	Data any    `json:"d"`
}

// intents are what reportbot is told of. Direct messages and messages that mention
// it, as replies do unless their author switched that off, carry their text without
// the privileged intent for that.
const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages

type identifyData struct {
	Token      string             `json:"token"`
	Properties identifyProperties `json:"properties"`
	Shard      [2]int             `json:"shard"`
	Intents    discordgo.Intent   `json:"intents"`
}

type identifyProperties struct {
	OS      string `json:"os"`
	Browser string `json:"browser"`
	Device  string `json:"device"`
}

func newIdentify(token string, shard, shards int) identifyData {
	return identifyData{
		Token: token, Shard: [2]int{shard, shards}, Intents: intents,
		Properties: identifyProperties{OS: runtime.GOOS, Browser: "reportbot", Device: "reportbot"},
	}
}

type resumeData struct {
	Token     string `json:"token"`
	SessionID string `json:"session_id"`
	Sequence  int64  `json:"seq"`
}

// refusedError says that Discord will not have the bot, however often it tries.
type refusedError struct{ advice string }

// Error says what an operator is to do.
func (e *refusedError) Error() string { return e.advice }

var errWrongToken = &refusedError{"Discord refused the token: check DISCORD_TOKEN, or make a new token in the developer portal under Bot"}

// Close codes of the gateway that decide what happens next.
// https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
const (
	closeAuthenticationFailed = 4004
	closeInvalidSequence      = 4007
	closeSessionTimedOut      = 4009
	closeInvalidShard         = 4010
	closeShardingRequired     = 4011
	closeInvalidVersion       = 4012
	closeInvalidIntents       = 4013
	closeDisallowedIntents    = 4014
)

// closeReason returns what a failed read means: a refusedError for the close codes
// after which Discord forbids to connect again, an invalidSessionError where only
// the session is lost, and err itself otherwise.
func closeReason(err error) error {
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		return err
	}
	switch closed.Code {
	case closeAuthenticationFailed:
		return errWrongToken
	case closeInvalidShard:
		return finalClose(closed, "Discord refused the shard: check DISCORD_SHARDS, or leave it empty")
	case closeShardingRequired:
		return finalClose(closed, "Discord demands more shards for so many servers: raise the number in DISCORD_SHARDS, or leave it empty and restart")
	case closeInvalidVersion:
		return finalClose(closed, "Discord no longer serves this version of its gateway: update reportbot")
	case closeInvalidIntents:
		return finalClose(closed, "Discord does not know the intents that were asked for: update reportbot")
	case closeDisallowedIntents:
		return finalClose(closed, "Discord does not allow the intents that were asked for, though none is privileged: check the bot's settings in the developer portal under Bot")
	case closeInvalidSequence, closeSessionTimedOut:
		return &invalidSessionError{}
	default:
		return err
	}
}

func finalClose(closed *websocket.CloseError, advice string) error {
	return &refusedError{fmt.Sprintf("%s (close code %d)", advice, closed.Code)}
}

// invalidSessionError says that Discord did not take a session.
type invalidSessionError struct{ resumable bool }

// Error says so.
func (e *invalidSessionError) Error() string {
	if e.resumable {
		return "Discord interrupted the session"
	}
	return "Discord does not know the session any more"
}

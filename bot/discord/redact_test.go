package discord

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Ensure no secret is left in a text, and all else is.
func TestRedactText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                     "",
		"no secret, and /channels/1/webhooks":  "no secret, and /channels/1/webhooks",
		"Authorization: Bot s3cret.bot.token!": "Authorization: Bot [hidden]!",
		`Post "https://discord.com/api/v9/interactions/12/aW50ZXJ.x-_y=/callback": EOF`:    `Post "https://discord.com/api/v9/interactions/12/[hidden]/callback": EOF`,
		"Rate limit exceeded on https://discord.com/api/v9/webhooks/9/tok, retry after 1s": "Rate limit exceeded on https://discord.com/api/v9/webhooks/9/[hidden] retry after 1s",
		"https://discord.com/api/v9/webhooks/9/tok?wait=true":                              "https://discord.com/api/v9/webhooks/9/[hidden]?wait=true",
		"https://discord.com/api/v9/webhooks/9/tok/messages/@original":                     "https://discord.com/api/v9/webhooks/9/[hidden]/messages/@original",
		`{"id":"1","token":"abc\"def","version":1}`:                                        `{"id":"1","token":"[hidden]","version":1}`,
		`{"token" : "abc"}`: `{"token" : "[hidden]"}`,
	} {
		if got := (redactor{"s3cret.bot.token"}).text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// Ensure an error loses its secrets and not what it is.
func TestRedactError(t *testing.T) {
	t.Parallel()
	r := redactor{"s3cret.bot.token"}
	failed := &url.Error{Op: "Post", URL: "https://discord.com/api/v9/interactions/1/tok/callback", Err: io.ErrUnexpectedEOF}
	limited := &discordgo.RateLimitError{RateLimit: &discordgo.RateLimit{
		TooManyRequests: &discordgo.TooManyRequests{RetryAfter: time.Second}, URL: "https://discord.com/api/v9/webhooks/1/tok",
	}}
	for _, err := range []error{failed, limited} {
		clean := r.error(err)
		if strings.Contains(clean.Error(), "tok") {
			t.Errorf("the text is %q", clean)
		}
		if !errors.Is(clean, err) {
			t.Errorf("%v is no longer what it was", clean)
		}
	}
	if r.error(nil) != nil {
		t.Error("nil became an error")
	}
	if !errors.Is(r.error(http.ErrHandlerTimeout), http.ErrHandlerTimeout) {
		t.Error("an error without a secret was lost")
	}
}

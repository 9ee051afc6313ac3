package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Serve is what the platforms need beside Config. Secrets have no flag, because
// everybody on a machine can read a process's flags: they come from the
// environment, or from a file that a variable ending in _FILE names.
type Serve struct {
	HTTPAddr        string `name:"http-addr" setting:"HTTP_ADDR" default:":8080" placeholder:"ADDR" help:"Where to listen for Telegram's webhook, if one is set. Default: :8080."`
	DiscordAPI      string `name:"discord-api-url" setting:"DISCORD_API_URL" placeholder:"URL" help:"In place of https://discord.com/, for tests."`
	DiscordShards   string `name:"discord-shards" setting:"DISCORD_SHARDS" placeholder:"I/N" help:"Run shard I of N (from 0 on). Default: as many as Discord recommends, all in this process."`
	TelegramAPI     string `name:"telegram-api-url" setting:"TELEGRAM_API_URL" placeholder:"URL" help:"In place of https://api.telegram.org, for tests or for a Bot API server of your own."`
	TelegramWebhook string `name:"telegram-webhook-url" setting:"TELEGRAM_WEBHOOK_URL" placeholder:"URL" help:"The https address under which Telegram reaches this program. Default: none, updates are polled."`

	WeeklySchedule string `name:"weekly-schedule" setting:"WEEKLY_SCHEDULE" placeholder:"CRON" help:"When a weekly fact comes to those who name no time, as minute hour * * weekday. Default: 0 9 * * 1, Mondays at nine."`

	DiscordToken   Secret `kong:"-"`
	TelegramToken  Secret `kong:"-"`
	TelegramSecret Secret `kong:"-"` // of the webhook
}

// Secret is a setting that is never printed.
type Secret string

// String hides the secret from everything that formats it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[secret]"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret from the log.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// The environment variables of the secrets; each may end in _FILE instead.
const (
	envDiscordToken   = "DISCORD_TOKEN"
	envTelegramToken  = "TELEGRAM_TOKEN"
	envTelegramSecret = "TELEGRAM_WEBHOOK_SECRET"
	envDatabase       = "DATABASE_URL"
)

// Load fills the secrets from the environment, looked up by env, and checks the
// whole. It returns every Fault, joined, or nil.
func (s *Serve) Load(env func(string) (string, bool)) error {
	var faults []error
	for _, secret := range []struct {
		name string
		to   *Secret
	}{{envDiscordToken, &s.DiscordToken}, {envTelegramToken, &s.TelegramToken}, {envTelegramSecret, &s.TelegramSecret}} {
		value, err := readSecret(secret.name, env)
		if err != nil {
			faults = append(faults, err)
		}
		*secret.to = value
	}
	s.DiscordToken = Secret(strings.TrimPrefix(string(s.DiscordToken), "Bot "))
	return errors.Join(append(faults, s.check()...)...)
}

// Database says where the weekly facts' ledger is kept.
type Database struct {
	Timezone string `name:"timezone" setting:"TIMEZONE" default:"Europe/Berlin" placeholder:"ZONE" help:"Time zone of those who name none, and of the times that this program prints. Default: Europe/Berlin."`

	URL Secret `kong:"-"` // of PostgreSQL; empty for a file in the data folder
}

// Load fills the secrets from the environment, looked up by env, and checks the
// whole. It returns every Fault, joined, or nil.
func (d *Database) Load(env func(string) (string, bool)) (err error) {
	var faults []error
	if d.URL, err = readSecret(envDatabase, env); err != nil {
		faults = append(faults, err)
	}
	if u, err := url.Parse(string(d.URL)); d.URL != "" && (err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql") {
		faults = append(faults, &Fault{Setting: envDatabase, Message: "is no address of a PostgreSQL database, such as postgres://user:password@host/name"})
	}
	if _, err := d.Zone(); err != nil {
		faults = append(faults, &Fault{Setting: "TIMEZONE", Flag: "timezone", Message: fmt.Sprintf("%q is no time zone such as Europe/Berlin", d.Timezone)})
	}
	return errors.Join(faults...)
}

// Zone is the time zone that is set.
func (d *Database) Zone() (*time.Location, error) {
	if d.Timezone == "" || d.Timezone == "Local" {
		return nil, errors.New("a name is needed that means the same on every machine")
	}
	return time.LoadLocation(d.Timezone)
}

// readSecret takes a secret from its variable or from the file that NAME_FILE
// names, without the blanks and line breaks around it.
func readSecret(name string, env func(string) (string, bool)) (Secret, error) {
	value, _ := env(name)
	file, _ := env(name + "_FILE")
	switch {
	case file == "":
		return Secret(strings.TrimSpace(value)), nil
	case value != "":
		return "", &Fault{Setting: name + "_FILE", Message: "is set beside " + name + ": set one of the two"}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", &Fault{Setting: name + "_FILE", Message: fmt.Sprintf("can't read the file: %v", cause(err))}
	}
	if value = strings.TrimSpace(string(data)); value == "" {
		return "", &Fault{Setting: name + "_FILE", Message: fmt.Sprintf("the file %q is empty", file)}
	}
	return Secret(value), nil
}

// telegramSecret is the form of the webhook's secret. A token that can't be one is
// the platform's to refuse: it leaves the others running. See
// https://core.telegram.org/bots/api#setwebhook.
var telegramSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// check names every setting that can't be used. No message holds a secret.
func (s *Serve) check() []error {
	var faults []error
	bad := func(setting, flag, message string) {
		faults = append(faults, &Fault{Setting: setting, Flag: flag, Message: message})
	}
	if _, _, err := s.Shards(); err != nil {
		bad("DISCORD_SHARDS", "discord-shards", err.Error())
	}
	for _, u := range []struct{ value, setting, flag string }{
		{s.DiscordAPI, "DISCORD_API_URL", "discord-api-url"}, {s.TelegramAPI, "TELEGRAM_API_URL", "telegram-api-url"}, {s.TelegramWebhook, "TELEGRAM_WEBHOOK_URL", "telegram-webhook-url"},
	} {
		if u.value != "" && !isURL(u.value) {
			bad(u.setting, u.flag, fmt.Sprintf("%q is no address such as https://example.org/", u.value))
		}
	}
	if s.TelegramSecret != "" && !telegramSecret.MatchString(string(s.TelegramSecret)) {
		bad(envTelegramSecret, "", "must be 1 to 256 characters of A-Z a-z 0-9 _ -, such as 32 random ones; empty makes one of the token")
	}
	if s.TelegramWebhook != "" {
		if _, _, err := net.SplitHostPort(s.HTTPAddr); err != nil {
			bad("HTTP_ADDR", "http-addr", fmt.Sprintf("%q is no address to listen on, such as :8080", s.HTTPAddr))
		}
	}
	return faults
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// Shards reads DiscordShards. A count of 0 leaves the number to Discord.
func (s *Serve) Shards() (shard, count int, err error) {
	if s.DiscordShards == "" || s.DiscordShards == "auto" {
		return 0, 0, nil
	}
	i, n, ok := strings.Cut(s.DiscordShards, "/")
	shard, errI := strconv.Atoi(i)
	count, errN := strconv.Atoi(n)
	if !ok || errI != nil || errN != nil || shard < 0 || shard >= count {
		return 0, 0, fmt.Errorf("%q is no shard: use I/N such as 0/2, or auto", s.DiscordShards)
	}
	return shard, count, nil
}

package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reportbot/reportbot/config"
)

// Ensure every wrong setting of serve is named with what to do, and right ones
// are taken.
func TestServeLoad(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(" 12:file-token\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	type env map[string]string
	for _, tt := range []struct {
		name string
		env  env
		set  func(*config.Serve)
		want []string
	}{
		{"nothing", nil, nil, nil},
		{"both tokens", env{"DISCORD_TOKEN": "abc.def", "TELEGRAM_TOKEN": "12:abc"}, nil, nil},
		{"a token in a file", env{"TELEGRAM_TOKEN_FILE": file}, nil, nil},
		{"a token twice", env{"TELEGRAM_TOKEN_FILE": file, "TELEGRAM_TOKEN": "12:abc"}, nil, []string{"TELEGRAM_TOKEN_FILE: is set beside TELEGRAM_TOKEN"}},
		{"no such file", env{"DISCORD_TOKEN_FILE": file + "x"}, nil, []string{"DISCORD_TOKEN_FILE: can't read the file"}},
		{"an empty file", env{"DISCORD_TOKEN_FILE": empty}, nil, []string{"is empty"}},
		{"a shard", nil, func(s *config.Serve) { s.DiscordShards = "1/2" }, nil},
		{"no shard", nil, func(s *config.Serve) { s.DiscordShards = "2/2" }, []string{"DISCORD_SHARDS"}},
		{"no address", nil, func(s *config.Serve) { s.TelegramAPI = "api.telegram.org" }, []string{"TELEGRAM_API_URL"}},
		{"a webhook", env{"TELEGRAM_WEBHOOK_SECRET": "s3"}, func(s *config.Serve) { s.TelegramWebhook = "https://example.org/hook" }, nil},
		{"a webhook without a secret", nil, func(s *config.Serve) { s.TelegramWebhook = "https://example.org/hook" }, nil},
		{"a secret that Telegram refuses", env{"TELEGRAM_WEBHOOK_SECRET": "so secret!"}, nil, []string{"TELEGRAM_WEBHOOK_SECRET: must be"}},
		{"nowhere to listen", env{"TELEGRAM_WEBHOOK_SECRET": "s3"}, func(s *config.Serve) { s.TelegramWebhook, s.HTTPAddr = "https://example.org/", "8080" }, []string{"HTTP_ADDR"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := config.Serve{HTTPAddr: ":8080"}
			if tt.set != nil {
				tt.set(&s)
			}
			err := s.Load(func(k string) (string, bool) { v, ok := tt.env[k]; return v, ok })
			if (err != nil) != (len(tt.want) > 0) {
				t.Fatalf("fault %v, want %q", err, tt.want)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("fault %q lacks %q", err, want)
				}
			}
			if tt.env["TELEGRAM_TOKEN_FILE"] != "" && err == nil && s.TelegramToken != "12:file-token" {
				t.Error("the token of the file is not taken as it is")
			}
		})
	}
}

// Ensure a secret is printed by nothing.
func TestSecret(t *testing.T) {
	t.Parallel()
	s := config.Serve{DiscordToken: "hush-hush"}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "settings", s, "token", s.DiscordToken)
	encoded, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s.DiscordToken, s.DiscordToken), string(encoded), log.String()} {
		if strings.Contains(text, "hush") {
			t.Errorf("the secret is printed: %s", text)
		}
	}
}

package telegram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// secretHeader carries the secret of setWebhook with every update.
// https://core.telegram.org/bots/api#setwebhook
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// serve receives updates through a webhook until ctx ends. The webhook stays set:
// Telegram keeps what comes meanwhile for the next start, and other instances go on.
func (a *Adapter) serve(ctx context.Context) error {
	listener := a.options.listener
	if listener == nil {
		var err error
		if listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", a.options.HTTPAddr); err != nil {
			return fmt.Errorf("listen for telegram (HTTP_ADDR): %w", err)
		}
	}
	server := &http.Server{Handler: a.webhook(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 14}
	broken := make(chan error, 1)
	go func() { broken <- server.Serve(listener) }()
	err := a.setWebhook(ctx)
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-broken:
			return fmt.Errorf("listen for telegram: %w", err)
		}
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	if closeErr := server.Shutdown(closing); closeErr != nil {
		err = errors.Join(err, closeErr, server.Close())
	}
	if served := <-broken; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func (a *Adapter) setWebhook(ctx context.Context) error {
	err := a.insist(ctx, "set the webhook", func(ctx context.Context) error {
		return a.client.call(ctx, a.options.requestTimeout, "setWebhook", tgbotapi.Params{
			"url": a.options.WebhookURL, "secret_token": a.secret(), "allowed_updates": encode(updateKinds()), "drop_pending_updates": "false",
		}, nil)
	})
	if err != nil {
		return fmt.Errorf("set the webhook (TELEGRAM_WEBHOOK_URL): %w", err)
	}
	a.options.Log.Info("telegram delivers to the webhook")
	return nil
}

// secret is the one from the options or one that only those who know the token can
// tell, and from which the token can't be.
func (a *Adapter) secret() string {
	if a.options.WebhookSecret != "" {
		return a.options.WebhookSecret
	}
	mac := hmac.New(sha256.New, []byte(a.options.Token))
	mac.Write([]byte("webhook"))
	return hex.EncodeToString(mac.Sum(nil))
}

// webhook takes updates from Telegram. It says 200 only once an update is taken,
// and 503 where there is no room: Telegram then delivers it again.
func (a *Adapter) webhook() http.Handler {
	path := "/"
	if u, err := url.Parse(a.options.WebhookURL); err == nil && u.Path != "" {
		path = u.Path
	}
	secret := sha256.Sum256([]byte(a.secret()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := sha256.Sum256([]byte(r.Header.Get(secretHeader)))
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		var status int
		switch {
		case r.URL.Path != path:
			status = http.StatusNotFound
		case r.Method != http.MethodPost:
			status = http.StatusMethodNotAllowed
		case subtle.ConstantTimeCompare(given[:], secret[:]) != 1:
			status = http.StatusForbidden
		case kind != "application/json":
			status = http.StatusUnsupportedMediaType
		default:
			status = a.delivered(http.MaxBytesReader(w, r.Body, webhookLimit))
		}
		w.WriteHeader(status)
	})
}

// delivered takes one update, and tells the status to answer with.
func (a *Adapter) delivered(body io.Reader) int {
	data, err := io.ReadAll(body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusBadRequest
	}
	var r received
	if err := json.Unmarshal(data, &r); err != nil || r.id == 0 {
		return http.StatusBadRequest
	}
	work, lane, ok := a.work(r)
	if ok && !a.lanes.TryTake(lane, work.do) {
		work.cancel()
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// Package telegram is the front-end for Telegram. It takes updates by long polling
// or through a webhook, turns them into a bot.Question, and an Answer into HTML
// messages, inline keyboards, pictures and inline results. It posts what nobody asked
// for, too, and tells what happens to chats. It only translates: what an answer says
// is decided by the assistant, and nothing of a report is known here.
//
// The requests go through telegram-bot-api, whose types never leave this package.
// It lacks contexts, the HTTP status and what the Bot API learnt since 2021, so
// api.go gives it a client of our own, and updates are decoded into update.go's
// types. Nothing of what people ask is logged.
package telegram

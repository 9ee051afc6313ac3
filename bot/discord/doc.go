// Package discord is the front-end for Discord. It holds the connection to the
// gateway, turns events into a bot.Question, and an Answer into embeds, buttons
// and pictures. It only translates: what an answer says is decided by the
// assistant, and nothing of a report is known here.
//
// The types of discordgo are used for events and requests, and never leave this
// package. The loop on the websocket is our own; gateway.go says why.
package discord

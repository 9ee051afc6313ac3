// Package terminal is the front-end for people at a terminal: it turns a
// bot.Answer into plain text or into text with colours and bars, and holds a
// conversation line by line. It only translates. What an answer says is decided
// by the assistant, and where lines come from and go to by the command; this
// package knows neither the reports nor the search.
//
// Every text is cleaned here, and nowhere else, of what a terminal would obey
// instead of show.
package terminal

// Package traffic is what the chat front-ends share of taking events in and
// sending messages out. Lanes works on incoming events, chat by chat in order;
// Outbox sends within the budgets of a platform, answers first; Allowance bounds
// how often somebody may ask; Seen knows what came before. It knows chats by
// name only: what an event is, and how a message is sent, is a front-end's.
package traffic

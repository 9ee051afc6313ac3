package discord

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"github.com/reportbot/reportbot/bot"
)

// takeInteraction accepts a command, a press, or what somebody types.
func (a *Adapter) takeInteraction(i *discordgo.Interaction) {
	if i != nil && i.Type == discordgo.InteractionApplicationCommandAutocomplete {
		a.takeTyped(i)
		return
	}
	c, ok := parseCall(i)
	if !ok || !a.seen.First(c.ID) {
		return
	}
	r := a.newResponse(c)
	// Everybody is told why an interaction is not answered: Discord would call it
	// failed, and the telling is private.
	work := func(ctx context.Context) { a.answerCall(ctx, r) }
	if ok, _ := a.users.Allow(c.User); !ok { // answers to interactions take nothing of the channel's pace
		work = func(ctx context.Context) { a.tell(ctx, r, "slow_down") }
	}
	if a.presses.TryTake(c.ID, work) {
		a.watches.TryTake(c.ID, r.watch)
		return
	}
	a.log.Warn("discord: too many questions wait: one is not answered", "channel", c.Channel)
	a.notices.TryTake(c.ID, func(ctx context.Context) { a.tell(ctx, r, "busy") })
}

// tell answers an interaction with a text of the catalogue.
func (a *Adapter) tell(ctx context.Context, r *response, id string) {
	a.deliver(ctx, r, func() bot.Answer { return a.notice(r.call.Question.Locale, id) })
}

func (a *Adapter) answerCall(ctx context.Context, r *response) {
	a.deliver(ctx, r, func() bot.Answer { return a.ask(ctx, r.call.Question) })
}

// deliver sends the answer that find finds in its manner.
func (a *Adapter) deliver(ctx context.Context, r *response, find func() bot.Answer) {
	var to addressed
	messages := a.compose(r.call.Question.Locale, find, func(answer bot.Answer) look {
		to = addressee(r.call, answer)
		as := look{most: mostMessages, private: to == toOne || to == inPlace && r.call.Private, picture: a.draw(answer)}
		if to == inPlace {
			as.most = 1
			as.nonce = r.call.Nonce // a post stays recognisable
		}
		return as
	})
	if err := r.send(ctx, to, messages); err != nil {
		a.log.Error("discord: an interaction was not answered", "channel", r.call.Channel, "error", err)
	}
}

// addressed is where an answer to an interaction appears.
type addressed int

const (
	toAll   addressed = iota // a message in the channel
	toOne                    // a message that one person alone sees
	inPlace                  // in the message that the pressed button belongs to
)

// addressee decides where an answer appears. Nobody else reads along in a direct
// conversation: all messages are ordinary ones there, which stay.
func addressee(c call, answer bot.Answer) addressed {
	switch {
	case answer.Manner == bot.InPlace && c.Component && !c.Share:
		return inPlace
	case c.Guild == "":
		return toAll
	case answer.Manner == bot.Aside:
		return toOne
	case c.Private && !c.Share:
		return toOne
	}
	return toAll
}

// takeTyped accepts what somebody has typed so far. It does not count as a
// question, and where there is no room it is forgotten: the next letter comes.
func (a *Adapter) takeTyped(i *discordgo.Interaction) {
	if i.ID == "" || i.Token == "" || !a.seen.First(i.ID) {
		return
	}
	a.presses.TryTake(i.ID, func(ctx context.Context) {
		choices := a.propose(ctx, i)
		r := a.newResponse(call{asked: asked{ID: i.ID}, Token: i.Token})
		body := map[string]any{"choices": choices}
		if err := r.respond(ctx, discordgo.InteractionApplicationCommandAutocompleteResult, body); err != nil {
			a.log.Debug("discord: no proposals", "error", err) // they are too late as soon as the next letter is typed
		}
	})
}

// proposal is a choice as Discord takes it.
type proposal struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// propose completes what was typed. Nothing is proposed when that fails.
func (a *Adapter) propose(ctx context.Context, i *discordgo.Interaction) (all []proposal) {
	all = []proposal{}
	defer func() {
		if p := recover(); p != nil {
			a.panicked("completing", p)
		}
	}()
	what, typed := parseTyped(i)
	if what == bot.CompleteNothing {
		return all
	}
	ctx, cancel := context.WithTimeout(ctx, completeWithin)
	defer cancel()
	choices, err := a.assistant.Complete(ctx, what, typed, string(i.Locale))
	if err != nil {
		a.log.Error("discord: can't complete what is typed", "error", err)
		return all
	}
	return proposals(choices)
}

// proposals are the choices that Discord takes. One whose value is too long is
// left out: a part of it would be something else.
func proposals(choices []bot.Choice) []proposal {
	all := []proposal{}
	for _, c := range choices {
		p := proposal{Name: shorten(bot.CleanLine(c.Name), maxChoice, units), Value: c.Value}
		if p.Name == "" || p.Value == "" || units(p.Value) > maxChoice || slices.Contains(all, p) {
			continue
		}
		if all = append(all, p); len(all) == maxChoices {
			break
		}
	}
	return all
}

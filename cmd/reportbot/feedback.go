package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/reportbot/reportbot/bot/feedback"
)

type feedbackCommand struct{}

// Run lists how often answers were called helpful or not, those that need to
// improve most first.
func (c *feedbackCommand) Run(_ context.Context, a *app) error {
	list, err := feedback.Read(a.stateDir())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		a.say("nobody has voted yet")
		return nil
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "HELPFUL\tNOT HELPFUL\tREPORT\tRECORD")
	for _, t := range list {
		fmt.Fprintf(w, "%d\t%d\t%s\t%s\n", t.Helpful, t.Unhelpful, t.Report, t.Record)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

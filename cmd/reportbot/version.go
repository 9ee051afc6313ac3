package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

// Run shows what runs here: the program, Go, and the reports.
func (*versionCommand) Run(ctx context.Context, a *app) error {
	if _, err := fmt.Fprintf(a.stdout, "reportbot %s\n%s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH); err != nil {
		return err
	}
	reports, err := a.load(ctx)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if _, err := fmt.Fprintf(a.stdout, "report %s: %s, %s (%s)\n", r.ID, r.Title.In(r.MainLanguage()), r.Edition, inventory(r)); err != nil {
			return err
		}
	}
	return nil
}

// version is the program's version as the Go command recorded it: a tag, or the
// commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "(devel)"
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v += " " + s.Value
			}
		}
	}
	return v
}

// Command reportbot answers questions about published reports: in the terminal,
// for other programs as JSON lines, and for the people who write report
// packages as a checker of their files.
//
// main only exits; run does the wiring, and each command has a file of its own.
// Results go to standard output, messages for people to standard error. The
// exit status is 0 for done, 1 for failed and 2 for wrong usage.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.LookupEnv))
}

// Package reports holds the report packages that come with the program, one
// folder a report. It has no code: what a package means is known to package
// corpus, and a further report is a further folder.
package reports

import "embed"

// FS holds the embedded packages, each in the folder named after its id.
//
//go:embed */*.yaml
var FS embed.FS

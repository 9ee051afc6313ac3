// Package bottest holds what the tests of every front-end share: canned answers
// with every kind of block, in both languages, short, long and hostile, and an
// Assistant that answers with them by name. The same answers run through every
// front-end, so that they can't drift apart. It knows no platform, and only
// tests import it. The report it speaks of does not exist.
package bottest

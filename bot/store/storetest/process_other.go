//go:build !unix

package storetest

import (
	"errors"
	"time"
)

// supported is false where a server can't be run under another account and
// guarded as process_unix.go does; nothing below is reached.
const supported = false

type process struct {
	done chan struct{}
	err  error
}

func launch(_, _ string, _ ...string) (*process, error) { return nil, errors.ErrUnsupported }

func (p *process) ended() bool { return true }

func (p *process) quit(time.Duration) error { return errors.ErrUnsupported }

func (p *process) wait(time.Duration) error { return errors.ErrUnsupported }

func newFolder() (string, error) { return "", errors.ErrUnsupported }

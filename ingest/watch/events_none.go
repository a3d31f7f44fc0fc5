//go:build !fsnotify

package watch

import (
	"errors"
	"io/fs"
	"time"
)

// events stands for a build without notices of changes: folders are polled.
type events struct{}

type heard struct{ created, wrote time.Time }

func newEvents(string) (*events, error)                    { return nil, errors.New("not built in") }
func (*events) close()                                     {}
func (*events) wake() <-chan struct{}                      { return nil }
func (*events) take() (map[string]heard, bool)             { return nil, false }
func (*events) watch(map[string]fs.FileInfo) (bool, error) { return false, nil }
func (*events) forget()                                    {}

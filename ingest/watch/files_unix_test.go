//go:build !windows

package watch_test

import "syscall"

const errDiskFull = syscall.ENOSPC

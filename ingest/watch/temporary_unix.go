//go:build !windows

package watch

import "syscall"

// passing lists the system's errors that pass by themselves or by making
// room: locks, full disks, shares that are away.
//
//nolint:gochecknoglobals // a table that differs by system
var passing = []syscall.Errno{
	syscall.EBUSY, syscall.ETXTBSY, syscall.EDEADLK,
	syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS,
	syscall.EIO, syscall.ESTALE, syscall.ENXIO,
	syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.ENOTCONN,
}

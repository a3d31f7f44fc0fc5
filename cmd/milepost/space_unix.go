//go:build !windows

package main

import "golang.org/x/sys/unix"

// freeSpace returns how many bytes are free below the folder.
func freeSpace(dir string) (int64, error) {
	var st unix.Statfs_t
	err := unix.Statfs(dir, &st)
	return int64(st.Bavail) * int64(st.Bsize), err //nolint:unconvert // the types differ from system to system
}

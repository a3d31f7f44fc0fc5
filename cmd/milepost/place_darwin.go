package main

import "golang.org/x/sys/unix"

// networkKind names the network file system that the folder lies on, or gives
// the empty text.
func networkKind(dir string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return ""
	}
	switch kind := unix.ByteSliceToString(st.Fstypename[:]); kind {
	case "nfs", "smbfs", "afpfs", "webdav":
		return kind
	}
	return ""
}

// silentKind names the file system where a program provides it: what that
// changes may show in no event.
func silentKind(dir string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return ""
	}
	switch kind := unix.ByteSliceToString(st.Fstypename[:]); kind {
	case "macfuse", "osxfuse", "fusefs", "fuse-t":
		return kind
	}
	return ""
}

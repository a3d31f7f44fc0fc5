package main

import "golang.org/x/sys/unix"

// networkKind names the network file system that the folder lies on, or gives
// the empty text. The numbers are those of statfs(2).
func networkKind(dir string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return ""
	}
	switch st.Type {
	case unix.NFS_SUPER_MAGIC:
		return "NFS"
	case unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC:
		return "SMB"
	}
	return ""
}

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

// silentKind names the file system where it is one whose changes may show in
// no event, though a database is safe on it: one that a program or a host
// machine provides.
func silentKind(dir string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return ""
	}
	switch uint32(st.Type) {
	case unix.FUSE_SUPER_MAGIC:
		return "FUSE"
	case unix.V9FS_MAGIC:
		return "9p"
	case unix.CEPH_SUPER_MAGIC:
		return "Ceph"
	case unix.AFS_SUPER_MAGIC:
		return "AFS"
	case vboxsfMagic:
		return "VirtualBox"
	}
	return ""
}

// vboxsfMagic is VBOXSF_SUPER_MAGIC of the kernel's vboxsf.
const vboxsfMagic = 0x786f4256

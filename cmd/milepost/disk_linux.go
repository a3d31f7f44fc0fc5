package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// diskEncryption is what this system calls it.
const diskEncryption = "disk encryption (LUKS)"

// diskEncrypted reports whether the folder lies on a device that the kernel
// decrypts, and how it knows; false with a reason where it cannot tell.
func diskEncrypted(dir string) (encrypted bool, why string) {
	var st unix.Stat_t
	if err := unix.Stat(dir, &st); err != nil {
		return false, err.Error()
	}
	var fsys unix.Statfs_t
	if err := unix.Statfs(dir, &fsys); err == nil && (uint32(fsys.Type) == unix.ECRYPTFS_SUPER_MAGIC) {
		return true, "eCryptfs"
	}
	device := fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(st.Dev), unix.Minor(st.Dev))
	if _, err := os.Stat(device); err != nil {
		return false, "the folder lies on no disk of this machine's own, as in a container"
	}
	if isCrypt(device, 8) {
		return true, diskEncryption
	}
	return false, ""
}

// isCrypt follows a device down to those that it is made of; LVM lies on LUKS or
// the other way round.
func isCrypt(device string, deep int) bool {
	if uuid, err := os.ReadFile(filepath.Join(device, "dm", "uuid")); err == nil && strings.HasPrefix(string(uuid), "CRYPT-") {
		return true
	}
	below, err := os.ReadDir(filepath.Join(device, "slaves"))
	if err != nil || len(below) == 0 || deep == 0 {
		return false
	}
	for _, d := range below {
		if !isCrypt(filepath.Join(device, "slaves", d.Name()), deep-1) {
			return false
		}
	}
	return true
}

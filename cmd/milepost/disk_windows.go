package main

import (
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// diskEncryption is what this system calls it.
const diskEncryption = "BitLocker or device encryption"

// diskEncrypted asks the system's own program, which answers administrators only.
func diskEncrypted(dir string) (encrypted bool, why string) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return false, err.Error()
	}
	out, err := exec.Command("manage-bde", "-status", filepath.VolumeName(abs)).Output()
	if err != nil {
		return false, "only an administrator is told"
	}
	if strings.Contains(string(out), "Protection On") {
		return true, diskEncryption
	}
	return false, ""
}

// freeSpace returns how many bytes are free below the folder.
func freeSpace(dir string) (int64, error) {
	var free uint64
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	err = windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
	return int64(free), err
}

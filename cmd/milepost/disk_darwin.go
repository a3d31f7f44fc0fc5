package main

import (
	"os/exec"
	"strings"
)

// diskEncryption is what this system calls it.
const diskEncryption = "FileVault"

// diskEncrypted reports whether FileVault is on, as the system's own program
// says; false with a reason where it cannot tell.
func diskEncrypted(string) (encrypted bool, why string) {
	out, err := exec.Command("fdesetup", "status").Output()
	if err != nil {
		return false, "fdesetup: " + err.Error()
	}
	if strings.Contains(string(out), "FileVault is On") {
		return true, diskEncryption
	}
	return false, ""
}

//go:build !linux && !darwin && !windows

package main

// diskEncryption is what this system calls it.
const diskEncryption = "disk encryption"

// diskEncrypted knows no way to tell on this system.
func diskEncrypted(string) (encrypted bool, why string) { return false, "not on this system" }

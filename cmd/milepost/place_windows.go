package main

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// networkKind names the kind of network drive that the folder lies on, or
// gives the empty text.
func networkKind(dir string) string {
	volume := filepath.VolumeName(dir)
	if len(volume) > 2 {
		return "network share"
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil || windows.GetDriveType(root) != windows.DRIVE_REMOTE {
		return ""
	}
	return "network drive"
}

// silentKind knows no such file system here.
func silentKind(string) string { return "" }

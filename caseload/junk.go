package caseload

import (
	"path"
	"slices"
	"strings"
)

// Junk reports whether a file or folder of this base name is no export: what
// editors, browsers, sync tools and systems leave beside one. Capitals do not
// count.
//
// Source: the ignore lists of paperless-ngx (document_consumer.py), Syncthing
// and Synology, and the names under which browsers, WinSCP and aria2 keep a
// file that is still being transferred.
func Junk(base string) bool {
	lower := strings.ToLower(base)
	if strings.HasPrefix(lower, ".") || strings.HasPrefix(lower, "~$") || strings.HasSuffix(lower, "~") {
		return true
	}
	return isSystemName(lower) || isUnfinished(path.Ext(lower))
}

// isSystemName knows what systems and milepost itself put into folders.
func isSystemName(lower string) bool {
	return slices.Contains([]string{
		"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx",
		"@eadir", "#recycle", "#snapshot", "$recycle.bin", "system volume information",
		"readme.txt", "readme.md",
	}, lower)
}

// isUnfinished knows the endings of files in transfer or in an editor.
func isUnfinished(ext string) bool {
	return slices.Contains([]string{
		".tmp", ".temp", ".swp", ".crdownload", ".opdownload", ".download",
		".part", ".partial", ".filepart", ".aria2", ".!ut",
	}, ext)
}

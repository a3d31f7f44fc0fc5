package watch

import (
	"path"
	"slices"
	"strings"
)

// Junk reports whether the name is that of no export: what editors, browsers,
// sync tools and systems leave in a folder. Folders of such a name are not
// entered. Only the last part of a path counts; capitals do not.
//
// Source: the ignore lists of paperless-ngx (document_consumer.py), Syncthing
// and Synology, and the names under which browsers, WinSCP and aria2 keep a
// file that is still being transferred.
func Junk(name string) bool {
	base := strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || strings.HasSuffix(base, "~") {
		return true
	}
	return isSystemName(base) || isUnfinished(path.Ext(base))
}

// isSystemName knows what systems and milepost itself put into folders.
func isSystemName(base string) bool {
	return slices.Contains([]string{
		"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx",
		"@eadir", "#recycle", "#snapshot", "$recycle.bin", "system volume information",
		"readme.txt", "readme.md",
	}, base)
}

// isUnfinished knows the endings of files in transfer or in an editor.
func isUnfinished(ext string) bool {
	return slices.Contains([]string{
		".tmp", ".temp", ".swp", ".crdownload", ".opdownload", ".download",
		".part", ".partial", ".filepart", ".aria2", ".!ut",
	}, ext)
}

// junkPath reports whether any part of the path below the folder is junk.
func junkPath(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), Junk)
}

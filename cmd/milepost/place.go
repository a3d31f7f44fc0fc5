package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// checkPlace refuses a folder in which a database is not safe: one that is
// synchronised or lies on a network. Locks do not hold there, and two
// machines would each write over the other's work.
func checkPlace(dir string) error {
	place, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	name := syncedFolder(place)
	if target, err := filepath.EvalSymlinks(nearestFolder(place)); err == nil && name == "" {
		name = syncedFolder(target)
	}
	if name != "" {
		return fmt.Errorf("%s lies in %s, which is synchronised: a database breaks there; keep the workspace on this machine's own disk, and let \"inbox:\" in %s point to the synchronised folder", dir, name, configName)
	}
	if kind := networkKind(nearestFolder(place)); kind != "" {
		return fmt.Errorf("%s lies on a network folder (%s): a database breaks there; keep the workspace on this machine's own disk, and let \"inbox:\" in %s point to the network folder", dir, kind, configName)
	}
	return nil
}

// nearestFolder returns the folder, or the first one above it that exists.
func nearestFolder(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// syncedFolder names the synchronised folder that the path lies in, as the
// common services name theirs, or gives the empty text.
func syncedFolder(path string) string {
	for _, part := range strings.Split(filepath.ToSlash(path), "/") {
		lower := strings.ToLower(part)
		for _, service := range []string{"onedrive", "dropbox", "google drive", "googledrive", "icloud drive", "com~apple~clouddocs", "box sync", "nextcloud", "syncthing"} {
			if lower == service || strings.HasPrefix(lower, service+" ") || strings.HasPrefix(lower, service+"-") {
				return part
			}
		}
	}
	return ""
}

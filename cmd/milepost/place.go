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
	synced, network, err := placeOf(dir)
	switch {
	case err != nil:
		return err
	case synced != "":
		return fmt.Errorf("%s lies in %s, which is synchronised: a database breaks there; keep the workspace on this machine's own disk, and let \"inbox:\" in %s point to the synchronised folder", dir, synced, configName)
	case network != "":
		return fmt.Errorf("%s lies on a network folder (%s): a database breaks there; keep the workspace on this machine's own disk, and let \"inbox:\" in %s point to the network folder", dir, network, configName)
	}
	return nil
}

// placeOf names the synchronised folder and the network file system that the
// folder, which need not exist yet, lies in.
func placeOf(dir string) (synced, network string, err error) {
	place, err := filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	nearest := nearestFolder(place)
	synced = syncedFolder(place)
	if target, err := filepath.EvalSymlinks(nearest); err == nil && synced == "" {
		synced = syncedFolder(target)
	}
	return synced, networkKind(nearest), nil
}

// pollReason says why events of the folder cannot be trusted; "" where they
// can. What other machines change on a network shows in no event, sync tools
// put files in place in ways of their own, and file systems that programs
// provide tell of what they like.
func pollReason(dir string) string {
	synced, network, err := placeOf(dir)
	switch {
	case err != nil:
		return "its place cannot be told: " + err.Error()
	case synced != "":
		return "it lies in " + synced + ", which is synchronised"
	case network != "":
		return "it lies on a network folder (" + network + ")"
	}
	if kind := silentKind(nearestFolder(dir)); kind != "" {
		return "it lies on a file system that tells of no changes made elsewhere (" + kind + ")"
	}
	return ""
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

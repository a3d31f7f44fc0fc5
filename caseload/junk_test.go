package caseload_test

import (
	"testing"

	"milepost/caseload"
)

func TestJunk(t *testing.T) {
	junk := []string{
		".DS_Store", "._goals.csv", "desktop.ini", "Thumbs.db", "THUMBS.DB", "@eaDir", ".stfolder", ".stversions",
		"~$goals.xlsx", "goals.tmp", "goals.csv.crdownload", "goals.csv.part", "goals.csv.partial", "goals.csv.filepart",
		".goals.csv.swp", "goals.csv~", ".~lock.goals.ods#", "README.txt", "#recycle",
		"$RECYCLE.BIN", "__MACOSX", ".syncthing.goals.csv.tmp", "Icon\r",
	}
	for _, name := range junk {
		if !caseload.Junk(name) {
			t.Errorf("Junk(%q) = false, want true", name)
		}
	}
	exports := []string{
		"goals.csv", "Goals 2026-11-23.xlsx", "bundle.json", "patient.ndjson", "part.csv", "tmp.csv", "noending",
		"goals (conflicted copy).csv", "photo.heic", "~goals.csv", "partial sessions.csv", "$goals.csv",
	}
	for _, name := range exports {
		if caseload.Junk(name) {
			t.Errorf("Junk(%q) = true, want false", name)
		}
	}
}

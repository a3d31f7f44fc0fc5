package samples_test

import (
	"io/fs"
	"testing"

	"milepost/samples"
)

func TestFSHoldsClinicAndMessyExports(t *testing.T) {
	for pattern, want := range map[string]int{
		"clinic/inbox/*.csv":    4,
		"clinic/inbox/*.xlsx":   1,
		"clinic/clients/R-*":    60,
		"clinic/milepost.yaml":  1,
		"messy/really-csv.xlsx": 1,
	} {
		names, err := fs.Glob(samples.FS, pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(names) != want {
			t.Errorf("%s: %d files, want %d", pattern, len(names), want)
		}
	}
}

package ingest_test

import (
	"context"
	"strings"
	"testing"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// TestACardIsNoExport: a card among the exports is called what it is, and nobody
// is asked what its columns are.
func TestACardIsNoExport(t *testing.T) {
	mappings, err := ingest.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"C-1.yaml", "card.YML"} {
		text := "client: C-1\npreferred: Ana\n"
		f := sheet.File{Name: name, Data: strings.NewReader(text), Size: int64(len(text))}
		report, err := ingest.Read(context.Background(), f, ingest.Options{Mappings: mappings}, func(record.Batch) error { return nil })
		if err != nil || len(report.Problems) != 1 || report.Problems[0].Code != "file.card" {
			t.Errorf("%s: %v, %v; want one problem, that it is a card", name, report.Problems, err)
		}
	}
}

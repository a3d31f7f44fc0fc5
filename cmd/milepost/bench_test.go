package main

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
)

// BenchmarkDemo takes in the shipped samples and drafts all 60 children in
// three forms, from an empty folder.
func BenchmarkDemo(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var out, errs bytes.Buffer
		dir := filepath.Join(b.TempDir(), "demo")
		if code := run(context.Background(), []string{"demo", dir}, shell{Out: &out, Err: &errs, Now: scriptNow}); code != exitDone {
			b.Fatalf("demo exits with %d: %s", code, errs.String())
		}
	}
}

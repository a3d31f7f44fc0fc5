package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
)

// TestAServedDatabaseIsLookedThroughDaily zeroes the last page of a database that
// opens all the same: the next look says so, and what to restore.
func TestAServedDatabaseIsLookedThroughDaily(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "clinic")
	var out bytes.Buffer
	sh := &shell{Dir: dir, In: strings.NewReader(""), Out: &out, Err: &bytes.Buffer{}, Now: time.Now}
	if code := run(t.Context(), []string{"init", dir}, *sh); code != exitDone {
		t.Fatalf("init: exit %d", code)
	}
	look := func() string {
		t.Helper()
		p := page{sh: sh, pool: newServePool(dir)}
		defer p.pool.close()
		if err := p.pool.Read(t.Context(), func(*caseload.Caseload) error { return nil }); err != nil {
			t.Fatal(err)
		}
		out.Reset()
		ctx, stop := context.WithCancel(t.Context())
		ticks, ended := make(chan time.Time), make(chan bool)
		go func() { p.lookDaily(ctx, ticks); close(ended) }()
		ticks <- time.Now()
		ticks <- time.Now() // taken once the first look has ended
		stop()
		<-ended
		return out.String()
	}
	if said := look(); said != "" {
		t.Errorf("of a sound database: %q", said)
	}
	// A look that was stopped may leave the last changes in the write-ahead log; who
	// opens and closes the database folds them in.
	if code := run(t.Context(), []string{"status", "-C", dir}, *sh); code != exitDone {
		t.Fatalf("status: exit %d", code)
	}
	name := filepath.Join(dir, "milepost.db")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	clear(data[len(data)-4096:])
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if said := look(); !strings.Contains(said, "the database is damaged") || !strings.Contains(said, "Next: restore the newest backup") {
		t.Errorf("of a damaged one: %q", said)
	}
}

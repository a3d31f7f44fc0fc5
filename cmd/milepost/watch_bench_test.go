package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The workspace of BenchmarkIncremental; the figures that are asked for are
// 2,000 children and 200,000 sessions.
var (
	benchChildren = flag.Int("children", 2000, "children of the large workspace")
	benchSessions = flag.Int("sessions", 100, "sessions of each child of the large workspace")
)

// BenchmarkDropUntilDrafted drops one file into the watched inbox of a clinic
// of 60 and waits until its drafts are made. The time beyond the settling time
// is its metric.
func BenchmarkDropUntilDrafted(b *testing.B) {
	const settle = 300 * time.Millisecond
	for _, c := range []struct {
		name    string
		clients int // whom the file touches
	}{{"one child", 1}, {"all 60 children", 60}} {
		b.Run(c.name, func(b *testing.B) {
			dir := dropAll(b, clinicExports(60, 10, 2))
			drafted := make(chan struct{}, 1)
			sh := &shell{Out: io.Discard, Err: io.Discard, Now: scriptNow, Dir: dir}
			ctx, stop := context.WithCancel(b.Context())
			ended := make(chan error, 1)
			go func() {
				ended <- watchWorkspace(ctx, sh, watchFlags{settle: settle}, func(n notice) {
					if strings.HasPrefix(n.Text, "Drafts: ") {
						drafted <- struct{}{}
					}
				})
			}()
			<-drafted
			var beyond time.Duration
			id := 0
			for b.Loop() {
				b.StopTimer()
				var text strings.Builder
				text.WriteString(sessionsHeader)
				for n := range c.clients {
					id++
					text.WriteString(sessionRow(1000000+id, "2026-10-28", fmt.Sprintf("K-%d", n), id%6))
				}
				whole := filepath.Join(dir, "inbox", "more.csv")
				if err := os.WriteFile(whole+".tmp", []byte(text.String()), 0o600); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				began := time.Now()
				if err := os.Rename(whole+".tmp", whole); err != nil {
					b.Fatal(err)
				}
				<-drafted
				beyond += time.Since(began) - settle
			}
			b.ReportMetric(float64(beyond.Milliseconds())/float64(b.N), "ms-beyond-settling")
			stop()
			if err := <-ended; err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkIncremental reads one file that touches one child and drafts the
// whole caseload, each by a command of its own, in a large workspace.
func BenchmarkIncremental(b *testing.B) {
	dir := dropAll(b, clinicExports(*benchChildren, 10, *benchSessions/10))
	milepost := func(args ...string) string {
		var out, errs bytes.Buffer
		code := run(context.Background(), append(args, "-C", dir), shell{Out: &out, Err: &errs, Now: scriptNow})
		if code != exitDone {
			b.Fatalf("milepost %v: exit code %d: %s%.2000s", args, code, errs.String(), out.String())
		}
		return out.String()
	}
	began := time.Now()
	milepost("ingest")
	b.Logf("ingest of %d children: %v", *benchChildren, time.Since(began))
	began = time.Now()
	milepost("draft")
	b.Logf("first drafts: %v", time.Since(began))
	id := 0
	for b.Loop() {
		id++
		name := filepath.Join(b.TempDir(), "more.csv")
		row := sessionRow(10000000+id, "2026-10-28", fmt.Sprintf("K-%d", id%*benchChildren), id%6)
		if err := os.WriteFile(name, []byte(sessionsHeader+row), 0o600); err != nil {
			b.Fatal(err)
		}
		in := milepost("ingest", name)
		out := milepost("draft")
		if !strings.Contains(out, "1 changed\n") || !strings.Contains(out, fmt.Sprintf("%d unchanged\n", *benchChildren-1)) {
			b.Fatalf("one file touches one child, ingest prints %sand draft prints %s", in, out)
		}
	}
}

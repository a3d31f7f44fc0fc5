package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
)

func TestAFailedClientIsNamedAndTheCommandEndsWithProblems(t *testing.T) {
	var out bytes.Buffer
	s := caseload.Status{
		Clients: []caseload.Standing{{Client: "R-1", State: "no report"}, {Client: "R-2", State: caseload.StateFailed, Needs: []string{"the program failed"}}},
		Failed:  []record.ID{"R-2"}, Next: "nothing to do", Step: record.NextStep{Act: record.StepSeeStatus},
	}
	if err := printStatus(&shell{Out: &out}, s, statusFlags{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"R-1", "The program failed on 1 client: R-2. The others are shown.", "Tell whoever maintains Milepost, and send watch.log along"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
	if err := told(nil, s.Failed); !errors.Is(err, errProblems) {
		t.Errorf("ends with %v, want %v", err, errProblems)
	}
	if err := told(nil, nil); err != nil {
		t.Errorf("ends with %v where nothing failed", err)
	}
}

// TestAFaultGivesTheWriterLockBack: the page goes on reading and writing after
// the program failed on a request, and the log says where, without a name.
func TestAFaultGivesTheWriterLockBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "clinic")
	sh := shell{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Now: time.Now}
	if code := run(t.Context(), []string{"init", dir}, sh); code != exitDone {
		t.Fatalf("init: exit %d", code)
	}
	pool := newServePool(dir)
	defer pool.close()
	ctx := context.Background()
	for range 2 {
		err := pool.Write(ctx, func(*caseload.Caseload) error { panic("Linh Tran has no goal") })
		if err == nil || !strings.Contains(err.Error(), caseload.TellWhom) {
			t.Fatalf("a fault gives %v", err)
		}
	}
	if err := pool.Write(ctx, func(*caseload.Caseload) error { return nil }); err != nil {
		t.Errorf("nothing can be written any more: %v", err)
	}
	log, err := os.ReadFile(filepath.Join(dir, watchLogName))
	if err != nil {
		t.Fatal(err)
	}
	if text := string(log); strings.Count(text, "msg=failed") != 2 || !strings.Contains(text, "failed_test.go:") || strings.Contains(text, "Linh") {
		t.Errorf("the log says\n%s", text)
	}
}

package caseload_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

// broken opens the samples so that the program fails on one client, and returns
// what it told of its failures.
func broken(t *testing.T, client record.ID) (*caseload.Caseload, func() []caseload.FailureError) {
	t.Helper()
	_, dir := open(t, func(string) {})
	var mu sync.Mutex
	var told []caseload.FailureError
	c := openWith(t, dir, func(o *caseload.Options) {
		o.Failed = func(f *caseload.FailureError) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, *f)
		}
	})
	c.BreakOn(client)
	return c, func() []caseload.FailureError { return told }
}

const brokenClient = "R-0417"

func TestAFailureOnOneClientLeavesTheOthers(t *testing.T) {
	c, told := broken(t, brokenClient)
	ctx, lead := context.Background(), caseload.ActorOf(record.User{ID: "L-1", Roles: []record.Role{record.RoleLead}})

	t.Run("status", func(t *testing.T) {
		s, err := c.Status(ctx, now(), caseload.Holder())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(s.Failed, []record.ID{brokenClient}) {
			t.Errorf("failed: %v", s.Failed)
		}
		for _, one := range s.Clients {
			if isBroken := one.Client == brokenClient; isBroken != (one.State == caseload.StateFailed) {
				t.Errorf("%s stands as %q", one.Client, one.State)
			}
		}
		if len(s.Clients) < 50 {
			t.Errorf("%d clients are shown", len(s.Clients))
		}
	})
	t.Run("drafts", func(t *testing.T) {
		made, err := c.Draft(ctx, now(), caseload.Holder(), caseload.Selection{}, func(int, int) {})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range made {
			if isBroken := d.Client == brokenClient; isBroken != (d.Outcome == caseload.DraftFailed) {
				t.Errorf("%s: %s %s", d.Client, d.Outcome, d.Why)
			} else if isBroken && !strings.Contains(d.Why, caseload.TellWhom) {
				t.Errorf("%s: %q does not say whom to tell", d.Client, d.Why)
			}
		}
	})
	t.Run("board", func(t *testing.T) {
		cache := caseload.NewBoardCache()
		b, err := c.Board(ctx, now(), lead, cache)
		if err != nil {
			t.Fatal(err)
		}
		failed := 0
		for _, card := range b.Cards {
			if card.State == caseload.StateFailed {
				failed++
				if card.Client != brokenClient || len(card.Needs) != 1 {
					t.Errorf("card %s says %v", card.Client, card.Needs)
				}
			}
		}
		if failed != 1 || len(b.Cards) < 50 {
			t.Errorf("%d of %d cards are of a failed client", failed, len(b.Cards))
		}
	})
	t.Run("due", func(t *testing.T) {
		list, err := c.Due(ctx, now(), lead, caseload.DueSelection{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(list.Failed, []record.ID{brokenClient}) || len(list.Items) == 0 {
			t.Errorf("%d items, failed %v", len(list.Items), list.Failed)
		}
		_, _, err = c.WriteICS(ctx, now(), lead, caseload.DueSelection{}, &strings.Builder{})
		if err == nil || !strings.Contains(err.Error(), brokenClient) {
			t.Errorf("a calendar without the client's days was written, which calls them off: %v", err)
		}
	})
	t.Run("packet", func(t *testing.T) {
		_, err := c.Packet(ctx, now(), lead, caseload.PacketOrder{Client: brokenClient, Purpose: "iep-review"})
		var f *caseload.FailureError
		if !errors.As(err, &f) || f.Client != brokenClient {
			t.Errorf("got %v", err)
		}
	})
	t.Run("log", func(t *testing.T) {
		for _, f := range told() {
			if f.Client != brokenClient || f.Doing == "" || !strings.HasPrefix(f.What, "runtime error: ") || !strings.Contains(f.Where, "caseload.(*Caseload).fold ingest.go:") {
				t.Errorf("told %+v", f)
			}
			if strings.ContainsAny(f.Where, "\n/") || strings.Contains(f.Where, "Linh") {
				t.Errorf("where: %q", f.Where)
			}
		}
		if len(told()) < 5 {
			t.Errorf("told of %d failures", len(told()))
		}
	})
}

// TestWhatAPanicSaysStaysOutOfTheLog: the words of a panic may quote an export.
func TestWhatAPanicSaysStaysOutOfTheLog(t *testing.T) {
	var told caseload.FailureError
	err := caseload.Guard("R-1", "drafting", func(f *caseload.FailureError) { told = *f }, func() error { panic("no goal of Linh Tran") })
	if strings.Contains(err.Error()+told.What+told.Where, "Linh") || told.What != "a panic with a value of type string" {
		t.Errorf("got %v, told %+v", err, told)
	}
}

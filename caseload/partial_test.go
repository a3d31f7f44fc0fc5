package caseload_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/caseload"
	"milepost/record"
	"milepost/rules"
)

var partialClients = flag.Int("partial", 16, "how many clients with partial records stand in one workspace")

// TestPartialRecordsAreReported composes every document of clients whose
// records lack any part, and holds each statement against the records, and
// against the check that reads what people write. -rapid.checks=N does so N
// times.
func TestPartialRecordsAreReported(t *testing.T) {
	c, _ := empty(t)
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		d := &partial{t: t, client: "R-1", name: "Ola"}
		raw := d.versions()
		folded, err := c.FoldNow(raw, now())
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range documentsOf() {
			in, why, body, found, err := c.ComposedOf(ctx, now(), folded, kind.Kind, kind.Audience)
			if err != nil {
				t.Fatalf("%s for the %s: %v", kind.Kind, kind.Audience, err)
			}
			if why != "" {
				continue
			}
			if kind.Kind == dataPages { // they stand in packets alone, and nobody edits them
				found = nil
			}
			for _, f := range found {
				t.Errorf("%s for the %s: its own check finds %s: line %d %q\n%s", kind.Kind, kind.Audience, f.Wrong, f.Line, f.Text, body.Markdown)
			}
			written{t: t, raw: raw, in: in, body: body}.holds()
		}
	})
}

const dataPages = "data"

// documentsOf are the kinds of document with each audience that they have.
func documentsOf() []caseload.DocumentKind {
	var all []caseload.DocumentKind
	for _, k := range caseload.DocumentKinds() {
		if k.Audience != "" {
			all = append(all, k)
			continue
		}
		for _, audience := range []string{"parent", "school", "payer"} {
			all = append(all, caseload.DocumentKind{Kind: k.Kind, Audience: audience})
		}
	}
	return append(all, caseload.DocumentKind{Kind: dataPages, Audience: "school"}, caseload.DocumentKind{Kind: dataPages, Audience: "payer"})
}

// TestPartialClientsStandInAWorkspace keeps such clients in one workspace, and
// asks it everything that is asked of all of them: none fails, and all are
// told of. -partial=N makes N clients.
func TestPartialClientsStandInAWorkspace(t *testing.T) {
	c, _ := empty(t)
	ctx, lead := context.Background(), caseload.ActorOf(record.User{ID: "L-1", Roles: []record.Role{record.RoleLead, record.RoleVA, record.RoleTherapist}})
	n := *partialClients
	if testing.Short() {
		n = min(n, 6)
	}
	ids := putPartial(t, c, n)

	status := func() map[record.ID]caseload.Standing {
		t.Helper()
		s, err := c.Status(ctx, now(), caseload.Holder())
		if err != nil || len(s.Failed) > 0 || len(s.Clients) != n {
			t.Fatalf("status: %v; %d clients, failed %v", err, len(s.Clients), s.Failed)
		}
		stands := map[record.ID]caseload.Standing{}
		for _, one := range s.Clients {
			stands[one.Client] = one
		}
		return stands
	}
	before := status()
	for _, audience := range []string{"parent", "school", "payer"} {
		made, err := c.Draft(ctx, now(), caseload.Holder(), caseload.Selection{Audience: audience}, func(int, int) {})
		if err != nil || len(made) != n {
			t.Fatalf("%s: %v; %d of %d", audience, err, len(made), n)
		}
		for _, d := range made {
			stood := before[d.Client]
			switch {
			case d.Outcome == caseload.DraftFailed, d.Findings > 0:
				t.Errorf("%s for the %s: %s %s, %d findings", d.Client, audience, d.Outcome, d.Why, d.Findings)
			case d.Outcome == caseload.DraftNone && audience == "parent" && !slices.Contains(stood.Needs, d.Why):
				t.Errorf("%s has no draft, since %q; status said %v", d.Client, d.Why, stood.Needs)
			}
		}
	}
	after := status()
	for i := range 2 { // the second from what the first remembered
		board, err := c.Board(ctx, now(), lead, caseload.NewBoardCache())
		if err != nil || len(board.Cards) != n {
			t.Fatalf("board %d: %v; %d cards", i, err, len(board.Cards))
		}
		for _, card := range board.Cards {
			if card.State != after[card.Client].State || card.Due != after[card.Client].Due {
				t.Errorf("the board says %s, status %s", card.State, after[card.Client].State)
			}
		}
	}
	list, err := c.Due(ctx, now(), lead, caseload.DueSelection{Days: 400, Selection: caseload.Selection{}})
	if err != nil || len(list.Failed) > 0 {
		t.Errorf("due: %v; failed %v", err, list.Failed)
	}
	for _, id := range ids {
		packets(t, c, lead, id)
	}
}

// putPartial keeps n clients with partial records, and returns their ids.
func putPartial(t *testing.T, c *caseload.Caseload, n int) []record.ID {
	t.Helper()
	var all record.Batch
	var ids []record.ID
	for i := range n {
		id := record.ID(fmt.Sprintf("R-%03d", i+1))
		name := fmt.Sprintf("Zo%c%co", 'b'+i%20, 'f'+i/20%20)
		one := rapid.Custom(func(t *rapid.T) record.Batch {
			d := &partial{t: t, client: id, name: name}
			return d.batch()
		}).Example(i)
		ids = append(ids, id)
		all.Clients = append(all.Clients, one.Clients...)
		all.Goals = append(all.Goals, one.Goals...)
		all.Sessions = append(all.Sessions, one.Sessions...)
		all.DataPoints = append(all.DataPoints, one.DataPoints...)
		all.Statements = append(all.Statements, one.Statements...)
		all.Assessments = append(all.Assessments, one.Assessments...)
	}
	if err := c.Put(context.Background(), now(), "partial.csv", all); err != nil {
		t.Fatal(err)
	}
	return ids
}

// packets makes each kind of packet of the client as a draft. The program may
// refuse one; it must not fail, nor hold a page of the client against itself.
func packets(t *testing.T, c *caseload.Caseload, by caseload.Actor, id record.ID) {
	t.Helper()
	known, _, err := rules.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range known.Purposes() {
		made, err := c.Packet(context.Background(), now(), by, caseload.PacketOrder{Client: id, Purpose: purpose})
		if err != nil && strings.Contains(err.Error(), caseload.TellWhom) {
			t.Errorf("%s for %s: %v", purpose, id, err)
		}
		if err != nil && !strings.Contains(err.Error(), "no packet for") {
			t.Errorf("%s for %s: %v", purpose, id, err)
		}
		if len(made.Clashes) > 0 {
			t.Errorf("%s for %s clashes with another child: %v", purpose, id, made.Clashes)
		}
	}
}

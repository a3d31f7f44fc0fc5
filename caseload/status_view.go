package caseload

import (
	"context"
	"slices"
	"time"

	"milepost/ingest/fold"
	"milepost/record"
	"milepost/report"
)

// Whose turn it is with a client's report.
const (
	turnVA        = "VA"
	turnTherapist = "therapist"
)

// StatusView says which part of a status is asked for. The zero value asks for
// all, by ids.
type StatusView struct {
	Clients    []record.ID
	Caseloads  []string
	Therapists []record.ID
	Names      bool // clients are called by name too: for a screen, never for a log
}

func (v StatusView) has(s Standing) bool {
	return (len(v.Clients) == 0 || slices.Contains(v.Clients, s.Client)) &&
		(len(v.Caseloads) == 0 || slices.Contains(v.Caseloads, s.Caseload)) &&
		(len(v.Therapists) == 0 || slices.Contains(v.Therapists, s.Therapist))
}

// Only returns the part of the status that is asked for. What concerns no known
// client is left out where some are asked for.
func (s Status) Only(v StatusView) Status {
	all := len(v.Clients)+len(v.Caseloads)+len(v.Therapists) == 0
	clients := s.Clients
	s.Clients = nil
	of := map[record.ID]bool{}
	for _, one := range clients {
		if !v.has(one) {
			continue
		}
		of[one.Client] = true
		if v.Names {
			one.Name = shortName(one.client)
		}
		s.Clients = append(s.Clients, one)
	}
	if all {
		return s
	}
	s.Problems = slices.DeleteFunc(slices.Clone(s.Problems), func(p record.Problem) bool { return !of[p.Client] })
	s.Failed = slices.DeleteFunc(slices.Clone(s.Failed), func(id record.ID) bool { return !of[id] })
	s.Left = leftOf(s.Left, of)
	s.Waiting, s.Other, s.Inbox, s.Halves, s.Unread, s.Asked = nil, nil, 0, nil, nil, nil
	s.Rows, s.Unsent, s.Stopped = fold.VisitRows{}, 0, 0
	for _, one := range s.Clients {
		s.Rows.Add(one.Rows)
		s.Unsent += one.unsent
		s.Stopped += one.stopped
	}
	s.Next, s.Step = s.next()
	return s
}

// leftOf keeps those therapists who left, and whose drafts are of the clients.
func leftOf(all []LeftSigner, of map[record.ID]bool) []LeftSigner {
	var some []LeftSigner
	for _, l := range all {
		if slices.ContainsFunc(l.Clients, func(id record.ID) bool { return of[id] }) {
			some = append(some, l)
		}
	}
	return some
}

// sayTurns says whose turn it is with each report, and how long it is overdue.
func (s *Status) sayTurns(today record.Date) {
	for i := range s.Clients {
		one := &s.Clients[i]
		state := record.State(one.State)
		switch {
		case state.IsSigned() && one.unsent+one.stopped > 0, !state.IsSigned() && (one.Draft == "" || one.forVA > 0):
			one.Turn = turnVA
		case !state.IsSigned():
			one.Turn = turnTherapist
		}
		if !state.IsSigned() && !one.Due.IsZero() && one.Due.Before(today) {
			one.Overdue = today.DaysSince(one.Due)
		}
	}
}

// marksForVA counts the empty places of a draft that are the VA's.
func marksForVA(marks []report.Mark) int {
	n := 0
	for _, m := range marks {
		if m.Who == turnVA {
			n++
		}
	}
	return n
}

// saySending says of each client what is signed and did not go out. What is wrong
// with the papers of one client is told at that client.
func (c *Caseload) saySending(ctx context.Context, now time.Time, s *Status) error {
	papers, err := c.signedPapers(ctx)
	if err != nil {
		return err
	}
	mine := map[record.ID][]record.Document{}
	for _, d := range papers.mayBeDue(now) {
		mine[d.Draft.Client] = append(mine[d.Draft.Client], d)
	}
	if len(mine) == 0 {
		return nil
	}
	if err := c.loadWording(); err != nil { // it has the languages of editions
		return err
	}
	for i := range s.Clients {
		one := &s.Clients[i]
		if one.State == StateFailed || len(mine[one.Client]) == 0 {
			continue
		}
		err := c.guard(one.Client, "looking what is to be sent", func() error {
			return c.sayCopies(ctx, now, papers, mine[one.Client], one)
		})
		if f := failureIn(err); f != nil {
			*one = failedStanding(f)
		} else if ctx.Err() != nil {
			return ctx.Err()
		} else if err != nil {
			one.Needs = append(one.Needs, "a signed paper cannot be sent: "+err.Error())
		}
		s.Unsent += one.unsent
		s.Stopped += one.stopped
	}
	return nil
}

// sayCopies counts the copies of a client's documents that are still to go.
func (c *Caseload) sayCopies(ctx context.Context, now time.Time, papers signedPapers, documents []record.Document, one *Standing) error {
	why := ""
	for _, d := range documents {
		copies, err := c.copiesOf(ctx, now, papers, d, one.client)
		if err != nil {
			return err
		}
		for _, copied := range copies {
			if copied.Stopped() {
				one.stopped++
				why = copied.Why
			} else {
				one.unsent++
			}
		}
	}
	if one.unsent > 0 {
		one.Needs = append(one.Needs, count(one.unsent, "copy to send", "copies to send"))
	}
	if one.stopped > 0 {
		one.Needs = append(one.Needs, count(one.stopped, "copy is stopped", "copies are stopped")+": "+why)
	}
	return nil
}

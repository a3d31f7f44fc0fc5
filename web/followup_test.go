package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// request writes down that a school asked for papers of the client.
func (s *site) request(client record.ID) {
	s.Helper()
	s.do(func(c *caseload.Caseload) error {
		_, err := c.Follow(context.Background(), s.watch.Now(), actor(c, 0), record.FollowUpNote{
			Client: client, Stage: record.Requested, Purpose: "annual IEP review", Party: "case manager",
		})
		return err
	})
}

// TestAFollowUpGoesFromRequestToClosed writes down each stage on the page, with
// the refusals of the command, without scripts.
func TestAFollowUpGoesFromRequestToClosed(t *testing.T) {
	s := serve(t)
	p := s.login("V-1")
	p.get("/followups").want(t, http.StatusOK, "No follow-up is open", "Papers were asked for")
	p.post("/followups").want(t, http.StatusUnprocessableEntity, "Choose the child that papers were asked for")
	p.post("/followups", "client", "R-0401", "who", "case manager").want(t, http.StatusUnprocessableEntity, "Say what the school wants the papers for", `value="case manager"`)
	p.post("/followups", "client", "R-0401", "who", "case manager", "purpose", "annual IEP review", "meeting", "soon").want(t, http.StatusUnprocessableEntity, `"soon" is not a date`)
	p.post("/followups", "client", "R-0401", "who", "case manager", "purpose", "annual IEP review", "meeting", "2026-12-03").
		want(t, http.StatusOK, "Written down: it stands at", "R-0401#1", "Ask the family for the release", "meeting on Dec 3")

	const at = "/followups/R-0401/1"
	p.get(at+"?stage=sent").want(t, http.StatusOK, "To whom it went")
	for _, step := range []struct {
		pairs  string // name=value, joined by semicolons
		status int
		says   string
	}{
		{"stage=posted", http.StatusUnprocessableEntity, `"posted" is no stage`},
		{"stage=sent;how=fax", http.StatusUnprocessableEntity, "Say to whom it was sent and how"},
		{"stage=meeting held;on=2026-12-03", http.StatusUnprocessableEntity, "2026-12-03 lies in the future"},
		{"stage=sent;who=case manager;how=fax", http.StatusOK, "Ask the school whether it arrived"},
		{"stage=received", http.StatusUnprocessableEntity, "Say who confirmed that it arrived"},
		{"stage=received;who=case manager", http.StatusOK, "Go to the meeting, or ask how it went"},
		{"stage=meeting held", http.StatusOK, "Write down what the meeting decided"},
		{"stage=outcome recorded;outcome=good", http.StatusUnprocessableEntity, `"good" is no outcome`},
		{"stage=outcome recorded;outcome=modified;feedback=Say how the line looks in class.", http.StatusOK, "Say how the line looks in class."},
		{"stage=next action;next=send the line", http.StatusUnprocessableEntity, "Say what is next, whose it is and by when"},
		{"stage=next action;next=send the line;owner=T-1;due=2026-11-20", http.StatusOK, "Send the line, T-1"},
	} {
		var pairs []string
		for _, one := range strings.Split(step.pairs, ";") {
			name, value, _ := strings.Cut(one, "=")
			pairs = append(pairs, name, value)
		}
		p.post(at, pairs...).want(t, step.status, step.says)
	}

	p.get("/followups").want(t, http.StatusOK, "Send the line", "in 18 days", "T-1")
	p.get("/due").want(t, http.StatusOK, `href="/followups/R-0401/1"`)
	p.get("/draft/"+s.draftOf("R-0401")).want(t, http.StatusOK, "The school’s team said of earlier papers", "Say how the line looks in class.")
	s.watch.pass(19 * 24 * time.Hour)
	p = s.login("V-1")
	p.get("/followups").want(t, http.StatusOK, "1 stands still", "stands still, yesterday")
	p.post(at, "stage", "closed").want(t, http.StatusOK, "It is closed.")
	p.post(at, "stage", "received", "who", "x").want(t, http.StatusUnprocessableEntity, "It is closed: begin another one")
	p.get("/followups").want(t, http.StatusOK, "Closed (1)")
}

// TestAFollowUpIsSeenByThoseWhoSeeTheClient: to others it is as if it were not
// there, and none can be begun for a child of theirs.
func TestAFollowUpIsSeenByThoseWhoSeeTheClient(t *testing.T) {
	s := serve(t)
	s.request("R-0401")
	for _, id := range []record.ID{"T-2", "V-2"} {
		p := s.login(id)
		if list := p.get("/followups").want(t, http.StatusOK, "No follow-up is open"); strings.Contains(list.body, "R-0401") {
			t.Errorf("%s sees the follow-up of a child of others:\n%s", id, list.body)
		}
		p.get("/followups/R-0401/1").want(t, http.StatusNotFound, "Not here")
		p.post("/followups/R-0401/1", "stage", "closed").want(t, http.StatusNotFound, "Not here")
		p.post("/followups", "client", "R-0401", "purpose", "IEP review").want(t, http.StatusNotFound, "Not here")
		p.post("/followups", "client", "R-9999", "purpose", "IEP review").want(t, http.StatusNotFound, "Not here")
	}
	p := s.login("T-1")
	p.get("/followups").want(t, http.StatusOK, "R-0401#1", "annual IEP review")
	p.get("/followups/R-0401/2").want(t, http.StatusNotFound, "Not here")
	p.get("/followups/R-0401/x").want(t, http.StatusNotFound, "Not here")
	p.post("/followups", "client", "R-9999", "purpose", "IEP review").want(t, http.StatusNotFound, "Not here")
}

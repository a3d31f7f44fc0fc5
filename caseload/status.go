package caseload

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"milepost/calendar"
	"milepost/ingest/fold"
	"milepost/progress"
	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// Standing is how one client's report stands.
type Standing struct {
	Client    record.ID   `json:"client"`
	Name      string      `json:"name,omitempty"` // where it is asked for
	Caseload  string      `json:"caseload,omitempty"`
	Therapist record.ID   `json:"therapist,omitempty"` // who treats the client
	Due       record.Date `json:"due"`                 // last day of the period; zero where there is no date
	Overdue   int         `json:"overdue,omitempty"`   // days since then, while nothing is signed
	State     string      `json:"state"`               // no report, or a record.State
	Turn      string      `json:"turn,omitempty"`      // whose it is: VA, therapist; "" nobody's
	Draft     string      `json:"draft,omitempty"`
	Path      string      `json:"path,omitempty"`
	Needs     []string    `json:"needs,omitempty"` // what a person has to do
	Problems  int         `json:"problems"`        // rows of this client that cannot be used
	// Rows is what became of the rows that tell of the client's visits.
	Rows fold.VisitRows `json:"visit_rows"`

	client          record.Client
	draftable       bool // there is none yet, and nothing stands in the way of one
	forVA           int  // what a VA has to do on the draft
	questions       int  // on the draft, that nobody has answered
	unsent, stopped int  // copies of what is signed
}

// Status is how a caseload stands.
type Status struct {
	Clients  []Standing       `json:"clients"`
	Waiting  []record.Problem `json:"waiting,omitempty"`   // rows that name no known client
	Problems []record.Problem `json:"problems,omitempty"`  // all rows that cannot be used
	Inbox    int              `json:"inbox"`               // files that wait to be read
	Halves   []HalfSet        `json:"half_sets,omitempty"` // files that wait in the inbox for the rest of their set
	Unread   []Unread         `json:"unread,omitempty"`    // files that could not be read
	Asked    []int            `json:"asked,omitempty"`     // imports that wait for a person's yes, by number
	Unsent   int              `json:"unsent,omitempty"`    // copies of what is signed that can go out
	Stopped  int              `json:"stopped,omitempty"`   // and those that cannot
	Backup   string           `json:"backup,omitempty"`    // what is wrong with the backups; "" nothing
	Other    []OtherWork      `json:"other,omitempty"`     // beside the clients' reports
	Failed   []record.ID      `json:"failed,omitempty"`    // clients on whom the program failed
	Left     []LeftSigner     `json:"left,omitempty"`      // therapists who left, and whose drafts wait for another signer
	Rows     fold.VisitRows   `json:"visit_rows"`          // what became of all rows that tell of visits
	Next     string           `json:"next"`                // what to do now
	Step     record.NextStep  `json:"step"`                // how
}

// StateFailed is how the report of a client stands on whom the program failed.
const StateFailed = "failed"

// Status returns how every client's report stands, the first due first, and
// the next thing to do, of the caseloads that are open to a user. A client on whom
// the program fails is named, and the others are told of.
func (c *Caseload) Status(ctx context.Context, now time.Time, by Actor) (Status, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return Status{}, err
	}
	var s Status
	if s.Clients, err = c.standings(ctx, now); err != nil {
		return s, err
	}
	s.Clients = slices.DeleteFunc(s.Clients, func(one Standing) bool { return !v.client(one.client) })
	if s.Waiting, err = c.waiting(ctx); err != nil {
		return s, err
	}
	if s.Problems, err = c.store.Problems(ctx); err != nil {
		return s, err
	}
	s.Problems = inView(ctx, v, s.Problems, func(p record.Problem) record.ID { return p.Client })
	waiting, err := exportsIn(c.options.Inbox)
	if err != nil {
		return s, err
	}
	if waiting, s.Halves, err = c.halfSets(ctx, waiting); err != nil {
		return s, err
	}
	s.Inbox = len(waiting)
	if s.Unread, err = c.unread(); err != nil {
		return s, err
	}
	if err := c.saySending(ctx, now, &s); err != nil {
		return s, err
	}
	s.sayTurns(c.today(now))
	for _, one := range s.Clients {
		if one.State == StateFailed {
			s.Failed = append(s.Failed, one.Client)
		}
	}
	imports, err := c.store.Imports(ctx)
	if err != nil {
		return s, err
	}
	if s.Rows, err = c.visitRows(ctx, s.Clients, imports); err != nil {
		return s, err
	}
	for _, imp := range imports {
		if imp.Asked == record.Waits {
			s.Asked = append(s.Asked, imp.Order)
		}
	}
	last, err := c.lastBackup(ctx, now)
	if err != nil {
		return s, err
	}
	s.Backup = last.Need
	clients := map[record.ID]record.Client{}
	for _, one := range s.Clients {
		clients[one.Client] = one.client
	}
	if s.Left, err = c.leftSigners(ctx, now, clients); err != nil {
		return s, err
	}
	other, failed, err := c.otherWork(ctx, now, v)
	if err != nil {
		return s, err
	}
	again, err := c.readOtherwise(ctx, now, imports)
	if err != nil {
		return s, err
	}
	s.Other = append(sayOtherwise(again), other...)
	for _, id := range failed {
		if !slices.Contains(s.Failed, id) {
			s.Failed = append(s.Failed, id)
		}
	}
	s.Next, s.Step = s.next()
	return s, nil
}

// standings reads how every client's report stands, the first due first.
func (c *Caseload) standings(ctx context.Context, now time.Time) ([]Standing, error) {
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return nil, err
	}
	var all []Standing
	for _, id := range ids {
		var one Standing
		err := c.guard(id, "saying how the report stands", func() (err error) {
			one, err = c.standing(ctx, id, now)
			return err
		})
		if f := failureIn(err); f != nil {
			one, err = failedStanding(f), nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b Standing) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			if a.Due.IsZero() {
				return 1
			}
			return -1
		}
		return a.Due.Compare(b.Due)
	})
	return all, nil
}

func failedStanding(f *FailureError) Standing {
	return Standing{Client: f.Client, State: StateFailed, Needs: []string{f.Need()}}
}

// visitRows adds up what became of the rows that tell of visits, those of
// clients who are not known and those that were refused as they were read among
// them.
func (c *Caseload) visitRows(ctx context.Context, clients []Standing, imports []record.Import) (fold.VisitRows, error) {
	var all fold.VisitRows
	for _, one := range clients {
		all.Add(one.Rows)
	}
	for _, imp := range imports {
		if imp.Counts {
			all.Refused += imp.Lost
		}
	}
	waiting, err := c.store.WaitingVisits(ctx)
	all.Waiting += waiting
	return all, err
}

// standing reads how one client's report stands.
func (c *Caseload) standing(ctx context.Context, id record.ID, now time.Time) (Standing, error) {
	folded, err := c.fold(ctx, id, c.today(now))
	if err != nil {
		return Standing{}, err
	}
	return c.standingOf(ctx, folded, now)
}

// standingOf says the same of a client whose records were folded.
func (c *Caseload) standingOf(ctx context.Context, folded fold.Result, now time.Time) (Standing, error) {
	standing := Standing{
		Client: folded.Client.ID, Caseload: folded.Client.Caseload, Therapist: c.signer(folded.Client).ID,
		State: "no report", Problems: len(folded.Problems), Rows: folded.Rows, client: folded.Client,
	}
	key, period, err := c.period(ctx, folded, Selection{})
	if err != nil {
		return standing, err
	}
	standing.Due = calendar.ReportDue(period, c.options.CadenceDays).On
	open, err := c.openDraft(ctx, key)
	if err != nil {
		return standing, err
	}
	in, why := c.input(folded, period, c.today(now))
	if open == nil {
		standing.Needs = c.needs(why, folded.Problems)
		standing.draftable = why == ""
	} else if standing, err = c.drafted(ctx, standing, *open, folded.Problems); err != nil {
		return standing, err
	}
	if err := c.sayLeft(ctx, now, &standing); err != nil {
		return standing, err
	}
	if n := unmeasured(in.Goals); n > 0 && !record.State(standing.State).IsSigned() {
		standing.Needs = append(standing.Needs, "measure missing: "+count(n, "goal", "goals"))
	}
	return standing, nil
}

// unmeasured counts the goals that have results of which nobody said what they
// count.
func unmeasured(goals []report.Goal) int {
	n := 0
	for _, g := range goals {
		if slices.ContainsFunc(g.Steps, func(s progress.Summary) bool { return s.Lacks == progress.LacksMeasure }) {
			n++
		}
	}
	return n
}

// drafted fills in how a draft stands. What a person saved since the last
// drafting counts as it lies in the file.
func (c *Caseload) drafted(ctx context.Context, standing Standing, open store.DraftState, problems []record.Problem) (Standing, error) {
	standing.State, standing.Draft, standing.Path = string(open.State), open.Key.ID(), draftPath(open.Key)
	if open.State.IsSigned() {
		standing.Path = ""
		return standing, nil
	}
	s, err := c.textOf(ctx, open)
	if err != nil {
		return standing, err
	}
	file, err := c.readFile(standing.Path + ".md")
	if err != nil {
		return standing, err
	}
	text := s.markdown()
	if with, _, err := c.away(ctx, open.ID); err != nil {
		return standing, err
	} else if with != "" {
		standing.Needs = append(standing.Needs, "away with "+string(with))
	}
	if t := (taken{standing: s}); file != nil && !t.knows(file) {
		standing.Needs = append(standing.Needs, "saved since the drafts were made")
		text = string(file)
	}
	questions, err := c.openQuestions(ctx, open.ID)
	if err != nil {
		return standing, err
	}
	if standing.questions = len(questions); standing.questions > 0 {
		standing.Needs = append(standing.Needs, count(standing.questions, "question", "questions"))
	}
	marks := report.Marks(text)
	if len(marks) > 0 {
		standing.Needs = append(standing.Needs, emptyPlaces(len(marks), marksForVA(marks)))
	}
	if waits, err := c.waitsForTherapist(ctx, s); err != nil {
		return standing, err
	} else if waits {
		standing.Needs = append(standing.Needs, "a therapist's signature")
	}
	waits, err := c.editionNeeds(ctx, open.Key, len(standing.Needs) == 0)
	if err != nil {
		return standing, err
	}
	standing.Needs = append(standing.Needs, waits...)
	standing.Needs = append(standing.Needs, c.needs("", problems)...)
	standing.forVA = marksForVA(marks) + len(waits) + len(problems)
	return standing, nil
}

// emptyPlaces says how many places are empty, and whose they are.
func emptyPlaces(all, forVA int) string {
	switch forVA {
	case 0:
		return count(all, "empty place for the therapist", "empty places for the therapist")
	case all:
		return count(all, "empty place for the VA", "empty places for the VA")
	}
	return count(forVA, "empty place for the VA", "empty places for the VA") + fmt.Sprintf(", %d for the therapist", all-forVA)
}

func (c *Caseload) needs(why string, problems []record.Problem) []string {
	var needs []string
	if why != "" {
		needs = append(needs, why)
	}
	kept := map[record.Kept][]record.Problem{}
	for _, p := range problems {
		kept[p.Keeps] = append(kept[p.Keeps], p)
	}
	for _, keeps := range slices.Sorted(maps.Keys(kept)) {
		if keeps != "" {
			needs = append(needs, report.WaitingWords(kept[keeps]))
		}
	}
	if n := len(kept[""]); n > 0 {
		needs = append(needs, count(n, "row with a problem", "rows with problems"))
	}
	return needs
}

// next returns the first thing that a VA can do now, and how.
func (s Status) next() (what string, step record.NextStep) {
	noReport, empty, asked := 0, Standing{}, Standing{}
	for _, c := range s.Clients {
		if asked.Draft == "" && c.questions > 0 {
			asked = c
		}
		if c.draftable {
			noReport++
		}
		if empty.Path == "" && c.Path != "" {
			empty = c
		}
	}
	switch {
	case len(s.mappable()) > 0:
		file := s.mappable()[0]
		return count(len(s.mappable()), "file could not be read", "files could not be read") + ": say what its columns are, then read it", file.Step
	case s.Inbox > 0:
		return count(s.Inbox, "file waits", "files wait") + " in the inbox", record.NextStep{Act: record.StepIngest}
	case len(s.Asked) > 0:
		return count(len(s.Asked), "import waits", "imports wait") + " for your approval: check its rows", record.NextStep{Act: record.StepLookImport, ID: strconv.Itoa(s.Asked[0])}
	case len(s.Clients) == 0 && len(s.Halves) > 0:
		return s.Halves[0].next()
	case len(s.Clients) == 0:
		return "no clients yet: put the exports of roster, goals and sessions into the inbox", record.NextStep{Act: record.StepIngest}
	case s.alike() > 1:
		return count(s.alike(), "pair of clients has", "pairs of clients have") + " one name and one birth date", record.NextStep{Act: record.StepMergeAlike}
	case len(s.whose()) > 0:
		return count(len(s.whose()), "row waits", "rows wait") + " for somebody to say who is meant: " + s.whose()[0].Source.String(), s.whose()[0].Next
	case noReport > 0:
		return count(noReport, "client has", "clients have") + " no draft yet", record.NextStep{Act: record.StepDraft}
	case len(s.Waiting) > 0:
		return "some rows name a client whom no roster names: drop the roster that does into the inbox", record.NextStep{Act: record.StepIngest}
	case s.kept() > 0:
		return count(s.kept(), "row waits", "rows wait") + " to be fixed, and what they tell is missing from the drafts", record.NextStep{Act: record.StepSeeProblems}
	case asked.Draft != "":
		return string(asked.Client) + " has " + count(asked.questions, "question that waits", "questions that wait") + " for an answer", record.NextStep{Act: record.StepSeeQuestions, ID: string(asked.Client), Client: asked.Client}
	case empty.Path != "":
		return "read the drafts and fill the empty places, the first due first: " + empty.Path + ".md", record.NextStep{Act: record.StepExplain, ID: empty.Draft, Client: empty.Client, Name: empty.Path + ".md"}
	case s.Unsent > 0:
		return count(s.Unsent, "signed copy was not sent", "signed copies were not sent"), record.NextStep{Act: record.StepDeliverDue}
	case s.Stopped > 0:
		return count(s.Stopped, "signed copy is stopped", "signed copies are stopped") + ": see why", record.NextStep{Act: record.StepDeliverDue}
	case len(s.Other) > 0:
		return s.Other[0].What + ": " + s.Other[0].Counts, s.Other[0].Step
	case len(s.Halves) > 0:
		return s.Halves[0].next()
	case len(s.Unread) > 0:
		return s.Unread[0].File + " could not be read: see the reasons beside it", record.NextStep{Act: record.StepSeeStatus}
	case len(s.Problems)+len(s.Waiting) > 0:
		return count(len(s.Problems)+len(s.Waiting), "problem is", "problems are") + " open", record.NextStep{Act: record.StepSeeProblems}
	}
	return "nothing to do", record.NextStep{Act: record.StepSeeStatus}
}

// mappable are the files that nobody can read until someone says what their
// columns are.
func (s Status) mappable() []Unread {
	var all []Unread
	for _, u := range s.Unread {
		if !u.Step.IsZero() {
			all = append(all, u)
		}
	}
	return all
}

// whose are the waiting rows of which somebody can say whose they are.
func (s Status) whose() []record.Problem {
	var all []record.Problem
	for _, p := range s.Waiting {
		switch p.Next.Act {
		case record.StepMergeClients, record.StepSameChild, record.StepOtherName, record.StepWhoseName, record.StepOneOrTwo:
			all = append(all, p)
		}
	}
	return all
}

// alike counts the pairs of clients who may be one child each.
func (s Status) alike() int {
	n := 0
	for _, p := range s.Waiting {
		if p.Next.Act == record.StepOneOrTwo {
			n++
		}
	}
	return n
}

// kept counts the rows of known clients that are kept out.
func (s Status) kept() int {
	n := 0
	seen := map[record.Source]bool{}
	for _, p := range s.Problems {
		if at := p.WholeRow(); p.Keeps != "" && p.Client != "" && (!seen[at] || p.Rows > 0) {
			seen[at] = true
			n += p.Count()
		}
	}
	return n
}

// count writes a count with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Explain returns the text of a draft as it stands with its sentences; those
// that a person wrote have no phrase. The draft is named by its id, its
// client's id, or the path of one of its files.
func (c *Caseload) Explain(ctx context.Context, by Actor, name string) (record.Body, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return record.Body{}, err
	}
	d, err := c.findSeen(ctx, u, name)
	if err != nil {
		return record.Body{}, err
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return record.Body{}, err
	}
	return s.asBody(), nil
}

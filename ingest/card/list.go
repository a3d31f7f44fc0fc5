package card

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// The sheets of the two lists.
const (
	goalSheet   = "Goals"
	clientSheet = "Clients"
)

// The ends of the headers of a field's three columns.
const (
	nowEnd      = ""
	proposalEnd = ": proposal"
	changeEnd   = ": yes, or change to"
)

// GoalRow is one objective of one goal in the list of goals.
type GoalRow struct {
	Client    record.Client
	Goal      record.Goal
	Objective record.Objective
	Points    []record.DataPoint // its results, as folded
}

// ClientRow is one client in the list of clients.
type ClientRow struct {
	Folded  fold.Result
	Missing []string // what a report needs of the client and nobody has told
}

// missing returns what a report needs of the objective and nobody has told.
func (r GoalRow) missing() []string { return Missing(r.Goal, r.Objective) }

// listField is one thing that a list asks for.
type listField[T any] struct {
	title    string
	field    string // key of the card
	now      func(T) string
	proposal func(T) string // nil: nothing is proposed
}

// goalFields lists what the list of goals asks for. Domains, skills and words
// are those of the card.
func goalFields() []listField[GoalRow] {
	proposed := func(of func(Proposal) string) func(GoalRow) string {
		return func(r GoalRow) string { return of(Propose(r)) }
	}
	return []listField[GoalRow]{
		{"Plain name", "plain.en", func(r GoalRow) string { return r.Goal.PlainName["en"] }, proposed(func(p Proposal) string { return p.PlainName })},
		{"Domain", "domain", func(r GoalRow) string { return r.Goal.Domain }, proposed(func(p Proposal) string { return p.Domain })},
		{"Skill", "skill", func(r GoalRow) string { return r.Goal.Skill }, proposed(func(p Proposal) string { return p.Skill })},
		{"Measure", "measure", kindNow, proposed(func(p Proposal) string { return string(p.Measure.Kind) })},
		{"Better is (up, down)", "better", betterNow, proposed(func(p Proposal) string { return string(p.Measure.Better) })},
		{"Steps (0 = none; 1 = some; 2 = all)", "steps", func(r GoalRow) string { return stepWords(r.Objective.Measure.Steps) }, nil},
		{"What is counted", "unit", func(r GoalRow) string { return r.Objective.Measure.Unit }, proposed(func(p Proposal) string { return p.Measure.Unit })},
		{"Baseline", "baseline", func(r GoalRow) string { return scoreWords(r.Objective.Baseline) }, nil},
		{"Target", "target", func(r GoalRow) string { return scoreWords(r.Objective.Target) }, proposed(func(p Proposal) string { return scoreWords(p.Target) })},
		{"Target date", "target_date", func(r GoalRow) string { return r.Objective.TargetDate.String() }, proposed(func(p Proposal) string { return p.TargetDate.String() })},
		{"Criterion", "criterion", func(r GoalRow) string { return criterionNow(r.Objective.Criterion) }, proposed(func(p Proposal) string { return criterionText(p.Criterion) })},
		{"Most help allowed", "most_help", func(r GoalRow) string { return r.Objective.MostHelp.Text }, proposed(func(p Proposal) string { return p.MostHelp.Text })},
	}
}

// workedOut marks what nobody said and the goal's own data show. A "yes" says
// it.
const workedOut = " (worked out)"

// kindNow is the measure, and whether anybody said it.
func kindNow(r GoalRow) string {
	kind := string(r.Objective.Measure.Kind)
	if r.Objective.WorkedOut {
		kind += workedOut
	}
	return kind
}

// betterNow is where improvement lies, and whether anybody said it.
func betterNow(r GoalRow) string {
	if said := r.Objective.Measure.Better; said != "" {
		return string(said)
	}
	better, _ := r.Objective.Direction()
	if better == "" || upByNature(r.Objective.Measure.Kind) {
		return ""
	}
	return string(better) + workedOut
}

// criterionNow is a criterion that is understood; one that is not is shown to
// be said another way.
func criterionNow(c record.Criterion) string {
	if c.Sessions == 0 && c.Text != "" {
		return c.Text + notUnderstood
	}
	return criterionText(c)
}

// notUnderstood marks what an export says and the program cannot use.
const notUnderstood = " (not understood)"

// isOpen reports whether a field still takes a proposal.
func isOpen(now string) bool {
	return now == "" || strings.HasSuffix(now, workedOut) || strings.HasSuffix(now, notUnderstood)
}

// clientFields lists what the list of clients asks for.
func clientFields() []listField[ClientRow] {
	stated := func(title string, m record.Milestone) listField[ClientRow] {
		return listField[ClientRow]{title, "dates." + string(m), func(r ClientRow) string { return r.Folded.Client.Day(m).On.String() }, nil}
	}
	return []listField[ClientRow]{
		{"Called", "preferred", func(r ClientRow) string { return r.Folded.Client.CalledName() }, nil},
		{"Pronouns (she, he, they, none, or five words with /)", "pronouns", pronounText, nil},
		{"Birth date", "birth_date", func(r ClientRow) string { return r.Folded.Client.BirthDate.String() }, nil},
		{"Family's language", "language", func(r ClientRow) string { return r.Folded.Client.Language }, nil},
		{"Therapist", "therapist", func(r ClientRow) string { return string(r.Folded.Client.Therapist) }, nil},
		{"Caseload", "caseload", func(r ClientRow) string { return r.Folded.Client.Caseload }, nil},
		{"Start of care", "start_of_care", func(r ClientRow) string { return r.Folded.Client.StartOfCare.String() }, nil},
		{"Precautions", "precautions", func(r ClientRow) string { return strings.Join(r.Folded.Client.Precautions, "; ") }, nil},
		{"Plan beside the clinic's (IEP, IFSP, none)", "plan", func(r ClientRow) string { return r.Folded.Client.Plan }, nil},
		{"School district", "school.district", func(r ClientRow) string { return r.Folded.Client.School.District }, nil},
		stated("Last annual IEP meeting", record.IEPMeeting),
		stated("Next IEP review, as printed", record.IEPReview),
		stated("Next IEP meeting", record.IEPNext),
		stated("Last eligibility decision", record.Eligibility),
		stated("Last annual IFSP meeting", record.IFSPMeeting),
		stated("Next IFSP review, as printed", record.IFSPReview),
		stated("Next IFSP meeting", record.IFSPNext),
	}
}

// contactFields lists the columns of a contact to add or change, and the keys
// that they fill.
func contactFields() [][2]string {
	return [][2]string{
		{"Contact: relationship", "relationship"},
		{"Contact: language", "language"},
		{"Contact: phone", "phone"},
		{"Contact: e-mail", "email"},
		{"Contact: household", "household"},
		{"Contact: address (lines parted by ;)", "address"},
		{"Contact: hide the address from other households (yes, no)", "hide_address"},
		{"Contact: send by (post, portal, email, hand)", "send_by"},
		{"Contact: may receive papers (yes, no)", "may_receive"},
	}
}

// contactName is the header of the contact's name.
const contactName = "Contact: name"

func pronounText(r ClientRow) string {
	p := r.Folded.Client.Pronouns
	switch {
	case r.Folded.NameOnly:
		return "none"
	case p == record.Pronouns{}:
		return ""
	}
	return strings.Join([]string{p.Subject, p.Object, p.Possessive, p.Owned, p.Reflexive}, "/")
}

// scoreWords writes a level as a card and this list read it.
func scoreWords(s record.Score) string {
	switch {
	case s.IsMissing():
		return ""
	case s.Form == record.Ratio:
		return fmt.Sprintf("%d/%d", s.OK, s.Of)
	case s.Form == record.PercentForm:
		return strconv.FormatFloat(s.Number, 'f', -1, 64) + "%"
	case s.Form == record.Seconds && s.Number >= 60 && s.Number == float64(int(s.Number/60)*60):
		return strconv.Itoa(int(s.Number/60)) + " min"
	case s.Form == record.Seconds:
		return strconv.FormatFloat(s.Number, 'f', -1, 64) + " s"
	case s.Text != "":
		return s.Text
	}
	return strconv.FormatFloat(s.Number, 'f', -1, 64)
}

// criterionText writes a criterion as ReadCriterion reads it.
func criterionText(c record.Criterion) string {
	what := "sessions"
	if c.Days {
		what = "days"
	}
	text := ""
	switch {
	case c.Sessions == 0:
		return c.Text
	case c.Of > 0:
		text = fmt.Sprintf("%d of %d %s", c.Sessions, c.Of, what)
	default:
		text = fmt.Sprintf("%d %s in a row", c.Sessions, what)
	}
	if level := scoreWords(c.AtLeast); level != "" {
		text = level + " over " + text
	}
	return text
}

// stepWords writes a scale as value.Steps reads it.
func stepWords(steps []record.Step) string {
	var all []string
	for _, s := range steps {
		all = append(all, strconv.Itoa(s.Value)+" = "+s.Words)
	}
	return strings.Join(all, "; ")
}

// WriteGoalList writes a workbook that lists goals with what each still lacks,
// what its own words propose, and an empty cell for "yes" or another value: the
// goals and fields of which something is missing, or all.
// It returns how many rows it wrote.
func WriteGoalList(w io.Writer, rows []GoalRow, o ListOptions) (int, error) {
	page := sheet.Page{Name: goalSheet, Beside: 2, Header: []string{"Client", "Called", "Goal", "Version", "Objective", "Goal as written", "Still missing"}}
	if !o.All {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r GoalRow) bool { return len(r.missing()) == 0 })
	}
	fields := fieldsAskedFor(goalFields(), rows, GoalRow.missing, o)
	page.Columns = columnsFor(fields, o)
	for _, r := range rows {
		objective := string(r.Objective.ID)
		if r.Objective.ID == r.Goal.ID {
			objective = ""
		}
		page.Lines = append(page.Lines, []string{
			string(r.Client.ID), r.Client.CalledName(), string(r.Goal.ID), strconv.Itoa(max(1, r.Goal.Version)), objective,
			r.Goal.Text, strings.Join(r.missing(), ", "),
		})
	}
	return len(rows), writeList(w, page, askFor(fields, rows))
}

// WriteClientList writes a workbook that lists clients with what each still
// lacks and empty cells to fill, a contact's among them: the clients and fields
// of which something is missing, or all.
// It returns how many rows it wrote.
func WriteClientList(w io.Writer, rows []ClientRow, o ListOptions) (int, error) {
	page := sheet.Page{Name: clientSheet, Beside: 1, Header: []string{"Client", "Called", "Still missing", "Contacts"}}
	missing := func(r ClientRow) []string { return r.Missing }
	if !o.All {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r ClientRow) bool { return len(r.Missing) == 0 })
	}
	fields := fieldsAskedFor(clientFields(), rows, missing, o)
	page.Columns = columnsFor(fields, o)
	for _, r := range rows {
		var contacts []string
		for _, c := range r.Folded.Client.Contacts {
			contacts = append(contacts, strings.Trim(c.Name+", "+c.Relationship, ", "))
		}
		page.Lines = append(page.Lines, []string{
			string(r.Folded.Client.ID), r.Folded.Client.CalledName(), strings.Join(r.Missing, ", "), strings.Join(contacts, "; "),
		})
	}
	asked := askFor(fields, rows)
	if o.All || slices.ContainsFunc(rows, func(r ClientRow) bool { return slices.Contains(r.Missing, "contact") }) {
		asked.header = append(asked.header, contactName)
		page.Columns[contactName] = sheet.Column{Fill: true}
		for _, f := range contactFields() {
			asked.header = append(asked.header, f[0])
			page.Columns[f[0]] = sheet.Column{Fill: true, Choices: o.words(f[1])}
		}
	}
	return len(rows), writeList(w, page, asked)
}

// askedFor is the right part of a list: columns by row.
type askedFor struct {
	header []string
	lines  [][]string
}

// askFor fills the columns of what a list asks for.
func askFor[T any](fields []listField[T], rows []T) askedFor {
	a := askedFor{lines: make([][]string, len(rows))}
	for _, f := range fields {
		a.header = append(a.header, f.title+nowEnd)
		if f.proposal != nil {
			a.header = append(a.header, f.title+proposalEnd)
		}
		a.header = append(a.header, f.title+changeEnd)
		for i, r := range rows {
			now := f.now(r)
			a.lines[i] = append(a.lines[i], now)
			if f.proposal != nil {
				proposal := ""
				if isOpen(now) {
					proposal = f.proposal(r)
				}
				a.lines[i] = append(a.lines[i], proposal)
			}
			a.lines[i] = append(a.lines[i], "")
		}
	}
	return a
}

// writeList writes a list as a workbook of one sheet.
func writeList(w io.Writer, page sheet.Page, asked askedFor) error {
	for i, line := range page.Lines {
		page.Lines[i] = slices.Concat(line, asked.lines[i])
	}
	page.Header = slices.Concat(page.Header, asked.header)
	return sheet.WriteBook(w, []sheet.Page{page})
}

package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/grid"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// MappingProposal is what each column of a table seems to be, for a person to
// confirm or change. What is uncertain is not assumed: such a column is left
// out, and stands among the doubts, until a person says what it is.
type MappingProposal struct {
	File    string           `json:"file"`
	Sheet   string           `json:"sheet,omitempty"`
	Header  int              `json:"header"` // row of the header, its last where it has two
	Rows    int              `json:"rows"`   // rows below it that hold data
	Columns []ProposedColumn `json:"columns"`
	Date    value.DateOrder  `json:"date,omitempty"`
	Why     string           `json:"why_date,omitempty"` // why the order of days is what it is
	Fill    []string         `json:"fill,omitempty"`
	Group   string           `json:"group,omitempty"`
	Notes   []string         `json:"notes,omitempty"`
	Layout  string           `json:"layout,omitempty"` // how the tables are laid out, where not a row for each result
	Others  []string         `json:"others,omitempty"` // sheets with another table, which this mapping does not read

	look   *tableLook
	gives  []Give
	list   record.List
	words  map[string]map[string]string
	always map[string]string

	several   map[string]record.Several
	sameRows  SameRows
	rows      func(func(sheet.Row) error) error // the table, row by row
	visits    *goalVisits                       // what was found for the columns of visitsFor
	visitsFor string

	clients    []KnownClient
	ofFileName []string // clients whom the file's name may mean, by id

	shape    grid.Shape
	laid     *layoutLook // nil: the table has a row for each result
	ownGoals bool        // no other file describes its goals
	noYear   []string    // headers with days of which nothing tells the year
	years    []string    // that these may be
	whoIs    []whoIs
}

// ProposedColumn is one column and what it seems to be.
type ProposedColumn struct {
	Header    string   `json:"header"`
	Field     string   `json:"field"` // Ignore where it is not used
	Sure      bool     `json:"sure"`  // false: a person must say
	Reason    string   `json:"reason"`
	Samples   []string `json:"samples"`
	Maybe     []string `json:"maybe,omitempty"` // fields that it may be, where it is not sure
	Confirmed bool     `json:"confirmed,omitempty"`
}

// ProposeMapping looks at a table and proposes what each column is, from its
// header and its values, each with the reason.
func ProposeMapping(ctx context.Context, f sheet.File, o LookOptions) (*MappingProposal, error) {
	found, err := lookAtLayout(ctx, f, o)
	if err != nil {
		return nil, err
	}
	var t *tableLook
	if found != nil {
		t, err = lookAtLaidOut(ctx, found)
	} else {
		t, err = lookAtTables(ctx, f, o)
	}
	if err != nil {
		return nil, err
	}
	p := &MappingProposal{File: f.Name, Sheet: t.sheet.Name, Header: t.header, Rows: t.rows, look: t, words: map[string]map[string]string{}, always: map[string]string{}}
	p.several = map[string]record.Several{}
	p.rows = func(each func(sheet.Row) error) error { return t.sheet.Rows(ctx, each) }
	if p.Others, err = otherTables(ctx, f, t, found, o); err != nil {
		return nil, err
	}
	p.clients, p.ofFileName = o.Clients, o.namedIn(f.Name)
	p.Notes = append(p.Notes, t.sheet.Notes...)
	if t.sheet.Hidden {
		p.Notes = append(p.Notes, fmt.Sprintf("sheet %q is hidden in the workbook", t.sheet.Name))
	}
	if t.hidden > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d rows are hidden or filtered away; they will be read", t.hidden))
	}
	if found != nil {
		return p, proposeLaidOut(p, found, o)
	}
	p.chooseColumns()
	if err := p.checkIDs(); err != nil {
		return nil, err
	}
	p.nameStaff(o.Staff)
	if p.fills("client.name") {
		p.nameWho(o, p.settleColumn)
	}
	p.chooseOrder()
	return p, nil
}

// claim is a field that a column may be.
type claim struct {
	column int
	named
}

// chooseColumns gives each column a field: the surest claims first, each field
// once.
func (p *MappingProposal) chooseColumns() {
	var claims []claim
	for i := range p.look.columns {
		k := &p.look.columns[i]
		p.Columns = append(p.Columns, ProposedColumn{Header: k.header, Field: Ignore, Samples: slices.Clone(k.samples)})
		for _, n := range p.claimsOf(k) {
			claims = append(claims, claim{i, n})
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return b.rank - a.rank })
	taken := map[string]int{}
	for _, c := range claims {
		col, k := &p.Columns[c.column], &p.look.columns[c.column]
		if col.Field != Ignore || !k.suits(c.field) || !c.isSure(k) {
			continue
		}
		if first, is := taken[c.field]; is && !mayRepeat(c.field) {
			if col.Reason == "" {
				col.Reason = fmt.Sprintf("it may be %s, but column %q is that already", c.field, p.Columns[first].Header)
			}
			continue
		}
		taken[c.field] = c.column
		col.Field, col.Sure, col.Reason = c.field, true, because(k, c.named)
	}
	p.nameInTwo(claims)
	for i := range p.Columns {
		p.settle(i, claims)
	}
	p.doubtGoalEnd()
}

// mayRepeat reports whether several columns may fill the field: the first that
// is not blank counts.
func mayRepeat(field string) bool { return field == "row.void" || field == "goal.code" }

// because says why a column is taken for a field.
func because(k *columnLook, n named) string {
	if isNaming(n.field) && !isID(n.field) && k.share("numbered") >= 0.8 {
		return "a name stands there with a record number, which is read as the client's id"
	}
	switch n.rank {
	case 2:
		return fmt.Sprintf("its header is one letter away from %q", n.as)
	case 1:
		return fmt.Sprintf("its header holds %q", n.as)
	}
	if k.filled == 0 {
		return "its header is known; the column is empty here"
	}
	return "its header is known, and its values are such"
}

// settle says what is left to say of a column without a field: not wanted, or
// a guess from its values that a person must confirm.
func (p *MappingProposal) settle(i int, claims []claim) {
	col, k := &p.Columns[i], &p.look.columns[i]
	if col.Header == "" {
		col.Sure, col.Reason = true, "the column has no header"
		return
	}
	if col.Field != Ignore {
		return
	}
	for _, c := range claims {
		if c.column == i && !slices.Contains(col.Maybe, c.field) && k.suits(c.field) {
			col.Maybe = append(col.Maybe, c.field)
		}
	}
	guess, why := guessed(k)
	if fields := planDates(k.header); len(fields) > 1 && k.share("day") >= 0.8 {
		col.Maybe, col.Reason = fields, "its header speaks of a plan or an evaluation, but not clearly of which day"
		return
	}
	if guess = withoutClient(k.header, guess); isOfAnother(k.header) && k.share("code") >= 0.8 {
		guess = nil // a number of somebody else
	}
	if why == yesNoValues && (!p.look.has("goal.id", "goal.title", "goal.text", "objective.text") || !p.look.has("session.day")) {
		guess = nil // a table of something else
	}
	doubt, isDoubtful := p.doubtful(i, claims)
	switch {
	case p.look.lexicon.isUnused(k.header):
		col.Sure, col.Reason, col.Maybe = true, "its header is known, and Milepost does not use it", nil
	case p.isTwice(i):
		col.Sure, col.Reason, col.Maybe = true, "an earlier column has the same header, and only that one can be read: give each its own header", nil
	case k.filled == 0:
		col.Sure, col.Reason = true, "the column is empty"
	case isStaff(i, claims):
		col.Sure, col.Maybe = true, []string{"session.therapist"}
		col.Reason = "it holds names of staff, and Milepost knows staff by their ids in milepost.yaml"
	case isDoubtful:
		col.Reason = doubt
	case len(col.Maybe) > 0 && strings.HasPrefix(col.Maybe[0], "date."):
		// two days of the plan are two fields
	case len(col.Maybe) > 0:
		col.Sure = true
	case namedButNot(i, claims):
		col.Maybe, col.Reason = unfit(k, firstClaim(i, claims), guess)
		if firstClaim(i, claims) == "point.id" && k.standTwice() {
			col.Maybe, col.Reason = []string{"session.id"}, "its header says the id of a result, but several rows share one: it may be that of the visit"
		}
	case len(guess) > 0 && p.fills(guess[0]) || p.fills("client.first") && len(guess) > 0 && guess[0] == "client.name":
		col.Sure, col.Reason = true, why+", but nothing says of what"
	case len(guess) > 0:
		col.Maybe, col.Reason = guess, why
	default:
		col.Sure, col.Reason = true, "neither its header nor its values say what it is"
	}
}

// unfit returns what a column may be whose values are not what its header
// says, and why. Where the header names a closed list, its words are to be
// learned.
func unfit(k *columnLook, field string, guess []string) (maybe []string, why string) {
	if slices.Contains(closedFields(), field) {
		return []string{field}, fmt.Sprintf("its header says %s, but Milepost does not know most of its words", field)
	}
	switch {
	case k.tellsOfVisits():
		return []string{"session.status"}, fmt.Sprintf("its header says %s, but words for held and missed stand in it", field)
	case k.share("name") >= 0.8:
		guess = nil
	}
	return guess, fmt.Sprintf("its header says %s, but its values are not of that kind", field)
}

func namedButNot(i int, claims []claim) bool {
	return slices.ContainsFunc(claims, func(c claim) bool { return c.column == i })
}

func firstClaim(i int, claims []claim) string {
	for _, c := range claims {
		if c.column == i {
			return c.field
		}
	}
	return ""
}

// yesNoValues is why a column may hold results.
const yesNoValues = "its values are yes and no"

// guessed returns the fields that values alone suggest, and why.
func guessed(k *columnLook) (fields []string, why string) {
	const most = 0.8
	switch {
	case k.share("email") >= most:
		return []string{"contact.email"}, "its values are e-mail addresses"
	case k.share("help") >= most:
		return []string{"point.help", "goal.most_help"}, "its values are levels of help"
	case k.share("ratio") >= most:
		return []string{"point.score", "goal.baseline", "goal.target"}, "its values are so many of so many"
	case k.share("percent") >= most:
		return []string{"point.score", "goal.target", "goal.baseline"}, "its values are percents"
	case k.share("session.status") >= most && k.share("yes/no") < 0.5 && k.average() > 2:
		return []string{"session.status", "goal.state"}, "its values are words for held and missed"
	case k.tellsOfVisits():
		return []string{"session.status", "goal.state"}, "words for held and missed stand in it"
	case k.share("goal.state") >= most:
		return []string{"goal.state"}, "its values are words for the state of a goal"
	case k.share("day") >= most && k.days[1] > 0 && k.days[1] <= k.days[0]+25 && k.repeats() && k.days[0] < 2015:
		return []string{"client.birth", "session.day", "goal.start"}, "its values are dates"
	case k.share("day") >= most:
		return []string{"session.day", "goal.target_date", "goal.start", "client.birth"}, "its values are dates"
	case k.share("time") >= most:
		return []string{"session.start", "session.end"}, "its values are clock times"
	case k.share("name") >= most && len(k.values) > 1:
		return []string{"client.name", "contact.name"}, "its values look like names"
	case k.share("code") >= most && k.share("day") < 0.5 && k.average() >= 3 && k.repeats():
		return []string{"client.id", "client.other_id", "goal.id"}, "its values look like ids, and several rows share one"
	case k.share("yes/no") >= most && k.share("number") < 0.5 && len(k.values) > 1:
		return []string{"point.score"}, yesNoValues
	case k.share("sentence") >= most:
		return []string{"goal.text", "session.note"}, "its values are sentences"
	}
	return nil, ""
}

// claimsOf returns the fields that a column may be by its header, in the order
// that its values and the other columns suggest.
func (p *MappingProposal) claimsOf(k *columnLook) []named {
	all := p.look.lexicon.fieldsNamed(k.header)
	if fields := planDates(k.header); len(fields) > 0 && k.suits(fields[0]) && !slices.ContainsFunc(all, isPlanDate) {
		if len(fields) > 1 {
			return nil // it is asked about
		}
		return []named{{fields[0], 3, k.header}}
	}
	if len(all) == 0 {
		all = p.look.ofParts(k)
	}
	if len(all) == 0 && !p.look.lexicon.isUnused(k.header) {
		all = p.look.lexicon.fieldsWithin(k.header)
	}
	all = slices.DeleteFunc(all, func(n named) bool {
		return n.rank < 3 && isOfAnother(k.header) && strings.HasPrefix(n.field, "client.")
	})
	slices.SortStableFunc(all, func(a, b named) int {
		if a.rank != b.rank {
			return b.rank - a.rank
		}
		return p.prefers(k, b.field) - p.prefers(k, a.field)
	})
	return all
}

// prefers tells how well a field goes with the values and the other columns;
// a higher number is better, 0 says nothing.
func (p *MappingProposal) prefers(k *columnLook, field string) int {
	t := p.look
	goalSheet := t.has("goal.target", "goal.baseline", "goal.target_date") && !t.has("session.minutes", "session.id", "point.help", "session.start")
	switch field {
	case "goal.text":
		return 2 * boolInt(k.average() > 45)
	case "goal.title":
		return boolInt(k.average() <= 45)
	case "session.status":
		return int(10*k.share(field)) + 2*boolInt(!goalSheet)
	case "goal.state":
		return int(10*k.share(field)) + 2*boolInt(goalSheet)
	case "goal.start":
		return 3 * boolInt(goalSheet)
	case "point.percent":
		return 4 * boolInt(k.share("number")+k.share("percent") >= 0.8 && percentHeader(k.header))
	case "point.score":
		return 3 * boolInt(k.share("score") >= 0.6)
	case "point.ok":
		correct := k.share("number") >= 0.8 && !percentHeader(k.header) && slices.Contains(headerWords(k.header), "correct")
		return 2*boolInt(k.share("number") >= 0.8 && !percentHeader(k.header)) + 2*boolInt(correct)
	case "point.of":
		return 2 * boolInt(k.share("number") >= 0.8 && !percentHeader(k.header))
	case "goal.target_date", "goal.baseline_date", "goal.last_score_date":
		return 5 * boolInt(k.share("day") >= 0.8)
	case "goal.target", "goal.baseline", "goal.last_score":
		return 3 * boolInt(k.share("score") >= 0.6 && k.share("day") < 0.5)
	case "goal.criterion", "goal.present_level":
		return 2 * boolInt(k.share("score") < 0.6)
	case "session.start":
		return 4 * boolInt(k.share("time") >= 0.8)
	case "session.minutes":
		return 2 * boolInt(k.share("number") >= 0.8 || k.share("duration") >= 0.8)
	}
	return 0
}

// percentHeader reports whether a header speaks of percents.
func percentHeader(header string) bool {
	low := strings.ToLower(header)
	return strings.Contains(low, "%") || strings.Contains(low, "percent") || strings.Contains(low, "pct") || strings.Contains(low, "accuracy")
}

// has reports whether some header of the table is known for one of the fields.
func (t *tableLook) has(fields ...string) bool {
	for _, h := range t.headers {
		for _, n := range t.lexicon.fieldsNamed(h) {
			if slices.Contains(fields, n.field) {
				return true
			}
		}
	}
	return false
}

// chooseOrder decides how days are written, from all columns of days together.
// What nothing decides stays undecided.
func (p *MappingProposal) chooseOrder() {
	var hints [2]bool
	unclear := 0
	shown := ""
	for i, col := range p.Columns {
		k := &p.look.columns[i]
		if typeOf(col.Field) != "day" && !slices.ContainsFunc(col.Maybe, func(f string) bool { return typeOf(f) == "day" }) {
			continue
		}
		if k.hints != [2]bool{} && shown == "" {
			shown = col.Header
		}
		hints[0], hints[1] = hints[0] || k.hints[0], hints[1] || k.hints[1]
		unclear += k.unclear
	}
	if unclear == 0 && hints == [2]bool{} || hints[0] && hints[1] {
		return
	}
	if p.Date = orderOf(hints); p.Date != value.Decide {
		p.Why = fmt.Sprintf("column %q holds days that can be read in no other way", shown)
	}
}

// isTwice reports whether an earlier column has the same header.
func (p *MappingProposal) isTwice(i int) bool {
	return slices.ContainsFunc(p.Columns[:i], func(c ProposedColumn) bool {
		return value.FoldHeader(c.Header) == value.FoldHeader(p.Columns[i].Header)
	})
}

// isStaff reports whether the header of a column names a therapist.
func isStaff(i int, claims []claim) bool {
	return slices.ContainsFunc(claims, func(c claim) bool { return c.column == i && c.field == "session.therapist" })
}

// nameStaff turns a column of staff's names into one of ids, where every name
// in it is one of the staff's.
func (p *MappingProposal) nameStaff(staff []Staff) {
	for i := range p.Columns {
		col, k := &p.Columns[i], &p.look.columns[i]
		if col.Field != Ignore || !slices.Equal(col.Maybe, []string{"session.therapist"}) || k.many {
			continue
		}
		ids := map[string]string{}
		for name := range k.values {
			for _, s := range staff {
				if sameName(name, s.Name) {
					ids[value.FoldWord(name)] = s.ID
				}
			}
		}
		if len(ids) == len(k.values) && len(ids) > 0 {
			p.words["session.therapist"] = ids
			col.Field, col.Sure, col.Reason = "session.therapist", true, "it holds names of staff, and milepost.yaml knows each of them"
			return
		}
	}
}

// sameName reports whether two texts are one name, "Lee, Kim" and "Kim Lee".
func sameName(a, b string) bool {
	return record.CompareNames(record.Person{Whole: a}, record.Person{Whole: b}) == record.SameName
}

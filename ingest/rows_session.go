package ingest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// records turns the row into records. Content is its hash.
func (v *values) records(content uint64) outcome {
	p := v.person()
	v.subject, v.about, v.modified = p.said(), p.key, cmp.Or(v.stamp(), v.l.saved)
	if v.row.Blank {
		return v.cleared(p)
	}
	if p.key == "" {
		v.clientMissing(p)
		v.lose()
		return nothing
	}
	made := nothing
	if gives(v.gives, Clients) {
		made = max(made, v.client(p, v.gives))
	}
	described := made != nothing
	if gives(v.gives, Goals) || v.isNewGoal() {
		if !described && v.statesDays() {
			v.planDays = v.milestones()
		}
		if of := v.goal(p); of != nothing {
			made = max(made, of)
		} else {
			v.planDays = nil
		}
	}
	if !described {
		made = max(made, v.stated(p))
	}
	if gives(v.gives, Tests) {
		made = max(made, v.assessment(p))
	}
	if (gives(v.gives, Sessions) || gives(v.gives, Data)) && !v.row.Bare {
		made = max(made, v.visit(p, v.gives, content))
	}
	return made
}

// isNewGoal reports whether the row describes a goal, since it has no id of one
// and such rows do.
func (v *values) isNewGoal() bool {
	return v.l.mapping.NewGoals && v.id("goal.id") == "" && v.id("objective.id") == "" && v.text("goal.title") != ""
}

// cleared takes back the result of a cell that is blank: it may have held one
// when the file was saved before. What other lists tell stays.
func (v *values) cleared(p person) outcome {
	day, _ := v.day("session.day")
	goals := v.goalKeys()
	if p.key == "" || day.IsZero() || v.isFuture(day) || len(goals) == 0 {
		return emptyCell
	}
	s := visit{person: p, day: day}
	v.nameSession(&s, true)
	v.takeBack(s, goals, true, false)
	if gives(v.gives, Sessions) && v.in.isNew("cleared", string(s.session)) {
		v.in.void = append(v.in.void, record.Withdrawal{
			Kind: "session", Key: s.session, ClientKey: p.key, Source: v.source(""), Subject: v.subject, Modified: v.modified,
		})
	}
	return emptyCell
}

// clientMissing lists that the row's client is not clear, unless the cell that
// names it already is a problem.
func (v *values) clientMissing(p person) {
	columns := v.columnsOf("client.id", "client.other_id", "client.name", "client.first", "client.birth")
	switch {
	case refusedIn(v.problems, columns):
	case p.first != "" || p.last != "":
		name := v.columnOf("client.name", "client.last")
		v.fail(sheet.Cell{Column: name, Text: strings.TrimSpace(p.first + " " + p.last)}, p.missing())
	case v.columnOf("client.id") != "":
		v.fail(sheet.Cell{Column: v.columnOf("client.id")}, p.missing())
	default:
		v.fail(v.firstCell(), p.missing())
	}
}

// firstCell returns the row's first cell with a text, to show what stands
// there.
func (v *values) firstCell() sheet.Cell {
	for _, c := range v.row.Cells {
		if strings.TrimSpace(c.Text) != "" {
			return sheet.Cell{Text: c.Text}
		}
	}
	return sheet.Cell{}
}

// stamp reads when the row was last modified.
func (v *values) stamp() record.Stamp { return record.StampOf(v.day("row.modified")) }

// visit is what a row says of one session and of a result in it.
type visit struct {
	person
	day     record.Date
	start   string
	status  string
	missed  string // what a cell for a result says of the visit instead
	ofCell  bool   // the status is what such a cell says
	order   int
	session record.Key
	content uint64
}

// visit adds session, result and what was said in it. Without a day (or, in
// an export without dates, without an order) nothing of the row is used.
func (v *values) visit(p person, kinds []Give, content uint64) outcome {
	s := visit{person: p, status: v.oneOf("session.status"), content: content}
	v.attendance(&s)
	if !v.when(&s) {
		v.lose()
		return nothing
	}
	v.on = s.day
	if v.unknownStatus() && !v.yes("row.void") {
		v.lose()
		return nothing
	}
	if v.in.groups != nil {
		return v.gather(s)
	}
	goals := v.goalKeys()
	hasPoint := gives(kinds, Data) && len(goals) > 0
	v.nameSession(&s, hasPoint)
	if s.ofCell {
		s.session = record.Key(string(s.session) + "|missed") // other rows of that day may tell of a visit held
	}
	if v.yes("row.void") {
		return v.takeBack(s, goals, hasPoint, gives(kinds, Sessions))
	}
	made := nothing
	if gives(v.gives, Sessions) {
		made = max(made, v.session(s))
	}
	switch {
	case s.missed != "" && made == nothing:
		made = notHeld
	case s.missed != "":
	case hasPoint:
		made = max(made, v.point(s, goals))
	case gives(kinds, Data):
		v.scoreWithoutGoal()
	}
	v.said(s, goals)
	return made
}

// unknownStatus reports whether the row says what became of the visit, in a word
// that nobody knows: then nothing of it counts.
//
// Source: ADR 159.
func (v *values) unknownStatus() bool {
	return v.columnOf("session.status") != "" && slices.ContainsFunc(v.problems, func(p record.Problem) bool {
		return strings.HasPrefix(p.Code, "word.") && slices.Contains(v.columnsOf("session.status"), p.Column)
	})
}

// lose counts a row that should tell of a visit and tells of none.
func (v *values) lose() {
	if gives(v.gives, Sessions) {
		v.in.report.Lost++
	}
}

// attendance reads what a cell for a result says of the visit: "absent" is no
// result but the session's status, unless a column of its own says another.
//
// Source: ADR 138.
func (v *values) attendance(s *visit) {
	for _, field := range []string{"point.score", "point.ok", "point.wrong", "point.percent", "point.share", "point.help"} {
		for _, i := range v.at[field] {
			if i >= len(v.row.Cells) {
				continue
			}
			text := v.row.Cells[i].Text
			status, is := value.Attendance(v.word(field, text))
			if !is {
				continue
			}
			s.missed = strings.TrimSpace(text)
			if _, own, said := v.cell("session.status"); !said || own < 0 {
				s.status, s.ofCell = status, true
			}
			return
		}
	}
}

// when reads the day and the time, or the order where there are no dates.
func (v *values) when(s *visit) bool {
	if v.l.mapping.Date == value.NoDate {
		n, ok := v.whole("point.order")
		s.order = n
		if !ok || n < 1 {
			v.needs("point.order", &value.Flaw{Code: "row.order", Wrong: "says no session number", Next: record.ToWrite("the number of the session, from 1")})
		}
		return ok && n >= 1
	}
	day, clock := v.day("session.day")
	s.day, s.start = day, v.clock("session.start")
	if s.start == "" {
		s.start = clock
	}
	if day.IsZero() {
		v.needs("session.day", &value.Flaw{Code: "row.day", Wrong: "says no day", Next: record.ToWrite("the day of the session")})
		return false
	}
	if v.isFuture(day) && !value.MayBeAhead(s.status) {
		c, _, _ := v.cell("session.day")
		v.fail(c, &value.Flaw{Code: "date.future", Wrong: "is in the future", Next: record.ToCorrect("the date, or wait until the session was held")})
		return false
	}
	return true
}

// needs lists that a field is missing, unless its cell already is a problem.
func (v *values) needs(field string, bad *value.Flaw) {
	column := ""
	if at := v.at[field]; len(at) > 0 && at[0] < len(v.l.columns) {
		column = v.l.columns[at[0]]
	}
	for _, p := range v.problems {
		if p.Column == column {
			return
		}
	}
	v.fail(sheet.Cell{Column: column}, bad)
}

// nameSession gives the session its natural key: the export's own id, else
// client, day and start, else the n-th of that client and day in the file. A
// row with a result is one of several of its session, and counts none.
func (v *values) nameSession(s *visit, hasPoint bool) {
	id := v.id("session.id")
	switch {
	case id != "":
		s.session = record.KeyOf("session", "id", string(id))
	case s.start != "" || hasPoint:
		s.session = record.KeyOf("session", string(s.key), s.day.String(), s.start)
	default:
		s.session = record.KeyOf("session", string(s.key), s.day.String(), v.in.count1("session", string(s.key), s.day.String()))
	}
}

// count1 returns "#n" for the n-th row with these parts in the file.
func (in *intake) count1(parts ...string) string {
	key := hashOf(parts...)
	in.nth[key]++
	return "#" + strconv.Itoa(in.nth[key])
}

// session adds the session of the row, unless a row before said the same.
func (v *values) session(s visit) outcome {
	r := record.Session{
		Key: s.session, ID: v.id("session.id"), Client: s.id, ClientKey: s.key, Day: s.day, Start: s.start,
		Minutes: v.minutes(s.start), Status: s.status, Reason: v.text("session.reason"),
		Discipline: value.Discipline(v.text("session.discipline")), Format: v.oneOf("session.format"),
		Place: v.oneOf("session.place"), Therapist: v.id("session.therapist"), Source: v.source(""),
		Subject: v.subject, Modified: v.modified, List: v.l.list,
	}
	if _, _, said := v.cell("session.status"); !said && v.l.mapping.List == record.BillingList {
		r.Status = record.Attended // such a list tells of visits held
	}
	r.Note, _ = v.words("session.note")
	if r.Reason == "" && s.status != record.Attended {
		r.Reason = s.missed
	}
	if s.status == record.Attended && isWeekend(s.day) {
		v.in.weekend++
	}
	v.in.held.has(hashOf(string(r.Key)))
	if v.in.isNew("session", saySession(r), v.says()) {
		v.in.batch.Sessions = append(v.in.batch.Sessions, r)
	}
	return usedRow
}

// isWeekend reports whether a day is a Saturday or a Sunday: a clinic may be
// open then, but a wrong date often falls on one.
func isWeekend(d record.Date) bool {
	day := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()
	return day == time.Saturday || day == time.Sunday
}

// saySession is all that a session's record says, without its source.
func saySession(s record.Session) string {
	return strings.Join([]string{
		string(s.Key), string(s.ID), string(s.ClientKey), s.Day.String(), s.Start, strconv.Itoa(s.Minutes), s.Status,
		s.Reason, s.Discipline, s.Format, s.Place, string(s.Therapist), s.Note,
	}, "\x01")
}

// minutes reads the length of the session, from its own column or from the
// times at which it began and ended; 0 not known.
func (v *values) minutes(start string) int {
	c, _, ok := v.cell("session.minutes")
	if ok && !value.IsBlank(c.Text) {
		if n, ok := value.Minutes(c); ok {
			return n
		}
		v.fail(c, &value.Flaw{Code: "session.minutes", Wrong: "is not a number of minutes", Next: record.ToWrite("the minutes, such as 45")})
		return 0
	}
	end := v.clock("session.end")
	if start == "" || end == "" {
		return 0
	}
	minutes := value.MinuteOf(end) - value.MinuteOf(start)
	if minutes < 0 {
		minutes += 24 * 60
	}
	return minutes
}

// said adds what a parent or a teacher said, once for each session.
func (v *values) said(s visit, goals []record.Key) {
	for _, by := range []string{"parent", "teacher"} {
		text, at := v.words(by + ".says")
		if text == "" || !v.in.isNew("said", string(s.session), by, text, v.says()) {
			continue
		}
		key := record.KeyOf("statement", string(s.session), by)
		if len(goals) > 0 {
			key = record.KeyOf("statement", string(s.session), by, string(goals[0]))
		}
		if id := v.id("point.id"); id != "" {
			key = record.KeyOf("statement", "row", string(id), by)
		}
		v.state(s.person, record.Statement{Key: key, Day: s.day, By: by, Text: text, Source: at})
	}
}

// takeBack withdraws what a void row gave. A session goes when no row of the
// file that counts tells of it.
func (v *values) takeBack(s visit, goals []record.Key, hasPoint, hasSession bool) outcome {
	if hasPoint {
		modified := v.modified
		v.modified = "" // no later row is a version of one that is void
		key := v.pointKey(s, goals)
		v.modified = modified
		v.in.batch.Withdrawals = append(v.in.batch.Withdrawals, record.Withdrawal{
			Kind: "data point", Key: key, ClientKey: s.key, Source: v.source(""),
			Subject: v.subject, Modified: v.modified,
		})
	}
	if hasSession {
		v.in.void = append(v.in.void, record.Withdrawal{
			Kind: "session", Key: s.session, ClientKey: s.key, Source: v.source(""),
			Day: s.day, Discipline: value.Discipline(v.text("session.discipline")),
			Subject: v.subject, Modified: v.modified,
		})
	}
	return takenBack
}

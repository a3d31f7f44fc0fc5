package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/grid"
	"milepost/ingest/value"
	"milepost/record"
)

// KnownClient is a client as a proposal asks for them, to tell whom a name
// means.
type KnownClient struct {
	ID    record.ID
	Name  string // as the clinic writes it
	Names []record.Person
	Goals []string // titles of the client's goals
}

// isKnown reports whether the text names one of the clinic's clients.
func (o LookOptions) isKnown(text string) bool { return len(o.clientsNamed(text)) > 0 }

// clientsNamed returns whom a name may mean: those with that very name, else
// those of whom it says a part.
func (o LookOptions) clientsNamed(text string) []KnownClient {
	is := record.Person{Whole: text}
	best := record.PartName
	var all []KnownClient
	for _, c := range o.Clients {
		if strings.EqualFold(string(c.ID), strings.TrimSpace(text)) {
			return []KnownClient{c}
		}
		like := record.Unlike
		for _, name := range c.Names {
			like = max(like, record.CompareNames(name, is))
		}
		if like > best {
			best, all = like, nil
		}
		if like >= best {
			all = append(all, c)
		}
	}
	return all
}

// namedIn returns the clients whose names stand in a file's name, by id.
func (o LookOptions) namedIn(file string) []string {
	words := record.NameWords(strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '.' {
			return ' '
		}
		return r
	}, file))
	var all []string
	for _, c := range o.Clients {
		if slices.ContainsFunc(c.Names, func(p record.Person) bool {
			first := record.NameWords(p.First)
			return len(first) > 0 && slices.Contains(words, first[0])
		}) {
			all = append(all, string(c.ID))
		}
	}
	return all[:min(len(all), mostChoices)]
}

// mostChoices is how many answers a person is offered for what a file lacks.
const mostChoices = 3

// goalChoices returns goals of the client whom the whole file is about.
func (p *MappingProposal) goalChoices() []string {
	for _, c := range p.clients {
		if string(c.ID) == p.always["client.id"] {
			return c.Goals[:min(len(c.Goals), 2*mostChoices)]
		}
	}
	return nil
}

// layOut settles the columns that a layout makes.
func (p *MappingProposal) layOut(found *layoutLook, o LookOptions) {
	p.Layout, p.shape = found.says(), found.shape
	p.laid = found
	set := p.settleColumn
	set(grid.DayColumn, "session.day", "the headers are days")
	set(grid.GoalColumn, "goal.title", "the headers are goals")
	set(grid.CellColumn, "point.score", "the cells under them are results")
	if p.shape.Across == grid.Goals && !p.fills("session.day") {
		for i := range p.Columns {
			if c := &p.Columns[i]; p.look.columns[i].share("day") >= 0.8 {
				set(c.Header, "session.day", "it is the only column of days")
				break
			}
		}
	}
	p.nameWho(o, set)
	p.nameGoals(set)
	for _, name := range found.passed {
		p.Notes = append(p.Notes, fmt.Sprintf("sheet %q holds no table of this kind, and is not read by this mapping", name))
	}
	for _, name := range found.shape.Skip {
		p.Notes = append(p.Notes, fmt.Sprintf("sheet %q is not read: its name says that it is no child's", name))
	}
	if found.shape.Across == grid.Days && weekText.MatchString(found.tables[0].Days[0]) {
		p.Notes = append(p.Notes, fmt.Sprintf("the headers are weeks, such as %q: a result is kept under the day that is named", found.tables[0].Days[0]))
	}
	p.ownGoals = !p.fillsKnownGoal(o)
	if p.ownGoals && p.fills("goal.title", "goal.text") {
		p.Notes = append(p.Notes, "no other file describes these goals yet, so the goals are read from this table too")
	}
	p.chooseYear(o)
	for _, t := range found.tables {
		for _, u := range unusedOf(t.Unused) {
			p.Notes = append(p.Notes, u.says(t.Name))
		}
	}
}

// settleColumn says what a column is, and why that is sure.
func (p *MappingProposal) settleColumn(header, field, why string) {
	for i := range p.Columns {
		if c := &p.Columns[i]; c.Header == header {
			c.Field, c.Sure, c.Maybe, c.Reason = field, true, nil, why
		}
	}
}

// nameWho finds the column that tells whom the rows are about: one whose every
// text names one client of the clinic.
func (p *MappingProposal) nameWho(o LookOptions, set func(header, field, why string)) {
	if p.fills("client.id", "client.other_id", "client.first") || p.fills("client.name") && p.fills("client.birth") {
		return
	}
	var candidates []int
	for i := range p.Columns {
		c := &p.Columns[i]
		if c.Field == "client.name" || c.Header == grid.LineColumn || c.Header == grid.TabColumn || c.Field == Ignore && p.shape.Across == grid.Days && !grid.IsMade(c.Header) {
			candidates = append(candidates, i)
		}
	}
	best, most := -1, 0
	for _, i := range candidates {
		hits := 0
		for text := range p.look.columns[i].values {
			hits += boolInt(o.isKnown(text))
		}
		if hits > most {
			best, most = i, hits
		}
	}
	switch {
	case best < 0 && p.laid != nil:
		p.nameUnknown(set)
		return
	case best < 0:
		return
	}
	p.nameBy(best, o, set)
}

// nameBy makes of a column of names one of the clinic's numbers.
func (p *MappingProposal) nameBy(i int, o LookOptions, set func(header, field, why string)) {
	words := map[string]string{}
	var shown []string
	for _, text := range sortedKeys(p.look.columns[i].values) {
		who := o.clientsNamed(text)
		switch {
		case len(who) == 1:
			words[value.FoldWord(text)] = string(who[0].ID)
			shown = append(shown, fmt.Sprintf("%s is %s, %s", text, who[0].ID, who[0].Name))
		case p.Columns[i].Header == grid.TabColumn && len(who) == 0 && notAChild.MatchString(text) && !isDefaultName(text):
			p.shape.Skip = append(p.shape.Skip, text)
		default:
			p.whoIs = append(p.whoIs, whoIs{column: i, text: text, may: who})
		}
	}
	for _, c := range p.Columns {
		if c.Field == "client.name" && c.Header != p.Columns[i].Header {
			set(c.Header, Ignore, "another column tells who the rows are about")
		}
	}
	p.words["client.id"] = words
	if len(shown) > 0 {
		p.Notes = append(p.Notes, "by your client list, "+strings.Join(shown, "; "))
	}
	set(p.Columns[i].Header, "client.id", "its names are in your client list")
}

// whoIs is a name of which it is not clear whom it means.
type whoIs struct {
	column int
	text   string
	may    []KnownClient
}

// nameUnknown makes the names of the sheets, or of the lines above the tables,
// those of clients, where nothing else can be.
func (p *MappingProposal) nameUnknown(set func(header, field, why string)) {
	if p.fills("client.name") {
		return
	}
	for _, header := range []string{grid.LineColumn, grid.TabColumn} {
		i := slices.IndexFunc(p.Columns, func(c ProposedColumn) bool { return c.Header == header })
		if i < 0 || p.look.columns[i].filled == 0 {
			continue
		}
		k := &p.look.columns[i]
		if k.share("code") >= 0.8 {
			set(header, "client.id", "it holds numbers, as clients have them")
			return
		}
		if k.share("name") >= 0.8 && !calendarNames(k) {
			set(header, "client.name", "it holds names")
			return
		}
	}
}

var calendarName = regexp.MustCompile(`(?i)^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|fall|spring|summer|winter|week|q[1-4]|quarter|sheet|hoja|data|tracker|progress)`)

// calendarNames reports whether names of sheets are months or terms. A child
// may be called April: one name decides nothing.
func calendarNames(k *columnLook) bool {
	n := 0
	for text := range k.values {
		n += boolInt(calendarName.MatchString(text))
	}
	return n == len(k.values)
}

// nameGoals finds the column that names the goals, where no header does.
func (p *MappingProposal) nameGoals(set func(header, field, why string)) {
	if p.fills("goal.title", "goal.text", "goal.id", "objective.text") || p.always["goal.title"] != "" {
		return
	}
	best := -1
	for i := range p.Columns {
		k := &p.look.columns[i]
		if c := &p.Columns[i]; c.Field != Ignore || c.Header == grid.TabColumn || c.Header == grid.LineColumn || k.filled == 0 || k.share("letters") < 0.8 {
			continue
		}
		if best < 0 || k.share("sentence") > p.look.columns[best].share("sentence") {
			best = i
		}
	}
	switch {
	case best >= 0:
		set(p.Columns[best].Header, "goal.title", "it stands before the results, and nothing else names the goals")
	case p.says("client.id", "client.name") && p.columnIs(grid.TabColumn, Ignore):
		set(grid.TabColumn, "goal.title", "each sheet is about one goal")
	}
}

// columnIs reports whether a column is there, fills the field and holds texts.
func (p *MappingProposal) columnIs(header, field string) bool {
	i := slices.IndexFunc(p.Columns, func(c ProposedColumn) bool { return c.Header == header && c.Field == field })
	return i >= 0 && p.look.columns[i].filled > 0
}

// fillsKnownGoal reports whether the table names a goal that the clinic's
// records have.
func (p *MappingProposal) fillsKnownGoal(o LookOptions) bool {
	known := map[record.Key]bool{}
	for _, c := range o.Clients {
		for _, g := range c.Goals {
			known[record.GoalByTitle(g)] = true
		}
	}
	for i, c := range p.Columns {
		if c.Field == "goal.id" {
			return true // ids come from somewhere
		}
		if c.Field != "goal.title" && c.Field != "goal.text" {
			continue
		}
		for text := range p.look.columns[i].values {
			if known[record.GoalByTitle(text)] {
				return true
			}
		}
	}
	return false
}

var weekText = regexp.MustCompile(`(?i)^(week|wk|w/o)\b`)

var weekdayText = regexp.MustCompile(`(?i)^(mon|tue|wed|thu|fri|sat|sun)`)

// chooseYear finds the year of days that say none by their weekdays.
func (p *MappingProposal) chooseYear(o LookOptions) {
	for _, t := range p.laid.tables {
		p.noYear = append(p.noYear, t.NoYear...)
	}
	if len(p.noYear) == 0 {
		return
	}
	if !o.Today.IsZero() {
		p.years = []string{strconv.Itoa(o.Today.Year), strconv.Itoa(o.Today.Year - 1)}
	}
	for _, text := range p.years {
		if year := atoi(text); p.weekdaysFit(year) {
			p.shape.Year = year
			p.Notes = append(p.Notes, fmt.Sprintf("the year is %d: the weekdays in the headers are those of that year", year))
			return
		}
	}
}

// weekdaysFit reports whether the weekdays in headers are those of their days
// in the year, and some header has one.
func (p *MappingProposal) weekdaysFit(year int) bool {
	n := 0
	for _, head := range p.noYear {
		m := weekdayText.FindString(head)
		if m == "" {
			continue
		}
		day, ok := grid.DayIn(head, year)
		if !ok || !strings.EqualFold(day.Weekday().String()[:3], m) {
			return false
		}
		n++
	}
	return n > 0
}

// SetYear says of which year the days in the headers are.
func (p *MappingProposal) SetYear(text string) error {
	year, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || year < 2000 || year > 2069 {
		return fmt.Errorf("%q is no year; write it as 2026", text)
	}
	if p.laid == nil {
		return fmt.Errorf("no header of %s is a day without a year", p.File)
	}
	p.shape.Year = year
	return nil
}

// layoutDoubts returns the questions about the layout that only a person
// answers.
func (p *MappingProposal) layoutDoubts() []Doubt {
	var all []Doubt
	if len(p.noYear) > 0 && p.shape.Year == 0 {
		all = append(all, Doubt{
			Question: fmt.Sprintf("of which year are the days in the headers, such as %q?", p.noYear[0]), Choices: p.years,
			Answer: "--year " + strings.Join(p.years, " or --year "), Must: true,
		})
	}
	for _, w := range p.whoIs {
		if _, said := p.words["client.id"][value.FoldWord(w.text)]; said || p.Columns[w.column].Field != "client.id" || slices.Contains(p.shape.Skip, w.text) {
			continue
		}
		d := Doubt{
			Column: p.Columns[w.column].Header, Question: fmt.Sprintf("which client is %q?", w.text),
			Answer: fmt.Sprintf("--word %q", "client.id:"+w.text+"=ID"), Must: true,
		}
		for _, c := range w.may {
			d.Choices = append(d.Choices, string(c.ID))
		}
		if p.Columns[w.column].Header == grid.TabColumn {
			d.Answer += fmt.Sprintf(", or --skip-sheet %q if it is no child's", w.text)
			d.Choices = append(d.Choices, SkipSheet)
		}
		all = append(all, d)
	}
	return all
}

// SkipSheet is the answer that a sheet is no child's.
const SkipSheet = "no child's"

// SetSkip says that a sheet is not read.
func (p *MappingProposal) SetSkip(name string) error {
	if p.laid == nil {
		return fmt.Errorf("%s has no table in which sheets count", p.File)
	}
	if !slices.Contains(p.shape.Skip, name) {
		p.shape.Skip = append(p.shape.Skip, name)
	}
	return nil
}

// proposeLaidOut proposes a mapping for a file of which a layout was found other
// than a row for each result.
func proposeLaidOut(p *MappingProposal, found *layoutLook, o LookOptions) error {
	p.chooseColumns()
	if err := p.checkIDs(); err != nil {
		return err
	}
	p.nameStaff(o.Staff)
	p.layOut(found, o)
	p.chooseOrder()
	return nil
}

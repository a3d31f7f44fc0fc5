package ingest

import (
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// Doubt is a question about a table that only a person can answer.
type Doubt struct {
	Column   string   `json:"column,omitempty"`
	Question string   `json:"question"`
	Choices  []string `json:"choices"`
	Answer   string   `json:"answer"` // how the command line answers it
	Must     bool     `json:"must"`   // without an answer no mapping can be written
}

// Lack is something without which no row could be used.
type Lack struct {
	What string `json:"what"`
	Do   string `json:"do"`

	Field   string   `json:"field,omitempty"`   // which a person may say of the whole file
	Choices []string `json:"choices,omitempty"` // what it may be
}

// column returns the column with the header, in any spelling.
func (p *MappingProposal) column(header string) (int, error) {
	var headers []string
	for i, c := range p.Columns {
		if c.Header != "" && (value.FoldHeader(c.Header) == value.FoldHeader(header) || headerKey(c.Header) == headerKey(header)) {
			return i, nil
		}
		headers = append(headers, c.Header)
	}
	return 0, fmt.Errorf("no column %q in %s%s", header, p.File, value.Nearest(header, nonEmpty(headers...)))
}

// Set says what a column is, or that it is not used (Ignore). A field that
// another column had goes from that one to this.
func (p *MappingProposal) Set(header, field string) error {
	i, err := p.column(header)
	if err != nil {
		return err
	}
	if field != Ignore && !isField(field) {
		return fmt.Errorf("no field %q%s; milepost fields lists them all", field, value.Nearest(field, fieldNames()))
	}
	for j := range p.Columns {
		if j != i && p.Columns[j].Field == field && field != Ignore && !mayRepeat(field) {
			p.Columns[j].Field, p.Columns[j].Reason = Ignore, fmt.Sprintf("column %q is %s now", p.Columns[i].Header, field)
		}
	}
	c := &p.Columns[i]
	c.Field, c.Sure, c.Confirmed, c.Reason = field, true, true, "you said so"
	if field != Ignore && !p.look.columns[i].suits(field) {
		c.Reason = "you said so, though its values do not look like it"
	}
	p.chooseOrderAnew()
	return nil
}

// chooseOrderAnew decides the order of days again, unless a person said it.
func (p *MappingProposal) chooseOrderAnew() {
	if p.Date == value.Decide {
		p.chooseOrder()
	}
}

func fieldNames() []string {
	var all []string
	for _, f := range Fields() {
		all = append(all, f.Name)
	}
	return all
}

func isField(name string) bool { return slices.Contains(fieldNames(), name) }

// SetDate says in which order the days of the table are written.
func (p *MappingProposal) SetDate(order string) error {
	orders := []string{string(value.MonthFirst), string(value.DayFirst), string(value.YearFirst)}
	if !slices.Contains(orders, order) {
		return fmt.Errorf("%q is none of %s%s", order, strings.Join(orders, ", "), value.Nearest(order, orders))
	}
	p.Date, p.Why = value.DateOrder(order), "you said so"
	return nil
}

// SetGives says which records a row gives.
func (p *MappingProposal) SetGives(words []string) error {
	all := giveWords()
	p.gives = nil
	for _, w := range words {
		if w = strings.TrimSpace(w); !slices.Contains(all, w) {
			return fmt.Errorf("%q is none of %s%s", w, strings.Join(all, ", "), value.Nearest(w, all))
		}
		p.gives = append(p.gives, Give(w))
	}
	return nil
}

// SetFill says that blank cells of a column repeat the cell above.
func (p *MappingProposal) SetFill(header string) error {
	i, err := p.column(header)
	if err == nil && !slices.Contains(p.Fill, p.Columns[i].Header) {
		p.Fill = append(p.Fill, p.Columns[i].Header)
	}
	return err
}

// SetGroup says what a row of one cell tells of the rows below it.
func (p *MappingProposal) SetGroup(field string) error {
	if !isField(field) {
		return fmt.Errorf("no field %q%s; milepost fields lists them all", field, value.Nearest(field, fieldNames()))
	}
	p.Group = field
	return nil
}

// SetWord says which of our words a word of the export is.
func (p *MappingProposal) SetWord(field, theirs, ours string) error {
	if !isField(field) {
		return fmt.Errorf("no field %q%s; milepost fields lists them all", field, value.Nearest(field, fieldNames()))
	}
	if kind := typeOf(field); strings.Contains(kind, ", ") && !slices.Contains(strings.Split(kind, ", "), ours) {
		return fmt.Errorf("%q is no word of %s; it is one of %s", ours, field, kind)
	}
	if p.words[field] == nil {
		p.words[field] = map[string]string{}
	}
	p.words[field][value.FoldWord(theirs)] = ours
	return nil
}

// SetAlways says that every row of such a file has this value.
func (p *MappingProposal) SetAlways(field, entry string) error {
	if !isField(field) {
		return fmt.Errorf("no field %q%s; milepost fields lists them all", field, value.Nearest(field, fieldNames()))
	}
	if kind := typeOf(field); strings.Contains(kind, ", ") && !slices.Contains(strings.Split(kind, ", "), entry) {
		return fmt.Errorf("%q is no word of %s; it is one of %s", entry, field, kind)
	}
	p.always[field] = entry
	return nil
}

// SetList says what kind of list the visits of such a file are of.
func (p *MappingProposal) SetList(word string) error {
	if !slices.Contains(listWords(), word) {
		return fmt.Errorf("%q is none of %s%s", word, strings.Join(listWords(), ", "), value.Nearest(word, listWords()))
	}
	p.list = record.List(word)
	return nil
}

// List returns what kind of list the visits of such a file are of: what a
// person said, else what the columns tell. "" nothing tells.
func (p *MappingProposal) List() record.List {
	hasStatus := p.fills("session.status")
	switch kind := listOf(p.Gives(), hasStatus); {
	case p.list != "" && kind != "":
		return p.list
	case kind == record.BillingList && p.always["session.status"] != record.Attended:
		return ""
	default:
		return kind
	}
}

// fills reports whether a column, or the group row, gives one of the fields.
func (p *MappingProposal) fills(fields ...string) bool {
	return slices.Contains(fields, p.Group) && p.Group != "" ||
		slices.ContainsFunc(p.Columns, func(c ProposedColumn) bool { return slices.Contains(fields, c.Field) })
}

// says reports whether a column, or what a person says of every row, gives one
// of the fields.
func (p *MappingProposal) says(fields ...string) bool {
	return p.fills(fields...) || slices.ContainsFunc(fields, func(f string) bool { return p.always[f] != "" })
}

// Gives returns which records a row gives: what a person said, else what the
// columns allow.
func (p *MappingProposal) Gives() []Give {
	if len(p.gives) > 0 {
		return p.gives
	}
	id := p.hasIDs()
	name := p.says("client.name") || p.says("client.first") && p.says("client.last")
	when := p.says("session.day", "point.order")
	goal := p.says("goal.id", "goal.title", "goal.text", "objective.id", "objective.text")
	result := p.says("point.score", "point.percent", "point.share", "point.help", "point.ok", "point.wrong")
	tells := p.says("goal.text", "goal.target", "goal.target_percent", "goal.target_share", "goal.target_date", "goal.baseline",
		"goal.criterion", "goal.present_level", "goal.last_score", "goal.state", "objective.text")
	var all []Give
	// A list of clients without ids brings clients too; results and goals
	// without ids name clients whom a list brings.
	if born := p.says("client.birth"); name && (id && (born || !when) || born && !when && !goal) {
		all = append(all, Clients)
	}
	if goal && (tells || !when || p.ownGoals) {
		all = append(all, Goals)
	}
	if p.says("session.day") && (result || p.says("session.id", "session.status", "session.start", "session.minutes",
		"session.note", "session.therapist", "session.reason", "session.format", "session.place")) {
		all = append(all, Sessions)
	}
	if when && goal && result {
		all = append(all, Data)
	}
	if p.says("assessment.instrument") && p.says("assessment.day") {
		all = append(all, Tests)
	}
	return all
}

// hasIDs reports whether a column gives the client's id: by itself, or beside
// each name.
func (p *MappingProposal) hasIDs() bool {
	if p.says("client.id", "client.other_id") {
		return true
	}
	for i, c := range p.Columns {
		if isNaming(c.Field) && p.look.columns[i].share("numbered") >= 0.8 {
			return true
		}
	}
	return false
}

func isID(field string) bool { return field == "client.id" || field == "client.other_id" }

// Lacks returns what is missing without which no row could be used.
func (p *MappingProposal) Lacks() []Lack {
	var all []Lack
	id := p.hasIDs()
	name := p.says("client.name") || p.says("client.first") && p.says("client.last")
	for i, c := range p.Columns {
		if k := &p.look.columns[i]; isID(c.Field) && k.share("no id") >= 0.2 && len(p.words[c.Field]) == 0 {
			all = append(all, Lack{
				What: fmt.Sprintf("column %q holds names, and a name is no client's number: it would stand in names of files", c.Header),
				Do:   fmt.Sprintf("say that it is the name: --set %q", c.Header+"=client.name"),
			})
		}
	}
	switch {
	case id:
	case name && p.says("client.birth"):
	case name:
		all = append(all, Lack{
			What: "the client is named by name only, and two children may share a name",
			Do:   "import your client list first, so that Milepost knows whom the names mean; or add a column with the clinic's number for the client, or with the birth date, to the export",
		})
	default:
		all = append(all, Lack{
			What:  "no column says which client a row is about",
			Do:    `if one does, say so: --set "COLUMN=client.id"; where the whole file is about one client: --always "client.id=NUMBER"`,
			Field: "client.id", Choices: p.ofFileName,
		})
	}
	given := p.Gives()
	if slices.Contains(given, Clients) && !id && !p.says("client.birth") {
		all = append(all, Lack{What: "a list of clients needs the clinic's number for each, or the birth date beside the name", Do: "add it to the export"})
	}
	if (gives(given, Sessions) || gives(given, Data)) && !p.says("session.day", "point.order") {
		all = append(all, Lack{What: "no column says on which day a row happened", Do: `say which one does: --set "COLUMN=session.day"`})
	}
	if n := p.dayHeaders(); n >= 3 && p.laid == nil {
		all = append(all, Lack{
			What: fmt.Sprintf("%d headers are days: the table has a column for each day", n),
			Do:   "Milepost reads one row for each result: give the table the columns client, goal, date and score, and write each result into a row",
		})
	}
	result := p.says("point.score", "point.percent", "point.share", "point.ok", "point.wrong", "point.of")
	goal := p.says("goal.id", "goal.title", "goal.text", "objective.id", "objective.text")
	switch {
	case result && !p.says("session.day", "point.order"):
		all = append(all, Lack{
			What: "there are results, but no column says on which day they were taken",
			Do:   `say which one does: --set "COLUMN=session.day"; or, where the export numbers its sessions instead, --set "COLUMN=point.order"`,
		})
	case result && !goal:
		all = append(all, Lack{
			What:  "there are results, but no column says of which goal",
			Do:    `say which one does: --set "COLUMN=goal.title"; where the whole file is about one goal: --always "goal.title=GOAL"`,
			Field: "goal.title", Choices: p.goalChoices(),
		})
	case len(given) == 0 && len(all) == 0:
		all = append(all, Lack{What: "a row gives neither a client, nor a goal, a session or a result", Do: "say what the columns are, with --set; milepost fields lists what a column can be"})
	}
	return all
}

// dayHeaders counts the headers that are days.
func (p *MappingProposal) dayHeaders() int {
	n := 0
	for _, c := range p.Columns {
		_, _, bad := anyDay(value.MonthFirst).Read(sheet.Cell{Text: c.Header})
		n += boolInt(c.Header != "" && !value.IsBlank(c.Header) && (bad == nil || bad.Code == "date.year"))
	}
	return n
}

// Doubts returns the questions that are still open.
func (p *MappingProposal) Doubts() []Doubt {
	var all []Doubt
	for i := range p.Columns {
		all = append(all, p.columnDoubts(&p.Columns[i], &p.look.columns[i])...)
	}
	if d, is := p.orderDoubt(); is {
		all = append(all, d)
	}
	all = append(all, p.layoutDoubts()...)
	all = append(all, p.resultDoubts()...)
	if gives(p.Gives(), Sessions) && !p.fills("session.status") && p.always["session.status"] == "" && p.list == "" {
		all = append(all, Doubt{
			Question: "no column says whether a visit was held: does another export, such as an appointment list, say which visits were held?",
			Choices:  []string{"yes", "no"}, Answer: `--list data if so, or --always "session.status=attended" if each row is a visit that was held`,
		})
	}
	if n := len(p.look.groups); n >= 2 && p.Group == "" {
		all = append(all, Doubt{
			Question: fmt.Sprintf("%d rows hold one cell only, such as %q: do they say something of the rows below them?", n, p.look.groups[0]),
			Choices:  []string{"session.therapist", "client.id", "client.name", "client.caseload", "goal.title"},
			Answer:   "--group FIELD",
		})
	}
	return all
}

// columnDoubts returns the questions about one column.
func (p *MappingProposal) columnDoubts(c *ProposedColumn, k *columnLook) []Doubt {
	var all []Doubt
	set := func(field string) string { return fmt.Sprintf("--set %q", c.Header+"="+field) }
	if !c.Sure {
		all = append(all, Doubt{Column: c.Header, Question: "what is it? " + c.Reason, Choices: append(slices.Clone(c.Maybe), Ignore), Answer: set("FIELD")})
	}
	if percent := c.Field == "point.percent" || c.Field == "goal.target_percent"; percent && !c.Confirmed {
		share := strings.Replace(c.Field, "percent", "share", 1)
		switch {
		case k.small && k.large:
			all = append(all, Doubt{c.Header, "it holds numbers under 1 and over 1: does 0.8 mean 80 %, or less than 1 %?", []string{share, c.Field}, set(share), true})
		case !k.large && !k.small && k.share("percent") == 0 && k.filled > 0: // a fraction among them tells: shares
			all = append(all, Doubt{c.Header, "it holds numbers from 0 to 1 only: does 1 mean 100 %, or 1 %?", []string{share, c.Field}, set(share), true})
		}
	}
	if blank := k.blank; strings.HasPrefix(c.Field, "client.") && isIdentity(c.Field) && k.filled > 0 && blank > 0 && !slices.Contains(p.Fill, c.Header) && !c.Confirmed {
		all = append(all, Doubt{
			c.Header, fmt.Sprintf("%d rows are blank here: is it the client of the row above?", blank),
			[]string{"yes", "no"},
			fmt.Sprintf("--fill %q", c.Header), false,
		})
	}
	return append(all, p.wordDoubts(c, k)...)
}

// isIdentity reports whether the field tells who a row is about.
func isIdentity(field string) bool {
	return slices.Contains([]string{"client.id", "client.name", "client.last"}, field)
}

// orderDoubt asks for the order of days where nothing decides.
func (p *MappingProposal) orderDoubt() (Doubt, bool) {
	if p.Date != value.Decide {
		return Doubt{}, false
	}
	for i, c := range p.Columns {
		if k := &p.look.columns[i]; typeOf(c.Field) == "day" && k.unclear > 0 {
			shown := ""
			if len(k.samples) > 0 {
				shown = ", such as " + k.samples[0]
			}
			return Doubt{
				c.Header, "is the month or the day written first" + shown + "? Nothing in the file decides.",
				[]string{string(value.MonthFirst), string(value.DayFirst)},
				"--date month-first", true,
			}, true
		}
	}
	return Doubt{}, false
}

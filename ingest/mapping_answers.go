package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
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
}

// column returns the column with the header, in any spelling.
func (p *MappingProposal) column(header string) (int, error) {
	var headers []string
	for i, c := range p.Columns {
		if c.Header != "" && (fold(c.Header) == fold(header) || headerKey(c.Header) == headerKey(header)) {
			return i, nil
		}
		headers = append(headers, c.Header)
	}
	return 0, fmt.Errorf("no column %q in %s%s", header, p.File, nearest(header, nonEmpty(headers...)))
}

// Set says what a column is, or that it is not used (Ignore). A field that
// another column had goes from that one to this.
func (p *MappingProposal) Set(header, field string) error {
	i, err := p.column(header)
	if err != nil {
		return err
	}
	if field != Ignore && !isField(field) {
		return fmt.Errorf("no field %q%s; milepost fields lists them all", field, nearest(field, fieldNames()))
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
	if p.Date == Decide {
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
	orders := []string{string(MonthFirst), string(DayFirst), string(YearFirst)}
	if !slices.Contains(orders, order) {
		return fmt.Errorf("%q is none of %s%s", order, strings.Join(orders, ", "), nearest(order, orders))
	}
	p.Date, p.Why = DateOrder(order), "you said so"
	return nil
}

// SetGives says which records a row gives.
func (p *MappingProposal) SetGives(words []string) error {
	all := giveWords()
	p.gives = nil
	for _, w := range words {
		if w = strings.TrimSpace(w); !slices.Contains(all, w) {
			return fmt.Errorf("%q is none of %s%s", w, strings.Join(all, ", "), nearest(w, all))
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
		return fmt.Errorf("no field %q%s; milepost fields lists them all", field, nearest(field, fieldNames()))
	}
	p.Group = field
	return nil
}

// SetWord says which of our words a word of the export is.
func (p *MappingProposal) SetWord(field, theirs, ours string) error {
	if !isField(field) {
		return fmt.Errorf("no field %q%s; milepost fields lists them all", field, nearest(field, fieldNames()))
	}
	if kind := typeOf(field); strings.Contains(kind, ", ") && !slices.Contains(strings.Split(kind, ", "), ours) {
		return fmt.Errorf("%q is no word of %s; it is one of %s", ours, field, kind)
	}
	if p.words[field] == nil {
		p.words[field] = map[string]string{}
	}
	p.words[field][foldWord(theirs)] = ours
	return nil
}

// SetAlways says that every row of such a file has this value.
func (p *MappingProposal) SetAlways(field, value string) error {
	if !isField(field) {
		return fmt.Errorf("no field %q%s; milepost fields lists them all", field, nearest(field, fieldNames()))
	}
	if kind := typeOf(field); strings.Contains(kind, ", ") && !slices.Contains(strings.Split(kind, ", "), value) {
		return fmt.Errorf("%q is no word of %s; it is one of %s", value, field, kind)
	}
	p.always[field] = value
	return nil
}

// fills reports whether a column, or the group row, gives one of the fields.
func (p *MappingProposal) fills(fields ...string) bool {
	return slices.Contains(fields, p.Group) && p.Group != "" ||
		slices.ContainsFunc(p.Columns, func(c ProposedColumn) bool { return slices.Contains(fields, c.Field) })
}

// Gives returns which records a row gives: what a person said, else what the
// columns allow.
func (p *MappingProposal) Gives() []Give {
	if len(p.gives) > 0 {
		return p.gives
	}
	id := p.fills("client.id", "client.other_id")
	name := p.fills("client.name") || p.fills("client.first") && p.fills("client.last")
	when := p.fills("session.day", "point.order")
	goal := p.fills("goal.id", "goal.title", "goal.text", "objective.id", "objective.text")
	result := p.fills("point.score", "point.percent", "point.share", "point.help") || p.fills("point.ok") && p.fills("point.of")
	tells := p.fills("goal.text", "goal.target", "goal.target_percent", "goal.target_share", "goal.target_date", "goal.baseline",
		"goal.criterion", "goal.present_level", "goal.last_score", "goal.state", "objective.text")
	var all []Give
	if id && name && (p.fills("client.birth") || !when && !goal) {
		all = append(all, Clients)
	}
	if goal && (tells || !when) {
		all = append(all, Goals)
	}
	if p.fills("session.day") && (result || p.fills("session.id", "session.status", "session.start", "session.minutes",
		"session.note", "session.therapist", "session.reason", "session.format", "session.place")) {
		all = append(all, Sessions)
	}
	if when && goal && result {
		all = append(all, Data)
	}
	if p.fills("assessment.instrument") && p.fills("assessment.day") {
		all = append(all, Tests)
	}
	return all
}

// Lacks returns what is missing without which no row could be used.
func (p *MappingProposal) Lacks() []Lack {
	var all []Lack
	id := p.fills("client.id", "client.other_id")
	name := p.fills("client.name") || p.fills("client.first") && p.fills("client.last")
	switch {
	case id:
	case name && p.fills("client.birth"):
	case name:
		all = append(all, Lack{
			"the client is named by name only, and two children may share a name",
			"add a column with the clinic's number for the client, or with the birth date, to the export",
		})
	default:
		all = append(all, Lack{
			"no column says which client a row is about",
			`if one does, say so: --set "COLUMN=client.id"; else add the clinic's number for the client to the export`,
		})
	}
	given := p.Gives()
	if slices.Contains(given, Clients) && !id {
		all = append(all, Lack{"a list of clients needs the clinic's number for each", "add it to the export"})
	}
	if (gives(given, Sessions) || gives(given, Data)) && !p.fills("session.day", "point.order") {
		all = append(all, Lack{"no column says on which day a row happened", `say which one does: --set "COLUMN=session.day"`})
	}
	if n := p.dayHeaders(); n >= 3 {
		all = append(all, Lack{
			fmt.Sprintf("%d headers are days: the table has a column for each day", n),
			"Milepost reads one row for each result: give the table the columns client, goal, date and score, and write each result into a row",
		})
	}
	result := p.fills("point.score", "point.percent", "point.share", "point.ok", "point.of")
	goal := p.fills("goal.id", "goal.title", "goal.text", "objective.id", "objective.text")
	switch {
	case result && !p.fills("session.day", "point.order"):
		all = append(all, Lack{
			"there are results, but no column says on which day they were taken",
			`say which one does: --set "COLUMN=session.day"; or, where the export numbers its sessions instead, --set "COLUMN=point.order"`,
		})
	case result && !goal:
		all = append(all, Lack{"there are results, but no column says of which goal", `say which one does: --set "COLUMN=goal.title"`})
	case len(given) == 0 && len(all) == 0:
		all = append(all, Lack{"a row gives neither a client, nor a goal, a session or a result", "say what the columns are, with --set; milepost fields lists what a column can be"})
	}
	return all
}

// dayHeaders counts the headers that are days.
func (p *MappingProposal) dayHeaders() int {
	n := 0
	for _, c := range p.Columns {
		_, _, bad := anyDay(MonthFirst).read(Cell{Text: c.Header})
		n += boolInt(c.Header != "" && !isBlankWord(c.Header) && (bad == nil || bad.code == "date.year"))
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
	if gives(p.Gives(), Sessions) && !p.fills("session.status") && p.always["session.status"] == "" {
		all = append(all, Doubt{
			Question: "no column says whether a session was held: were all sessions of such a file held?",
			Choices:  []string{"yes", "no"}, Answer: `--always "session.status=attended"`,
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
		case !k.large && k.share("percent") == 0 && k.filled > 0:
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
	for _, word := range p.unknownWords(c, k) {
		all = append(all, Doubt{
			c.Header, fmt.Sprintf("what does %q mean?", shorten(word)), strings.Split(typeOf(c.Field), ", "),
			fmt.Sprintf("--word %q", c.Field+":"+word+"=OURS"), false,
		})
	}
	return all
}

// isIdentity reports whether the field tells who a row is about.
func isIdentity(field string) bool {
	return slices.Contains([]string{"client.id", "client.name", "client.last"}, field)
}

// unknownWords returns the words of a closed list's column that are unknown.
func (p *MappingProposal) unknownWords(c *ProposedColumn, k *columnLook) []string {
	if !slices.Contains(closedFields(), c.Field) {
		return nil
	}
	var all []string
	for _, w := range slices.Sorted(maps.Keys(k.unknown[c.Field])) {
		if _, said := p.words[c.Field][foldWord(w)]; !said {
			all = append(all, w)
		}
	}
	return all
}

// orderDoubt asks for the order of days where nothing decides.
func (p *MappingProposal) orderDoubt() (Doubt, bool) {
	if p.Date != Decide {
		return Doubt{}, false
	}
	for i, c := range p.Columns {
		if k := &p.look.columns[i]; typeOf(c.Field) == "day" && k.unclear > 0 {
			shown := ""
			if len(k.samples) > 0 {
				shown = ", such as " + k.samples[0]
			}
			return Doubt{
				c.Header, "is the month or the day written first" + shown + "? Nothing in the file decides",
				[]string{string(MonthFirst), string(DayFirst)},
				"--date month-first", true,
			}, true
		}
	}
	return Doubt{}, false
}

package ingest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// ShapeOptions say how a file is shaped.
type ShapeOptions struct {
	Seed     [32]byte // the key, by chance: who knows it can find the way back
	Today    record.Date
	Mappings []Mapping
	Keep     []string // header cells that are kept although they hold unknown words
}

// Shaped says what was done.
type Shaped struct {
	Format  string
	Cells   int      // cells or values that were replaced
	Headers []string // header cells that were replaced, since they hold unknown words
	Notes   []string
}

// Shape writes a file of the same form as f, in which values are replaced by
// made-up ones of the same kind: the days of each child are shifted by a number of
// days of its own, names and ids made up (the same one for the same one, also in
// another file of the same key, as are a child's days), numbers are of the same
// form, and free text is blanked. Headers, words of closed lists and signs
// stay. It is made so that a clinic can report a file that fails; it is no
// de-identification as HIPAA defines it (45 CFR 164.514).
func Shape(ctx context.Context, f sheet.File, o ShapeOptions, w io.Writer) (Shaped, error) {
	l, err := sheet.Sniff(f)
	if err != nil {
		return Shaped{}, err
	}
	s := &shaper{options: o, lexicon: newLexicon(), fake: newFaker(o.Seed)}
	s.done.Format = l.Format
	s.fake.days.today = o.Today
	switch l.Format {
	case sheet.CSV:
		err = s.shapeCSV(ctx, f, l, w)
	case sheet.XLSX:
		err = s.shapeXLSX(ctx, f, w)
	case sheet.FHIRJSON, sheet.FHIRNDJSON:
		err = s.shapeFHIR(f, w)
	default:
		return s.done, fmt.Errorf("%s %s: only CSV, XLSX and FHIR can be shaped; %s", f.Name, l.Wrong, l.Next.Words())
	}
	if s.fake.days.round > 0 {
		s.done.Notes = append(s.done.Notes, "its days moved by other numbers than those of other files with this key, so that they still show which number is the month")
	}
	if bad, ok := sheet.AsUnreadable(err); ok {
		return s.done, fmt.Errorf("%s %s", f.Name, bad.Wrong)
	}
	return s.done, err
}

// shaper shapes one file.
type shaper struct {
	options ShapeOptions
	lexicon *lexicon
	fake    *faker
	done    Shaped
}

// role is what is done with the values of a column.
type role string

// The roles of columns.
const (
	asCode   role = "code"   // an id: letters and digits made up
	asName   role = "name"   // made-up words
	asDays   role = "day"    // shifted
	asTimes  role = "time"   // shifted
	asNumber role = "number" // numbers and results of the same form
	asWord   role = "word"   // a closed list: its words stay
	asTongue role = "tongue" // a language: English, Spanish, or another one
	asKey    role = "key"    // a text that names something: "text 12"
	asNote   role = "note"   // free text: blanked
	asReach  role = "reach"  // telephone, e-mail
)

// shapedSheet is one table and what its columns are.
type shapedSheet struct {
	sheet.Table
	header  int // 0: no row is taken for a header
	upper   bool
	headers []string
	roles   []role
	fields  []string
	orders  []value.DateOrder
	layout  *layout
}

// learnSheet finds the header and what each column is, by the mapping that
// reads the sheet, else by what can be proposed.
func (s *shaper) learnSheet(ctx context.Context, f sheet.File, sh sheet.Table) (*shapedSheet, error) {
	in := newIntake(ctx, f, Options{Mappings: s.options.Mappings, Today: s.options.Today}, func(record.Batch) error { return nil })
	laid, l, _, err := in.learn(sh)
	if err != nil {
		return nil, err
	}
	if laid.LaidOut {
		return nil, fmt.Errorf("%s has a column for each day or goal, or a sheet for each child: Milepost cannot copy such a table without its names yet", f.Name)
	}
	one := &shapedSheet{Table: sh, layout: l}
	t := &tableLook{lexicon: s.lexicon, sheet: sh}
	if l != nil {
		t.header, t.headers = l.header, l.columns
	} else {
		found, err := s.lexicon.headerOf(ctx, sh, 0)
		if err != nil {
			return nil, err
		}
		if found != nil && found.hits > 0 {
			t = found
		}
	}
	if err := t.read(ctx); err != nil {
		return nil, err
	}
	one.header, one.headers, one.upper = t.header, t.headers, t.upper != nil
	s.chooseRoles(one, t)
	return one, nil
}

// chooseRoles says what each column is.
func (s *shaper) chooseRoles(one *shapedSheet, t *tableLook) {
	p := &MappingProposal{look: t, words: map[string]map[string]string{}, always: map[string]string{}}
	p.chooseColumns()
	var joint [2]bool
	for i := range t.columns {
		joint[0], joint[1] = joint[0] || t.columns[i].hints[0], joint[1] || t.columns[i].hints[1]
	}
	for i := range t.columns {
		field := ""
		if one.layout != nil {
			field = one.layout.fieldAt(i)
		} else if p.Columns[i].Field != Ignore {
			field = p.Columns[i].Field
		}
		one.fields = append(one.fields, field)
		one.roles = append(one.roles, roleOf(field, &t.columns[i]))
		order := orderOf(t.columns[i].hints)
		if t.columns[i].hints == [2]bool{} {
			order = orderOf(joint)
		}
		if one.layout != nil && i < len(one.layout.days) {
			order = one.layout.days[i].Order
		}
		one.orders = append(one.orders, order)
	}
}

// fieldAt returns the field of a column, "" none.
func (l *layout) fieldAt(position int) string {
	for _, field := range sortedKeys(l.at) {
		if slices.Contains(l.at[field], position) {
			return field
		}
	}
	return ""
}

// roleOf says what is done with a column: by its field, else by its values.
func roleOf(field string, k *columnLook) role {
	switch kind := typeOf(field); {
	case field == "":
		return roleOfValues(k)
	case strings.HasSuffix(field, ".language"):
		return asTongue
	case strings.HasPrefix(field, "contact.phone"), strings.HasPrefix(field, "contact.email"):
		return asReach
	case kind == "id":
		return asCode
	case kind == "name", strings.HasPrefix(field, "client.") && kind == "text" && field != "client.pronouns" && field != "client.language", field == "contact.name", field == "contact.address":
		return asName
	case kind == "day":
		return asDays
	case kind == "time":
		return asTimes
	case kind == "number", kind == "score", kind == "help", field == "goal.last_score":
		return asNumber
	case kind == "yes/no", strings.Contains(kind, ", "), field == "client.pronouns", strings.HasSuffix(field, ".discipline"), field == "goal.owner", field == "point.phase":
		return asWord
	case strings.HasPrefix(field, "goal.") && field != "goal.present_level" && field != "goal.criterion", strings.HasPrefix(field, "objective."):
		return asKey
	}
	return asNote
}

// roleOfValues says what is done with a column that no field takes.
func roleOfValues(k *columnLook) role {
	const most = 0.8
	closed := func(field string) bool { return k.share(field) >= most }
	switch {
	case k.share("day") >= most:
		return asDays
	case k.share("email") >= most, k.share("phone") >= most && k.average() >= 9:
		return asReach
	case k.share("code") >= most && k.average() >= 3:
		return asCode
	case k.share("number")+k.share("percent") >= most, k.share("score") >= most, k.share("duration") >= most:
		return asNumber
	case k.share("time") >= most:
		return asTimes
	case k.share("yes/no") >= most, slices.ContainsFunc(closedFields(), closed) && k.share("name") < 0.5:
		return asWord
	case k.share("name") >= 0.5, k.share("letters") >= most && k.average() <= 20:
		return asName
	}
	return asNote
}

// roleAt returns what is done with the cells of a column; of one without a
// header they are read by themselves.
func (one *shapedSheet) roleAt(i int, c sheet.Cell) (role, value.DateOrder) {
	if i < len(one.roles) {
		return one.roles[i], one.orders[i]
	}
	k := columnLook{values: map[string]int{}, fits: map[string]int{}}
	k.look(c, value.NewHelpBook())
	return roleOfValues(&k), value.Decide
}

// learnValues looks at every value of a sheet once, so that none of them is
// ever made up for another.
func (s *shaper) learnValues(ctx context.Context, one *shapedSheet) error {
	return one.Rows(ctx, func(row sheet.Row) error {
		s.fake.days.whose = one.childOf(row)
		for i, c := range row.Cells {
			text := strings.TrimSpace(c.Text)
			if text == "" {
				continue
			}
			s.fake.avoid(text)
			if row.Number <= one.header || row.Broken {
				continue
			}
			switch r, order := one.roleAt(i, c); {
			case r == asDays || c.Format == sheet.AsDay || c.Format == sheet.AsDayTime:
				s.fake.days.learn(c, order)
			case r == asTimes:
				s.fake.times.learn(c)
			}
		}
		return nil
	})
}

// isHeaderRow reports whether the row is one of the header's, or repeats it.
func (one *shapedSheet) isHeaderRow(row sheet.Row) bool {
	if one.header == 0 {
		return false
	}
	if row.Number == one.header || one.upper && row.Number == one.header-1 {
		return true
	}
	return (&tableLook{headers: one.headers}).isHeaderAgain(row)
}

// cells returns what stands in the row of the shaped file.
func (s *shaper) cells(one *shapedSheet, row sheet.Row) []string {
	all := make([]string, len(row.Cells))
	header := one.isHeaderRow(row) || one.layout != nil && row.Number < one.header && row.Number >= one.header-1 && s.isUpper(one, row)
	first := ""
	if texts := textsOf(row); len(texts) > 0 {
		first = texts[0]
	}
	s.fake.days.whose = one.childOf(row)
	kept := keptHead(first, len(textsOf(row)))
	done := false
	for i, c := range row.Cells {
		text := strings.TrimSpace(c.Text)
		switch {
		case text == "" || c.Filled != sheet.Own:
			all[i] = c.Text
		case header:
			all[i] = s.headerCell(one, c.Text)
		case row.Number < one.header:
			all[i] = s.title(c)
		case !done && kept != "" && text == first:
			done = true
			all[i] = kept + s.fake.rest(strings.TrimPrefix(text, kept))
		default:
			r, order := one.roleAt(i, c)
			all[i] = s.value(c, r, order, i)
		}
		if all[i] != c.Text {
			s.done.Cells++
		}
	}
	return all
}

// isUpper reports whether the row above a header is the upper part of it.
func (s *shaper) isUpper(one *shapedSheet, row sheet.Row) bool {
	for i, c := range row.Cells {
		if text := headerText(c.Text); text != "" && (i >= len(one.headers) || !strings.HasPrefix(one.headers[i], text)) {
			return false
		}
	}
	return true
}

// keptHead returns the words by which a row is known as a total or a footer.
func keptHead(first string, texts int) string {
	if head := totalRow.FindString(first); head != "" {
		return head
	}
	if texts <= 2 {
		return footerRow.FindString(first)
	}
	return ""
}

// title blanks a cell above the header.
func (s *shaper) title(c sheet.Cell) string {
	if low := strings.ToLower(strings.TrimSpace(c.Text)); strings.HasPrefix(low, "sep=") && len(low) == 5 {
		return c.Text
	}
	if c.Kind == 0 && c.Format != sheet.Plain || value.PlainNumber.MatchString(c.Text) {
		return s.value(c, asNumber, value.Decide, -1)
	}
	return s.fake.note(c.Text)
}

// value replaces one value.
func (s *shaper) value(c sheet.Cell, r role, order value.DateOrder, column int) string {
	text := strings.TrimSpace(c.Text)
	space := func(inner string) string { return strings.Replace(c.Text, text, inner, 1) }
	switch {
	case errorWord(text), c.Format == sheet.AsError, c.Kind == 'b', value.IsBlank(text) && r != asName && r != asCode, strings.EqualFold(text, "none"):
		return c.Text
	case c.Format == sheet.AsDay || c.Format == sheet.AsDayTime || r == asDays:
		return space(s.fake.day(c, order))
	case r == asTimes:
		return space(s.fake.time(c))
	case r == asNumber:
		return space(s.fake.number(c, column))
	case r == asWord && s.fake.isClosedWord(text):
		return c.Text
	case r == asTongue:
		return space(tongue(text))
	case r == asCode:
		return space(s.fake.code(text))
	case r == asReach:
		return space(s.fake.reach(text))
	case r == asName, r == asWord:
		return space(s.fake.name(text))
	case value.PlainNumber.MatchString(text):
		return space(s.fake.number(c, column))
	}
	return space(s.fake.note(text))
}

// tongue keeps English and Spanish, which tell nobody apart. Of another language
// no more is told than that it is one.
func tongue(text string) string {
	code, _ := value.Language(text)
	switch code {
	case "en", "es":
		return code
	}
	return "vi"
}

// isClosedWord reports whether a text is a word of one of our closed lists, a
// level of help or an answer.
func (k *faker) isClosedWord(text string) bool {
	low := value.FoldWord(text)
	if isYesNo(low) || value.Pronouns(text) != (record.Pronouns{}) {
		return true
	}
	switch low {
	case "ot", "pt", "slp", "st", "aba", "occupational therapy", "physical therapy", "speech therapy", "baseline", "pre", "post",
		"treatment", "maintenance", "follow-up", "clinic", "school", "home", "early intervention":
		return true
	}
	for _, field := range closedFields() {
		if _, ok := value.Word(field, low); ok {
			return true
		}
	}
	_, isHelp := k.book.Read(low)
	return isHelp
}

// headerCell keeps a header that holds known words only, or that the mapping
// or the person who shapes names; any other may hold a child's name, and is
// replaced.
func (s *shaper) headerCell(one *shapedSheet, text string) string {
	clean := headerText(text)
	known := func(h string) bool { return value.FoldHeader(h) == value.FoldHeader(clean) }
	if slices.ContainsFunc(s.options.Keep, known) || one.layout != nil && slices.ContainsFunc(one.layout.mapping.Columns, func(c Column) bool { return known(c.Header) }) {
		return text
	}
	if one.layout != nil && slices.ContainsFunc(one.layout.mapping.Columns, func(c Column) bool {
		return strings.HasPrefix(value.FoldHeader(c.Header), value.FoldHeader(clean)) && len(clean) > 2
	}) {
		return text
	}
	if s.lexicon.isPlain(clean) {
		return text
	}
	if !slices.Contains(s.done.Headers, clean) {
		s.done.Headers = append(s.done.Headers, clean)
	}
	return s.fake.header(clean)
}

// isPlain reports whether every word of a header is known from headers.
func (x *lexicon) isPlain(header string) bool {
	if len(x.vocabulary) == 0 {
		x.vocabulary = map[string]bool{}
		for _, k := range x.known {
			for _, w := range strings.Fields(k.words) {
				x.vocabulary[w] = true
			}
		}
		for _, h := range append(knownUnused(), headerNouns()...) {
			for _, w := range headerWords(h) {
				x.vocabulary[w] = true
			}
		}
	}
	for _, w := range headerWords(header) {
		if digits := digitsOf(w); digits == w && len(w) <= 2 || len(w) == 1 {
			continue
		}
		if !x.vocabulary[w] {
			return false
		}
	}
	return true
}

// headerNouns lists more words that headers are made of.
func headerNouns() []string {
	return strings.Fields("active actual adaptive administered age agency annual answer approved area assessed assessment assigned attempt average band behavior behaviour benchmark billable billed billing " +
		"calculated campus category class classroom closed collected column completed completion composite contract coordinator correct cost county course created criteria current cutoff daily days " +
		"default delivered department description details device disability discontinued display district documentation due early education eligibility eligible email end english ended enrolled entered entry error " +
		"ethnicity evaluation event exit expected external fall file final fine flag fluency follow form frequency fund funding general given grade gross group growth hispanic history hours iep ifsp " +
		"index initial input instruction instructor internal intervention item items job kind label large lead left length level license list local long lunch math mean measured median method migrant mode model " +
		"month monthly motor motion multiple nbr next notes number observed occupational office old online open order organization original other outcome overall page parent participation pass path percentile " +
		"performance period physical plan points population position possible post practice pre preferred present primary prior priority procedure program progress provided quarter question race range rank rank " +
		"rate raw reading ready reason received record recorded reference referral referred region registration related release remarks report reported request required response restricted result review right risk role room " +
		"sample scale scaled schedule scheduled school score scored screening season second section section self sensory sent sequence serial series service services session set sex short side sign signature signed size skill " +
		"small social source special speech spring staff standard standards start state step strand subject submitted subtest summary sum support supports task teacher team template term test tested text therapy third time times " +
		"title today tool topic total transfer treatment trend trial tx type unit updated user using valid value verbal version visual week weekly weeks winter with without work written year years zone itemtype condition phoneme spt2017 n baselines " +
		"of the and or for per in on at by to from a an is are was has be not no yes if as it")
}

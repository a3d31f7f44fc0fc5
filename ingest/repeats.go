package ingest

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// SameRows says what rows of one goal and visit are that are alike in every
// cell. The empty value leaves it to the file.
type SameRows string

// What rows that are alike in every cell are.
const (
	SameOnce   SameRows = "once"   // one row that stands there twice
	SameTrials SameRows = "trials" // tries with the same result, each a row
	sameAsk    SameRows = "ask"    // the file does not tell
)

// repeats is what a whole sheet tells of rows that repeat one another.
type repeats struct {
	looked bool            // the sheet was looked at
	alike  map[uint64]bool // content of the rows that stand there several times
	same   SameRows        // what they are
	noID   bool            // the column of result ids repeats: it is no id of a result
}

// repeatLook learns it while a sheet is read through.
type repeatLook struct {
	in   *intake
	l    *layout
	r    *rowReader
	rows map[uint64]struct{}
	ids  map[uint64]idRow

	conflicts int // ids of rows that say something else of the same goal

	client, goal, title, day []int // columns
}

// idRow is what is remembered of the row that had an id first.
type idRow struct {
	who, modified uint32 // parts of hashes
	twice         bool
}

// newRepeatLook returns nil where rows give no results of their own.
func newRepeatLook(in *intake, l *layout) *repeatLook {
	if !gives(l.mapping.Gives, Data) || len(l.mapping.Gather.By) > 0 || len(l.at["session.day"])+len(l.at["point.order"]) == 0 {
		return nil
	}
	columns := func(fields ...string) []int {
		var all []int
		for _, f := range fields {
			all = append(all, l.at[f]...)
		}
		return all
	}
	look := &repeatLook{
		in: in, l: l, r: &rowReader{in: in, l: l}, rows: map[uint64]struct{}{},
		client: columns("client.id", "client.other_id", "client.name", "client.first", "client.last", "client.birth"),
		goal:   columns("goal.id", "objective.id"),
		title:  columns("goal.title", "goal.text", "objective.text"),
		day:    columns("session.day", "point.order"),
	}
	if len(l.at["point.id"]) > 0 {
		look.ids = map[uint64]idRow{}
	}
	return look
}

// row takes one row below the header into account.
func (k *repeatLook) row(row sheet.Row) {
	if row.Broken || row.Bare || row.Blank {
		return
	}
	k.r.shape(&row)
	if !k.isData(row) {
		return
	}
	content := k.in.contentOf(row)
	_, seen := k.rows[content]
	if seen {
		k.alike(content)
	} else {
		k.rows[content] = struct{}{}
	}
	if k.ids != nil && !k.l.repeats.noID && !seen {
		k.id(row)
	}
}

func (k *repeatLook) alike(content uint64) {
	if k.l.repeats.alike == nil {
		k.l.repeats.alike = map[uint64]bool{}
	}
	k.l.repeats.alike[content] = true
}

// id looks whether the row's result id stands in another row. That of another
// child or goal shows that it is no id of a result. One of the same goal that
// is no newer version of the row may be a slip; where more than a quarter of
// the ids repeat so, the column is none either.
//
// Source: ADR 138.
func (k *repeatLook) id(row sheet.Row) {
	v := &values{in: k.in, l: k.l, row: row, at: k.l.at}
	id := k.textOf(row, k.l.at["point.id"])
	if value.IsBlank(id) || v.yes("row.void") {
		return
	}
	this := idRow{who: uint32(k.who(row))}
	if modified := k.textOf(row, k.l.at["row.modified"]); modified != "" {
		this.modified = uint32(hashOf(modified)) | 1
	}
	key := hashOf(id)
	before, known := k.ids[key]
	if !known {
		k.ids[key] = this
		return
	}
	newer := this.modified != 0 && before.modified != 0 && this.modified != before.modified
	switch {
	case this.who != before.who:
		k.l.repeats.noID = true
	case !newer && !before.twice:
		before.twice = true
		k.ids[key] = before
		k.conflicts++
	}
}

// who hashes whom and which goal a row is about.
func (k *repeatLook) who(row sheet.Row) uint64 {
	goal := k.goal
	if k.textOf(row, goal) == "" {
		goal = k.title
	}
	return 31*foldedHash(row, k.client) ^ foldedHash(row, goal)
}

// foldedHash hashes the texts of columns without their spaces and capitals,
// which exports write differently.
func foldedHash(row sheet.Row, columns []int) uint64 {
	const prime = 1099511628211
	h := uint64(14695981039346656037)
	for _, column := range columns {
		if column >= len(row.Cells) {
			continue
		}
		text := row.Cells[column].Text
		for i := range len(text) {
			b := text[i]
			switch {
			case b == ' ':
				continue
			case b >= 'A' && b <= 'Z':
				b += 'a' - 'A'
			}
			h = (h ^ uint64(b)) * prime
		}
		h *= prime
	}
	return h
}

// isData reports whether a row has a day, and not the header's word for it.
func (k *repeatLook) isData(row sheet.Row) bool {
	day := k.textOf(row, k.day)
	return day != "" && !strings.EqualFold(day, strings.TrimSpace(k.l.columns[k.day[0]]))
}

// textOf returns the first text of some columns, "" none.
func (k *repeatLook) textOf(row sheet.Row, columns []int) string {
	for _, i := range columns {
		if i < len(row.Cells) {
			if text := strings.TrimSpace(row.Cells[i].Text); text != "" {
				return text
			}
		}
	}
	return ""
}

// finish decides what rows that are alike are, and tells what was found.
func (k *repeatLook) finish(s sheet.Table) error {
	found := &k.l.repeats
	found.looked = true
	found.noID = found.noID || 4*k.conflicts > len(k.ids)
	if found.noID {
		k.l.at["point.id"] = nil
		k.in.note(fmt.Sprintf("column %q is the id of a result by the mapping, but it repeats: it was not used, and results are told apart by child, goal and day",
			k.l.columns[k.idColumn()]))
	}
	k.rows, k.ids = nil, nil
	hasID := len(k.l.at["point.id"]) > 0
	switch {
	case found.alike == nil:
	case hasID || len(k.l.at["point.trial"]) > 0:
		found.same = SameOnce // two rows of one id, or of one trial, are one
	case k.l.mapping.SameRows != "":
		found.same = k.l.mapping.SameRows
	default:
		return k.count(s)
	}
	return nil
}

func (k *repeatLook) idColumn() int {
	for i := range k.l.columns {
		if slices.ContainsFunc(k.l.mapping.Columns, func(c Column) bool {
			return c.Field == "point.id" && value.FoldHeader(c.Header) == value.FoldHeader(k.l.columns[i])
		}) {
			return i
		}
	}
	return 0
}

// visitRows counts the rows of one goal and visit.
type visitRows struct{ all, different int }

// count reads the sheet once more and counts the rows of each goal and visit.
func (k *repeatLook) count(s sheet.Table) error {
	visits := map[uint64]visitRows{}
	seen := map[uint64]struct{}{}
	r := &rowReader{in: k.in, l: k.l}
	err := s.Rows(k.in.ctx, func(row sheet.Row) error {
		if row.Number <= k.l.header || row.Broken {
			return nil
		}
		r.shape(&row)
		if !k.isData(row) {
			return nil
		}
		content := k.in.contentOf(row)
		at := k.who(row)*31 ^ hashOf(k.textOf(row, k.day))
		v := visits[at]
		v.all++
		if _, twice := seen[content]; !twice {
			seen[content] = struct{}{}
			v.different++
		}
		visits[at] = v
		return nil
	})
	if err != nil {
		return err
	}
	k.l.repeats.same = sameRowsOf(visits)
	if k.l.repeats.same == sameAsk {
		k.ask(visits)
	}
	return nil
}

// sameRowsOf decides what rows that are alike are. A log of trials has three or
// more rows on most visits, and not always the same one; where fewer than a
// quarter of the visits have so many, a row like another is that row twice. In
// between nothing tells.
//
// Source: ADR 138.
func sameRowsOf(visits map[uint64]visitRows) SameRows {
	many, varied := 0, false
	for _, v := range visits {
		if v.all >= 3 {
			many++
		}
		varied = varied || v.different >= 2
	}
	switch {
	case 2*many > len(visits) && varied:
		return SameTrials
	case 4*many < len(visits):
		return SameOnce
	}
	return sameAsk
}

// ask lists that nothing tells whether rows are trials, with both counts.
func (k *repeatLook) ask(visits map[uint64]visitRows) {
	all, different := 0, 0
	for _, v := range visits {
		all, different = all+v.all, different+v.different
	}
	p := k.in.fileProblem("file.same-rows",
		fmt.Sprintf("has rows that are alike in every cell: read as trials it holds %d results, read once each %d; until you say which, the results of those visits wait", all, different),
		record.NextStep{Act: record.StepMap, Name: k.in.file.Name, Text: "whether such rows are trials"})
	p.Sheet = k.l.sheet
	k.in.problem(p)
}

// contentOf returns a hash of all that a row says. It is the same within one
// reading only.
func (in *intake) contentOf(row sheet.Row) uint64 {
	var h maphash.Hash
	h.SetSeed(in.seed)
	h.WriteString(row.Sheet)
	for _, c := range row.Cells {
		h.WriteByte(0)
		h.WriteString(c.Text)
		h.WriteString(string(c.Format))
	}
	return h.Sum64()
}

// hashOf returns a hash of the parts: FNV-1a, each part ended by a zero.
func hashOf(parts ...string) uint64 {
	const prime = 1099511628211
	h := uint64(14695981039346656037)
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * prime
		}
		h *= prime
	}
	return h
}

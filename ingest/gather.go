package ingest

import (
	"fmt"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// gathering joins rows into one data point for each of its groups.
type gathering struct {
	order  []string
	groups map[string]*group
}

// group is a data point in the making.
type group struct {
	point record.DataPoint
	sum   float64
	rows  int  // rows with a number
	bad   bool // a row could not be read: the sum is not known
}

// gather adds the row to its group. A blank value adds nothing to the sum; a
// group without any value gives a point that is missing.
func (v *values) gather(s visit) outcome {
	by := v.l.mapping.Gather
	names := make([]string, len(by.By))
	for i, header := range by.By {
		names[i] = v.header(header)
	}
	key := strings.Join(names, "\x00")
	g := v.in.groups.groups[key]
	if g == nil {
		goals := v.goalKeys()
		if len(goals) == 0 {
			v.fail(v.firstCell(), &value.Flaw{Code: "row.goal", Wrong: "names no goal", Next: record.ToWrite("the goal's title or id in the row")})
			return nothing
		}
		g = &group{point: v.gathered(s, goals, by.Sum)}
		v.in.groups.groups[key] = g
		v.in.groups.order = append(v.in.groups.order, key)
	}
	text := v.header(by.Sum)
	if value.IsBlank(text) {
		return usedRow
	}
	n, ok := value.Number(text)
	if !ok {
		g.bad = true
		v.fail(sheet.Cell{Column: by.Sum, Text: text}, &value.Flaw{
			Code: "number.unreadable", Wrong: "is not a number, so that the sum of its session is not known", Next: record.ToWrite("a number, or leave it blank"),
		})
		return nothing
	}
	g.sum += n
	g.rows++
	return usedRow
}

// gathered starts the point of a group from its first row.
func (v *values) gathered(s visit, goals []record.Key, sum string) record.DataPoint {
	at := s.day.String()
	if s.order > 0 {
		at = "session " + strconv.Itoa(s.order)
	}
	return record.DataPoint{
		Key:    record.KeyOf("point", string(s.key), string(goals[0]), at, s.start, "sum of "+sum),
		Client: s.id, ClientKey: s.key, GoalKeys: goals, Loose: v.l.mapping.Loose,
		Day: s.day, Order: s.order, Start: s.start, Help: v.help("point.help"),
		Phase: strings.ToLower(v.text("point.phase")), Supports: v.text("point.supports"),
		Place: v.oneOf("session.place"), Format: v.oneOf("session.format"),
		Therapist: v.id("session.therapist"), Source: v.source(sum),
		Subject: v.subject, Modified: v.modified,
	}
}

// yieldGroups adds the gathered points, in the order of their first rows.
func (in *intake) yieldGroups() {
	if in.groups == nil {
		return
	}
	for _, key := range in.groups.order {
		g := in.groups.groups[key]
		if g.bad {
			continue
		}
		if g.rows > 0 {
			g.point.Score = record.Score{
				Form: record.Number, Number: g.sum,
				Text: fmt.Sprintf("%s, the sum of %d rows", strconv.FormatFloat(g.sum, 'g', -1, 64), g.rows),
			}
		}
		in.batch.DataPoints = append(in.batch.DataPoints, g.point)
	}
	in.groups = nil
}

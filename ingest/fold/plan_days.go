package fold

import (
	"reflect"
	"slices"

	"milepost/record"
)

// withPlanDays returns what was told of the client, and beside it the days of
// the client's plan that stand in rows which bring no client, such as those of a
// goal sheet or of a list of visits. They are as new as their rows.
func withPlanDays(raw record.Versions) []record.Version[record.Client] {
	all := slices.Clone(raw.Clients)
	if len(all) == 0 {
		return nil
	}
	for _, v := range raw.Goals {
		if g := v.Record; len(g.PlanDays) > 0 {
			all = append(all, record.Version[record.Client]{
				Order: v.Order, Mapping: v.Mapping, Day: v.Day, Record: record.Client{Days: g.PlanDays, Source: g.Source, Modified: g.Modified},
			})
		}
	}
	for _, v := range raw.Statements {
		if s := v.Record; s.Stated != nil {
			said := *s.Stated
			said.Source = s.Source
			all = append(all, record.Version[record.Client]{Order: v.Order, Mapping: v.Mapping, Day: v.Day, Record: said})
		}
	}
	if len(all) == len(raw.Clients) {
		return all
	}
	for i, v := range inOrder(all, aboutClient) {
		all[i] = v.Version
	}
	return all
}

// isPlanDays reports whether a version tells nothing of the client but plan,
// school, days and authorizations.
func isPlanDays(c record.Client) bool { return c.ID == "" && len(c.Keys) == 0 && c.StatesPlan() }

// sameDays compares days of a plan, wherever they stand.
func sameDays(a, b reflect.Value) bool {
	x, ok := a.Interface().([]record.StatedDay)
	if !ok {
		return false
	}
	y, _ := b.Interface().([]record.StatedDay)
	return slices.EqualFunc(x, y, func(p, q record.StatedDay) bool { return p.Milestone == q.Milestone && p.On == q.On })
}

func sameKindOfDays(v reflect.Value) bool {
	_, ok := v.Interface().([]record.StatedDay)
	return ok
}

// blankDays drops the days about which two exports disagree.
func blankDays(into, a, b reflect.Value) {
	x, _ := a.Interface().([]record.StatedDay)
	y, _ := b.Interface().([]record.StatedDay)
	days, _ := into.Interface().([]record.StatedDay)
	into.Set(reflect.ValueOf(slices.DeleteFunc(slices.Clone(days), func(d record.StatedDay) bool {
		p, q := record.Client{Days: x}.Day(d.Milestone).On, record.Client{Days: y}.Day(d.Milestone).On
		return !p.IsZero() && !q.IsZero() && p != q
	})))
}

// blank empties the fields of a record about which a and b disagree.
func blank(into, a, b reflect.Value) {
	for i := range into.NumField() {
		x, y, field := a.Field(i), b.Field(i), into.Field(i)
		switch {
		case into.Type().Field(i).Name == "Days" && sameKindOfDays(x):
			blankDays(field, x, y)
		case notDisputed(into.Type().Field(i).Name) || reflect.DeepEqual(x.Interface(), y.Interface()):
		case into.Type().Field(i).Name == "Objectives" && x.Len() == y.Len() && x.Len() == field.Len():
			parts := reflect.MakeSlice(field.Type(), field.Len(), field.Len())
			reflect.Copy(parts, field)
			for j := range parts.Len() {
				blank(parts.Index(j), x.Index(j), y.Index(j))
			}
			field.Set(parts)
		default:
			field.SetZero()
		}
	}
}

package fold

import (
	"slices"

	"milepost/record"
)

// exports holds the day of the newest complete export of each mapping.
type exports map[string]record.Date

func exportsOf(all []record.Export) exports {
	e := exports{}
	for _, one := range all {
		if one.Complete {
			e[one.Mapping] = e[one.Mapping].Later(one.Day)
		}
	}
	return e
}

// toldBy names a record in one mapping's exports.
type toldBy struct {
	mapping string
	key     record.Key
}

// present returns the versions without those that a newer complete export of
// the same mapping lacks. What other mappings tell of the record stays.
func present[T any](e exports, versions []record.Version[T], key func(T) record.Key) []record.Version[T] {
	if len(e) == 0 {
		return versions
	}
	newest := map[toldBy]record.Date{}
	by := func(v record.Version[T]) toldBy { return toldBy{v.Mapping, key(v.Record)} }
	for _, v := range versions {
		newest[by(v)] = newest[by(v)].Later(v.Day)
	}
	return slices.DeleteFunc(slices.Clone(versions), func(v record.Version[T]) bool {
		return !v.Card && newest[by(v)].Before(e[v.Mapping])
	})
}

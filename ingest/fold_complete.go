package ingest

import (
	"slices"

	"milepost/record"
)

// exports says which imports promise to hold all that there is.
type exports struct {
	mapping  map[int]string // of the import at that place
	complete map[string]int // place of the last complete import of each mapping
}

func exportsOf(all []record.Export) exports {
	e := exports{mapping: map[int]string{}, complete: map[string]int{}}
	for _, one := range all {
		e.mapping[one.Order] = one.Mapping
		if one.Complete {
			e.complete[one.Mapping] = max(e.complete[one.Mapping], one.Order)
		}
	}
	return e
}

// told names a record in one mapping's exports.
type toldBy struct {
	mapping string
	key     record.Key
}

// present returns the versions without those that a later complete export of
// the same mapping lacks. What other mappings tell of the record stays.
func present[T any](e exports, versions []record.Version[T], key func(T) record.Key) []record.Version[T] {
	if len(e.complete) == 0 {
		return versions
	}
	newest := map[toldBy]int{}
	by := func(v record.Version[T]) toldBy { return toldBy{e.mapping[v.Order], key(v.Record)} }
	for _, v := range versions {
		newest[by(v)] = max(newest[by(v)], v.Order)
	}
	return slices.DeleteFunc(slices.Clone(versions), func(v record.Version[T]) bool {
		return newest[by(v)] < e.complete[e.mapping[v.Order]]
	})
}

package ingest

import "milepost/record"

// listWords are the words for a kind of list in a mapping.
func listWords() []string {
	return []string{string(record.AppointmentList), string(record.BillingList), string(record.DataSheet)}
}

// resultFields are the fields of which a file with results has at least one.
func resultFields() []string {
	return []string{"point.score", "point.ok", "point.percent", "point.share", "point.help"}
}

// listOf tells what kind of list a file is of by what its rows give, where
// nobody said: with results a data sheet; with a status, a list of
// appointments; else a list of visits that were held (ADR 137).
func listOf(given []Give, hasStatus bool) record.List {
	switch {
	case !gives(given, Sessions):
		return ""
	case gives(given, Data):
		return record.DataSheet
	case hasStatus:
		return record.AppointmentList
	}
	return record.BillingList
}

// kind tells what kind of list a file is of that is read by the layout. One
// that could bring results and has no column for any tells of visits held.
func (l *layout) kind() record.List {
	m := l.mapping
	if gives(m.Gives, Sessions) && gives(m.Gives, Data) && m.List != record.AppointmentList && !l.has(resultFields()...) {
		return record.BillingList
	}
	if m.List != "" {
		return m.List
	}
	return listOf(m.Gives, l.has("session.status"))
}

// has reports whether a column fills one of the fields.
func (l *layout) has(fields ...string) bool {
	for _, f := range fields {
		if len(l.at[f]) > 0 {
			return true
		}
	}
	return false
}

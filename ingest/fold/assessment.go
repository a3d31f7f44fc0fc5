package fold

import (
	"cmp"
	"slices"

	"milepost/ingest/value"
	"milepost/record"
)

// assessments says how results of assessments are told apart and joined.
func assessments() keyed[record.Assessment] {
	return keyed[record.Assessment]{
		kind: "assessment",
		key:  func(a record.Assessment) record.Key { return a.Key },
		about: func(a record.Assessment) about {
			return about{a.Modified, a.Source, "the test result of " + a.Day.String(), "", record.KeptRow, a.Day}
		},
		merge:  mergeAssessment,
		counts: func(a, b record.Assessment) bool { return slices.Equal(a.Scores, b.Scores) && a.Band == b.Band },
	}
}

// foldAssessments folds the results of assessments, and refuses those of
// impossible days. What a score may be, package rules knows.
func (f *folder) foldAssessments(versions []record.Version[record.Assessment]) {
	all := latest(f, versions, assessments())
	slices.SortStableFunc(all, func(a, b told[record.Assessment]) int {
		return cmp.Or(a.record.Day.Compare(b.record.Day), a.rank.compare(b.rank), bySource(a.record.Source, b.record.Source))
	})
	for _, a := range all {
		if f.dayFits("result of the assessment", a.record.Day, a.record.Source) {
			f.Assessments = append(f.Assessments, a.record)
		}
	}
}

// mergeAssessment takes what a later version says. Scores, interval and band
// belong together: they are superseded as one.
func mergeAssessment(into *record.Assessment, later record.Assessment) {
	changed := anyOf(
		put(&into.Client, later.Client), put(&into.ClientKey, later.ClientKey),
		put(&into.Instrument, later.Instrument), put(&into.Edition, later.Edition), put(&into.Form, later.Form),
		put(&into.Norms, later.Norms), put(&into.Scale, later.Scale), put(&into.Day, later.Day),
		put(&into.By, later.By), put(&into.Language, later.Language), put(&into.Note, later.Note), put(&into.Age, later.Age))
	if value.SayAssessment(later) != value.SayAssessment(*into) && (len(later.Scores) > 0 || later.Band != "") {
		into.Scores, into.Band = slices.Clone(later.Scores), later.Band
		into.Low, into.High, into.Confidence = later.Low, later.High, later.Confidence
		changed = true
	}
	if changed {
		into.Source = later.Source
	}
}

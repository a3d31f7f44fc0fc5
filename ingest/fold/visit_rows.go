package fold

// VisitRows counts what became of the rows that tell of visits. Every row is in
// exactly one class. The first four are the figures of a report, the others are
// told in status (ADR 137).
type VisitRows struct {
	Attended  int `json:"attended"`
	ByFamily  int `json:"canceled_by_family"`
	ByClinic  int `json:"canceled_by_clinic"`
	NoShow    int `json:"no_show"`
	Scheduled int `json:"scheduled"`
	Same      int `json:"same"`      // an older version of another row, or the same visit as another row
	Withdrawn int `json:"withdrawn"` // void, deleted, or gone from a complete export
	Waiting   int `json:"waiting"`   // for an answer
	Refused   int `json:"refused"`
}

// Used is how many rows are visits of the report's figures.
func (r VisitRows) Used() int { return r.Attended + r.ByFamily + r.ByClinic + r.NoShow }

// Total is the number of all rows.
func (r VisitRows) Total() int {
	return r.Used() + r.Scheduled + r.Same + r.Withdrawn + r.Waiting + r.Refused
}

// Add adds the rows of another client.
func (r *VisitRows) Add(other VisitRows) {
	r.Attended += other.Attended
	r.ByFamily += other.ByFamily
	r.ByClinic += other.ByClinic
	r.NoShow += other.NoShow
	r.Scheduled += other.Scheduled
	r.Same += other.Same
	r.Withdrawn += other.Withdrawn
	r.Waiting += other.Waiting
	r.Refused += other.Refused
}

// count counts the rows of one visit: the one that stands for it, and the
// others.
func (r *VisitRows) count(v *joinedVisit) {
	r.Same += len(v.rows) - 1
	of := attendanceOf(v.Status)
	if v.waits {
		of = unknown
	}
	switch of {
	case attended:
		r.Attended++
	case byFamily:
		r.ByFamily++
	case byClinic:
		r.ByClinic++
	case noShow:
		r.NoShow++
	case ahead:
		r.Scheduled++
	default:
		r.Waiting++
	}
}

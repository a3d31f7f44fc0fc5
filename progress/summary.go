// Package progress works out from data points how far a client has come
// toward a goal. It takes an objective, its points and a period, and gives a
// summary; it reads no files, knows no wording and never invents a value:
// what the data do not bear is absent from the summary, with the reason.
package progress

import "milepost/record"

// Summary is what the data say of one objective at the last day of a period.
// A nil part is one that the data do not bear.
type Summary struct {
	Objective record.Objective
	Points    []record.DataPoint // comparable, in order, since the goal version began
	InPeriod  []record.DataPoint // those of Points inside the period
	Absent    []record.Date      // sessions of the period that were missed, for the chart
	Left      []Left             // points not comparable, counted and named
	Newest    record.Date        // newest comparable point; zero where there is none or no dates
	Undated   bool               // the points have an order and no days
	Later     []record.DataPoint // points after the period's end: counted and named, never used
	Scale     record.Ladder      // of help, on which Points, Current and Target stand; "" not of help, or not known
	Better    record.Direction   // where improvement lies; "" not known. The measure of Objective has the same
	Inferred  bool               // nobody said where improvement lies: it was read off baseline and target, or is not known
	AtOnce    bool               // the documented baseline was at the target, or past it

	// HelpUnknown counts the comparable points whose help was not recorded
	// although the objective allows only so much: the report says so once.
	HelpUnknown int

	Baseline *Level
	Doubt    *Level // median of the first 3 comparable points, where it differs from a documented baseline by more than the noise: a question
	Current  *Level
	Target   *Level
	Aim      *AimLine
	Reached  *Reached // nil while the criterion is not met
	Trend    *Trend

	Noise    float64 // MAD of the first 3 comparable points, on the measure's scale; 0 where there are fewer
	Status   record.Status
	Proposed bool   // the therapist has to confirm the status
	Reason   string // why this status, for people who ask: "3 comparable points, first on 2026-08-05"
	Lacks    Lack   // what is not on file and keeps the objective from being judged; "" nothing
}

// doubtful reports whether the therapist has to confirm the status because of
// what is on file of the objective itself.
func (s Summary) doubtful() bool { return s.Inferred || s.AtOnce }

// Lack is something without which results say nothing.
type Lack string

// What an objective may lack.
const (
	LacksMeasure   Lack = "measure"   // there are results, and what they count is not on file
	LacksDirection Lack = "direction" // whether more or less is better is not on file
)

// Lefts counts the results since the goal began that say something and are not
// comparable.
func (s Summary) Lefts() int {
	n := 0
	for _, l := range s.Left {
		if l.Reason != LeftEarlier && l.Reason != LeftNoScore {
			n += len(l.Points)
		}
	}
	return n
}

// Left counts points that are not comparable, by reason.
type Left struct {
	Reason string // one of the Left... constants
	Points []record.DataPoint
}

// Why a point is not comparable, in the order in which the reasons are tried
// and listed. A point is left for the first that applies.
const (
	LeftNoDay     = "no day"                // among points that have one
	LeftEarlier   = "before the goal began" // of an earlier version, or taken to set the goal
	LeftRefused   = "cannot be used"        // a problem says why
	LeftNoScore   = "no score"
	LeftOtherKind = "another kind of score" // the measure has no value for it
	LeftBound     = "only a bound or guess" // "<5", "about 80%", "3-5"
	LeftPlace     = "another place"
	LeftFormat    = "another format"
	LeftMoreHelp  = "more help"
	LeftOtherHelp = "help on another scale" // given, or the result itself: not known to be more or less
	LeftNoProbe   = "not a probe"           // where 3 or more points are probes
)

// Level is a level on the measure's scale and the points it rests on.
type Level struct {
	Value  float64            // as Measure.Value
	Score  record.Score       // one that has this value; for a median between two points, a Number, PercentForm or Seconds score
	Day    record.Date        // of the level: documented day, or that of the last point it rests on
	Points []record.DataPoint // nil for a documented level
	How    How
}

// How a level came about.
type How string

// The ways to a level.
const (
	Documented  How = "documented"      // with the goal
	FirstThree  How = "first three"     // median of the first 3 comparable points
	LastThree   How = "last three"      // median of the last 3 comparable points
	OnePoint    How = "one point"       // the only comparable point
	TwoPoints   How = "two points"      // the later of two: no median
	PhaseMean   How = "mean of a phase" // where the export names phases
	TargetOnly  How = "target"          // the target itself
	CriterionAt How = "criterion's level"
)

// AimLine is the straight line from the baseline to the target.
type AimLine struct {
	From, To           record.Date
	FromValue, ToValue float64
	Expected           float64 // on the period's last day, on the measure's scale
	Ahead              bool    // Current is at or past Expected, in the direction of improvement
}

// Reached says that the criterion was met.
type Reached struct {
	On         record.Date        // day of the session that completed it; zero without dates
	Order      int                // the same for points without dates
	Points     []record.DataPoint // the sessions that met it
	Kept       bool               // rechecked 14 days or more later, still at the criterion
	LowerSince record.Date        // a later point fell below; zero: none did
}

// Visits returns the points that met the criterion; none where it is not met.
func (r *Reached) Visits() []record.DataPoint {
	if r == nil {
		return nil
	}
	return r.Points
}

// Trend is the Theil-Sen slope, behind its gate of 6 points over 28 days.
type Trend struct {
	PerWeek float64 // on the measure's scale
	N       int     // points
	Days    int     // from the first to the last
}

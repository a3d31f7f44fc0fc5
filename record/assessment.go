package record

// ScoreKind is what sort of number a test score is.
type ScoreKind string

// The kinds of test score, in the order in which reports list them.
const (
	RawScore      ScoreKind = "raw"
	ScaledScore   ScoreKind = "scaled"     // of a subtest
	StandardScore ScoreKind = "standard"   // of a composite, index or quotient
	TScore        ScoreKind = "T"          // mean 50, SD 10
	Percentile    ScoreKind = "percentile" // rank, 0 to 100
	OtherScore    ScoreKind = "other"      // growth scale value, criterion score and the like
)

// TestScore is one number of an assessment, as a person typed it.
type TestScore struct {
	Kind   ScoreKind
	Number float64
	Bound  string // "<" or ">" where the number is only a bound: ">99"; else ""
	Text   string // as it stands in the export
	Column string // where it stands there
}

// Assessment is the result of one scale (subtest, composite, quadrant, domain)
// of an instrument that was given on one day. It holds derived scores alone:
// no items and no answers.
type Assessment struct {
	Key        Key // natural key
	Client     ID
	ClientKey  Key
	Day        Date
	Instrument string // as the export names it: BOT-2, Beery VMI
	Edition    string // "" where the instrument's name says it, or there is one only
	Form       string // home form, school companion, short form
	Norms      string // which norms were used: sex-specific, combined
	Scale      string // "" the instrument as a whole
	Scores     []TestScore
	Low, High  float64 // confidence interval, in units of the score; both 0: none
	Confidence int     // percent, 0 not known
	Band       string  // in the publisher's words, as typed
	Age        string  // age equivalent, as typed; in no parent's report
	By         string  // who gave it
	Language   string  // in which it was given
	Note       string  // how the child took part, what was done otherwise than the manual says
	Source     Source
	Subject    Person `json:",omitzero"` // whom the row says it is about
	Modified   Stamp  `json:",omitempty"`
}

// Score returns the score of the kind; false where there is none.
func (a Assessment) Score(kind ScoreKind) (TestScore, bool) {
	for _, s := range a.Scores {
		if s.Kind == kind {
			return s, true
		}
	}
	return TestScore{}, false
}

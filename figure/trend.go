// Package figure holds the trend block, the only figure that Milepost's
// Markdown knows: its type, how it is read and how it is written. The numbers
// of a chart stand in the text that is signed, so the two cannot disagree.
package figure

// Trend is one fenced trend block (markdown.md).
type Trend struct {
	Goal     string // the word after "trend" on the fence
	Title    string
	Unit     string
	Scale    Scale
	Levels   []Level // ordinal and gas: the words as printed
	Better   string  // "up" or "down"
	Baseline *float64
	Target   *float64
	Aim      []AimPoint // two, or none
	Phases   []Phase
	Caption  string
	Points   []Point
	Alt      string
}

// Scale is what the numbers of a trend count.
type Scale string

// The scales of a trend block.
const (
	Number  Scale = "number"
	Percent Scale = "percent"
	Time    Scale = "time" // seconds
	Ordinal Scale = "ordinal"
	GAS     Scale = "gas"
	YesNo   Scale = "yes-no"
)

// Level names one step of an ordinal scale.
type Level struct {
	Value int
	Words string
}

// At is where a point stands: a day written 2006-01-02, or, where the export
// has no dates, its order from 1.
type At struct {
	Day   string
	Order int
}

// AimPoint is one end of the aim line.
type AimPoint struct {
	Day   string
	Value float64
}

// Phase marks a change: what began on a day.
type Phase struct {
	At    At
	Words string
}

// Point is one value of a trend, or an absence.
type Point struct {
	At     At
	Value  float64 // n/m is kept in OK and Of; Value is then their share of 100 on a percent scale, else OK
	OK, Of int
	Absent bool
}

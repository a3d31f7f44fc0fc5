package library

import "milepost/record"

// Result is one result of an assessment, in the words of the test.
type Result struct {
	Test      string // with its edition: BOT-2
	Scale     string
	Score     string
	Rank      string // of the percentile: "86th", "above the 99th"; "" none is said
	OfHundred string // of 100 children the same age: "86"; of one above the 99th "99"
	About     string // the same as a rough number: "about 86", "more than 99"
	Band      string
	Direction string // skill, difficulty, frequency
	Source    record.Source
}

// The directions of a test: what a higher score means.
const (
	SkillScore      = "skill"
	DifficultyScore = "difficulty"
	FrequencyScore  = "frequency" // neither good nor bad: no percentile is said
)

// resultFields are what is said of a test result.
func resultFields() map[string]field {
	of := func(what, example, name string, text func(*Result) string) field {
		return field{what, example, func(v *view) (said, bool) {
			if v.s.Result == nil {
				return said{}, false
			}
			return plain(name, plainOnly(text(v.s.Result)), []record.Source{v.s.Result.Source})
		}}
	}
	return map[string]field{
		"test":          of("a test with its edition", "BOT-2", "test", func(r *Result) string { return r.Test }),
		"scale":         of("a scale of a test", "Fine Motor Precision", "scale", func(r *Result) string { return r.Scale }),
		"test_score":    of("the score on it", "61", "score", func(r *Result) string { return r.Score }),
		"rank":          of("the percentile as a rank", "86th", "percentile", func(r *Result) string { return r.Rank }),
		"of_hundred":    of("of 100 children the same age", "86", "percentile", func(r *Result) string { return r.OfHundred }),
		"about_hundred": of("the same, as a rough number", "about 79", "percentile", func(r *Result) string { return r.About }),
		"band":          of("the publisher's word for the score", "Above Average", "band", func(r *Result) string { return r.Band }),
	}
}

// ofResult gathers what conditions may ask of a test result.
func (c *Context) ofResult(r *Result) {
	c.Direction, c.HasScore, c.HasRank, c.HasBand = r.Direction, r.Score != "", r.Rank != "", r.Band != ""
}

// exampleResults are results of a test in each direction, with and without
// score, percentile and band.
func exampleResults() []*Result {
	var list []*Result
	for _, r := range []Result{
		{Test: "BOT-2", Scale: "Fine Manual Control", Score: "61", Rank: "86th", OfHundred: "86", Band: "Above Average", Direction: SkillScore},
		{Test: "BOT-2", Scale: "Balance", Score: "17", Band: "Average", Direction: SkillScore},
		{Test: "REAL", Scale: "Dressing", Score: "84", Rank: "14th", OfHundred: "14", Direction: SkillScore},
		{Test: "SPM-2", Scale: "Touch", Score: "73", Rank: "99th", OfHundred: "99", Band: "Severe Difficulties", Direction: DifficultyScore},
		{Test: "SPM-2", Scale: "Vision", Score: "58", Band: "Typical", Direction: DifficultyScore},
		{Test: "SPM-2", Scale: "Hearing", Score: "58", Rank: "79th", OfHundred: "79", Direction: DifficultyScore},
		{Test: "Sensory Profile 2", Scale: "Seeking", Band: "More Than Others", Direction: FrequencyScore},
	} {
		r.Source = record.Source{File: "example.csv", Row: 2}
		if r.OfHundred != "" {
			r.About = "about " + r.OfHundred
		}
		list = append(list, &r)
	}
	return list
}

package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
)

// Words of the two ladders of help, from all the help to none.
func assistWords() []string {
	return []string{"Dependent", "Max A", "Mod A", "Min A", "CGA", "SBA", "SUP", "Mod I", "Independent"}
}

func promptWords() []string {
	return []string{"HOH", "partial physical", "tactile", "model", "gestural", "visual", "1 VC", "indirect verbal", "Indep"}
}

// contactGuard is a level of help for moving about; self-care is not scored
// by it.
const contactGuard = 4

// promptLevel returns the step of a prompt on the ladder, 0 to 8; -1: none.
func promptLevel(text string) int {
	switch text {
	case "2 VC", "verbal prompt":
		return 6
	case "visual prompt":
		return 5
	case "gestural prompt":
		return 4
	}
	for i, w := range promptWords() {
		if w == text {
			return i
		}
	}
	return -1
}

func (s Scoring) ordinal() bool {
	switch s.Measure {
	case "assist", "gas", "rubric", "yes-no":
		return true
	}
	return false
}

// gain is how much better the level is than the other, in units of the measure.
func (s Scoring) gain(from, to float64) float64 {
	if s.Better == "down" {
		return from - to
	}
	return to - from
}

// least is the smallest change that the data of an intended movement show.
func (s Scoring) least(base float64) float64 {
	switch {
	case s.ordinal():
		return 1
	case s.Measure == "trials":
		return max(1, float64(s.Of)/10)
	case s.Measure == "percent":
		return 12
	}
	return max(1, 0.15*math.Abs(base))
}

// bounds returns the lowest and the highest level that can be measured.
func (s Scoring) bounds() (low, high float64) {
	switch s.Measure {
	case "trials":
		return 0, float64(s.Of)
	case "percent":
		return 0, 100
	case "assist":
		return 0, 8
	case "gas":
		return -2, 2
	case "rubric":
		return 0, 4
	case "yes-no":
		return 0, 1
	case "duration", "latency":
		return max(1, s.Round), 3600
	}
	return 0, 60
}

// draw returns one measured level around the true one.
func (s Scoring) draw(r *rand.Rand, level float64) float64 {
	noise := r.NormFloat64()
	switch s.Measure {
	case "trials":
		level += noise * math.Sqrt(float64(s.Of)) * 0.28
	case "percent":
		level += noise * 6
	case "count":
		level += noise * max(0.5, 0.1*level)
	case "duration", "latency":
		level *= 1 + 0.14*noise
	case "rate":
		level *= 1 + 0.1*noise
	case "length":
		level += noise * 0.7
	case "yes-no":
		if r.Float64() < 0.06+0.9*min(1, max(0, level)) {
			return 1
		}
		return 0
	default:
		level += noise * 0.42
	}
	return s.fit(level)
}

// fit rounds the level to one that can be measured.
func (s Scoring) fit(level float64) float64 {
	low, high := s.bounds()
	unit := 1.0
	switch {
	case s.Measure == "length":
		unit = 0.5
	case s.Round > 0:
		unit = s.Round
	}
	fitted := min(high, max(low, math.Round(level/unit)*unit))
	if fitted == contactGuard && s.Measure == "assist" && s.Ladder != "prompt" {
		return contactGuard + math.Copysign(1, level-contactGuard)
	}
	return fitted
}

// write returns the level as a therapist types it.
func (s Scoring) write(v float64) string {
	switch s.Measure {
	case "trials":
		return fmt.Sprintf("%d/%d", int(v), s.Of)
	case "percent":
		return fmt.Sprintf("%d%%", int(v))
	case "duration", "latency":
		return seconds(int(v))
	case "assist":
		if s.Ladder == "prompt" {
			return promptWords()[int(v)]
		}
		return assistWords()[int(v)]
	case "gas":
		return map[int]string{-2: "-2", -1: "-1", 0: "0", 1: "+1", 2: "+2"}[int(v)]
	case "yes-no":
		return map[int]string{0: "No", 1: "Yes"}[int(v)]
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func seconds(n int) string {
	switch {
	case n < 120:
		return fmt.Sprintf("%d s", n)
	case n%60 == 0:
		return fmt.Sprintf("%d min", n/60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

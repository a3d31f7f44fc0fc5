package value

import (
	"strings"
	"unicode"

	"milepost/record"
)

// AddressLines parts an address into lines, without empty ones.
func AddressLines(text string) string {
	var lines []string
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ';' }) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// MayBeAhead reports whether a session of that status may lie in the future.
func MayBeAhead(status string) bool {
	switch status {
	case record.Scheduled, record.Cancelled, record.LateCancelled, record.ClinicClosed:
		return true
	}
	return false
}

// FoldHeader makes headers comparable: letters and digits only, in lower case.
func FoldHeader(header string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' || r == '#' {
			return unicode.ToLower(r)
		}
		return -1
	}, header)
}

// FoldWord makes words of an export comparable: lower case, single spaces.
func FoldWord(word string) string {
	return strings.ToLower(strings.Join(strings.Fields(Normal(word)), " "))
}

// IsState reports whether the text has the form of a state's two letters.
func IsState(text string) bool {
	return len(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z'
}

// Word returns our word for the word of an export. False: it is unknown.
func Word(field, word string) (string, bool) {
	switch field {
	case "session.status":
		return statusWord(word)
	case "session.place", "goal.place":
		return placeWord(word)
	case "session.format", "goal.format":
		return formatWord(word)
	case "goal.state":
		return stateWord(word)
	case "goal.better":
		return betterWord(word)
	case "goal.measure":
		return measureWord(word)
	}
	return word, true
}

// placeWord reads a place of service, by word or by its two-digit code.
//
// Source of the codes: CMS place of service code set (02 and 10 telehealth, 03
// school, 11 office, 12 home).
func placeWord(word string) (string, bool) {
	if code, _, ok := strings.Cut(word, " "); ok && len(code) == 2 && code[0] <= '9' {
		word = code
	}
	switch word {
	case "clinic", "office", "11", "outpatient", "outpatient clinic", "center", "centre", "in clinic":
		return "clinic", true
	case "home", "12", "natural environment", "client's home", "patient home", "client home":
		return "home", true
	case "school", "03", "3", "daycare", "preschool", "classroom":
		return "school", true
	case "telehealth", "02", "2", "10", "teletherapy", "virtual", "video", "remote":
		return "telehealth", true
	case "community", "99", "other":
		return "community", true
	}
	return "", false
}

// formatWord reads the form of a session.
func formatWord(word string) (string, bool) {
	switch word {
	case "individual", "ind", "1:1", "1-1", "one on one", "one to one", "single":
		return "individual", true
	case "group", "grp", "small group":
		return "group", true
	case "co-treatment", "co-treat", "cotreat", "cotreatment", "co treatment", "co-tx":
		return "co-treatment", true
	}
	return "", false
}

// stateWord reads what an export says of a goal's life.
func stateWord(word string) (string, bool) {
	switch word {
	case "active", "open", "in progress", "in-progress", "ongoing", "current", "continue", "continued", "progressing", "new", "accepted":
		return string(record.GoalActive), true
	case "paused", "on hold", "on-hold", "hold", "deferred", "suspended":
		return string(record.GoalPaused), true
	case "met", "achieved", "completed", "complete", "mastered", "goal met", "closed - met", "attained":
		return string(record.GoalMet), true
	case "discontinued", "cancelled", "canceled", "dropped", "closed", "ended", "inactive", "not met", "rejected", "replaced":
		return string(record.GoalDiscontinued), true
	case "planned", "proposed", "future", "draft", "not started":
		return string(record.GoalPlanned), true
	}
	return "", false
}

// betterWord reads the direction of improvement.
func betterWord(word string) (string, bool) {
	switch word {
	case "up", "higher", "increase", "increasing", "more":
		return string(record.Up), true
	case "down", "lower", "decrease", "decreasing", "less", "reduce", "fewer":
		return string(record.Down), true
	}
	return "", false
}

// measureWord reads what a result of a goal is.
func measureWord(word string) (string, bool) {
	switch word {
	case "percent", "%", "percentage", "accuracy":
		return string(record.Percent), true
	case "trials", "trial", "opportunities", "ratio":
		return string(record.Trials), true
	case "count", "frequency", "number", "occurrences":
		return string(record.Count), true
	case "rate":
		return string(record.Rate), true
	case "duration", "time", "minutes", "seconds":
		return string(record.Duration), true
	case "latency":
		return string(record.Latency), true
	case "length", "distance":
		return string(record.Length), true
	case "assist", "assistance", "assist level", "level of assistance", "prompt", "prompts", "prompt level":
		return string(record.Assist), true
	case "gas", "goal attainment scaling":
		return string(record.GAS), true
	case "rubric", "scale", "level":
		return string(record.Rubric), true
	case "yes-no", "yes/no", "yes no", "met/not met":
		return string(record.YesNo), true
	case "narrative", "words", "text":
		return string(record.Narrative), true
	}
	return "", false
}

// Discipline spells a discipline in one way: OT, PT, SLP, or as it stands in
// capitals.
func Discipline(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	switch {
	case strings.Contains(text, "OCCUPATIONAL"):
		return "OT"
	case strings.Contains(text, "PHYSICAL"), strings.Contains(text, "PHYSIO"):
		return "PT"
	case strings.Contains(text, "SPEECH"):
		return "SLP"
	}
	return text
}

package ingest

import (
	"strings"

	"milepost/record"
)

// typeOf returns the type of a field as Fields lists it.
func typeOf(field string) string {
	for _, f := range Fields() {
		if f.Name == field {
			return f.Type
		}
	}
	return "text"
}

// ourWord returns our word for the word of an export. False: it is unknown.
func ourWord(field, word string) (string, bool) {
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

// statusWord reads whether a session was held. The words are those of
// SimplePractice, WebPT, Jane and FHIR Encounter and Appointment.
func statusWord(word string) (string, bool) {
	switch word {
	case "attended", "show", "showed", "arrived", "completed", "complete", "checked in", "checked out", "kept", "present", "held",
		"finished", "fulfilled", "done", "billed", "in-progress", "in progress":
		return record.Attended, true
	case "cancelled", "canceled", "cancel", "cx", "client cancelled", "client canceled", "patient cancelled", "patient canceled",
		"cancelled by client", "cancelled by patient", "canceled by patient", "excused":
		return record.Cancelled, true
	case "late cancelled", "late canceled", "late cancel", "late cancellation", "same day cancel", "cancelled late", "canceled late":
		return record.LateCancelled, true
	case "no-show", "no show", "noshow", "ns", "missed", "did not attend", "dna", "absent", "unexcused":
		return record.NoShow, true
	case "clinic cancelled", "clinic canceled", "clinician cancelled", "clinician canceled", "provider cancelled",
		"provider canceled", "therapist cancelled", "therapist canceled", "cancelled by clinic", "clinic closed", "holiday":
		return record.ClinicClosed, true
	case "scheduled", "booked", "planned", "pending", "upcoming", "confirmed", "unconfirmed":
		return record.Scheduled, true
	}
	return "", false
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

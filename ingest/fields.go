package ingest

import (
	"slices"

	"milepost/record"
)

// Field is something that a column can fill.
type Field struct {
	Name    string `json:"name"`
	Type    string `json:"type"` // text, id, name, day, time, number, score, help, yes/no, list, or a closed list of words
	About   string `json:"about"`
	Example string `json:"example"`
}

// Fields returns every field that a mapping can fill, in the order in which
// they are listed for people.
func Fields() []Field { return slices.Concat(clientFieldsOf(), dateFields(), otherFields()) }

// clientFieldsOf are those of the client and of one contact.
func clientFieldsOf() []Field {
	return []Field{
		{"client.id", "id", "the clinic's number for the client", "C-1041"},
		{"client.other_id", "id", "another number by which exports name the client", "88213"},
		{"client.name", "name", "the whole name in one cell", "Smith, Ana M."},
		{"client.first", "text", "first name", "Ana"},
		{"client.middle", "text", "middle name", "M."},
		{"client.last", "text", "last name", "Smith"},
		{"client.preferred", "text", "what family and therapist call the client", "Anita"},
		{"client.birth", "day", "birth date", "2018-05-04"},
		{"client.pronouns", "text", "pronouns", "she/her"},
		{"client.caseload", "text", "caseload", "North"},
		{"client.therapist", "id", "the treating therapist's id", "T-03"},
		{"client.language", "text", "the family's language", "es"},
		{"client.start_of_care", "day", "first day of care", "2025-09-01"},
		{"client.discharged", "day", "last day of care", "2026-02-27"},
		{"client.precautions", "list", "precautions, separated by ; or ,", "seizure; allergy"},
		{"contact.name", "text", "a person whom the clinic may write to", "Maria Smith"},
		{"contact.relationship", "text", "who that person is to the client", "mother"},
		{"contact.language", "text", "that person's language", "es"},
		{"contact.phone", "text", "that person's telephone number", "555 0134"},
		{"contact.email", "text", "that person's e-mail address", "maria@example.org"},
		{"contact.address", "text", "that person's postal address, lines separated by ;", "12 Oak St; Springfield, IL 62701"},
		{"contact.send_by", "post, portal, email, hand", "how papers reach that person", "post"},
		{"contact.may_receive", "yes/no", "whether that person may receive documents", "yes"},
	}
}

// dateFields are those of school, early intervention and authorizations, which
// stand in a row that describes a client.
func dateFields() []Field {
	fields := []Field{
		{"client.plan", "IEP, IFSP, none", "the plan under which the client has goals beside the clinic's", "IEP"},
		{"school.name", "text", "the client's school", "Maple Elementary"},
		{"school.district", "text", "the school district, which names its calendar", "D-301"},
		{"school.state", "text", "the school's state, two letters", "IL"},
	}
	for _, m := range record.Milestones() {
		fields = append(fields, Field{"date." + string(m.Milestone), "day", m.About, "2026-03-12"})
	}
	return append(fields,
		Field{"authorization.number", "text", "a payer's number of its authorization to treat", "PA-88120"},
		Field{"authorization.payer", "text", "who gave it", "Medicaid"},
		Field{"authorization.from", "day", "its first day", "2026-07-01"},
		Field{"authorization.to", "day", "its last day", "2026-12-28"},
		Field{"authorization.visits", "number", "how many visits it covers", "24"},
	)
}

// otherFields are those of goals, sessions and results.
func otherFields() []Field {
	return []Field{
		{"goal.id", "id", "the export's id of the goal", "G-7"},
		{"goal.version", "number", "version of the goal, from 1", "2"},
		{"goal.title", "text", "the export's short name of the goal", "Scissors"},
		{"goal.text", "text", "the goal as written", "Given a visual model, Ana will cut ..."},
		{"goal.code", "text", "code of the goal's measure, written system|code", "http://loinc.org|89243-0"},
		{"goal.discipline", "text", "OT, PT, SLP", "OT"},
		{"goal.state", "active, paused, met, discontinued, planned", "what the export says of the goal's life", "active"},
		{"goal.start", "day", "first day of the goal", "2025-09-01"},
		{"goal.end", "day", "day on which the goal ended", "2026-02-27"},
		{"goal.owner", "text", "clinic, school, early intervention, home", "school"},
		{"goal.plain_name", "text", "the goal as a bare verb phrase of at most 8 words", "cut along a curved line"},
		{"goal.skill", "text", "skill", "scissors"},
		{"goal.domain", "text", "domain", "fine-motor"},
		{"goal.measure", "percent, trials, count, rate, duration, latency, length, assist, gas, rubric, yes-no, narrative", "what a result of the goal is", "trials"},
		{"goal.unit", "text", "what is counted", "cuts on the line"},
		{"goal.of", "number", "trials a session, where they are fixed", "5"},
		{"goal.better", "up, down", "where improvement lies", "down"},
		{"goal.baseline", "score", "level documented with the goal", "1/5"},
		{"goal.baseline_ok", "number", "successes of that level", "1"},
		{"goal.baseline_of", "number", "of how many tries", "5"},
		{"goal.baseline_wrong", "number", "tries of that level that did not go well", "4"},
		{"goal.baseline_date", "day", "day of that level", "2025-09-01"},
		{"goal.target", "score", "level aimed at", "4/5"},
		{"goal.target_percent", "number", "level aimed at in percent, 0 to 100", "80"},
		{"goal.target_share", "number", "level aimed at as a share, 0 to 1", "0.8"},
		{"goal.target_ok", "number", "successes aimed at", "4"},
		{"goal.target_of", "number", "of how many tries", "5"},
		{"goal.target_date", "day", "day by which it is aimed at", "2026-08-31"},
		{"goal.criterion", "text", "criterion as written", "80% over 3 consecutive sessions"},
		{"goal.criterion_sessions", "number", "sessions that must reach the level", "3"},
		{"goal.criterion_of", "number", "of the last so many sessions; empty: in a row", "5"},
		{"goal.most_help", "help", "the most help that the goal allows", "verbal cues"},
		{"goal.place", "clinic, home, school, telehealth", "where the goal is measured", "clinic"},
		{"goal.format", "individual, group, co-treatment", "in which form the goal is measured", "individual"},
		{"goal.present_level", "text", "present level in words; kept as a statement", "Cuts straight lines."},
		{"goal.last_score", "text", "the last score that the export shows; kept as a statement, never a data point", "3/5"},
		{"goal.last_score_date", "day", "day of that score", "2026-01-12"},
		{"objective.id", "id", "the export's id of a short-term step of the goal", "G-7.1"},
		{"objective.text", "text", "the step as written", "Snips paper in 4 of 5 tries."},

		{"session.id", "id", "the export's id of the session", "V-20931"},
		{"session.day", "day", "day of the session or result", "2026-01-12"},
		{"session.start", "time", "clock time at which it began", "15:30"},
		{"session.end", "time", "clock time at which it ended", "16:15"},
		{"session.minutes", "number", "length in minutes", "45"},
		{"session.status", "attended, cancelled, late cancelled, no-show, clinic cancelled, scheduled", "whether it was held", "attended"},
		{"session.reason", "text", "why it was missed", "ill"},
		{"session.discipline", "text", "OT, PT, SLP", "OT"},
		{"session.format", "individual, group, co-treatment", "form of the session", "individual"},
		{"session.place", "clinic, home, school, telehealth", "place of the session", "clinic"},
		{"session.therapist", "id", "the therapist's id", "T-03"},
		{"session.note", "text", "note on the session", "Worked at the tall table."},

		{"point.id", "id", "the export's id of the result", "R-1"},
		{"point.score", "score", "the result", "4/5"},
		{"point.percent", "number", "the result in percent, 0 to 100", "80"},
		{"point.share", "number", "the result as a share, 0 to 1", "0.8"},
		{"point.ok", "number", "successes", "4"},
		{"point.of", "number", "of how many tries", "5"},
		{"point.wrong", "number", "tries that did not go well: incorrect, errors", "1"},
		{"point.trial", "text", "number or name of the trial, set or part of the visit", "set 2"},
		{"point.help", "help", "level of help or prompts given", "Min A"},
		{"point.supports", "text", "supports that were in place", "pencil grip"},
		{"point.probe", "yes/no", "whether it was a probe", "no"},
		{"point.phase", "text", "phase of the record: baseline, pre, post", "pre"},
		{"point.order", "number", "place in an export without dates, from 1", "12"},
		{"point.loose", "yes/no", "whether a result that fits no goal is left aside without a problem", "yes"},
		{"point.note", "text", "note on the result", "tired"},

		{"assessment.instrument", "text", "the test or questionnaire", "BOT-2"},
		{"assessment.edition", "text", "its edition, where the name does not say it", "2"},
		{"assessment.form", "text", "its form", "Home form"},
		{"assessment.norms", "text", "which norms were used", "male norms"},
		{"assessment.day", "day", "day on which it was given", "2026-09-14"},
		{"assessment.scale", "text", "subtest, composite, quadrant or domain", "Fine Motor Precision"},
		{"assessment.raw", "number", "raw score", "31"},
		{"assessment.scaled", "number", "scaled score of a subtest", "17"},
		{"assessment.standard", "number", "standard score of a composite, index or quotient", "61"},
		{"assessment.t", "number", "T-score", "58"},
		{"assessment.percentile", "percentile", "percentile rank, 0 to 100", ">99"},
		{"assessment.other", "number", "any other score of the instrument, such as a growth scale value", "512"},
		{"assessment.interval", "interval", "confidence interval", "57-65"},
		{"assessment.confidence", "number", "confidence of that interval in percent", "90"},
		{"assessment.band", "text", "the publisher's word for the score", "Above Average"},
		{"assessment.age", "text", "age equivalent", "5:04"},
		{"assessment.by", "text", "who gave it", "Z. Lukasz, OTR/L"},
		{"assessment.language", "text", "language in which it was given", "English"},
		{"assessment.note", "text", "how the client took part, and what was done otherwise than the manual says", "Two breaks; worked with effort."},

		{"parent.says", "text", "what a parent said", "He buttons his coat now."},
		{"teacher.says", "text", "what a teacher said", "Writes his name in class."},

		{"row.modified", "day", "when the row was last changed; the newest row of a key counts", "2026-01-13"},
		{"row.void", "yes/no", "whether the row takes its record back", "no"},
	}
}

// typeOf returns the type of a field as Fields lists it.
func typeOf(field string) string {
	for _, f := range Fields() {
		if f.Name == field {
			return f.Type
		}
	}
	return "text"
}

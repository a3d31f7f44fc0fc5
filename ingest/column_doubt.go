package ingest

import "milepost/ingest/value"

// tellsOfVisits reports whether a column of few words, each in several rows, tells
// what became of visits, though one of its words may be the clinic's own: at least
// half of its words, and two, are known for it.
func (k *columnLook) tellsOfVisits() bool {
	words, known := 0, 0
	for text := range k.values {
		word := value.FoldWord(text)
		switch ours, ok := value.Word("session.status", word); {
		case ok && ours != "" && len(word) > 3: // not yes or T; "No show" is blank to a result
			words, known = words+1, known+1
		case !value.IsBlank(text):
			words++
		}
	}
	return k.repeats() && words <= mostAnswers && known >= 2 && 2*known >= words
}

// doubtGoalEnd asks about a column that is the end of a goal by its header alone,
// where no column is the target date: in schools' exports that is what it is.
//
// Source: CEDS, "Goal End Date"; domain facts 8.3; ADR 142.
func (p *MappingProposal) doubtGoalEnd() {
	if p.fills("goal.target_date") || p.fills("goal.state") {
		return
	}
	for i := range p.Columns {
		if c := &p.Columns[i]; c.Field == "goal.end" && p.look.columns[i].filled > 0 && !saysClosed(c.Header) {
			c.Field, c.Sure, c.Maybe = Ignore, false, []string{"goal.target_date", "goal.end"}
			c.Reason = "it may be the day by which the goal is to be reached, or the day on which it ended"
		}
	}
}

// saysClosed reports whether a header speaks of a goal that is over.
func saysClosed(header string) bool {
	for _, word := range headerWords(header) {
		switch word {
		case "met", "closed", "discontinued", "achieved", "mastered":
			return true
		}
	}
	return false
}

package card

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"milepost/ingest/value"
	"milepost/record"
)

// visit reads what a person says of one visit, where exports contradict each
// other: {day: 2026-09-21, status: no-show}, with start and discipline where
// one day has several. The status none says that there was no visit (ADR 137).
func (r *reader) visit(node ast.Node) record.Session {
	s := record.Session{Source: r.at(node, "visits")}
	r.keys(node, "a visit", []setter{
		{"day", func(n ast.Node) { s.Day = r.day("visits", n) }},
		{"start", func(n ast.Node) { s.Start = r.clock(n) }},
		{"status", func(n ast.Node) { s.Status = r.visitStatus(n) }},
		{"discipline", func(n ast.Node) { s.Discipline = value.Discipline(r.Text(n)) }},
	})
	return s
}

// visitStatus reads what became of a visit, in any word that exports may write.
func (r *reader) visitStatus(node ast.Node) string {
	word := value.FoldWord(r.Text(node))
	if word == record.NoVisit {
		return word
	}
	status, ok := value.Word("session.status", word)
	if !ok || status == record.Scheduled {
		r.unusable("visits", node, "does not say what became of a visit",
			record.ToWrite("attended, canceled, late canceled, no-show, clinic canceled, or none where there was no visit"))
		return ""
	}
	return status
}

// clock reads a time of day, 15:04.
func (r *reader) clock(node ast.Node) string {
	text := strings.TrimSpace(r.Text(node))
	if len(text) == 4 {
		text = "0" + text
	}
	if len(text) != 5 || text[2] != ':' || value.MinuteOf(text) >= 24*60 {
		r.unusable("visits", node, "is not a time of day", record.ToWrite(`the time like "14:30", in quotes`))
		return ""
	}
	return text
}

// sessions returns what the card says of visits; one without a day or a status
// says nothing.
func (r *reader) sessions() []record.Session {
	all := slices.DeleteFunc(r.visits, func(s record.Session) bool { return s.Day.IsZero() || s.Status == "" })
	for i := range all {
		s := &all[i]
		s.Client, s.ClientKey = r.client.ID, record.ClientByID(r.client.ID)
		s.Key = record.KeyOf("visit", string(s.ClientKey), s.Day.String(), s.Start, s.Discipline)
	}
	return all
}

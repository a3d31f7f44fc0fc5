package ingest

import (
	"slices"
	"strings"
)

// planDates returns the fields that a header of a day of the plan beside the
// clinic's may mean: of an IEP or IFSP, its reviews and evaluations, in the
// words of whatever district. One field is sure, several are asked about, none:
// the header speaks of no plan.
//
// Source: ADR 143.
func planDates(header string) []string {
	h := newPlanHeader(header)
	if !h.has("plan", "review", "evaluation", "reevaluation", "eligibility", "transition", "notified") || h.has("other") {
		return nil
	}
	switch {
	case h.has("consent"):
		return h.choose(true, "date.eval_consent", "date.reeval_waived")[:2-boolInt(h.has("initial"))]
	case h.has("transition"):
		return h.choose(h.has("meeting"), "date.transition_conf", "date.transition_plan")[:1]
	case h.has("notified"):
		return []string{"date.lea_notified"}
	case h.has("amended"):
		return []string{"date.iep_amended"}
	case h.has("reevaluation", "evaluation"):
		return h.evaluation()
	case h.has("eligibility"):
		return h.eligibility()
	case h.has("start", "end") && h.has("plan"):
		return h.choose(h.has("end"), "date.plan_end", "date.plan_start")[:1]
	case h.has("ifsp"):
		return h.ifsp()
	}
	return h.iep()
}

// planHeader is what the words of a header speak of.
type planHeader map[string]bool

func newPlanHeader(header string) planHeader {
	if outside := withoutBrackets(header); len(headerWords(outside)) > 0 {
		header = outside
	}
	if len(header) > 80 {
		return nil
	}
	text := " " + strings.Join(headerWords(header), " ") + " "
	for _, pair := range [][2]string{
		{" re evaluation ", " reevaluation "},
		{" re eval ", " reevaluation "},
		{" three year ", " triennial "},
		{" 3 year ", " triennial "},
		{" 3 yr ", " triennial "},
		{" evaluation team report ", " etr "},
		{" early intervention ", " ei "},
		{" part c ", " ei "},
		{" plan of care ", " poc "},
		{" follow up ", " followup "},
		{" six month review ", " ifsp review "}, // 34 CFR 303.342(b): a plan under an IFSP is reviewed every six months
		{" 6 month review ", " ifsp review "},
		{" 6 mo review ", " ifsp review "},
		{" semiannual review ", " ifsp review "},
		{" individualized family service plan ", " ifsp "},
		{" individualized education program ", " iep "},
		{" individualized education plan ", " iep "},
		{" individual education plan ", " iep "},
	} {
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	h := planHeader{}
	for _, w := range strings.Fields(text) {
		for _, meaning := range planWord(w) {
			h[meaning] = true
		}
	}
	if h["annual"] && (h["ahead"] || h["behind"] || h["meeting"] || h["date"]) {
		h["yearly"], h["review"] = !h["review"], true
	}
	if h["review"] && !h["plan"] && !h["annual"] && !h["ahead"] && !h["behind"] {
		return nil // a review of anything
	}
	if h["bare plan"] && (h["review"] || h["start"] || h["end"] || h["annual"]) {
		h["plan"] = true
	}
	if !h["day"] && !h["date"] && !h["ahead"] && !h["behind"] && !h["meeting"] && !h["start"] && !h["end"] && !h["review"] {
		return nil // who or what, and not when
	}
	return h
}

// planWord returns what a word of a header speaks of. "other": the header is of
// something else.
func planWord(word string) []string {
	switch word {
	case "iep", "ieps", "ard", "arc", "cse", "ppt":
		return []string{"plan"}
	case "ifsp", "ifsps":
		return []string{"plan", "ifsp"}
	case "plan":
		return []string{"bare plan"}
	case "annual", "yearly":
		return []string{"annual"}
	case "review", "reviews", "ar":
		return []string{"review"}
	case "reevaluation", "reeval", "reevaluations", "triennial", "tri", "trienniel", "redetermination":
		return []string{"reevaluation"}
	case "evaluation", "eval", "etr", "fie", "mfe", "psychoed", "reassessment":
		return []string{"evaluation"}
	case "eligibility", "eligible":
		return []string{"eligibility"}
	case "initial", "first":
		return []string{"initial"}
	case "ei":
		return []string{"ei"}
	case "transition":
		return []string{"transition"}
	case "notified", "notification":
		return []string{"notified"}
	case "consent":
		return []string{"consent"}
	case "amended", "amendment", "addendum":
		return []string{"amended"}
	case "meeting", "mtg", "conference":
		return []string{"meeting"}
	case "due", "next", "upcoming", "projected", "deadline", "by", "scheduled", "future", "anticipated":
		return []string{"ahead", word}
	case "last", "previous", "prior", "recent", "held", "current", "completed", "latest":
		return []string{"behind"}
	case "start", "begin", "begins", "beginning", "effective", "initiation", "initiated", "implementation", "from":
		return []string{"start"}
	case "end", "ends", "ending", "expires", "expiration", "expire", "exp", "through", "thru":
		return []string{"end"}
	case "date", "dates", "on", "day", "dt":
		return []string{"date"}
	case "goal", "goals", "objective", "objectives", "benchmark", "benchmarks", "ltg", "stg", "sto", "target", "baseline", "progress", "visit", "session",
		"appointment", "appt", "auth", "authorization", "poc", "treatment", "insurance", "medicaid", "benefit", "benefits", "lesson", "behavior",
		"service", "services", "504", "test", "note", "followup", "payment", "license", "contract", "employee", "staff", "performance":
		return []string{"other"}
	}
	return nil
}

// has reports whether the header speaks of one of these.
func (h planHeader) has(meanings ...string) bool {
	return slices.ContainsFunc(meanings, func(m string) bool { return h[m] })
}

// choose returns both fields, the one that the condition speaks for first.
func (h planHeader) choose(first bool, a, b string) []string {
	if first {
		return []string{a, b}
	}
	return []string{b, a}
}

// evaluation tells the next re-evaluation from the last one, of which the file
// may mean the day of the decision or of the tests.
func (h planHeader) evaluation() []string {
	switch {
	case h.has("ahead") && !h.has("initial"):
		return []string{"date.reevaluation"}
	case h.has("reevaluation"):
		return []string{"date.reevaluation", "date.eligibility"}
	}
	return []string{"date.eligibility", "date.reevaluation", "assessment.day"}
}

func (h planHeader) eligibility() []string {
	switch {
	case h.has("ei"):
		return []string{"date.ei_eligible"}
	case h.has("ahead"):
		return []string{"date.reevaluation"}
	case h.has("end", "start"):
		return []string{"date.eligibility", "date.plan_start", "date.plan_end"}
	case h.has("initial"):
		return []string{"date.need_determined"}
	}
	return []string{"date.eligibility"}
}

func (h planHeader) ifsp() []string {
	switch {
	case h.has("meeting") && h.has("next", "upcoming", "scheduled"):
		return []string{"date.ifsp_next"}
	case h.has("ahead"):
		return []string{"date.ifsp_review"}
	case h.has("review") && h.has("behind"):
		return []string{"date.ifsp_reviewed"}
	case h.has("review") && !h.has("annual"):
		return []string{"date.ifsp_review", "date.ifsp_reviewed"}
	}
	return []string{"date.ifsp_meeting"}
}

func (h planHeader) iep() []string {
	switch {
	case h.has("meeting") && h.has("next", "upcoming", "scheduled") && !h.has("due"):
		return []string{"date.iep_next"}
	case h.has("ahead"):
		return []string{"date.iep_review"}
	case h.has("yearly") && !h.has("behind") && !h.has("meeting"):
		return []string{"date.iep_meeting", "date.iep_review"} // the last or the next: the header does not say
	case h.has("review") && !h.has("behind") && !h.has("meeting"):
		return []string{"date.iep_review"}
	}
	return []string{"date.iep_meeting"}
}

// isPlanDate reports whether a field is a day of the plan.
func isPlanDate(n named) bool { return strings.HasPrefix(n.field, "date.") }

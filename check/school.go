package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"milepost/record"
	"milepost/report"
)

// Codes of findings of documents for a school.
const (
	CodeTeam    = "school.team"  // what only the IEP team decides
	CodeEmpty   = "school.empty" // a section without a word
	CodeMeasure = "school.goal"  // a suggested goal that cannot be measured
)

// teamOnly finds wording by which a document decides what the team decides:
// services with how often, placement, eligibility, and "must".
//
// Source: domain facts 2.3: a clinic's recommendation is a consideration; the
// IEP team decides, 34 CFR 300.320(a)(4), (7) and 300.306.
var (
	teamService  = regexp.MustCompile(`(?i)\b(?:needs?|requires?|should (?:have|get|receive)|must (?:have|get|receive|be given)|has to (?:have|get|receive)|is to receive|will receive|recommend(?:ed|s)?)\b[^.;]{0,60}\b(?:occupational therapy|physical therapy|speech therapy|therapy|OT|PT|SLP|services?|minutes|aide|paraprofessional|1:1|one-on-one|placement|evaluation)\b`)
	teamAmount   = regexp.MustCompile(`(?i)\b(?:OT|therapy|services?)\b[^.;]{0,40}\b(?:\d+|one|two|three|four|five|once|twice)\s*(?:x|times?|hours?|minutes?|sessions?)?\s*(?:a|per|each|/)\s*(?:week|month|day)\b`)
	teamEligible = regexp.MustCompile(`(?i)\b(?:is|be|was|found|remains?)\s+(?:not\s+)?eligible\b|\bqualif(?:y|ies)\s+for\s+(?:special education|an IEP|services?|OT)\b`)
	teamMust     = regexp.MustCompile(`(?i)\b(?:the (?:school|district|team|teacher|IEP)|school|staff|teachers?)\s+(?:must|has to|have to|shall|needs? to|is required to|are required to)\b`)
	teamReceive  = regexp.MustCompile(`(?i)\b(?:must|shall)\s+(?:receive|be placed|be given|be provided|be in)\b`)
	teamPlace    = regexp.MustCompile(`(?i)\bshould be (?:placed|retained|moved)\b|\b(?:self-contained|general education|resource)\s+(?:class(?:room)?|room|placement)\s+is\s+(?:needed|required|best)\b`)
)

func teamOnly() []*regexp.Regexp {
	return []*regexp.Regexp{teamService, teamAmount, teamEligible, teamMust, teamReceive, teamPlace}
}

// considered is wording that offers instead of deciding.
var considered = regexp.MustCompile(`(?i)\bconsider|\bthe team decides\b|\bmay help\b|\bcould help\b|\bmight help\b`)

// School looks at a document for a team at school: wording that only the IEP
// team may decide is offered as a consideration, and a suggested goal that
// cannot be measured is named with what it lacks.
func School(markdown string) []record.Finding {
	found := emptySections(markdown)
	inGoals := false
	for i, raw := range strings.Split(bodyOf(markdown), "\n") {
		text := report.Unescape(strings.TrimSpace(raw))
		if m := headingAt.FindStringSubmatch(text); m != nil {
			inGoals = suggested.MatchString(m[1])
			continue
		}
		ln := line{n: i + 1, raw: raw, text: itemAt.ReplaceAllString(text, "")}
		if ln.text == "" || strings.HasPrefix(text, "[[") || strings.HasPrefix(text, "|") || isQuoted(ln.text) {
			continue
		}
		if f, ok := ln.decides(); ok {
			found = append(found, f)
		}
		if inGoals {
			found = append(found, ln.goalLint()...)
		}
	}
	return found
}

var suggested = regexp.MustCompile(`(?i)\bsuggested goals?\b`)

// isQuoted reports whether the line hands on what somebody said or a goal as it
// was written.
func isQuoted(text string) bool {
	low := strings.ToLower(text)
	for _, lead := range []string{"reported by ", "read and signed by", "goal as written", "clinic goal as written", "outcome as written", "step "} {
		if strings.HasPrefix(low, lead) {
			return true
		}
	}
	return false
}

func (ln line) decides() (record.Finding, bool) {
	if considered.MatchString(ln.text) {
		return record.Finding{}, false
	}
	for _, form := range teamOnly() {
		if m := form.FindString(ln.text); m != "" {
			return ln.finding(CodeTeam, fmt.Sprintf("%q is for the IEP team to decide", strings.TrimSpace(m)),
				fmt.Sprintf("offer it: \"For the team to consider: %s\", or say why it stands", firstLower(strings.TrimRight(ln.text, ".")))), true
		}
	}
	return record.Finding{}, false
}

func firstLower(text string) string {
	if len(text) < 2 || text[1] >= 'A' && text[1] <= 'Z' {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// vague are verbs that nobody can observe.
//
// Source: domain facts 2.5.
var vague = regexp.MustCompile(`(?i)\bwill\s+(?:be able to\s+)?(understand|know|appreciate|be aware|learn|improve|enhance|increase|develop|demonstrate (?:an )?understanding|feel|enjoy|work on)\b`)

// What a measurable goal says, and how it is told that it does.
//
// Source: domain facts 2.5: who, will do which observable verb, under what
// condition, how well, by when, how measured, from which baseline.
var (
	goalDoes     = regexp.MustCompile(`(?i)\bwill\b`)
	goalGiven    = regexp.MustCompile(`(?i)\b(?:given|when|with|during|after|in response to|using|provided)\b`)
	goalWell     = regexp.MustCompile(`(?i)\d+\s*(?:%|percent|of|out of|/)\s*\d*|\bindependently\b|\b(?:no|one|two|\d+)\s+(?:verbal |visual |physical )?(?:prompts?|cues?|reminders?)\b|\b\d+\s+(?:minutes?|seconds?|times|letters|words)\b`)
	goalBy       = regexp.MustCompile(`(?i)\bby\s+(?:the end of\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d)|\bwithin\s+(?:\d+|one|two|three|six|twelve)\s+(?:weeks?|months?|years?|school)|\bin\s+(?:36|12|nine|six)\s+(?:instructional )?(?:weeks|months)`)
	goalMeasured = regexp.MustCompile(`(?i)\bmeasured (?:by|with|in)\b|\bas (?:seen|shown|recorded|documented) (?:by|in)\b|\bdata (?:sheet|collection|from)\b|\bwork samples?\b|\bobservation\b|\bchecklist\b|\bprobes?\b`)
	goalFrom     = regexp.MustCompile(`(?i)\bbaseline\b|\bcurrently\b|\bfrom\s+\d+|\bnow:?\s+\d+|\bat present\b|\bup from\b`)
)

// goalPart is one of them.
type goalPart struct {
	lacks string
	has   *regexp.Regexp
}

func goalParts() []goalPart {
	return []goalPart{
		{"who will do what (\"NAME will ...\")", goalDoes},
		{"under what condition (\"given ...\", \"when ...\")", goalGiven},
		{"how well (\"in 4 of 5 trials\", \"80%\")", goalWell},
		{"by when (\"by June 2027\")", goalBy},
		{"how it is measured (\"as measured by ...\")", goalMeasured},
		{"from which level now (\"baseline: ...\")", goalFrom},
	}
}

var baselineAt = regexp.MustCompile(`(?i)\(?\b(?:baseline|currently|at present)\b[^).;]*\)?`)

// goalLint says what a suggested goal lacks.
func (ln line) goalLint() []record.Finding {
	if len(strings.Fields(ln.text)) < 4 {
		return nil
	}
	var found []record.Finding
	if m := vague.FindStringSubmatch(ln.text); m != nil && (!isChange(m[1]) || !measurable(ln.text)) {
		found = append(found, ln.finding(CodeMeasure, fmt.Sprintf("%q is nothing that somebody can see", m[1]), "write what the child will do: cut, write, put on, ask"))
	}
	var lacks []string
	aim := baselineAt.ReplaceAllString(ln.text, "")
	parts := goalParts()
	for i, p := range parts {
		text := aim // the level now is not the level aimed at
		if i == len(parts)-1 {
			text = ln.text
		}
		if !p.has.MatchString(text) {
			lacks = append(lacks, p.lacks)
		}
	}
	if len(lacks) > 0 {
		found = append(found, ln.finding(CodeMeasure, "this goal does not say "+strings.Join(lacks, "; "), "add it, or say why it stands"))
	}
	return found
}

// isChange reports whether the verb says a change, which a number makes clear.
func isChange(verb string) bool {
	return strings.EqualFold(verb, "increase") || strings.EqualFold(verb, "improve")
}

// measurable reports whether the goal says how well: "improve" is then not
// alone.
func measurable(text string) bool { return goalWell.MatchString(text) }

// required are the sections that an assessment report cannot go without.
//
// Source: domain facts 2.3 (validity is mandatory, strengths are not empty, two
// sources or more); 34 CFR 300.304(c)(1).
func required() []string {
	return []string{"Purpose and question", "Sources of information", "Behavior during testing", "Results", "Strengths"}
}

// emptySections finds headings below which nothing stands, and sections that an
// assessment report lacks: no reason takes their place.
func emptySections(markdown string) []record.Finding {
	var found []record.Finding
	var open line // the heading that waits for a word
	level := 0
	done := func() {
		if open.text != "" && level > 1 {
			f := open.finding(CodeEmpty, fmt.Sprintf("nothing stands below %q", open.text), "write it, or take the heading out")
			if isAssessment(markdown) && slices.Contains(required(), open.text) {
				f.Part, f.Do = true, "write it: an assessment report for a school needs it"
			}
			found = append(found, f)
		}
		open = line{}
	}
	headings := map[string]bool{}
	for i, raw := range strings.Split(bodyOf(markdown), "\n") {
		text := report.Unescape(strings.TrimSpace(raw))
		m := headingAt.FindStringSubmatch(text)
		switch {
		case text == "":
		case m == nil:
			open = line{}
		default:
			depth := strings.IndexFunc(text, func(r rune) bool { return r != '#' })
			if depth <= level {
				done()
			}
			open, level = line{n: i + 1, raw: raw, text: m[1]}, depth
			headings[m[1]] = true
		}
	}
	done()
	if isAssessment(markdown) {
		for _, name := range required() {
			if !headings[name] {
				f := line{n: 1, raw: name}.finding(CodeEmpty, fmt.Sprintf("the section %q is gone", name), "write it again: an assessment report for a school needs it")
				f.Part = true
				found = append(found, f)
			}
		}
	}
	return found
}

func isAssessment(markdown string) bool {
	return strings.Contains(markdown, "\ndocument: school assessment\n")
}

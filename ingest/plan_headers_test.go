package ingest_test

import (
	"slices"
	"strings"
	"testing"

	"milepost/ingest"
	"milepost/ingest/sheet"
)

// proposalOf proposes a mapping for a text.
func proposalOf(t *testing.T, text string) *ingest.MappingProposal {
	t.Helper()
	p, err := ingest.ProposeMapping(t.Context(), sheet.File{Name: "own.csv", Data: strings.NewReader(text), Size: int64(len(text))}, ingest.LookOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// columnOf returns what a header with days below it is taken for; "?" where it
// is asked about and no goal's or visit's day is offered.
func columnOf(t *testing.T, header string) string {
	t.Helper()
	p := proposalOf(t, "Student ID,First Name,Last Name,Goal ID,Goal,"+header+"\nC-1,Mia,Diaz,G1,Mia will cut.,3/15/2027\nC-2,Leo,Park,G1,Leo will zip.,4/20/2028\n")
	c := p.Columns[len(p.Columns)-1]
	if !c.Sure && c.Field == ingest.Ignore {
		if slices.ContainsFunc(c.Maybe, func(f string) bool { return strings.HasPrefix(f, "goal.") || strings.HasPrefix(f, "session.") }) {
			return "? " + strings.Join(c.Maybe, " ")
		}
		return "?"
	}
	return c.Field
}

func TestDaysOfThePlanGoToTheirOwnFields(t *testing.T) {
	for want, headers := range map[string]string{
		"date.reevaluation": "Reevaluation Due Date|Date of Next Reevaluation|Evaluation Due Date|ETR Due|Next ETR Date|Re-Eval Due|3-Year Due Date|Triennial Due Date|" +
			"Next Evaluation|Eval Due|FIE Due Date|Next Eligibility Date|Three Year Reevaluation Due|Evaluation Team Report Due By",
		"date.iep_review": "Date of Next Annual Plan Review|IEP Due|Annual Review Due Date|IEP Review Due|Annual Due Date|Annual Review|Next Annual Review Date|ARD Due Date|" +
			"Annual IEP Due By|Projected Annual Review",
		"date.iep_meeting":            "Date of IEP (Meeting Date on Future IEP forms)|IEP Meeting|Last Annual Review|Last IEP Date|Date of Last IEP|Most Recent IEP Date|Current IEP Date|ARD Date",
		"date.iep_next":               "Next IEP Meeting|Upcoming IEP Meeting Date|Next ARD Meeting",
		"date.plan_end":               "IEP End Date|IEP Expiration Date|IFSP End Date|Plan End Date|IEP Expires|IEP Ends On",
		"date.plan_start":             "IEP Start Date|IEP Effective Date|IFSP Begin Date|IEP Implementation Date|Plan Start Date|IEP Initiation Date",
		"date.iep_amended":            "IEP Amendment Date|Date IEP Amended",
		"date.eligibility":            "Eligibility Date|Last Eligibility Date|Current Eligibility Date|Date of Eligibility",
		"date.ei_eligible":            "EI Eligibility Date|Part C Eligibility Date",
		"date.ifsp_meeting":           "IFSP Date|Annual IFSP Meeting Date",
		"date.ifsp_review":            "Six Month Review Due|6-Month Review Due Date|IFSP Review Due Date|Next IFSP Review|IFSP Due",
		"date.ifsp_next":              "Next IFSP Meeting",
		"date.ifsp_reviewed":          "Last IFSP Review|IFSP Review Held?",
		"date.eval_consent":           "Initial Evaluation Consent Date",
		"?":                           "Consent for Evaluation Date|ETR Date|Last Evaluation Date|Reevaluation Date|Last Reeval|Evaluation Completed On",
		"? goal.target_date goal.end": "Goal End Date",
		"goal.end":                    "Date Mastered|Goal Closed",
		"goal.start":                  "Goal Start Date",
		"goal.target_date":            "Goal Due Date|Target Date|Annual Goal Date",
	} {
		for _, header := range strings.Split(headers, "|") {
			if got := columnOf(t, header); got != want {
				t.Errorf("%q is %s, want %s", header, got, want)
			}
		}
	}
}

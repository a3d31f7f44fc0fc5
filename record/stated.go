package record

// Milestone names a day that school, early intervention or an agency set for a
// client, by the key under which a card states it. An export's column is
// "date." and the key.
type Milestone string

// The milestones. Each is the newest of its kind; what falls due from it is
// package calendar's to say.
const (
	IEPMeeting     Milestone = "iep_meeting"     // the last annual IEP meeting
	IEPAmended     Milestone = "iep_amended"     // the last amendment: it moves no other day
	IEPReview      Milestone = "iep_review"      // the day of the next annual review as the family's copy prints it
	IEPNext        Milestone = "iep_next"        // the next IEP meeting, once its day is known
	PlanStart      Milestone = "plan_start"      // the first day of the plan in force
	PlanEnd        Milestone = "plan_end"        // its last day, as the family's copy prints it
	Eligibility    Milestone = "eligibility"     // the last evaluation's eligibility decision
	Reevaluation   Milestone = "reevaluation"    // the day of the next re-evaluation as the family's copy prints it
	ReevalWaived   Milestone = "reeval_waived"   // parent and school agreed that none is needed
	EvalConsent    Milestone = "eval_consent"    // the school received consent to the first evaluation
	NeedDetermined Milestone = "need_determined" // the child was found to need special education, for the first time
	EIReferral     Milestone = "ei_referral"     // referral to early intervention
	EIEligible     Milestone = "ei_eligible"     // found eligible for early intervention
	IFSPMeeting    Milestone = "ifsp_meeting"    // the first or last annual IFSP meeting
	IFSPReviewed   Milestone = "ifsp_reviewed"   // the last periodic review of the IFSP
	IFSPReview     Milestone = "ifsp_review"     // the day of the next review as the family's copy prints it
	IFSPNext       Milestone = "ifsp_next"       // the next IFSP meeting, once its day is known
	TransitionPlan Milestone = "transition_plan" // the transition plan was set up
	TransitionConf Milestone = "transition_conf" // the transition conference was held
	LEANotified    Milestone = "lea_notified"    // the school district was told of the child
)

// MilestoneAbout is a milestone with what it means to a person.
type MilestoneAbout struct {
	Milestone Milestone
	About     string
	Ahead     bool // may lie in the future
}

// Milestones lists all milestones in the order in which they are shown.
func Milestones() []MilestoneAbout {
	return []MilestoneAbout{
		{IEPMeeting, "day of the last annual IEP meeting", false},
		{IEPAmended, "day of the last IEP amendment; it moves no other day", false},
		{IEPReview, "next annual IEP review, as the family's copy prints it", true},
		{IEPNext, "next IEP meeting, once its day is known", true},
		{PlanStart, "first day of the IEP or IFSP in force", true},
		{PlanEnd, "last day of the IEP or IFSP in force", true},
		{Eligibility, "last eligibility decision, from which the three years count", false},
		{Reevaluation, "next re-evaluation, as the family's copy prints it", true},
		{ReevalWaived, "day on which parent and school agreed that no re-evaluation is needed", false},
		{EvalConsent, "day on which the school received consent to the first evaluation", false},
		{NeedDetermined, "day on which the child was first found to need special education", false},
		{EIReferral, "day of the referral to early intervention", false},
		{EIEligible, "day on which the child was found eligible for early intervention", false},
		{IFSPMeeting, "day of the first or last annual IFSP meeting", false},
		{IFSPReviewed, "day of the last periodic review of the IFSP", false},
		{IFSPReview, "next IFSP review, as the family's copy prints it", true},
		{IFSPNext, "next IFSP meeting, once its day is known", true},
		{TransitionPlan, "day on which the transition plan was set up", false},
		{TransitionConf, "day of the transition conference", false},
		{LEANotified, "day on which the school district was told of the child", false},
	}
}

// StatedDay is a milestone's day, with the cell or line that states it.
type StatedDay struct {
	Milestone Milestone `json:"milestone"`
	On        Date      `json:"on"`
	Source    Source    `json:"source"`
}

// The plans under which a client may have goals beside the clinic's.
const (
	PlanIEP  = "IEP"
	PlanIFSP = "IFSP"
	PlanNone = "none" // a person said that there is neither
)

// School is where the client learns.
type School struct {
	Name     string `json:"name,omitempty"`
	District string `json:"district,omitempty"` // names its calendar: a rule file of kind "school calendar"
	State    string `json:"state,omitempty"`    // two letters; "" the clinic's
	Excusal  Date   `json:"excusal,omitzero"`   // day of the signed excusal of the therapist, where she is the district's required member of the team; zero: none
}

// Authorization is a payer's leave to treat, both days included.
type Authorization struct {
	Number string `json:"number,omitempty"`
	Payer  string `json:"payer,omitempty"`
	From   Date   `json:"from"`
	To     Date   `json:"to"`
	Visits int    `json:"visits,omitempty"` // that it covers; 0 not counted
	Source Source `json:"source"`
}

// Name returns what people call the authorization: its number, else its first
// day.
func (a Authorization) Name() string {
	if a.Number != "" {
		return a.Number
	}
	return a.From.String()
}

// Day returns the milestone's day, the zero StatedDay where nobody stated one.
func (c Client) Day(m Milestone) StatedDay {
	for _, d := range c.Days {
		if d.Milestone == m {
			return d
		}
	}
	return StatedDay{}
}

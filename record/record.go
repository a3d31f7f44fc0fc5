// Package record holds Milepost's record of a client and what is said of it:
// plain values without I/O and without a clock. Every other package speaks in
// these words. A record never changes in place: a later import supersedes it.
package record

// Pronouns are the words that stand for a client's name. The zero value means
// "not known": documents then use the name only, never a guess.
type Pronouns struct {
	Subject    string `json:"subject" yaml:"subject"`       // she
	Object     string `json:"object" yaml:"object"`         // her
	Possessive string `json:"possessive" yaml:"possessive"` // her
	Owned      string `json:"owned" yaml:"owned"`           // hers
	Reflexive  string `json:"reflexive" yaml:"reflexive"`   // herself
	Plural     bool   `json:"plural" yaml:"plural"`         // takes "are", not "is"
}

// Contact is a person whom the clinic may write to about a client.
type Contact struct {
	Name         string `json:"name"`
	Relationship string `json:"relationship"` // mother, teacher, ...
	Language     string `json:"language"`     // BCP 47 code, "" not known
	Phone        string `json:"phone"`
	Email        string `json:"email"`
	MayReceive   bool   `json:"may_receive"`

	ReleaseEnds Date   `json:"release_ends,omitzero"`  // the last day on which the person may receive papers; zero: no end
	Household   string `json:"household,omitempty"`    // who live together have the same word; "" told by the address
	Address     string `json:"address,omitempty"`      // for letters, lines parted by newlines
	HideAddress bool   `json:"hide_address,omitempty"` // stands on that household's own envelope and nowhere else
	SendBy      string `json:"send_by,omitempty"`      // one of SendWays; "" post where there is an address
}

// The ways in which papers reach a person.
const (
	ByPost   = "post"
	ByPortal = "portal"
	ByEmail  = "email"
	ByHand   = "hand"
)

// SendWays lists the ways in which papers reach a person.
func SendWays() []string { return []string{ByPost, ByPortal, ByEmail, ByHand} }

// Client is the child served, as one import or the fold of all imports tells.
// An empty field means that nothing was said.
type Client struct {
	ID          ID
	Keys        []Key // by which rows of other exports name this client
	FirstName   string
	LastName    string
	Preferred   string // what family and therapist call the child
	BirthDate   Date
	Pronouns    Pronouns
	Caseload    string
	Therapist   ID
	Language    string // of the family, BCP 47 code
	StartOfCare Date
	Discharged  Date
	Precautions []string // seizure, swallowing, allergy, joint, shunt, skin, choking, supervision
	Contacts    []Contact
	AllContacts bool   `json:",omitempty"` // nobody beside Contacts gets papers: a card lists them
	Plan        string // IEP, IFSP, none; "" nobody said
	School      School
	Days        []StatedDay     // set by school, early intervention or an agency
	Allowed     []Authorization // to treat, as payers gave them
	AllAllowed  bool            `json:",omitempty"` // no authorization beside Allowed counts: a card lists them
	Was         ID              // id under which the row stood, where it was joined with this client's; "" its own
	OtherNames  []string        // whole names that a person said are this client's too
	OtherBirths []Date          `json:",omitempty"` // birth dates that exports give this client and that are wrong
	Namesakes   []ID            // other children of the same name and birth date, as a person said
	Former      []Former        // names and pronouns that were changed, the oldest first: in no document
	Source      Source
	Modified    Stamp `json:",omitempty"`
}

// StatesPlan reports whether the record says anything of plan, school, days of
// the plan or authorizations.
func (c Client) StatesPlan() bool {
	return c.Plan != "" || c.School != (School{}) || len(c.Days)+len(c.Allowed) > 0
}

// Former is what a client was called before, where an export or a card has
// changed it since.
type Former struct {
	Name     string   // first or preferred name; "" it did not change
	Pronouns Pronouns // zero: they did not change
}

// CalledName returns the name that documents use: the preferred one, else the
// first name, else the empty text.
func (c Client) CalledName() string {
	if c.Preferred != "" {
		return c.Preferred
	}
	return c.FirstName
}

// Therapist is a member of staff who treats and signs.
type Therapist struct {
	ID         ID
	Name       string
	Credential string // OTR/L, COTA/L, ...
	License    string
	Phone      string
	District   string // school district that she works for under contract; "" none
	Left       Date   `json:",omitzero"` // the last day at work; zero: still here
}

// GoalState is what an export says of a goal's life.
type GoalState string

// The states of a goal. The empty state is read as GoalActive.
const (
	GoalActive       GoalState = "active"
	GoalPaused       GoalState = "paused"
	GoalMet          GoalState = "met" // said by the export; the analysis has its own word
	GoalDiscontinued GoalState = "discontinued"
	GoalPlanned      GoalState = "planned"
)

// Goal is an annual goal in one version.
type Goal struct {
	ID         ID
	Version    int // from 1; 0 is read as 1
	Client     ID
	ClientKey  Key    // how the row named its client
	Keys       []Key  // by which data points name this goal as a whole
	Title      string // the export's short name for it
	Text       string // verbatim
	Discipline string // OT, PT, SLP; "" is the clinic's own
	State      GoalState
	Start      Date
	End        Date              // day on which it ended; zero while it lives
	Owner      string            // clinic, school, early intervention, home
	PlainName  map[string]string // by language: a bare verb phrase of at most 8 words
	Skill      string
	Domain     string
	Objectives []Objective
	Source     Source
	// Told names, for each field that a file stated, the cell that stated it.
	Told map[string]Source
	// Subject is whom the row says it is about.
	Subject  Person `json:",omitzero"`
	Modified Stamp  `json:",omitempty"`
	// PlanDays are days of the client's plan, in a row that brings no client.
	PlanDays []StatedDay `json:",omitempty"`
}

// Objective is a short-term step toward a goal; a goal without objectives gets
// one that repeats it. Measurement lives here.
type Objective struct {
	ID           ID
	Keys         []Key // by which data points name it
	Text         string
	PlainName    map[string]string // by language: a bare verb phrase, of use where the goal has several objectives
	Measure      Measure
	Baseline     Score // as documented with the goal
	BaselineDate Date
	BaselineFrom string // who took it, where it was not this clinic: "Little Steps Clinic"
	Target       Score
	TargetDate   Date
	Criterion    Criterion
	MostHelp     Help   // points taken with more help are not comparable
	Place        string // clinic, home, school, telehealth; "" any
	Format       string // individual, group, co-treatment; "" any
	NameRises    bool   `json:"-"`         // by the fold: less is better, and the plain name sounds like something to do more often
	WorkedOut    bool   `json:"-"`         // by the fold: nobody said the measure, it was read off the results
	Confirmed    Levels `json:",omitzero"` // of a card: what a therapist typed into it
	Typed        Levels `json:"-"`         // by the fold: what a card says that no therapist typed
}

// Levels are what "met" rests on.
type Levels struct {
	Criterion bool `json:",omitempty"`
	Target    bool `json:",omitempty"`
}

// MetAsTyped reports whether "met" rests on what was typed by somebody who is
// no therapist.
func (o Objective) MetAsTyped() bool {
	return o.Typed.Criterion || o.Typed.Target && o.Criterion.AtLeast.IsMissing()
}

// Criterion is the level and the number of sessions that end an objective.
// The level is the objective's target unless AtLeast says another.
type Criterion struct {
	AtLeast   Score  // zero: the target; for a measure that falls, "at most"
	Sessions  int    // how many sessions must reach it; 0: there is no criterion
	Of        int    // of the last Of sessions; 0: in a row
	Days      bool   // distinct days are counted, not sessions
	MinTrials int    // a session with fewer trials neither counts nor breaks
	Strict    bool   // a session held without a data point breaks the run
	Places    int    // in how many places it must be reached; 0 or 1: any one
	Raters    int    // by how many therapists; 0 or 1: any one
	Text      string // as written
}

// Session statuses. A session of unknown status is kept and not counted.
const (
	Attended      = "attended"
	Cancelled     = "cancelled"
	LateCancelled = "late cancelled"
	NoShow        = "no-show"
	ClinicClosed  = "clinic cancelled"
	Scheduled     = "scheduled"
)

// NoVisit is what a person says of a day on which there was no visit at all. No
// session has it.
const NoVisit = "none"

// Session is one treatment contact, held or missed.
type Session struct {
	Key        Key // natural key
	ID         ID  // the export's own, where it has one
	Client     ID
	ClientKey  Key
	Day        Date
	Start      string // 15:04, "" not known
	Minutes    int
	Status     string
	Reason     string // why it was missed, as exported
	Discipline string
	Format     string // individual, group, co-treatment
	Place      string // clinic, home, school, telehealth
	Therapist  ID
	Note       string
	Source     Source
	Subject    Person // whom the row says it is about
	Modified   Stamp
	List       List
}

// DataPoint is the result for one objective in one session.
type DataPoint struct {
	Key       Key // natural key
	Client    ID
	ClientKey Key
	Objective ID    // filled by the fold
	GoalKeys  []Key // how the row names goal or objective, the surest first
	Loose     bool  // names no goal of its own: unused, not a problem, where none fits
	Day       Date
	Order     int    // place in an export without dates, from 1; 0 with dates
	Start     string // 15:04, "" not known
	Score     Score
	Help      Help
	Supports  string // supports column, as exported
	Probe     bool
	Phase     string // baseline, pre, post, ...
	Place     string
	Format    string
	Therapist ID
	Note      string
	Refused   bool // by the fold, never stored: its score cannot be used, and a problem says why
	Source    Source
	Subject   Person // whom the row says it is about
	Modified  Stamp
	Several   Several // what its file says of several results in one visit
	Pooled    []Part  // by the fold: the rows of its visit, where there are several
	PooledBy  string  // how they became one result
}

// Statement is something that a person said, with its day: a note, what a
// parent or a teacher told. Stated is none of that: what a row of goals, visits
// or results says of the client's plan beside them.
type Statement struct {
	Key       Key
	Client    ID
	ClientKey Key
	GoalKeys  []Key
	Day       Date
	By        string // parent, teacher, therapist
	Text      string
	Source    Source
	Subject   Person  `json:",omitzero"` // whom the row says it is about
	Modified  Stamp   `json:",omitempty"`
	Stated    *Client `json:",omitempty"` // plan, school, days and authorizations; nil it is what a person said
}

// Withdrawal takes back the record with the key: a void or deleted row.
type Withdrawal struct {
	Kind      string // "session", "data point", "goal", "assessment"
	Key       Key
	ClientKey Key // how the row named its client; empty: it names none, and every client is asked
	// Day and Discipline are those of the visit that is taken back.
	Day        Date   `json:",omitzero"`
	Discipline string `json:",omitempty"`
	Source     Source
	Subject    Person `json:",omitzero"` // whom the row says it is about
	Modified   Stamp  `json:",omitempty"`
	// Parts says that what stands under the key with "#" or "@" and more behind
	// it is taken back too.
	Parts bool `json:",omitempty"`
}

// Batch is a chunk of records, as one reading of an export yields them.
type Batch struct {
	Clients     []Client
	Goals       []Goal
	Sessions    []Session
	DataPoints  []DataPoint
	Statements  []Statement
	Assessments []Assessment
	Withdrawals []Withdrawal
}

// Len returns how many records the batch holds.
func (b Batch) Len() int {
	return len(b.Clients) + len(b.Goals) + len(b.Sessions) +
		len(b.DataPoints) + len(b.Statements) + len(b.Assessments) + len(b.Withdrawals)
}

// ActiveIn reports whether the goal was worked on in some part of the period:
// it had begun by the period's last day and had not ended before its first. A
// goal that ended before the period is never told again; one that was met,
// changed or paused in it is. Every begun goal is active in an unknown period.
//
// Source: features 18.
func (g Goal) ActiveIn(p Period) bool {
	if g.State == GoalPlanned {
		return false
	}
	if p.IsZero() {
		return true
	}
	return !g.Start.After(p.To) && (g.End.IsZero() || !g.End.Before(p.From))
}

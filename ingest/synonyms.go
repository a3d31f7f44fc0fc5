package ingest

import (
	"strings"
	"unicode"

	"milepost/ingest/value"
)

// synonym is a field with the headers under which exports bring it.
type synonym struct {
	field   string
	headers []string
}

// synonyms lists headers by field. One header may stand under several fields:
// the values of the column, and the other columns, decide.
//
// Source: domain facts 8.1 and 8.2 (headers of WebPT, SimplePractice, TheraNest,
// Fusion, CentralReach, Rethink, PowerSchool, Jane, Infinite Campus).
func synonyms() []synonym {
	list := func(field, headers string) synonym { return synonym{field, strings.Split(headers, "|")} }
	return []synonym{
		list("client.id", "client id|client no|client number|client #|client code|patient id|patient no|patient number|patient #|mrn|"+
			"medical record number|medical record no|chart no|chart number|chart #|account|account no|account number|account #|student id|"+
			"student number|student no|student #|local id|child id|child no|kid no|learner id|participant|participant id|patient account number|"+
			"student identifier|external id|client account|emr id|record number|case number|"+
			"district student id|district student no|local student id|local student number|sis id|sis number|sis no|perm id|permanent id|pupil id|pupil number|pupil no|lasid|osis"),
		list("client.other_id", "state id|state student id|ssid|ssid no|ssid number|statewide student id|state student number|state student identifier|seis id|seis student id|seis no|seis number|sasid|usid|uic|cssid|secondary id|alternate id|other id|medicaid id|case id|case no"),
		list("client.name", "patient|patient name|patient full name|client|client name|client full name|student|student name|child|child name|"+
			"child's name|name|full name|last name first name|last first|kid|learner|name of child|name of student|name of client"),
		list("client.first", "f name|child f name|student f name|client f name|first|first name|given|given name|fname|client first name|patient first name|student first name|child first name|firstname"),
		list("client.middle", "middle|middle name|middle initial|mi|mname"),
		list("client.last", "l name|child l name|student l name|client l name|last|last name|surname|family|family name|lname|last or surname|client last name|patient last name|student last name|child last name|lastname"),
		list("client.preferred", "preferred name|nickname|goes by|likes to be called|known as"),
		list("client.birth", "dob|birth date|birthdate|date of birth|birthday|born|patient dob|client dob|student dob|child dob|d.o.b.|bday"),
		list("client.pronouns", "pronouns|pronoun"),
		list("client.caseload", "caseload|team|group name"),
		list("client.therapist", "primary therapist id|assigned therapist id|treating therapist id"),
		list("client.language", "home language|language|primary language|preferred language|family language"),
		list("client.start_of_care", "start of care|soc|soc date|start of care date|admit date|admission date|intake date|first visit|enrolled|enrollment date"),
		list("client.discharged", "discharge date|discharged|dc date|d/c date|discharge|exit date"),
		list("client.precautions", "precautions|allergies|alerts|medical alerts"),
		list("contact.name", "parent|parent name|guardian|guardian name|parent/guardian|parent guardian name|contact name|contact|mother|father|caregiver|caregiver name|responsible party"),
		list("contact.relationship", "relationship|contact relationship|relation"),
		list("contact.language", "contact language|parent language"),
		list("contact.phone", "phone|phone number|parent phone|contact phone|mobile|cell|cell phone|home phone|telephone"),
		list("contact.email", "email|e-mail|email address|parent email|contact email"),
		list("contact.may_receive", "contact may receive|may receive|release on file"),

		list("client.plan", "plan|plan type|service plan"),
		list("school.name", "school|school name|school attended"),
		list("school.district", "district|school district|lea"),
		list("date.iep_meeting", "iep meeting date|last iep meeting|annual iep meeting|iep date|last annual iep"),
		list("date.iep_review", "iep review date|iep due date|next iep review|annual review due|iep annual review due"),
		list("date.iep_next", "next iep meeting|next iep meeting date"),
		list("date.eligibility", "eligibility date|last eligibility|evaluation eligibility date"),
		list("date.reevaluation", "triennial|triennial due|re-evaluation due|reevaluation due|next triennial"),
		list("date.ifsp_meeting", "ifsp date|ifsp meeting date|annual ifsp|last ifsp"),
		list("date.ifsp_review", "ifsp review due|ifsp review date|next ifsp review"),
		list("date.ei_referral", "ei referral date|early intervention referral"),
		list("authorization.number", "authorization|authorization number|auth number|auth no|auth #|pa#|pa number|prior authorization"),
		list("authorization.payer", "auth payer|authorization payer"),
		list("authorization.from", "auth from|auth start|authorization start|authorization start date"),
		list("authorization.to", "auth to|auth end|authorization end|authorization end date|auth exp date|authorization expiration"),
		list("authorization.visits", "visits authorized|authorized visits|auth units"),

		list("goal.id", "outcome #|outcome no|outcome number|outcome id|goal id|goal no|goal number|goal #|goal num|ltg #|ltg id|ltg no|goal identifier|target id"),
		list("goal.version", "version|goal version|goal version no|version number|version no|revision|goal revision"),
		list("goal.title", "goal|goal title|goal name|short goal|goal summary|target behavior|target behaviour|target name|goal addressed|goals addressed|skill/goal|goal area/goal|ltg|long term goal"),
		list("goal.text", "outcome|ifsp outcome|child outcome|family outcome|outcome statement|goal statement|goal text|goal description|goal|annual goal|measurable annual goal|long term goal|long-term goal|ltg|goal as written|full goal|goal wording|iep goal"),
		list("goal.discipline", "goal discipline|discipline"),
		list("goal.state", "goal status|status|goal state|met/not met|met|goal outcome|goal met|progress status|state"),
		list("goal.start", "outcome start|outcome start date|outcome begin date|goal start date|goal start|date written|goal date written|date initiated|goal initiated|start date|begin date|goal begin date|opened"),
		list("goal.end", "goal end date|goal end|date met|date closed|date discontinued|date achieved|goal closed|met date|mastered date|date mastered"),
		list("goal.owner", "goal owner|owner|setting of goal"),
		list("goal.plain_name", "plain name|parent name for goal|parent friendly goal"),
		list("goal.skill", "skill|skill area"),
		list("goal.domain", "domain|area|goal area|goal domain|developmental area|goal category|category"),
		list("goal.measure", "measure|measurement|measure type|measurement type|data type|type of data|unit of measure|how measured"),
		list("goal.unit", "unit|unit counted"),
		list("goal.of", "trials per session|opportunities per session"),
		list("goal.better", "better|direction|direction of improvement"),
		list("goal.baseline", "baseline|bl|baseline score|baseline level|initial level|start level|starting level|baseline data|initial score|initial"),
		list("goal.baseline_ok", "baseline correct|baseline # correct|baseline successes|correct at baseline|baseline trials correct"),
		list("goal.baseline_of", "baseline trials|baseline total|baseline opportunities|baseline attempts|trials at baseline|baseline total trials"),
		list("goal.baseline_wrong", "baseline incorrect|baseline errors|baseline # incorrect|incorrect at baseline"),
		list("goal.target_ok", "target correct|target successes|target # correct"),
		list("goal.target_of", "target trials|target opportunities|target total|target attempts"),
		list("goal.baseline_date", "baseline date|bl date|date of baseline|initial date|baseline"),
		list("goal.target", "criterion level|target|goal level|mastery level|mastery|target level|target score|goal target|target %|expected level|mastery criteria|mastery criterion|criteria|criterion"),
		list("goal.target_percent", "target percent|target percentage|mastery %|mastery percent|criterion %"),
		list("goal.target_date", "target date|goal date|annual goal date|due date|expected date|goal due date|expected completion|expected completion date|by when|achieve by|target|goal target date|anticipated date|date expected|timeframe"),
		list("goal.criterion", "criterion|criteria|mastery criteria|mastery criterion|mastery|goal criteria|target|goal measurement criterion metric|success criteria|measurement criteria"),
		list("goal.most_help", "target assist|goal assist level|assist level allowed|target prompt level"),
		list("goal.present_level", "present level|present levels|plof|clof|plop|plaafp|present level of performance|present levels of performance|current level|current level of function|current performance|baseline|current"),
		list("goal.last_score", "last score|last entered score|most recent score|current|current score|latest score|current level|clof"),
		list("goal.last_score_date", "last entered score date|last score date|current date|date of last score|last data date|latest date"),
		list("objective.id", "objective id|objective no|objective number|objective #|stg #|stg id|sto #|benchmark #|step id"),
		list("objective.text", "objective|short term goal|short-term goal|short term objective|stg|sto|benchmark|objective text|objective description|step|target step"),

		list("session.id", "visit id|session id|appointment id|appointmnet id|appt id|encounter id|visit no|visit number|visit #|note id|event id|service id|encounter no"),
		list("session.day", "date of service|dos|date|visit date|service date|session date|appointment date|appt date|encounter date|treatment date|day|"+
			"start date|start|date/time|date and time|appointment|scheduled date|date seen|visit|last treatment|services provided date|session day|data date|date of session"),
		list("session.start", "start time|time in|from|start|begin time|begin|time|session start|appointment time|appt time|date time from|arrival time|in"),
		list("session.end", "end time|time out|to|end|session end|finish|finish time|date time to|end date|out"),
		list("session.minutes", "minutes|min|mins|duration|length|session length|direct time|time worked in mins|total minutes|total time|treatment minutes|"+
			"duration min|duration minutes|session minutes|length of session|timed minutes|contact minutes|hours"),
		list("session.status", "status|appointment status|appt status|show status|attendance|attended|arrived|checked in|visit status|session status|attendance status|state|show|appointment state|attendance code"),
		list("session.reason", "reason|cancel reason|cancellation reason|reason for cancellation|absence reason|reason missed|missed reason"),
		list("session.discipline", "discipline|specialty|therapy type|service type|therapy|service|department"),
		list("session.format", "visit type|session type|group/individual|individual/group|session format|format|delivery model|treatment type|group or individual"),
		list("session.place", "place of service|pos|place|location|service location|location code|setting|where|service setting|treatment location"),
		list("session.therapist", "therapist id|provider id|clinician id|staff id|therapist|provider|clinician|treating|treating therapist|rendering|rendering provider|"+
			"staff member|staff|documenting therapist|practitioner|provider name|therapist name|clinician name|service provider|finalizing therapist"),
		list("session.note", "note|notes|soap|soap note|comments|comment|narrative|session note|session notes|daily note|visit comment|progress note|remarks|treatment note|observations"),

		list("point.id", "data id|result id|trial id|data point id|entry id"),
		list("point.score", "score|data|result|results|outcome|performance|accuracy|% correct|progress|level|response|rating|value|data point|measurement value|score achieved|"+
			"correct/total|correct / trials|trials correct|time on task|on task time|duration on task|minutes on task|seconds on task|time in seconds|time in minutes|time engaged|time to complete|time to start|time taken|response time|elapsed time|latency|success|successful|yes/no|y/n|pass/fail|able|able to do|demonstrated|skill demonstrated|goal progress|todays data|today's data|session score|percent|percentage"),
		list("point.percent", "% correct|percent correct|percent|percentage|accuracy|% accuracy|accuracy %|accuracy percent|%|success rate|percent accuracy|score|score %|result|pct|pct correct|progress %"),
		list("point.ok", "correct|# correct|number correct|successes|no correct|trials correct|correct trials|success count|times correct|score correct|correct responses|# successful"),
		list("point.of", "trials|total trials|opportunities|attempts|# trials|number of trials|no of trials|total|of|out of|score trials|tries|# of trials|trials total|total opportunities|total attempts|# attempts|trials given|trials presented|trials administered|trials offered|trials attempted|trials completed|"+
			"opportunities given|opportunities presented|opportunities provided|total given|total presented"),
		list("point.wrong", "incorrect|# incorrect|number incorrect|no incorrect|errors|# errors|number of errors|trials incorrect|incorrect trials|incorrect responses|wrong|# wrong|times incorrect|misses|unsuccessful"),
		list("point.trial", "trial|trial number|trial no|trial #|trial num|set|set number|set no|set #|block|run|attempt number|attempt #|part of session"),
		list("point.help", "assist|assistance|assist level|level of assistance|level of assist|prompts|prompt|prompt level|prompting|cues|cueing|cue level|support level|"+
			"level of support|loa|help|level of help|prompting level|assistance level|type of prompt|prompts used|support"),
		list("point.supports", "supports|accommodations|adaptations|equipment|supports used|materials|adaptive equipment|modifications"),
		list("point.probe", "probe|is probe"),
		list("point.phase", "phase|data phase|condition phase"),
		list("point.order", "session number|session no|session #|session|session num|visit number"),
		list("point.note", "data note|data notes|score comment|trial note|data comment"),
		list("assessment.instrument", "instrument|test|test name|assessment|assessment name|assessment tool|name of test|measure given"),
		list("assessment.edition", "edition|test edition|test version"),
		list("assessment.form", "test form|form|rating form|form used"),
		list("assessment.norms", "norms|norm group|norms used"),
		list("assessment.day", "test date|date of test|date tested|date of testing|assessment date|date of assessment|date administered|administration date|evaluation date|eval date"),
		list("assessment.scale", "subtest|scale|subscale|composite|subtest/composite|scale name|subtest name|index|quadrant"),
		list("assessment.raw", "raw score|raw|raw total|total raw score"),
		list("assessment.scaled", "scaled score|scale score|subtest standard score|ss scaled"),
		list("assessment.standard", "standard score|composite score|index score|quotient|std score|composite standard score"),
		list("assessment.t", "t score|t-score|t"),
		list("assessment.percentile", "percentile|percentile rank|%ile|pr|pct rank"),
		list("assessment.other", "growth scale value|gsv|criterion score|other score"),
		list("assessment.interval", "confidence interval|ci|interval|90% ci|95% ci|score range"),
		list("assessment.confidence", "confidence level|confidence|ci level"),
		list("assessment.band", "classification|band|descriptive category|category|descriptor|interpretive range|range label|descriptive term|interpretation"),
		list("assessment.age", "age equivalent|ae"),
		list("assessment.by", "examiner|evaluator|tested by|administered by|assessor"),
		list("assessment.language", "language of administration|language used|test language"),
		list("assessment.note", "validity|validity note|test behavior|behavior during testing|test observations|deviations"),
		list("parent.says", "parent comment|parent comments|parent report|caregiver report|caregiver comment|parent feedback|family comment|parent says|parent input"),
		list("teacher.says", "teacher comment|teacher comments|teacher report|teacher feedback|teacher says|teacher input"),
		list("row.modified", "modified|modified date|last modified|updated|last updated|changed|date modified|creation date|created|time stamp|timestamp|date entered|entry date|last edited"),
		list("row.void", "is void|is deleted|void|voided|deleted|isvoid|isdeleted|inactive row"),
	}
}

// knownUnused lists headers of columns that exports bring and that no field
// takes: money, billing codes, authorisations, names of the clinic.
func knownUnused() []string {
	return strings.Split("cpt|cpt code|cpt codes|procedure|procedure code|procedure code string|procedure code id|service code|billing code|billing codes|code|codes|"+
		"modifier|modifiers|mod 1|mod 2|mod 3|mod 4|units|units of service|unit count|qty|quantity|dx|diagnosis|diagnosis code|diagnoses|icd10|icd 10|icd-10|treating diagnosis|"+
		"cosigner|cosign therapist|cosign therapist id|supervising|supervising therapist|signed by|supervisor|fee|rate|charge|charges|charge amount|amount|balance|client balance|client paid|paid|"+
		"uninvoiced|invoiced|payment|payments|payer|payer name|insurance|insurance name|primary insurance|secondary insurance|primary payer type|secondary payer type|copay|invoice|invoice #|"+
		"auth no|auth number|auth #|authorization|authorization number|pa#|auth from|auth to|auth units|remaining|visits authorized|visits remaining|exp date|expiration date|"+
		"remaining sessions|redeemed sessions|purchase date|expired|clinic|clinic name|clinic id|facility|office|case name|addendum|date of finalization|finalized|is locked|locked|"+
		"calendar title|appointment type|iep date|iep due|eval due|iep meeting date|annual review|review date|triennial|re-eval due|ifsp date|grade|school|age|gender|sex|address|city|zip|"+
		"initials|therapist initials|staff initials|provider initials|provider first name|provider last name|method|specially designed instruction|teacher|row|row #|#|no|no.", "|")
}

// headerWords returns the words of a header: split at signs, and where a small
// letter meets a capital ("ClientFirstName"). Accents are left out.
func headerWords(header string) []string {
	var b strings.Builder
	last := ' '
	for _, r := range header {
		switch {
		case r == 'º' || r == 'ª':
			b.WriteRune(' ')
		case r == '%' || r == '#':
			b.WriteString(" " + string(r) + " ")
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'':
			b.WriteRune(' ')
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteString(" " + string(value.WithoutAccent(unicode.ToLower(r))))
		case r != '\'':
			b.WriteRune(value.WithoutAccent(unicode.ToLower(r)))
		}
		last = r
	}
	return strings.Fields(b.String())
}

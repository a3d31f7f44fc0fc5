package record

import (
	"slices"
	"strings"
)

// NextStep is what to do after a refusal or a problem: an act and what it is
// about. It is data. A front end turns it into a command, a button or a link;
// see StepActs. The zero NextStep means that there is nothing to do.
type NextStep struct {
	Act    StepAct `json:"act"`
	Client ID      `json:"client,omitempty"`
	Other  ID      `json:"other,omitempty"` // a second client
	User   ID      `json:"user,omitempty"`  // a member of staff
	ID     string  `json:"id,omitempty"`    // of a draft, document, import, packet, ...
	Name   string  `json:"name,omitempty"`  // of a file, a field, a kind of document
	Text   string  `json:"text,omitempty"`  // for the words only
}

// IsZero reports whether there is nothing to do.
func (s NextStep) IsZero() bool { return s == NextStep{} }

// StepAct is what a next step does. Not to be confused with Act, which is what
// a role may do.
type StepAct string

// Acts about people.
const (
	StepSignIn      StepAct = "sign-in"
	StepAskRole     StepAct = "ask-role" // Text: the roles that may
	StepListUsers   StepAct = "list-users"
	StepAddUser     StepAct = "add-user"
	StepAddLead     StepAct = "add-lead" // User: who is to be the first one
	StepChangeUser  StepAct = "change-user"
	StepReopenUser  StepAct = "reopen-user"
	StepSetName     StepAct = "set-name"
	StepSetLicense  StepAct = "set-license"
	StepSetExpiry   StepAct = "set-license-expiry"
	StepSetPassword StepAct = "set-password"
	StepSettings    StepAct = "change-settings" // Name: the key; Text: what it is
)

// Acts about drafts and documents. Client and ID name the draft.
const (
	StepSeeStatus      StepAct = "see-status"
	StepSeeProblems    StepAct = "see-problems"
	StepDraft          StepAct = "draft" // Client: only this one
	StepDraftDocument  StepAct = "draft-document"
	StepReview         StepAct = "review"
	StepSign           StepAct = "sign"
	StepReturn         StepAct = "return"
	StepAcceptFinding  StepAct = "accept-finding"
	StepSeeQuestions   StepAct = "see-questions"
	StepAnswer         StepAct = "answer"
	StepExplain        StepAct = "explain"
	StepSeeHistory     StepAct = "see-history"
	StepUndo           StepAct = "undo"
	StepChangeSigned   StepAct = "change-signed" // amend or replace
	StepReplace        StepAct = "replace"
	StepCancelReplace  StepAct = "cancel-replacement"
	StepSeeTranslation StepAct = "see-translations"
	StepWriteSheet     StepAct = "write-translation-sheet"
	StepReprint        StepAct = "reprint"
	StepCheckLibrary   StepAct = "check-library"
)

// Acts about imports and clients.
const (
	StepIngest        StepAct = "ingest"
	StepSetMapping    StepAct = "set-mapping" // Name: the line of the mapping; Text: what to write in the export
	StepSeeImports    StepAct = "see-imports"
	StepLookImport    StepAct = "look-at-import"
	StepAcceptImport  StepAct = "accept-import"
	StepMapFile       StepAct = "map-file"    // Name: the file as a command finds it
	StepReadFile      StepAct = "read-file"   // Name: the file as a command finds it
	StepMap           StepAct = "map"         // Name: the file; Text: the question
	StepDateImport    StepAct = "date-import" // ID: the start of its hash; Name: the file
	StepRetractImport StepAct = "retract-import"
	StepRereadImport  StepAct = "reread-import" // by the mapping as it is now
	StepSettleImport  StepAct = "settle-import" // one that rows refer to and that is not used
	StepMergeClients  StepAct = "merge-clients" // Client is kept, Other joins it
	StepSameChild     StepAct = "same-child"
	StepOtherName     StepAct = "other-name"
	StepOneOrTwo      StepAct = "one-child-or-two"
	StepMergeAlike    StepAct = "merge-alike"
	StepWhoseName     StepAct = "whose-name"  // of twins perhaps
	StepFixCard       StepAct = "fix-card"    // Name: the field; Text: what to do, up to "the client's card"
	StepGiveDrafts    StepAct = "give-drafts" // Name: the caseloads; Client: the one whose record names who left; ID: of several, a name for the workbook
	StepForget        StepAct = "forget-client"
)

// Acts about what goes out and what is kept safe.
const (
	StepDeliver       StepAct = "deliver"
	StepReleaseOrNot  StepAct = "release-or-reason" // Name: the kind of document
	StepAddPart       StepAct = "add-packet-part"   // Name: the part
	StepDeliverDue    StepAct = "deliver-due"
	StepDeliverPacket StepAct = "deliver-packet"
	StepSeePackets    StepAct = "see-packets"
	StepRestorePacket StepAct = "restore-packet"
	StepAddRelease    StepAct = "add-release"
	StepSeenPage      StepAct = "seen-attachment" // Name: the file
	StepSeeReleases   StepAct = "see-releases"
	StepRevokeRelease StepAct = "revoke-release"
	StepPrintKey      StepAct = "print-public-key"
	StepSeeFollowUps  StepAct = "see-follow-ups"
	StepBackUp        StepAct = "back-up"
	StepCheckBackup   StepAct = "check-backup"
	StepRestore       StepAct = "restore"
	StepRestoreNewest StepAct = "restore newest backup"
	StepOpenHandover  StepAct = "open-handover"
	StepTakeEdits     StepAct = "take edits"
	StepTakeBack      StepAct = "take-back"
	StepTakeBackOrEnd StepAct = "take-back-or-end" // ID: of the hand-over
	StepHandBack      StepAct = "hand-back"
	StepVerifyLog     StepAct = "verify-log"
	StepRetry         StepAct = "retry-later"
)

// Acts outside Milepost: in an export, in a card or on paper. Text says what.
const (
	StepAdvise      StepAct = "advise" // Text alone: an advice that has no act of its own
	StepWrite       StepAct = "write"
	StepAdd         StepAct = "add"
	StepCorrect     StepAct = "correct"
	StepExportAgain StepAct = "export-again"
	StepImport      StepAct = "import"
)

// ToAdvise is the step of an advice that has no act of its own.
func ToAdvise(text string) NextStep { return NextStep{Act: StepAdvise, Text: text} }

// ToWrite is the step "write TEXT", in the place that a problem names.
func ToWrite(text string) NextStep { return NextStep{Act: StepWrite, Text: text} }

// ToAdd is the step "add TEXT", in the place that a problem names.
func ToAdd(text string) NextStep { return NextStep{Act: StepAdd, Text: text} }

// ToCorrect is the step "correct TEXT".
func ToCorrect(text string) NextStep { return NextStep{Act: StepCorrect, Text: text} }

// ToExportAgain is the step "export it again TEXT"; the text may be empty.
func ToExportAgain(text string) NextStep { return NextStep{Act: StepExportAgain, Text: text} }

// ToImport is the step "import TEXT".
func ToImport(text string) NextStep { return NextStep{Act: StepImport, Text: text} }

// StepActs lists every act that a front end turns into a command or a link.
// Each front end has a form for each of them, which its tests hold.
func StepActs() []StepAct { return actsOf(peopleSteps(), draftSteps(), importSteps(), outgoingSteps()) }

// AdviceActs lists the acts that are done outside Milepost, in an export or on
// paper. Their words are all there is.
func AdviceActs() []StepAct { return actsOf(adviceSteps()) }

func actsOf(tables ...[]stepWords) []StepAct {
	var acts []StepAct
	for _, row := range slices.Concat(tables...) {
		acts = append(acts, row.act)
	}
	return acts
}

// Words says in plain English what to do, without a command: "add the license
// number". It is empty where there is nothing to do.
func (s NextStep) Words() string {
	for _, row := range slices.Concat(peopleSteps(), draftSteps(), importSteps(), outgoingSteps(), adviceSteps()) {
		if row.act == s.Act {
			return s.Fill(row.words, func(value string) string { return value })
		}
	}
	return s.Text // an act of a newer program
}

// Fill puts the step's arguments into a pattern: {client}, {other}, {user},
// {id}, {name}, {text} and {card}, the file name of the client's card, each written by write. A part in brackets is left
// out where an argument in it is empty.
func (s NextStep) Fill(pattern string, write func(string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "[")
		text, _ := s.put(before, write)
		b.WriteString(text)
		if !found {
			return b.String()
		}
		part, after, _ := strings.Cut(rest, "]")
		if text, whole := s.put(part, write); whole {
			b.WriteString(text)
		}
		pattern = after
	}
}

// put fills in the arguments of one part; whole says that none was empty.
func (s NextStep) put(pattern string, write func(string) string) (text string, whole bool) {
	whole = true
	var pairs []string
	for _, a := range []struct{ name, value string }{
		{"{client}", string(s.Client)},
		{"{card}", s.Client.Path()},
		{"{other}", string(s.Other)},
		{"{user}", string(s.User)},
		{"{id}", s.ID},
		{"{name}", s.Name},
		{"{text}", s.Text},
	} {
		whole = whole && (a.value != "" || !strings.Contains(pattern, a.name))
		pairs = append(pairs, a.name, write(a.value))
	}
	return strings.NewReplacer(pairs...).Replace(pattern), whole
}

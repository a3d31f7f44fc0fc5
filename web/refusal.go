package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"milepost/record"
)

// stepLink is where the page does a next step. Without an address it is said in
// words; with hidden it is not said either, since the page takes it by itself.
type stepLink struct {
	act    record.StepAct
	label  string
	href   string // a pattern of NextStep.Fill
	hidden bool
}

func peopleLinks() []stepLink {
	return []stepLink{
		{act: record.StepSignIn, label: "Sign in", href: "/login"},
		{act: record.StepAskRole},
		{act: record.StepListUsers, label: "Go to People", href: "/people"},
		{act: record.StepAddUser, label: "Go to People", href: "/people"},
		{act: record.StepAddLead, hidden: true}, // the first page asks for nothing else
		{act: record.StepChangeUser, label: "Go to People", href: "/people"},
		{act: record.StepReopenUser, label: "Go to People", href: "/people"},
		{act: record.StepSetName, label: "Go to People", href: "/people"},
		{act: record.StepSetLicense, label: "Go to People", href: "/people"},
		{act: record.StepSetExpiry, label: "Go to People", href: "/people"},
		{act: record.StepSetPassword, label: "Go to People", href: "/people"},
		{act: record.StepSettings},
	}
}

func draftLinks() []stepLink {
	return []stepLink{
		{act: record.StepSeeStatus, label: "Go to the caseload", href: "/"},
		{act: record.StepSeeProblems, label: "Go to the caseload", href: "/"},
		{act: record.StepDraft, label: "Go to the caseload", href: "/"},
		{act: record.StepDraftDocument},
		{act: record.StepReview, label: "Read the draft", href: "/draft/{id}"},
		{act: record.StepSign, label: "Go to sign", href: "/draft/{id}/sign"},
		{act: record.StepReturn, label: "Open the draft", href: "/draft/{id}"},
		{act: record.StepAcceptFinding, label: "Open the draft", href: "/draft/{id}"},
		{act: record.StepSeeQuestions, label: "Open the draft", href: "/draft/{id}"},
		{act: record.StepAnswer, label: "Open the draft", href: "/draft/{id}"},
		{act: record.StepExplain, label: "Open the draft", href: "/draft/{id}"},
		{act: record.StepSeeHistory, label: "See all versions", href: "/draft/{id}/history"},
		{act: record.StepUndo, label: "See all versions", href: "/draft/{id}/history"},
		{act: record.StepChangeSigned},
		{act: record.StepReplace},
		{act: record.StepCancelReplace},
		{act: record.StepSeeTranslation},
		{act: record.StepWriteSheet},
		{act: record.StepReprint},
		{act: record.StepCheckLibrary, label: "Go to Library", href: "/library"},
	}
}

func importLinks() []stepLink {
	return []stepLink{
		{act: record.StepIngest},
		{act: record.StepSetMapping},
		{act: record.StepSeeImports},
		{act: record.StepLookImport},
		{act: record.StepAcceptImport},
		{act: record.StepSettleImport},
		{act: record.StepMapFile},
		{act: record.StepReadFile},
		{act: record.StepMap},
		{act: record.StepDateImport},
		{act: record.StepRetractImport},
		{act: record.StepRereadImport},
		{act: record.StepMergeClients},
		{act: record.StepSameChild},
		{act: record.StepOtherName},
		{act: record.StepWhoseName},
		{act: record.StepOneOrTwo},
		{act: record.StepMergeAlike},
		{act: record.StepFixCard},
		{act: record.StepGiveDrafts},
		{act: record.StepForget, label: "Go to Safe", href: "/safe"},
	}
}

func outgoingLinks() []stepLink {
	return []stepLink{
		{act: record.StepDeliver},
		{act: record.StepReleaseOrNot},
		{act: record.StepAddPart},
		{act: record.StepDeliverDue, label: "Go to Send", href: "/send"},
		{act: record.StepDeliverPacket},
		{act: record.StepSeePackets},
		{act: record.StepRestorePacket},
		{act: record.StepAddRelease},
		{act: record.StepSeenPage},
		{act: record.StepSeeReleases},
		{act: record.StepRevokeRelease},
		{act: record.StepSeeFollowUps, label: "Go to follow-ups", href: "/followups"},
		{act: record.StepBackUp, label: "Go to Safe", href: "/safe"},
		{act: record.StepCheckBackup, label: "Go to Safe", href: "/safe"},
		{act: record.StepPrintKey},
		{act: record.StepRestore},
		{act: record.StepRestoreNewest},
		{act: record.StepOpenHandover},
		{act: record.StepTakeEdits, label: "Go to Safe", href: "/safe"},
		{act: record.StepTakeBack, label: "Go to Safe", href: "/safe"},
		{act: record.StepTakeBackOrEnd, label: "Go to Safe", href: "/safe"},
		{act: record.StepHandBack},
		{act: record.StepVerifyLog, label: "Go to Log", href: "/log"},
		{act: record.StepRetry},
	}
}

// nextLink is a next step as a page shows it.
type nextLink struct {
	Words string // a sentence; "" nothing is said
	Label string
	Href  string // "" there is no link
}

// linkOf turns a next step into what the page shows.
func linkOf(step record.NextStep) nextLink {
	words := sentence(step.Words())
	links := slices.Concat(peopleLinks(), draftLinks(), importLinks(), outgoingLinks())
	i := slices.IndexFunc(links, func(l stepLink) bool { return l.act == step.Act })
	switch {
	case i < 0:
		return nextLink{Words: words}
	case links[i].hidden:
		return nextLink{}
	case strings.Contains(links[i].href, "{id}") && step.ID == "":
		return nextLink{Words: words}
	}
	return nextLink{words, links[i].label, step.Fill(links[i].href, url.PathEscape)}
}

// sentence makes a sentence of words that stand without capital and full stop.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	words = capital(words)
	if strings.HasSuffix(words, ".") || strings.HasSuffix(words, "?") || strings.HasSuffix(words, "!") {
		return words
	}
	return words + "."
}

// refusalForm is the status and the headline of one kind of refusal.
type refusalForm struct {
	status int
	title  string
}

func refusalForms() map[record.RefusalKind]refusalForm {
	return map[record.RefusalKind]refusalForm{
		record.NotSignedIn:  {http.StatusUnauthorized, "Check your password"},
		record.NotAllowed:   {http.StatusForbidden, "Not allowed"},
		record.NotFound:     {http.StatusNotFound, "Not found"},
		record.Conflict:     {http.StatusConflict, "Nothing was done"},
		record.InvalidInput: {http.StatusUnprocessableEntity, "Check your entry"},
		record.Incomplete:   {http.StatusConflict, "Something is missing"},
		record.Busy:         {http.StatusServiceUnavailable, "Busy"},
	}
}

// failureOfRefusal is a refusal as a page shows it; false: err is none.
func failureOfRefusal(err error) (failure, bool) {
	var refusal *record.Refusal
	if !errors.As(err, &refusal) {
		return failure{}, false
	}
	form, ok := refusalForms()[refusal.Kind]
	if !ok {
		form = refusalForm{http.StatusConflict, "Nothing was done"}
	}
	return failure{Status: form.status, Title: form.title, What: sentence(refusal.What), Next: linkOf(refusal.Next)}, true
}

// notForRole refuses an act that the person's roles do not allow.
func notForRole(act record.Act) error {
	return record.Refuse(record.NotAllowed, "your role does not allow this").Then(record.NextStep{Act: record.StepAskRole, Text: record.WhoMay(act)})
}

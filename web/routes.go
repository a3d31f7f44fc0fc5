package web

import (
	"slices"

	"milepost/record"
)

// routes lists every address, and the act that a role must allow. Whether the
// draft or document is in the person's own caseloads is asked by each of those
// that name one.
func (s *Server) routes() []route {
	return slices.Concat(doors(), caseloadRoutes(), draftRoutes(), signedRoutes(), leadRoutes(), safeRoutes())
}

// doors are open to who is not signed in.
func doors() []route {
	return []route{
		{pattern: "GET /login", open: true, handle: showLogin},
		{pattern: "POST /login", open: true, handle: login},
		{pattern: "GET /first/{key}", open: true, handle: showFirst},
		{pattern: "POST /first/{key}", open: true, handle: makeFirst},
		{pattern: "POST /logout", act: record.ActRead, handle: logout},
		{pattern: "GET /me", act: record.ActRead, handle: showMe},
		{pattern: "POST /me", act: record.ActRead, handle: changePassword},
	}
}

func caseloadRoutes() []route {
	return []route{
		{pattern: "GET /{$}", act: record.ActRead, handle: showBoard},
		{pattern: "POST /batch", act: record.ActDraft, handle: startBatch},
		{pattern: "GET /batch", act: record.ActRead, quiet: true, handle: showBatch},
		{pattern: "GET /due", act: record.ActRead, handle: showDue},
		{pattern: "GET /followups", act: record.ActRead, handle: showFollowUps},
		{pattern: "POST /followups", act: record.ActDeliver, handle: beginFollowUp},
		{pattern: "GET /followups/{client}/{n}", act: record.ActRead, handle: showFollowUp},
		{pattern: "POST /followups/{client}/{n}", act: record.ActDeliver, handle: follow},
		{pattern: "GET /run", act: record.ActRead, handle: showRun},
		{pattern: "GET /run.csv", act: record.ActRead, handle: sendRun},
	}
}

func draftRoutes() []route {
	return []route{
		{pattern: "GET /draft/{draft}", act: record.ActRead, handle: showDraft},
		{pattern: "GET /draft/{draft}/why/{key}", act: record.ActRead, handle: showWhy},
		{pattern: "GET /draft/{draft}/edit/{key}", act: record.ActDraft, handle: showEdit},
		{pattern: "POST /draft/{draft}/edit", act: record.ActDraft, handle: edit},
		{pattern: "POST /draft/{draft}/answer", act: record.ActAnswer, handle: answer},
		{pattern: "POST /draft/{draft}/accept", act: record.ActAccept, handle: accept},
		{pattern: "POST /draft/{draft}/read", act: record.ActReview, handle: readNew},
		{pattern: "POST /draft/{draft}/undo", act: record.ActUndo, handle: undo},
		{pattern: "POST /draft/{draft}/return", act: record.ActReturn, handle: giveBack},
		{pattern: "POST /draft/{draft}/send", act: record.ActReview, handle: sendToReview},
		{pattern: "GET /draft/{draft}/hard", act: record.ActRead, quiet: true, handle: showHard},
		{pattern: "GET /draft/{draft}/beside", act: record.ActRead, handle: showBeside},
		{pattern: "GET /draft/{draft}/preview", act: record.ActRead, handle: showPreview},
		{pattern: "GET /draft/{draft}/file/{file}", act: record.ActRead, quiet: true, handle: sendFile},
		{pattern: "GET /draft/{draft}/copy", act: record.ActRead, handle: showCopy},
		{pattern: "GET /draft/{draft}/history", act: record.ActRead, handle: showHistory},
		{pattern: "GET /draft/{draft}/sign", act: record.ActRead, handle: showSign},
		{pattern: "POST /draft/{draft}/sign", act: record.ActRead, handle: sign},
	}
}

func signedRoutes() []route {
	return []route{
		{pattern: "GET /document/{document}/file/{file}", act: record.ActRead, handle: sendDocument},
		{pattern: "POST /document/{document}/deliver", act: record.ActDeliver, handle: deliver},
		{pattern: "POST /document/{document}/amend", act: record.ActAmend, handle: amend},
		{pattern: "GET /log", act: record.ActVerify, handle: showLog},
		{pattern: "POST /verify", act: record.ActVerify, upload: maxUpload, handle: verify},
	}
}

func leadRoutes() []route {
	return []route{
		{pattern: "GET /library", act: record.ActRead, handle: showLibrary},
		{pattern: "GET /library/phrase", act: record.ActRead, handle: showPhrase},
		{pattern: "POST /library/phrase", act: record.ActWording, handle: changePhrase},
		{pattern: "GET /library/template", act: record.ActRead, handle: showTemplate},
		{pattern: "POST /library/template", act: record.ActWording, handle: changeTemplate},
		{pattern: "GET /send", act: record.ActUsers, handle: showSend}, // of all caseloads
		{pattern: "POST /send", act: record.ActUsers, handle: getReady},
		{pattern: "POST /send/done", act: record.ActUsers, handle: tickSent},
		{pattern: "GET /send/{batch}/{file}", act: record.ActUsers, handle: sendBatchFile},
		{pattern: "GET /people", act: record.ActUsers, handle: showPeople},
		{pattern: "POST /people", act: record.ActUsers, handle: addPerson},
		{pattern: "POST /people/{user}", act: record.ActUsers, handle: changePerson},
	}
}

// safeRoutes are for leads only: what backups and hand-overs give out is of all
// caseloads, which on the page a lead sees, and on the command line whoever holds
// the folder.
func safeRoutes() []route {
	return []route{
		{pattern: "GET /safe", act: record.ActUsers, handle: showSafe},
		{pattern: "POST /safe/backup", act: record.ActUsers, slow: true, handle: backUp},
		{pattern: "POST /safe/check", act: record.ActUsers, slow: true, upload: maxBackup, handle: checkBackup},
		{pattern: "GET /safe/done", act: record.ActUsers, handle: showDone},
		{pattern: "GET /safe/file", act: record.ActUsers, slow: true, handle: fetch},
		{pattern: "POST /safe/handover", act: record.ActUsers, slow: true, handle: handOver},
		{pattern: "POST /safe/handover/end", act: record.ActUsers, handle: endHandover},
		{pattern: "POST /safe/takeback", act: record.ActUsers, slow: true, upload: maxTakeback, handle: takeBack},
		{pattern: "POST /safe/forget/look", act: record.ActPreview, slow: true, handle: lookForget},
		{pattern: "POST /safe/forget", act: record.ActForget, slow: true, handle: forget},
		{pattern: "GET /safe/forgotten", act: record.ActPreview, handle: sendForgotten},
	}
}

// maxTakeback is the longest file that is taken back, in bytes: it is read in
// memory, and 60 signed reports with their PDFs have about a fifth of it.
const maxTakeback = 100 << 20

// maxBackup is the longest backup that is read through, in bytes.
const maxBackup = 4 << 30

// maxUpload is the longest file that is looked at, in bytes: a signed document
// has a tenth of it.
const maxUpload = 20 << 20

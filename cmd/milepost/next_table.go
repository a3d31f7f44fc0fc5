package main

import "milepost/record"

// stepForm is how the terminal shows one next step: usually one command, more
// where a person has to choose. The patterns are those of NextStep.Fill, without
// the name of the program. A form without ways is said in words only.
type stepForm struct {
	act   record.StepAct
	ways  []way
	whole bool // the ways say all that the words of the step say
}

// way is one command, and when to take it; when is empty where there is only one.
type way struct{ when, command string }

func command(act record.StepAct, pattern string) stepForm {
	return stepForm{act: act, ways: []way{{"", pattern}}}
}

// choice is a step of several ways, each with the case in which to take it.
func choice(act record.StepAct, ways ...way) stepForm { return stepForm{act, ways, true} }

// hint adds to the words of a step where it is done.
func hint(act record.StepAct, where string) stepForm {
	return stepForm{act: act, ways: []way{{where, ""}}}
}

func peopleForms() []stepForm {
	return []stepForm{
		choice(record.StepSignIn, way{"add --as ID to the command, or set MILEPOST_USER", ""}),
		hint(record.StepAskRole, "or, if you are one, add --as ID to the command"),
		command(record.StepListUsers, "user list"),
		command(record.StepAddUser, "user add {user} --role ROLE"),
		command(record.StepAddLead, "user add {user} --role lead"),
		command(record.StepChangeUser, "user set {user}"),
		command(record.StepReopenUser, "user set {user} --ended=false"),
		command(record.StepSetName, "user set {user} --name NAME"),
		command(record.StepSetLicense, "user set {user} --license NUMBER --expires DATE"),
		command(record.StepSetExpiry, "user set {user} --expires DATE"),
		command(record.StepSetPassword, "user set {user} --new-password-file FILE"),
		hint(record.StepSettings, "in milepost.yaml, under {name}"),
	}
}

func draftForms() []stepForm {
	return []stepForm{
		command(record.StepSeeStatus, "status"),
		command(record.StepSeeProblems, "status --problems"),
		command(record.StepDraft, "draft[ --client {client}]"),
		command(record.StepDraftDocument, "draft --document {name} --audience {text} --client {client}"),
		command(record.StepReview, "review {id}[ --as {user}]"),
		command(record.StepSign, "sign {id}"),
		command(record.StepReturn, "return {id} --why TEXT"),
		command(record.StepAcceptFinding, "accept {id} FINDING --why TEXT"),
		command(record.StepSeeQuestions, "questions {id}"),
		command(record.StepAnswer, "answer {id} QUESTION mine"),
		command(record.StepExplain, "explain {name}"),
		command(record.StepSeeHistory, "history {id}"),
		command(record.StepUndo, "undo {id}"),
		choice(record.StepChangeSigned, way{"to add to it", "amend {id} --text TEXT"}, way{"to replace it", "replace {id} --why TEXT"}),
		command(record.StepReplace, "replace {id} --why TEXT"),
		choice(record.StepCancelReplace, way{"to sign it", "sign {id}"}, way{"to cancel it", "replace {id} --cancel"}),
		command(record.StepSeeTranslation, "translations"),
		command(record.StepWriteSheet, "translations --out FILE.xlsx"),
		command(record.StepReprint, "reprint {id} --to FOLDER"),
		command(record.StepCheckLibrary, "check"),
	}
}

func importForms() []stepForm {
	return []stepForm{
		command(record.StepIngest, "ingest"),
		hint(record.StepSetMapping, "in the mapping, {name}"),
		command(record.StepSeeImports, "imports"),
		command(record.StepLookImport, "imports {id}"),
		command(record.StepAcceptImport, "imports --accept {id}"),
		command(record.StepSettleImport, "imports"),
		command(record.StepMapFile, "map {name}"),
		command(record.StepReadFile, "ingest {name}"),
		command(record.StepMap, "map {name}"),
		command(record.StepDateImport, "imports {id} --day YYYY-MM-DD"),
		command(record.StepRetractImport, "retract {id}"),
		command(record.StepRereadImport, "imports {id} --reread"),
		choice(record.StepMergeClients,
			way{"if they are one child", "merge-clients {client} {other}"},
			way{"[if not, {text}]", ""}),
		choice(record.StepSameChild,
			way{"if it is the same child", "clients --same-child {client}"},
			way{"[if not, {text}]", ""}),
		choice(record.StepOtherName,
			way{"if it is the same child", "clients --other-name {client}={name}"},
			way{"[if it is another child, {id}]", "[clients --new-child {id}]"},
			way{"[if not, {text}]", ""}),
		choice(record.StepWhoseName,
			way{"if it is one of them, with that one's ID", "clients --other-name ID={name}"},
			way{"[if it is another child, {id}]", "[clients --new-child {id}]"},
			way{"[if not, {text}]", ""}),
		choice(record.StepOneOrTwo,
			way{"if they are one child", "merge-clients {client} {other}"},
			way{"if they are two children", "clients --two-children {client},{other}"}),
		command(record.StepMergeAlike, "merge-clients --alike"),
		hint(record.StepFixCard, "in clients/{card}.yaml, under {name}"),
		choice(record.StepGiveDrafts,
			way{"[in milepost.yaml, under caseloads, for {name}]", ""},
			way{"[in clients/{card}.yaml, under therapist]", ""},
			way{"[in the workbook of clients, {id}]", "[clients --out {id}]"}),
		command(record.StepForget, "forget {client} --why TEXT"),
	}
}

func outgoingForms() []stepForm {
	return []stepForm{
		command(record.StepDeliver, "deliver {id} --to WHO --purpose WHAT"),
		choice(record.StepReleaseOrNot,
			way{"if a release was signed", "release add --client {client} --to CONTACT --what {name} --until DATE --signed-by NAME --right RIGHT"},
			way{"if none is needed", "deliver {id} --to WHO --purpose WHAT --no-release REASON --why TEXT"}),
		hint(record.StepAddPart, `--without "{name}=REASON"`),
		command(record.StepDeliverDue, "deliver --due"),
		command(record.StepDeliverPacket, "deliver {id} --how HOW"),
		command(record.StepSeePackets, "packet list"),
		command(record.StepRestorePacket, "packet restore {id}"),
		choice(record.StepAddRelease,
			way{"if one was signed", "release add --client {client} --to CONTACT --what WHAT --until DATE --signed-by NAME --right RIGHT"},
			way{"[if none is needed, add --no-release REASON --why TEXT; the reasons are {text}]", ""}),
		hint(record.StepSeenPage, `--seen "{name}"`),
		command(record.StepSeeReleases, "release list"),
		command(record.StepRevokeRelease, "release revoke {id} --why TEXT"),
		command(record.StepSeeFollowUps, "followup[ {client}]"),
		command(record.StepBackUp, "backup FILE"),
		command(record.StepCheckBackup, "backup --check FILE"),
		hint(record.StepPrintKey, "age-keygen -y KEYFILE"),
		command(record.StepRestore, "restore FILE FOLDER"),
		command(record.StepRestoreNewest, "restore FILE FOLDER"),
		command(record.StepOpenHandover, "open FILE FOLDER"),
		choice(record.StepTakeEdits,
			way{"to take the edits without the signature, as a lead", "takeback FILE --without-signatures"},
			way{"to take nothing", "handover --end {id}"}),
		command(record.StepTakeBack, "takeback FILE"),
		choice(record.StepTakeBackOrEnd, way{"to check them in", "takeback FILE"}, way{"to give that copy up", "handover --end {id}"}),
		command(record.StepHandBack, "handover FILE --back"),
		command(record.StepVerifyLog, "verify --log"),
		{act: record.StepRetry},
	}
}

package record

// stepWords is how one act is said. The patterns are those of NextStep.Fill.
type stepWords struct {
	act   StepAct
	words string
}

func peopleSteps() []stepWords {
	return []stepWords{
		{StepSignIn, "sign in"},
		{StepAskRole, "ask a {text}"},
		{StepListUsers, "see who has an account"},
		{StepAddUser, "a lead adds an account[ for {user}]"},
		{StepAddLead, "add the first account as a lead"},
		{StepChangeUser, "a lead changes the account of {user}"},
		{StepReopenUser, "a lead opens the account of {user} again"},
		{StepSetName, "a lead adds the printed name of {user}"},
		{StepSetLicense, "a lead adds the license of {user}"},
		{StepSetExpiry, "a lead adds the day the license of {user} ends"},
		{StepSetPassword, "a lead sets a new password for {user}"},
		{StepSettings, "change {text} in the settings"},
	}
}

func draftSteps() []stepWords {
	return []stepWords{
		{StepSeeStatus, "see the list of clients and drafts"},
		{StepSeeProblems, "see each row that waits, and fix it"},
		{StepDraft, "[{text}: ]draft the report[ of client {client}]"},
		{StepDraftDocument, "draft and sign the {name}"},
		{StepReview, "read the draft"},
		{StepSign, "sign the report"},
		{StepReturn, "ask for changes"},
		{StepAcceptFinding, "fix each one, or keep it and say why"},
		{StepSeeQuestions, "see the open questions"},
		{StepAnswer, "answer the question"},
		{StepExplain, "see where each sentence comes from"},
		{StepSeeHistory, "see the versions of the report"},
		{StepUndo, "[{text}, or ]go back to the last good version"},
		{StepChangeSigned, "add an addendum to the signed report, or replace it"},
		{StepReplace, "replace the signed report[ {text}]"},
		{StepCancelReplace, "sign the replacement, or cancel it"},
		{StepSeeTranslation, "see what still needs a translation"},
		{StepWriteSheet, "make a new translation workbook"},
		{StepReprint, "write the signed document again"},
		{StepCheckLibrary, "check the library to see where"},
	}
}

func importSteps() []stepWords {
	return []stepWords{
		{StepIngest, "put the export into the inbox"},
		{StepSetMapping, "write {text}, or say in the mapping how to read it"},
		{StepSeeImports, "see the list of imports"},
		{StepLookImport, "check how its first rows were read"},
		{StepAcceptImport, "approve import {id}"},
		{StepSettleImport, "approve or take back that export first, then import this file again"},
		{StepMapFile, "say what each column of {name} is"},
		{StepReadFile, "read {name}"},
		{StepMap, "say what the columns of {name} mean, and {text}; then import the file again"},
		{StepDateImport, "say of which day {name} is: the newer of the two is used"},
		{StepRereadImport, "see what the newer mapping changes in import {id}, then read it again"},
		{StepRetractImport, "take back import {id}[, then import {name} again]"},
		{StepMergeClients, "if they are one child, merge the two records[; if not, {text}]"},
		{StepSameChild, "if it is the same child, say so[; if not, {text}]"},
		{StepOtherName, "if it is the same child, say so, with the name as the export has it[; if not, {text}]"},
		{StepWhoseName, "say whose name it is, as the export has it[, or {text}]"},
		{StepOneOrTwo, "say whether they are one child or two"},
		{StepMergeAlike, "join all records of one name and birth date"},
		{StepFixCard, "{text} the client's card"},
		{StepGiveDrafts, "give them to another therapist"},
		{StepForget, "delete the client for good, and say why"},
	}
}

func outgoingSteps() []stepWords {
	return []stepWords{
		{StepDeliver, "[{text}, then ]record the delivery"},
		{StepReleaseOrNot, "add the release that was signed, or say why none is needed"},
		{StepAddPart, "[{text}, or ]say why the packet goes without it"},
		{StepDeliverDue, "get everything signed ready to send"},
		{StepDeliverPacket, "record that the packet went out"},
		{StepSeePackets, "see the finished packets"},
		{StepRestorePacket, "write the packet's files again"},
		{StepAddRelease, "add the signed release[ of client {client}]"},
		{StepSeenPage, "check that it is this child's, then confirm it"},
		{StepSeeReleases, "see the releases on file"},
		{StepRevokeRelease, "revoke the release, and say how it was revoked"},
		{StepSeeFollowUps, "see the follow-ups[ of client {client}]"},
		{StepBackUp, "make a backup on another disk"},
		{StepCheckBackup, "test the backup"},
		{StepPrintKey, "print the public key of the key file"},
		{StepRestore, "restore it into an empty folder"},
		{StepRestoreNewest, "restore the newest backup[ ({text})] into an empty folder"},
		{StepOpenHandover, "open it as checked-out drafts"},
		{StepTakeEdits, "a lead takes the edits without the signature, or gives the check-out up"},
		{StepTakeBack, "check the drafts in"},
		{StepTakeBackOrEnd, "check the drafts in, or give that copy up"},
		{StepHandBack, "make the file for the clinic again"},
		{StepVerifyLog, "see everything the log check found"},
		{StepRetry, "try again when it has finished"},
	}
}

func adviceSteps() []stepWords {
	return []stepWords{
		{StepAdvise, "{text}"},
		{StepWrite, "write {text}"},
		{StepAdd, "add {text}"},
		{StepCorrect, "correct {text}"},
		{StepExportAgain, "export it again[ {text}]"},
		{StepImport, "import {text}"},
	}
}

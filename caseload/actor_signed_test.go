package caseload_test

import (
	"crypto/rand"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"filippo.io/age"

	"milepost/caseload"
	"milepost/delivery"
	"milepost/record"
)

// signedDeeds are those of a signed report and of users, by a therapist who is a
// lead, one after the other.
func signedDeeds() []deed {
	name := string(kid(0))
	what := func(why string) caseload.ToSign {
		return caseload.ToSign{Name: name, Names: name + practicePeriod, Why: why}
	}
	return slices.Concat([]deed{
		{"Sign", "signed", func(p *practice, by caseload.Actor) error {
			_, err := p.Sign(p.Context(), now(), by, what(""))
			return err
		}},
		{"DeliverDue", "copies made", func(p *practice, by caseload.Actor) error {
			pattern, err := delivery.ParsePattern("", false)
			p.must(err)
			_, err = p.DeliverDue(p.Context(), now(), by, caseload.Sending{Pattern: pattern, Random: rand.Reader})
			return err
		}},
		{"Deliver", "delivered", func(p *practice, by caseload.Actor) error {
			_, err := p.Deliver(p.Context(), now(), by, caseload.Delivery{Name: name, To: "the mother", Purpose: "progress report"})
			return err
		}},
		{"Amend", "addendum", func(p *practice, by caseload.Actor) error {
			_, err := p.Amend(p.Context(), now(), by, what("He zips now."))
			return err
		}},
		{"Replace", "replacement begun", func(p *practice, by caseload.Actor) error {
			_, err := p.Replace(p.Context(), now(), by, what("One score was another child's."))
			return err
		}},
		{"CancelReplacement", "replacement taken back", func(p *practice, by caseload.Actor) error {
			return p.CancelReplacement(p.Context(), now(), by, name)
		}},
		{"Withdraw", "withdrawal", func(p *practice, by caseload.Actor) error {
			_, err := p.Withdraw(p.Context(), now(), by, what("It was another child's."))
			return err
		}},
	}, leadDeeds())
}

func leadDeeds() []deed {
	return []deed{
		{"AddRelease", "release", func(p *practice, by caseload.Actor) error {
			_, err := p.AddRelease(p.Context(), now(), by, record.Release{
				Client: kid(0), To: "Luis Pérez", What: []string{record.EverythingReleased}, Purpose: record.AnyPurpose,
				Until: record.Date{Year: 2027, Month: 7, Day: 31}, SignedBy: "the mother", Right: "parent",
			})
			return err
		}},
		{"RevokeRelease", "release revoked", func(p *practice, by caseload.Actor) error {
			_, err := p.RevokeRelease(p.Context(), now(), by, 1, record.Date{}, "the mother wrote")
			return err
		}},
		{"HandOver", "handed over", func(p *practice, by caseload.Actor) error {
			key, err := age.GenerateX25519Identity()
			p.must(err)
			_, err = p.HandOver(p.Context(), now(), by, "T-1", filepath.Join(p.TempDir(), "out.age"), key.Recipient())
			return err
		}},
		{"GiveUpHandover", "hand-over given up", func(p *practice, by caseload.Actor) error {
			away, err := p.Aways(p.Context(), by)
			p.must(err)
			return p.GiveUpHandover(p.Context(), now(), by, away[0].ID)
		}},
		{"AddUser", "user added", func(p *practice, by caseload.Actor) error {
			return p.AddUser(p.Context(), now(), by, caseload.NewUser{Password: secret, User: record.User{ID: "V-1", Roles: []record.Role{record.RoleVA}}})
		}},
		{"ChangeUser", "user changed", func(p *practice, by caseload.Actor) error {
			return p.ChangeUser(p.Context(), now(), by, "V-1", func(n *caseload.NewUser) { n.Ended = true })
		}},
		{"Grant", "caseload granted", func(p *practice, by caseload.Actor) error {
			return p.Grant(p.Context(), now(), by, "V-1", []string{"A"})
		}},
		{"ChangePassword", "user changed", func(p *practice, by caseload.Actor) error {
			return p.ChangePassword(p.Context(), now(), by, secret+" and more")
		}},
	}
}

// TestWhatTakesAPasswordLeavesItsEntry, with the user's id.
func TestWhatTakesAPasswordLeavesItsEntry(t *testing.T) {
	p := newPractice(t, 2, families)
	p.draft()
	p.settle(kid(0))
	_, err := p.Open(t.Context(), now(), p.user(), string(kid(0)))
	p.must(err)
	by := p.sit()
	for _, d := range signedDeeds() {
		before := len(p.entries(0))
		if err := d.do(p, by); err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
		after := p.entries(before + 1)
		if !slices.ContainsFunc(after, func(e record.Event) bool { return e.Kind == d.kind && e.By == "T-1" }) {
			t.Errorf("%s: want an entry %q of T-1, got %+v", d.name, d.kind, after)
		}
	}
	p.logHolds()
}

// others are the use cases that these tests do not do, with where their entries
// are held, or why they have none.
func others() map[string]string {
	return map[string]string{
		"AcceptImport": "ingest_own_mapping.txtar", "Reread": "imports_newer_mapping.txtar", "Answer": "TestBothChangedIsAQuestion", "LetStand": "TestAnOpenQuestionAndAFindingBarASignature",
		"ReadSent": "TestTickedWorklistWritesTheDeliveries", "TickSent": "TestTickedWorklistWritesTheDeliveries", "Packet": "packet_story.txtar",
		"ConfirmTranslations": "TestATranslationIsFilledOnceAndKnownAfterwards", "ReviewTranslation": "TestATranslationNamesWhoReadIt",
		"TakeBackDrafts": "TestRoundTripLosesNothing", "TakeBackFrom": "TestDraftsGoOutAndComeBack",
		"TakeEditsBack": "TestASignatureThatComesBackFits", "TakeEditsFrom": "the same", "HandOverAside": "TestDraftsGoOutAndComeBack",
		"EditUnit": "TestStoryWithoutScripts", "Saw": "TestLookingIsOnRecord", "SignShown": "TestStoryWithoutScripts",

		"Print": "files of a text that is kept and logged", "Settle": "the same", "RestorePacket": "the same", "Reprint": "the same",
		"HandBack": "the clinic's log tells when it is back", "BackupAside": "BackupFetched tells of it", "DropAside": "a file for a browser, encrypted", "ClearAsides": "the same",
	}
}

// readers are the use cases that change nothing.
func readers() []string {
	return []string{
		"Alike", "Aways", "BatchFile", "Beside", "Board", "CardsChanged", "CaseloadNames", "CheckDrafts", "Copy", "CountsAs", "Disclosures", "DocumentFile", "Due", "DueOf", "Evidence",
		"Examine", "Explain", "ExportPhrases", "Feedback", "FollowUps", "ForgottenList", "Form", "Forms", "Grants", "Hard", "HasRead", "HasUsers",
		"History", "Impact", "Import", "ImportNames", "Imports", "KnownClients", "LastBackup", "MergeImpact", "MissingClients", "MissingGoals", "Month", "Naming",
		"NamingSigned", "OpenAside", "Outdated", "Packets", "Page", "PhraseList", "PhraseOf", "Preview", "Questions", "ReadDrafts", "Releases", "RereadImpact", "RetractImpact",
		"RevisionText", "Rows", "See", "Sound", "SeeClient", "SeeDocument", "SeenFollowUps", "Sides", "Stale", "Status", "Subjects", "TakeBackImpact",
		"Translations", "Try", "TryForm", "TryPhrase", "Users", "Verify", "VerifyHead", "VerifyLog", "Wording", "WouldForget", "WriteClients", "WriteGoals", "WriteTracker",
	}
}

// TestEveryUseCaseIsTold: who adds a use case says here whether it changes
// something, and which entry it leaves.
func TestEveryUseCaseIsTold(t *testing.T) {
	_, methods := useCases(t)
	told := map[string]int{}
	for _, d := range slices.Concat(deeds(), signedDeeds()) {
		told[d.name] = 1
	}
	for _, name := range slices.Concat(readers(), slices.Collect(maps.Keys(others()))) {
		told[name]++
	}
	for name, f := range methods {
		if n := told[name]; n != 1 && !slices.Contains(plain, name) && !givesActor(f) {
			t.Errorf("%s is told of %d times: it changes something and leaves an entry in the log, or it changes nothing", name, n)
		}
		delete(told, name)
	}
	for name := range told {
		t.Errorf("%s is no use case any more", name)
	}
}

package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"milepost/record"
	"milepost/store"
)

// signedStore is a store in which a draft was edited, opened, signed and
// delivered, with a user who did it.
func signedStore(t *testing.T) (*store.Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "milepost.db")
	s, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	key := draftKey("C-1")
	id := key.ID()
	must(t, s.PutUser(t.Context(), record.User{ID: "T-1", Roles: []record.Role{record.RoleTherapist}}, "$argon2id$x", record.Event{At: at, By: "T-1", Kind: "user added"}))
	save(t, s, bodyOf(key, "4 of 5."), at)
	for _, text := range []string{"First.", "Second."} {
		_, err := s.Step(t.Context(), store.Step{
			Draft: id, Revision: &record.Revision{Draft: key, Kind: record.RevisionEdit, At: at, Markdown: text},
			Event: record.Event{At: at, Kind: "edited"},
		})
		must(t, err)
	}
	_, err = s.Step(t.Context(), store.Step{
		Draft: id, State: record.InReview, Opened: &record.Opened{By: "T-1", At: at, Text: record.LongHash("Second.")},
		Accepted: &record.Acceptance{Finding: "f1", Reason: "so it was", By: "T-1", At: at}, Event: record.Event{At: at, By: "T-1", Kind: "opened"},
	})
	must(t, err)
	document := record.DocumentID(id, 1)
	_, err = s.Sign(t.Context(), store.Signing{
		Draft: id, State: record.Signed, Kind: "signed",
		Manifest: record.Manifest{Document: document, Draft: id, Client: "C-1", Text: record.LongHash("Second."), Signer: record.Signer{ID: "T-1"}, As: record.AsTherapist, At: at},
		Document: &record.Document{
			ID: document, Draft: key, N: 1, Kind: record.DocumentReport, State: record.Signed, At: at, By: "T-1", Name: "C-1/x",
			Markdown: []byte("Second."), PDF: []byte("%PDF\x00\xff"), HTML: []byte("<p>"),
		},
	})
	must(t, err)
	must(t, s.Deliver(t.Context(), id, record.Delivery{Document: document, Client: "C-1", On: at, To: "the mother", Purpose: "report"}, record.Delivered, record.Delivered))
	return s, path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnUntouchedLogHolds(t *testing.T) {
	s, _ := signedStore(t)
	defer s.Close()
	checked, err := s.CheckLog(t.Context())
	if err != nil || len(checked.Wrong) > 0 || checked.Entries != 7 || len(checked.Head) != 64 {
		t.Errorf("%+v, %v; want 7 entries and nothing wrong", checked, err)
	}
	n := 0
	before := ""
	must(t, s.Events(t.Context(), func(e record.Event) error {
		n++
		seal, err := e.Seal()
		if err != nil || seal != e.Hash || e.Before != before || e.N != n {
			t.Errorf("entry %d as exported does not hold: %+v, %v", n, e, err)
		}
		before = e.Hash
		return nil
	}))
	if n != checked.Entries || before != checked.Head {
		t.Errorf("%d entries exported with head %.8s, want %d with %.8s", n, before, checked.Entries, checked.Head)
	}
}

// atLength leaves a long test out of the short run, for which the race detector
// makes everything many times slower, and in which it finds nothing: it runs
// nothing at once.
func atLength(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("is long, and runs nothing at once")
	}
}

// TestTamperingIsFound changes the database behind the program's back, as one
// who can write the file can.
func TestTamperingIsFound(t *testing.T) {
	atLength(t)
	for _, tt := range []struct{ what, change, found string }{
		{"an entry's time changed", `UPDATE log SET at = '2020' WHERE n = 3`, "entry 3 is not as it was written"},
		{"an entry's person changed", `UPDATE log SET by = 'T-2' WHERE n = 5`, "entry 5 is not as it was written"},
		{"an entry's detail changed", `UPDATE log SET detail = replace(detail, '"state":"signed"', '"state":"drafted"') WHERE n = 6`, "entry 6 is not as it was written"},
		{"an entry's hash changed", `UPDATE log SET hash = replace(hash, substr(hash, 1, 1), '0') || 'f' WHERE n = 2`, "entry 2 is not as it was written"},
		{"an entry removed", `DELETE FROM log WHERE n = 4`, "entries 4 to 4 are missing"},
		{"the first entry removed", `DELETE FROM log WHERE n = 1`, "entries 1 to 1 are missing"},
		{"the newest entry removed", `DELETE FROM log WHERE n = 7`, "the newest entry is not number 7"},
		{"the newest removed, and its note too", `DELETE FROM log WHERE n = 7; UPDATE log_head SET n = 6, hash = (SELECT hash FROM log WHERE n = 6)`, "delivery"},
		{"two entries exchanged", `UPDATE log SET n = 99 WHERE n = 3; UPDATE log SET n = 3 WHERE n = 4; UPDATE log SET n = 4 WHERE n = 99`, "entry 3 is not as it was written"},
		{"an entry added at the end", `INSERT INTO log VALUES (8, '2026', 'T-1', 'signed', 'x', '{}', 'abc')`, "entry 8 is not as it was written"},
		{"an entry put in between", `UPDATE log SET n = n + 100 WHERE n > 3; UPDATE log SET n = n - 99 WHERE n > 100; INSERT INTO log VALUES (4, '2026', 'T-1', 'opened', 'x', '{}', 'abc')`, "entry 4 is not as it was written"},
		{"a revision's text changed", `UPDATE revisions SET markdown = 'Other.' WHERE n = 1`, "revision"},
		{"a revision removed", `DELETE FROM revisions WHERE n = 1`, "tells of revision"},
		{"a manifest changed", `UPDATE signatures SET manifest = replace(manifest, 'C-1', 'C-2')`, "signature"},
		{"a signature removed", `DELETE FROM signatures`, "tells of signature"},
		{"a signed text changed", `UPDATE documents SET markdown = x'41'`, "the Markdown of document"},
		{"a signed PDF changed by one byte", `UPDATE documents SET pdf = x'2550444601ff'`, "the PDF of document"},
		{"a signed page changed", `UPDATE documents SET html = x'41'`, "the HTML of document"},
		{"a document removed", `DELETE FROM deliveries; DELETE FROM documents`, "tells of the PDF of document"},
		{"a document's state changed", `UPDATE documents SET state = 'signed'`, "the log says delivered"},
		{"a draft's state changed", `UPDATE drafts SET state = 'drafted'`, "the log says delivered"},
		{"a delivery's party changed", `UPDATE deliveries SET recipient = 'the school'`, "delivery"},
		{"a delivery removed", `DELETE FROM deliveries`, "tells of delivery"},
		{"a reason moved to another finding", `UPDATE accepted SET finding = 'f2'`, "the reason of finding"},
		{"an opening made up", `UPDATE opened SET text = 'abc'`, "opening"},
		{"a role slipped in", `UPDATE users SET roles = '["therapist","lead"]'`, "user T-1"},
		{"a password exchanged", `UPDATE users SET password = 'x'`, "user T-1"},
		{"a user slipped in", `INSERT INTO users VALUES ('X', '["lead"]', '', '', '', '', 0, 'x', 1)`, "user X"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			s, path := signedStore(t)
			must(t, s.Close())
			tamper(t, path, tt.change)
			s, err := store.Open(t.Context(), path)
			must(t, err)
			defer s.Close()
			checked, err := s.CheckLog(t.Context())
			must(t, err)
			if all := strings.Join(checked.Wrong, "\n"); !strings.Contains(all, tt.found) {
				t.Errorf("found\n%s\nwant %q", all, tt.found)
			}
		})
	}
}

// tamper runs SQL on the file with the guards taken off.
func tamper(t *testing.T, path, change string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?_pragma=foreign_keys(OFF)")
	must(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), `DROP TRIGGER log_is_never_changed; DROP TRIGGER log_is_never_cut; `+change)
	must(t, err)
}

func TestTheLogGuardsItself(t *testing.T) {
	s, path := signedStore(t)
	must(t, s.Close())
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path))
	must(t, err)
	defer db.Close()
	for _, change := range []string{`UPDATE log SET at = 'x'`, `DELETE FROM log`} {
		if _, err := db.ExecContext(t.Context(), change); err == nil || !strings.Contains(err.Error(), "the log is never") {
			t.Errorf("%s: %v, want a refusal", change, err)
		}
	}
}

func TestASignatureNamesTheLogEntryBefore(t *testing.T) {
	s, _ := signedStore(t)
	defer s.Close()
	hashes := map[int]string{}
	must(t, s.Events(t.Context(), func(e record.Event) error { hashes[e.N] = e.Hash; return nil }))
	signatures, err := s.Signatures(t.Context(), draftKey("C-1").ID())
	if err != nil || len(signatures) != 1 || !strings.Contains(signatures[0].Manifest, `"log":"`+hashes[5]+`"`) {
		t.Errorf("signatures %+v, %v; want the hash of entry 5 in the manifest", signatures, err)
	}
}

func BenchmarkCheckLog(b *testing.B) {
	path := filepath.Join(b.TempDir(), "milepost.db")
	s, err := store.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := fillLog(path, 100_000); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		checked, err := s.CheckLog(b.Context())
		if err != nil || checked.Entries != 100_000 || len(checked.Wrong) > 0 {
			b.Fatalf("%d entries, %v, %v", checked.Entries, checked.Wrong, err)
		}
	}
}

// fillLog writes n entries as a year of a clinic has them.
func fillLog(path string, n int) error {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path))
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	before := ""
	for i := 1; i <= n; i++ {
		e := record.Event{
			N: i, At: at, By: "T-1", Kind: "drafted", Subject: draftKey(record.ID(fmt.Sprint("C-", i%60))).ID(),
			Detail: map[string]string{"base": record.ShortHash(fmt.Sprint(i)), "text": record.LongHash(fmt.Sprint(i))}, Before: before,
		}
		if i%4 == 0 {
			e.Kind, e.Detail = "sent to review", map[string]string{"state": "drafted"}
		}
		if e.Hash, err = e.Seal(); err != nil {
			return err
		}
		detail, err := record.Canonical(e.Detail)
		if err != nil {
			return err
		}
		before = e.Hash
		if _, err := tx.Exec(`INSERT INTO log VALUES ($1, $2, $3, $4, $5, $6, $7)`, i, e.At, string(e.By), e.Kind, e.Subject, string(detail), e.Hash); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO log_head VALUES (1, $1, $2)`, n, before); err != nil {
		return err
	}
	return tx.Commit()
}

// TestWhatChangesTheRecordsIsLogged does each thing that makes records count,
// or count no more, and reads who did what.
func TestWhatChangesTheRecordsIsLogged(t *testing.T) {
	s := openStore(t)
	one := fileOf("roster.csv")
	one.At, one.By = at, "V-1"
	one, err := s.Import(t.Context(), one, fillWith(roster("C-1", "Zoë", "roster.csv"), roster("C-2", "Zoë", "roster.csv")))
	must(t, err)
	waits := fileOf("own.csv")
	waits.Asked, waits.Words, waits.Counts = record.Waits, "cafe", false
	waits, err = s.Import(t.Context(), waits, fillWith(roster("C-3", "Bo", "own.csv")))
	must(t, err)
	lead := store.Who{At: at, By: "L-1"}
	_, err = s.Accept(t.Context(), waits.ID, lead)
	must(t, err)
	must(t, s.Retract(t.Context(), one.ID, lead))
	must(t, s.TakeBack(t.Context(), one.ID, lead))
	must(t, s.Merge(t.Context(), "C-1", "C-2", lead))
	must(t, s.Unmerge(t.Context(), "C-1", "C-2", lead))
	var got []string
	must(t, s.Events(t.Context(), func(e record.Event) error {
		got = append(got, fmt.Sprintf("%s %s: %s", e.By, e.Kind, e.Subject))
		return nil
	}))
	want := []string{
		"V-1 imported: import 1", " imported: import 2", "L-1 import accepted: import 2", "L-1 import retracted: import 1",
		"L-1 import taken back: import 1", "L-1 clients joined: C-1", "L-1 clients parted: C-1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the log tells\n%q, want\n%q", got, want)
	}
}

// TestEachEntrySaysWhoActed, in words where no user did.
func TestEachEntrySaysWhoActed(t *testing.T) {
	s := openStore(t)
	log := func(e record.Event) string {
		t.Helper()
		e.At = at
		must(t, s.Log(t.Context(), e))
		who := ""
		must(t, s.Events(t.Context(), func(e record.Event) error { who = e.Who(); return nil }))
		return who
	}
	watch := store.Who{Program: "watch"}.Event("imported", "import 1", nil)
	for _, tt := range []struct {
		rule string
		e    record.Event
		want string
	}{
		{"nobody named, no user yet", record.Event{Kind: "x"}, "holder of the folder, no user yet"},
		{"a program, no user yet", watch, "program: watch"},
		{"somebody named before there are users", record.Event{Kind: "x", By: "T-1"}, "T-1"},
	} {
		if got := log(tt.e); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.rule, got, tt.want)
		}
	}
	must(t, s.PutUser(t.Context(), record.User{ID: "L-1", Roles: []record.Role{record.RoleLead}}, "$argon2id$x", record.Event{At: at, By: "L-1", Kind: "user added"}))
	if got := log(record.Event{Kind: "x"}); got != "holder of the folder" {
		t.Errorf("nobody named: got %q", got)
	}
	if got := log(watch); got != "program: watch" {
		t.Errorf("a program: got %q", got)
	}
	// Earlier versions kept the hash of a wording under the key of a text.
	log(record.Event{Kind: "phrase changed", Subject: "general.home.praise/1", Detail: map[string]string{"text": record.LongHash("x")}})
	if c, err := s.CheckLog(t.Context()); err != nil || len(c.Wrong) > 0 {
		t.Errorf("the log: %v, %v", c.Wrong, err)
	}
}

// TestAnEntryAndWhatItTellsOfAreKeptOrNeither, where that is kept in files.
func TestAnEntryAndWhatItTellsOfAreKeptOrNeither(t *testing.T) {
	s := openStore(t)
	full := errors.New("the disk is full")
	e := record.Event{At: at, Kind: "mapping kept"}
	if err := s.LogDoing(t.Context(), e, func() error { return full }); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	must(t, s.LogDoing(t.Context(), e, func() error { return nil }))
	n := 0
	must(t, s.Events(t.Context(), func(record.Event) error { n++; return nil }))
	if n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
}

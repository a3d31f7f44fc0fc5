package store_test

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"milepost/record"
	"milepost/store"
)

// before18 is the migrations of a program that wrote first and last name apart
// into its keys.
func before18(t *testing.T) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range shippedNames(t) {
		if name[:5] >= "00018" {
			continue
		}
		text, err := os.ReadFile(filepath.Join("migrations", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	return files
}

// What an older database holds under names is found under today's keys, one
// child's rows under two spellings together, and natural keys made of them
// follow.
func TestAnOlderDatabaseKeepsItsRowsUnderNames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	openWith(t, path, before18(t)).Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO imports (n, id, name, size, at, mapping, rows, used, bad, skipped, card, counts, place) VALUES
			(1, 'aa', 'roster.csv', 1, '', 'roster', 1, 1, 0, '{}', 0, 1, 1), (2, 'bb', 'visits.csv', 1, '', 'attendance', 2, 2, 0, '{}', 0, 1, 2)`,
		`INSERT INTO names (n, text) VALUES (1, 'id:D-6'), (2, 'name:kees|van houten|2018-02-27'), (3, 'name:kees van|houten|2018-02-27'),
			(4, '{"file":"visits.csv"}'), (5, 'name:bob|jones|2018-06-25'), (6, 'id:D-9')`,
		`INSERT INTO claims (key, client, owner) VALUES (1, 'D-6', 'D-6'), (2, 'D-6', 'D-6'), (6, 'D-9', 'D-9')`,
		`INSERT INTO client_keys (key, client, import) VALUES (1, 'D-6', 1), (2, 'D-6', 1), (6, 'D-9', 1)`,
		`INSERT INTO touches (key, import, records, first, source) VALUES (1, 1, 1, 1, '{}'), (6, 1, 1, 2, '{}'), (2, 2, 2, 1, '{"file":"visits.csv","row":2}'),
			(3, 2, 1, 3, '{"file":"visits.csv","row":4}'), (5, 2, 1, 4, '{"file":"visits.csv","row":5}')`,
		`INSERT INTO told (kind, key, import, n, body) VALUES
			('client', 1, 1, 1, '{"ID":"D-6","Keys":["id:D-6","name:kees|van houten|2018-02-27"],"FirstName":"Kees","LastName":"van Houten","BirthDate":"2018-02-27"}'),
			('client', 6, 1, 2, '{"ID":"D-9","Keys":["id:D-9"],"FirstName":"Robert","LastName":"Jones","BirthDate":"2018-06-25"}'),
			('statement', 2, 2, 2, '{"Key":"statement:session:name:kees\\\\\\|van houten\\\\\\|2018-02-27\\|2026-09-09\\||parent","ClientKey":"name:kees|van houten|2018-02-27","Text":"well"}')`,
		`INSERT INTO sessions (key, import, n, natural, id, day, start, minutes, status, reason, discipline, format, place, therapist, note, sheet, row, col) VALUES
			(2, 2, 1, 'session:name:kees\|van houten\|2018-02-27|2026-09-09|', '', '2026-09-09', '', 0, 'attended', '', '', '', '', '', '', 4, 2, ''),
			(3, 2, 3, 'session:name:kees van\|houten\|2018-02-27|2026-09-16|', '', '2026-09-16', '', 0, 'attended', '', '', '', '', '', '', 4, 4, ''),
			(5, 2, 4, 'session:name:bob\|jones\|2018-06-25|2026-09-16|', '', '2026-09-16', '', 0, 'attended', '', '', '', '', '', '', 4, 5, '')`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	key := record.ClientByName("Kees", "van Houten", record.Date{Year: 2018, Month: 2, Day: 27})
	kees := records(t, s, "D-6")
	if days := sessionDays(kees); !slices.Equal(days, []string{"2026-09-09", "2026-09-16"}) {
		t.Errorf("sessions under both spellings: %v", days)
	}
	for _, v := range kees.Sessions {
		if want := record.KeyOf("session", string(key), v.Record.Day.String(), ""); v.Record.Key != want || v.Record.ClientKey != key {
			t.Errorf("got natural key %q under %q, want %q: the row would count twice when it comes again", v.Record.Key, v.Record.ClientKey, want)
		}
	}
	said := record.KeyOf("statement", string(record.KeyOf("session", string(key), "2026-09-09", "")), "parent")
	if len(kees.Statements) != 1 || kees.Statements[0].Record.Key != said {
		t.Errorf("statements: %+v", kees.Statements)
	}
	if !slices.Contains(kees.Clients[0].Record.Keys, key) {
		t.Errorf("keys of the client: %v", kees.Clients[0].Record.Keys)
	}
	if days := sessionDays(records(t, s, "D-9")); !slices.Equal(days, []string{"2026-09-16"}) {
		t.Errorf("a nickname of an older database: %v", days)
	}
	if codes := waitingCodes(t, s); len(codes) > 0 {
		t.Errorf("waiting: %v", codes)
	}
}

// A nickname means the child who has the name, unless another child has the
// nickname for a name, or two may be meant.
func TestANicknameIsWhoseNameItIs(t *testing.T) {
	s := openStore(t)
	born := record.Date{Year: 2018, Month: 6, Day: 25}
	list := func(name string, clients ...record.Client) {
		for i := range clients {
			clients[i].LastName, clients[i].BirthDate = "Test", born
			clients[i].Source = record.Source{File: name, Row: i + 2}
		}
		take(t, s, name, record.Batch{Clients: clients})
	}
	take(t, s, "bella.csv", visits(record.ClientByName("Bella", "Test", born), "bella.csv", 1))
	take(t, s, "alex.csv", visits(record.ClientByName("Alex", "Test", born), "alex.csv", 2))
	list("one.csv", record.Client{ID: "A", FirstName: "Isabella"}, record.Client{ID: "B", FirstName: "Alexander"})
	if codes := waitingCodes(t, s); len(codes) > 0 || len(records(t, s, "A").Sessions) != 1 || len(records(t, s, "B").Sessions) != 1 {
		t.Errorf("by nickname: waiting %v", codes)
	}
	list("two.csv", record.Client{ID: "C", FirstName: "Gabriella"}, record.Client{ID: "D", FirstName: "Alexandra"})
	if codes := waitingCodes(t, s); !slices.Equal(codes, []string{"client.ambiguous[A C]", "client.ambiguous[B D]"}) {
		t.Errorf("two may be meant: waiting %v", codes)
	}
	list("three.csv", record.Client{ID: "E", FirstName: "Bella"})
	if codes := waitingCodes(t, s); !slices.Equal(codes, []string{"client.ambiguous[B D]"}) || len(records(t, s, "E").Sessions) != 1 {
		t.Errorf("one has it for a name: waiting %v", codes)
	}
	if groups, err := s.Namesakes(t.Context()); err != nil || len(groups) == 0 {
		t.Logf("namesakes: %v, %v", groups, err)
	}
}

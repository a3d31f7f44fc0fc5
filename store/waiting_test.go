package store_test

import (
	"fmt"
	"reflect"
	"testing"

	"milepost/record"
	"milepost/store"
)

func waitingCodes(t *testing.T, s *store.Store) []string {
	t.Helper()
	problems, err := s.Waiting(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	codes := []string{}
	for _, p := range problems {
		codes = append(codes, fmt.Sprint(p.Code, p.Claims))
	}
	return codes
}

func TestRowsWaitForTheirClient(t *testing.T) {
	s := openStore(t)
	byID := take(t, s, "aug.csv", visits(record.ClientByID("C-1"), "aug.csv", 1, 2))
	take(t, s, "sep.csv", visits(byName("Zoë"), "sep.csv", 31))

	problems, err := s.Waiting(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []store.Waiting{
		{Key: record.ClientByID("C-1"), Problem: record.Problem{
			Source: record.Source{Import: byID.ID, File: "aug.csv", Row: 2},
			Code:   store.CodeUnknownClient,
			Found:  "C-1",
			Wrong:  "is a client whom no import names (2 records wait)",
			Next:   record.ToImport("the client list that holds this client; the rows are then used by themselves"),
		}},
		{Key: byName("Zoë"), Problem: record.Problem{
			Source: record.Source{Import: hashOf("sep.csv"), File: "sep.csv", Row: 2},
			Code:   store.CodeUnknownClient,
			Wrong:  "is a client born 2018-03-09 whom no import names (1 record waits)",
			Next:   record.ToImport("the client list that holds this client; the rows are then used by themselves"),
		}},
	}
	if !reflect.DeepEqual(problems, want) {
		t.Errorf("waiting:\n got %+v\nwant %+v", problems, want)
	}

	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	if got := waitingCodes(t, s); len(got) != 0 {
		t.Errorf("still waiting after the client list came: %v", got)
	}
	got := sessionDays(records(t, s, "C-1"))
	if want := []string{"2026-08-04", "2026-08-05", "2026-09-03"}; !reflect.DeepEqual(got, want) {
		t.Errorf("sessions of both names: got %v, want %v", got, want)
	}
}

func TestAKeyThatTwoClientsClaimIsNobodys(t *testing.T) {
	s := openStore(t)
	take(t, s, "aug.csv", visits(byName("Zoë"), "aug.csv", 1), visits(record.ClientByID("C-2"), "aug.csv", 2))
	take(t, s, "one.csv", roster("C-1", "Zoë", "one.csv"))
	two := take(t, s, "two.csv", roster("C-2", "Zoë", "two.csv"))

	if got, want := waitingCodes(t, s), []string{"client.ambiguous[C-1 C-2]"}; !reflect.DeepEqual(got, want) {
		t.Errorf("waiting: got %v, want %v", got, want)
	}
	if got := sessionDays(records(t, s, "C-1")); len(got) != 0 {
		t.Errorf("C-1 has %v, want nothing", got)
	}
	if got, want := sessionDays(records(t, s, "C-2")), []string{"2026-08-05"}; !reflect.DeepEqual(got, want) {
		t.Errorf("C-2 by id: got %v, want %v", got, want)
	}
	clients, err := s.ClientsOf(t.Context(), two.ID)
	if want := []record.ID{"C-1", "C-2"}; err != nil || !reflect.DeepEqual(clients, want) {
		t.Errorf("clients of the import that made the doubt: got %v, %v; want %v", clients, err, want)
	}

	if err := s.Retract(t.Context(), two.ID, store.Who{At: at}); err != nil {
		t.Fatal(err)
	}
	if got, want := sessionDays(records(t, s, "C-1")), []string{"2026-08-04"}; !reflect.DeepEqual(got, want) {
		t.Errorf("C-1 after the retraction: got %v, want %v", got, want)
	}
}

func TestARowThatNamesNoClientWaits(t *testing.T) {
	s := openStore(t)
	take(t, s, "aug.csv", visits("", "aug.csv", 1))
	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	problems, err := s.Waiting(t.Context())
	if err != nil || len(problems) != 1 || problems[0].Wrong != "names no client (1 record waits)" {
		t.Errorf("got %+v, %v; want one problem that names no client", problems, err)
	}
}

func TestAWithdrawalThatNamesNoClientReachesAll(t *testing.T) {
	s := openStore(t)
	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"), roster("C-2", "Ánh", "roster.csv"))
	void := take(t, s, "void.csv", record.Batch{Withdrawals: []record.Withdrawal{{Kind: "session", Key: "s-9"}}})
	for _, id := range []record.ID{"C-1", "C-2"} {
		if got := records(t, s, id).Withdrawals; len(got) != 1 || got[0].Record.Key != "s-9" {
			t.Errorf("withdrawals of %s: got %+v, want that of s-9", id, got)
		}
	}
	if got := waitingCodes(t, s); len(got) != 0 {
		t.Errorf("it waits: %v", got)
	}
	clients, err := s.ClientsOf(t.Context(), void.ID)
	if want := []record.ID{"C-1", "C-2"}; err != nil || !reflect.DeepEqual(clients, want) {
		t.Errorf("clients it touches: got %v, %v; want %v", clients, err, want)
	}
}

func TestProblemsComeAndGoWithTheirImport(t *testing.T) {
	s := openStore(t)
	row := record.Problem{Source: record.Source{File: "aug.csv", Row: 3}, Code: "date.unreadable", Found: "31.02."}
	imp, err := s.Import(t.Context(), fileOf("aug.csv"), func(f *store.Filler) error {
		counts := record.Import{Mapping: "visits", Rows: 3, Used: 1, Bad: 1, Skipped: map[string]int{"blank": 1}}
		f.Done(counts, []record.Problem{row})
		return f.Add(roster("C-1", "Zoë", "aug.csv"))
	})
	if err != nil {
		t.Fatal(err)
	}
	folded := record.Problem{Code: "goal.missing", Client: "C-1", Found: "G-7"}
	if err := s.SetClientProblems(t.Context(), map[record.ID][]record.Problem{"C-1": {folded}}); err != nil {
		t.Fatal(err)
	}
	expectProblems(t, s, "while it counts", row, folded)

	imports, err := s.Imports(t.Context())
	want := record.Import{
		ID: hashOf("aug.csv"), Name: "aug.csv", Size: 7, Order: 1, Place: 1, At: at, Mapping: "visits",
		Rows: 3, Used: 1, Bad: 1, Skipped: map[string]int{"blank": 1}, Counts: true,
	}
	if err != nil || len(imports) != 1 || !reflect.DeepEqual(imports[0], want) {
		t.Errorf("imports: got %+v, %v; want %+v", imports, err, want)
	}

	if err := s.Retract(t.Context(), imp.ID, store.Who{At: at}); err != nil {
		t.Fatal(err)
	}
	expectProblems(t, s, "retracted")
	if err := s.TakeBack(t.Context(), imp.ID, store.Who{At: at}); err != nil {
		t.Fatal(err)
	}
	expectProblems(t, s, "taken back", row, folded)
	if err := s.SetClientProblems(t.Context(), map[record.ID][]record.Problem{"C-1": nil}); err != nil {
		t.Fatal(err)
	}
	expectProblems(t, s, "mended", row)
}

func expectProblems(t *testing.T, s *store.Store, when string, want ...record.Problem) {
	t.Helper()
	got, err := s.Problems(t.Context())
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("problems %s:\n got %+v, %v\nwant %+v", when, got, err, want)
	}
}

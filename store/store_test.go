package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
	"time"

	"milepost/record"
	"milepost/store"
)

const at = "2026-11-02T09:00:00.000Z"

// openStore opens a new database that is closed with the test.
func openStore(t testing.TB) *store.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "milepost.db"))
}

func openAt(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// take imports the batches as the file of that name, whose bytes are taken to
// be its name.
func take(t testing.TB, s *store.Store, name string, batches ...record.Batch) record.Import {
	t.Helper()
	imp, err := s.Import(t.Context(), fileOf(name), fillWith(batches...))
	if err != nil {
		t.Fatalf("import %s: %v", name, err)
	}
	return imp
}

func fileOf(name string) record.Import {
	return record.Import{ID: hashOf(name), Name: name, Size: int64(len(name)), At: at, Counts: true}
}

func hashOf(text string) string { return fmt.Sprintf("%064x", []byte(text)) }

func fillWith(batches ...record.Batch) func(*store.Filler) error {
	return func(f *store.Filler) error {
		for _, b := range batches {
			if err := f.Add(b); err != nil {
				return err
			}
		}
		return nil
	}
}

// roster is a client list of one client, named by id and by name.
func roster(id record.ID, first string, file string) record.Batch {
	return record.Batch{Clients: []record.Client{{
		ID:        id,
		Keys:      []record.Key{record.ClientByID(id), byName(first)},
		FirstName: first,
		LastName:  "Łukasz",
		BirthDate: born,
		Source:    record.Source{File: file, Row: 2},
	}}}
}

var born = record.Date{Year: 2018, Month: time.March, Day: 9}

func byName(first string) record.Key { return record.ClientByName(first, "Łukasz", born) }

func day(n int) record.Date {
	return record.Date{Year: 2026, Month: time.August, Day: 3}.AddDays(n)
}

// visits are sessions of the client so named, one a day.
func visits(key record.Key, file string, days ...int) record.Batch {
	var b record.Batch
	for i, n := range days {
		b.Sessions = append(b.Sessions, record.Session{
			Key: record.KeyOf("session", string(key), day(n).String()), ClientKey: key, Day: day(n),
			Minutes: 45, Status: record.Attended, Source: record.Source{File: file, Row: i + 2},
		})
	}
	return b
}

func records(t testing.TB, s *store.Store, client record.ID) record.Versions {
	t.Helper()
	v, err := s.Records(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func sessionDays(v record.Versions) []string {
	var days []string
	for _, s := range v.Sessions {
		days = append(days, s.Record.Day.String())
	}
	return days
}

func TestRecordsComeBackAsTheyWentIn(t *testing.T) {
	s := openStore(t)
	want := everything()
	imp := take(t, s, "all.xlsx", want)
	got := records(t, s, "C-1")

	check := func(name string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
	check("clients", got.Clients, versions(want.Clients))
	for i := range want.Goals {
		for j := range want.Goals[i].Objectives { // what the fold says, no row of an export
			o := &want.Goals[i].Objectives[j]
			o.WorkedOut, o.NameRises, o.Baseline.Ladder, o.Target.Ladder, o.Criterion.AtLeast.Ladder = false, false, "", "", ""
			o.Typed.Criterion, o.Typed.Target = false, false
		}
	}
	check("goals", got.Goals, versions(want.Goals))
	check("sessions", got.Sessions, versions(want.Sessions))
	for i := range want.DataPoints {
		want.DataPoints[i].Refused, want.DataPoints[i].Score.Ladder = false, "" // the same
	}
	check("data points", got.DataPoints, versions(want.DataPoints))
	check("statements", got.Statements, versions(want.Statements))
	check("assessments", got.Assessments, versions(want.Assessments))
	check("withdrawals", got.Withdrawals, versions(want.Withdrawals))
	if imp.Order != 1 {
		t.Errorf("order of the first import: got %d, want 1", imp.Order)
	}
}

func versions[T any](all []T) []record.Version[T] {
	var made []record.Version[T]
	for _, r := range all {
		made = append(made, record.Version[T]{Order: 1, Record: r})
	}
	return made
}

// everything is a batch in which every field of every record is filled.
func everything() record.Batch {
	var b record.Batch
	fill(reflect.ValueOf(&b).Elem(), "x")
	key := record.ClientByID("C-1")
	b.Clients[0].ID = "C-1"
	b.Goals[0].Client, b.Goals[0].ClientKey = "C-1", key
	b.Sessions[0].Client, b.Sessions[0].ClientKey = "C-1", key
	b.DataPoints[0].Client, b.DataPoints[0].ClientKey = "C-1", key
	b.DataPoints[0].Pooled, b.DataPoints[0].PooledBy = nil, "" // made by the fold
	b.Statements[0].Client, b.Statements[0].ClientKey = "C-1", key
	b.Assessments[0].Client, b.Assessments[0].ClientKey = "C-1", key
	b.Withdrawals[0].ClientKey = key
	return b
}

// fill gives every field below v a value that is not zero.
func fill(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[record.Date]() {
			v.Set(reflect.ValueOf(day(len(path))))
			return
		}
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if name == "Import" {
				v.Field(i).SetString(hashOf("all.xlsx"))
				continue
			}
			fill(v.Field(i), path+"."+name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), path+"[]")
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, path+"[key]")
		v.SetMapIndex(reflect.ValueOf("key"), value)
	case reflect.String:
		v.SetString("é\x00'" + path)
	case reflect.Int:
		v.SetInt(int64(len(path)))
	case reflect.Float64:
		v.SetFloat(float64(len(path)) + 0.1)
	case reflect.Bool:
		v.SetBool(true)
	}
}

func TestTheSameExportTwiceChangesNothing(t *testing.T) {
	s := openStore(t)
	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	first := take(t, s, "aug.csv", visits(record.ClientByID("C-1"), "aug.csv", 1, 2))
	before := records(t, s, "C-1")

	again, err := s.Import(t.Context(), fileOf("aug.csv"), func(*store.Filler) error {
		t.Error("a known export is read again")
		return nil
	})
	if !errors.Is(err, store.ErrKnown) {
		t.Errorf("second import: got %v, want ErrKnown", err)
	}
	if !reflect.DeepEqual(again, first) {
		t.Errorf("known import: got %+v, want %+v", again, first)
	}
	if after := records(t, s, "C-1"); !reflect.DeepEqual(after, before) {
		t.Errorf("records after the second import: got %+v, want %+v", after, before)
	}
}

func TestARetractedExportStaysRetractedWhenItComesAgain(t *testing.T) {
	s := openStore(t)
	imp := take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	if err := s.Retract(t.Context(), imp.ID, store.Who{At: at}); err != nil {
		t.Fatal(err)
	}
	again, err := s.Import(t.Context(), fileOf("roster.csv"), fillWith())
	if !errors.Is(err, store.ErrKnown) || again.Counts {
		t.Errorf("got counts %v and %v, want false and ErrKnown", again.Counts, err)
	}
}

func TestACardThatGoesBackToEarlierWordsIsNew(t *testing.T) {
	s := openStore(t)
	card := func(name, text string) (record.Import, error) {
		imp := fileOf(text)
		imp.Name, imp.Card = name, true
		return s.Import(t.Context(), imp, fillWith(roster("C-1", text, name)))
	}
	for i, step := range []struct {
		text string
		want error
		id   string
	}{
		{"Zoë", nil, hashOf("Zoë")},
		{"Zoë", store.ErrKnown, hashOf("Zoë")},
		{"Zoe", nil, hashOf("Zoe")},
		{"Zoë", nil, hashOf("Zoë") + ".2"},
		{"Zoë", store.ErrKnown, hashOf("Zoë") + ".2"},
	} {
		imp, err := card("C-1.yaml", step.text)
		if !errors.Is(err, step.want) || imp.ID != step.id {
			t.Errorf("step %d, %s: got %s and %v, want %s and %v", i, step.text, imp.ID, err, step.id, step.want)
		}
	}
	v := records(t, s, "C-1")
	last := v.Clients[len(v.Clients)-1]
	if len(v.Clients) != 1 || len(v.EarlierCards) != 2 || last.Record.FirstName != "Zoë" || !last.Card {
		t.Errorf("got %d versions and %d earlier cards, the last %+v; want 1, a card with Zoë, and 2", len(v.Clients), len(v.EarlierCards), last)
	}
	if got := last.Record.Source.Import; got != hashOf("Zoë") {
		t.Errorf("source names %s, want the SHA-256 of the bytes", got)
	}
	known, err := s.Known(t.Context(), record.Import{ID: hashOf("Zoe"), Name: "C-1.yaml", Card: true})
	if !errors.Is(err, store.ErrUnknown) {
		t.Errorf("an overwritten card: got %+v, %v; want ErrUnknown", known, err)
	}
}

func TestAFailedImportLeavesNothing(t *testing.T) {
	s := openStore(t)
	broken := errors.New("disk gone")
	_, err := s.Import(t.Context(), fileOf("aug.csv"), func(f *store.Filler) error {
		if err := f.Add(roster("C-1", "Zoë", "aug.csv")); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the reading", err)
	}
	if imports, err := s.Imports(t.Context()); err != nil || len(imports) != 0 {
		t.Errorf("got %v, %v; want no import", imports, err)
	}
	take(t, s, "aug.csv", roster("C-1", "Zoë", "aug.csv"))
}

func TestAClientWithoutAnIDAndAKeyIsRefused(t *testing.T) {
	s := openStore(t)
	_, err := s.Import(t.Context(), fileOf("roster.csv"), fillWith(record.Batch{Clients: []record.Client{{FirstName: "Zoë"}}}))
	if err == nil {
		t.Error("got no error for a client without an id, whose name is no key")
	}
}

func TestTheFileIsItsOwnersOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights come from the user's profile")
	}
	dir := filepath.Join(t.TempDir(), "50% ready?#1 é")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, filepath.Join(dir, "milepost.db"))
	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s: got rights %o, want 600", e.Name(), got)
		}
	}
	if len(entries) < 2 {
		t.Errorf("got %d files, want the database and its log", len(entries))
	}
}

package store_test

import (
	"errors"
	"reflect"
	"testing"

	"milepost/record"
	"milepost/store"
)

func draftKey(client record.ID) record.DraftKey {
	return record.DraftKey{Client: client, Kind: "progress-report", Audience: "parent", Language: "en", From: day(0)}
}

func bodyOf(key record.DraftKey, text string) record.Body {
	return record.Body{
		Draft:    key,
		Period:   record.Period{From: day(0), To: day(84)},
		Hash:     record.ShortHash(text),
		Markdown: "---\nbase: x\n---\n" + text,
		Sentences: []record.Sentence{{
			ID: "G-1/now/1", Line: 1, Text: text, Sort: record.DataSort,
			Facts: []record.Fact{{Name: "current", Value: text, Sources: []record.Source{{File: "aug.csv", Row: 2}}}},
		}},
		Made: []record.PhraseUse{{ID: "parent", Hash: "abc"}},
	}
}

func save(t *testing.T, s *store.Store, body record.Body, at string) bool {
	t.Helper()
	changed, err := s.SaveBody(t.Context(), body, store.Who{At: at})
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func TestBodiesOnlyGrow(t *testing.T) {
	s := openStore(t)
	key := draftKey("C-1")
	first, second := bodyOf(key, "4 of 5."), bodyOf(key, "5 of 5.")
	moved := bodyOf(key, "5 of 5.")
	moved.Sentences[0].Facts[0].Sources[0].Row = 7

	for i, step := range []struct {
		body    record.Body
		changed bool
		kept    int
	}{
		{first, true, 1},
		{first, false, 1},
		{second, true, 2},
		{moved, false, 3},
		{moved, false, 3},
		{first, true, 4},
	} {
		if got := save(t, s, step.body, at); got != step.changed {
			t.Errorf("step %d: changed is %v, want %v", i, got, step.changed)
		}
		all, err := s.Bodies(t.Context(), key)
		if err != nil || len(all) != step.kept {
			t.Errorf("step %d: %d bodies, %v; want %d", i, len(all), err, step.kept)
		}
		newest, err := s.Body(t.Context(), key)
		if err != nil || !reflect.DeepEqual(newest, step.body) {
			t.Errorf("step %d: newest\n got %+v, %v\nwant %+v", i, newest, err, step.body)
		}
	}
	base, err := s.BodyByHash(t.Context(), key, second.Hash)
	if err != nil || !reflect.DeepEqual(base, moved) {
		t.Errorf("base %s:\n got %+v, %v\nwant %+v", second.Hash, base, err, moved)
	}
}

func TestDraftsAreListedByClient(t *testing.T) {
	s := openStore(t)
	for _, id := range []record.ID{"C-2", "C-10", "C-1"} {
		save(t, s, bodyOf(draftKey(id), "4 of 5."), at)
	}
	undated := draftKey("C-1")
	undated.From = record.Date{}
	body := bodyOf(undated, "session 1 to 55")
	body.Period = record.Period{}
	save(t, s, body, at)
	if err := s.SetWritten(t.Context(), undated.ID(), "cafe"); err != nil {
		t.Fatal(err)
	}

	state := func(key record.DraftKey, body record.Body, written string) store.DraftState {
		return store.DraftState{
			Key: key, ID: key.ID(), Period: body.Period, State: record.Drafted,
			Base: body.Hash, Written: written, At: at,
		}
	}
	dated := bodyOf(draftKey("C-1"), "4 of 5.")
	want := []store.DraftState{
		state(undated, body, "cafe"),
		state(draftKey("C-1"), dated, ""),
		state(draftKey("C-10"), dated, ""),
		state(draftKey("C-2"), dated, ""),
	}
	if got, err := s.Drafts(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("drafts:\n got %+v, %v\nwant %+v", got, err, want)
	}
	if got, err := s.DraftsOf(t.Context(), "C-1"); err != nil || !reflect.DeepEqual(got, want[:2]) {
		t.Errorf("drafts of C-1:\n got %+v, %v\nwant %+v", got, err, want[:2])
	}
}

func TestWhatIsNotInTheStoreIsSaid(t *testing.T) {
	s := openStore(t)
	_, noBody := s.Body(t.Context(), draftKey("C-1"))
	_, noBase := s.BodyByHash(t.Context(), draftKey("C-1"), "cafe")
	_, noImport := s.ClientsOf(t.Context(), "cafe")
	for name, err := range map[string]error{
		"body": noBody, "base": noBase, "clients of": noImport,
		"retract": s.Retract(t.Context(), "cafe", store.Who{At: at}), "take back": s.TakeBack(t.Context(), "cafe", store.Who{At: at}),
		"written": s.SetWritten(t.Context(), "cafe", "x"),
	} {
		if !errors.Is(err, store.ErrUnknown) {
			t.Errorf("%s: got %v, want ErrUnknown", name, err)
		}
	}
}

func TestAFingerprintIsReplaced(t *testing.T) {
	s := openStore(t)
	for _, want := range []string{"", "one", "two"} {
		if want != "" {
			if err := s.SetFingerprint(t.Context(), "d1", want); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Fingerprint(t.Context(), "d1"); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
}

package store_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"milepost/record"
	"milepost/store"
)

// FuzzSealedAfter reads any entries as another machine's log: it says that they
// follow from ours only where each hash is that of the entry.
func FuzzSealedAfter(f *testing.F) {
	one := record.Event{N: 1, At: at, By: "T-1", Kind: "edited", Subject: "d"}
	seal, err := one.Seal()
	if err != nil {
		f.Fatal(err)
	}
	one.Hash = seal
	text, err := json.Marshal([]record.Event{one})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text, "", 0)
	f.Add([]byte(`[{"N":1,"Detail":{"a":"b"}},null]`), "", 0)
	f.Fuzz(func(t *testing.T, data []byte, before string, n int) {
		var entries []record.Event
		if json.Unmarshal(data, &entries) != nil || store.SealedAfter(before, n, entries) != nil {
			return
		}
		for _, e := range entries {
			if hash, err := e.Seal(); err != nil || hash != e.Hash || e.Before != before {
				t.Errorf("%+v is taken for sealed: %s, %v", e, hash, err)
			}
			before = e.Hash
		}
	})
}

// FuzzCheckLog puts any words into an entry of the log: the check ends and says
// that it is wrong.
func FuzzCheckLog(f *testing.F) {
	path := filepath.Join(f.TempDir(), "milepost.db")
	s, err := store.Open(f.Context(), path)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	for range 3 {
		if err := s.Log(f.Context(), aLogin()); err != nil {
			f.Fatal(err)
		}
	}
	db := raw(f, path)
	f.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(f.Context(), `DROP TRIGGER log_is_never_changed; DROP TRIGGER log_is_never_cut; CREATE TABLE kept AS SELECT * FROM log`); err != nil {
		f.Fatal(err)
	}
	f.Add(2, at, "T-1", "signed in", "", `{"content":"x"}`, "abc")
	f.Add(3, at, "", "client forgotten", "C-1", `{"subjects":"a\nb","state":"signed","document":"d"}`, "")
	f.Add(9, "", "", "", "", `{"away_head":"x"}`, "")
	f.Fuzz(func(t *testing.T, n int, at, by, kind, subject, detail, hash string) {
		_, err := db.Exec(`DELETE FROM log; INSERT INTO log SELECT * FROM kept; INSERT OR REPLACE INTO log VALUES ($1, $2, $3, $4, $5, $6, $7)`, n, at, by, kind, subject, detail, hash)
		if err != nil {
			t.Skip(err)
		}
		checked, err := s.CheckLog(t.Context())
		if err == nil && len(checked.Wrong) == 0 {
			t.Errorf("%d %q %q %q %q %q %q is taken for an entry", n, at, by, kind, subject, detail, hash)
		}
		if err := s.Events(t.Context(), func(record.Event) error { return nil }); err != nil && errors.Is(err, store.ErrDamaged) {
			t.Errorf("an entry of other words is called damage: %v", err)
		}
	})
}

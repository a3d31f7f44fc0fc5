package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"milepost/record"
	"milepost/store"

	"pgregory.net/rapid"
)

// model is what a store should hold, in the plainest form: the imports in the
// order in which they arrived.
type model struct {
	imports []modelImport
	seen    map[string]string // client and stamp -> the records that came with it
}

type modelImport struct {
	name   string
	batch  record.Batch
	counts bool
}

// claims returns which clients the imports that count give each key.
func (m *model) claims() map[record.Key][]record.ID {
	claims := map[record.Key][]record.ID{}
	for _, imp := range m.imports {
		if !imp.counts {
			continue
		}
		for _, c := range imp.batch.Clients {
			for _, key := range append([]record.Key{record.ClientByID(c.ID)}, c.Keys...) {
				if !slices.Contains(claims[key], c.ID) {
					claims[key] = append(claims[key], c.ID)
				}
			}
		}
	}
	return claims
}

func (m *model) clients() []record.ID {
	ids := map[record.ID]bool{}
	for _, owners := range m.claims() {
		for _, id := range owners {
			ids[id] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// sessions returns "order: day" of each session of the client.
func (m *model) sessions(client record.ID) []string {
	claims := m.claims()
	var all []string
	for i, imp := range m.imports {
		for _, s := range imp.batch.Sessions {
			owners := claims[s.ClientKey]
			if imp.counts && len(owners) == 1 && owners[0] == client {
				all = append(all, fmt.Sprintf("%d: %s", i+1, s.Day))
			}
		}
	}
	return all
}

// waiting returns how many ways of naming nobody, or more than one, count.
func (m *model) waiting() int {
	claims := m.claims()
	n := 0
	for _, imp := range m.imports {
		if !imp.counts {
			continue
		}
		keys := map[record.Key]bool{}
		for _, s := range imp.batch.Sessions {
			if len(claims[s.ClientKey]) != 1 {
				keys[s.ClientKey] = true
			}
		}
		for _, c := range imp.batch.Clients {
			if own := record.ClientByID(c.ID); len(claims[own]) != 1 {
				keys[own] = true
			}
		}
		n += len(keys)
	}
	return n
}

var (
	modelClients = []record.ID{"A", "B", "C"}
	modelKeys    = []record.Key{"", "id:A", "id:B", "id:C", byName("Zoë"), byName("Ánh"), byName("Siân")}
)

func drawBatch(t *rapid.T) record.Batch {
	var b record.Batch
	for range rapid.IntRange(0, 2).Draw(t, "clients") {
		b.Clients = append(b.Clients, record.Client{
			ID:   rapid.SampledFrom(modelClients).Draw(t, "client"),
			Keys: rapid.SliceOfN(rapid.SampledFrom(modelKeys[4:]), 0, 2).Draw(t, "keys"),
		})
	}
	if rapid.IntRange(0, 9).Draw(t, "claims another's id") == 0 && len(b.Clients) > 0 {
		b.Clients[0].Keys = append(b.Clients[0].Keys, "id:B")
	}
	for range rapid.IntRange(0, 5).Draw(t, "sessions") {
		b.Sessions = append(b.Sessions, record.Session{
			ClientKey: rapid.SampledFrom(modelKeys).Draw(t, "key"),
			Day:       day(rapid.IntRange(0, 9).Draw(t, "day")),
		})
	}
	return b
}

func TestRetractingIsAsIfItHadNeverCome(t *testing.T) {
	dir, databases := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		databases++
		s, err := store.Open(t.Context(), filepath.Join(dir, fmt.Sprintf("%d.db", databases)))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		m := &model{seen: map[string]string{}}
		t.Repeat(map[string]func(*rapid.T){
			"import":    func(t *rapid.T) { m.takeNew(t, s) },
			"again":     func(t *rapid.T) { m.takeAgain(t, s) },
			"retract":   func(t *rapid.T) { m.setCounts(t, s.Retract, false) },
			"take back": func(t *rapid.T) { m.setCounts(t, s.TakeBack, true) },
			"":          func(t *rapid.T) { m.compare(t, s) },
		})
	})
}

func (m *model) takeNew(t *rapid.T, s *store.Store) {
	imp := modelImport{name: fmt.Sprintf("%d.csv", len(m.imports)), batch: drawBatch(t), counts: true}
	if _, err := s.Import(t.Context(), fileOf(imp.name), fillWith(imp.batch)); err != nil {
		t.Fatal(err)
	}
	m.imports = append(m.imports, imp)
}

func (m *model) takeAgain(t *rapid.T, s *store.Store) {
	if len(m.imports) == 0 {
		t.Skip("nothing came yet")
	}
	imp := rapid.SampledFrom(m.imports).Draw(t, "import")
	_, err := s.Import(t.Context(), fileOf(imp.name), fillWith(drawBatch(t)))
	if !errors.Is(err, store.ErrKnown) {
		t.Fatalf("import %s again: got %v, want ErrKnown", imp.name, err)
	}
}

func (m *model) setCounts(t *rapid.T, set func(ctx context.Context, id string) error, counts bool) {
	if len(m.imports) == 0 {
		t.Skip("nothing came yet")
	}
	i := rapid.IntRange(0, len(m.imports)-1).Draw(t, "import")
	if err := set(t.Context(), hashOf(m.imports[i].name)); err != nil {
		t.Fatal(err)
	}
	m.imports[i].counts = counts
}

func (m *model) compare(t *rapid.T, s *store.Store) {
	clients, err := s.Clients(t.Context())
	if want := m.clients(); err != nil || !slices.Equal(clients, want) {
		t.Fatalf("clients: got %v, %v; want %v", clients, err, want)
	}
	stamps, err := s.Stamps(t.Context())
	if err != nil || len(stamps) != len(clients) {
		t.Fatalf("stamps: got %v, %v; want one for each of %v", stamps, err, clients)
	}
	for _, id := range clients {
		v, err := s.Records(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range v.Sessions {
			got = append(got, fmt.Sprintf("%d: %s", r.Order, r.Record.Day))
		}
		if want := m.sessions(id); !slices.Equal(got, want) {
			t.Fatalf("sessions of %s: got %v, want %v", id, got, want)
		}
		stamp := string(id) + " " + stamps[id]
		text := fmt.Sprintf("%+v", v)
		if before, ok := m.seen[stamp]; ok && before != text {
			t.Fatalf("stamp %s: the records were\n%s\nand are\n%s", stamp, before, text)
		}
		m.seen[stamp] = text
	}
	waiting, err := s.Waiting(t.Context())
	if want := m.waiting(); err != nil || len(waiting) != want {
		t.Fatalf("waiting: got %+v, %v; want %d", waiting, err, want)
	}
	m.compareTouched(t, s)
}

// compareTouched checks that whoever has a record of the newest import is
// among those whom it touches.
func (m *model) compareTouched(t *rapid.T, s *store.Store) {
	if len(m.imports) == 0 {
		return
	}
	last := len(m.imports) - 1
	touched, err := s.ClientsOf(t.Context(), hashOf(m.imports[last].name))
	if err != nil {
		t.Fatal(err)
	}
	without := model{imports: slices.Clone(m.imports)}
	without.imports[last].counts = !without.imports[last].counts
	for _, id := range modelClients {
		if !reflect.DeepEqual(m.sessions(id), without.sessions(id)) && !slices.Contains(touched, id) {
			t.Fatalf("import %d touches %v, yet %s changes with it", last+1, touched, id)
		}
	}
}

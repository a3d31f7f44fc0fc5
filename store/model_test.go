package store_test

import (
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
	merged  map[record.ID]record.ID // gone -> kept
	seen    map[string]string       // client and stamp -> the records that came with it
}

type modelImport struct {
	name   string
	batch  record.Batch
	counts bool
	asked  record.Asked
	place  int
	mends  int // order of the import for which it stands, from 1; 0 none
}

// owner returns the client with whom the id was joined, else the id.
func (m *model) owner(id record.ID) record.ID {
	for m.merged[id] != "" {
		id = m.merged[id]
	}
	return id
}

// inPlace returns the imports in the order of the fold.
func (m *model) inPlace() []modelImport {
	sorted := slices.Clone(m.imports)
	slices.SortStableFunc(sorted, func(a, b modelImport) int { return a.place - b.place })
	return sorted
}

// standing returns the number in the list of the import that counts in the
// place, -1 none.
func (m *model) standing(place int) int {
	return slices.IndexFunc(m.imports, func(i modelImport) bool { return i.counts && i.place == place })
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
				if owner := m.owner(c.ID); !slices.Contains(claims[key], owner) {
					claims[key] = append(claims[key], owner)
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
	for _, imp := range m.inPlace() {
		for _, s := range imp.batch.Sessions {
			owners := claims[s.ClientKey]
			if imp.counts && len(owners) == 1 && owners[0] == client {
				all = append(all, fmt.Sprintf("%d: %s", imp.place, s.Day))
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
		m := &model{merged: map[record.ID]record.ID{}, seen: map[string]string{}}
		t.Repeat(map[string]func(*rapid.T){
			"import":    func(t *rapid.T) { m.takeNew(t, s) },
			"again":     func(t *rapid.T) { m.takeAgain(t, s) },
			"mend":      func(t *rapid.T) { m.mend(t, s) },
			"accept":    func(t *rapid.T) { m.accept(t, s) },
			"retract":   func(t *rapid.T) { m.retract(t, s) },
			"take back": func(t *rapid.T) { m.takeBack(t, s) },
			"merge":     func(t *rapid.T) { m.merge(t, s) },
			"part":      func(t *rapid.T) { m.part(t, s) },
			"":          func(t *rapid.T) { m.compare(t, s) },
		})
	})
}

func (m *model) takeNew(t *rapid.T, s *store.Store) {
	imp := modelImport{name: fmt.Sprintf("%d.csv", len(m.imports)), batch: drawBatch(t), counts: true, place: len(m.imports) + 1}
	if rapid.IntRange(0, 4).Draw(t, "waits") == 0 {
		imp.asked, imp.counts = record.Waits, false
	}
	m.take(t, s, imp)
}

// take brings the import in; all that have to be asked about were read by one
// mapping.
func (m *model) take(t *rapid.T, s *store.Store, imp modelImport) {
	file := fileOf(imp.name)
	file.Mends = imp.mends
	words := ""
	if imp.asked != record.NotAsked {
		words = "a mapping of the clinic's own"
	}
	_, err := s.Import(t.Context(), file, func(f *store.Filler) error {
		f.Done(record.Import{Mapping: "visits", Words: words, Asked: imp.asked}, nil)
		return f.Add(imp.batch)
	})
	if err != nil {
		t.Fatal(err)
	}
	m.imports = append(m.imports, imp)
}

func (m *model) takeAgain(t *rapid.T, s *store.Store) {
	imp := m.imports[m.draw(t)]
	file := fileOf(imp.name)
	file.Mends = imp.mends
	_, err := s.Import(t.Context(), file, fillWith(drawBatch(t)))
	if !errors.Is(err, store.ErrKnown) {
		t.Fatalf("import %s again: got %v, want ErrKnown", imp.name, err)
	}
}

// draw returns the number in the list of an import.
func (m *model) draw(t *rapid.T) int {
	if len(m.imports) == 0 {
		t.Skip("nothing came yet")
	}
	return rapid.IntRange(0, len(m.imports)-1).Draw(t, "import")
}

func (m *model) mend(t *rapid.T, s *store.Store) {
	mended := m.draw(t)
	imp := modelImport{
		name: fmt.Sprintf("%d.csv", len(m.imports)), batch: drawBatch(t), counts: true,
		place: m.imports[mended].place, mends: mended + 1,
	}
	if !m.imports[mended].counts {
		file := fileOf(imp.name)
		file.Mends = imp.mends
		if _, err := s.Import(t.Context(), file, fillWith(imp.batch)); !errors.Is(err, store.ErrNotCounted) {
			t.Fatalf("mending an import that does not count: got %v, want ErrNotCounted", err)
		}
		return
	}
	m.imports[mended].counts = false
	m.take(t, s, imp)
}

func (m *model) accept(t *rapid.T, s *store.Store) {
	i := m.draw(t)
	accepted, err := s.Accept(t.Context(), hashOf(m.imports[i].name), store.Who{At: at})
	if m.imports[i].asked != record.Waits {
		if err == nil {
			t.Fatalf("import %d does not wait and was accepted", i+1)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range m.imports {
		if m.imports[i].asked == record.Waits {
			m.imports[i].asked, m.imports[i].counts = record.Confirmed, true
			n++
		}
	}
	if len(accepted) != n {
		t.Fatalf("accepted %d imports, want %d", len(accepted), n)
	}
}

func (m *model) retract(t *rapid.T, s *store.Store) {
	i := m.draw(t)
	imp := &m.imports[i]
	err := s.Retract(t.Context(), hashOf(imp.name), store.Who{At: at})
	if !imp.counts && m.standing(imp.place) >= 0 {
		if !errors.Is(err, store.ErrNotCounted) {
			t.Fatalf("retract import %d, in whose place another stands: got %v, want ErrNotCounted", i+1, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if imp.asked == record.Waits {
		imp.asked = record.Refused
	}
	if imp.counts && imp.mends > 0 {
		m.imports[imp.mends-1].counts = true
	}
	imp.counts = false
}

func (m *model) takeBack(t *rapid.T, s *store.Store) {
	i := m.draw(t)
	if err := s.TakeBack(t.Context(), hashOf(m.imports[i].name), store.Who{At: at}); err != nil {
		t.Fatal(err)
	}
	if other := m.standing(m.imports[i].place); other >= 0 {
		m.imports[other].counts = false
	}
	m.imports[i].counts = true
	if m.imports[i].asked != record.NotAsked {
		m.imports[i].asked = record.Confirmed
	}
}

func (m *model) merge(t *rapid.T, s *store.Store) {
	kept := rapid.SampledFrom(modelClients).Draw(t, "kept")
	gone := rapid.SampledFrom(modelClients).Draw(t, "gone")
	err := s.Merge(t.Context(), kept, gone, store.Who{At: at})
	if kept == gone || !m.apart(kept) || !m.apart(gone) {
		if err == nil {
			t.Fatalf("%s was merged into %s, who are not two clients apart", gone, kept)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	m.merged[gone] = kept
}

// apart reports whether an import that counts tells of the client, who was not
// joined with another.
func (m *model) apart(id record.ID) bool {
	return m.merged[id] == "" && slices.ContainsFunc(m.imports, func(i modelImport) bool {
		return i.counts && slices.ContainsFunc(i.batch.Clients, func(c record.Client) bool { return c.ID == id })
	})
}

func (m *model) part(t *rapid.T, s *store.Store) {
	gone := rapid.SampledFrom(modelClients).Draw(t, "gone")
	kept := rapid.SampledFrom(modelClients).Draw(t, "kept")
	err := s.Unmerge(t.Context(), kept, gone, store.Who{At: at})
	if m.merged[gone] != kept {
		if !errors.Is(err, store.ErrUnknown) {
			t.Fatalf("parting %s from %s, who are not joined: got %v, want ErrUnknown", gone, kept, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	delete(m.merged, gone)
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
	if m.imports[last].mends > 0 {
		return // what it stands for touches them too
	}
	without := model{imports: slices.Clone(m.imports), merged: m.merged}
	without.imports[last].counts = !without.imports[last].counts
	for _, id := range modelClients {
		if !reflect.DeepEqual(m.sessions(id), without.sessions(id)) && !slices.Contains(touched, id) {
			t.Fatalf("import %d touches %v, yet %s changes with it", last+1, touched, id)
		}
	}
}

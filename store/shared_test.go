package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"milepost/store"
)

func TestReadersGoOnDuringAnImport(t *testing.T) {
	s := openStore(t)
	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	look := func(when string, want int) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		v, err := s.Records(ctx, "C-1")
		if err != nil || len(v.Sessions) != want {
			t.Errorf("%s: %d sessions, %v; want %d", when, len(v.Sessions), err, want)
		}
	}
	_, err := s.Import(t.Context(), fileOf("aug.csv"), func(f *store.Filler) error {
		for i := range 20 {
			if err := f.Add(visits("id:C-1", "aug.csv", 3*i, 3*i+1, 3*i+2)); err != nil {
				return err
			}
			look("during the import", 0)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	look("after it", 60)
}

func TestTwoProgramsWriteInTurn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	const each = 15
	var group sync.WaitGroup
	for _, name := range []string{"a", "b"} {
		s := openAt(t, path)
		group.Go(func() {
			for i := range each {
				file := fmt.Sprintf("%s%d.csv", name, i)
				if _, err := s.Import(t.Context(), fileOf(file), fillWith(visits("id:C-1", file, i))); err != nil {
					t.Errorf("import %s: %v", file, err)
				}
				if _, err := s.SaveBody(t.Context(), bodyOf(draftKey("C-1"), file), store.Who{At: at}); err != nil {
					t.Errorf("draft of %s: %v", file, err)
				}
			}
		})
	}
	group.Wait()
	s := openAt(t, path)
	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	imports, err := s.Imports(t.Context())
	if err != nil || len(imports) != 2*each+1 {
		t.Fatalf("got %d imports, %v; want %d", len(imports), err, 2*each+1)
	}
	for i, imp := range imports {
		if imp.Order != i+1 {
			t.Errorf("import %s: order %d, want %d", imp.Name, imp.Order, i+1)
		}
	}
	bodies, err := s.Bodies(t.Context(), draftKey("C-1"))
	if got := len(records(t, s, "C-1").Sessions); err != nil || got != 2*each || len(bodies) != 2*each {
		t.Errorf("got %d sessions and %d bodies, %v; want %d of each", got, len(bodies), err, 2*each)
	}
}

func TestAnImportThatIsCancelledLeavesNothing(t *testing.T) {
	s := openStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Import(ctx, fileOf("aug.csv"), func(f *store.Filler) error {
		for i := range 100 {
			if err := f.Add(visits("id:C-1", "aug.csv", i, i+1, i+2)); err != nil {
				return err
			}
			if i == 50 {
				cancel()
			}
		}
		return nil
	})
	if err == nil {
		t.Fatal("got no error from a cancelled import")
	}
	if imports, err := s.Imports(t.Context()); err != nil || len(imports) != 0 {
		t.Errorf("got %v, %v; want no import", imports, err)
	}
	take(t, s, "aug.csv", visits("id:C-1", "aug.csv", 1))
}

// killDatabase names, in the environment of a process made to be killed, the
// database that it fills.
const killDatabase = "MILEPOST_TEST_KILL_DATABASE"

// sessionsEach is how many sessions each import of that process holds.
const sessionsEach = 1000

// TestMain lets the test program be the process that is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(killDatabase); path != "" {
		fillUntilKilled(path)
	}
	os.Exit(m.Run())
}

// fillUntilKilled keeps import after import, and says each that is kept.
func fillUntilKilled(path string) {
	s, err := store.Open(context.Background(), path)
	if err != nil {
		panic(err)
	}
	imports, err := s.Imports(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	for n := len(imports); ; n++ {
		name := fmt.Sprintf("%d.csv", n)
		_, err := s.Import(context.Background(), fileOf(name), func(f *store.Filler) error {
			for i := range sessionsEach / 100 {
				days := make([]int, 100)
				for j := range days {
					days[j] = 100*i + j
				}
				if err := f.Add(visits("id:C-1", name, days...)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			panic(err)
		}
		fmt.Println("kept", name)
	}
}

func TestAKillAtAnyMomentLeavesNothingHalf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	take(t, openAt(t, path), "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	kills := 20
	if testing.Short() {
		kills = 4
	}
	random := rand.New(rand.NewPCG(1, 2))
	kept := 1
	for range kills {
		kept += fillAndKill(t, path, time.Duration(random.IntN(250))*time.Millisecond)
		s, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatalf("open after a kill: %v", err)
		}
		imports, err := s.Imports(t.Context())
		if err != nil || len(imports) < kept || len(imports) > kept+1 {
			t.Fatalf("got %d imports, %v; want the %d that were acknowledged, at most one more", len(imports), err, kept)
		}
		kept = len(imports)
		if got, want := len(records(t, s, "C-1").Sessions), (kept-1)*sessionsEach; got != want {
			t.Fatalf("got %d sessions of %d imports, want %d", got, kept-1, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	checkIntegrity(t, path)
	t.Logf("%d kills, %d imports", kills, kept-1)
}

// fillAndKill runs a process that fills the database, kills it so long after
// it began, and returns how many imports it had said were kept.
func fillAndKill(t *testing.T, path string, after time.Duration) int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process := exec.CommandContext(t.Context(), self, "-test.run=^$")
	process.Env = append(os.Environ(), killDatabase+"="+path)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the process said nothing")
	}
	timer := time.AfterFunc(after, func() { process.Process.Kill() })
	defer timer.Stop()
	kept := 0
	for lines.Scan() {
		kept++
	}
	process.Wait()
	return kept
}

func checkIntegrity(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: got %q, %v; want ok", verdict, err)
	}
	var broken int
	if err := db.QueryRow(`SELECT count(*) FROM pragma_foreign_key_check`).Scan(&broken); err != nil || broken != 0 {
		t.Errorf("references to nothing: got %d, %v; want 0", broken, err)
	}
}

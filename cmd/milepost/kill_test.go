package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/ingest/fold"
	"milepost/store"
)

// killMoments is at how many moments TestKill kills the program; the figure
// that is asked for is 200.
var killMoments = flag.Int("kills", 8, "moments at which the program is killed")

// killsInARow is how often one workspace is hit before it may finish.
const killsInARow = 4

// buildProgram builds the program as a clinic has it.
func buildProgram(t testing.TB) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "milepost")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return name
}

// ofPrograms leaves a test that runs programs beside each other out of the short
// run: the race detector, for which that is, looks into one program only.
func ofPrograms(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs programs: the full run does")
	}
}

// TestKill kills the built program at random moments of ingest and watch, lets
// it finish, and drops all files again: every row is there once, every file is
// archived, nothing half-written is left, and the drafts are those of a run
// that nobody disturbed.
func TestKill(t *testing.T) {
	ofPrograms(t)
	program := buildProgram(t)
	commands := [][]string{{"ingest"}, {"watch", "--once", "--settle", "30ms"}}
	files := smallExports()

	undisturbed := dropAll(t, files)
	durations := make([]time.Duration, len(commands))
	for i, command := range commands {
		if i > 0 {
			undisturbed = dropAll(t, files)
		}
		began := time.Now()
		finish(t, program, undisturbed, command)
		durations[i] = time.Since(began)
	}
	want := stateOf(t, undisturbed)

	moments := *killMoments
	random := rand.New(rand.NewPCG(1, uint64(moments)))
	runs, killed := 0, 0
	for killed < moments {
		dir := dropAll(t, files)
		for range killsInARow {
			which := runs % len(commands)
			if kill(t, program, dir, commands[which], time.Duration(random.Int64N(int64(durations[which])))) {
				killed++
			}
			runs++
		}
		finish(t, program, dir, commands[1])
		writeInbox(t, dir, files)
		finish(t, program, dir, commands[1])
		if runs > 4*moments {
			t.Fatalf("only %d of %d runs were hit before they ended: the moments are no sample of the run", killed, runs)
		}
		if got := stateOf(t, dir); got != want {
			t.Fatalf("after %d kills the workspace differs from one that was not disturbed:\n%s", killed, difference(got, want))
		}
	}
	t.Logf("killed %d of %d runs before they ended; ingest takes %v, watch %v", killed, runs, durations[0], durations[1])
}

// kill runs a command and kills it after the delay; it reports whether the
// command was still running.
func kill(t *testing.T, program, dir string, command []string, delay time.Duration) bool {
	t.Helper()
	cmd := exec.Command(program, append(command, "-C", dir)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(delay)
	_ = cmd.Process.Kill() // it may have ended
	_ = cmd.Wait()         // by the kill, or with problems listed
	return !cmd.ProcessState.Exited()
}

// finish runs a command to its end.
func finish(t testing.TB, program, dir string, command []string) string {
	t.Helper()
	cmd := exec.Command(program, append(command, "-C", dir)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("milepost %s: %v\n%s", strings.Join(command, " "), err, out)
	}
	return string(out)
}

// dropAll makes a workspace with the files in its inbox.
func dropAll(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, configName), []byte(newConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	writeInbox(t, dir, files)
	return dir
}

func writeInbox(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, "inbox", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// smallExports are a roster, goals and ten exports of sessions of six clients.
func smallExports() map[string]string { return clinicExports(6, 10, 4) }

// clinicExports are a roster, a goal a client, and exports of sessions, each
// with so many sessions of every client.
func clinicExports(clients, exports, sessions int) map[string]string {
	var roster, goals strings.Builder
	roster.WriteString("Client ID,First Name,Last Name,DOB,Pronouns,Therapist ID,Caseload,Start of Care\n")
	goals.WriteString("State ID,Local ID,First Name,Last Name,Goal Title,Goal Statement,Present Level,Baseline Date,Baseline Score,Last Entered Score,Last Entered Score Date,Target Date,Specially Designed Instruction,Method,Middle Name\n")
	for c := range clients {
		fmt.Fprintf(&roster, "K-%d,Ana,Test%d,2019-05-0%d,she,T-1,A,2026-08-03\n", c, c, c%9+1)
		fmt.Fprintf(&goals, "%d,K-%d,Ana,Test%d,Scissors,Ana will cut along a line in 4 of 5 trials over 3 consecutive sessions.,,2026-08-03,1/5,,,2027-01-29,,,\n", c, c, c)
	}
	files := map[string]string{"roster.csv": roster.String(), "goals.csv": goals.String()}
	for e := range exports {
		var b strings.Builder
		b.WriteString(sessionsHeader)
		for c := range clients {
			for n := range sessions {
				day := time.Date(2026, time.August, 4+7*e, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n%6).Format(time.DateOnly)
				b.WriteString(sessionRow((e*clients+c)*sessions+n, day, fmt.Sprintf("K-%d", c), (c+e+n)%6))
			}
		}
		files[fmt.Sprintf("sessions-%d.csv", e)] = b.String()
	}
	return files
}

const sessionsHeader = "Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProviderLastName,ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n"

func sessionRow(id int, day, client string, ok int) string {
	last, _ := strings.CutPrefix(client, "K-")
	return fmt.Sprintf("%d,%s,%s,Ana,Test%s,T-1,Ana,Reyes,97530,1,Clinic,45,3,%s 15:00,%s 15:45,%s,false,false,true,Scissors,%d/5,,,individual,,\n",
		id, day, client, last, day, day, day, min(ok, 5))
}

// stateOf writes down all that must not depend on how a workspace came to be
// what it is: imports, each client's records, files and drafts.
func stateOf(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	ctx := context.Background()
	s, err := store.Open(ctx, filepath.Join(dir, "milepost.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	imports, err := s.Imports(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, imp := range imports {
		fmt.Fprintln(&b, "import", imp.Name, imp.ID, imp.Rows, imp.Used)
	}
	ids, err := s.Clients(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		versions, err := s.Records(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, "rows", id, len(versions.Sessions), len(versions.DataPoints))
		folded, err := json.Marshal(fold.Client(versions, fold.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, "client", id, string(folded))
	}
	writeFiles(t, &b, dir)
	return b.String()
}

// writeFiles lists the files of the workspace with the bytes of those that a
// person reads. What the days of archiving and the database differ in is left
// out.
func writeFiles(t *testing.T, b *bytes.Buffer, dir string) {
	t.Helper()
	archived := map[string]bool{} // again on another day is no difference
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		first, _, _ := strings.Cut(name, "/")
		switch {
		case first == "archive" && !archived[filepath.Base(name)]:
			archived[filepath.Base(name)] = true
			fmt.Fprintln(b, "archived", filepath.Base(name))
		case first == "inbox", first == "rejected":
			fmt.Fprintln(b, "file", name)
		case first == "drafts":
			data, err := os.ReadFile(path)
			fmt.Fprintf(b, "file %s %q\n", name, data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// difference returns the lines that only one of two states has.
func difference(got, want string) string {
	var b strings.Builder
	for _, side := range []struct{ name, text, other string }{{"only here", got, want}, {"missing", want, got}} {
		for line := range strings.Lines(side.text) {
			if !strings.Contains(side.other, line) {
				fmt.Fprintf(&b, "%s: %.300s\n", side.name, strings.TrimSpace(line))
			}
		}
	}
	return b.String()
}

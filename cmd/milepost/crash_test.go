package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// Each pair of commands should run at once 100 times; CI makes a sample.
var rounds = flag.Int("rounds", 0, "how many rounds of each pair of commands run at once; 0: a sample of four pairs")

// desk is a workspace on which commands run as processes of their own.
type desk struct {
	*testing.T
	dir, file string
	n         int // edits made so far
	exports   int
}

const (
	onlyOne    = "R-0401 2026-07-29 to 2026-10-26"
	passphrase = "three quiet words"
)

func newProcessDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, dir: t.TempDir()}
	d.file = filepath.Join(d.dir, "drafts/R-0401/2026-07-29_progress-report.parent.en.md")
	sampleClinic(t, d.dir)
	if err := os.WriteFile(d.secret(), []byte(passphrase), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, "user", "add", "T-1", "-C", d.dir, "--role", "lead,therapist", "--expires", "2027-06-30", "--password-file", d.secret())
	d.fill()
	return d
}

var emptyPlace = regexp.MustCompile(`(?m)^(- )?\[\[.*\]\]\n`)

// fill leaves out every empty place: a draft that has some cannot be signed.
func (d *desk) fill() {
	d.Helper()
	if text := d.text(); emptyPlace.MatchString(text) {
		d.save(emptyPlace.ReplaceAllString(text, ""))
	}
}

func (d *desk) secret() string { return filepath.Join(d.dir, "pw") }

func (d *desk) text() string {
	d.Helper()
	data, err := os.ReadFile(d.file)
	if err != nil {
		d.Fatal(err)
	}
	return string(data)
}

// save writes the draft as an editor does that writes in place.
func (d *desk) save(text string) {
	d.Helper()
	if err := os.WriteFile(d.file, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
}

// edit adds a line of its own to the draft and returns it. The file may be in
// the middle of being replaced.
func (d *desk) edit() string {
	d.Helper()
	d.n++
	line := fmt.Sprintf("Edit number %d stands here.", d.n)
	for range 100 {
		data, err := os.ReadFile(d.file)
		if err == nil && len(data) > 0 {
			d.save(strings.TrimRight(string(data), "\n") + "\n\n" + line + "\n")
			return line
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.Fatal("the draft is gone")
	return ""
}

// grow brings one session more as an export.
func (d *desk) grow(n int) string {
	d.Helper()
	name := filepath.Join(d.dir, fmt.Sprintf("more-%d.csv", n))
	text := "Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProviderLastName,ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n" +
		fmt.Sprintf("77%04d,2026-10-26,R-0401,Linh,Trần,T-1,Zoë,Łukasz,97530,1,Clinic,45,3,2026-10-26 %02d:%02d,2026-10-26 23:59,2026-10-26,false,false,true,Cut along a curved line,%d/10,,,individual,,\n", n, 8+n/60%12, n%60, n%10)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	return name
}

// start begins a command as a process of its own.
func (d *desk) start(args ...string) (*exec.Cmd, *bytes.Buffer) {
	d.Helper()
	cmd := exec.Command("milepost", append(args, "-C", d.dir)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		d.Fatal(err)
	}
	return cmd, &out
}

// kept returns every text that the store has of the draft.
func (d *desk) kept() string {
	d.Helper()
	var all strings.Builder
	d.open(func(c *caseload.Caseload) {
		for n := 1; ; n++ {
			text, err := c.RevisionText(context.Background(), caseload.Holder(), "R-0401", n)
			if err != nil {
				return
			}
			all.WriteString(text)
		}
	})
	return all.String()
}

func (d *desk) open(act func(*caseload.Caseload)) {
	d.Helper()
	sh := shell{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Now: scriptNow, Dir: d.dir}
	err := withWorkspace(context.Background(), &sh, func(c *caseload.Caseload) error {
		act(c)
		return nil
	})
	if err != nil {
		d.Fatal(err)
	}
}

// whole checks that nothing is half there: the log holds, and what is signed
// is signed with all of its files.
func (d *desk) whole(when string) {
	d.Helper()
	if code, out, errs := invoke("draft", "-C", d.dir, "--client", "R-0401"); code != exitDone {
		d.Fatalf("%s: draft: %d\n%s%s", when, code, out, errs)
	}
	if code, out, errs := invoke("verify", "--log", "-C", d.dir); code != exitDone {
		d.Fatalf("%s: verify: %d\n%s%s", when, code, out, errs)
	}
	leftovers, err := filepath.Glob(filepath.Join(filepath.Dir(d.file), ".*.before"))
	if err != nil || len(leftovers) > 0 {
		d.Errorf("%s: left beside the draft: %v, %v", when, leftovers, err)
	}
}

// TestKilledAtAnyMoment kills commands with SIGKILL at random moments of edit,
// draft, review, undo, import, delivery and, every second time, sign. What was
// acknowledged is there after the restart, and nothing is half there. Between two
// commands the workspace is damaged, each time in another way: it is noticed, and
// never saved over a good backup. -kills 400 kills some 200 of them, the full run.
func TestKilledAtAnyMoment(t *testing.T) {
	ofPrograms(t)
	const each = 40 // commands on one workspace: what is edited there only grows
	rng := rand.New(rand.NewPCG(41, *killSeed))
	var all killed
	for n := 0; n < *killMoments; n += each {
		all.killAtAnyMoment(t, rng, n, min(n+each, *killMoments))
	}
	all.enough(t)
}

// killSeed lets several runs beside each other kill at other moments.
var killSeed = flag.Uint64("killseed", 43, "seed of the moments at which TestKilledAtAnyMoment kills")

// killed counts what was done and what became of it.
type killed struct {
	commands, kills, edits, signed int
	damage                         map[string]int
}

// enough reports it, and whether the full run met what is asked for.
func (k *killed) enough(t *testing.T) {
	t.Helper()
	if k.signed == 0 && k.commands >= 8 {
		t.Error("nothing was signed: no signature was put to the test")
	}
	if k.commands >= 400 && k.signed < 60 {
		t.Errorf("%d signatures were completed, want at least 60", k.signed)
	}
	t.Logf("%d commands, %d killed, %d signatures completed; %d edits, none lost; damage noticed: %v", k.commands, k.kills, k.signed, k.edits, k.damage)
}

func (k *killed) killAtAnyMoment(t *testing.T, rng *rand.Rand, from, to int) {
	t.Helper()
	d := newProcessDesk(t)
	var edits []string
	hurt := newDamages(d, rng)
	signed, killed := 0, 0
	took := map[string]time.Duration{} // the last time of each command: the first is not killed
	for i := from; i < to; i++ {
		line := d.edit()
		edits = append(edits, line)
		if i%3 == 0 {
			want(t, "ingest", "-C", d.dir, d.grow(i))
		}
		sign := []string{"sign", "R-0401", "--as", "T-1", "--password-file", d.secret(), "--confirm", onlyOne}
		command := [][]string{
			{"draft", "--client", "R-0401"},
			sign,
			{"review", "R-0401", "--as", "T-1"},
			sign,
			{"undo", "R-0401", "--to", "1"},
			sign,
			{"ingest", d.grow(5000 + i)},
			sign,
		}[i%8]
		if command[0] == "sign" {
			d.fill()
			d.settleQuestions()
			want(t, "review", "R-0401", "-C", d.dir, "--as", "T-1")
		}
		began := time.Now()
		cmd, out := d.start(command...)
		wait := make(chan error, 1)
		go func() { wait <- cmd.Wait() }()
		moment := time.Minute
		if usual := took[command[0]]; usual > 0 {
			moment = time.Duration(rng.Int64N(int64(usual * 5 / 4)))
			if i%16 >= 8 && command[0] == "sign" { // each second of them is to end
				moment = time.Minute
			}
		}
		var err error
		select {
		case err = <-wait:
			took[command[0]] = time.Since(began)
		case <-time.After(moment):
			if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			if err = <-wait; err != nil {
				killed++
				took[command[0]] = max(took[command[0]], moment*5/4) // it takes longer by now
			}
		}
		when := fmt.Sprintf("kill %d, %s", i, strings.Join(command, " "))
		d.whole(when)
		if all := d.kept(); !strings.Contains(all, line) {
			t.Fatalf("%s: the edit %q is in no revision; it printed %s", when, line, out)
		}
		if command[0] == "sign" {
			if strings.Contains(out.String(), "refused: ") {
				t.Fatalf("%s: %s", when, out)
			}
			if err == nil || d.isSigned() {
				signed++
			}
			if err == nil && !d.isSigned() {
				t.Fatalf("%s: acknowledged and not signed: %s", when, out)
			}
			d.reopen()
		}
		if i%2 == 1 {
			hurt.hurt(i / 2)
		}
	}
	all := d.kept()
	for _, line := range edits {
		if !strings.Contains(all, line) {
			t.Errorf("lost: %q", line)
		}
	}
	k.commands, k.kills, k.edits, k.signed = k.commands+to-from, k.kills+killed, k.edits+len(edits), k.signed+signed
	if k.damage == nil {
		k.damage = map[string]int{}
	}
	for name, n := range hurt.done {
		k.damage[name] += n
	}
	t.Logf("so far: %d commands, %d killed, %d signatures", k.commands, k.kills, k.signed)
}

// settleQuestions answers what is asked and lets findings stand, so that the
// draft can be signed.
func (d *desk) settleQuestions() {
	d.Helper()
	d.open(func(c *caseload.Caseload) {
		ctx := context.Background()
		t1, err := c.ActorFor(ctx, "T-1")
		if err != nil {
			d.Fatal(err)
		}
		list, err := c.Questions(ctx, scriptNow(), t1, "R-0401")
		if err != nil {
			d.Fatal(err)
		}
		for _, q := range list {
			if _, err := c.Answer(ctx, scriptNow(), t1, "R-0401", caseload.Answer{Question: q.ID, Take: record.AnswerMine}); err != nil {
				d.Fatal(err)
			}
		}
		r, err := c.Open(ctx, scriptNow(), t1, "R-0401")
		if err != nil {
			d.Fatal(err)
		}
		for _, f := range r.Findings {
			if !f.Part {
				if _, err := c.LetStand(ctx, scriptNow(), t1, "R-0401", f.ID, "looked at"); err != nil {
					d.Fatal(err)
				}
			}
		}
	})
}

func (d *desk) isSigned() bool {
	d.Helper()
	_, out, _ := invoke("history", "R-0401", "-C", d.dir)
	return strings.Contains(strings.SplitN(out, "\n", 2)[0], ": signed")
}

// reopen makes the draft open again where it was signed.
func (d *desk) reopen() {
	d.Helper()
	if d.isSigned() {
		want(d.T, "replace", "R-0401", "-C", d.dir, "--as", "T-1", "--password-file", d.secret(), "--confirm", onlyOne, "--why", "another round")
	}
}

// TestTwoAtOnce runs two of each pair at once. Nothing is lost, and no command
// fails but for a reason that it states: another signed first, or the text
// changed.
func TestTwoAtOnce(t *testing.T) {
	ofPrograms(t)
	d := newProcessDesk(t)
	acts := []string{"draft", "sign", "ingest", "edit", "watch"}
	var pairs [][2]string
	for a := range acts {
		for b := a; b < len(acts); b++ {
			pairs = append(pairs, [2]string{acts[a], acts[b]})
		}
	}
	rng := rand.New(rand.NewPCG(47, 53))
	rng.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	n := max(*rounds, 1)
	if *rounds == 0 {
		pairs = pairs[:4]
	}
	var lines, files []string
	signed := 0
	for round := range n {
		for _, pair := range pairs {
			d.reopen()
			d.fill()
			d.settleQuestions()
			want(t, "review", "R-0401", "-C", d.dir, "--as", "T-1")
			line, brought := d.both(pair)
			lines, files = append(lines, line...), append(files, brought...)
			if d.isSigned() {
				signed++
			}
			d.whole(fmt.Sprintf("round %d, %s beside %s", round, pair[0], pair[1]))
		}
	}
	all := d.kept()
	for _, line := range lines {
		if !strings.Contains(all, line) {
			t.Errorf("lost: %q", line)
		}
	}
	for _, name := range files {
		if code, out, _ := invoke("ingest", "-C", d.dir, name); code != exitDone || !strings.Contains(out, "read before") {
			t.Errorf("%s was not taken in: %d, %s", name, code, out)
		}
	}
	t.Logf("%d rounds of %d pairs; %d edits and %d exports, none lost; signed %d times", n, len(pairs), len(lines), len(files), signed)
}

// both runs the two acts at once, and returns the lines that edits wrote and
// the exports that came.
func (d *desk) both(pair [2]string) (lines, files []string) {
	d.Helper()
	var wg sync.WaitGroup
	written := make([]string, len(pair))
	for i, act := range pair {
		file := ""
		if act == "ingest" || act == "watch" {
			d.exports++
			file = d.grow(1000 + d.exports)
			files = append(files, file)
		}
		if act == "watch" {
			d.drop(file)
		}
		wg.Go(func() { written[i] = d.together(act, file) })
	}
	wg.Wait()
	for _, line := range written {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines, files
}

// drop puts a copy of an export into the inbox.
func (d *desk) drop(file string) {
	d.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, "inbox", filepath.Base(file)), data, 0o600); err != nil {
		d.Fatal(err)
	}
}

// together does one act of a pair, and returns the line that an edit wrote.
func (d *desk) together(act, file string) string {
	switch act {
	case "edit":
		return d.append()
	case "ingest":
		d.ok(act, "", "ingest", file)
	case "watch":
		d.ok(act, "a watcher runs in this workspace already", "watch", "--once", "--settle", "50ms")
	case "draft":
		d.ok(act, "", "draft", "--client", "R-0401")
	case "sign":
		d.ok(act, "refused: ", "sign", "R-0401", "--as", "T-1", "--password-file", d.secret(), "--confirm", onlyOne)
	}
	return ""
}

// ok runs a command that has to succeed, or to say with these words why not.
func (d *desk) ok(act, unless string, args ...string) {
	cmd, out := d.start(args...)
	err := cmd.Wait()
	if err != nil && (unless == "" || !strings.Contains(out.String(), unless)) {
		d.Errorf("%s: %v\n%s", act, err, out)
	}
}

var appended sync.Mutex

// append is edit for one of two at once: an editor that is not closed writes
// to the file wherever it is, unless the draft was signed and taken away.
func (d *desk) append() string {
	appended.Lock() // two editors that open the same file are one after the other
	defer appended.Unlock()
	d.n++
	line := fmt.Sprintf("Edit number %d stands here.", d.n)
	for range 30 {
		data, err := os.ReadFile(d.file)
		if err == nil && len(data) > 0 {
			text := strings.TrimRight(string(data), "\n") + "\n\n" + line + "\n"
			if err := os.WriteFile(d.file, []byte(text), 0o600); err != nil {
				d.Error(err)
			}
			return line
		}
		time.Sleep(10 * time.Millisecond)
	}
	return ""
}

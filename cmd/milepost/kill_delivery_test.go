package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// killPerCommand is at how many moments each command of delivery and safekeeping
// is killed where -kills says n: a fourth of it; -kills 400 gives the 100 that are
// asked for.
func killPerCommand() int { return max(1, *killMoments/4) }

// safe is a workspace with a signed report and open drafts, made once, and the
// key of its files.
type safe struct {
	*testing.T
	dir, key, recipient, password string
}

func newSafe(t *testing.T) *safe {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	files := smallExports()
	s := &safe{T: t, dir: dropAll(t, files), key: filepath.Join(t.TempDir(), "key"), recipient: key.Recipient().String(), password: filepath.Join(t.TempDir(), "pw")}
	for name, text := range map[string]string{s.key: key.String(), s.password: passphrase} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config := "clinic: {name: Test}\nstaff: [{id: T-1, name: Ana Reyes, credential: OTR/L, license: OT-1}]\ncaseloads: [{name: A, therapist: T-1}]\n"
	if err := os.WriteFile(filepath.Join(s.dir, configName), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for c := range 3 {
		card := fmt.Sprintf("client: K-%d\ncontacts:\n  - {name: Parent %d, relationship: mother, may_receive: yes, address: [\"%d Oak St\", Springfield]}\n", c, c, c)
		if err := os.WriteFile(filepath.Join(s.dir, "clients", fmt.Sprintf("K-%d.yaml", c)), []byte(card), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want(t, "user", "add", "T-1", "-C", s.dir, "--role", "lead,therapist", "--expires", "2027-06-30", "--password-file", s.password)
	invoke("ingest", "-C", s.dir)
	invoke("draft", "-C", s.dir)
	s.sign("K-0")
	return s
}

// sign takes a client's draft to its signature.
func (s *safe) sign(client string) {
	s.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "drafts", client, "*.md"))
	if err != nil || len(files) != 1 {
		s.Fatal(files, err)
	}
	text, err := os.ReadFile(files[0])
	if err == nil {
		err = os.WriteFile(files[0], regexp.MustCompile(`(?m)^(- )?\[\[.*\]\]\n`).ReplaceAll(text, nil), 0o600)
	}
	if err != nil {
		s.Fatal(err)
	}
	_, out, _ := invoke("review", client, "-C", s.dir, "--as", "T-1")
	means := regexp.MustCompile(`(?m)^` + client + ` \S+ to [0-9-]+`).FindString(out)
	if code, said, errs := invoke("sign", client, "-C", s.dir, "--as", "T-1", "--password-file", s.password, "--confirm", means); code != exitDone {
		s.Fatalf("sign %q: %s%s\n%s", means, said, errs, out)
	}
}

// copied is a copy of a folder.
func (s *safe) copied(dir string) string {
	s.Helper()
	to := filepath.Join(s.TempDir(), "w")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		s.Fatal(err)
	}
	return to
}

// hit runs a command, killed after a part of the time that it takes.
func (s *safe) hit(took time.Duration, random *rand.Rand, args ...string) {
	s.Helper()
	cmd := exec.Command("milepost", args...)
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	time.Sleep(time.Duration(random.Int64N(int64(took))))
	_ = cmd.Process.Kill() // it may have ended
	_ = cmd.Wait()
}

// ends runs a command to its end and returns its code and output.
func (s *safe) ends(args ...string) (int, string) {
	s.Helper()
	cmd := exec.Command("milepost", args...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		s.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func (s *safe) must(args ...string) {
	s.Helper()
	if code, out := s.ends(args...); code != exitDone && code != exitProblems {
		s.Fatalf("milepost %s: %d\n%s", strings.Join(args, " "), code, out)
	}
}

// traced reports whether a file below the folder holds the text.
func (s *safe) traced(dir, text string) bool {
	s.Helper()
	found := false
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		found = found || strings.Contains(string(data), text)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return found
}

// TestKilledWhileSavingSendingForgetting kills each command of delivery and
// safekeeping at random moments. What it left is whole or not there, and the same
// command then does its work.
func TestKilledWhileSavingSendingForgetting(t *testing.T) {
	ofPrograms(t)
	s := newSafe(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "b.age")
	s.must("backup", file, "-C", s.dir, "--recipient", s.recipient)
	out, away, back := filepath.Join(dir, "out.age"), filepath.Join(dir, "away"), filepath.Join(dir, "back.age")
	home := s.copied(s.dir)
	s.must("handover", out, "-C", home, "--to", "T-1", "--recipient", s.recipient)
	s.must("open", out, away, "--identity", s.key)
	draft, err := filepath.Glob(filepath.Join(away, "drafts", "K-1", "*.md"))
	if err != nil || len(draft) == 0 {
		t.Fatal("no draft went along", err)
	}
	text, err := os.ReadFile(draft[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(draft[0], append(text, "\nSaid there.\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must("handover", back, "--back", "-C", away, "--recipient", s.recipient, "--as", "T-1")
	random := rand.New(rand.NewPCG(9, uint64(killPerCommand())))
	for _, c := range []struct {
		name string
		from string // workspace
		args func(w string) []string
		left func(w string) // checks what was left, and lets the command do its work
	}{
		{"backup", s.dir, func(w string) []string { return []string{"backup", w + ".age", "-C", w, "--recipient", s.recipient} }, func(w string) {
			if _, err := os.Stat(w + ".age"); err == nil {
				s.must("backup", "--check", w+".age", "--identity", s.key)
			}
			s.must("backup", w+".age", "-C", w, "--recipient", s.recipient)
			s.must("backup", "--check", w+".age", "--identity", s.key)
		}},
		{"restore", s.dir, func(w string) []string { return []string{"restore", file, w + "-r", "--identity", s.key} }, func(w string) {
			if _, err := os.Stat(w + "-r"); err != nil {
				s.must("restore", file, w+"-r", "--identity", s.key)
			}
			s.must("verify", "--log", "-C", w+"-r")
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(w), ".*restoring")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		}},
		{"deliver", s.dir, func(w string) []string { return []string{"deliver", "--due", "-C", w} }, func(w string) {
			if found, _ := filepath.Glob(filepath.Join(w, "outbox", "2*")); len(found) > 0 {
				if _, err := os.Stat(filepath.Join(found[0], "worklist.xlsx")); err != nil {
					t.Errorf("a batch without its worklist: %v", err)
				}
			}
			s.must("deliver", "--due", "-C", w)
			if found, _ := filepath.Glob(filepath.Join(w, "outbox", "*", "mailing.pdf")); len(found) != 1 {
				t.Errorf("mailings afterwards: %v", found)
			}
			s.must("verify", "--log", "-C", w)
		}},
		{"forget", s.dir, func(w string) []string {
			return []string{"forget", "K-2", "-C", w, "--as", "T-1", "--password-file", s.password, "--confirm", "K-2", "--why", "asked"}
		}, func(w string) {
			s.must("forget", "K-2", "-C", w, "--as", "T-1", "--password-file", s.password, "--confirm", "K-2", "--why", "asked")
			s.must("verify", "--log", "-C", w)
			if s.traced(w, "Test2") || !s.traced(w, "Test1") {
				t.Error("after forget of K-2 her name is left, or another's is gone")
			}
		}},
		{"handover", s.dir, func(w string) []string {
			return []string{"handover", w + ".age", "-C", w, "--to", "T-1", "--recipient", s.recipient}
		}, func(w string) {
			code, said := s.ends("handover", w+".age", "-C", w, "--to", "T-1", "--recipient", s.recipient)
			if code != exitDone {
				_, id, _ := strings.Cut(said, "handover --end ")
				id, _, ok := strings.Cut(id, " ")
				if !ok {
					t.Fatalf("handed over again: %s", said)
				}
				if _, err := os.Stat(w + ".age"); err == nil { // it was complete
					s.must("open", w+".age", w+"-o", "--identity", s.key)
				}
				s.must("handover", "--end", id, "-C", w)
				s.must("handover", w+".age", "-C", w, "--to", "T-1", "--recipient", s.recipient)
			}
			s.must("verify", "--log", "-C", w)
		}},
		{"open", s.dir, func(w string) []string { return []string{"open", out, w + "-o", "--identity", s.key} }, func(w string) {
			if _, err := os.Stat(w + "-o"); err != nil {
				s.must("open", out, w+"-o", "--identity", s.key)
			}
			s.must("verify", "--log", "-C", w+"-o")
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(w), ".*restoring")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		}},
		{"handover --back", away, func(w string) []string {
			return []string{"handover", w + ".age", "--back", "-C", w, "--recipient", s.recipient, "--as", "T-1"}
		}, func(w string) {
			if _, err := os.Stat(w + ".age"); err != nil {
				s.must("handover", w+".age", "--back", "-C", w, "--recipient", s.recipient, "--as", "T-1")
			}
			s.must("verify", "--log", "-C", w)
			there := s.copied(home)
			s.must("takeback", w+".age", "-C", there, "--identity", s.key)
			s.must("verify", "--log", "-C", there)
		}},
		{"takeback", home, func(w string) []string { return []string{"takeback", back, "-C", w, "--identity", s.key} }, func(w string) {
			if code, said := s.ends("takeback", back, "-C", w, "--identity", s.key); code == exitNotDone && !strings.Contains(said, "already") {
				t.Fatalf("taken back again: %s", said)
			}
			s.must("verify", "--log", "-C", w)
			files, _ := filepath.Glob(filepath.Join(w, "drafts", "K-1", "*.md"))
			if text, err := os.ReadFile(files[0]); err != nil || strings.Count(string(text), "Said there.") != 1 {
				t.Errorf("her line stands %d times, %v", strings.Count(string(text), "Said there."), err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := s.T
			s.T = t
			defer func() { s.T = whole }()
			w := s.copied(c.from)
			began := time.Now()
			s.must(c.args(w)...)
			took := time.Since(began)
			for range killPerCommand() {
				w := s.copied(c.from)
				s.hit(took, random, c.args(w)...)
				c.left(w)
			}
		})
	}
}

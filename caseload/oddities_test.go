//go:build unix

package caseload_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"milepost/caseload"
)

// obstacles lists what may lie where a file belongs, under a name of 255 bytes in
// some script, with the ending.
func obstacles(p *practice) map[string]func(folder, ending string) string {
	long := func(letter, ending string) string {
		return strings.Repeat(letter, (255-len(ending))/len(letter)) + ending
	}
	return map[string]func(folder, ending string) string{
		"a link that leads elsewhere": func(folder, ending string) string {
			name := folder + "/" + long("ж", ending)
			p.must(os.Symlink("/etc/hostname", filepath.Join(p.dir, name)))
			return name
		},
		"a link to nothing": func(folder, ending string) string {
			name := folder + "/" + long("评", ending)
			p.must(os.Symlink("nothing", filepath.Join(p.dir, name)))
			return name
		},
		"a folder": func(folder, ending string) string {
			name := folder + "/" + long("a", ending)
			p.must(os.Mkdir(filepath.Join(p.dir, name), 0o700))
			return name
		},
		"a pipe": func(folder, ending string) string {
			name := folder + "/" + long("🙂", ending)
			p.must(syscall.Mkfifo(filepath.Join(p.dir, name), 0o600))
			return name
		},
		"a file that nobody may read": func(folder, ending string) string {
			if os.Getuid() == 0 {
				return "" // root may
			}
			name := folder + "/0 locked" + ending
			p.write(name, "x")
			p.must(os.Chmod(filepath.Join(p.dir, name), 0))
			return name
		},
	}
}

// TestOneFileNeverStopsTheRest puts each obstacle into each folder in which the
// clinic keeps files of its own: it is named, and cards, drafts, list and checks
// are done as without it.
func TestOneFileNeverStopsTheRest(t *testing.T) {
	p := newPractice(t, 2, families)
	var want []string
	for folder, ending := range map[string]string{
		"clients": ".yaml", "mappings": ".yaml", "rules": ".yaml", "templates": ".md.tmpl", "library/en": ".yaml",
		"attachments/" + string(kid(0)): ".pdf",
	} {
		p.must(os.MkdirAll(filepath.Join(p.dir, folder), 0o700))
		for what, put := range obstacles(p) {
			if folder == "clients" && what == "a link to nothing" {
				continue // as a card that is not there
			}
			if name := put(folder, ending); name != "" {
				want = append(want, name)
			}
		}
	}
	p.must(p.Close())
	if err := p.reopen(); err != nil {
		t.Fatal(err)
	}
	p.write("clients/"+string(kid(1))+".yaml", practiceCard(1, "")+"    note: cut\n")
	_, err := p.Ingest(t.Context(), now(), caseload.Holder(), nil)
	p.must(err)
	for _, d := range p.draft() {
		if d.Outcome == caseload.DraftFailed {
			t.Errorf("%s: %s", d.Client, d.Why)
		}
	}
	if _, err := p.Status(t.Context(), now(), caseload.Holder()); err != nil {
		t.Errorf("status: %v", err)
	}
	if _, err := p.Due(t.Context(), now(), caseload.Holder(), caseload.DueSelection{}); err != nil {
		t.Errorf("due: %v", err)
	}
	if checked, err := p.VerifyLog(t.Context(), caseload.Holder()); err != nil || len(checked.Wrong) > 0 {
		t.Errorf("verify: %q, %v", checked.Wrong, err)
	}
	all, err := p.Examine(t.Context(), now(), caseload.Holder())
	if err != nil || !slices.ContainsFunc(all, func(e caseload.Examined) bool { return e.What == "files" && e.State == caseload.ExaminedWrong }) {
		t.Errorf("the health check names none: %v", err)
	}
	var named []string
	for _, one := range p.Caseload.Skipped() {
		named = append(named, one.File)
	}
	for _, name := range want {
		if !slices.Contains(named, name) && !strings.HasPrefix(name, "attachments/") { // those are read for a packet
			t.Errorf("%.40q is not named", name)
		}
	}
}

// TestACardThatCannotBeReadSaysWhatItSaid: a card that became a folder is named,
// and takes nothing back.
func TestACardThatCannotBeReadSaysWhatItSaid(t *testing.T) {
	p := newPractice(t, 1, families)
	p.draft()
	before := p.read(draftFile(kid(0)))
	name := filepath.Join(p.dir, "clients", string(kid(0))+".yaml")
	p.must(os.Remove(name))
	p.must(os.Mkdir(name, 0o700))
	_, err := p.Ingest(t.Context(), now(), caseload.Holder(), nil)
	p.must(err)
	p.draft()
	if after := p.read(draftFile(kid(0))); after != before {
		t.Errorf("the draft changed:\n%s", after)
	}
	if all := p.Caseload.Skipped(); len(all) != 1 || all[0].File != "clients/"+string(kid(0))+".yaml" || all[0].Why != "has a folder where a file belongs" {
		t.Errorf("skipped %+v", all)
	}
}

// TestABackupNamesWhatItLacks: a backup of a folder with links and pipes holds
// the rest, and says what it does not hold.
func TestABackupNamesWhatItLacks(t *testing.T) {
	p := newPractice(t, 1, families)
	p.draft()
	var want []string
	for _, put := range obstacles(p) {
		if name := put("attachments", ".pdf"); name != "" && !strings.Contains(name, "aaaa") { // an empty folder is saved
			want = append(want, name)
		}
	}
	key := newKey(t)
	file := filepath.Join(t.TempDir(), "b.age")
	b, err := p.Backup(t.Context(), now(), caseload.Holder(), file, key.Recipient())
	p.must(err)
	var named []string
	for _, one := range b.Skipped {
		named = append(named, one.File)
	}
	slices.Sort(want)
	slices.Sort(named)
	if !slices.Equal(named, want) {
		t.Errorf("named %.80q, want %.80q", named, want)
	}
	if _, err := caseload.CheckBackup(file, key); err != nil {
		t.Errorf("the backup: %v", err)
	}
}

// TestAFileInSignedThatIsNone: links and folders in signed/ and archive/ are
// named, and stop neither opening nor the check.
func TestAFileInSignedThatIsNone(t *testing.T) {
	p := newPractice(t, 2, families)
	p.draft()
	s := p.sign(p.sit(), kid(0))
	md := filepath.Join(p.dir, s.Files[0])
	p.must(os.Remove(md))
	p.must(os.Mkdir(md, 0o700))
	p.must(os.Symlink("/etc", filepath.Join(p.dir, "signed", "elsewhere")))
	p.must(os.Symlink("/etc/hostname", filepath.Join(p.dir, "signed", "0.md")))
	p.must(p.Close())
	if err := p.reopen(); err != nil {
		t.Fatal(err)
	}
	checked, err := p.VerifyLog(t.Context(), caseload.Holder())
	if err != nil || len(checked.Wrong) != 1 || !strings.Contains(checked.Wrong[0], s.Files[0]) {
		t.Errorf("verify: %q, %v", checked.Wrong, err)
	}
	for _, d := range p.draft(kid(1)) {
		if d.Outcome == caseload.DraftFailed {
			t.Errorf("%s: %s", d.Client, d.Why)
		}
	}
}

package caseload_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/caseload"
	"milepost/delivery"
	"milepost/ingest/sheet"
	"milepost/record"
)

const hidden = "77 Nowhere Ln"

// families are those of the delivery tests: two households with two languages
// and a hidden address; two children of one household; e-mail; one who may not
// receive; one without address; a portal.
func families(i int) string {
	mother := "  - {name: Ann Tester, relationship: mother, language: en, may_receive: yes, address: [12 Oak St, \"Springfield, IL 62701\"], phone: 312-555-0142}\n"
	return "contacts:\n" + []string{
		mother + "  - {name: Luis Pérez, relationship: father, language: es, may_receive: yes, address: [" + hidden + ", \"Springfield, IL 62702\"], hide_address: yes, phone: 312-555-0199}\n",
		mother,
		"  - {name: Rae Tester, relationship: mother, may_receive: yes, email: rae@example.org, send_by: email}\n",
		"  - {name: Old Aunt, relationship: aunt, address: [1 Far Ave, \"Springfield, IL 62703\"]}\n",
		"  - {name: Joe Tester, relationship: father, may_receive: yes}\n",
		"  - {name: Pat Tester, relationship: mother, may_receive: yes, send_by: portal}\n",
	}[i%6]
}

func (p *practice) due() caseload.Batch {
	p.Helper()
	pattern, err := delivery.ParsePattern("", false)
	p.must(err)
	b, err := p.DeliverDue(p.Context(), now(), p.user(), caseload.Sending{Pattern: pattern, Random: rand.Reader})
	p.must(err)
	return b
}

func (p *practice) readBack(name string) caseload.Sent {
	p.Helper()
	data, err := os.ReadFile(name)
	p.must(err)
	s, err := p.ReadSent(p.Context(), now(), p.user(), sheet.File{Name: "worklist.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))})
	p.must(err)
	return s
}

func TestEachHouseholdGetsOneCopyInItsLanguage(t *testing.T) {
	atLength(t)
	needs(t, "pdftotext", "poppler-utils")
	p := newPractice(t, 6, families)
	p.signAll(6)
	b := p.due()
	if !b.Made || b.Envelopes != 2 {
		t.Fatalf("got %+v, want two envelopes: the mother's for two children, and the father's", b)
	}
	folder := filepath.Join(p.dir, filepath.FromSlash(b.Folder))
	pages := strings.Split(tool(t, "pdftotext", "-layout", filepath.Join(folder, "mailing.pdf"), "-"), "\f")
	byTo := map[string]caseload.SendCopy{}
	for _, c := range b.Copies {
		byTo[string(c.Client)+" "+c.To] = c
	}
	mother, father := byTo["K-000 Ann Tester (mother)"], byTo["K-000 Luis Pérez (father)"]
	if mother.Pages != byTo["K-001 Ann Tester (mother)"].Pages || father.Pages == mother.Pages || mother.Pages[0]%2 == 0 || father.Pages[0]%2 == 0 {
		t.Errorf("pages of the envelopes: %v and %v", mother.Pages, father.Pages)
	}
	hers, his := strings.Join(pages[mother.Pages[0]-1:mother.Pages[1]], "\n"), strings.Join(pages[father.Pages[0]-1:father.Pages[1]], "\n")
	for _, tt := range []struct {
		what, text, holds, lacks string
	}{
		{"the mother's envelope", hers, "12 Oak St", hidden},
		{"the mother's envelope", hers, "Progress report for", "Informe de progreso"},
		{"the father's envelope", his, hidden, "12 Oak St"},
		{"the father's envelope", his, "Informe de progreso de", "Progress report for"},
		{"the father's envelope", his, "Traducción del informe firmado", "DRAFT"},
		{"the father's envelope, whose translation nobody signs", his, "Esperamos", "_____"},
	} {
		if !strings.Contains(tt.text, tt.holds) || strings.Contains(tt.text, tt.lacks) {
			t.Errorf("%s: want %q and not %q in\n%s", tt.what, tt.holds, tt.lacks, tt.text)
		}
	}
	for to, why := range map[string]string{
		"K-003 Old Aunt (aunt)": "may not receive", "K-004 Joe Tester (father)": "not known how this contact gets papers",
	} {
		if c := byTo[to]; !strings.Contains(c.Why, why) || c.Next.IsZero() || c.File != "" {
			t.Errorf("%s: got %+v, want it stopped: %s", to, c, why)
		}
	}
	list := bookText(t, filepath.Join(folder, "worklist.xlsx"))
	if strings.Contains(list, hidden) || !strings.Contains(list, "their address is hidden") || !strings.Contains(list, practiceName(0)) {
		t.Errorf("the worklist reads\n%s", list)
	}
}

// bookText is all text of a workbook, read as what it is: a zip of XML.
func bookText(t *testing.T, name string) string {
	t.Helper()
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all bytes.Buffer
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := all.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

func needs(t *testing.T, program, debian string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: apt-get install %s", program, debian)
	}
	t.Skipf("%s is missing: apt-get install %s", program, debian)
}

func tool(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
	return string(out)
}

func TestEmailNamesNoChildAndOpensWithItsPassword(t *testing.T) {
	atLength(t)
	needs(t, "pdftotext", "poppler-utils")
	needs(t, "qpdf", "qpdf")
	p := newPractice(t, 3, families)
	p.signAll(3)
	b := p.due()
	i := slices.IndexFunc(b.Copies, func(c caseload.SendCopy) bool { return c.How == record.ByEmail })
	file := filepath.Join(p.dir, filepath.FromSlash(b.Folder), filepath.FromSlash(b.Copies[i].File))
	for _, leak := range []string{practiceName(2), "Tester", "K-002"} {
		if text := p.read(b.Folder + "/" + strings.TrimSuffix(b.Copies[i].File, ".pdf") + ".txt"); strings.Contains(text, leak) || strings.Contains(file, leak) {
			t.Errorf("the text to paste or the file's name %s holds %q:\n%s", file, leak, text)
		}
	}
	if out, err := exec.Command("pdftotext", file, "-").CombinedOutput(); err == nil {
		t.Errorf("it opens without a password: %.100s", out)
	}
	password := regexp.MustCompile(`password, by telephone only: ([a-z2-9-]+)`).FindStringSubmatch(bookText(t, filepath.Join(p.dir, b.Folder, "worklist.xlsx")))
	if password == nil {
		t.Fatal("the worklist gives no password")
	}
	if text := tool(t, "pdftotext", "-upw", password[1], file, "-"); !strings.Contains(text, "Progress report for "+practiceName(2)) {
		t.Errorf("it reads %.200s", text)
	}
	tool(t, "qpdf", "--password="+password[1], "--check", file)
}

func TestTextWithAnotherHouseholdsAddressIsStopped(t *testing.T) {
	atLength(t)
	p := newPractice(t, 1, families)
	p.draft()
	p.write(draftFile(kid(0)), strings.Replace(p.read(draftFile(kid(0))), "## Questions?", "He lives at "+hidden+" now.\n\n## Questions?", 1))
	p.settle(kid(0))
	r, err := p.Open(p.Context(), now(), p.user(), "K-000")
	p.must(err)
	for _, f := range r.Findings {
		_, err := p.LetStand(p.Context(), now(), p.user(), "K-000", f.ID, "she asked for it")
		p.must(err)
	}
	p.sign(p.sit(), kid(0))
	b := p.due()
	if b.Folder != "" || len(b.Copies) != 2 || !strings.Contains(b.Copies[0].Why, "where another household lives") {
		t.Errorf("got %+v, want the mother's copy stopped", b)
	}
}

// TestProtectedReportIsPrintedAndStaysProtected has a password on the parents'
// PDFs: the mailing shows their pages, the file for e-mail opens with it alone.
func TestProtectedReportIsPrintedAndStaysProtected(t *testing.T) {
	atLength(t)
	needs(t, "pdftotext", "poppler-utils")
	p := newPractice(t, 3, families)
	p.protect("parents-2026")
	p.signAll(3)
	b := p.due()
	folder := filepath.Join(p.dir, filepath.FromSlash(b.Folder))
	if text := tool(t, "pdftotext", filepath.Join(folder, "mailing.pdf"), "-"); !strings.Contains(text, "Progress report for "+practiceName(0)) {
		t.Errorf("the mailing reads %.300s", text)
	}
	i := slices.IndexFunc(b.Copies, func(c caseload.SendCopy) bool { return c.How == record.ByEmail })
	file := filepath.Join(folder, filepath.FromSlash(b.Copies[i].File))
	if text := tool(t, "pdftotext", "-upw", "parents-2026", file, "-"); !strings.Contains(text, practiceName(2)) {
		t.Errorf("the file for e-mail reads %.300s", text)
	}
	if list := bookText(t, filepath.Join(folder, "worklist.xlsx")); strings.Contains(list, "parents-2026") || !strings.Contains(list, "opens with the password for this audience") {
		t.Error("the worklist tells the clinic's password, or not that there is one")
	}
	p.protect("another one") // it was changed since
	p.must(os.RemoveAll(filepath.Join(p.dir, "outbox")))
	for _, c := range p.due().Copies {
		if c.Document != "" && c.How == record.ByPost && c.Language == "en" && (!strings.Contains(c.Why, "its PDF is locked") || !strings.Contains(c.Next.Words(), "print signed/K-00")) {
			t.Errorf("with another password by now: %+v", c)
		}
	}
}

// protect opens the workspace with a password for the parents' PDFs.
func (p *practice) protect(password string) {
	p.Helper()
	p.must(p.Close())
	o := practiceOptions()
	o.Inbox, o.Look.Passwords = filepath.Join(p.dir, "inbox"), map[string]string{"parent": password}
	c, err := caseload.Open(p.Context(), p.dir, o)
	p.must(err)
	p.Cleanup(func() { _ = c.Close() })
	p.Caseload = c
}

// tickAll does what a person does in a spreadsheet program: sorts the rows, adds
// a column, ticks.
func tickAll(t *testing.T, name, word string) string {
	t.Helper()
	book, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("To send")
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(rows[1:])
	at := slices.Index(rows[0], "Done? (yes)")
	for i, row := range rows {
		for len(row) < len(rows[0]) {
			row = append(row, "")
		}
		if i > 0 {
			row[at] = word
		}
		cells := append([]string{fmt.Sprint("my column ", i)}, row...)
		if err := book.SetSheetRow("To send", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	ticked := filepath.Join(t.TempDir(), "ticked.xlsx")
	if err := book.SaveAs(ticked); err != nil {
		t.Fatal(err)
	}
	return ticked
}

func TestTickedWorklistWritesTheDeliveries(t *testing.T) {
	atLength(t)
	p := newPractice(t, 6, families)
	p.signAll(6)
	b := p.due()
	list := filepath.Join(p.dir, b.Folder, "worklist.xlsx")
	if s := p.readBack(list); len(s.Written)+s.Known+len(s.Problems) > 0 {
		t.Errorf("nothing is ticked, and it gives %+v", s)
	}
	if s := p.readBack(tickAll(t, list, "maybe")); len(s.Written) > 0 || len(s.Problems) != 5 {
		t.Errorf("a tick that is not known: %+v", s)
	}
	ticked := tickAll(t, list, "Yes")
	s := p.readBack(ticked)
	if len(s.Written) != 5 || len(s.Problems) > 0 {
		t.Fatalf("got %+v, want five deliveries", s)
	}
	all, err := p.Disclosures(p.Context(), p.user(), kid(0))
	p.must(err)
	if len(all) != 2 || all[0].Purpose != "progress report" || !slices.ContainsFunc(all, func(d record.Delivery) bool { return d.How == "post, translation es" && d.To == "Luis Pérez (father)" }) {
		t.Errorf("the disclosure log: %+v", all)
	}
	if again := p.readBack(ticked); len(again.Written) > 0 || again.Known != 5 {
		t.Errorf("read twice: %+v", again)
	}
	if b := p.due(); b.Folder != "" {
		t.Errorf("after all went out: %+v", b)
	}
	p.logHolds()
}

func TestBatchIsMadeOnceAndWarnsOfTheOneBefore(t *testing.T) {
	atLength(t)
	p := newPractice(t, 3, families)
	p.draft()
	p.sign(p.sit(), kid(1))
	first := p.due()
	if again := p.due(); again.Made || again.Folder != first.Folder {
		t.Errorf("made again: %+v", again)
	}
	p.sign(p.sit(), kid(2))
	second := p.due()
	if !second.Made || !slices.Equal(second.Again, []string{first.Folder}) {
		t.Errorf("got %+v, want a new batch that names %s", second, first.Folder)
	}
}

// BenchmarkMailing makes mailing, upload folder and worklist of 60 signed
// reports (issue: under 2 s).
func BenchmarkMailing(b *testing.B) {
	p := newPractice(b, 60, func(i int) string {
		return fmt.Sprintf("contacts:\n  - {name: Parent %d, relationship: mother, may_receive: yes, address: [%d Oak St, \"Springfield, IL 62701\"]}\n", i, i)
	})
	p.signAll(60)
	for b.Loop() {
		if batch := p.due(); batch.Envelopes != 60 {
			b.Fatalf("%d envelopes", batch.Envelopes)
		}
		b.StopTimer()
		p.must(os.RemoveAll(filepath.Join(p.dir, "outbox")))
		b.StartTimer()
	}
}

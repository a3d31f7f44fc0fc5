package caseload_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"milepost/caseload"
	"milepost/rules"
	"milepost/samples"
)

// packetCorpus makes all 200 foreign and 200 clean packets, each with PDFs that
// are read anew.
var packetCorpus = flag.Bool("packets", false, "make all 400 packets of the wrong-child corpus")

// attach puts a file into the child's attachments.
func attach(t testing.TB, dir, name string, data []byte) {
	t.Helper()
	folder := filepath.Join(dir, "attachments", string(child))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// reauthorization is the packet of the tests: its rule needs no documents but
// what a reason can take the place of.
func reauthorization() caseload.PacketOrder {
	return caseload.PacketOrder{
		Client: child, Purpose: "reauthorization",
		Without: map[string]string{"reauthorization": "it follows by post"},
	}
}

// TestEveryDocumentCanBePartOfAPacket holds the two lists of kinds together.
func TestEveryDocumentCanBePartOfAPacket(t *testing.T) {
	var drafted []string
	for _, k := range caseload.DocumentKinds() {
		drafted = append(drafted, k.Kind)
	}
	parts := rules.PacketDocuments()
	slices.Sort(drafted)
	slices.Sort(parts)
	if !slices.Equal(drafted, parts) {
		t.Errorf("can be drafted: %v, can be parts of a packet: %v", drafted, parts)
	}
}

// TestPacketsWithAForeignPageAreStopped is the corpus of the wrong child with
// real files: what is read of the PDF, not what a test says of it.
func TestPacketsWithAForeignPageAreStopped(t *testing.T) {
	if testing.Short() && !*packetCorpus {
		t.Skip("reads attachments; the text of the corpus is tested in package check")
	}
	c, dir := openIngested(t)
	n := 2
	if *packetCorpus {
		n = 200
	}
	others, err := c.Status(t.Context(), now(), caseload.Holder())
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	own := "Student: Linh Tran\nDOB: 05/11/2020\nSeen in the clinic. Emma Miller, teacher."
	missed, stopped := 0, 0
	for i := range n {
		other := others.Clients[r.IntN(len(others.Clients))].Client
		for other == child {
			other = others.Clients[r.IntN(len(others.Clients))].Client
		}
		foreign := []string{
			"Attendance record " + string(other), "Student: Bartholomew Quigley\nGrade 2",
			fmt.Sprintf("Hearing test\nDate of birth: %d/%d/2016", 1+r.IntN(12), 1+r.IntN(28)), "Client ID: " + string(other) + "\n11 of 13 visits",
		}[i%4]
		for _, tt := range []struct {
			pages []string
			want  bool
		}{{[]string{own, fmt.Sprintf("Linh, page 2, packet %d", i)}, false}, {[]string{own, foreign}, true}} {
			attach(t, dir, "letter.pdf", samples.ForeignPDF(612, 792, tt.pages...))
			made, err := c.Packet(t.Context(), now(), caseload.Holder(), reauthorization())
			if err != nil {
				t.Fatal(err)
			}
			switch got := len(made.Clashes) > 0; {
			case got && !tt.want:
				stopped++
				t.Errorf("packet %d: a clean one is stopped: %v", i, made.Clashes)
			case !got && tt.want:
				missed++
				t.Errorf("packet %d is not stopped: %q", i, foreign)
			case got && (made.Clashes[0].Page != 2 || len(made.Files) > 0):
				t.Errorf("packet %d: %v, files %v, want page 2 and none", i, made.Clashes, made.Files)
			}
		}
	}
	t.Logf("%d packets with a foreign page, %d missed; %d clean ones, %d stopped", n, missed, n, stopped)
}

// TestBadAttachmentsAreInTheWay: nothing is left out in silence.
func TestBadAttachmentsAreInTheWay(t *testing.T) {
	atLength(t)
	c, dir := openIngested(t)
	var scan bytes.Buffer
	if err := png.Encode(&scan, image.NewGray(image.Rect(0, 0, 40, 60))); err != nil {
		t.Fatal(err)
	}
	attach(t, dir, "1 scan.png", scan.Bytes())
	attach(t, dir, "2 broken.pdf", []byte("%PDF-1.4\n1 0 obj"))
	attach(t, dir, "3 list.xlsx", []byte("PK\x03\x04"))
	attach(t, dir, "4 poster.pdf", samples.ForeignPDF(2400, 1200, "Poster of Linh Tran"))
	attach(t, dir, "5 slip.pdf", samples.ForeignPDF(120, 90, "Linh Tran"))
	attach(t, dir, ".DS_Store", []byte("junk"))
	made, err := c.Packet(t.Context(), now(), caseload.Holder(), reauthorization())
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(made.Bars)
	for _, want := range []string{
		`attachment "1 scan.png" has no text to compare`, `attachment "2 broken.pdf" is broken and cannot be read`,
		`attachment "3 list.xlsx" is no PDF, PNG or JPEG`, "the recipient is missing",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the packet does not say %q:\n%s", want, all)
		}
	}
	if strings.Contains(all, "poster") || strings.Contains(all, "DS_Store") {
		t.Errorf("what is fine is in the way:\n%s", all)
	}
	titles := map[string]bool{}
	for _, p := range made.Parts {
		titles[p.Title] = true
	}
	for _, want := range []string{"Scan", "Poster", "Slip", "Contents"} {
		if !titles[want] {
			t.Errorf("no part %q among %v", want, made.Parts)
		}
	}
	order := reauthorization()
	order.Finish, order.To = true, "1"
	if _, err := c.Packet(t.Context(), now(), caseload.Holder(), order); err == nil || !strings.Contains(err.Error(), "broken.pdf") {
		t.Errorf("finished with a broken attachment: %v", err)
	}
	if _, err := exec.LookPath("qpdf"); err == nil {
		if out, err := exec.Command("qpdf", "--check", filepath.Join(dir, made.Files[0])).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}
}

// TestAPacketOpensWithItsPassword: the one that is given, else the audience's.
func TestAPacketOpensWithItsPassword(t *testing.T) {
	if _, err := exec.LookPath("qpdf"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("qpdf is missing")
		}
		t.Skip("qpdf is missing")
	}
	c, dir := openIngested(t)
	for _, password := range []string{"", "quiet words here"} {
		order := reauthorization()
		order.Password = password
		made, err := c.Packet(t.Context(), now(), caseload.Holder(), order)
		if err != nil || len(made.Files) != 1 {
			t.Fatalf("got %v, %v", made.Files, err)
		}
		name := filepath.Join(dir, made.Files[0])
		locked := exec.Command("qpdf", "--requires-password", name).Run() == nil
		if locked != (password != "") {
			t.Errorf("password %q: the file is locked: %v", password, locked)
		}
		if out, err := exec.Command("qpdf", "--check", "--password="+password, name).CombinedOutput(); err != nil {
			t.Errorf("password %q does not open it: %s", password, out)
		}
	}
}

// A packet of 40 pages with 6 attachments, whose texts were read before.
func BenchmarkPacket(b *testing.B) {
	c, dir := openIngested(b)
	for i := range 6 {
		pages := make([]string, 6)
		for p := range pages {
			pages[p] = fmt.Sprintf("Student: Linh Tran\nDOB: 05/11/2020\nAttachment %d, page %d\n%s", i, p+1, strings.Repeat("Linh cut along the line in 4 of 5 trials.\n", 30))
		}
		attach(b, dir, fmt.Sprintf("%d letter.pdf", i), samples.ForeignPDF(612, 792, pages...))
	}
	order := reauthorization()
	made, err := c.Packet(b.Context(), now(), caseload.Holder(), order)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d pages", made.Pages)
	for b.Loop() {
		if _, err := c.Packet(b.Context(), now(), caseload.Holder(), order); err != nil {
			b.Fatal(err)
		}
	}
}

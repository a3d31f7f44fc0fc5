package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestCommittedFilesAreWhatTheGeneratorMakes(t *testing.T) {
	files, err := everyFile()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	made := map[string]bool{}
	for _, f := range files {
		made[f.name] = true
		total += len(f.data)
		committed, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(f.name)))
		if err != nil {
			t.Errorf("%v: run go run ./samples/generate", err)
			continue
		}
		if !bytes.Equal(committed, f.data) {
			t.Errorf("%s differs from what the generator makes: run go run ./samples/generate", f.name)
		}
	}
	if total > 1_500_000 {
		t.Errorf("samples hold %d bytes, more than 1.5 MB", total)
	}
	for _, pattern := range []string{"../clinic/*/*", "../messy/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if name = strings.TrimPrefix(filepath.ToSlash(name), "../"); !made[name] {
				t.Errorf("%s is not made by the generator", name)
			}
		}
	}
}

func TestSameListsGiveSameBytes(t *testing.T) {
	first, err := everyFile()
	if err != nil {
		t.Fatal(err)
	}
	second, err := everyFile()
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range first {
		if f.name != second[i].name || !bytes.Equal(f.data, second[i].data) {
			t.Errorf("%s: two makings differ", f.name)
		}
	}
}

func TestClinicHoldsEveryStatusMeasureAndDomain(t *testing.T) {
	c := madeClinic(t)
	statuses, measures, domains := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, ch := range c.children {
		ours := 0
		for _, g := range ch.goals {
			if g.Discipline != "OT" {
				continue
			}
			ours++
			domains[g.Domain] = true
			for _, o := range g.objectives {
				statuses[o.status], measures[o.Measure] = true, true
			}
		}
		if ours < 3 || ours > 6 {
			t.Errorf("%s has %d OT goals, want 3 to 6", ch.ID, ours)
		}
	}
	if len(c.children) != 60 {
		t.Errorf("%d children, want 60", len(c.children))
	}
	for _, s := range strings.Fields("paused not-started no-data met maintained too-early lower same on-track slower better") {
		if !statuses[s] {
			t.Errorf("no objective aims at %q", s)
		}
	}
	for _, m := range strings.Fields("percent trials count rate duration latency length assist gas rubric yes-no") {
		if !measures[m] {
			t.Errorf("no objective is measured by %q", m)
		}
	}
	if len(domains) < 15 {
		t.Errorf("%d domains, want 15: %v", len(domains), domains)
	}
}

func TestTitlesAreUniqueWithinAChild(t *testing.T) {
	for _, ch := range madeClinic(t).children {
		seen := map[string]bool{}
		for _, g := range ch.goals {
			for _, o := range g.objectives {
				title := rowTitle(visitRow{g, o, nil})
				if seen[title] {
					t.Errorf("%s has two goals %q", ch.ID, title)
				}
				seen[title] = true
			}
		}
	}
}

func TestVisitsCanHaveHappened(t *testing.T) {
	c := madeClinic(t)
	type hour struct {
		id    string
		day   day
		start clock
	}
	rooms, child := map[hour]string{}, map[hour]bool{}
	for _, v := range c.visits {
		if mine := (hour{v.child.ID, v.day, v.start}); child[mine] {
			t.Errorf("%s has two visits on %s at %s", v.child.ID, v.day.iso(), v.start.plain())
		} else {
			child[mine] = true
		}
		if v.day.weekday() > 4 || v.day == dayOf(laborDay) {
			t.Errorf("%s has a visit on %s, when the clinic is closed", v.child.ID, v.day.iso())
		}
		if v.status != "Show" && len(v.rows) > 0 {
			t.Errorf("%s has results on %s, a missed visit", v.child.ID, v.day.iso())
		}
		theirs := hour{v.by.id, v.day, v.start}
		if other, taken := rooms[theirs]; taken && v.format != "Group" {
			t.Errorf("%s treats %s and %s on %s at %s", v.by.id, other, v.child.ID, v.day.iso(), v.start.plain())
		}
		rooms[theirs] = v.child.ID
	}
}

func TestChildrenOfOneClinicAreInOneExport(t *testing.T) {
	c := madeClinic(t)
	reach := string(centralReach(c))
	for _, ch := range c.children {
		if in := strings.Contains(reach, ","+ch.ID+","); in && ch.webPT() {
			t.Errorf("%s of caseload %s stands in the export of caseloads A to C", ch.ID, staff(ch.By).caseload)
		}
	}
	cards := cards(c)
	if !slices.ContainsFunc(cards, func(f file) bool { return !bytes.Contains(f.data, []byte("goals:")) }) {
		t.Error("every card lists goals: none is left to be filled in")
	}
}

func madeClinic(t *testing.T) *clinic {
	t.Helper()
	c, err := newClinic()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"milepost/ingest"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// readFHIR takes files in and folds client p1.
func readFHIR(t *testing.T, files ...string) (fold.Result, []ingest.Report) {
	t.Helper()
	c := &clinic{versions: map[record.ID]*record.Versions{}, known: map[record.ID]bool{}}
	for i, text := range files {
		name := fmt.Sprintf("%d.json", i)
		if strings.Contains(text, "}\n{") {
			name = fmt.Sprintf("%d.ndjson", i)
		}
		c.read(t, name, []byte(text))
	}
	if c.versions["p1"] == nil {
		return fold.Result{}, c.reports
	}
	return fold.Client(*c.versions["p1"], fold.Options{}), c.reports
}

// line is NDJSON of one more resource.
const line = "\n"

const (
	patient = `{"resourceType":"Patient","id":"p1","birthDate":"2020-05-11","name":[{"family":"Trần","given":["Linh","An"]},
		{"use":"nickname","given":["Lin"]}],"identifier":[{"type":{"coding":[{"code":"SS"}]},"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-11-2222"},
		{"type":{"coding":[{"code":"MR"}]},"value":"MRN-7"}],"text":{"div":"<div>secret words</div>"}}`
	scissors = `{"resourceType":"Goal","id":"g1","lifecycleStatus":"active","description":{"text":"Linh will cut on a line."},"subject":{"reference":"Patient/p1"},
		"startDate":"2026-08-03","target":[{"measure":{"text":"trials"},"detailRatio":{"numerator":{"value":4},"denominator":{"value":5}},"dueDate":"2026-11-30"}]}`
)

func observation(id, rest string) string {
	return `{"resourceType":"Observation","id":"` + id + `","status":"final","subject":{"reference":"Patient/p1"},` + rest + `}`
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestFHIRPatientKeepsWhatIsNeeded(t *testing.T) {
	got, _ := readFHIR(t, patient)
	c := got.Client
	if c.FirstName != "Linh" || c.LastName != "Trần" || c.Preferred != "Lin" || c.BirthDate != day(t, "2020-05-11") {
		t.Errorf("got %+v", c)
	}
	said := fmt.Sprintf("%+v", got)
	for _, secret := range []string{"999-11-2222", "secret"} {
		if strings.Contains(said, secret) {
			t.Errorf("got %q in the record: %s", secret, said)
		}
	}
	if !slices.Contains(c.Keys, record.ClientByID("MRN-7")) {
		t.Errorf("got keys %v, want the medical record number", c.Keys)
	}
}

func TestFHIRObservationFindsItsGoal(t *testing.T) {
	coded := `{"resourceType":"Goal","id":"g2","lifecycleStatus":"active","description":{"text":"Calm."},"subject":{"reference":"Patient/p1"},
		"target":[{"measure":{"coding":[{"system":"http://loinc.org","code":"1-1"}]},"detailQuantity":{"value":5,"comparator":"<"}}],
		"outcomeReference":[{"reference":"Observation/told"}]}`
	tests := []struct {
		name, observation string
		want              record.ID // "": not used
	}{
		{"by focus", observation("o", `"effectiveDateTime":"2026-08-10","focus":[{"reference":"Goal/g1"}],"valueRatio":{"numerator":{"value":2},"denominator":{"value":5}}`), "g1"},
		{"by extension", observation("o", `"effectiveDateTime":"2026-08-10","valueRatio":{"numerator":{"value":2},"denominator":{"value":5}},
			"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal","valueReference":{"reference":"Goal/g1"}}]`), "g1"},
		{"by an absolute address", observation("o", `"effectiveDateTime":"2026-08-10","focus":[{"reference":"https://x.org/fhir/Goal/g1/_history/2"}],"valueRatio":{"numerator":{"value":2},"denominator":{"value":5}}`), "g1"},
		{"by the goal's outcome", observation("told", `"effectiveDateTime":"2026-08-10","valueQuantity":{"value":3}`), "g2"},
		{"by the code of the target", observation("o", `"effectiveDateTime":"2026-08-10","valueQuantity":{"value":3},"code":{"coding":[{"system":"http://loinc.org","code":"1-1"}]}`), "g2"},
		{"by the code of a component", observation("o", `"effectiveDateTime":"2026-08-10","component":[{"valueQuantity":{"value":3},"code":{"coding":[{"system":"http://loinc.org","code":"1-1"}]}}]`), "g2"},
		{"by nothing", observation("o", `"effectiveDateTime":"2026-08-10","valueQuantity":{"value":3},"code":{"coding":[{"system":"http://loinc.org","code":"9-9"}]}`), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, _ := readFHIR(t, patient, scissors, coded, test.observation)
			if len(got.Problems) > 0 {
				t.Errorf("got problems %v", got.Problems)
			}
			var found record.ID
			if len(got.DataPoints) == 1 {
				found = got.DataPoints[0].Objective
			}
			if found != test.want || test.want == "" && got.Unused[fold.UnusedLoose] != 1 {
				t.Errorf("got objective %q, unused %v; want %q", found, got.Unused, test.want)
			}
		})
	}
}

func TestFHIRGoalWithSeveralTargets(t *testing.T) {
	goal := `{"resourceType":"Goal","id":"g","lifecycleStatus":"active","description":{"text":"Blood pressure."},"subject":{"reference":"Patient/p1"},"startDate":"2026-01-31",
		"target":[{"measure":{"coding":[{"system":"s","code":"high"}],"text":"upper"},"detailQuantity":{"value":140,"comparator":"<","unit":"mmHg"},"dueDuration":{"value":1,"code":"mo"}},
		{"id":"low","measure":{"coding":[{"system":"s","code":"low"}]},"detailRange":{"low":{"value":60},"high":{"value":80}}}]}`
	point := observation("o", `"effectiveDateTime":"2026-02-10","focus":[{"reference":"Goal/g"}],"valueQuantity":{"value":70},"code":{"coding":[{"system":"s","code":"low"}]}`)
	got, _ := readFHIR(t, goal, point)
	if len(got.Goals) != 1 || len(got.Goals[0].Objectives) != 2 || len(got.DataPoints) != 1 {
		t.Fatalf("got %+v, want one goal with two objectives, one point", got)
	}
	o := got.Goals[0].Objectives[0]
	if o.ID != "g.1" || o.Text != "upper" || o.Measure.Unit != "mmHg" || o.Measure.Better != record.Down || o.TargetDate != day(t, "2026-02-28") {
		t.Errorf("got %+v, want the first target, due on the last of February", o)
	}
	if got.DataPoints[0].Objective != "g.low" {
		t.Errorf("got %q, want the objective with the code", got.DataPoints[0].Objective)
	}
}

func TestFHIRGoalAttainmentScaling(t *testing.T) {
	goal := `{"resourceType":"Goal","id":"g","lifecycleStatus":"active","description":{"text":"Join in."},"subject":{"reference":"Patient/p1"},"target":[{"dueDate":"2026-12-01"}],
		"extension":[{"url":"http://hl7.org/fhir/us/pco/StructureDefinition/pco-goal-attainment-scaling","extension":[{"url":"level","valueCoding":{"code":"LA34481-4"}},{"url":"text","valueString":"Joins once a day"}]},
		{"url":"http://hl7.org/fhir/us/pco/StructureDefinition/pco-goal-attainment-scaling","extension":[{"url":"level","valueCoding":{"code":"LA34484-8"}},{"url":"text","valueString":"Watches; stays away"}]}]}`
	score := observation("o", `"effectiveDateTime":"2026-08-10","focus":[{"reference":"Goal/g"}],"code":{"coding":[{"code":"107333-7"}]},"valueCodeableConcept":{"coding":[{"code":"LA34484-8"}]}`)
	got, _ := readFHIR(t, goal, score)
	if len(got.Goals) != 1 || len(got.DataPoints) != 1 {
		t.Fatalf("got %+v", got)
	}
	o := got.Goals[0].Objectives[0]
	want := []record.Step{{Value: -2, Words: "Watches, stays away"}, {Value: 0, Words: "Joins once a day"}}
	if o.Measure.Kind != record.GAS || !slices.Equal(o.Measure.Steps, want) || o.TargetDate != day(t, "2026-12-01") {
		t.Errorf("got %+v, want the levels %v", o, want)
	}
	if s := got.DataPoints[0].Score; s.Form != record.StepForm || s.Number != -2 {
		t.Errorf("got score %+v, want step -2", s)
	}
}

func TestFHIRStatesOfGoals(t *testing.T) {
	tests := []struct {
		lifecycle, achievement string
		want                   record.GoalState
		problem                bool
	}{
		{"proposed", "", record.GoalPlanned, false},
		{"planned", "", record.GoalPlanned, false},
		{"accepted", "", record.GoalActive, false},
		{"active", "in-progress", record.GoalActive, false},
		{"active", "improving", record.GoalActive, false},
		{"active", "worsening", record.GoalActive, false},
		{"active", "no-change", record.GoalActive, false},
		{"active", "no-progress", record.GoalActive, false},
		{"on-hold", "", record.GoalPaused, false},
		{"completed", "achieved", record.GoalMet, false},
		{"completed", "sustaining", record.GoalMet, false},
		{"completed", "not-achieved", record.GoalDiscontinued, false},
		{"completed", "", record.GoalDiscontinued, false},
		{"cancelled", "not-attainable", record.GoalDiscontinued, false},
		{"rejected", "", record.GoalDiscontinued, false},
		{"active", "splendid", "", true},
		{"doing", "", "", true},
	}
	for _, test := range tests {
		t.Run(test.lifecycle+" "+test.achievement, func(t *testing.T) {
			got, reports := readFHIR(t, `{"resourceType":"Goal","id":"g","lifecycleStatus":"`+test.lifecycle+
				`","achievementStatus":{"coding":[{"code":"`+test.achievement+`"}]},"description":{"text":"Cut."},"subject":{"reference":"Patient/p1"}}`)
			if len(got.Goals) != 1 || got.Goals[0].State != test.want || reports[0].Bad == 1 != test.problem {
				t.Errorf("got %+v, problems %v; want state %q", got.Goals, reports[0].Problems, test.want)
			}
		})
	}
}

func TestFHIREnteredInErrorIsTakenBack(t *testing.T) {
	point := observation("o", `"effectiveDateTime":"2026-08-10","focus":[{"reference":"Goal/g1"}],"valueRatio":{"numerator":{"value":2},"denominator":{"value":5}}`)
	file := sheet.File{Name: "a.json"}
	var withdrawals []record.Withdrawal
	for _, text := range []string{
		strings.Replace(point, `"final"`, `"entered-in-error"`, 1),
		strings.Replace(scissors, `"active"`, `"entered-in-error"`, 1),
		`{"resourceType":"Encounter","id":"e","status":"entered-in-error","subject":{"reference":"Patient/p1"}}`,
	} {
		file.Data, file.Size = strings.NewReader(text), int64(len(text))
		report, err := ingest.Read(context.Background(), file, ingest.Options{}, func(b record.Batch) error {
			withdrawals = append(withdrawals, b.Withdrawals...)
			return nil
		})
		if err != nil || report.Skipped["void"] != 1 || report.Rows != 1 {
			t.Errorf("%s: got %+v, %v; want it counted as void", text, report, err)
		}
	}
	if len(withdrawals) != 3 {
		t.Fatalf("got %v, want three withdrawals", withdrawals)
	}
	c := &clinic{versions: map[record.ID]*record.Versions{}, known: map[record.ID]bool{}}
	c.read(t, "g.json", []byte(scissors))
	c.read(t, "o.json", []byte(point))
	v := *c.versions["p1"]
	if got := fold.Client(v, fold.Options{}); len(got.DataPoints) != 1 || len(got.Goals) != 1 {
		t.Fatalf("got %+v, want one goal and one point before", got)
	}
	for _, w := range withdrawals {
		v.Withdrawals = append(v.Withdrawals, version(3, w))
	}
	if got := fold.Client(v, fold.Options{}); len(got.DataPoints)+len(got.Goals) != 0 || len(got.Problems) > 0 {
		t.Errorf("got %+v, want nothing", got)
	}
}

func TestFHIREncounterBecomesASession(t *testing.T) {
	newYork := time.FixedZone("New York in summer", -4*60*60)
	tests := []struct{ name, text string }{
		{"R4", `{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"VR"},"serviceType":{"coding":[{"code":"84478008"}]},"subject":{"reference":"Patient/p1"},
			"participant":[{"individual":{"reference":"Practitioner/t1"}}],"period":{"start":"2026-08-11T02:00:00Z","end":"2026-08-11T02:45:00Z"}}`},
		{"R5", `{"resourceType":"Encounter","id":"e1","status":"completed","class":[{"coding":[{"code":"VR"}]}],"serviceType":[{"concept":{"text":"Occupational therapy"}}],"subject":{"reference":"Patient/p1"},
			"participant":[{"actor":{"reference":"Practitioner/t1"}}],"actualPeriod":{"start":"2026-08-11T02:00:00Z","end":"2026-08-11T02:45:00Z"}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var sessions []record.Session
			file := sheet.File{Name: "e.json", Data: strings.NewReader(test.text), Size: int64(len(test.text))}
			report, err := ingest.Read(context.Background(), file, ingest.Options{Zone: newYork}, func(b record.Batch) error {
				sessions = append(sessions, b.Sessions...)
				return nil
			})
			if err != nil || len(report.Problems) > 0 || len(sessions) != 1 {
				t.Fatalf("got %v, %+v, %v", sessions, report, err)
			}
			s := sessions[0]
			if s.Day != day(t, "2026-08-10") || s.Start != "22:00" || s.Minutes != 45 || s.Place != "telehealth" ||
				s.Discipline != "OT" || s.Therapist != "t1" || s.Status != record.Attended {
				t.Errorf("got %+v, want 45 minutes by telehealth on the clinic's own day", s)
			}
		})
	}
}

func TestFHIRBundleResolvesLocalAddresses(t *testing.T) {
	bundle := `{"type":"transaction","entry":[
		{"fullUrl":"urn:uuid:0b","resource":{"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"Cut."},"subject":{"reference":"urn:uuid:0a"},
			"target":[{"detailInteger":5}]}},
		{"fullUrl":"urn:uuid:0a","resource":{"resourceType":"Patient","id":"p1","identifier":[{"system":"urn:mrn","value":"7"}]}},
		{"resource":{"resourceType":"Observation","id":"o","status":"final","subject":{"reference":"Patient?identifier=urn:mrn|7"},"focus":[{"reference":"urn:uuid:0b"}],
			"effectiveDateTime":"2026-08-10","valueInteger":3}},
		{"request":{"method":"DELETE"}},
		{"resource":{"resourceType":"Condition"}}
	],"resourceType":"Bundle"}`
	for name, text := range map[string]string{"JSON": bundle, "one line of NDJSON": oneLine(bundle) + line + `{"resourceType":"Basic"}`} {
		t.Run(name, func(t *testing.T) {
			got, reports := readFHIR(t, text)
			if len(got.Goals) != 1 || got.Goals[0].ID != "0b" || len(got.DataPoints) != 1 || got.DataPoints[0].Score.Number != 3 {
				t.Errorf("got %+v, want the goal with its point", got)
			}
			r := reports[0]
			if r.Used != 3 || r.Bad != 0 || r.Skipped["Bundle: an entry without a resource"] != 1 || r.Skipped["Condition: not a resource we use"] != 1 {
				t.Errorf("got %+v, want three used and two named", r)
			}
		})
	}
}

func TestFHIRPartialDatesAreLeftOut(t *testing.T) {
	text := `{"resourceType":"Patient","id":"p1","birthDate":"2020-05","name":[{"text":"Linh Trần"}]}`
	got, reports := readFHIR(t, text)
	if !got.Client.BirthDate.IsZero() || len(reports[0].Notes) != 1 || len(reports[0].Problems) != 0 {
		t.Errorf("got %+v, notes %v; want no birth date and a note", got.Client, reports[0].Notes)
	}
}

func TestFHIRThatIsBroken(t *testing.T) {
	tests := []struct{ name, text, code string }{
		{"cut off", `{"resourceType":"Goal","id":"g"`, "fhir.broken"},
		{"a Bundle that is cut off", `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Basic"}},{"resource"`, "fhir.broken"},
		{"a list where a text belongs", `{"resourceType":"Goal","id":"g","lifecycleStatus":["active"]}`, "fhir.unreadable"},
		{"a resource that is a text", `{"resourceType":"Bundle","entry":[{"resource":"x"}]}`, "fhir.unreadable"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, reports := readFHIR(t, test.text)
			r := reports[0]
			if len(r.Problems) != 1 || r.Problems[0].Code != test.code || r.Bad != 1 || r.Problems[0].File == "" || r.Problems[0].Next.IsZero() {
				t.Errorf("got %+v, want one problem %s", r, test.code)
			}
		})
	}
	_, reports := readFHIR(t, oneLine(patient)+line+`{"resourceType":`+line+oneLine(scissors)+line+`{"resourceType":"Basic"}`)
	if r := reports[0]; r.Used != 2 || r.Bad != 1 || r.Problems[0].Row != 2 {
		t.Errorf("got %+v, want a problem in line 2 and the rest used", r)
	}
}

func FuzzReadFHIR(f *testing.F) {
	for _, seed := range []string{
		patient, scissors, oneLine(patient) + line + oneLine(scissors), `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Bundle","entry":[{}]}}]}`,
		observation("o", `"effectiveDateTime":"2026-08-10","valueQuantity":{"value":1e400,"unit":"%"}`), "[]", "{}", `{"entry":null,"resourceType":"Bundle"}`,
		`{"resourceType":"Encounter","id":"e","status":"x","class":[],"subject":{"reference":"Patient/p"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file := sheet.File{Name: "a.ndjson", Data: bytes.NewReader(text), Size: int64(len(text))}
		raw := record.Versions{}
		report, err := ingest.Read(context.Background(), file, ingest.Options{}, func(b record.Batch) error {
			for _, g := range b.Goals {
				raw.Goals = append(raw.Goals, version(1, g))
			}
			for _, p := range b.DataPoints {
				raw.DataPoints = append(raw.DataPoints, version(1, p))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		counted := report.Used + report.Bad
		for _, rule := range slices.Sorted(maps.Keys(report.Skipped)) {
			counted += report.Skipped[rule]
		}
		if counted != report.Rows {
			t.Errorf("%q: %d used, %d bad, skipped %v; want %d in all", text, report.Used, report.Bad, report.Skipped, report.Rows)
		}
		if lines := bytes.Count(append(text, '\n'), []byte("\n")); report.Format == "FHIR NDJSON" && !bytes.HasSuffix(text, []byte("\n")) &&
			!bytes.Contains(text, []byte("undle")) && report.Rows != lines {
			t.Errorf("%q: got %d resources, want one for each of %d lines", text, report.Rows, lines)
		}
		fold.Client(raw, fold.Options{})
	})
}

package ingest_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/ingest"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// fhirFile is one export, before anybody knows when it arrives.
type fhirFile struct{ name, text string }

// arriveFHIR reads the files as they arrive and folds the one client.
func arriveFHIR(t interface{ Fatalf(string, ...any) }, files []fhirFile) fold.Result {
	var raw record.Versions
	for i, f := range files {
		var got record.Batch
		file := sheet.File{Name: f.name, Data: strings.NewReader(f.text), Size: int64(len(f.text))}
		report, err := ingest.Read(context.Background(), file, ingest.Options{Zone: time.UTC}, func(b record.Batch) error {
			got.Goals = append(got.Goals, b.Goals...)
			got.Sessions = append(got.Sessions, b.Sessions...)
			got.DataPoints = append(got.DataPoints, b.DataPoints...)
			got.Withdrawals = append(got.Withdrawals, b.Withdrawals...)
			return nil
		})
		if err != nil || len(report.Problems) > 0 {
			t.Fatalf("%s: %v, problems %v", f.name, err, report.Problems)
		}
		raw.Goals = append(raw.Goals, readAt(i+1, report, got.Goals)...)
		raw.Sessions = append(raw.Sessions, readAt(i+1, report, got.Sessions)...)
		raw.DataPoints = append(raw.DataPoints, readAt(i+1, report, got.DataPoints)...)
		raw.Withdrawals = append(raw.Withdrawals, readAt(i+1, report, got.Withdrawals)...)
	}
	return fold.Client(raw, fold.Options{})
}

func readAt[T any](order int, report ingest.Report, records []T) []record.Version[T] {
	all := make([]record.Version[T], len(records))
	for i, r := range records {
		all[i] = record.Version[T]{Order: order, Mapping: report.Mapping, Day: report.Day, Record: r}
	}
	return all
}

// bundleOf writes a Bundle made at a time, which may be empty.
func bundleOf(timestamp string, resources ...string) string {
	if timestamp != "" {
		timestamp = `"timestamp":"` + timestamp + `",`
	}
	for i, r := range resources {
		resources[i] = `{"resource":` + r + `}`
	}
	return `{"resourceType":"Bundle",` + timestamp + `"entry":[` + strings.Join(resources, ",") + `]}`
}

// statedAt gives a resource the time of its version.
func statedAt(resource, lastUpdated string) string {
	if lastUpdated == "" {
		return resource
	}
	return strings.Replace(resource, `"status"`, `"meta":{"lastUpdated":"`+lastUpdated+`"},"status"`, 1)
}

const visitOf = `{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/p1"},"period":{"start":"2026-08-10T15:00:00Z","end":"2026-08-10T15:45:00Z"}}`

func TestFHIRVoidTakesBackWhatItsResourceSaid(t *testing.T) {
	ratio := `"valueRatio":{"numerator":{"value":2},"denominator":{"value":5}}`
	parts := observation("o", `"effectiveDateTime":"2026-08-10","focus":[{"reference":"Goal/g1"},{"reference":"Goal/g2"}],"component":[{"code":{"text":"left"},`+ratio+`},{"code":{"text":"right"},`+ratio+`}]`)
	bare := `{"resourceType":"Observation","id":"o","status":"entered-in-error","subject":{"reference":"Patient/p1"}}`
	nobody := `{"resourceType":"Observation","id":"o","status":"entered-in-error"}`
	one := oneLine(scissors)
	goals := one + "\n" + strings.Replace(one, `"g1"`, `"g2"`, 1)
	gone := strings.Replace(visitOf, "finished", "entered-in-error", 1)
	tests := []struct {
		rule   string
		files  []fhirFile
		points int
	}{
		{"components and goals that the void no longer holds", []fhirFile{{"1.ndjson", parts}, {"2.json", bundleOf("2026-09-01T00:00:00Z", bare)}}, 0},
		{"the void says nothing of its day", []fhirFile{{"1.ndjson", parts}, {"2.json", bare}}, 0},
		{"the void names no patient", []fhirFile{{"1.ndjson", parts}, {"2.json", nobody}}, 0},
		{"a newer version counts again", []fhirFile{
			{"1.ndjson", statedAt(parts, "2026-09-03T10:00:00Z")}, {"2.json", statedAt(bare, "2026-09-02T10:00:00Z")},
		}, 4},
		{"the day of the bundle", []fhirFile{{"1.json", bundleOf("2026-09-02T00:00:00Z", parts)}, {"2.json", bundleOf("2026-09-01T00:00:00Z", bare)}}, 4},
		{"the day in the name of the file", []fhirFile{{"export-2026-09-02.ndjson", parts}, {"export-2026-09-01.ndjson", bare}}, 4},
		{"another resource stays", []fhirFile{{"1.ndjson", parts}, {"2.json", strings.Replace(bare, `"o"`, `"o2"`, 1)}}, 4},
		{"an id that begins so stays", []fhirFile{{"1.ndjson", strings.Replace(parts, `"id":"o"`, `"id":"o-1"`, 1)}, {"2.json", bare}}, 4},
		{"results of a visit that was entered in error are left out and told", []fhirFile{{"1.ndjson", parts + "\n" + visitOf}, {"2.json", gone}}, 0},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			files := append([]fhirFile{{"goals.ndjson", goals}}, test.files...)
			for range 2 {
				got := arriveFHIR(t, files)
				points := 0
				for _, p := range got.DataPoints {
					points += max(1, len(p.Pooled))
				}
				if points != test.points {
					t.Errorf("got %d results, want %d; problems %v", points, test.points, got.Problems)
				}
				slices.Reverse(files)
			}
		})
	}
}

// What counts of each resource is its newest version, in whatever order the
// files come; a void one leaves nothing.
func TestFHIRVoidsDoNotDependOnArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := []fhirFile{{"goals.ndjson", oneLine(scissors)}}
		newest, value := map[string]string{}, map[string]int{}
		for n := range rapid.IntRange(1, 5).Draw(t, "files") {
			made := fmt.Sprintf("2026-09-%02dT08:00:00Z", 2*n+2)
			var resources []string
			for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 3, rapid.ID[string]).Draw(t, "ids") {
				at := ""
				if rapid.Bool().Draw(t, "has its own time") {
					at = fmt.Sprintf("2026-09-%02dT%02d:%02d:00Z", rapid.IntRange(1, 14).Draw(t, "day"), rapid.IntRange(1, 23).Draw(t, "hour"), n) // midnight is a day without a time: ADR 143
				}
				ok, void := rapid.IntRange(0, 5).Draw(t, "ok"), rapid.Bool().Draw(t, "void")
				o := observation(id, fmt.Sprintf(`"effectiveDateTime":"2026-08-%02d","focus":[{"reference":"Goal/g1"}],"valueRatio":{"numerator":{"value":%d},"denominator":{"value":5}}`, 10+int(id[0]-'a'), ok))
				if void {
					o = strings.Replace(o, `"final"`, `"entered-in-error"`, 1)
					ok = -1
				}
				resources = append(resources, statedAt(o, at))
				age := strings.ReplaceAll(strings.TrimSuffix(at, ":00Z"), "T", " ")
				if at == "" {
					age = made[:10]
				}
				if age += "\x00" + made; age > newest[id] {
					newest[id], value[id] = age, ok
				}
			}
			files = append(files, fhirFile{fmt.Sprintf("f%d.json", n), bundleOf(made, resources...)})
		}
		want := arriveFHIR(t, files)
		got := map[string]int{}
		for _, p := range want.DataPoints {
			got[string(p.Key)[strings.LastIndex(string(p.Key), "|")+1:]] = p.Score.OK
		}
		for id, ok := range value {
			if has, counts := got[id]; counts != (ok >= 0) || counts && has != ok {
				t.Fatalf("%s: got %d (%t), want %d; of %v", id, has, counts, ok, files)
			}
		}
		for range 3 {
			order := rapid.Permutation(files).Draw(t, "order")
			if again := arriveFHIR(t, order); !reflect.DeepEqual(again, want) {
				t.Fatalf("in another order:\n got %+v\nwant %+v", again, want)
			}
		}
	})
}

package ingest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/ingest"
	"milepost/ingest/sheet"
)

// timeBook is a workbook with a visit and a result a row, whose times are kept
// as parts of a day, each with its number format.
func timeBook(t *testing.T, header [2]string, rows [][2]any, formats [2]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	set := func(cell string, value any) {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	for i, h := range []string{"Client ID", "Date", "Goal", header[0], header[1]} {
		name, _ := excelize.CoordinatesToCellName(i+1, 1)
		set(name, h)
	}
	for i, row := range rows {
		for j, v := range []any{"C-1", "2026-09-0" + string(rune('1'+i)), "Stay with a task", row[0], row[1]} {
			name, _ := excelize.CoordinatesToCellName(j+1, i+2)
			set(name, v)
			if j < 3 {
				continue
			}
			style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &formats[j-3]})
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellStyle("Sheet1", name, name, style); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTimesThatExcelMadeOfDurationsAreDurations(t *testing.T) {
	const day = 24 * 60.0
	for _, c := range []struct {
		rule    string
		formats [2]string
		rows    [][2]any
		minutes []int
		seconds []float64
	}{
		{"hours and minutes, and elapsed hours", [2]string{"h:mm", "[h]:mm"}, [][2]any{{45 / day, 45 / day}, {60 / day, 90 / day}, {90 / day, 1530 / day}}, []int{45, 60, 90}, []float64{2700, 5400, 91800}},
		{"minutes typed with seconds", [2]string{"[h]:mm:ss", "h:mm"}, [][2]any{{45 / 24.0, 345 / day}, {30 / 24.0, 61 / day}}, []int{45, 30}, []float64{345, 61}},
		{"over a day long", [2]string{"h:mm:ss", "[h]:mm:ss"}, [][2]any{{45 / day, 25.5 / 24}}, []int{45}, []float64{1530}},
		{"hours, minutes and seconds as shown", [2]string{"[hh]:mm", "h:mm:ss"}, [][2]any{{75 / day, 345 / day / 60}}, []int{75}, []float64{345}},
		{"elapsed minutes", [2]string{"[m]", "[mm]"}, [][2]any{{45 / day, 12 / day}}, []int{45}, []float64{720}},
	} {
		data := timeBook(t, [2]string{"Minutes", "Score"}, c.rows, c.formats)
		m, err := ingest.ParseMapping("own", []byte("needs: [Client ID, Date, Goal]\ngives: [sessions, data]\nsheet: Sheet1\ncolumns: {Client ID: client.id, Date: session.day, Goal: goal.title, Minutes: session.minutes, Score: point.score}\nalways: {session.status: attended}\n"))
		if err != nil {
			t.Fatal(err)
		}
		batch, report := readBytes(t, "own.xlsx", data, m)
		if len(report.Problems) > 0 || len(batch.Sessions) != len(c.minutes) || len(batch.DataPoints) != len(c.seconds) {
			t.Fatalf("%s: %+v %v", c.rule, batch.Sessions, report.Problems)
		}
		for i, s := range batch.Sessions {
			if s.Minutes != c.minutes[i] {
				t.Errorf("%s: row %d has %d minutes, want %d", c.rule, i+1, s.Minutes, c.minutes[i])
			}
			if got := batch.DataPoints[i].Score.Number; got != c.seconds[i] {
				t.Errorf("%s: row %d has %v seconds, want %v", c.rule, i+1, got, c.seconds[i])
			}
		}
	}
}

func TestTheLengthOfAVisitInText(t *testing.T) {
	for text, want := range map[string]int{"45": 45, "0:45": 45, "1:30": 90, "00:45:00": 45, "45:00": 45, "30:00": 30, "45 min": 45, "1 h": 60, "1 hr 15 min": 75, "6:30": -1, "soon": -1} {
		batch, report := readBytes(t, "attendance.csv", []byte("Client ID,Date,Status,Minutes\nC-1,2026-03-02,Attended,"+text+"\n"), shippedOnce()...)
		if want < 0 {
			if len(report.Problems) != 1 {
				t.Errorf("%q is no problem: %+v", text, batch.Sessions)
			}
			continue
		}
		if len(batch.Sessions) != 1 || batch.Sessions[0].Minutes != want {
			t.Errorf("%q is %+v, want %d (%v)", text, batch.Sessions, want, report.Problems)
		}
	}
}

func TestAWorkbookThatCountsFrom1904IsShownRight(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "cases", "exports", "18-1904-preview", "tracker.xlsx")
	data, err := os.ReadFile(dir)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no shared cases")
	}
	p, err := ingest.ProposeMapping(t.Context(), sheet.File{Name: "tracker.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))}, ingest.LookOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Columns {
		if c.Field == "goal.start" && !slices.Contains(c.Samples, "2026-08-31") {
			t.Errorf("%q shows %q", c.Header, c.Samples)
		}
	}
}

package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheetName is the sheet of the WebPT-like export.
const sheetName = "Sessions"

// styles are the number formats of the workbook.
type styles struct{ head, day, clock, percent int }

// webPT is the session export of caseloads D to F: a workbook with real dates,
// times and percent cells, and ratios as text.
func webPT(c *clinic) ([]byte, error) {
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", sheetName); err != nil {
		return nil, err
	}
	s, err := newStyles(f)
	if err != nil {
		return nil, err
	}
	w, err := f.NewStreamWriter(sheetName)
	if err != nil {
		return nil, err
	}
	if err := w.SetColWidth(1, 16, 18); err != nil {
		return nil, err
	}
	if err := writeSessions(w, s, c); err != nil {
		return nil, err
	}
	return saved(f)
}

func newStyles(f *excelize.File) (styles, error) {
	usDay, clockForm, percent := "m/d/yyyy", "h:mm AM/PM", "0%"
	var s styles
	for _, style := range []struct {
		into *int
		is   excelize.Style
	}{
		{&s.head, excelize.Style{Font: &excelize.Font{Bold: true}}},
		{&s.day, excelize.Style{CustomNumFmt: &usDay}},
		{&s.clock, excelize.Style{CustomNumFmt: &clockForm}},
		{&s.percent, excelize.Style{CustomNumFmt: &percent}},
	} {
		id, err := f.NewStyle(&style.is)
		if err != nil {
			return s, err
		}
		*style.into = id
	}
	return s, nil
}

func writeSessions(w *excelize.StreamWriter, s styles, c *clinic) error {
	var head []any
	for _, h := range []string{
		"visit_id", "patient_id", "patient_name", "patient_dob", "date_of_service", "start_time",
		"documenting_therapist", "therapist_id", "discipline", "place_of_service", "visit_type", "goal", "result",
		"assist_level", "setting", "comment",
	} {
		head = append(head, excelize.Cell{StyleID: s.head, Value: h})
	}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	line := 2
	for _, v := range c.visits {
		if !v.child.webPT() {
			continue
		}
		for n, r := range v.rows {
			if err := w.SetRow("A"+strconv.Itoa(line), sessionRow(s, v, r, n)); err != nil {
				return err
			}
			line++
		}
	}
	return w.Flush()
}

func sessionRow(s styles, v *visit, r visitRow, n int) []any {
	comment := ""
	if n == 0 {
		comment = v.note
		if v.parent != "" {
			comment = join(comment, "Parent, "+v.parent)
		}
	}
	return []any{
		v.id, v.child.ID, v.child.Last + ", " + v.child.First,
		excelize.Cell{StyleID: s.day, Value: serial(dayOf(v.child.Born))},
		excelize.Cell{StyleID: s.day, Value: serial(v.day)},
		excelize.Cell{StyleID: s.clock, Value: float64(v.start) / (24 * 60)},
		v.by.name(), v.by.id, v.discipline, v.place, v.format, rowTitle(r), result(s, r),
		r.point.prompt, r.point.supports, comment,
	}
}

// result is the score as a cell: percents and amounts as numbers, all else as
// text.
func result(s styles, r visitRow) any {
	o, p := r.objective, r.point
	switch {
	case p.blank:
		return []any{nil, "N/A", "DNT"}[int(p.visit.day)%3]
	case o.Measure == "percent":
		return excelize.Cell{StyleID: s.percent, Value: p.value / 100}
	case o.Measure == "count" || o.Measure == "rate" || o.Measure == "length" || o.Measure == "rubric":
		return p.value
	}
	return o.write(p.value)
}

// serial is the day as Excel counts it, in its 1900 system.
func serial(d day) int {
	return int(d.time().Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()) / 24
}

// saved writes the workbook so that the same content gives the same bytes: its
// own dates are fixed and so are those of the parts of the zip.
func saved(f *excelize.File) ([]byte, error) {
	const made = "2026-10-30T18:00:00Z"
	if err := f.SetDocProps(&excelize.DocProperties{Created: made, Modified: made, Creator: "Riverbend Pediatric OT"}); err != nil {
		return nil, err
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	return repacked(b.Bytes())
}

// repacked writes the parts of a zip anew, in their order, without times.
func repacked(data []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range r.File {
		if err := repack(w, part); err != nil {
			return nil, fmt.Errorf("part %s: %w", part.Name, err)
		}
	}
	err = w.Close()
	return b.Bytes(), err
}

func repack(w *zip.Writer, part *zip.File) error {
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := w.Create(part.Name)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return err
}

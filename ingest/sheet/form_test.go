package sheet_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"milepost/ingest/sheet"
	"milepost/record"
)

// TestAFormOffersEveryChoice: the steps of a scale may hold commas and be long, and
// a sheet may be named for a child with an apostrophe.
func TestAFormOffersEveryChoice(t *testing.T) {
	scales := [][]string{
		{"leaves, and cries", "stays"},
		{strings.Repeat("takes part with a lot of help ", 9), "alone"},
		{"Max A", "Min A"},
	}
	form := sheet.Form{
		Name: "Caleb O'Neil", Before: []sheet.FormColumn{{Header: "Goal", Width: 30}}, Columns: 1,
		Days: []record.Date{{Year: 2026, Month: 12, Day: 1}, {Year: 2026, Month: 12, Day: 8}},
	}
	for _, choices := range scales {
		form.Rows = append(form.Rows, sheet.FormRow{Before: []string{"Take part"}, Choices: choices})
	}
	var out bytes.Buffer
	if err := sheet.WriteForms(&out, []sheet.Form{form}, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := book.GetDataValidations(form.Name)
	if err != nil || len(rules) != len(scales) {
		t.Fatalf("%d lists of choices (%v), want %d", len(rules), err, len(scales))
	}
	listed, err := book.GetCols("Words")
	if err != nil {
		t.Fatal(err)
	}
	for i, rule := range rules {
		offered := strings.Split(strings.Trim(rule.Formula1, `"`), ",")
		if column, ok := strings.CutPrefix(rule.Formula1, "Words!$"); ok {
			n, _ := excelize.ColumnNameToNumber(column[:strings.Index(column, "$")])
			offered = listed[n-1]
		}
		if !slices.Equal(offered, scales[i]) {
			t.Errorf("row %d offers %q, want %q", i+1, offered, scales[i])
		}
	}
	for _, name := range book.GetDefinedName() {
		if !strings.HasPrefix(name.RefersTo, "'Caleb O''Neil'!$A$1:") {
			t.Errorf("%s is %s", name.Name, name.RefersTo)
		}
	}
}

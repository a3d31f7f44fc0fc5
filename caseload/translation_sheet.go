package caseload

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"milepost/ingest/sheet"
	"milepost/record"
	"milepost/store"
)

// translationColumns are the columns of the workbook in which a person fills in
// translations.
func translationColumns() []string {
	return []string{"language", "English", "translation", "words that may help", "clients"}
}

const (
	translationSheet = "Translations"
	maxTranslations  = 16 << 20 // bytes of a workbook that is read
)

// WriteTranslations writes the workbook: each text beside an empty field.
func WriteTranslations(w io.Writer, all []WaitingText) error {
	page := sheet.Page{Name: translationSheet, Beside: 1, Header: translationColumns(), Columns: map[string]sheet.Column{
		"English": {Width: 60}, "translation": {Width: 60, Fill: true},
	}}
	for _, t := range all {
		page.Lines = append(page.Lines, []string{t.Language, t.Text, "", termText(t), clientText(t.Clients)})
	}
	return sheet.WriteBook(w, []sheet.Page{page})
}

func termText(t WaitingText) string {
	terms := make([]string, len(t.Terms))
	for i, term := range t.Terms {
		terms[i] = term.From + " = " + term.To
	}
	return strings.Join(terms, "; ")
}

func clientText(ids []record.ID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	return strings.Join(texts, ", ")
}

// ReadTranslations reads the workbook back: the rows whose translation is
// filled, and as problems those that cannot be used.
func ReadTranslations(name string, data []byte) ([]store.Translation, []record.Problem, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxTranslations, UnzipXMLSizeLimit: maxTranslations})
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", name, err)
	}
	defer book.Close()
	rows, err := book.GetRows(translationSheet, excelize.Options{RawCellValue: true})
	if err != nil || len(rows) == 0 {
		return nil, nil, record.Refuse(record.InvalidInput, "%s has no sheet %q", name, translationSheet).Then(record.NextStep{Act: record.StepWriteSheet})
	}
	at := map[string]int{}
	for i, head := range rows[0] {
		at[strings.TrimSpace(head)] = i
	}
	for _, column := range translationColumns()[:3] {
		if _, ok := at[column]; !ok {
			return nil, nil, fmt.Errorf("read %s: no column %q in the first row", name, column)
		}
	}
	var all []store.Translation
	var problems []record.Problem
	for i, row := range rows[1:] {
		cell := func(column string) string {
			if at[column] < len(row) {
				return strings.Join(strings.Fields(sheet.WithoutApostrophe(row[at[column]])), " ")
			}
			return ""
		}
		t := store.Translation{Language: cell("language"), Source: cell("English"), Text: cell("translation")}
		if t.Text == "" {
			continue
		}
		if wrong := wrongTranslation(t); wrong != "" {
			problems = append(problems, record.Problem{
				Source: record.Source{File: name, Sheet: translationSheet, Row: i + 2, Column: "translation"}, Code: "translation.unusable",
				Found: t.Text, Wrong: wrong, Next: record.ToAdvise("mend the cell and read the workbook again"),
			})
			continue
		}
		all = append(all, t)
	}
	return all, problems, nil
}

// wrongTranslation says why a translation cannot be used; "" it can.
func wrongTranslation(t store.Translation) string {
	switch {
	case t.Language == "" || t.Source == "":
		return "has no language or no English beside it"
	case strings.EqualFold(t.Text, t.Source) && strings.Contains(t.Source, " "):
		return "is the English itself"
	}
	for _, number := range numbersIn(t.Source) {
		if !contains(numbersIn(t.Text), number) {
			return fmt.Sprintf("lacks the number %s of the English", number)
		}
	}
	for _, number := range numbersIn(t.Text) {
		if !contains(numbersIn(t.Source), number) {
			return fmt.Sprintf("has the number %s, which the English has not", number)
		}
	}
	return ""
}

func contains(list []string, text string) bool {
	for _, one := range list {
		if one == text {
			return true
		}
	}
	return false
}

// numbersIn lists the numbers in digits of a text.
func numbersIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

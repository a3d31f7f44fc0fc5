package store

import (
	"encoding/json"

	"milepost/record"
)

func (f *Filler) addSessions(b record.Batch) error {
	for _, s := range b.Sessions {
		key, place, err := f.enter(clientKey(s.ClientKey, s.Client), s.Source)
		if err != nil {
			return err
		}
		sheet, err := f.sheet(s.Source)
		if err != nil {
			return err
		}
		subject, err := f.subject(s.Subject)
		if err != nil {
			return err
		}
		err = f.sessions.add(f.ctx, key, f.imp.Order, place, string(s.Key), string(s.ID),
			s.Day.String(), s.Start, s.Minutes, s.Status, s.Reason, s.Discipline, s.Format, s.Place,
			string(s.Therapist), s.Note, sheet, s.Source.Row, s.Source.Column, subject, string(s.Modified), string(s.List))
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *Filler) addPoints(b record.Batch) error {
	for _, p := range b.DataPoints {
		key, place, err := f.enter(clientKey(p.ClientKey, p.Client), p.Source)
		if err != nil {
			return err
		}
		sheet, err := f.sheet(p.Source)
		if err != nil {
			return err
		}
		goals, err := f.shared(p.GoalKeys)
		if err != nil {
			return err
		}
		subject, err := f.subject(p.Subject)
		if err != nil {
			return err
		}
		err = f.points.add(f.ctx, key, f.imp.Order, place, string(p.Key), string(p.Objective),
			goals, p.Loose, p.Day.String(), p.Order, p.Start,
			string(p.Score.Form), p.Score.OK, p.Score.Of, p.Score.Number, p.Score.Bound, p.Score.Text,
			string(p.Help.Ladder), p.Help.Level, p.Help.Count, p.Help.Text,
			p.Supports, p.Probe, p.Phase, p.Place, p.Format, string(p.Therapist), p.Note,
			sheet, p.Source.Row, p.Source.Column, subject, string(p.Modified), string(p.Several))
		if err != nil {
			return err
		}
	}
	return nil
}

// sheet returns the number of the file and sheet that a source names, with the
// import where the row was mended in another file than this import's. Rows
// come sheet by sheet, so the last one is nearly always the one.
func (f *Filler) sheet(s record.Source) (int64, error) {
	s = record.Source{Import: s.Import, File: s.File, Sheet: s.Sheet}
	if s.Import == bytesOf(f.imp.ID) {
		s.Import = ""
	}
	if f.sheetNumber != 0 && s == f.lastSheet {
		return f.sheetNumber, nil
	}
	n, err := f.shared(s)
	f.lastSheet, f.sheetNumber = s, n
	return n, err
}

// subject returns the number of whom a row says it is about; 0: it does not
// say. Rows of one client often follow one another.
func (f *Filler) subject(p record.Person) (int64, error) {
	if p == (record.Person{}) {
		return 0, nil
	}
	if f.subjectNumber != 0 && p == f.lastSubject {
		return f.subjectNumber, nil
	}
	n, err := f.shared(p)
	f.lastSubject, f.subjectNumber = p, n
	return n, err
}

// shared returns the number of a value that many rows have in common.
func (f *Filler) shared(value any) (int64, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return 0, err
	}
	return f.names.number(f.ctx, string(text))
}

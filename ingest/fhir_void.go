package ingest

import (
	"encoding/json"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// enteredInError is the status of a resource that should never have been there.
// It is the last version of its resource.
//
// Source: HL7 FHIR R4, status codes of Observation, Goal and Encounter.
const enteredInError = "entered-in-error"

// ruleVoid counts resources that take back an earlier version of themselves.
const ruleVoid = "void"

// taken is a resource that was entered in error.
type taken struct {
	kind    string
	key     record.Key
	subject *fhirReference
	when    string // of an Encounter: its day
}

// withdraw takes a resource back that was entered in error, and counts it. All
// goes that the source said of the resource, also what this version of it no
// longer holds: components, goals that it referred to.
func (r *fhirReader) withdraw(head fhirHead, t taken) string {
	w := record.Withdrawal{
		Kind: t.kind, Key: t.key, Parts: true, Modified: r.stamp(head.Meta), Source: record.Source{
			Import: r.in.report.Import, File: r.in.file.Name, Sheet: r.sheet, Row: r.row,
		},
	}
	if client, ok := r.local.client(t.subject); ok {
		w.ClientKey, w.Subject = record.ClientByID(record.ID(client)), record.Person{ID: record.ID(client)}
	}
	if day, _, bad := r.plainDays().Read(sheet.Cell{Text: r.localTime(t.when)}); bad == nil {
		w.Day = day
	}
	r.in.batch.Withdrawals = append(r.in.batch.Withdrawals, w)
	return ruleVoid
}

// plainDays reads days and instants as they stand, in the clinic's zone.
func (r *fhirReader) plainDays() value.DayReader { return r.in.dayReader(value.YearFirst, false) }

// stamp returns when a resource was last changed, by its own word.
func (r *fhirReader) stamp(m fhirMeta) record.Stamp {
	if m.LastUpdated == "" {
		return ""
	}
	day, clock, bad := r.plainDays().Read(sheet.Cell{Text: m.LastUpdated})
	if bad != nil {
		return ""
	}
	return record.StampOf(day, clock)
}

// version is stamp as a cell.
func (r *fhirReader) version(m fhirMeta) string { return string(r.stamp(m)) }

// ofBundle takes the day on which a Bundle was made for that of the export.
func (r *fhirReader) ofBundle(timestamp string, m fhirMeta) {
	for _, text := range []string{timestamp, m.LastUpdated} {
		if stamp := r.stamp(fhirMeta{text}); stamp != "" {
			r.in.of.head = r.in.of.head.Later(stamp.Day())
			return
		}
	}
}

// bundleHead takes what a Bundle says of itself; other keys are read over.
func (r *fhirReader) bundleHead(key string, dec *json.Decoder) error {
	if key != "timestamp" && key != "meta" {
		return skipValue(dec)
	}
	var text json.RawMessage
	if err := dec.Decode(&text); err != nil {
		return err
	}
	if key == "meta" {
		var m fhirMeta
		_ = json.Unmarshal(text, &m) // tolerates everything
		r.ofBundle("", m)
		return nil
	}
	r.ofBundle(stringOf(text), fhirMeta{})
	return nil
}

// UnmarshalJSON takes the instant, and nothing of a meta that is none.
func (m *fhirMeta) UnmarshalJSON(text []byte) error {
	var keys map[string]json.RawMessage
	if json.Unmarshal(text, &keys) == nil {
		m.LastUpdated = stringOf(keys["lastUpdated"])
	}
	return nil
}

// stringOf returns a JSON text, and "" for another value.
func stringOf(text json.RawMessage) string {
	var s string
	if json.Unmarshal(text, &s) != nil {
		return ""
	}
	return s
}

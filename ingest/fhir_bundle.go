package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"milepost/ingest/sheet"
	"milepost/record"
)

// bundle reads a Bundle entry by entry, twice: once to learn its local
// addresses, once for the resources.
func (r *fhirReader) bundle() error {
	r.local = addresses{}
	learn := func(entry fhirEntry) error {
		r.local.learn(entry)
		return nil
	}
	if err := eachEntry(sheet.Contents(r.in.file), r.bundleHead, learn); err != nil {
		r.local = addresses{} // told below, where the resources before it are used
	}
	number := 0
	readOver := func(_ string, dec *json.Decoder) error { return skipValue(dec) }
	err := eachEntry(sheet.Contents(r.in.file), readOver, func(entry fhirEntry) error {
		number++
		r.row = number
		return r.entry(entry, 1)
	})
	var taking *takingError
	if errors.As(err, &taking) {
		return taking.err
	}
	if err != nil {
		r.row, r.sheet = number+1, ""
		r.broken(err)
	}
	return nil
}

// takingError tells an error of what takes the entries from one of reading.
type takingError struct{ err error }

func (e *takingError) Error() string { return e.err.Error() }

// eachEntry calls take for each entry of a Bundle, in the order of the file, and
// other for each other key, whose value it reads.
func eachEntry(in io.Reader, other func(key string, dec *json.Decoder) error, take func(fhirEntry) error) error {
	dec := json.NewDecoder(in)
	if err := open(dec, '{'); err != nil {
		return err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		if key != "entry" {
			name, _ := key.(string)
			if err := other(name, dec); err != nil {
				return err
			}
			continue
		}
		if err := eachItem(dec, take); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

func eachItem(dec *json.Decoder, take func(fhirEntry) error) error {
	if err := open(dec, '['); err != nil {
		return err
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		var entry fhirEntry
		_ = json.Unmarshal(raw, &entry) // an entry that is no object has no resource
		if err := take(entry); err != nil {
			return &takingError{err}
		}
	}
	_, err := dec.Token()
	return err
}

// inner reads a Bundle that is a line, or a resource of another Bundle.
func (r *fhirReader) inner(text []byte, nesting int) error {
	if nesting >= maxNesting {
		r.bad("fhir.nested", "", "stands too deep within other Bundles", record.ToAdvise("export it on its own"))
		return nil
	}
	var bundle struct {
		Entry     []fhirEntry     `json:"entry"`
		Timestamp json.RawMessage `json:"timestamp"`
		Meta      fhirMeta        `json:"meta"`
	}
	if err := json.Unmarshal(text, &bundle); err != nil {
		r.broken(err)
		return nil
	}
	r.ofBundle(stringOf(bundle.Timestamp), bundle.Meta)
	if len(bundle.Entry) == 0 {
		r.in.skip("Bundle: empty")
	}
	for _, entry := range bundle.Entry {
		r.local.learn(entry)
	}
	for _, entry := range bundle.Entry {
		if err := r.entry(entry, nesting+1); err != nil {
			return err
		}
	}
	return nil
}

// topType returns the resourceType of a JSON object, reading only as much as
// it must; the empty text for one that has none.
func topType(in io.Reader) (string, error) {
	dec := json.NewDecoder(in)
	if err := open(dec, '{'); err != nil {
		return "", err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return "", err
		}
		if key == "resourceType" {
			var kind string
			err := dec.Decode(&kind)
			return kind, err
		}
		if err := skipValue(dec); err != nil {
			return "", err
		}
	}
	_, err := dec.Token()
	return "", err
}

// open reads the opening sign of an object or list.
func open(dec *json.Decoder, sign json.Delim) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	if token != sign {
		return fmt.Errorf("it begins with %v, not with %v", token, sign)
	}
	return nil
}

// skipValue reads over one value without keeping it.
func skipValue(dec *json.Decoder) error {
	for depth := 0; ; {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

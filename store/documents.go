package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"milepost/record"
)

// Signing is what one signature keeps: the manifest, and the document that it
// completes, nil for an author's signature.
type Signing struct {
	Draft    string
	Manifest record.Manifest // Log is filled in
	Text     string          // hash of the Markdown that the draft must still have
	Document *record.Document
	State    record.State // of the draft afterwards; "" stays
	OfState  record.State // of the document that Document.Of names; "" stays
	Kind     string       // of the event
	Why      string
}

// Sign keeps a signature with the hash of the log entry before it, all in one
// transaction, and returns it.
func (s *Store) Sign(ctx context.Context, g Signing) (record.Signature, error) {
	var signature record.Signature
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		var err error
		signature, err = keepSignature(ctx, tx, g)
		return err
	})
	if err != nil {
		return signature, fmt.Errorf("sign draft %s: %w", g.Draft, err)
	}
	return signature, nil
}

func keepSignature(ctx context.Context, tx *sql.Tx, g Signing) (record.Signature, error) {
	_, head, err := logHead(ctx, tx)
	if err != nil {
		return record.Signature{}, err
	}
	m := g.Manifest
	m.Log = head
	text, err := record.Canonical(m)
	if err != nil {
		return record.Signature{}, err
	}
	signature := record.Signature{
		Hash: record.LongHash(string(text)), Manifest: string(text), Draft: g.Draft, Document: m.Document,
		As: m.As, By: m.Signer.ID, At: m.At, Text: m.Text,
	}
	e, err := logEvent(ctx, tx, g.event(signature))
	if err != nil {
		return signature, err
	}
	if err := putSignature(ctx, tx, signature, e.N); err != nil {
		return signature, err
	}
	return signature, g.keepDocument(ctx, tx, e)
}

func putSignature(ctx context.Context, tx *sql.Tx, g record.Signature, log int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO signatures (hash, manifest, draft, document, signed_as, by, at, text, log)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		g.Hash, g.Manifest, g.Draft, g.Document, g.As, string(g.By), g.At, g.Text, log)
	return err
}

// event says in the log what was signed: the hashes of the manifest and of the
// files, and the states that follow.
func (g Signing) event(signature record.Signature) record.Event {
	e := record.Event{
		At: signature.At, By: signature.By, Kind: g.Kind, Subject: g.Draft,
		Detail: map[string]string{"document": signature.Document, "manifest": signature.Hash, "signed": signature.Text},
	}
	if g.Why != "" {
		e.Detail["why"] = record.LongHash(g.Why)
	}
	d := g.Document
	if d == nil {
		delete(e.Detail, "document")
		e.Detail["for"] = signature.Document
		return e
	}
	e.Detail["markdown"] = record.LongHash(string(d.Markdown))
	e.Detail["pdf"] = record.LongHash(string(d.PDF))
	e.Detail["html"] = record.LongHash(string(d.HTML))
	e.Detail["document_state"], e.Detail["state"] = string(d.State), string(g.State)
	if g.OfState != "" {
		e.Detail["of"], e.Detail["of_state"] = d.Of, string(g.OfState)
	}
	return e
}

func (g Signing) keepDocument(ctx context.Context, tx *sql.Tx, e record.Event) error {
	if d := g.Document; d != nil {
		if err := putDocument(ctx, tx, *d, e.N); err != nil {
			return err
		}
		if g.OfState != "" {
			if _, err := tx.ExecContext(ctx, `UPDATE documents SET state = $1 WHERE id = $2`, string(g.OfState), d.Of); err != nil {
				return err
			}
		}
	}
	if g.State == "" {
		return nil
	}
	return putState(ctx, tx, Step{Draft: g.Draft, State: g.State, Why: g.Why, Event: e}, e.N)
}

func putDocument(ctx context.Context, tx *sql.Tx, d record.Document, log int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO documents (id, draft, n, kind, of, state, from_day, to_day, at, by, why, name, markdown, pdf, html, log)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		d.ID, d.Draft.ID(), d.N, d.Kind, d.Of, string(d.State), d.Period.From.String(), d.Period.To.String(),
		d.At, string(d.By), d.Why, d.Name, d.Markdown, d.PDF, d.HTML, log)
	return err
}

const documentColumns = `d.id, d.n, d.kind, d.of, d.state, d.from_day, d.to_day, d.at, d.by, d.why, d.name,
	r.client, r.kind, r.audience, r.language, r.from_day`

// Documents returns the signed documents without their files, all of them
// where draft is empty, by draft and number.
func (s *Store) Documents(ctx context.Context, draft string) ([]record.Document, error) {
	return read(ctx, s, scanDocument, `SELECT `+documentColumns+`
		FROM documents d JOIN drafts r ON r.id = d.draft
		WHERE $1 = '' OR d.draft = $1 ORDER BY r.client, d.draft, d.n`, draft)
}

func scanDocument(rows *sql.Rows) (record.Document, error) {
	var d record.Document
	var from, to, first string
	if err := rows.Scan(&d.ID, &d.N, &d.Kind, &d.Of, &d.State, &from, &to, &d.At, &d.By, &d.Why, &d.Name,
		&d.Draft.Client, &d.Draft.Kind, &d.Draft.Audience, &d.Draft.Language, &first); err != nil {
		return d, err
	}
	var err error
	if d.Period, err = period(from, to); err != nil {
		return d, err
	}
	d.Draft.From, err = record.ParseDate(first)
	return d, err
}

// Files returns the kept files of a signed document, else ErrUnknown.
func (s *Store) Files(ctx context.Context, id string) (markdown, pdf, html []byte, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT markdown, pdf, html FROM documents WHERE id = $1`, id).Scan(&markdown, &pdf, &html)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrUnknown
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("document %s: %w", id, err)
	}
	return markdown, pdf, html, nil
}

// Sealed is what was signed of a document, as the log tells.
type Sealed struct {
	Manifest string            // of the signature that made the document
	Detail   map[string]string // of the log's entry: the hashes of the manifest and of the files
	Whole    bool              // the entry is as it was written
}

// Sealed returns what the log tells of a signed document.
func (s *Store) Sealed(ctx context.Context, id string) (Sealed, error) {
	var one Sealed
	var r logRow
	var before string
	err := s.read.QueryRowContext(ctx, `
		SELECT g.manifest, l.n, l.at, l.by, l.kind, l.subject, l.detail, l.hash, coalesce(b.hash, '')
		FROM documents d JOIN log l ON l.n = d.log
			LEFT JOIN log b ON b.n = l.n - 1 LEFT JOIN signatures g ON g.log = l.n
		WHERE d.id = $1 AND g.manifest IS NOT NULL`, id).
		Scan(&one.Manifest, &r.n, &r.at, &r.by, &r.kind, &r.subject, &r.detail, &r.hash, &before)
	if errors.Is(err, sql.ErrNoRows) {
		return one, nil // no signature, or no entry: it is not whole
	}
	if err != nil {
		return one, fmt.Errorf("read what was signed as %s: %w", id, err)
	}
	hash, err := sealRow(before, r)
	one.Whole = err == nil && hash == r.hash && json.Unmarshal([]byte(r.detail), &one.Detail) == nil
	return one, err
}

// Signatures returns the signatures on a draft and its documents, the oldest
// first.
func (s *Store) Signatures(ctx context.Context, draft string) ([]record.Signature, error) {
	return read(ctx, s, func(rows *sql.Rows) (record.Signature, error) {
		var g record.Signature
		err := rows.Scan(&g.Hash, &g.Manifest, &g.Draft, &g.Document, &g.As, &g.By, &g.At, &g.Text)
		return g, err
	}, `SELECT hash, manifest, draft, document, signed_as, by, at, text FROM signatures WHERE draft = $1 ORDER BY log`, draft)
}

// Deliver writes down whom a document went to, and the states of document and
// draft that follow.
func (s *Store) Deliver(ctx context.Context, draft string, d record.Delivery, state, ofDraft record.State) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, nextDelivery).Scan(&d.N); err != nil {
			return err
		}
		e, err := logEvent(ctx, tx, record.Event{
			At: cmp.Or(d.Written, d.On), By: d.By, Kind: "delivered", Subject: draft, Detail: map[string]string{
				"of": d.Document, "of_state": string(state), "state": string(ofDraft), "number": strconv.Itoa(d.N),
				"delivery": record.LongHash(d.Said()),
			},
		})
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO deliveries (n, document, client, at, recipient, purpose, how, under, by, log)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			d.N, d.Document, string(d.Client), d.On, d.To, d.Purpose, d.How, d.Under, string(d.By), e.N); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE documents SET state = $1 WHERE id = $2`, string(state), d.Document); err != nil {
			return err
		}
		return putState(ctx, tx, Step{Draft: draft, State: ofDraft, Event: e}, e.N)
	})
	if err != nil {
		return fmt.Errorf("keep delivery of %s: %w", d.Document, err)
	}
	return nil
}

// Deliveries returns the disclosure log, the oldest first.
func (s *Store) Deliveries(ctx context.Context) ([]record.Delivery, error) {
	return read(ctx, s, func(rows *sql.Rows) (record.Delivery, error) {
		var d record.Delivery
		err := rows.Scan(&d.N, &d.Document, &d.Client, &d.On, &d.To, &d.Purpose, &d.How, &d.Under, &d.By)
		return d, err
	}, `SELECT n, document, client, at, recipient, purpose, how, under, by FROM deliveries
		UNION ALL SELECT n, packet, client, at, recipient, purpose, how, '', by FROM packet_deliveries ORDER BY n`)
}

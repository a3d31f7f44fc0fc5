package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"milepost/record"
)

// PutPacket keeps a finished packet with its files.
func (s *Store) PutPacket(ctx context.Context, p record.Packet) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		e, err := logEvent(ctx, tx, record.Event{
			At: p.At, By: p.By, Kind: "packet finished", Subject: p.ID,
			Detail: map[string]string{"packet": record.LongHash(p.Manifest), "state": string(p.State), "by_release": strconv.Itoa(p.Release)},
		})
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO packets (id, client, purpose, state, recipient, release, no_release, why, at, by, manifest, log)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			p.ID, string(p.Client), p.Purpose, string(p.State), p.To, p.Release, p.NoRelease, p.Why, p.At, string(p.By), p.Manifest, e.N); err != nil {
			return err
		}
		for i, file := range p.Files {
			if _, err := tx.ExecContext(ctx, `INSERT INTO packet_files (packet, n, client, name, pdf) VALUES ($1, $2, $3, $4, $5)`,
				p.ID, i+1, string(p.Client), p.Names[i], file); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep packet %s: %w", p.ID, err)
	}
	return nil
}

// Packets returns the finished packets of a client, of all clients where it is
// empty, the oldest first, without their files.
func (s *Store) Packets(ctx context.Context, client record.ID) ([]record.Packet, error) {
	return read(ctx, s, func(rows *sql.Rows) (record.Packet, error) {
		var p record.Packet
		var names string
		err := rows.Scan(&p.ID, &p.Client, &p.Purpose, &p.State, &p.To, &p.Release, &p.NoRelease, &p.Why, &p.At, &p.By, &p.Manifest, &names)
		if err != nil {
			return p, err
		}
		p.Names, err = decode[[]string](names)
		return p, err
	}, `SELECT id, client, purpose, state, recipient, release, no_release, why, at, by, manifest,
			(SELECT json_group_array(name ORDER BY n) FROM packet_files WHERE packet = p.id)
		FROM packets p WHERE $1 = '' OR client = $1 ORDER BY log`, string(client))
}

// PacketFiles returns the kept files of a packet in their order.
func (s *Store) PacketFiles(ctx context.Context, id string) ([][]byte, error) {
	return read(ctx, s, scanOne[[]byte], `SELECT pdf FROM packet_files WHERE packet = $1 ORDER BY n`, id)
}

// DeliverPacket writes down whom a packet went to. One that is not ready or
// sent is ErrUnknown.
func (s *Store) DeliverPacket(ctx context.Context, id string, d record.Delivery) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		var state string
		if err := tx.QueryRowContext(ctx, `SELECT state FROM packets WHERE id = $1`, id).Scan(&state); err != nil {
			return err
		}
		if state != string(record.PacketReady) && state != string(record.PacketSent) {
			return ErrUnknown
		}
		if err := tx.QueryRowContext(ctx, nextDelivery).Scan(&d.N); err != nil {
			return err
		}
		e := record.Event{
			At: d.On, By: d.By, Kind: "packet delivered", Detail: map[string]string{
				"number": strconv.Itoa(d.N), "packet_delivery": record.LongHash(d.Said()),
			},
		}
		if err := putPacketState(ctx, tx, id, record.PacketSent, e); err != nil {
			return err
		}
		n, _, err := logHead(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO packet_deliveries (n, packet, client, at, recipient, purpose, how, by, log)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			d.N, id, string(d.Client), d.On, d.To, d.Purpose, d.How, string(d.By), n)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrUnknown
	}
	if err != nil {
		return fmt.Errorf("keep delivery of packet %s: %w", id, err)
	}
	return nil
}

// nextDelivery numbers deliveries of documents and of packets together.
const nextDelivery = `
SELECT coalesce(max(n), 0) + 1 FROM (SELECT n FROM deliveries UNION ALL SELECT n FROM packet_deliveries)`

func putPacketState(ctx context.Context, tx *sql.Tx, id string, state record.PacketState, e record.Event) error {
	if e.Detail == nil {
		e.Detail = map[string]string{}
	}
	e.Subject, e.Detail["state"] = id, string(state)
	if _, err := logEvent(ctx, tx, e); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE packets SET state = $1 WHERE id = $2`, string(state), id)
	return err
}

// AttachmentTexts returns the texts of the pages of the client's file with the
// hash, as they were read once; false where it was not.
func (s *Store) AttachmentTexts(ctx context.Context, client record.ID, hash string) ([]string, bool, error) {
	found, err := read(ctx, s, func(rows *sql.Rows) ([]string, error) {
		var body string
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		return decode[[]string](body)
	}, `SELECT pages FROM attachment_texts WHERE client = $1 AND hash = $2`, string(client), hash)
	if err != nil || len(found) == 0 {
		return nil, false, err
	}
	return found[0], true, nil
}

// SetAttachmentTexts keeps what was read of a client's files, by their hashes.
func (s *Store) SetAttachmentTexts(ctx context.Context, client record.ID, texts map[string][]string) error {
	if len(texts) == 0 {
		return nil
	}
	return s.writeTx(ctx, func(tx *sql.Tx) error {
		for hash, pages := range texts {
			body, err := json.Marshal(pages)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO attachment_texts (client, hash, pages) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, string(client), hash, string(body)); err != nil {
				return err
			}
		}
		return nil
	})
}

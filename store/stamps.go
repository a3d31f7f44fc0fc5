package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash"

	"milepost/record"
)

// Stamps returns a text for each client of Clients that stays the same as
// long as Records returns the same for this client, and changes when an
// import that touches the client comes, is retracted or is taken back. It is
// far cheaper than Records: it looks at imports, not at their rows.
func (s *Store) Stamps(ctx context.Context) (map[record.ID]string, error) {
	hashes := map[record.ID]hash.Hash{}
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		everyone, err := list(ctx, tx, scanOne[int], forEveryone)
		if err != nil {
			return err
		}
		complete, err := list(ctx, tx, scanExport, completeExports)
		if err != nil {
			return err
		}
		joined, err := joinedWith(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, touchesOfClients)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var client record.ID
			var key, sure int
			var imports string
			if err := rows.Scan(&client, &key, &sure, &imports); err != nil {
				return err
			}
			h := hashes[client]
			if h == nil {
				h = sha256.New()
				hashes[client] = h
				fmt.Fprintln(h, everyone, complete, joined[client])
			}
			fmt.Fprintln(h, key, sure, imports)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("stamp clients: %w", err)
	}
	stamps := make(map[record.ID]string, len(hashes))
	for client, h := range hashes {
		stamps[client] = hex.EncodeToString(h.Sum(nil))
	}
	return stamps, nil
}

// joinedWith returns the ids that were joined with each client.
func joinedWith(ctx context.Context, tx *sql.Tx) (map[record.ID][]record.ID, error) {
	pairs, err := list(ctx, tx, scanPair, `SELECT DISTINCT client, owner FROM claims WHERE owner <> client ORDER BY client`)
	joined := map[record.ID][]record.ID{}
	for _, p := range pairs {
		joined[p[1]] = append(joined[p[1]], p[0])
	}
	return joined, err
}

// Of an import only its day ever changes, so that and which of them hold
// something under which of a client's keys is all that matters. The client's own id is looked at even
// where another client claims it too: the client's own records stand there.
const touchesOfClients = `
WITH claims (key, n) AS (
    SELECT key, count(DISTINCT client) FROM counted_keys GROUP BY key
)
SELECT k.client, k.key, c.n = 1, group_concat(t.import || ' ' || i.day ORDER BY t.import)
FROM (SELECT DISTINCT key, client FROM counted_keys) k
JOIN claims c ON c.key = k.key
JOIN touches t ON t.key = k.key
JOIN imports i ON i.n = t.import
WHERE i.counts = 1
GROUP BY k.client, k.key
ORDER BY k.client, k.key`

// forEveryone finds the imports with withdrawals that name no client.
const forEveryone = `
SELECT t.import FROM touches t JOIN names n ON n.n = t.key JOIN imports i ON i.n = t.import
WHERE n.text = '' AND i.counts = 1
ORDER BY t.import`

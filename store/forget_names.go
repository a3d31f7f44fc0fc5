package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"milepost/record"
)

// toldSubjects takes the client's name out of what goals and other rows under
// another client's id say of whom they are about.
func (w *forgetter) toldSubjects(ctx context.Context, said func(string) bool) error {
	type row struct {
		kind        string
		key, imp, n int64
		subject     string
	}
	all, err := list(ctx, w.tx, func(rows *sql.Rows) (row, error) {
		var r row
		err := rows.Scan(&r.kind, &r.key, &r.imp, &r.n, &r.subject)
		return r, err
	}, `SELECT kind, key, import, n, json_extract(body, '$.Subject') FROM told WHERE json_extract(body, '$.Subject') IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, r := range all {
		text, err := withoutName(r.subject, int(r.n), said)
		if err == nil && text != "" {
			_, err = w.tx.ExecContext(ctx, `UPDATE told SET body = json_set(body, '$.Subject', json($1)) WHERE kind = $2 AND key = $3 AND import = $4 AND n = $5`,
				text, r.kind, r.key, r.imp, r.n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// problems removes questions of other clients that show the client's name. They
// are asked anew when those are folded again.
func (w *forgetter) problems(ctx context.Context, said func(string) bool) error {
	all, err := list(ctx, w.tx, scanTriple, `SELECT client, n, body FROM client_problems`)
	if err != nil {
		return err
	}
	for _, one := range all {
		var p record.Problem
		if err := json.Unmarshal([]byte(one[2]), &p); err != nil {
			return err
		}
		if said(p.Found) || said(p.Wrong) {
			if _, err := w.tx.ExecContext(ctx, `DELETE FROM client_problems WHERE client = $1 AND n = $2`, one[0], one[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

func scanTriple(rows *sql.Rows) ([3]string, error) {
	var t [3]string
	err := rows.Scan(&t[0], &t[1], &t[2])
	return t, err
}

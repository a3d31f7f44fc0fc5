package store

import (
	"context"
	"strconv"

	"milepost/record"
)

// summedUp is the version from which on the content is summed up.
const summedUp = 24

// contentStood reports whether the content of a database that is to be brought up
// to date is the one of which the log tells. An older one tells of none.
func contentStood(ctx context.Context, db execer, have int64) (bool, error) {
	if have < summedUp {
		return true, nil
	}
	wrong, err := compareContent(ctx, db)
	if err != nil || len(wrong) > 0 {
		return false, err
	}
	sums, err := digest(ctx, db)
	if err != nil {
		return false, err
	}
	var last string
	err = db.QueryRowContext(ctx, `SELECT coalesce((SELECT detail ->> '$.content' FROM log WHERE instr(detail, '"content":') > 0 ORDER BY n DESC LIMIT 1), '')`).Scan(&last)
	return last == "" || last == sums, err
}

// broughtUp writes into the log that a database was brought up to date, with the
// content that it has since: a change by hand before does not become right by it.
// A new database has nothing to tell of.
func broughtUp(ctx context.Context, db execer, have, want int64, stood bool) error {
	before, _, err := logHead(ctx, db)
	if err != nil || have == 0 || before == 0 {
		return err
	}
	var now string
	if err := db.QueryRowContext(ctx, `SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')`).Scan(&now); err != nil {
		return err
	}
	e := Who{At: now, Program: "migration"}.Event("database brought up to date", "database", map[string]string{
		"from": strconv.FormatInt(have, 10), "to": strconv.FormatInt(want, 10),
	})
	if !stood {
		e.Detail[contentBefore] = contentOther
	}
	if e.Detail[record.WhoActed] == "" {
		e.Detail[record.WhoActed] = "program: migration"
	}
	if _, err := logEvent(ctx, db, e); err != nil {
		return err
	}
	_, _, err = seal(ctx, db, before)
	return err
}

package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"modernc.org/sqlite"

	"milepost/record"
)

// What the tables hold is summed up: for each, how many rows it has, and the sum
// of the rows' hashes. Triggers of the one writing connection change the sums
// with each row, so no writer has to think of them; they are temporary, so that
// another program's change is not counted, and shows. The last entry of the log
// that a transaction writes tells of all sums (ADR 165).

// contentKey is the key under which an entry of the log tells of the content.
const contentKey = "content"

// part is a table, or some columns of one, that is summed up by itself.
type part struct {
	name, table string
	columns     []string
	sealed      bool // the log tells of it
}

// What an entry about a migration says of the content before it.
const (
	contentBefore = "content_before"
	contentOther  = "not as the log told"
)

// schemaPart is the part for the tables' own definitions.
const schemaPart = "the tables' definitions"

// unsealed lists the columns of which the log does not tell, since they change
// without an entry: notes of what is already in files, kept so that it is not made
// again, what is worked out anew from the records, and which IDs were made up. An empty list stands for
// the whole table.
func unsealed() map[string][]string {
	return map[string][]string{
		"client_problems":  nil,
		"drafts":           {"written"},
		"fingerprints":     nil,
		"made_ids":         nil,
		"attachment_texts": nil,
		"goose_db_version": nil,
	}
}

// partsOf lists what is summed up in a database of whatever version: every table
// but the log, which has its own chain, and the sums themselves.
func partsOf(ctx context.Context, q querier) ([]part, error) {
	type column struct{ table, name string }
	all, err := list(ctx, q, func(rows *sql.Rows) (column, error) {
		var c column
		err := rows.Scan(&c.table, &c.name)
		return c, err
	}, `SELECT s.name, c.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c
		WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND s.name NOT IN ('log', 'log_head', 'content')
		ORDER BY s.name, c.cid`)
	if err != nil {
		return nil, err
	}
	notes := unsealed()
	var parts []part
	add := func(name string, sealed bool, c column) {
		if len(parts) == 0 || parts[len(parts)-1].name != name {
			parts = append(parts, part{name: name, table: c.table, sealed: sealed})
		}
		last := &parts[len(parts)-1]
		last.columns = append(last.columns, c.name)
	}
	for _, c := range all {
		columns, some := notes[c.table]
		if !some || len(columns) > 0 && !slices.Contains(columns, c.name) {
			add(c.table, !some || len(columns) > 0, c)
		}
	}
	for _, c := range all {
		columns, some := notes[c.table]
		switch {
		case some && len(columns) == 0:
			add(c.table, false, c)
		case slices.Contains(columns, c.name):
			add(c.table+" "+c.name, false, c)
		}
	}
	return append(parts, part{name: schemaPart, table: "sqlite_schema", columns: []string{"type", "name", "tbl_name", "sql"}}), nil
}

// quoted lists columns for SQL, each behind a prefix.
func quoted(prefix string, columns []string) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = prefix + `"` + c + `"`
	}
	return strings.Join(all, ", ")
}

// quote writes a text as SQL.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// triggers returns what changes the sum of a part with each of its rows.
func (p part) triggers(i int) string {
	if p.name == schemaPart {
		return "" // only a migration changes it, and counts anew
	}
	trigger := func(event, set string) string {
		return fmt.Sprintf(`CREATE TEMP TRIGGER content_%d_%.1s AFTER %s ON main."%s" BEGIN UPDATE content SET %s WHERE part = %s; END;`,
			i, event, event, p.table, set, quote(p.name))
	}
	added, taken := quoted("NEW.", p.columns), quoted("OLD.", p.columns)
	return trigger("INSERT", "rows = rows + 1, sum = content_add(sum, "+added+")") +
		trigger("DELETE", "rows = rows - 1, sum = content_take(sum, "+taken+")") +
		trigger("UPDATE OF "+quoted("", p.columns), "sum = content_add(content_take(sum, "+taken+"), "+added+")")
}

// summed is a part with its rows and their sum.
type summed struct {
	part   string
	sealed bool
	rows   int
	sum    sum
}

// count works out the sums of all parts from the rows as they stand.
func count(ctx context.Context, q querier) ([]summed, error) {
	parts, err := partsOf(ctx, q)
	if err != nil {
		return nil, err
	}
	var all []summed
	for _, p := range parts {
		one, err := list(ctx, q, scanSummed, `SELECT `+quote(p.name)+`, `+fmt.Sprint(p.sealed)+`, count(*), content_sum(`+quoted("", p.columns)+`) FROM "`+p.table+`"`)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		all = append(all, one...)
	}
	slices.SortFunc(all, func(a, b summed) int { return strings.Compare(a.part, b.part) })
	return all, nil
}

// toldSums returns the sums as they were kept.
func toldSums(ctx context.Context, q querier) ([]summed, error) {
	return list(ctx, q, scanSummed, `SELECT part, sealed, rows, sum FROM content ORDER BY part`)
}

func scanSummed(rows *sql.Rows) (summed, error) {
	var one summed
	var bytes []byte
	err := rows.Scan(&one.part, &one.sealed, &one.rows, &bytes)
	if err == nil {
		err = one.sum.read(bytes)
	}
	return one, err
}

// digest is what an entry of the log says of the sums that are sealed: the sum of
// their own hashes.
func digest(ctx context.Context, db execer) (string, error) {
	var all []byte
	err := db.QueryRowContext(ctx, `SELECT content_sum(part, rows, sum) FROM content WHERE sealed`).Scan(&all)
	return hex.EncodeToString(all), err
}

// recount keeps the sums as they are worked out from the rows.
func recount(ctx context.Context, db execer) error {
	all, err := count(ctx, db)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `DELETE FROM content`); err != nil {
		return err
	}
	for _, one := range all {
		if _, err := db.ExecContext(ctx, `INSERT INTO content (part, sealed, rows, sum) VALUES ($1, $2, $3, $4)`, one.part, one.sealed, one.rows, one.sum.bytes()); err != nil {
			return err
		}
	}
	return nil
}

// compareContent says in words where the rows are not those of which the sums
// tell.
func compareContent(ctx context.Context, q querier) ([]string, error) {
	said, err := toldSums(ctx, q)
	if err != nil {
		return nil, err
	}
	have, err := count(ctx, q)
	if err != nil {
		return nil, err
	}
	return difference(said, have), nil
}

func difference(said, have []summed) []string {
	var wrong []string
	all := map[string]summed{}
	for _, one := range said {
		all[one.part] = one
	}
	for _, one := range have {
		before, known := all[one.part]
		delete(all, one.part)
		switch {
		case !known:
			wrong = append(wrong, fmt.Sprintf("%s: Milepost did not make this table", one.part))
		case one.rows != before.rows:
			wrong = append(wrong, fmt.Sprintf("%s: %d rows, and Milepost wrote %d: something else changed the database", one.part, one.rows, before.rows))
		case one.sum != before.sum || one.sealed != before.sealed:
			wrong = append(wrong, fmt.Sprintf("%s: a row is not as Milepost wrote it: something else changed the database", one.part))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		wrong = append(wrong, fmt.Sprintf("%s: the table is gone", name))
	}
	return wrong
}

// CheckContent compares all rows with the sums that were kept with them, and
// says in words what does not fit.
func (s *Store) CheckContent(ctx context.Context) (wrong []string, err error) {
	err = s.readTx(ctx, func(tx *sql.Tx) error {
		wrong, err = compareContent(ctx, tx)
		return err
	})
	return wrong, damaged(err)
}

// content compares the rows with their sums, and the sums with the newest entry
// that tells of them.
func (c *checker) content(ctx context.Context, tx *sql.Tx) error {
	wrong, err := compareContent(ctx, tx)
	if err != nil {
		return err
	}
	sums, err := digest(ctx, tx)
	if err != nil {
		return err
	}
	for _, line := range wrong {
		c.wrong("%s", line)
	}
	for _, n := range c.order {
		if c.kept[n].detail[contentBefore] == contentOther {
			c.wrong("when entry %d was written, the content was not what the log told of", n)
		}
	}
	if c.contentAt > 0 && !strings.Contains(c.sealed, `"`+contentKey+`":"`+sums+`"`) {
		c.wrong("the sums of what is kept are not those that entry %d of the log tells of", c.contentAt)
	}
	return nil
}

// watch makes the triggers of the writing connection where it has none, and
// returns the number of the newest entry of the log.
func watch(ctx context.Context, tx *sql.Tx) (newest int, err error) {
	var there bool
	err = tx.QueryRowContext(ctx, `SELECT coalesce((SELECT max(n) FROM log), 0), EXISTS (SELECT 1 FROM temp.sqlite_schema)`).Scan(&newest, &there)
	if err != nil || there {
		return newest, err
	}
	parts, err := partsOf(ctx, tx)
	if err != nil {
		return newest, err
	}
	var all strings.Builder
	for i, p := range parts {
		all.WriteString(p.triggers(i))
	}
	_, err = tx.ExecContext(ctx, all.String())
	return newest, err
}

// seal lets the newest entry of the log tell of the content at the end of a
// transaction, and returns its number and hash. Where the transaction wrote none
// and changed what is sealed, it gets one.
func seal(ctx context.Context, db execer, before int) (n int, hash string, err error) {
	now, err := digest(ctx, db)
	if err != nil {
		return 0, "", err
	}
	var r logRow
	var last string // the hash before
	err = db.QueryRowContext(ctx, `SELECT n, at, by, kind, subject, detail, hash, coalesce((SELECT hash FROM log b WHERE b.n = log.n - 1), '') FROM log ORDER BY n DESC LIMIT 1`).
		Scan(&r.n, &r.at, &r.by, &r.kind, &r.subject, &r.detail, &r.hash, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", err
	}
	detail := map[string]string{}
	_ = json.Unmarshal([]byte(r.detail), &detail) // of an entry that somebody changed; ours is as it was just written
	switch told := detail[contentKey]; {
	case r.n > before:
	case told == "" || told == now:
		return 0, "", nil
	default:
		if _, err := logEvent(ctx, db, (Who{At: r.at, Program: "store"}).Event("content changed", "database", nil)); err != nil {
			return 0, "", err
		}
		return seal(ctx, db, before)
	}
	detail[contentKey] = now
	canonical, err := record.Canonical(detail)
	if err != nil {
		return 0, "", err
	}
	r.detail = string(canonical)
	if r.hash, err = sealRow(last, r); err != nil {
		return 0, "", err
	}
	if _, err := db.ExecContext(ctx, `UPDATE log SET detail = $1, hash = $2 WHERE n = $3`, r.detail, r.hash, r.n); err != nil {
		return 0, "", err
	}
	_, err = db.ExecContext(ctx, `UPDATE log_head SET hash = $1 WHERE n = $2`, r.hash, r.n)
	return r.n, r.hash, err
}

// sum is a sum of hashes modulo 2^256.
type sum [4]uint64

func (s *sum) read(b []byte) error {
	if len(b) != 8*len(s) {
		return fmt.Errorf("%w: a sum of %d bytes", ErrDamaged, len(b))
	}
	for i := range s {
		s[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return nil
}

func (s *sum) bytes() []byte {
	b := make([]byte, 0, 8*len(s))
	for _, one := range s {
		b = binary.LittleEndian.AppendUint64(b, one)
	}
	return b
}

func (s *sum) add(o sum) {
	carry := uint64(0)
	for i := range s {
		s[i], carry = bits.Add64(s[i], o[i], carry)
	}
}

func (s *sum) take(o sum) {
	borrow := uint64(0)
	for i := range s {
		s[i], borrow = bits.Sub64(s[i], o[i], borrow)
	}
}

// hashRow is the hash of a row's values, each behind its type and length. A whole
// number is the same whether SQLite gives it as one or as a fraction.
func hashRow(values []driver.Value) sum {
	var space [512]byte
	b := space[:0]
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			b = append(b, 'n')
		case int64:
			b = binary.LittleEndian.AppendUint64(append(b, 'i'), uint64(v))
		case float64:
			if whole := int64(v); float64(whole) == v {
				b = binary.LittleEndian.AppendUint64(append(b, 'i'), uint64(whole))
			} else {
				b = binary.LittleEndian.AppendUint64(append(b, 'f'), math.Float64bits(v))
			}
		case string:
			b = append(binary.LittleEndian.AppendUint64(append(b, 't'), uint64(len(v))), v...)
		case []byte:
			b = append(binary.LittleEndian.AppendUint64(append(b, 'b'), uint64(len(v))), v...)
		default:
			b = fmt.Appendf(b, "%T %v", v, v)
		}
	}
	hash := sha256.Sum256(b)
	var s sum
	_ = s.read(hash[:]) // it is as long as a sum
	return s
}

// aggregate is content_sum under way.
type aggregate struct{ sum sum }

// Step adds a row.
func (a *aggregate) Step(_ *sqlite.FunctionContext, values []driver.Value) error {
	a.sum.add(hashRow(values))
	return nil
}

// WindowInverse takes a row away.
func (a *aggregate) WindowInverse(_ *sqlite.FunctionContext, values []driver.Value) error {
	a.sum.take(hashRow(values))
	return nil
}

// WindowValue returns the sum.
func (a *aggregate) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	return a.sum.bytes(), nil
}

// Final ends it.
func (a *aggregate) Final(*sqlite.FunctionContext) {}

// changed returns a function of SQL that changes a sum by a row.
func changed(by func(s *sum, row sum)) func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
	return func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		var s sum
		before, ok := args[0].([]byte)
		if !ok {
			return nil, errors.New("no sum to change")
		}
		if err := s.read(before); err != nil {
			return nil, err
		}
		by(&s, hashRow(args[1:]))
		return s.bytes(), nil
	}
}

// register adds the functions to the driver, which is one for the process.
//
//nolint:gochecknoglobals // so is what was added to it
var register = sync.OnceValue(func() error {
	return errors.Join(
		sqlite.RegisterFunction("content_add", &sqlite.FunctionImpl{NArgs: -1, Deterministic: true, VolatileArgs: true, Scalar: changed((*sum).add)}),
		sqlite.RegisterFunction("content_take", &sqlite.FunctionImpl{NArgs: -1, Deterministic: true, VolatileArgs: true, Scalar: changed((*sum).take)}),
		sqlite.RegisterFunction("content_sum", &sqlite.FunctionImpl{
			NArgs: -1, Deterministic: true, VolatileArgs: true,
			MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return &aggregate{}, nil },
		}),
	)
})

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"milepost/record"
)

// Checked is what a verification of the log found.
type Checked struct {
	Entries int
	Head    string   // hash of the newest entry
	Wrong   []string // one line for each thing that does not hold
}

// maxWrong bounds how many lines one verification lists: one changed entry
// early on would otherwise be told of all that follow.
const maxWrong = 20

// CheckLog works out every hash of the audit log anew and compares what the
// log tells with what is kept: an entry that was changed, removed, added or
// moved is found, a cut end too, and so is a text, signature, signed file,
// state or user that is not the one that the log tells of.
func (s *Store) CheckLog(ctx context.Context) (Checked, error) {
	c := checker{states: map[string]string{}, kept: map[int]entry{}, forgotten: map[string]bool{}}
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		return errors.Join(c.chain(ctx, tx), c.head(ctx, tx), c.witnesses(ctx, tx), c.standing(ctx, tx), c.away(ctx, tx), c.content(ctx, tx))
	})
	if err != nil {
		return c.Checked, fmt.Errorf("verify the log: %w", err)
	}
	return c.Checked, nil
}

// checker is one verification under way.
type checker struct {
	Checked
	kept   map[int]entry     // entries that tell of something kept elsewhere, by number
	order  []int             // their numbers, ascending
	states map[string]string // of each draft and document, as last told

	last      int             // number of the newest entry
	contentAt int             // the newest entry that tells of the content
	sealed    string          // its detail
	forgotten map[string]bool // subjects of entries about clients who were forgotten, or left behind
}

// entry is what an entry says of something that is kept elsewhere.
type entry struct {
	subject string
	detail  map[string]string
}

func (c *checker) wrong(format string, args ...any) {
	if len(c.Wrong) < maxWrong {
		c.Wrong = append(c.Wrong, fmt.Sprintf(format, args...))
	}
}

// chain follows the log from its first entry.
func (c *checker) chain(ctx context.Context, tx *sql.Tx) error {
	before := ""
	return eachLogRow(ctx, tx, func(r logRow) error {
		c.Entries++
		if r.n != c.last+1 {
			c.wrong("entries %d to %d are missing", c.last+1, r.n-1)
		}
		hash, err := sealRow(before, r)
		if err != nil {
			return err
		}
		if hash != r.hash {
			c.wrong("entry %d is not as it was written, or the one before it is another: %s of %s at %s", r.n, r.kind, r.subject, r.at)
		}
		before, c.last, c.Head = r.hash, r.n, r.hash
		c.remember(r)
		return nil
	})
}

// remember keeps what an entry tells of things outside the log. An entry
// without detail tells of none; nor does one of a change of wording, whose hash
// earlier versions kept under the key of a text.
func (c *checker) remember(r logRow) {
	if strings.Contains(r.detail, `"`+contentKey+`":`) {
		c.contentAt, c.sealed = r.n, r.detail
	}
	if r.detail == "{}" || r.kind == "drafted" || r.kind == "phrase changed" || r.kind == "template changed" {
		return
	}
	detail := map[string]string{}
	// A detail that is no JSON was changed, which the chain tells.
	_ = json.Unmarshal([]byte(r.detail), &detail)
	if r.kind == forgottenKind || r.kind == HandOverOpened {
		for subject := range strings.SplitSeq(detail["subjects"], "\n") {
			c.forgotten[subject] = true
		}
	}
	c.kept[r.n] = entry{r.subject, detail}
	c.order = append(c.order, r.n)
	for _, pair := range [][2]string{{r.subject, "state"}, {detail["document"], "document_state"}, {detail["of"], "of_state"}} {
		if pair[0] != "" && detail[pair[1]] != "" {
			c.states[pair[0]] = detail[pair[1]]
		}
	}
}

// sealRow works out the hash of a row. The detail is hashed as it stands,
// which is its canonical form when nobody touched it.
func sealRow(before string, r logRow) (string, error) {
	front, err := record.CanonicalTexts(r.at, r.by, r.kind, r.subject)
	if err != nil {
		return "", err
	}
	start, err := record.CanonicalTexts(before)
	if err != nil {
		return "", err
	}
	return record.LongHash(fmt.Sprintf("[%s,%d,%s,%s]", start, r.n, front, r.detail)), nil
}

// head compares the newest entry with the one that was noted beside the log.
func (c *checker) head(ctx context.Context, tx *sql.Tx) error {
	var n int
	var hash string
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(n), 0), coalesce(max(hash), '') FROM log_head WHERE one = 1`).Scan(&n, &hash)
	if err == nil && (hash != c.Head || n != c.last) {
		c.wrong("the newest entry is not number %d, which was written last: entries at the end are missing, or were added", n)
	}
	return err
}

// A kind of row that one entry of the log each tells of: the entry's detail
// has under key the hash of what is kept.
type witness struct{ what, key, query string }

// witnesses lists them. A query gives the entry's number, the subject and the
// content; content that begins with "=" is compared as it stands.
func witnesses() []witness {
	return []witness{
		{"revision", "text", `SELECT log, draft || ' ' || n, markdown FROM revisions ORDER BY log`},
		{"signature", "manifest", `SELECT log, document, manifest FROM signatures ORDER BY log`},
		{"the Markdown of document", "markdown", `SELECT log, id, markdown FROM documents ORDER BY log`},
		{"the PDF of document", "pdf", `SELECT log, id, pdf FROM documents ORDER BY log`},
		{"the HTML of document", "html", `SELECT log, id, html FROM documents ORDER BY log`},
		{"delivery", "delivery", `SELECT log, document, recipient || char(10) || purpose || char(10) || how || iif(under = '', '', char(10) || under) FROM deliveries ORDER BY log`},
		{"release", "release", `SELECT log, client || ' ' || n, body FROM releases ORDER BY log`},
		{"revocation", "revocation", `SELECT revoked, client || ' ' || n, revoked_on || char(10) || why FROM releases WHERE revoked > 0 ORDER BY revoked`},
		{"packet", "packet", `SELECT log, id, manifest FROM packets ORDER BY log`},
		{"delivery of packet", "packet_delivery", `SELECT log, packet, recipient || char(10) || purpose || char(10) || how FROM packet_deliveries ORDER BY log`},
		{"the reason of finding", "finding", `SELECT log, finding, '=' || finding FROM accepted ORDER BY log`},
		{"opening", "text", `SELECT log, draft, '=' || text FROM opened ORDER BY log`},
		{"a note of follow-up", "followup", `SELECT log, client || '#' || n, body FROM followup_notes ORDER BY log`},
		{"user", "user", `SELECT log, id, ` + userContent + ` FROM users ORDER BY log`},
	}
}

// witnesses compares what is kept with what the log tells of it, and the
// other way round.
func (c *checker) witnesses(ctx context.Context, tx *sql.Tx) error {
	for _, w := range witnesses() {
		have := map[int]bool{}
		rows, err := tx.QueryContext(ctx, w.query)
		if err != nil {
			return err
		}
		if _, err := collect(rows, func(rows *sql.Rows) (int, error) {
			n, err := c.compare(w, rows)
			have[n] = true
			return n, err
		}); err != nil {
			return err
		}
		c.gone(w, have)
	}
	return nil
}

func (c *checker) compare(w witness, rows *sql.Rows) (int, error) {
	var n int
	var subject string
	var content []byte
	if err := rows.Scan(&n, &subject, &content); err != nil {
		return 0, err
	}
	hash := record.LongHash(string(content))
	if len(content) > 0 && content[0] == '=' {
		hash = string(content[1:])
	}
	found, ok := c.kept[n]
	switch {
	case !ok:
		c.wrong("%s %s: the log has no entry %d for it", w.what, subject, n)
	case found.detail[w.key] != hash:
		c.wrong("%s %s is not the one that entry %d of the log tells of", w.what, subject, n)
	}
	return n, nil
}

// gone finds what the log tells of and nobody keeps any more. A later change
// of a user takes the place of an earlier one, and a text is kept as revision
// or was opened.
func (c *checker) gone(w witness, have map[int]bool) {
	for _, n := range c.order {
		found := c.kept[n]
		if found.detail[w.key] == "" || have[n] || w.key == "user" || c.forgotten[found.subject] {
			continue
		}
		if w.key == "text" && (found.detail["revision"] == "") != (w.what == "opening") {
			continue
		}
		c.wrong("entry %d tells of %s %s, and it is gone", n, w.what, found.subject)
	}
}

// standing compares the states of drafts and documents with those told last.
func (c *checker) standing(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT id, state FROM drafts UNION ALL SELECT id, state FROM documents UNION ALL SELECT id, state FROM packets ORDER BY id`)
	if err != nil {
		return err
	}
	_, err = collect(rows, func(rows *sql.Rows) (string, error) {
		var id, state string
		err := rows.Scan(&id, &state)
		if said, ok := c.states[id]; ok && said != state {
			c.wrong("%s is said to be %s, and the log says %s", id, state, said)
		} else if !ok && state != string(record.Drafted) {
			c.wrong("%s is said to be %s, and the log does not tell of it", id, state)
		}
		return id, err
	})
	return err
}

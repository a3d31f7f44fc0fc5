package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// bringing gives ids to the clients of an export that has none. It waits for
// all of them, since who else is in the list tells a corrected name from
// another child.
//
// Source: ADR 136.
type bringing struct {
	f       *Filler
	clients []record.Client
	keys    []record.Key            // by name and birth date, of each of them
	there   map[record.ID]bool      // whom the list names by a name that is known to be theirs
	known   map[string][]namedChild // by birth date
}

// namedChild is a client with the words of a name.
type namedChild struct {
	id    record.ID
	words string
}

// bring takes a client without an id.
func (b *bringing) bring(c record.Client) error {
	i := slices.IndexFunc(c.Keys, func(k record.Key) bool { _, named := k.NamedBorn(); return named })
	if i < 0 {
		return fmt.Errorf("%s: client without an id, and without name and birth date", c.Source)
	}
	b.clients, b.keys = append(b.clients, c), append(b.keys, c.Keys[i])
	return nil
}

// close gives the ids. A client who may be one that is known, under a name that
// is near, waits under the name until a person says who it is.
func (b *bringing) close() error {
	if len(b.clients) == 0 {
		return nil
	}
	if err := b.look(); err != nil {
		return err
	}
	for i, c := range b.clients {
		id, err := b.idOf(b.keys[i])
		switch {
		case err != nil:
			return err
		case id == "":
			if err := b.f.tell(clientKind, b.keys[i], c, c.Source); err != nil {
				return err
			}
			continue
		}
		b.there[id] = true
		words, born := wordsOf(b.keys[i])
		b.known[born] = append(b.known[born], namedChild{id, words})
		c.ID, c.Keys = id, append(slices.Clone(c.Keys), record.ClientByID(id))
		if err := b.f.addClient(c); err != nil {
			return err
		}
	}
	return nil
}

// look reads who is known, and whom of them the list names.
func (b *bringing) look() error {
	b.there, b.known = map[record.ID]bool{}, map[string][]namedChild{}
	mine := make(map[record.Key]bool, len(b.keys))
	for _, key := range b.keys {
		mine[key] = true
	}
	names, err := list(b.f.ctx, b.f.tx, scanPair, `
		SELECT DISTINCT t.text, c.owner FROM names t JOIN claims c ON c.key = t.n
		JOIN client_keys k ON k.key = c.key AND k.client = c.client AND k.nick = 0
		JOIN imports i ON i.n = k.import AND i.counts = 1
		WHERE t.text GLOB 'name:*' ORDER BY c.owner, t.text`)
	for _, pair := range names {
		words, born := wordsOf(record.Key(pair[0]))
		b.known[born] = append(b.known[born], namedChild{pair[1], words})
		if mine[record.Key(pair[0])] {
			b.there[pair[1]] = true
		}
	}
	return err
}

// idOf returns the id of the child with that name and birth date: the one made
// for it before; that of the one client who has the name; else a new one. ""
// it is not clear who it is.
func (b *bringing) idOf(key record.Key) (record.ID, error) {
	id, err := madeID(b.f.ctx, b.f.tx, key)
	if err != nil || id != "" {
		return id, err
	}
	owners, err := b.owners(key, 0)
	switch {
	case err != nil:
		return "", err
	case len(owners) == 1:
		return owners[0], nil
	case len(owners) > 1:
		return "", nil
	}
	nick, err := b.owners(key, 1)
	if err != nil {
		return "", err
	}
	isThere := func(id record.ID) bool { return b.there[id] } // beside a near name: another child
	nick, near := slices.DeleteFunc(nick, isThere), slices.DeleteFunc(b.near(key), isThere)
	switch {
	case len(nick) == 1 && (len(near) == 0 || len(near) == 1 && near[0] == nick[0]):
		return nick[0], nil
	case len(nick)+len(near) > 0:
		return "", nil
	}
	return makeID(b.f.ctx, b.f.tx, key)
}

// owners returns who has the key for a name (nick 0) or a nickname (nick 1).
func (b *bringing) owners(key record.Key, nick int) ([]record.ID, error) {
	return list(b.f.ctx, b.f.tx, scanOne[record.ID], `
		SELECT DISTINCT c.owner FROM claims c
		JOIN client_keys k ON k.key = c.key AND k.client = c.client AND k.nick = $2
		JOIN imports i ON i.n = k.import AND i.counts = 1
		WHERE c.key = (SELECT n FROM names WHERE text = $1) ORDER BY 1`, string(key), nick)
}

// near returns who has that birth date and a name that is near or shares a word.
func (b *bringing) near(key record.Key) []record.ID {
	words, born := wordsOf(key)
	var near []record.ID
	for _, other := range b.known[born] {
		like := record.CompareNames(record.Person{Whole: words}, record.Person{Whole: other.words})
		if (like >= record.NearName || shareWord(words, other.words)) && !slices.Contains(near, other.id) {
			near = append(near, other.id)
		}
	}
	return near
}

// wordsOf returns the words of the name and the birth date in a key.
func wordsOf(key record.Key) (words, born string) {
	rest := strings.TrimPrefix(string(key), "name:")
	i := strings.LastIndex(rest, "|")
	return rest[:max(i, 0)], rest[i+1:]
}

func shareWord(a, b string) bool {
	others := strings.Fields(b)
	return slices.ContainsFunc(strings.Fields(a), func(w string) bool { return slices.Contains(others, w) })
}

// MakeID returns the id made for the child with that key by name and birth
// date, and makes one where there is none.
func (s *Store) MakeID(ctx context.Context, key record.Key) (record.ID, error) {
	var id record.ID
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		var err error
		if id, err = madeID(ctx, tx, key); err == nil && id == "" {
			id, err = makeID(ctx, tx, key)
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return id, nil
}

// madeID returns the id that was made for the key, "" none.
func madeID(ctx context.Context, tx *sql.Tx, key record.Key) (record.ID, error) {
	found, err := list(ctx, tx, scanOne[int], `SELECT n FROM made_ids WHERE child = $1`, childHash(key))
	if err != nil || len(found) == 0 {
		return "", err
	}
	return idNumbered(found[0]), nil
}

// makeID makes the next id. A number that an export uses is passed over.
func makeID(ctx context.Context, tx *sql.Tx, key record.Key) (record.ID, error) {
	last, err := list(ctx, tx, scanOne[int], `SELECT coalesce(max(n), 0) FROM made_ids`)
	if err != nil {
		return "", err
	}
	for n := last[0] + 1; ; n++ {
		taken, err := list(ctx, tx, scanOne[int], `SELECT 1 FROM names WHERE text = $1`, string(record.ClientByID(idNumbered(n))))
		if err != nil {
			return "", err
		}
		if len(taken) == 0 {
			return idNumbered(n), run(ctx, tx, `INSERT INTO made_ids (n, child) VALUES ($1, $2)`, n, childHash(key))
		}
	}
}

func idNumbered(n int) record.ID { return record.ID(fmt.Sprintf("M-%04d", n)) }

// childHash is what is kept of the key for which an id was made.
func childHash(key record.Key) string { return record.LongHash("made id\n" + string(key)) }

package caseload

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
	"milepost/store"
)

// identity is by what rows and texts can name a client.
type identity struct {
	keys   []record.Key
	ids    []string        // those that stand for nothing else
	names  [][2]string     // first and last, in small letters
	others map[string]bool // ids of other clients: a row with one is theirs
	places map[record.Source]bool
}

func newIdentity(c record.Client, all []record.ID) identity {
	who := identity{others: map[string]bool{}}
	who.keys = append(slices.Clone(c.Keys), record.ClientByID(c.ID))
	if c.Was != "" {
		who.keys = append(who.keys, record.ClientByID(c.Was))
	}
	for _, k := range who.keys {
		if id, ok := strings.CutPrefix(string(k), "id:"); ok && isTelling(id) {
			who.ids = append(who.ids, id)
		}
	}
	firsts := []string{c.FirstName, c.Preferred}
	for _, f := range c.Former {
		firsts = append(firsts, f.Name)
	}
	for _, first := range firsts {
		who.name(first, c.LastName)
	}
	for _, whole := range c.OtherNames {
		if words := strings.Fields(whole); len(words) > 1 {
			who.name(words[0], words[len(words)-1])
		}
	}
	for _, id := range all {
		if !slices.Contains(who.keys, record.ClientByID(id)) && isTelling(string(id)) {
			who.others[string(id)] = true
		}
	}
	return who
}

func (who *identity) name(first, last string) {
	if first != "" && last != "" {
		who.names = append(who.names, [2]string{strings.ToLower(first), strings.ToLower(last)})
	}
}

// isTelling reports whether an id is no number that a score or a time could be
// too: it has a letter and 3 signs or more, or 6 digits.
func isTelling(id string) bool {
	if strings.ContainsFunc(id, unicode.IsLetter) {
		return len(id) >= 3
	}
	return len(id) >= 6
}

// at is the same with the rows that an import is known to have told of the client.
func (who identity) at(places []record.Source) identity {
	who.places = map[record.Source]bool{}
	for _, p := range places {
		if p.Row > 0 {
			who.places[p] = true
		}
	}
	return who
}

// gone reports whether a row is the client's.
func (who identity) gone(sheet string, number int, cells []string) bool {
	if who.places[record.Source{Sheet: sheet, Row: number}] && number > 0 {
		return true
	}
	if number == 0 && sheet != "" {
		return who.isSheet(sheet)
	}
	for _, cell := range cells {
		if slices.Contains(who.ids, strings.TrimSpace(cell)) {
			return true
		}
	}
	if !who.named(cells) {
		return false
	}
	return !slices.ContainsFunc(cells, func(cell string) bool { return who.others[strings.TrimSpace(cell)] })
}

// isSheet reports whether a sheet of which rows of the client are known is the
// client's own, by its name: the id, or the first name with or without the last.
func (who identity) isSheet(name string) bool {
	words := strings.Fields(strings.ToLower(name))
	told := false
	for place := range who.places {
		told = told || place.Sheet == name
	}
	return told && len(words) > 0 && (slices.Contains(who.ids, strings.TrimSpace(name)) ||
		slices.ContainsFunc(who.names, func(n [2]string) bool { return isTabOf(words, n) }))
}

// isTabOf reports whether the words are a child's first name, alone or with the
// last name or the first letters of it.
func isTabOf(words []string, name [2]string) bool {
	first := strings.Fields(name[0])
	if !begins(words, first) {
		return false
	}
	rest := strings.TrimSuffix(strings.Join(words[len(first):], " "), ".")
	return strings.HasPrefix(name[1], rest)
}

// named reports whether the row says the client's name, in one cell or in two.
func (who identity) named(cells []string) bool {
	for _, name := range who.names {
		var first, last bool
		for _, cell := range cells {
			lower := strings.ToLower(strings.TrimSpace(cell))
			if len(lower) < 80 && strings.Contains(lower, name[0]) && strings.Contains(lower, name[1]) && hasName(lower, name) {
				return true
			}
			first = first || lower == name[0] || strings.HasPrefix(lower, name[0]+" ")
			last = last || lower == name[1]
		}
		if first && last {
			return true
		}
	}
	return false
}

// said reports whether a text holds first and last name as words beside each
// other.
func (who identity) said(text string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(who.names, func(name [2]string) bool { return hasName(lower, name) })
}

// hasName reports whether both names stand in the text as words, with two words
// at most between them: "Smith, Ana M." too.
func hasName(lower string, name [2]string) bool {
	words := strings.FieldsFunc(lower, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '-'
	})
	first, last := strings.Fields(name[0]), strings.Fields(name[1])
	for i := range words {
		if !begins(words[i:], first) {
			continue
		}
		for j := max(0, i-len(last)-2); j <= i+len(first)+2 && j < len(words); j++ {
			if begins(words[j:], last) {
				return true
			}
		}
	}
	return false
}

func begins(words, with []string) bool {
	return len(words) >= len(with) && slices.Equal(words[:len(with)], with)
}

// inText reports whether a file that is no table names the client.
func (who identity) inText(data []byte) bool {
	for _, id := range who.ids {
		if bytes.Contains(data, []byte(id)) {
			return true
		}
	}
	return who.said(string(data))
}

// hashes are what is kept of the keys: enough to know them again.
func (who identity) hashes() []string {
	var all []string
	for _, k := range who.keys {
		all = append(all, forgottenHash(k))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func forgottenHash(k record.Key) string { return record.LongHash("forgotten client\n" + string(k)) }

// refused is an export without the rows of forgotten clients.
type refused struct {
	text  []byte // nil: it holds none
	notes []string
}

// withoutForgotten reads an export for rows of clients who were forgotten, and
// gives it without them: neither archive nor database takes them in again.
func (c *Caseload) withoutForgotten(ctx context.Context, f sheet.File, o ingest.Options) (refused, error) {
	forgotten, err := c.store.ForgottenClients(ctx)
	if err != nil || len(forgotten) == 0 {
		return refused{}, err
	}
	of := map[string]store.Forgotten{}
	for _, one := range forgotten {
		for _, k := range one.Keys {
			of[k] = one
		}
	}
	met := map[record.ID]bool{}
	mine := func(k record.Key) bool {
		one, ok := of[forgottenHash(k)]
		if ok {
			met[one.Client] = true
		}
		return ok
	}
	places, err := ingest.RowsOf(ctx, f, o, mine)
	if err != nil {
		return refused{}, nil //nolint:nilerr // what cannot be read is told where it is read
	}
	text, removed, err := ingest.Without(ctx, f, func(sheet string, number int, cells []string) bool {
		if number > 0 {
			return places[record.Source{Sheet: sheet, Row: number}]
		}
		return slices.ContainsFunc(cells, func(text string) bool { return mine(record.ClientByID(record.ID(text))) })
	})
	if err != nil || len(removed) == 0 {
		return refused{}, nil //nolint:nilerr // the same
	}
	r := refused{text: text}
	for _, one := range forgotten {
		if met[one.Client] {
			r.notes = append(r.notes, fmt.Sprintf("rows of client %s were refused: the client was forgotten on %s", one.Client, one.Day))
		}
	}
	return r, nil
}

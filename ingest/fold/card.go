package fold

import (
	"cmp"
	"slices"

	"milepost/ingest/value"
	"milepost/record"
)

// What a card says is decided here: its newest text counts, and no other.
//
// Source: docs/adr/0140-a-card-is-the-present-truth.md.

// standingCards leaves out what each card said before its newest text, and
// keeps it as history.
func standingCards(raw record.Versions) record.Versions {
	newest := newestCards(raw.Clients)
	if len(newest) == 0 {
		return raw
	}
	for _, v := range raw.Clients {
		if isReplaced(newest, v.Card, v.Order, v.Record.Source) {
			raw.EarlierCards = append(slices.Clone(raw.EarlierCards), v)
		}
	}
	raw.Clients = standing(newest, raw.Clients, func(c record.Client) record.Source { return c.Source })
	raw.Goals = standing(newest, raw.Goals, func(g record.Goal) record.Source { return g.Source })
	raw.Sessions = standing(newest, raw.Sessions, func(s record.Session) record.Source { return s.Source })
	for i := range raw.Clients {
		c := &raw.Clients[i].Record
		c.AllContacts = c.AllContacts || raw.Clients[i].Card && len(c.Contacts) > 0
		c.AllAllowed = c.AllAllowed || raw.Clients[i].Card && len(c.Allowed) > 0
	}
	return raw
}

// newestCards returns the order of the newest text of each card. Each holds the
// client once, also where it says nothing else.
func newestCards(clients []record.Version[record.Client]) map[string]int {
	newest := map[string]int{}
	for _, v := range clients {
		if v.Card {
			newest[v.Record.Source.File] = max(newest[v.Record.Source.File], v.Order)
		}
	}
	return newest
}

func isReplaced(newest map[string]int, card bool, order int, at record.Source) bool {
	return card && order < newest[at.File]
}

// standing returns the versions without those of replaced texts.
func standing[T any](newest map[string]int, versions []record.Version[T], at func(T) record.Source) []record.Version[T] {
	return slices.DeleteFunc(slices.Clone(versions), func(v record.Version[T]) bool {
		return isReplaced(newest, v.Card, v.Order, at(v.Record))
	})
}

// mergeCard takes what a card says. Contacts that it lists are all who get
// papers, and authorizations that it lists are all that there are.
func mergeCard(into *record.Client, card record.Client) {
	contacts, allowed := card.Contacts, card.Allowed
	known, granted := into.Contacts, into.Allowed
	if card.AllContacts {
		card.Contacts = nil
	}
	if card.AllAllowed {
		card.Allowed = nil
	}
	mergeClient(into, card)
	if card.AllContacts {
		into.AllContacts = true
		into.Contacts = listed(contacts, known)
		if !slices.Equal(into.Contacts, known) {
			into.Source = card.Source
		}
	}
	if card.AllAllowed {
		into.AllAllowed = true
		into.Allowed = grantedOf(allowed, granted)
	}
}

// grantedOf returns the authorizations of a card. What the card leaves out of
// one is as exports have it.
func grantedOf(allowed, known []record.Authorization) []record.Authorization {
	var all []record.Authorization
	for _, a := range allowed {
		one := record.Client{}
		if i := slices.IndexFunc(known, func(k record.Authorization) bool { return k.Name() == a.Name() }); i >= 0 {
			one.Allowed = []record.Authorization{known[i]}
		}
		mergeDays(&one, record.Client{Allowed: []record.Authorization{a}})
		all = append(all, one.Allowed...)
	}
	slices.SortStableFunc(all, func(a, b record.Authorization) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To))
	})
	return all
}

// listed returns the contacts of a card. What the card leaves out of one is as
// exports have it; an address that an export says is hidden stays hidden.
func listed(contacts, known []record.Contact) []record.Contact {
	var all []record.Contact
	for _, c := range contacts {
		one := []record.Contact{c}
		if i := slices.IndexFunc(known, func(k record.Contact) bool { return SameContact(k, c) }); i >= 0 {
			one = []record.Contact{known[i]}
			one[0].Name = c.Name
			mergeContacts(&one, []record.Contact{c})
		}
		all = append(all, one...)
	}
	return all
}

// SameContact reports whether two contacts of one client are the same person.
func SameContact(a, b record.Contact) bool {
	return sameContactName(a.Name, b.Name) ||
		record.CompareNames(record.Person{Whole: a.Name}, record.Person{Whole: b.Name}) == record.SameName
}

// remember keeps the names and pronouns of earlier cards, so that texts which
// still hold them can be put right.
func remember(c *record.Client, earlier []record.Version[record.Client]) {
	earlier = slices.Clone(earlier)
	slices.SortStableFunc(earlier, func(a, b record.Version[record.Client]) int { return cmp.Compare(a.Order, b.Order) })
	for _, v := range earlier {
		was := v.Record
		if was.Preferred != "" && c.CalledName() != "" && was.Preferred != c.CalledName() {
			addFormer(c, record.Former{Name: was.Preferred})
		}
		if was.Pronouns.Subject != "" && was.Pronouns != value.NoPronouns() && c.Pronouns.Subject != "" && was.Pronouns != c.Pronouns {
			addFormer(c, record.Former{Pronouns: was.Pronouns})
		}
	}
}

func addFormer(c *record.Client, f record.Former) {
	if !slices.Contains(c.Former, f) {
		c.Former = append(c.Former, f)
	}
}

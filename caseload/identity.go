package caseload

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"milepost/ingest/card"
	"milepost/ingest/fold"
	"milepost/record"
	"milepost/store"
)

// waiting lists the rows whose client is not clear, with who may be meant, and
// the clients of whom it is not clear whether they are one child. It names
// people: it is for a screen, not for a log.
func (c *Caseload) waiting(ctx context.Context) ([]record.Problem, error) {
	rows, err := c.store.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	same, err := c.namesakes(ctx)
	if err != nil {
		return nil, err
	}
	var roster []knownAs
	all := make([]record.Problem, len(rows))
	for i, w := range rows {
		_, named := w.Key.NamedBorn()
		switch {
		case w.Code == store.CodeAmbiguousClient && slices.ContainsFunc(same, asksAbout(w.Claims)):
			w.Next = record.NextStep{Act: record.StepMergeClients, Client: w.Claims[0], Other: w.Claims[1], Text: "name the client by id in this export"}
		case w.Code == store.CodeUnknownClient && named && w.Person.Name() != "":
			if roster == nil {
				if roster, err = c.knownNames(ctx); err != nil {
					return nil, err
				}
			}
			whoMayBe(&w, roster)
		}
		all[i] = w.Problem
	}
	return append(all, same...), nil
}

// asksAbout returns what tells whether a problem asks if the first two are one
// child.
func asksAbout(ids []record.ID) func(record.Problem) bool {
	return func(p record.Problem) bool { return p.Found == strings.Join(texts(ids[:2]), ", ") }
}

// knownAs is how exports and cards name a client.
type knownAs struct {
	id     record.ID
	called string
	names  []record.Person
	births []record.Date
}

// String writes the client for a person: id, name and birth date.
func (k knownAs) String() string {
	text := string(k.id)
	if k.called != "" {
		text += ", " + k.called
	}
	if len(k.births) > 0 {
		text += ", born " + k.births[0].String()
	}
	return text
}

// knownNames returns how every client is named, by id.
func (c *Caseload) knownNames(ctx context.Context) ([]knownAs, error) {
	roster, err := c.store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]knownAs, 0, len(roster))
	for _, id := range slices.Sorted(maps.Keys(roster)) {
		k := knownAs{id: id}
		for _, v := range roster[id].Clients {
			k.called = cmp.Or(v.Record.Person().Written(), k.called)
			k.names = append(k.names, v.Record.Names()...)
			k.births = append(k.births, v.Record.BirthDates()...)
		}
		all = append(all, k)
	}
	return all, nil
}

// mayBe says whether rows that name this person may mean the client: 2 the
// birth date is the client's and the name is near or has the last name, which
// may be a nickname or a twin; 1 the name is the client's, and the birth date
// another or not on file; 0 no.
func (k knownAs) mayBe(p record.Person) int {
	like, family := record.Unlike, false
	for _, name := range k.names {
		like = max(like, record.CompareNames(name, p))
		family = family || p.Last != "" && slices.Equal(record.NameWords(name.Last), record.NameWords(p.Last))
	}
	switch {
	case slices.Contains(k.births, p.Birth) && (like >= record.NearName || family):
		return 2
	case like >= record.Nickname:
		return 1
	}
	return 0
}

// whoMayBe shows the clients who may be meant by rows that name a client whom
// no import names, and says how to answer. Where none may, the rows wait for a
// client list.
func whoMayBe(w *store.Waiting, roster []knownAs) {
	var near []knownAs
	best := 1
	for _, k := range roster {
		m := k.mayBe(w.Person)
		if m > best {
			best, near = m, nil
		}
		if m == best {
			near = append(near, k)
		}
	}
	born := w.Person.Written() + ", " + w.Person.Birth.String()
	answer := w.Person.Written()
	if best == 1 {
		answer = born
	}
	otherwise := w.Next.Words()
	if w.Brings {
		otherwise = ""
	}
	switch {
	case len(near) == 1:
		w.Wrong += fmt.Sprintf("; client %s may be meant", near[0])
		w.Next = record.NextStep{Act: record.StepOtherName, Client: near[0].id, Name: answer, Text: otherwise}
	case len(near) > 1:
		all := make([]string, len(near))
		for i, k := range near {
			all[i] = k.String()
		}
		w.Wrong += fmt.Sprintf("; clients %s may be meant", strings.Join(all, " and "))
		w.Next = record.NextStep{Act: record.StepWhoseName, Name: answer, Text: otherwise}
	}
	if w.Brings && len(near) > 0 {
		w.Next.ID = born
	}
}

func texts(ids []record.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}

// namesakes asks about each two clients of one name and one birth date, or of
// one name where no birth date is known of one of them, unless a card says that
// they are two children.
func (c *Caseload) namesakes(ctx context.Context) ([]record.Problem, error) {
	pairs, err := c.namesakePairs(ctx)
	all := make([]record.Problem, len(pairs))
	for i, p := range pairs {
		all[i] = oneChildOrTwo(p[0], p[1])
	}
	return all, err
}

func (c *Caseload) namesakePairs(ctx context.Context) ([][2]record.Client, error) {
	groups, err := c.store.Namesakes(ctx)
	if err != nil {
		return nil, err
	}
	pairs, err := c.store.NamesakesWithoutBirth(ctx)
	if err != nil {
		return nil, err
	}
	unborn := len(groups)
	for _, pair := range pairs {
		groups = append(groups, pair[:])
	}
	var all [][2]record.Client
	for n, ids := range groups {
		clients, err := c.namedAlike(ctx, ids)
		if err != nil {
			return nil, err
		}
		for i, a := range clients {
			for _, b := range clients[i+1:] {
				same := areNamesakes(a, b) || n >= unborn && record.CompareNames(a.Person(), b.Person()) == record.SameName
				if same && !slices.Contains(a.Namesakes, b.ID) && !slices.Contains(b.Namesakes, a.ID) {
					all = append(all, [2]record.Client{a, b})
				}
			}
		}
	}
	return all, nil
}

// namedAlike reads the clients of one name; one on whom the program fails is
// left out, and named where the list of clients is.
func (c *Caseload) namedAlike(ctx context.Context, ids []record.ID) ([]record.Client, error) {
	var clients []record.Client
	for _, id := range ids {
		err := c.guard(id, "looking for namesakes", func() error {
			folded, err := c.fold(ctx, id, record.Date{})
			clients = append(clients, folded.Client)
			return err
		})
		if err != nil && failureIn(err) == nil {
			return nil, err
		}
	}
	return clients, nil
}

// areNamesakes reports whether two clients share a key by a name of theirs.
// Twins of whom one has the other's nickname do not.
func areNamesakes(a, b record.Client) bool {
	own, _ := a.NameKeys()
	others, _ := b.NameKeys()
	return slices.ContainsFunc(own, func(k record.Key) bool { return slices.Contains(others, k) })
}

func oneChildOrTwo(a, b record.Client) record.Problem {
	wrong := "have one name and one birth date"
	if a.BirthDate.IsZero() || b.BirthDate.IsZero() {
		wrong = "have one name, and no birth date tells them apart"
	}
	return record.Problem{
		Source: b.Source, Code: "client.namesake", Client: b.ID, Found: strings.Join(texts([]record.ID{a.ID, b.ID}), ", "),
		Wrong: wrong,
		Next:  record.NextStep{Act: record.StepOneOrTwo, Client: a.ID, Other: b.ID},
	}
}

// SameChild says that the new name, or the new birth date, which rows give a
// client is the same child's: it is kept in the client's card, and asked no
// more. It returns how many were confirmed.
func (c *Caseload) SameChild(ctx context.Context, now time.Time, by Actor, id record.ID) (int, error) {
	u, err := c.admit(ctx, by, record.ActIdentify)
	if err != nil {
		return 0, err
	}
	folded, err := c.known(ctx, id)
	if err != nil {
		return 0, err
	}
	names, births := folded.NewNames, folded.NewBirths
	switch {
	case len(names) > 1:
		return 0, record.Refuse(record.InvalidInput, "rows give client %q %d other names: %s", id, len(names), strings.Join(names, " and ")).
			Then(record.NextStep{Act: record.StepOtherName, Client: id, Name: names[0]})
	case len(names) == 0 && len(births) == 0:
		return 0, record.Refuse(record.Conflict, "no export gives client %q a new name", id)
	}
	return max(1, len(names)), c.addNames(ctx, now, u, "new name confirmed", folded, otherNames{names, births})
}

// OtherName says that rows which give this name with the client's birth date
// mean the client. A birth date behind the name ("Annie Diaz, 2019-05-04") is
// another one that such rows give.
func (c *Caseload) OtherName(ctx context.Context, now time.Time, by Actor, id record.ID, name string) error {
	u, err := c.admit(ctx, by, record.ActIdentify)
	if err != nil {
		return err
	}
	folded, err := c.known(ctx, id)
	if err != nil {
		return err
	}
	var births []record.Date
	if whole, born, ok := nameAndDay(name); ok {
		name, births = whole, []record.Date{born}
	}
	asked := slices.Contains(folded.NewNames, strings.TrimSpace(name))
	if asked {
		births = append(births, folded.NewBirths...)
	}
	if !asked && folded.Client.BirthDate.IsZero() && len(births) == 0 {
		return record.Refuse(record.Incomplete, "client %q has no birth date on file, so a name alone does not say who it is", id).Then(record.NextStep{Act: record.StepFixCard, Client: id, Name: "birth_date", Text: "add the birth date to"})
	}
	if !strings.Contains(strings.TrimSpace(name), " ") && !asked {
		return record.Refuse(record.InvalidInput, "a first and a last name are needed, as they are written in the export")
	}
	return c.addNames(ctx, now, u, "other name given", folded, otherNames{[]string{name}, births})
}

// NewChild says that a name and birth date ("Ana Diaz, 2019-05-04"), for which a
// list without ids may mean a client who is known, are another child. It
// returns the id that the child is given.
func (c *Caseload) NewChild(ctx context.Context, now time.Time, by Actor, named string) (record.ID, error) {
	u, err := c.admit(ctx, by, record.ActIdentify)
	if err != nil {
		return "", err
	}
	name, born, ok := nameAndDay(named)
	first, last := record.SplitName(name)
	if !ok || first == "" || last == "" {
		return "", record.Refuse(record.InvalidInput, "a name and a birth date are needed, for example Ana Diaz, 5/4/2019")
	}
	id, err := c.store.MakeID(ctx, record.ClientByName(first, last, born))
	if err != nil {
		return "", err
	}
	return id, c.changeCard(ctx, now, u, u.event(now, "new child given an id", string(id), nil), []card.Change{
		{Client: id, Field: "other_names", Value: first + " " + last}, {Client: id, Field: "birth_date", Value: born.String()},
	})
}

// TwoChildren says that two clients of one name and one birth date are two
// children.
func (c *Caseload) TwoChildren(ctx context.Context, now time.Time, by Actor, a, b record.ID) error {
	u, err := c.admit(ctx, by, record.ActIdentify)
	if err != nil {
		return err
	}
	one, err := c.known(ctx, a)
	if err != nil {
		return err
	}
	if _, err := c.known(ctx, b); err != nil {
		return err
	}
	said := append(slices.Clone(one.Client.Namesakes), b)
	e := u.event(now, "two children told apart", string(a), map[string]string{"other": string(b)})
	return c.changeCard(ctx, now, u, e, []card.Change{
		{Client: a, Field: "namesakes", Value: strings.Join(texts(said), ";")},
	})
}

// known folds a client who has to be there.
func (c *Caseload) known(ctx context.Context, id record.ID) (fold.Result, error) {
	if _, err := c.selected(ctx, Selection{Clients: []record.ID{id}}); err != nil {
		return fold.Result{}, err
	}
	return c.fold(ctx, id, record.Date{})
}

// otherNames are names and birth dates that a person said are a client's too.
type otherNames struct {
	names  []string
	births []record.Date
}

// addNames puts other names and birth dates into the client's card, with the
// birth date that belongs to them.
func (c *Caseload) addNames(ctx context.Context, now time.Time, by acting, kind string, f fold.Result, said otherNames) error {
	names, births := said.names, said.births
	all := slices.Clone(f.Client.OtherNames)
	for _, name := range names {
		if name = strings.Join(strings.Fields(name), " "); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	var changes []card.Change
	if len(all) > 0 {
		changes = append(changes, card.Change{Client: f.Client.ID, Field: "other_names", Value: strings.Join(all, ";")})
	}
	born := f.Client.BirthDate
	if born.IsZero() && len(births) > 0 {
		born = births[0]
	}
	if !born.IsZero() {
		changes = append(changes, card.Change{Client: f.Client.ID, Field: "birth_date", Value: born.String()})
	}
	var others []string
	for _, d := range slices.Concat(f.Client.OtherBirths, births) {
		if d != born && !slices.Contains(others, d.String()) {
			others = append(others, d.String())
		}
	}
	if len(others) > 0 {
		changes = append(changes, card.Change{Client: f.Client.ID, Field: "other_birth_dates", Value: strings.Join(others, ";")})
	}
	return c.changeCard(ctx, now, by, by.event(now, kind, string(f.Client.ID), nil), changes)
}

// changeCard writes changes of one client into the card, with the entry in the
// log, and takes it in.
func (c *Caseload) changeCard(ctx context.Context, now time.Time, by acting, e record.Event, changes []card.Change) error {
	if err := c.logged(ctx, e, func() error { return c.writeCard(changes) }); err != nil {
		return err
	}
	_, _, err := c.takeCards(ctx, now, by)
	return err
}

package caseload

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/ingest"
	"milepost/record"
	"milepost/store"
)

// waiting lists the rows whose client is not clear, with who may be meant, and
// the clients of whom it is not clear whether they are one child.
func (c *Caseload) waiting(ctx context.Context) ([]record.Problem, error) {
	rows, err := c.store.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	same, err := c.namesakes(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]record.Problem, len(rows))
	for i, w := range rows {
		switch {
		case w.Code == store.CodeAmbiguousClient && slices.ContainsFunc(same, asksAbout(w.Claims)):
			w.Do = "if they are one child: " + mergeCommand(w.Claims) + "; else name the client by id in this export"
		case w.Code == store.CodeUnknownClient && w.Key != "" && w.Found == "":
			if err := c.whoMayBe(ctx, &w); err != nil {
				return nil, err
			}
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

// mergeCommand is the command that joins the first two.
func mergeCommand(ids []record.ID) string {
	return fmt.Sprintf("milepost merge-clients %s %s", ids[0], ids[1])
}

// whoMayBe names the clients with the last name and the birth date that rows
// give with another first name: a nickname, or a twin whom no list names.
func (c *Caseload) whoMayBe(ctx context.Context, w *store.Waiting) error {
	near, err := c.store.SameBirthAndLastName(ctx, w.Key)
	switch {
	case err != nil:
		return err
	case len(near) == 1:
		w.Do = fmt.Sprintf("client %s has that last name and birth date: if it is the same child, "+
			"milepost clients --other-name \"%s=NAME\", with the name as it stands there; else %s", near[0], near[0], w.Do)
	case len(near) > 1:
		w.Do = fmt.Sprintf("clients %s have that last name and birth date, twins perhaps: milepost clients --other-name \"ID=NAME\" "+
			"says whose it is, with the name as it stands there; or write the id in the export", strings.Join(texts(near), " and "))
	}
	return nil
}

func texts(ids []record.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}

// namesakes asks about each two clients of one name and one birth date, unless
// a card says that they are two children.
func (c *Caseload) namesakes(ctx context.Context) ([]record.Problem, error) {
	groups, err := c.store.Namesakes(ctx)
	if err != nil {
		return nil, err
	}
	var all []record.Problem
	for _, ids := range groups {
		clients := make([]record.Client, len(ids))
		for i, id := range ids {
			folded, err := c.fold(ctx, id, record.Date{})
			if err != nil {
				return nil, err
			}
			clients[i] = folded.Client
		}
		for i, a := range clients {
			for _, b := range clients[i+1:] {
				if !slices.Contains(a.Namesakes, b.ID) && !slices.Contains(b.Namesakes, a.ID) {
					all = append(all, oneChildOrTwo(a, b))
				}
			}
		}
	}
	return all, nil
}

func oneChildOrTwo(a, b record.Client) record.Problem {
	return record.Problem{
		Source: b.Source, Code: "client.namesake", Client: b.ID, Found: strings.Join(texts([]record.ID{a.ID, b.ID}), ", "),
		Wrong: "have one name and one birth date",
		Do: fmt.Sprintf("if they are one child with two records: %s; if they are two children: milepost clients --two-children %s,%s",
			mergeCommand([]record.ID{a.ID, b.ID}), a.ID, b.ID),
	}
}

// SameChild says that the new name which an export gives a client is the same
// child's: it is kept in the client's card, and asked no more. It returns how
// many names were confirmed.
func (c *Caseload) SameChild(ctx context.Context, now time.Time, id record.ID) (int, error) {
	folded, err := c.known(ctx, id)
	if err != nil {
		return 0, err
	}
	if len(folded.NewNames) == 0 {
		return 0, fmt.Errorf("client %q: no export gives this client a new name", id)
	}
	return len(folded.NewNames), c.addNames(ctx, now, folded, folded.NewNames)
}

// OtherName says that rows which give this name with the client's birth date
// mean the client.
func (c *Caseload) OtherName(ctx context.Context, now time.Time, id record.ID, name string) error {
	folded, err := c.known(ctx, id)
	if err != nil {
		return err
	}
	if folded.Client.BirthDate.IsZero() {
		return fmt.Errorf("client %q has no birth date on file, and a name alone is no client: fill in birth_date in the client's card first", id)
	}
	if !strings.Contains(strings.TrimSpace(name), " ") {
		return fmt.Errorf("a first and a last name are needed, as they stand in the export")
	}
	return c.addNames(ctx, now, folded, []string{name})
}

// TwoChildren says that two clients of one name and one birth date are two
// children.
func (c *Caseload) TwoChildren(ctx context.Context, now time.Time, a, b record.ID) error {
	one, err := c.known(ctx, a)
	if err != nil {
		return err
	}
	if _, err := c.known(ctx, b); err != nil {
		return err
	}
	said := append(slices.Clone(one.Client.Namesakes), b)
	return c.changeCard(ctx, now, []ingest.CardChange{
		{Client: a, Field: "namesakes", Value: strings.Join(texts(said), ";")},
	})
}

// known folds a client who has to be there.
func (c *Caseload) known(ctx context.Context, id record.ID) (ingest.Folded, error) {
	if _, err := c.selected(ctx, Selection{Clients: []record.ID{id}}); err != nil {
		return ingest.Folded{}, err
	}
	return c.fold(ctx, id, record.Date{})
}

// addNames puts other names into the client's card, with the birth date that
// belongs to them.
func (c *Caseload) addNames(ctx context.Context, now time.Time, f ingest.Folded, names []string) error {
	all := slices.Clone(f.Client.OtherNames)
	for _, name := range names {
		if name = strings.Join(strings.Fields(name), " "); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	changes := []ingest.CardChange{{Client: f.Client.ID, Field: "other_names", Value: strings.Join(all, ";")}}
	if born := f.Client.BirthDate; !born.IsZero() {
		changes = append(changes, ingest.CardChange{Client: f.Client.ID, Field: "birth_date", Value: born.String()})
	}
	return c.changeCard(ctx, now, changes)
}

// changeCard writes changes of one client into the card and takes it in.
func (c *Caseload) changeCard(ctx context.Context, now time.Time, changes []ingest.CardChange) error {
	if err := c.writeCard(changes); err != nil {
		return err
	}
	_, touched, err := c.takeCards(ctx, now, "")
	if err != nil {
		return err
	}
	_, err = c.refold(ctx, now, touched)
	return err
}

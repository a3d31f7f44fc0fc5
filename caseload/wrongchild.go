package caseload

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"milepost/check"
	"milepost/ingest/fold"
	"milepost/record"
)

// people returns how every client of the clinic can be told from the others.
func (c *Caseload) people(ctx context.Context) ([]check.Person, error) {
	roster, err := c.store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	var all []check.Person
	for _, id := range slices.Sorted(maps.Keys(roster)) {
		client := fold.Client(roster[id], fold.Options{}).Client
		for _, v := range roster[id].Clients { // every name that any export gave
			client.OtherNames = append(client.OtherNames, v.Record.OtherNames...)
			if v.Record.FirstName != "" && v.Record.LastName != "" && v.Record.FirstName != client.FirstName {
				client.Former = append(client.Former, record.Former{Name: v.Record.FirstName})
			}
		}
		all = append(all, check.PersonOf(client))
	}
	return all, nil
}

// strangers lists where a packet of the client is of somebody else.
func (c *Caseload) strangers(ctx context.Context, client record.ID, sheets []check.Sheet) ([]check.Clash, check.Person, error) {
	all, err := c.people(ctx)
	if err != nil {
		return nil, check.Person{}, err
	}
	i := slices.IndexFunc(all, func(p check.Person) bool { return p.ID == client })
	if i < 0 {
		return nil, check.Person{}, fmt.Errorf("client %s is not on the roster: no page can be compared", client)
	}
	return check.WrongChild(all[i], all, sheets), all[i], nil
}

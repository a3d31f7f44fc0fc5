package fold_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

const cardFile = "clients/R-1.yaml"

// drawContacts draws contacts of a small family, each once.
func drawContacts(t *rapid.T, what string) []record.Contact {
	names := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"Ann Bay", "bay, ann", "Luis Pérez", "Ex Stepdad"}), rapid.ID[string]).Draw(t, what)
	var all []record.Contact
	for _, name := range names {
		all = append(all, record.Contact{
			Name: name, Phone: rapid.SampledFrom([]string{"", "555-0101", "555-0102"}).Draw(t, "phone"),
			Address: rapid.SampledFrom([]string{"", "1 Oak St"}).Draw(t, "address"), MayReceive: rapid.Bool().Draw(t, "may"),
		})
	}
	return all
}

// drawCard draws what one text of the card says.
func drawCard(t *rapid.T, order int) record.Versions {
	at := record.Source{File: cardFile, Row: 1}
	c := record.Client{
		ID: "R-1", Source: at, Keys: []record.Key{record.ClientByID("R-1")},
		Language: rapid.SampledFrom([]string{"", "es", "vi"}).Draw(t, "language"),
		Plan:     rapid.SampledFrom([]string{"", record.PlanIEP}).Draw(t, "plan"),
	}
	if c.AllContacts = rapid.Bool().Draw(t, "lists contacts"); c.AllContacts {
		c.Contacts = drawContacts(t, "contacts of the card")
	}
	v := record.Versions{Clients: []record.Version[record.Client]{card(order, c)}}
	if c.AllAllowed = rapid.Bool().Draw(t, "lists authorizations"); c.AllAllowed {
		c.Allowed = drawAllowed(t, "authorizations of the card")
	}
	c.Days = drawDays(t, at)
	v.Clients[0].Record = c
	if rapid.Bool().Draw(t, "goal") {
		g := record.Goal{
			Client: "R-1", Keys: []record.Key{record.GoalByID("G-1")}, Source: at, Skill: rapid.SampledFrom([]string{"", "curve"}).Draw(t, "skill"),
			Objectives: []record.Objective{{Measure: record.Measure{Of: rapid.IntRange(0, 3).Draw(t, "of")}}},
		}
		v.Goals = append(v.Goals, card(order, g))
	}
	if rapid.Bool().Draw(t, "visit") {
		s := record.Session{Key: "v", Day: day(t, "2026-03-02"), Status: rapid.SampledFrom([]string{record.NoShow, record.Attended}).Draw(t, "status"), Source: at}
		v.Sessions = append(v.Sessions, card(order, s))
	}
	return v
}

func join(all ...record.Versions) record.Versions {
	var out record.Versions
	for _, v := range all {
		out.Clients = append(out.Clients, v.Clients...)
		out.Goals = append(out.Goals, v.Goals...)
		out.Sessions = append(out.Sessions, v.Sessions...)
	}
	return out
}

// Whatever a card said before, its newest text and the exports alone say how
// the records are.
func TestACardIsThePresentTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exports := record.Versions{
			Clients: []record.Version[record.Client]{version(1, record.Client{
				ID: "R-1", FirstName: "Ana", LastName: "Bay", Language: rapid.SampledFrom([]string{"", "en"}).Draw(t, "language of the export"),
				Contacts: drawContacts(t, "contacts of the export"), Allowed: drawAllowed(t, "authorizations of the export"), Days: drawDays(t, at(1)), Source: at(1),
			})},
			Goals:    []record.Version[record.Goal]{version(1, goal(record.Trials))},
			Sessions: []record.Version[record.Session]{version(1, record.Session{Key: "s", Day: day(t, "2026-03-02"), Status: record.Attended, List: record.AppointmentList, Source: at(2)})},
		}
		texts := []record.Versions{exports}
		for n := range rapid.IntRange(1, 5).Draw(t, "edits") {
			texts = append(texts, drawCard(t, n+2))
		}
		last := texts[len(texts)-1]
		got, want := fold.Client(join(texts...), fold.Options{}), fold.Client(join(exports, last), fold.Options{})
		got.Client.Former = nil // what it was called before is history
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("after %d edits: got %+v\nwant %+v", len(texts)-1, got, want)
		}
		checkContacts(t, got.Client.Contacts, last.Clients[0].Record, exports.Clients[0].Record)
		checkStated(t, got.Client, last.Clients[0].Record, exports.Clients[0].Record)
	})
}

// drawAllowed draws authorizations, each number once.
func drawAllowed(t *rapid.T, what string) []record.Authorization {
	var all []record.Authorization
	for _, number := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"A-1", "A-2", "A-3"}), rapid.ID[string]).Draw(t, what) {
		all = append(all, record.Authorization{
			Number: number, Payer: rapid.SampledFrom([]string{"", "Aetna", "Medicaid"}).Draw(t, "payer"), Visits: rapid.IntRange(0, 2).Draw(t, "visits"),
		})
	}
	return all
}

// drawDays draws days of a plan, in their order.
func drawDays(t *rapid.T, at record.Source) []record.StatedDay {
	var all []record.StatedDay
	for _, m := range []record.Milestone{record.IEPMeeting, record.IEPReview} {
		if n := rapid.IntRange(0, 2).Draw(t, string(m)); n > 0 {
			all = append(all, record.StatedDay{Milestone: m, On: record.Date{Year: 2026, Month: 3, Day: n}, Source: at})
		}
	}
	return all
}

// checkStated holds authorizations and days against a plain reading of the rule.
func checkStated(t *rapid.T, got, card, export record.Client) {
	for _, m := range []record.Milestone{record.IEPMeeting, record.IEPReview} {
		want := card.Day(m).On
		if want.IsZero() {
			want = export.Day(m).On
		}
		if got.Day(m).On != want {
			t.Fatalf("%s: got %v, want %v; the card says %v, the export %v", m, got.Day(m).On, want, card.Day(m).On, export.Day(m).On)
		}
	}
	want := export.Allowed
	if card.AllAllowed {
		want = card.Allowed
	}
	if len(got.Allowed) != len(want) {
		t.Fatalf("got the authorizations %v, want %v", got.Allowed, want)
	}
	for _, a := range want {
		exported := record.Authorization{}
		for _, e := range export.Allowed {
			if e.Number == a.Number {
				exported = e
			}
		}
		if a.Payer == "" {
			a.Payer = exported.Payer
		}
		if a.Visits == 0 {
			a.Visits = exported.Visits
		}
		if !slices.ContainsFunc(got.Allowed, func(g record.Authorization) bool {
			return g.Number == a.Number && g.Payer == a.Payer && g.Visits == a.Visits
		}) {
			t.Fatalf("got the authorizations %v, want %v among them", got.Allowed, a)
		}
	}
}

// checkContacts holds the contacts against a plain reading of the rule.
func checkContacts(t *rapid.T, got []record.Contact, card, export record.Client) {
	if !card.AllContacts {
		if len(got) != len(export.Contacts) {
			t.Fatalf("the card lists no contacts: got %+v, want those of the export", got)
		}
		return
	}
	if len(got) != len(card.Contacts) {
		t.Fatalf("got %+v, want exactly those of the card: %+v", got, card.Contacts)
	}
	for i, c := range card.Contacts {
		if got[i].Name != c.Name || got[i].MayReceive != c.MayReceive || c.Phone != "" && got[i].Phone != c.Phone {
			t.Fatalf("got %+v, want what the card says: %+v", got[i], c)
		}
	}
}

func TestAnEarlierNameIsRememberedAndCountsForNothing(t *testing.T) {
	said := func(order int, preferred, pronouns string) record.Version[record.Client] {
		return card(order, record.Client{ID: "R-1", Preferred: preferred, Pronouns: record.Pronouns{Subject: pronouns}, Source: record.Source{File: cardFile}})
	}
	got := fold.Client(record.Versions{
		Clients:      []record.Version[record.Client]{version(1, record.Client{ID: "R-1", FirstName: "Ana", Source: at(1)}), said(5, "Eli", "they")},
		EarlierCards: []record.Version[record.Client]{said(3, "", ""), said(2, "Emma", "she")},
	}, fold.Options{}).Client
	if got.CalledName() != "Eli" || !slices.Contains(got.Former, record.Former{Name: "Emma"}) || len(got.Former) != 2 {
		t.Errorf("got %s, formerly %s; want Eli, formerly Emma and she", got.CalledName(), fmt.Sprint(got.Former))
	}
}

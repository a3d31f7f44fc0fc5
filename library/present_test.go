package library_test

import (
	"testing"

	"milepost/library"
	"milepost/record"
)

func TestOnlyThePresentNameAndPronounsStandInQuotations(t *testing.T) {
	en := english(t)
	she := record.Pronouns{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"}
	he := record.Pronouns{Subject: "he", Object: "him", Possessive: "his", Owned: "his", Reflexive: "himself"}
	they := record.Pronouns{Subject: "they", Object: "them", Possessive: "their", Owned: "theirs", Reflexive: "themselves", Plural: true}
	eli := record.Client{FirstName: "Emma", Preferred: "Eli", Pronouns: he, Former: []record.Former{{Pronouns: she}}}
	robin := record.Client{FirstName: "Robin", Pronouns: they, Former: []record.Former{{Name: "Rob"}, {Pronouns: he}}}
	noor := record.Client{FirstName: "Noor", Former: []record.Former{{Pronouns: she}}}
	for _, c := range []struct {
		rule       string
		client     record.Client
		text, want string
	}{
		{"a former name", eli, "Emma will wait, then EMMA waits.", "[Eli] will wait, then EMMA waits."},
		{"its possessive", eli, "Emma's turn", "[Eli's] turn"},
		{"a name inside a word stays", robin, "Robert asks Rob and Robin.", "Robert asks [Robin] and Robin."},
		{"a former subject", eli, "She waits when she can.", "[He] waits when [he] can."},
		{"her before a thing is possessive", eli, "in her seat, with her own coat", "in [his] seat, with [his] own coat"},
		{"her before a small word is the object", eli, "help her to sit, ask her.", "help [him] to sit, ask [him]."},
		{"his before a thing and alone", robin, "his coat; the coat is his.", "[their] coat; the coat is [theirs]."},
		{"the reflexive", eli, "by herself", "by [himself]"},
		{"without pronouns the name stands", noor, "She puts on her coat.", "[Noor] puts on [Noor's] coat."},
		{"others' words stay", eli, "there, other, where", "there, other, where"},
		{"nothing was changed", record.Client{FirstName: "Linh", Pronouns: she}, "Linh will zip her coat.", "Linh will zip her coat."},
	} {
		if got := library.Present(en, c.client, c.text); got != c.want {
			t.Errorf("%s: %q\n got %q\nwant %q", c.rule, c.text, got, c.want)
		}
	}
}

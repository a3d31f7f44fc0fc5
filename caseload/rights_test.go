package caseload_test

import (
	"errors"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

// TestSigningRightsAreThoseOfNow changes an account in the middle of a sitting:
// the next act sees the account as it is.
func TestSigningRightsAreThoseOfNow(t *testing.T) {
	for _, tt := range []struct {
		rule   string
		change func(*caseload.NewUser)
		want   string
	}{
		{"a license that was ended", func(n *caseload.NewUser) { n.License, n.Expires = "REVOKED", record.Date{Year: 2020, Month: 1, Day: 1} }, "ended on 2020-01-01"},
		{"a license that was taken away", func(n *caseload.NewUser) { n.License = "" }, "license of T-1 is missing"},
		{"another role", func(n *caseload.NewUser) { n.Roles = []record.Role{record.RoleVA} }, "may not sign"},
		{"the end of employment", func(n *caseload.NewUser) { n.Ended = true }, "account of T-1 is closed"},
		{"another password", func(n *caseload.NewUser) { n.Password = "four other quiet words" }, "password of T-1 was changed"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			d := newClinic(t)
			d.review("T-1")
			sitting := d.sit("T-1")
			if err := d.ChangeUser(t.Context(), now(), d.sit("L-1"), "T-1", tt.change); err != nil {
				t.Fatal(err)
			}
			_, err := d.Sign(t.Context(), now(), sitting, d.means(""))
			d.refused(err, tt.want)
			if err := d.ChangePassword(t.Context(), now(), sitting, "yet another one of mine"); tt.rule == "another password" && !errors.Is(err, caseload.ErrRefused) {
				t.Errorf("an old sitting changed the password: %v", err)
			}
		})
	}
}

// TestAUserWhoIsGoneMayNothing removes an account behind the program's back.
func TestAUserWhoIsGoneMayNothing(t *testing.T) {
	d := newClinic(t)
	sitting := d.sit("T-1")
	d.alter(`DELETE FROM users WHERE id = 'T-1'`)
	_, err := d.Sign(t.Context(), now(), sitting, d.means(""))
	d.refused(err, "no user")
}

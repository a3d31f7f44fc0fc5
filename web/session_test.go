package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestANewPasswordEndsOtherSessions: who changes a password stays signed in, and
// every other session of that user ends; a lead's reset ends them all.
func TestANewPasswordEndsOtherSessions(t *testing.T) {
	s := serve(t)
	own, other, lead := s.login("T-2"), s.login("T-2"), s.login("L-1")
	const fresh = "four other quiet words"
	own.post("/me", "now", secret, "password", fresh, "again", fresh).want(t, http.StatusOK, "Every other session of yours has ended")
	own.get("/").want(t, http.StatusOK)
	if got := other.get("/me"); got.status == http.StatusOK && !strings.Contains(got.body, "<h1>Sign in</h1>") {
		t.Errorf("an older session still gets %d", got.status)
	}
	lead.post("/people/T-2", "name", "Marisol Vega-Quintero", "role", "therapist", "license", "OT-00002", "expires", "2027-06-30",
		"password", "a lead's own four words", "own", secret).want(t, http.StatusOK, "Kept")
	if got := own.get("/me"); got.status == http.StatusOK && !strings.Contains(got.body, "<h1>Sign in</h1>") {
		t.Errorf("after a reset the session still gets %d", got.status)
	}
	lead.get("/people").want(t, http.StatusOK)
}

package web

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"milepost/caseload"
)

// policy is what a page may load and do: only what comes from here, no script
// and no style within the page, no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// framePolicy is that of a printed document, which is shown in a frame: its own
// style and pictures, and nothing else.
const framePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox"

// filePolicy is that of a PDF, which browsers show by themselves.
const filePolicy = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

// guard puts the headers on each answer, and refuses a request that asks for
// another host (a name that somebody pointed here) or comes from another site.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // with none, browsers send no origin with a form
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if s.o.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !slices.Contains(s.o.Hosts, strings.ToLower(r.Host)) {
			http.Error(w, "Milepost does not answer to this name. Use the address that it printed when it started.", http.StatusMisdirectedRequest)
			return
		}
		if !s.fromHere(r) {
			http.Error(w, "This was sent from another site, so nothing was done.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// fromHere reports whether a request that may change something comes from a
// page of this server.
func (s *Server) fromHere(r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.Header.Get("Sec-Fetch-Site") != "cross-site" || r.Header.Get("Sec-Fetch-Mode") == "navigate"
	}
	if r.Method != http.MethodPost {
		return false
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return false
	}
	from := r.Header.Get("Origin")
	if from == "" {
		return true // browsers send it with each POST; the token decides
	}
	u, err := url.Parse(from)
	return err == nil && strings.EqualFold(u.Host, r.Host) && (u.Scheme == "https") == s.o.Secure
}

// token is the secret that each form of the session carries.
func (v *visit) token() string {
	token := v.sessions.GetString(v.ctx(), "token")
	if token == "" {
		token = rand.Text()
		v.sessions.Put(v.ctx(), "token", token)
	}
	return token
}

// isOurs reports whether the form carries the session's secret.
func (v *visit) isOurs() bool {
	want := v.sessions.GetString(v.ctx(), "token")
	got := v.r.PostFormValue("token")
	if got == "" {
		got = v.r.Header.Get("X-Milepost-Token")
	}
	return want != "" && subtle.ConstantTimeCompare([]byte(want), []byte(got)) == 1
}

// failure is what a person reads where something could not be done.
type failure struct {
	Status int
	Title  string
	What   string
	Next   nextLink
	Login  bool
}

// fail answers with what went wrong, in words that say what to do.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, v *visit, err error) {
	f := failureOf(err)
	if f.Status >= http.StatusInternalServerError {
		s.o.Log.Error("request failed", "method", r.Method, "route", r.Pattern, "error", err.Error())
	}
	if v == nil {
		http.Error(w, f.What, f.Status)
		return
	}
	if f.Login && r.Header.Get("HX-Request") == "" && r.Method == http.MethodGet {
		v.toLogin()
		return
	}
	if r.Header.Get("HX-Request") != "" {
		if errors.Is(err, errForged) && v.user.ID != "" { // she signed in again in another tab
			w.Header().Set("HX-Trigger", `{"freshToken":"`+v.token()+`"}`) // letters and digits, which other sites cannot read
		}
		w.Header().Set("HX-Retarget", "#note")
		w.Header().Set("HX-Reswap", "innerHTML")
		v.part(f.Status, "error", "note", f)
		return
	}
	v.page(f.Status, "error", f.Title, f)
}

// failureOf says what a person reads of an error: first those of the page
// itself, then what the core refused, then what nobody expected.
func failureOf(err error) failure {
	switch {
	case errors.Is(err, errNoLogin):
		return failure{Status: http.StatusUnauthorized, Title: "Signed out", Login: true, What: "You were signed out after 15 minutes without a click. Sign in in another tab, then press the button again: your words are still here."}
	case errors.Is(err, errNoPage), errors.Is(err, caseload.ErrUnseen):
		return failure{Status: http.StatusNotFound, Title: "Not here", What: "There is no such page, or it is of a caseload that is not open to you. A lead opens caseloads under People."}
	case errors.Is(err, errForged):
		return failure{Status: http.StatusForbidden, Title: "Nothing was done", What: "The form was out of date, so nothing was done. Your words are still here: press the button once more."}
	case errors.Is(err, errTooBig):
		return failure{Status: http.StatusRequestEntityTooLarge, Title: "Too large", What: "What was sent is too large, so nothing was done."}
	}
	if f, ok := failureOfRefusal(err); ok {
		return f
	}
	return failure{Status: http.StatusInternalServerError, Title: "It did not work", What: "Nothing was changed. " + sentence(err.Error()) + " Try again; if it happens again, tell who keeps Milepost here."}
}

// wrongOf is an error as it stands above a form, which still holds what was typed.
func wrongOf(err error) *failure {
	f, ok := failureOfRefusal(err)
	if !ok {
		f = failure{What: sentence(err.Error())}
	}
	return &f
}

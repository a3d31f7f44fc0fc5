package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"milepost/web"
)

// TestStrangersWhoGuessStopNobodyWhoWorksHere: five wrong passwords of strangers
// fill the counters of the user and of the address, which all on one machine share.
// The device on which the user signed in before, and who is signed in, go on.
func TestStrangersWhoGuessStopNobodyWhoWorksHere(t *testing.T) {
	s := serve(t)
	own, lead := s.login("T-1"), s.login("L-1")
	own.post("/logout").want(t, http.StatusOK, "Sign in")
	stranger := s.visitor()
	stranger.get("/login")
	for range 5 {
		stranger.post("/login", "id", "T-1", "password", "guessed wrongly").want(t, http.StatusUnauthorized, "That is not the password")
	}
	stranger.post("/login", "id", "T-1", "password", secret).want(t, http.StatusUnauthorized, "Too many wrong passwords")
	own.post("/login", "id", "T-1", "password", secret).want(t, http.StatusOK, "My caseload")
	const fresh = "four other quiet words"
	lead.post("/me", "now", secret, "password", fresh, "again", fresh).want(t, http.StatusOK, "Your password is changed")
	stranger.post("/login", "id", "T-1", "password", secret).want(t, http.StatusUnauthorized, "Too many wrong passwords")
}

// TestADeviceIsCountedByItself: who holds a known device has five tries there,
// and they stop nobody else; for another user the device is a stranger.
func TestADeviceIsCountedByItself(t *testing.T) {
	s := serve(t)
	own := s.login("T-1")
	own.post("/logout")
	for range 5 {
		own.post("/login", "id", "T-1", "password", "guessed wrongly").want(t, http.StatusUnauthorized, "That is not the password")
	}
	own.post("/login", "id", "T-1", "password", secret).want(t, http.StatusUnauthorized, "Too many wrong passwords")
	s.login("T-1")
	for range 5 {
		own.post("/login", "id", "T-2", "password", "guessed wrongly").want(t, http.StatusUnauthorized, "That is not the password")
	}
	own.post("/login", "id", "T-2", "password", secret).want(t, http.StatusUnauthorized, "Too many wrong passwords")
	s.watch.pass(16 * time.Minute)
}

// TestAForgedDeviceIsAStranger: a cookie that was changed, or was given for
// another user, does not count by itself.
func TestAForgedDeviceIsAStranger(t *testing.T) {
	s := serve(t)
	p := s.login("T-1")
	p.post("/logout").want(t, http.StatusOK, "Sign in")
	address := must(http.NewRequest(http.MethodGet, s.url, nil)).URL
	for _, c := range p.client.Jar.Cookies(address) {
		if _, user, found := strings.Cut(c.Name, "-device-"); found && user != "" {
			last := c.Value[len(c.Value)-1]
			c.Value = c.Value[:len(c.Value)-1] + map[bool]string{true: "1", false: "0"}[last == '0']
			c.Path = "/"
			p.client.Jar.SetCookies(address, []*http.Cookie{c})
		}
	}
	stranger := s.visitor()
	stranger.get("/login")
	for range 5 {
		stranger.post("/login", "id", "T-1", "password", "guessed wrongly")
	}
	p.post("/login", "id", "T-1", "password", secret).want(t, http.StatusUnauthorized, "Too many wrong passwords")
}

// TestADeviceEndsWithThePassword: the cookie of an older password counts with the
// strangers.
func TestADeviceEndsWithThePassword(t *testing.T) {
	s := serve(t)
	old, own := s.login("T-2"), s.login("T-2")
	const fresh = "four other quiet words"
	own.post("/me", "now", secret, "password", fresh, "again", fresh).want(t, http.StatusOK, "Your password is changed")
	old.get("/login")
	for range 5 {
		old.post("/login", "id", "T-2", "password", secret).want(t, http.StatusUnauthorized, "That is not the password")
	}
	stranger := s.visitor()
	stranger.get("/login")
	stranger.post("/login", "id", "T-2", "password", fresh).want(t, http.StatusUnauthorized, "Too many wrong passwords")
	own.post("/logout")
	own.post("/login", "id", "T-2", "password", fresh).want(t, http.StatusOK, "My caseload")
}

// TestABlankPasswordIsNoTry: forms that are sent without a password do not count.
func TestABlankPasswordIsNoTry(t *testing.T) {
	s := serve(t)
	p := s.visitor()
	p.get("/login")
	for range 7 {
		p.post("/login", "id", "T-1", "password", "").want(t, http.StatusUnauthorized, "That is not the password")
	}
	p.post("/login", "id", "T-1", "password", secret).want(t, http.StatusOK, "My caseload")
}

// TestADeviceCookieIsGuarded looks at the cookie, also over TLS.
func TestADeviceCookieIsGuarded(t *testing.T) {
	for name, secure := range map[string]bool{"milepost-device-": false, "__Host-milepost-device-": true} {
		s := serve(t, func(o *web.Options) { o.Secure = secure })
		p := s.visitor()
		session, _, _ := strings.Cut(p.get("/login").header.Get("Set-Cookie"), ";")
		p.client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		form := url.Values{"token": {p.token}, "id": {"T-1"}, "password": {secret}}.Encode()
		got := p.request(http.MethodPost, "/login", strings.NewReader(form), func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Origin", map[bool]string{false: "http", true: "https"}[secure]+strings.TrimPrefix(s.url, "http"))
			r.Header.Set("Cookie", session) // a jar keeps those of TLS to itself
		}).header.Values("Set-Cookie")
		got = slices.DeleteFunc(got, func(one string) bool { return !strings.Contains(one, "-device-") })
		if len(got) != 1 {
			t.Fatalf("secure %v: got %q, want one cookie of the device", secure, got)
		}
		for _, part := range []string{name, "HttpOnly", "SameSite=Strict", "Path=/"} {
			if !strings.Contains(got[0], part) {
				t.Errorf("cookie %q lacks %s", got[0], part)
			}
		}
		if strings.Contains(got[0], "; Secure") != secure || strings.Contains(got[0], "T-1") {
			t.Errorf("cookie %q, secure %v", got[0], secure)
		}
	}
}

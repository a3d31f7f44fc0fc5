package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"milepost/web"
)

// TestEveryAnswerIsGuarded looks at the headers of a page, a file and an error.
func TestEveryAnswerIsGuarded(t *testing.T) {
	s := serve(t)
	p := s.login("T-1")
	for _, path := range []string{"/", "/login", "/draft/" + s.draftOf("R-0401"), "/nowhere"} {
		h := p.get(path).header
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: policy %q lacks %s", path, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q allows what is written within the page", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin", "Referrer-Policy": "same-origin"} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if got := h.Get("Cache-Control"); !strings.HasPrefix(got, "no-store") {
			t.Errorf("%s: Cache-Control %q keeps a page with names on the disk", path, got)
		}
	}
}

// TestPrintedDocumentIsInASandbox looks at what may run in the frame.
func TestPrintedDocumentIsInASandbox(t *testing.T) {
	s := serve(t)
	p, draft := s.login("T-1"), s.draftOf("R-0401")
	if got := p.get("/draft/" + draft + "/file/report.html").header.Get("Content-Security-Policy"); !strings.Contains(got, "sandbox") || strings.Contains(got, "script-src") {
		t.Errorf("the document's policy is %q, want a sandbox without scripts", got)
	}
	if body := p.get("/draft/" + draft + "/preview").body; !strings.Contains(body, "<iframe") || !strings.Contains(body, " sandbox ") {
		t.Errorf("the preview has no sandboxed frame:\n%s", body)
	}
}

// TestOtherNamesAreNotAnswered: a name that somebody points at this machine is
// refused before anything is looked at.
func TestOtherNamesAreNotAnswered(t *testing.T) {
	s := serve(t)
	p := s.login("T-1")
	got := p.request(http.MethodGet, "/", nil, func(r *http.Request) { r.Host = "rebound.example:80" })
	if got.status != http.StatusMisdirectedRequest || strings.Contains(got.body, "Linh") {
		t.Errorf("another host gets status %d and %q, want 421", got.status, got.body)
	}
}

// TestFormsOfOthersAreRefused sends forms as another site, or nobody's page,
// would.
func TestFormsOfOthersAreRefused(t *testing.T) {
	s := serve(t)
	p := s.login("T-1")
	p.get("/")
	for name, change := range map[string]func(*http.Request){
		"another origin":       func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") },
		"an origin of nobody":  func(r *http.Request) { r.Header.Set("Origin", "null") },
		"another site's fetch": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"no token":             func(r *http.Request) { r.Header.Set("Origin", s.url) },
		"another method":       func(r *http.Request) { r.Method = http.MethodPut; r.Header.Set("Origin", s.url) },
	} {
		got := p.request(http.MethodPost, "/logout", strings.NewReader("x=1"), func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			change(r)
		})
		if got.status != http.StatusForbidden {
			t.Errorf("%s: status %d, want 403", name, got.status)
		}
	}
	p.get("/").want(t, http.StatusOK, "My caseload") // still signed in
}

// TestSessionEndsAfterQuarterOfAnHour: without an act the person is signed
// out; what was saved stays; asking for progress is no act.
func TestSessionEndsAfterQuarterOfAnHour(t *testing.T) {
	s := serve(t)
	p := s.login("T-1")
	s.watch.pass(14 * time.Minute)
	p.get("/").want(t, http.StatusOK, "My caseload")
	s.watch.pass(14 * time.Minute)
	p.request(http.MethodGet, "/batch", nil, func(r *http.Request) { r.Header.Set("HX-Request", "true") }).want(t, http.StatusOK)
	s.watch.pass(2 * time.Minute)
	p.get("/").want(t, http.StatusOK, "Sign in")
}

// TestCookieIsGuarded looks at the session's cookie, also over TLS.
func TestCookieIsGuarded(t *testing.T) {
	for name, secure := range map[string]bool{"milepost": false, "__Host-milepost": true} {
		s := serve(t, func(o *web.Options) { o.Secure = secure })
		got := s.visitor().get("/login").header.Get("Set-Cookie")
		for _, part := range []string{name + "=", "HttpOnly", "SameSite=Strict", "Path=/"} {
			if !strings.Contains(got, part) {
				t.Errorf("cookie %q lacks %s", got, part)
			}
		}
		if strings.Contains(got, "Secure") != secure {
			t.Errorf("cookie %q, secure %v", got, secure)
		}
	}
}

// TestSessionIsNewAfterLogin: a session that somebody planted before is worth
// nothing afterwards.
func TestSessionIsNewAfterLogin(t *testing.T) {
	s := serve(t)
	p := s.visitor()
	planted := p.get("/login").header.Get("Set-Cookie")
	p.post("/login", "id", "T-1", "password", secret).want(t, http.StatusOK, "My caseload")
	other := s.visitor()
	got := other.request(http.MethodGet, "/", nil, func(r *http.Request) {
		value, _, _ := strings.Cut(planted, ";")
		r.Header.Set("Cookie", value)
	})
	got.want(t, http.StatusOK, "Sign in")
}

// TestGuessingIsSlowedDown: after five wrong passwords even the right one waits.
func TestGuessingIsSlowedDown(t *testing.T) {
	s := serve(t)
	p := s.visitor()
	p.get("/login")
	for range 5 {
		p.post("/login", "id", "T-1", "password", "guessed wrongly").want(t, http.StatusUnauthorized, "That is not the password")
	}
	p.post("/login", "id", "T-1", "password", secret).want(t, http.StatusUnauthorized, "Too many wrong passwords", "1 minute")
	s.watch.pass(61 * time.Second)
	p.post("/login", "id", "T-1", "password", secret).want(t, http.StatusOK, "My caseload")
}

// TestUnknownUserIsToldTheSame: the answer does not tell who works here.
func TestUnknownUserIsToldTheSame(t *testing.T) {
	s := serve(t)
	p := s.visitor()
	p.get("/login")
	known := p.post("/login", "id", "T-1", "password", "guessed wrongly")
	unknown := p.post("/login", "id", "T-9", "password", "guessed wrongly")
	if a, b := strings.ReplaceAll(known.body, "T-1", "X"), strings.ReplaceAll(unknown.body, "T-9", "X"); a != b {
		t.Errorf("a known user gets\n%s\nand an unknown one\n%s", a, b)
	}
}

// TestOnlyKnownFilesAreServed: no folder is listed and no file but the four.
func TestOnlyKnownFilesAreServed(t *testing.T) {
	p := serve(t).login("T-1")
	for _, path := range []string{"/static/", "/static/../server.go", "/static/htmx.LICENSE", "/static/%2e%2e/milepost.db", "/drafts/", "/milepost.db", "/draft/"} {
		if got := p.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, got.status)
		}
	}
}

// TestLargeFormsAreRefused sends more than any form holds.
func TestLargeFormsAreRefused(t *testing.T) {
	s := serve(t)
	p, draft := s.login("T-1"), s.draftOf("R-0401")
	p.get("/")
	p.post("/draft/"+draft+"/edit", "key", "x", "words", strings.Repeat("a", 2<<20)).want(t, http.StatusRequestEntityTooLarge, "too large")
}

// TestRawHTMLIsShownAsText: what a person types is never a part of the page.
func TestRawHTMLIsShownAsText(t *testing.T) {
	s := serve(t)
	p, draft := s.login("T-1"), s.draftOf("R-0401")
	p.get("/draft/" + draft)
	u := s.sentence(draft, "reached a goal")
	attack := `<script>alert(1)</script><img src=x onerror=alert(1)> & [a](javascript:alert(1))`
	for _, plain := range []string{"1", ""} {
		u = s.sentence(draft, u.Text)
		got := p.post("/draft/"+draft+"/edit", "key", u.Key, "was", u.Text, "words", attack, "plain", plain).want(t, http.StatusOK)
		for _, bad := range []string{"<script>alert", "<img src=x", `href="javascript:`} {
			if strings.Contains(got.body, bad) {
				t.Errorf("plain %q: the page holds %s", plain, bad)
			}
		}
		u = s.sentence(draft, "alert(1)")
	}
	if page := p.get("/draft/" + draft + "/file/report.html").body; strings.Contains(page, "<script>alert") {
		t.Errorf("the printed page holds the script")
	}
}

// TestFirstLeadIsMadeOnce: the printed address makes one lead and is gone.
func TestFirstLeadIsMadeOnce(t *testing.T) {
	s := serveOn(t, &place{}, func(o *web.Options) { o.FirstKey = "KEY" })
	fresh := t.TempDir()
	s.dir, s.options = fresh, optionsAt(fresh)
	s.makeEmpty()
	p := s.visitor()
	p.get("/first/WRONG").want(t, http.StatusNotFound)
	p.get("/first/KEY").want(t, http.StatusOK, "Welcome to Milepost")
	p.post("/first/KEY", "id", "L-1", "password", "short", "again", "short").want(t, http.StatusUnprocessableEntity, "at least 10 characters")
	p.post("/first/KEY", "id", "L-1", "password", secret, "again", "other words").want(t, http.StatusUnprocessableEntity, "differ")
	p.post("/first/KEY", "id", "L-1", "name", "Margaret", "password", secret, "again", secret).want(t, http.StatusOK, "You are the first lead")
	p.get("/first/KEY").want(t, http.StatusNotFound)
	p.get("/login")
	p.post("/login", "id", "L-1", "password", secret).want(t, http.StatusOK, "No children yet", "Drop the exports")
}

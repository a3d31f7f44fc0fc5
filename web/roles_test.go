package web_test

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"milepost/record"
	"milepost/web"
)

// who tries the routes: somebody who is not signed in, then one person for
// each role. T-1's own caseload is A, L-1 sees all; O-1, S-1 and V-1 were
// granted A; T-2 and V-2 may not see the draft that the test asks for.
func who() []record.ID { return []record.ID{"", "V-1", "V-2", "O-1", "S-1", "T-1", "T-2", "L-1"} }

// What became of a request, as the table has it.
const (
	let      = "yes"
	signIn   = "sign in"
	notRole  = "no role"
	notTheir = "not hers"
)

// TestEachRoleAgainstEveryRoute asks for every address as each person, and
// compares what she gets with the role's acts and her caseloads. The table is
// printed in docs/security.md, and compared with it; UPDATE=1 writes it.
func TestEachRoleAgainstEveryRoute(t *testing.T) {
	s := serve(t)
	page, err := web.New(web.Options{Workspace: s.place, Now: s.watch.Now})
	if err != nil {
		t.Fatal(err)
	}
	draft := s.draftOf("R-0401")
	s.request("R-0401")
	document := s.signed("R-0402")
	s.sendsBy("R-0402", "portal")
	batch := regexp.MustCompile(`/send/([^/"]+)/`).FindStringSubmatch(s.login("L-1").post("/send").body)[1]
	parts := strings.NewReplacer("{$}", "", "{draft}", draft, "{document}", document, "{client}/{n}", "R-0401/1", "{batch}/{file}", batch+"/worklist.xlsx",
		"{user}", "V-1", "{file}", "report.pdf", "{key}", "000000000000")
	rows := map[string][]string{}
	people := who()
	if testing.Short() {
		people = []record.ID{"", "V-2", "T-1"}
	}
	for _, id := range people {
		p := s.visitor()
		if id != "" {
			p = s.login(id)
			p.get("/me")
		}
		u := record.User{}
		if i := slices.IndexFunc(staff(), func(u record.User) bool { return u.ID == id }); i >= 0 {
			u = staff()[i]
		}
		for _, one := range page.Routes() {
			if one.Pattern == "POST /logout" && id != "" {
				rows[one.Pattern] = append(rows[one.Pattern], let) // tried by the test of forms
				continue
			}
			got, want := ask(p, one, parts), expected(one, u)
			if got != want {
				t.Errorf("%s as %q: got %q, want %q", one.Pattern, id, got, want)
			}
			rows[one.Pattern] = append(rows[one.Pattern], got)
		}
	}
	if !testing.Short() {
		compareTable(t, page.Routes(), rows)
	}
}

// expected is what the rules say: the role's acts, then whose caseload it is.
func expected(one web.Route, u record.User) string {
	names := strings.Contains(one.Pattern, "{draft}") || strings.Contains(one.Pattern, "{document}") || strings.Contains(one.Pattern, "{client}")
	switch {
	case strings.Contains(one.Pattern, "/first/"):
		return notTheir // there are users already
	case one.Open:
		return let
	case u.ID == "":
		return signIn
	case !u.May(one.Act):
		return notRole
	case one.Pattern == "POST /draft/{draft}/sign" && !u.May(record.ActSign) && !u.May(record.ActAuthor):
		return notRole
	case names && (u.ID == "T-2" || u.ID == "V-2"):
		return notTheir
	}
	return let
}

func ask(p *person, one web.Route, parts *strings.Replacer) string {
	method, path, _ := strings.Cut(one.Pattern, " ")
	path = parts.Replace(path)
	switch path {
	case "/library/phrase":
		path += "?id=general.strength.met/2"
	case "/batch":
		path += "?find=nobody"
	case "/library/template":
		path += "?name=progress-report.parent.en.md.tmpl"
	}
	p.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	var got answer
	if method == http.MethodGet {
		got = p.get(path)
	} else {
		got = p.post(path)
	}
	switch {
	case got.status == http.StatusSeeOther && strings.HasPrefix(got.header.Get("Location"), "/login"), got.status == http.StatusUnauthorized && strings.Contains(got.body, "Signed out"):
		return signIn
	case strings.Contains(got.body, "Your role does not allow this"):
		return notRole
	case got.status == http.StatusNotFound && strings.Contains(got.body, "There is no such page"):
		return notTheir
	case got.status >= http.StatusInternalServerError:
		return fmt.Sprintf("status %d: %s", got.status, got.body)
	}
	return let
}

// compareTable holds the table in docs/security.md to what was found.
func compareTable(t *testing.T, routes []web.Route, rows map[string][]string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("| address | nobody | VA | VA of others | OTA | student | therapist | therapist of others | lead |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, one := range routes {
		fmt.Fprintf(&b, "| `%s` | %s |\n", one.Pattern, strings.Join(rows[one.Pattern], " | "))
	}
	const file, begin, end = "../docs/security.md", "<!-- routes -->\n", "<!-- end of routes -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	was, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the table", file)
	}
	if was == b.String() {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatalf("the table in %s is not what the routes do: UPDATE=1 writes it", file)
	}
	if err := os.WriteFile(file, []byte(before+begin+b.String()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

package web_test

import (
	"context"
	"errors"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
	"milepost/rules"
	"milepost/samples"
	"milepost/web"
)

// monday is the Monday after the samples' last export.
func monday() time.Time { return time.Date(2026, time.November, 2, 15, 0, 0, 0, time.UTC) }

const secret = "three quiet words"

// staff are the people of the tests: one for each role. T-1 treats caseload A,
// T-2 caseload B.
func staff() []record.User {
	expires := record.Date{Year: 2027, Month: 6, Day: 30}
	return []record.User{
		{ID: "L-1", Roles: []record.Role{record.RoleLead}, Name: "Margaret O'Dowd"},
		{ID: "T-1", Roles: []record.Role{record.RoleTherapist}, Name: "Zoë Łukasz", Credential: "OTR/L", License: "OT-00001", Expires: expires},
		{ID: "T-2", Roles: []record.Role{record.RoleTherapist}, Name: "Marisol Vega-Quintero", Credential: "OTR/L", License: "OT-00002", Expires: expires},
		{ID: "O-1", Roles: []record.Role{record.RoleOTA}, Name: "Ana Reyes", Credential: "COTA/L", License: "OA-1", Expires: expires},
		{ID: "S-1", Roles: []record.Role{record.RoleStudent}, Name: "Kim Lee"},
		{ID: "V-1", Roles: []record.Role{record.RoleVA}, Name: "Lito Santos"},
		{ID: "V-2", Roles: []record.Role{record.RoleVA}, Name: "Grace Tan"}, // no caseload is open to her
	}
}

// place is a workspace whose doors the tests hold: one for reading, one for
// writing, as the program has them.
type place struct {
	dir     string
	options caseload.Options
	few     sync.Once
	slots   chan struct{}
	write   sync.Mutex
	mu      sync.Mutex
	idle    []*caseload.Caseload
}

// readersAtOnce is how many the program lets read at the same time.
const readersAtOnce = 4

// Read hands out an open workspace, to a few at a time as the program does.
func (p *place) Read(_ context.Context, act func(*caseload.Caseload) error) error {
	p.few.Do(func() { p.slots = make(chan struct{}, readersAtOnce) })
	p.slots <- struct{}{}
	defer func() { <-p.slots }()
	return p.with(act)
}

func (p *place) with(act func(*caseload.Caseload) error) error {
	c, err := p.take()
	if err != nil {
		return err
	}
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.idle = append(p.idle, c)
	}()
	return act(c)
}

// Write does so for one at a time.
func (p *place) Write(_ context.Context, act func(*caseload.Caseload) error) error {
	p.write.Lock()
	defer p.write.Unlock()
	return p.with(act)
}

func (p *place) take() (*caseload.Caseload, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return c, nil
	}
	return caseload.Open(context.Background(), p.dir, p.options)
}

func (p *place) close() {
	for _, c := range p.idle {
		c.Close()
	}
}

func optionsAt(dir string) caseload.Options {
	return caseload.Options{
		Clinic:      caseload.Clinic{Name: "Riverbend Pediatric OT", Phone: "312-555-0140", ClientWord: "child"},
		CadenceDays: 90, Discipline: "OT", Zone: time.UTC, Language: "en", Look: caseload.Look{Paper: "letter"}, State: "IL", Retention: rules.DefaultRetention(),
		Inbox: filepath.Join(dir, "inbox"), Workers: 2, Therapist: map[string]record.ID{"A": "T-1", "B": "T-2"},
		Staff: []record.Therapist{{ID: "T-1", Name: "Zoë Łukasz", Credential: "OTR/L"}, {ID: "T-2", Name: "Marisol Vega-Quintero", Credential: "OTR/L"}},
	}
}

// prepared is a workspace that tests begin with: samples read in, caseloads A
// and B drafted, one user for each role. It is made once.
type prepared struct {
	sync.Once
	keep  *regexp.Regexp // ids of the children in it
	files map[string][]byte
	err   error
}

// few has ten children of the sample clinic, five in each of two caseloads, and
// whole has all 60.
var (
	few   = prepared{keep: regexp.MustCompile(`R-04[01][1-5]`)}
	whole = prepared{keep: regexp.MustCompile(`R-04\d\d`)}
)

// leave takes the other children out of the samples' exports.
func (p *prepared) leave(dir string) error {
	if p == &whole {
		return nil
	}
	if err := os.Remove(filepath.Join(dir, "inbox", "sessions-webpt.xlsx")); err != nil {
		return err
	}
	names, err := filepath.Glob(filepath.Join(dir, "inbox", "*.csv"))
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var kept strings.Builder
		for i, line := range strings.SplitAfter(string(text), "\n") {
			if i == 0 || p.keep.MatchString(line) {
				kept.WriteString(line)
			}
		}
		if err := os.WriteFile(name, []byte(kept.String()), 0o600); err != nil {
			return err
		}
	}
	cards, err := filepath.Glob(filepath.Join(dir, "clients", "*.yaml"))
	for _, name := range cards {
		if !p.keep.MatchString(name) {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return err
}

func (p *prepared) prepare(dir string) error {
	ctx := context.Background()
	clinic, err := fs.Sub(samples.FS, "clinic")
	if err != nil {
		return err
	}
	if err := errors.Join(caseload.Init(dir), os.CopyFS(dir+"/copied", clinic)); err != nil {
		return err
	}
	for _, name := range []string{"inbox", "clients"} {
		if err := errors.Join(os.RemoveAll(filepath.Join(dir, name)), os.Rename(filepath.Join(dir, "copied", name), filepath.Join(dir, name))); err != nil {
			return err
		}
	}
	if err := p.leave(dir); err != nil {
		return err
	}
	c, err := caseload.Open(ctx, dir, optionsAt(dir))
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.Ingest(ctx, monday(), caseload.Holder(), nil); err != nil {
		return err
	}
	if _, err := c.Draft(ctx, monday(), caseload.Holder(), caseload.Selection{Caseloads: []string{"A", "B"}}, func(int, int) {}); err != nil {
		return err
	}
	var lead caseload.Actor
	for _, u := range staff() {
		if err := c.AddUser(ctx, monday(), lead, caseload.NewUser{User: u, Password: secret}); err != nil {
			return err
		}
		if lead.User().ID == "" {
			sitting, err := c.OpenSitting(ctx, monday(), u.ID, secret)
			if err != nil {
				return err
			}
			lead = sitting.Actor()
		}
	}
	for _, id := range []record.ID{"O-1", "S-1", "V-1"} {
		if err := c.Grant(ctx, monday(), lead, id, []string{"A"}); err != nil {
			return err
		}
	}
	return nil
}

func readTree(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		short, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		files[short], err = os.ReadFile(name)
		return err
	})
	return files, err
}

// copy is a workspace of its own, as the prepared one.
func (p *prepared) copy(t testing.TB) *place {
	t.Helper()
	p.Do(func() {
		dir := t.TempDir()
		if p.err = p.prepare(dir); p.err == nil {
			p.files, p.err = readTree(dir)
		}
	})
	if p.err != nil {
		t.Fatal(p.err)
	}
	dir := t.TempDir()
	for name, data := range p.files {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	made := &place{dir: dir, options: optionsAt(dir)}
	t.Cleanup(made.close)
	return made
}

// watch is a clock that the tests set.
type watch struct {
	mu  sync.Mutex
	now time.Time
}

func (w *watch) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *watch) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// site is a running server on a workspace.
type site struct {
	testing.TB
	*place
	watch *watch
	url   string
}

func serve(t testing.TB, change ...func(*web.Options)) *site {
	t.Helper()
	return serveOn(t, few.copy(t), change...)
}

func serveOn(t testing.TB, p *place, change ...func(*web.Options)) *site {
	t.Helper()
	s := &site{TB: t, place: p, watch: &watch{now: monday()}}
	server := httptest.NewUnstartedServer(nil)
	o := web.Options{
		Workspace: p, Now: s.watch.Now, Zone: time.UTC, Hosts: []string{server.Listener.Addr().String()},
	}
	for _, one := range change {
		one(&o)
	}
	page, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = page.Handler()
	server.Start()
	t.Cleanup(func() { server.Close(); page.Close() })
	s.url = server.URL
	return s
}

// do acts on the workspace beside the server.
func (s *site) do(act func(*caseload.Caseload) error) {
	s.Helper()
	if err := s.Write(context.Background(), act); err != nil {
		s.Fatal(err)
	}
}

// draftOf is the id of a client's draft for parents.
func (s *site) draftOf(client record.ID) string {
	s.Helper()
	id := ""
	s.do(func(c *caseload.Caseload) error {
		body, err := c.Explain(context.Background(), caseload.Holder(), string(client))
		id = body.Draft.ID()
		return err
	})
	return id
}

// person is somebody with a browser without scripts.
type person struct {
	testing.TB
	url    string
	client *http.Client
	token  string
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

func (s *site) visitor() *person {
	s.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	return &person{TB: s, url: s.url, client: &http.Client{Jar: jar}}
}

// login signs the user in.
func (s *site) login(id record.ID) *person {
	s.Helper()
	p := s.visitor()
	p.get("/login")
	if got := p.post("/login", "id", string(id), "password", secret, "next", "/me"); got.status != http.StatusOK {
		s.Fatalf("%s signs in: status %d\n%s", id, got.status, got.body)
	}
	return p
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]*)"`)

func (p *person) request(method, path string, body io.Reader, change func(*http.Request)) answer {
	p.Helper()
	r, err := http.NewRequest(method, p.url+path, body)
	if err != nil {
		p.Fatal(err)
	}
	change(r)
	w, err := p.client.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	defer w.Body.Close()
	data, err := io.ReadAll(w.Body)
	if err != nil {
		p.Fatal(err)
	}
	if m := tokenField.FindSubmatch(data); m != nil {
		p.token = string(m[1])
	}
	return answer{w.StatusCode, string(data), w.Header}
}

func (p *person) get(path string) answer {
	p.Helper()
	return p.request(http.MethodGet, path, nil, func(*http.Request) {})
}

// post sends a form of names and values with the token.
func (p *person) post(path string, pairs ...string) answer {
	p.Helper()
	form := url.Values{"token": {p.token}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return p.request(http.MethodPost, path, strings.NewReader(form.Encode()), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", p.url)
	})
}

// want fails unless the answer has the status and the words.
func (a answer) want(t testing.TB, status int, words ...string) answer {
	t.Helper()
	text := html.UnescapeString(a.body)
	if a.status != status {
		t.Fatalf("status %d, want %d:\n%s", a.status, status, text)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the answer does not say %q:\n%s", w, text)
		}
	}
	return a
}

// actor is the member of staff with the number, as the page knows them; one whom
// the workspace does not know may do nothing.
func actor(c *caseload.Caseload, n int) caseload.Actor {
	who, err := c.Visitor(context.Background(), staff()[n].ID)
	if err != nil {
		return caseload.Program("nobody")
	}
	return who
}

// unitsOf are those of a draft, in order.
func (s *site) unitsOf(draft string, by record.ID) []caseload.PageUnit {
	s.Helper()
	var page caseload.Page
	err := s.Read(context.Background(), func(c *caseload.Caseload) error {
		u, err := c.Visitor(context.Background(), by)
		if err != nil {
			return err
		}
		page, err = c.Page(context.Background(), s.watch.Now(), u, draft)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return page.Units
}

// sentence is the first sentence that contains the words.
func (s *site) sentence(draft, words string) caseload.PageUnit {
	s.Helper()
	for _, u := range s.unitsOf(draft, "L-1") {
		if strings.Contains(u.Text, words) {
			return u
		}
	}
	s.Fatalf("no sentence of draft %s says %q", draft, words)
	return caseload.PageUnit{}
}

// textOf is the draft's text as it stands.
func (s *site) textOf(draft string) string {
	s.Helper()
	var all []string
	for _, u := range s.unitsOf(draft, "L-1") {
		all = append(all, u.Text)
	}
	return strings.Join(all, "\n")
}

// fillMarks takes every empty place of a draft out.
func (s *site) fillMarks(draft string) {
	s.Helper()
	for {
		var mark *caseload.PageUnit
		for _, u := range s.unitsOf(draft, "L-1") {
			if u.Mark != nil {
				mark = &u
				break
			}
		}
		if mark == nil {
			return
		}
		s.do(func(c *caseload.Caseload) error {
			_, err := c.EditUnit(context.Background(), s.watch.Now(), actor(c, 1), draft, caseload.UnitEdit{Key: mark.Key, Was: mark.Text})
			return err
		})
	}
}

// makeEmpty makes the site's folder a workspace without anything.
func (s *site) makeEmpty() {
	s.Helper()
	if err := caseload.Init(s.dir); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(s.close)
}

// signed fills and signs the client's report, and returns the document's id.
func (s *site) signed(client record.ID) string {
	s.Helper()
	draft := s.draftOf(client)
	s.fillMarks(draft)
	document := ""
	s.do(func(c *caseload.Caseload) error {
		ctx := context.Background()
		sitting, err := c.OpenSitting(ctx, s.watch.Now(), "T-1", secret)
		if err != nil {
			return err
		}
		page, err := c.Page(ctx, s.watch.Now(), actor(c, 1), draft)
		if err != nil {
			return err
		}
		done, err := c.SignShown(ctx, s.watch.Now(), sitting.Actor(), caseload.ToSign{Name: draft, Names: page.Naming}, page.Shown)
		document = done.Document
		return err
	})
	return document
}

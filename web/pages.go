package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"milepost/caseload"
	"milepost/record"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// staticFile is a file that every page loads.
type staticFile struct {
	kind string
	data []byte
	tag  string // begins its hash
}

// loadStatic reads the files that pages load; only these can be asked for.
func loadStatic() (map[string]staticFile, error) {
	files := map[string]staticFile{}
	for name, kind := range map[string]string{
		"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "htmx.min.js": "text/javascript; charset=utf-8",
		"icon.svg": "image/svg+xml",
	} {
		data, err := staticFiles.ReadFile("static/" + name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		files[name] = staticFile{kind, data, hex.EncodeToString(sum[:6])}
	}
	return files, nil
}

func (s *Server) serveStatic(w http.ResponseWriter, r *http.Request) {
	file, ok := s.static[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", file.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.data))
}

// asset is the address of a file that pages load; it changes with the file.
func (s *Server) asset(name string) string { return "/static/" + name + "?v=" + s.static[name].tag }

// loadPages reads the templates: each page with the frame and the parts that
// pages share.
func (s *Server) loadPages() (map[string]*template.Template, error) {
	shared, err := template.New("").Funcs(s.funcs()).ParseFS(templateFiles, "templates/frame.html", "templates/parts.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".html")
		if base == "frame" || base == "parts" {
			continue
		}
		one, err := template.Must(shared.Clone()).ParseFS(templateFiles, name)
		if err != nil {
			return nil, err
		}
		pages[base] = one
	}
	return pages, nil
}

// frame is what every page has around its own.
type frame struct {
	Title   string
	Clinic  string
	User    record.User
	Token   string
	Nav     string // which part of the program it is
	Said    string // what an act before did, said once
	Version string
	Body    any
}

// page answers with a whole page.
func (v *visit) page(status int, name, title string, body any) {
	f := frame{Title: title, User: v.user, Token: v.token(), Nav: name, Version: v.o.Version, Body: body}
	f.Said = v.sessions.PopString(v.ctx(), "said")
	if v.user.ID != "" {
		_ = v.read(func(c *caseload.Caseload) error { f.Clinic = c.Clinic().Name; return nil }) // a head without a name is no failure
	}
	v.send(status, name, "frame", f)
}

// part answers with a piece of a page, for a script that asked for it.
func (v *visit) part(status int, name, part string, body any) {
	v.send(status, name, part, frame{User: v.user, Token: v.token(), Body: body})
}

func (v *visit) send(status int, name, part string, body frame) {
	var b bytes.Buffer
	if err := v.pages[name].ExecuteTemplate(&b, part, body); err != nil {
		v.o.Log.Error("page failed", "page", name, "error", err.Error())
		http.Error(v.w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(b.Bytes()) // the browser may be gone
}

// isPart reports whether a script asks for a piece of a page.
func (v *visit) isPart() bool { return v.r.Header.Get("HX-Request") != "" }

// goTo sends the browser to another page, which says what was done.
func (v *visit) goTo(address, said string) error {
	if said != "" {
		v.sessions.Put(v.ctx(), "said", said)
	}
	if v.isPart() {
		v.w.Header().Set("HX-Redirect", address)
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(v.w, v.r, address, http.StatusSeeOther)
	return nil
}

func (s *Server) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":   s.asset,
		"html":    func(text string) template.HTML { return template.HTML(text) }, // made by package render, which escapes
		"day":     dayWords,
		"inDays":  inDays,
		"moment":  s.moment,
		"count":   count,
		"spark":   spark,
		"may":     func(u record.User, act string) bool { return u.May(record.Act(act)) },
		"lead":    func(u record.User) bool { return u.Has(record.RoleLead) },
		"sources": sourceWords,
		"join":    func(list []string) string { return strings.Join(list, " · ") },
		"state":   func(s string) string { return strings.ReplaceAll(s, " ", "-") },
		"period":  periodWords,
		"words":   wordDiff,
		"needs":   needsWords,
		"states":  stateWords,
		"inFrame": func(f frame, body any) frame { f.Body = body; return f },
		"plus":    func(a, b int) int { return a + b },
		"title":   capital,
		"plain":   caseload.PlainWords,
		"begin":   beginning,
		"whole":   whole,
		"heading": heading,
		"of":      unitOf,
		"kind":    kindWords,
		"asking":  asking,
		"editing": editing,
		"link":    linkOf,
		"personOf": func(p peoplePage, u *person, i int) personFields {
			f := personFields{Roles: p.Roles, Caseloads: p.Caseloads, I: i}
			if u != nil {
				f.person = *u
			}
			return f
		},
	}
}

func dayWords(d record.Date) string {
	if d.IsZero() {
		return "no date"
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format("Jan 2")
}

func periodWords(p record.Period) string {
	if p.IsZero() {
		return "no dates"
	}
	from := time.Date(p.From.Year, p.From.Month, p.From.Day, 0, 0, 0, 0, time.UTC)
	to := time.Date(p.To.Year, p.To.Month, p.To.Day, 0, 0, 0, 0, time.UTC)
	if p.From.Year != p.To.Year {
		return from.Format("Jan 2, 2006") + " – " + to.Format("Jan 2, 2006")
	}
	return from.Format("Jan 2") + " – " + to.Format("Jan 2, 2006")
}

func inDays(n int) string {
	switch {
	case n < -1:
		return fmt.Sprintf("%d days ago", -n)
	case n == -1:
		return "yesterday"
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	}
	return fmt.Sprintf("in %d days", n)
}

// moment writes an instant of the store as a person reads it, in the clinic's
// zone.
func (s *Server) moment(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return t.In(s.o.Zone).Format("Jan 2, 2006 at 3:04 PM")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// needsWords says what needs a person of a card, in few words.
func needsWords(c caseload.Card) []string {
	var list []string
	if c.Findings > 0 {
		list = append(list, count(c.Findings, "sentence to look at", "sentences to look at"))
	}
	for _, need := range c.Needs {
		if !strings.Contains(need, "milepost draft") { // it is taken in by itself
			list = append(list, need)
		}
	}
	return list
}

// stateWords lists the states that the caseload page can be asked for.
func stateWords() []string {
	return []string{
		"no report", caseload.StateFailed, string(record.Drafted), string(record.InReview), string(record.ChangesAsked), string(record.Signed),
		string(record.Delivered), string(record.Amended), string(record.Replaced), string(record.Withdrawn),
	}
}

// The size of a small trend, in CSS pixels; app.css has the same.
const (
	sparkWidth  = 64
	sparkHeight = 18
)

// spark draws a small trend: a line and a dot at its newest value.
func spark(t caseload.Trend) template.HTML {
	alt := template.HTMLEscapeString(t.Title + ": " + course(t.Values))
	if len(t.Values) == 0 {
		return template.HTML(`<span class="spark none" role="img" aria-label="` + alt + `">··</span>`) //nolint:gosec // escaped above
	}
	var points []string
	step := float64(sparkWidth-6) / float64(max(len(t.Values)-1, 1))
	var x, y float64
	for i, value := range t.Values {
		x, y = 3+step*float64(i), 3+(1-value)*(sparkHeight-6)
		points = append(points, fmt.Sprintf("%.0f,%.0f", x, y))
	}
	return template.HTML(fmt.Sprintf( //nolint:gosec // numbers, and a text that was escaped
		`<svg class="spark" role="img" aria-label="%s"><polyline points="%s"/><circle cx="%.0f" cy="%.0f" r="2"/></svg>`,
		alt, strings.Join(points, " "), x, y))
}

// course says in words how a small trend goes: its last third beside its first.
func course(values []float64) string {
	if len(values) == 0 {
		return "no numbers in this report"
	}
	n := max(len(values)/3, 1)
	var first, last float64
	for i := range n {
		first, last = first+values[i], last+values[len(values)-1-i]
	}
	switch by := (last - first) / float64(n); {
	case by > 0.15:
		return "higher than at the start"
	case by < -0.15:
		return "lower than at the start"
	}
	return "about the same"
}

// sourceRows are the rows of one sheet of a file.
type sourceRows struct{ Where, Rows string }

// sourceWords joins sources of one column of a file: "sessions.xlsx, Sessions",
// "rows 212, 230, 251, column Score".
func sourceWords(list []record.Source) []sourceRows {
	rows := map[record.Source][]string{}
	var order []record.Source
	for _, s := range list {
		at := record.Source{File: s.File, Sheet: s.Sheet, Column: s.Column}
		if _, known := rows[at]; !known {
			order = append(order, at)
		}
		rows[at] = append(rows[at], fmt.Sprint(s.Row))
	}
	var out []sourceRows
	for _, at := range order {
		one := sourceRows{Where: at.File}
		if at.Sheet != "" {
			one.Where += ", " + at.Sheet
		}
		switch {
		case len(rows[at]) > 1:
			one.Rows = "rows " + strings.Join(rows[at], ", ")
		case rows[at][0] != "0":
			one.Rows = "row " + rows[at][0]
		}
		if at.Column != "" {
			one.Rows = strings.TrimPrefix(one.Rows+", column "+at.Column, ", ")
		}
		out = append(out, one)
	}
	return out
}

// piece is a run of words of a text beside another one.
type piece struct {
	Text string
	New  bool // the other text does not have it
}

// wordDiff marks the words of now that was lacks, in order (the longest common
// subsequence of words).
func wordDiff(was, now string) []piece {
	a, b := strings.Fields(was), strings.Fields(now)
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var out []piece
	add := func(word string, isNew bool) {
		if n := len(out); n > 0 && out[n-1].New == isNew {
			out[n-1].Text += " " + word
			return
		}
		out = append(out, piece{word, isNew})
	}
	for i, j := 0, 0; j < len(b); {
		switch {
		case i < len(a) && a[i] == b[j]:
			add(b[j], false)
			i, j = i+1, j+1
		case i < len(a) && common[i+1][j] >= common[i][j+1]:
			i++
		default:
			add(b[j], true)
			j++
		}
	}
	return out
}

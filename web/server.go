// Package web is the review page: the caseload and its drafts in a browser,
// for therapists, VAs and clinic leads. It turns requests into calls of
// package caseload and what that gives into pages; it decides nothing, keeps
// nothing but who is signed in, and reads no clock, flags or files of the
// workspace by itself. Its pages need no script to be read and signed, load
// nothing from elsewhere, and hold no name in an address.
package web

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"milepost/caseload"
	"milepost/record"
)

// Workspace hands out the open workspace. Read never waits for who writes;
// Write holds the workspace's writer lock.
type Workspace interface {
	Read(ctx context.Context, act func(*caseload.Caseload) error) error
	Write(ctx context.Context, act func(*caseload.Caseload) error) error
}

// Options are the choices of one server.
type Options struct {
	Workspace Workspace
	Now       func() time.Time
	Zone      *time.Location // in which times of day are written
	Log       *slog.Logger   // gets ids and kinds of errors, never names; nil: none
	Hosts     []string       // host and port under which it may be asked, such as 127.0.0.1:8370
	Secure    bool           // it is served over TLS
	FirstKey  string         // opens the page on which the first lead is made; "" none
	Version   string
	Sending   caseload.Sending // how files that go out are named

	Failed  func(*caseload.FailureError) // is told of faults of the program; nil: nobody
	Machine func() []caseload.Examined   // what the doctor finds of the machine: disk, place, rights; nil: nothing
}

// idle is how long a session lasts without an act.
//
// Source: 45 CFR 164.312(a)(2)(iii), automatic logoff; OWASP ASVS 4.0.3, 3.3.2,
// leaves the time to the risk: a screen with children's names in a clinic.
const idle = 15 * time.Minute

// longest is how long a session lasts at all.
const longest = 12 * time.Hour

// maxForm is the longest body of a request, in bytes, but for uploads.
const maxForm = 1 << 20

// Server is the review page. It is safe for concurrent use.
type Server struct {
	o        Options
	sessions *scs.SessionManager
	pages    map[string]*template.Template
	static   map[string]staticFile
	board    *caseload.BoardCache
	samples  *caseload.SampleCache
	throttle *throttle
	batch    *batch
	printer  *printer
	signing  *sittings
	shelf    *shelf
	times    *clocks
	firstKey struct {
		sync.Mutex
		key string
	}
}

// New returns a server.
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		o: o, board: caseload.NewBoardCache(), samples: &caseload.SampleCache{}, throttle: newThrottle(), signing: newSittings(), shelf: newShelf(), times: newClocks(),
	}
	s.firstKey.key = o.FirstKey
	s.batch, s.printer = newBatch(s), newPrinter(s)
	s.sessions = scs.New()
	s.sessions.Lifetime = longest
	s.sessions.Cookie.Name = "milepost"
	if o.Secure {
		s.sessions.Cookie.Name = "__Host-milepost"
	}
	s.sessions.Cookie.HttpOnly, s.sessions.Cookie.Secure = true, o.Secure
	s.sessions.Cookie.SameSite, s.sessions.Cookie.Persist = http.SameSiteStrictMode, false
	s.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, nil, err) }
	var err error
	if s.static, err = loadStatic(); err != nil {
		return nil, err
	}
	s.pages, err = s.loadPages()
	return s, err
}

// Warm works out what the first page of the day shows, so that nobody waits for
// it. It fails in silence: the page itself says what is wrong.
func (s *Server) Warm(ctx context.Context) {
	_ = s.o.Workspace.Read(ctx, func(c *caseload.Caseload) error {
		_, err := c.CaseloadNames(ctx, s.o.Now(), page(), s.board)
		return err
	})
}

// Close waits until what runs in the background has ended, and removes the files
// that nobody fetched. No request may come any more.
func (s *Server) Close() {
	s.batch.wait()
	s.printer.close()
	s.dropAll(context.Background(), func(string, made) bool { return true })
}

// page is what the server does by itself, for nobody in particular.
func page() caseload.Actor { return caseload.Program("serve") }

// Handler returns what answers requests.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, one := range s.routes() {
		mux.Handle(one.pattern, s.wrap(one))
	}
	mux.Handle("GET /static/{file}", http.HandlerFunc(s.serveStatic))
	mux.Handle("/", s.wrap(route{act: record.ActRead, handle: func(*visit) error { return errNoPage }}))
	return s.guard(s.sessions.LoadAndSave(mux))
}

// route is one address, who may ask for it, and what answers.
type route struct {
	pattern string
	act     record.Act // that the user's role must allow
	open    bool       // anybody may ask, signed in or not
	quiet   bool       // is no act: it does not keep a session awake
	upload  int64      // longest body, where it is not maxForm
	slow    bool       // takes as long as it takes: the server's deadlines are for the others
	handle  func(*visit) error
}

var (
	errNoPage  = errors.New("there is no such page")
	errNoLogin = errors.New("not signed in")
	errForged  = errors.New("the form was not sent from this page")
	errTooBig  = errors.New("what was sent is too large")
)

// visit is one request of one person.
type visit struct {
	*Server
	w    http.ResponseWriter
	r    *http.Request
	by   caseload.Actor // who asks
	user record.User    // the same
	now  time.Time
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// read and write hand out the workspace.
func (v *visit) read(act func(*caseload.Caseload) error) error {
	return v.o.Workspace.Read(v.ctx(), act)
}

// write finishes what it began although the browser goes away meanwhile.
func (v *visit) write(act func(*caseload.Caseload) error) error {
	return v.o.Workspace.Write(context.WithoutCancel(v.ctx()), act)
}

// wrap answers a route: who asks, may she, is the form ours.
func (s *Server) wrap(one route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Server: s, w: w, r: r, now: s.o.Now()}
		if err := v.enter(one); err != nil {
			s.fail(w, r, v, err)
			return
		}
		err := caseload.Guard("", "answering "+one.pattern, s.o.Failed, func() error { return one.handle(v) })
		if err != nil {
			s.fail(w, r, v, err)
		}
	})
}

func (v *visit) enter(one route) error {
	limit := int64(maxForm)
	if one.upload > 0 {
		limit = one.upload
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, limit)
	if err := v.whoAsks(one); err != nil {
		return err
	}
	v.dropOld()
	if one.slow {
		control := http.NewResponseController(v.w)
		_ = errors.Join(control.SetReadDeadline(time.Time{}), control.SetWriteDeadline(time.Time{})) // a server without any has none to lift
	}
	if v.r.Method == http.MethodGet || v.r.Method == http.MethodHead {
		return nil
	}
	if err := v.parse(); err != nil {
		return err
	}
	if !v.isOurs() {
		return errForged
	}
	return nil
}

// parse reads the form.
func (v *visit) parse() error {
	err := v.r.ParseForm()
	if err == nil && strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		err = v.r.ParseMultipartForm(maxForm)
	}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return errTooBig
	}
	return err
}

// whoAsks reads the session, and refuses who is not signed in or may not.
func (v *visit) whoAsks(one route) error {
	id := v.sessions.GetString(v.ctx(), "user")
	last := time.Unix(v.sessions.GetInt64(v.ctx(), "last"), 0)
	if id != "" && v.now.Sub(last) > idle {
		v.leave()
		id = ""
	}
	if id == "" {
		if one.open {
			return nil
		}
		return errNoLogin
	}
	if !one.quiet {
		v.sessions.Put(v.ctx(), "last", v.now.Unix())
	}
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		v.by, err = c.Visitor(v.ctx(), record.ID(id))
		v.user = v.by.User()
		return err
	})
	if err != nil {
		return err
	}
	if v.user.Ended || v.by.Mark() != v.sessions.GetString(v.ctx(), "mark") {
		v.leave()
		return errNoLogin
	}
	if !one.open && !v.user.May(one.act) {
		return notForRole(one.act)
	}
	return nil
}

// leave ends the session, and with it the right to sign and the file that waits.
func (v *visit) leave() {
	v.signing.end(v.sessions.Token(v.ctx()))
	v.dropOwn()
	_ = v.sessions.Destroy(v.ctx()) // it is forgotten at its end in any case
}

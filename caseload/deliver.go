package caseload

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"milepost/delivery"
	"milepost/ingest"
	"milepost/record"
	"milepost/render"
	"milepost/report"
	"milepost/store"
)

// outbox is the folder of batches that are ready to be sent.
const outbox = "outbox"

// Sending is what DeliverDue is told beside what is due.
type Sending struct {
	Pattern delivery.Pattern // of file names in upload/
	Random  io.Reader        // passwords of files for e-mail are drawn from it
}

// Batch is a folder of copies that are ready to be sent.
type Batch struct {
	Folder    string           `json:"folder,omitempty"` // below the workspace; "" nothing is to be sent
	Made      bool             `json:"made"`             // false: it was there already, and nothing is new since
	Copies    []SendCopy       `json:"copies,omitempty"`
	Envelopes int              `json:"envelopes"`
	Pages     int              `json:"pages"`           // of the mailing
	Again     []string         `json:"again,omitempty"` // earlier batches, not read back, that hold some of the copies
	Problems  []record.Problem `json:"problems,omitempty"`
}

// SendCopy is one copy of a batch, or one that is stopped.
type SendCopy struct {
	ID       string    `json:"id"`
	Client   record.ID `json:"client"`
	Document string    `json:"document"`
	To       string    `json:"to"`
	Language string    `json:"language,omitempty"`
	How      string    `json:"how,omitempty"`
	File     string    `json:"file,omitempty"` // below the batch's folder
	Pages    [2]int    `json:"pages,omitzero"` // of the mailing: its address sheet and its last page
	Why      string    `json:"why,omitempty"`  // it is stopped
	Do       string    `json:"do,omitempty"`

	child    string // id and name, for the worklist
	password string
	hidden   bool
}

// DeliverDue makes a folder of all copies that are due: a mailing to print, files
// for portals and records, locked files and texts for e-mail, and a worklist to
// tick. It sends nothing. The folder appears whole or not at all; where nothing
// is new since it was made, it stays as it is.
func (c *Caseload) DeliverDue(ctx context.Context, now time.Time, by record.User, o Sending) (Batch, error) {
	if err := may(by, record.ActDeliver); err != nil {
		return Batch{}, err
	}
	if err := c.loadWording(); err != nil {
		return Batch{}, err
	}
	due, err := c.dueCopies(ctx, now)
	if err != nil {
		return Batch{}, err
	}
	m := &batchMaker{c: c, o: o, now: now, files: map[string]madeFile{}}
	if err := m.sort(ctx, due); err != nil {
		return Batch{}, err
	}
	if len(m.going) == 0 {
		m.batch.Copies = m.list()
		return m.batch, nil
	}
	id := m.id()
	m.batch.Folder = fmt.Sprintf("%s/%s-%s", outbox, c.today(now), id)
	if known, err := c.batchFolder(id); err != nil || known != "" {
		m.batch.Folder, m.batch.Copies = known, m.list()
		return m.batch, err
	}
	return m.batch, m.make(ctx, by, id)
}

// batchFolder finds the folder of a batch that was made before, on any day.
func (c *Caseload) batchFolder(id string) (string, error) {
	names, err := c.batchFolders()
	for _, name := range names {
		if strings.HasSuffix(name, "-"+id) {
			return outbox + "/" + name, err
		}
	}
	return "", err
}

// batchFolders lists the folders of the outbox, the oldest first.
func (c *Caseload) batchFolders() ([]string, error) {
	entries, err := fs.ReadDir(c.root.FS(), outbox)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// batchMaker makes one batch.
type batchMaker struct {
	c       *Caseload
	o       Sending
	now     time.Time
	going   []dueCopy
	stopped []dueCopy
	files   map[string]madeFile // editions, by document and language
	sends   []SendCopy          // of going
	folder  string              // under which it is made
	batch   Batch
}

// madeFile is the PDF of an edition.
type madeFile struct {
	data     []byte
	password string
	upload   string // below the folder
}

// sort parts what goes from what is stopped. A report whose pages cannot be put
// into the mailing, since its password has signs that the reader of PDFs does not
// take, stops by itself, and not the others.
func (m *batchMaker) sort(ctx context.Context, due []dueCopy) error {
	for _, d := range due {
		if !d.Stopped() && d.By == record.ByPost {
			file, password, err := m.c.fileOf(ctx, d)
			if err != nil {
				return err
			}
			if password != "" && render.Opens(file, password) != nil {
				d.Why = "its PDF is locked, and does not open with the password that stands in milepost.yaml, or the password has a space"
				d.Do = fmt.Sprintf("print signed/%s.pdf by itself, and write down that it went: milepost deliver %s", d.document.Name, d.Document)
			}
		}
		if d.Stopped() {
			m.stopped = append(m.stopped, d)
		} else {
			m.going = append(m.going, d)
		}
	}
	return nil
}

// id is the same for the same copies.
func (m *batchMaker) id() string {
	var b strings.Builder
	for _, d := range m.going {
		fmt.Fprintln(&b, d.id, d.By, d.Language, d.Address, d.Email, d.Names, record.LongHash(d.text))
	}
	for _, d := range m.stopped {
		fmt.Fprintln(&b, d.id, d.Why)
	}
	return record.LongHash(b.String())[:6]
}

// list returns all copies, those that are stopped last.
func (m *batchMaker) list() []SendCopy {
	list := m.sends
	if list == nil {
		for _, d := range m.going {
			list = append(list, sendCopy(d))
		}
	}
	for _, d := range m.stopped {
		list = append(list, sendCopy(d))
	}
	return list
}

func sendCopy(d dueCopy) SendCopy {
	return SendCopy{
		ID: d.id, Client: d.Client, Document: d.Document, To: d.To, Language: d.Language, How: d.By, Why: d.Why, Do: d.Do,
		child:  strings.TrimSpace(fmt.Sprintf("%s  %s %s", d.Client, d.client.CalledName(), d.client.LastName)),
		hidden: d.Hidden,
	}
}

// make writes the folder under a name that nobody takes for a batch, writes down
// what is in it, and gives it its name.
func (m *batchMaker) make(ctx context.Context, by record.User, id string) error {
	m.folder = outbox + "/." + id + temporaryEnding
	if err := errors.Join(m.c.root.RemoveAll(m.folder), m.c.root.MkdirAll(m.folder, 0o700)); err != nil {
		return err
	}
	if err := m.fill(ctx); err != nil {
		return errors.Join(err, m.c.root.RemoveAll(m.folder))
	}
	again, err := m.again(ctx)
	if err != nil {
		return err
	}
	var copies []store.Copy
	for _, s := range m.sends {
		copies = append(copies, store.Copy{ID: s.ID, Document: s.Document, Recipient: s.To, How: s.How, Language: s.Language})
	}
	if err := m.c.store.KeepCopies(ctx, id, copies, record.Event{At: instant(m.now), By: by.ID}); err != nil {
		return errors.Join(err, m.c.root.RemoveAll(m.folder))
	}
	m.batch.Again, m.batch.Copies, m.batch.Made = again, m.list(), true
	return m.c.root.Rename(m.folder, m.batch.Folder)
}

// fill makes all files of the batch.
func (m *batchMaker) fill(ctx context.Context) error {
	for i := range m.going {
		m.sends = append(m.sends, sendCopy(m.going[i]))
		file, err := m.edition(ctx, m.going[i])
		if err != nil {
			return fmt.Errorf("document %s: %w", m.going[i].Document, err)
		}
		m.sends[i].File = file.upload
	}
	if err := m.mailing(); err != nil {
		return err
	}
	for i, d := range m.going {
		if d.By == record.ByEmail {
			if err := m.email(i, d); err != nil {
				return fmt.Errorf("document %s: %w", d.Document, err)
			}
		}
	}
	return m.worklist()
}

// edition makes the PDF of a copy's edition and puts it into upload/, once.
func (m *batchMaker) edition(ctx context.Context, d dueCopy) (madeFile, error) {
	key := d.Document + "." + d.Language
	if file, ok := m.files[key]; ok {
		return file, nil
	}
	data, password, err := m.c.fileOf(ctx, d)
	if err != nil {
		return madeFile{}, err
	}
	file := madeFile{data: data, password: password, upload: m.uploadName(d)}
	m.files[key] = file
	return file, m.c.writeFile(m.folder+"/"+file.upload, data)
}

// uploadName is the clinic's name for the file; a second one of the same name is
// numbered.
func (m *batchMaker) uploadName(d dueCopy) string {
	name := "upload/" + m.o.Pattern.Name(delivery.File{
		Client: d.Client.Path(), Document: d.Document, Kind: fileKind(d.document), Audience: d.Audience, Language: d.Language,
		From: d.document.Period.From.String(), To: d.document.Period.To.String(), First: d.client.FirstName, Last: d.client.LastName,
	})
	for n := 1; ; n++ {
		full := name + ".pdf"
		if n > 1 {
			full = fmt.Sprintf("%s_%d.pdf", name, n)
		}
		taken := false
		for _, f := range m.files {
			taken = taken || strings.EqualFold(f.upload, full)
		}
		if !taken {
			return full
		}
	}
}

// fileKind is what a document is called in file names.
func fileKind(d record.Document) string {
	if d.Kind == record.DocumentReport {
		return d.Draft.Kind
	}
	return d.Kind
}

const mailingFile = "mailing.pdf"

// mailing makes the PDF to print: one envelope for each household, which holds
// the papers of all its children.
func (m *batchMaker) mailing() error {
	var order []string
	members := map[string][]int{}
	for i, d := range m.going {
		if d.By == record.ByPost {
			key := strings.Join(append(slices.Clone(d.Names), d.Address...), "\n")
			if members[key] == nil {
				order = append(order, key)
			}
			members[key] = append(members[key], i)
		}
	}
	var envelopes []render.Envelope
	for n, key := range order {
		envelopes = append(envelopes, m.envelope(members[key], fmt.Sprintf("%d / %d", n+1, len(order))))
	}
	if len(envelopes) == 0 {
		return nil
	}
	o := m.c.look
	o.Words = words(m.c.language)
	file, sheets, problems, err := render.Mailing(envelopes, o)
	if err != nil {
		return err
	}
	for n, key := range order {
		for _, i := range members[key] {
			m.sends[i].File, m.sends[i].Pages = mailingFile, [2]int{sheets[n].First, sheets[n].Last}
		}
	}
	for _, p := range problems {
		m.batch.Problems = append(m.batch.Problems, record.Problem{Source: record.Source{File: mailingFile}, Code: "mailing", Found: p.Found, Wrong: p.Wrong})
	}
	m.batch.Envelopes, m.batch.Pages = len(envelopes), sheets[len(sheets)-1].Last
	return m.c.writeFile(m.folder+"/"+mailingFile, file)
}

func (m *batchMaker) envelope(members []int, number string) render.Envelope {
	first := m.going[members[0]]
	e := render.Envelope{
		Address: append([]string{strings.Join(first.Names, ", ")}, first.Address...), Language: first.Language,
	}
	var ids []string
	for _, i := range members {
		d := m.going[i]
		file := m.files[d.Document+"."+d.Language]
		e.Inside = append(e.Inside, render.Enclosed{Title: report.Title(d.text), File: file.data, Password: file.password})
		if !slices.Contains(ids, string(d.Client)) {
			ids = append(ids, string(d.Client))
		}
	}
	e.Reference = number + "  ·  " + strings.Join(ids, ", ")
	return e
}

// email writes a locked file and a text to paste, neither of which names the
// child: the file is called by its document.
func (m *batchMaker) email(i int, d dueCopy) error {
	file := m.files[d.Document+"."+d.Language]
	name := fmt.Sprintf("email/%s_%s", d.Document, d.id)
	data := file.data
	if file.password == "" {
		var err error
		if m.sends[i].password, err = delivery.Password(m.o.Random); err != nil {
			return err
		}
		if data, err = render.Lock(data, m.sends[i].password); err != nil {
			return err
		}
	}
	m.sends[i].File = name + ".pdf"
	l, clinic := m.c.languageOf(d.Language), m.c.options.Clinic
	fill := strings.NewReplacer("{clinic}", clinic.Name, "{phone}", clinic.Phone)
	text := fmt.Sprintf("%s\n\n%s\n", fill.Replace(l.Word("letter subject")), fill.Replace(l.Word("letter")))
	return errors.Join(m.c.writeFile(m.folder+"/"+name+".pdf", data), m.c.writeFile(m.folder+"/"+name+".txt", []byte(text)))
}

const worklistFile = "worklist.xlsx"

func (m *batchMaker) worklist() error {
	var rows []ingest.WorkRow
	for _, s := range m.list() {
		row := ingest.WorkRow{ID: s.ID, Client: s.child, Document: s.Document, To: s.To, How: s.How, File: s.File, Note: m.note(s)}
		if s.Pages[0] > 0 {
			row.File += fmt.Sprintf(", pages %d-%d", s.Pages[0], s.Pages[1])
		}
		if s.Why != "" {
			row.Stopped, row.Note = true, s.Why+": "+s.Do
		}
		rows = append(rows, row)
	}
	var b bytes.Buffer
	if err := ingest.WriteWorklist(&b, rows); err != nil {
		return err
	}
	return m.c.writeFile(m.folder+"/"+worklistFile, b.Bytes())
}

// note is what whoever sends the copy has to know.
func (m *batchMaker) note(s SendCopy) string {
	var notes []string
	if s.hidden {
		notes = append(notes, "their address is hidden: tell it to nobody")
	}
	switch {
	case s.How == record.ByEmail && s.password != "":
		notes = append(notes, "password, by telephone only: "+s.password)
	case s.How == record.ByEmail:
		notes = append(notes, "opens with the password for this audience in milepost.yaml")
	}
	return strings.Join(notes, "; ")
}

// again lists earlier batches that hold some of the copies: whoever forgot to
// read their worklist back would send those twice.
func (m *batchMaker) again(ctx context.Context) ([]string, error) {
	var before []string
	for _, d := range m.going {
		known, err := m.c.store.CopyOf(ctx, d.id)
		if errors.Is(err, store.ErrUnknown) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if folder, err := m.c.batchFolder(known.Batch); err != nil {
			return nil, err
		} else if folder != "" && !slices.Contains(before, folder) {
			before = append(before, folder)
		}
	}
	return before, nil
}

// Sent is what became of a worklist that came back.
type Sent struct {
	Written  []record.Delivery `json:"written,omitempty"`
	Known    int               `json:"known"` // ticked, and written down before
	Problems []record.Problem  `json:"problems,omitempty"`
}

// ReadSent writes down the deliveries that are ticked on a worklist. Reading the
// same list twice writes nothing twice.
func (c *Caseload) ReadSent(ctx context.Context, now time.Time, by record.User, f ingest.File) (Sent, error) {
	var s Sent
	if err := may(by, record.ActDeliver); err != nil {
		return s, err
	}
	ticked, problems, err := ingest.ReadWorklist(f)
	if err != nil {
		return s, err
	}
	s.Problems = problems
	return s, c.tickAll(ctx, now, by, ticked, &s)
}

// TickSent writes down that the copies of these ids went out today.
func (c *Caseload) TickSent(ctx context.Context, now time.Time, by record.User, ids []string) (Sent, error) {
	var s Sent
	if err := may(by, record.ActDeliver); err != nil {
		return s, err
	}
	var ticked []ingest.Ticked
	for _, id := range ids {
		ticked = append(ticked, ingest.Ticked{ID: id})
	}
	return s, c.tickAll(ctx, now, by, ticked, &s)
}

func (c *Caseload) tickAll(ctx context.Context, now time.Time, by record.User, ticked []ingest.Ticked, s *Sent) error {
	for _, t := range ticked {
		wrong, err := c.tick(ctx, now, by, t, s)
		if err != nil {
			return err
		}
		if wrong != "" {
			s.Problems = append(s.Problems, record.Problem{Source: t.Source, Code: "worklist", Found: t.ID, Wrong: wrong})
		}
	}
	return nil
}

// BatchFile returns a file of a batch of the outbox: what is printed, or its
// worklist. fs.ErrNotExist: there is none.
func (c *Caseload) BatchFile(by record.User, batch, name string) ([]byte, error) {
	if err := may(by, record.ActDeliver); err != nil {
		return nil, err
	}
	names, err := c.batchFolders()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, batch) || name != mailingFile && name != worklistFile {
		return nil, fmt.Errorf("%s/%s: %w", batch, name, fs.ErrNotExist)
	}
	return c.root.ReadFile(outbox + "/" + batch + "/" + name)
}

// tick writes down one delivery, or says what is wrong with its row.
func (c *Caseload) tick(ctx context.Context, now time.Time, by record.User, t ingest.Ticked, s *Sent) (wrong string, err error) {
	one, err := c.store.CopyOf(ctx, t.ID)
	if errors.Is(err, store.ErrUnknown) {
		return "is no copy that this workspace made; nothing is written down for it", nil
	}
	if err != nil {
		return "", err
	}
	d, draft, err := c.document(ctx, one.Document)
	if err != nil {
		return "", err
	}
	if known, err := c.wentTo(ctx, one); err != nil {
		return "", err
	} else if known {
		s.Known++
		return "", nil
	}
	day := cmp.Or(t.Day, c.today(now))
	at, err := time.Parse(time.RFC3339, d.At)
	if err != nil {
		return "", err
	}
	if day.After(c.today(now)) || day.Before(c.today(at)) {
		return fmt.Sprintf("was sent on %s, which is before it was signed or still to come: correct the day", day), nil
	}
	delivered := record.Delivery{
		Document: d.ID, Client: d.Draft.Client, On: instant(now), To: one.Recipient, Purpose: strings.ReplaceAll(fileKind(d), "-", " "), How: one.How, By: by.ID,
	}
	if day != c.today(now) {
		delivered.On, delivered.Written = instant(time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, c.options.Zone)), instant(now)
	}
	if one.Language != d.Draft.Language {
		delivered.How += ", translation " + one.Language
	}
	if err := c.deliver(ctx, d, draft, delivered); err != nil {
		return "", err
	}
	s.Written = append(s.Written, delivered)
	if d.State == record.Withdrawn && d.Kind == record.DocumentReport || d.State == record.Replaced {
		return fmt.Sprintf("is written down; document %s is %s by now: tell %s", d.ID, d.State, one.Recipient), nil
	}
	return "", nil
}

// wentTo reports whether the copy is in the disclosure log.
func (c *Caseload) wentTo(ctx context.Context, one store.Copy) (bool, error) {
	all, err := c.store.Deliveries(ctx)
	return slices.ContainsFunc(all, func(d record.Delivery) bool { return d.Document == one.Document && d.To == one.Recipient }), err
}

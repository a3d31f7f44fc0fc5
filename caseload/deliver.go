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
	"milepost/ingest/card"
	"milepost/ingest/sheet"
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
	Held      []HeldBatch      `json:"held,omitempty"`  // earlier batches that held a copy which may no longer go
	Problems  []record.Problem `json:"problems,omitempty"`
}

// SendCopy is one copy of a batch, or one that is stopped.
type SendCopy struct {
	ID       string          `json:"id"`
	Client   record.ID       `json:"client"`
	Document string          `json:"document"`
	To       string          `json:"to"`
	Language string          `json:"language,omitempty"`
	How      string          `json:"how,omitempty"`
	File     string          `json:"file,omitempty"` // below the batch's folder
	Pages    [2]int          `json:"pages,omitzero"` // of the mailing: its address sheet and its last page
	Why      string          `json:"why,omitempty"`  // it is stopped
	Next     record.NextStep `json:"next,omitzero"`

	child    string // id and name, for the worklist
	password string
	hidden   bool
	goesTo   string
}

// DeliverDue makes a folder of all copies that are due: a mailing to print, files
// for portals and records, locked files and texts for e-mail, and a worklist to
// tick. It sends nothing. The folder appears whole or not at all; where nothing
// is new since it was made, it stays as it is.
func (c *Caseload) DeliverDue(ctx context.Context, now time.Time, by Actor, o Sending) (Batch, error) {
	u, err := c.admitAll(ctx, by, record.ActDeliver)
	if err != nil {
		return Batch{}, err
	}
	if err := c.loadWording(); err != nil {
		return Batch{}, err
	}
	due, err := c.dueCopies(ctx, now, nil)
	if err != nil {
		return Batch{}, err
	}
	m := &batchMaker{c: c, o: o, now: now, files: map[string]*madeFile{}}
	if m.batch.Held, err = c.holdBack(ctx, now, u, due, nil); err != nil {
		return m.batch, err
	}
	if err := m.sort(ctx, due); err != nil {
		return m.batch, err
	}
	if len(m.going) == 0 {
		m.batch.Copies = m.list()
		return m.batch, nil
	}
	id := m.id()
	m.batch.Folder = fmt.Sprintf("%s/%s-%s", outbox, c.today(now), id)
	before, err := c.batchFolders()
	if err != nil {
		return m.batch, err
	}
	if known := folderOf(before, id); known != "" {
		m.batch.Folder, m.batch.Copies = known, m.list()
		return m.batch, nil
	}
	if m.batch.Again, err = c.foldersWith(ctx, m.going, before); err != nil {
		return m.batch, err
	}
	return m.batch, m.make(ctx, u, id)
}

// folderOf finds among the folders of the outbox that of a batch, made on any
// day; "" there is none.
func folderOf(names []string, batch string) string {
	for _, name := range names {
		if strings.HasSuffix(name, "-"+batch) {
			return outbox + "/" + name
		}
	}
	return ""
}

// batchFolders lists the folders of the outbox, the oldest first.
func (c *Caseload) batchFolders() ([]string, error) {
	entries, err := fs.ReadDir(c.root.FS(), outbox)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != heldBack {
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
	files   map[string]*madeFile // editions, by document and language
	sends   []SendCopy           // of going
	folder  string               // under which it is made
	batch   Batch
}

// madeFile is the PDF of an edition.
type madeFile struct {
	data     []byte
	password string
	upload   string // below the folder; "" it is not written yet
}

// sort parts what goes from what is stopped. A report whose pages cannot be put
// into the mailing, since its password has signs that the reader of PDFs does not
// take, stops by itself, and not the others.
func (m *batchMaker) sort(ctx context.Context, due []dueCopy) error {
	for _, d := range due {
		if !d.Stopped() && d.By == record.ByPost && m.c.options.Look.Passwords[d.Audience] != "" {
			file, err := m.file(ctx, d)
			if err != nil {
				return err
			}
			if file.password != "" && render.Opens(file.data, file.password) != nil {
				d.Why = "its PDF is locked and does not open with the password in the settings, or the password has a space"
				d.Next = record.NextStep{Act: record.StepDeliver, ID: d.Document, Text: "print signed/" + d.document.Name + ".pdf by itself"}
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
		ID: d.id, Client: d.Client, Document: d.Document, To: d.To, Language: d.Language, How: d.By, Why: d.Why, Next: d.Next,
		child:  strings.TrimSpace(fmt.Sprintf("%s  %s %s", d.Client, d.client.CalledName(), d.client.LastName)),
		hidden: d.Hidden, goesTo: d.goesTo(),
	}
}

// make writes the folder under a name that nobody takes for a batch, writes down
// what is in it, and gives it its name.
func (m *batchMaker) make(ctx context.Context, by acting, id string) error {
	m.folder = outbox + "/." + id + temporaryEnding
	if err := errors.Join(m.c.root.RemoveAll(m.folder), m.c.root.MkdirAll(m.folder, 0o700)); err != nil {
		return err
	}
	if err := m.fill(ctx); err != nil {
		return errors.Join(err, m.c.root.RemoveAll(m.folder))
	}
	var copies []store.Copy
	for _, s := range m.sends {
		copies = append(copies, store.Copy{ID: s.ID, Document: s.Document, Recipient: s.To, How: s.How, Language: s.Language, GoesTo: s.goesTo})
	}
	if err := m.c.store.KeepCopies(ctx, id, copies, by.event(m.now, "", "", nil)); err != nil {
		return errors.Join(err, m.c.root.RemoveAll(m.folder))
	}
	m.batch.Copies, m.batch.Made = m.list(), true
	return m.c.root.Rename(m.folder, m.batch.Folder)
}

// fill makes all files of the batch.
func (m *batchMaker) fill(ctx context.Context) error {
	for i := range m.going {
		m.sends = append(m.sends, sendCopy(m.going[i]))
		upload, err := m.upload(ctx, m.going[i])
		if err != nil {
			return fmt.Errorf("document %s: %w", m.going[i].Document, err)
		}
		m.sends[i].File = upload
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

// file makes the PDF of a copy's edition, once.
func (m *batchMaker) file(ctx context.Context, d dueCopy) (*madeFile, error) {
	if file, ok := m.files[d.edition()]; ok {
		return file, nil
	}
	data, password, err := m.c.fileOf(ctx, d)
	if err != nil {
		return nil, err
	}
	file := &madeFile{data: data, password: password}
	m.files[d.edition()] = file
	return file, nil
}

// upload puts the PDF of a copy's edition into upload/, once.
func (m *batchMaker) upload(ctx context.Context, d dueCopy) (string, error) {
	file, err := m.file(ctx, d)
	if err != nil {
		return "", err
	}
	if file.upload != "" {
		return file.upload, nil
	}
	file.upload = m.uploadName(d)
	return file.upload, m.c.writeFile(m.folder+"/"+file.upload, file.data)
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
		file := m.files[d.edition()]
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
	file := m.files[d.edition()]
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
	var rows []card.WorkRow
	for _, s := range m.list() {
		row := card.WorkRow{ID: s.ID, Client: s.child, Document: s.Document, To: s.To, How: s.How, File: s.File, Note: m.note(s)}
		if s.Pages[0] > 0 {
			row.File += fmt.Sprintf(", pages %d-%d", s.Pages[0], s.Pages[1])
		}
		if s.Why != "" {
			row.Stopped, row.Note = true, s.Why+": "+s.Next.Words()
		}
		rows = append(rows, row)
	}
	var b bytes.Buffer
	if err := card.WriteWorklist(&b, rows); err != nil {
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

// foldersWith lists those of the outbox's folders that hold some of the copies,
// as they were first made.
func (c *Caseload) foldersWith(ctx context.Context, copies []dueCopy, folders []string) ([]string, error) {
	var before []string
	for _, d := range copies {
		known, err := c.store.CopyOf(ctx, d.id)
		if errors.Is(err, store.ErrUnknown) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if folder := folderOf(folders, known.Batch); folder != "" && !slices.Contains(before, folder) {
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
func (c *Caseload) ReadSent(ctx context.Context, now time.Time, by Actor, f sheet.File) (Sent, error) {
	u, err := c.admitAll(ctx, by, record.ActDeliver)
	if err != nil {
		return Sent{}, err
	}
	ticked, problems, err := card.ReadWorklist(f)
	if err != nil {
		return Sent{}, err
	}
	t := ticking{c: c, now: now, by: u, sent: Sent{Problems: problems}}
	return t.all(ctx, ticked)
}

// TickSent writes down that the copies of these ids went out today.
func (c *Caseload) TickSent(ctx context.Context, now time.Time, by Actor, ids []string) (Sent, error) {
	u, err := c.admitAll(ctx, by, record.ActDeliver)
	if err != nil {
		return Sent{}, err
	}
	var ticked []card.Ticked
	for _, id := range ids {
		ticked = append(ticked, card.Ticked{ID: id})
	}
	t := ticking{c: c, now: now, by: u}
	return t.all(ctx, ticked)
}

// BatchFile returns a file of a batch of the outbox: what is printed, or its
// worklist. fs.ErrNotExist: there is none.
func (c *Caseload) BatchFile(ctx context.Context, by Actor, batch, name string) ([]byte, error) {
	if _, err := c.admitAll(ctx, by, record.ActDeliver); err != nil {
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

// ticking writes down what was ticked.
type ticking struct {
	c    *Caseload
	now  time.Time
	by   acting
	went map[received]bool // what is in the disclosure log
	sent Sent

	clients map[record.ID]record.Client // those that were asked for
}

// received is a document and whom it went to.
type received struct{ document, to string }

func (t *ticking) all(ctx context.Context, ticked []card.Ticked) (Sent, error) {
	deliveries, err := t.c.store.Deliveries(ctx)
	if err != nil {
		return t.sent, err
	}
	t.went, t.clients = map[received]bool{}, map[record.ID]record.Client{}
	for _, d := range deliveries {
		t.went[received{d.Document, d.To}] = true
	}
	for _, row := range ticked {
		wrong, err := t.tick(ctx, row)
		if err != nil {
			return t.sent, err
		}
		if wrong != "" {
			t.sent.Problems = append(t.sent.Problems, record.Problem{Source: row.Source, Code: "worklist", Found: row.ID, Wrong: wrong})
		}
	}
	return t.sent, nil
}

// tick writes down one delivery, or says what is wrong with its row.
func (t *ticking) tick(ctx context.Context, row card.Ticked) (wrong string, err error) {
	c, now := t.c, t.now
	one, err := c.store.CopyOf(ctx, row.ID)
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
	if t.went[received{one.Document, one.Recipient}] {
		t.sent.Known++
		return "", nil
	}
	day := cmp.Or(row.Day, c.today(now))
	at, err := time.Parse(time.RFC3339, d.At)
	if err != nil {
		return "", err
	}
	if day.After(c.today(now)) || day.Before(c.today(at)) {
		return fmt.Sprintf("was sent on %s, which is before it was signed or still to come: correct the day", day), nil
	}
	delivered := record.Delivery{
		Document: d.ID, Client: d.Draft.Client, On: instant(now), To: one.Recipient, Purpose: strings.ReplaceAll(fileKind(d), "-", " "), How: one.How, By: t.by.ID,
	}
	if day != c.today(now) {
		delivered.On, delivered.Written = instant(time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, c.options.Zone)), instant(now)
	}
	if one.Language != d.Draft.Language {
		delivered.How += ", translation " + one.Language
	}
	client, err := c.clientOnce(ctx, now, d.Draft.Client, t.clients)
	if err != nil {
		return "", err
	}
	if delivered.Under, wrong, err = c.sentUnder(ctx, d, client, one.Recipient, day); err != nil {
		return "", err
	}
	if wrong == "" && len(delivery.Meant(one.Recipient, client.Contacts)) == 0 {
		wrong = fmt.Sprintf("is written down; the recipient is no longer a contact of client %s. Tell a lead that it went out", client.ID)
	}
	if err := c.deliver(ctx, d, draft, delivered); err != nil {
		return "", err
	}
	t.went[received{one.Document, one.Recipient}] = true
	t.sent.Written = append(t.sent.Written, delivered)
	if d.State == record.Withdrawn && d.Kind == record.DocumentReport || d.State == record.Replaced {
		return fmt.Sprintf("is written down; document %s is %s by now: tell %s", d.ID, d.State, one.Recipient), nil
	}
	return wrong, nil
}

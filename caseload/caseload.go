// Package caseload is what a VA or a therapist asks of Milepost, one file a
// use case: take in exports, draft a caseload, say how it stands, explain a
// draft. It is the one place where the store and the pure packages meet. It
// decides one thing, who may: each use case takes an Actor and asks the door
// about it. Any other rule found here belongs in a pure package. It reads no
// clock and no flags; time and options come in as arguments.
package caseload

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"milepost/check"
	"milepost/ingest"
	"milepost/language"
	"milepost/library"
	"milepost/record"
	"milepost/render"
	"milepost/rules"
	"milepost/store"
	"milepost/templates"
)

// Clinic is what the documents say of the clinic.
type Clinic struct {
	Name        string
	Address     []string
	Phone       string
	Web         string
	Interpreter string // the line that offers an interpreter
	ClientWord  string // child, student or client
	LogoFile    string // PNG or JPEG below the workspace; "" none
}

// Options are the choices of one workspace, as milepost.yaml states them.
type Options struct {
	Clinic      Clinic
	Staff       []record.Therapist
	Therapist   map[string]record.ID // of each caseload, by its name
	CadenceDays int                  // days from one report to the next
	Discipline  string               // of rows that name none
	State       string               // where the clinic is: two letters, for the co-signature policy
	Zone        *time.Location
	Language    string
	Look        Look
	Inbox       string            // folder where exports are dropped
	Workers     int               // how many drafts are made at once; 0: one
	Address     map[string]string // how families are addressed, by language: es: tú; else the language's usual way
	Translators []record.ID       // who may confirm translations
	Calendar    CalendarOptions   // what falls due
	Codes       string            // id of the school's progress codes, such as codes-mississippi; "" none
	Retention   rules.Retention   // how long records are kept
	Holds       []record.ID       // clients whose records a legal hold is on
	Version     string            // of the program: what it prints may change with it
	Build       string            // tells this program from every other: what it composes may change with it
	// Hold says which files of the inbox wait for the rest of their set; came are
	// those that were read before. nil: none does.
	Hold   func(files, came []string) []HalfSet `json:"-"`
	Failed func(*FailureError)                  `json:"-"` // is told of each fault of the program, for a log; nil: nobody
}

// Caseload is an open workspace. It is not safe for concurrent use; Close it.
type Caseload struct {
	options  Options
	dir      string
	root     folder
	store    *store.Store
	language *language.Language
	mappings []ingest.Mapping
	wordings map[record.ID]*library.Library // by therapist; "" the clinic's
	codes    *rules.CodeSet                 // the school's progress codes; nil none
	editions map[string]edition             // other languages than language, by code
	forms    *forms
	names    *atomic.Pointer[map[record.ID][]string] // first names of all clients, as last read
	truths   *check.Words                            // with which drafts in language are checked; nil: nobody gave them for it
	rulebook *rulebook
	refused  *refusedRows

	look      render.Options   // of all documents
	fontsHash string           // of the workspace's own fonts
	wrong     []record.Problem // of the workspace's own files of that

	cardSeen seenCards // cards as they were last looked at

	breakOn func(record.ID) // with which tests make the program fail on a client; nil: nothing does

	mappingsHash  string // of the workspace's mappings, as loaded
	wordingHash   string // of its phrases, templates and rules
	lookFilesHash string // of its logo and fonts
}

// forms are the templates that were read, by file name; for several drafts at
// once.
type forms struct {
	sync.Mutex
	byName map[string]templates.Template
}

// ErrNoWorkspace says that the folder was never made a workspace.
var ErrNoWorkspace = errors.New("no workspace")

// folders are those that every workspace has.
func folders() []string {
	return []string{
		"inbox", "archive", "rejected", "clients", "mappings", "templates", "rules",
		"library", "attachments", "drafts", "signed", outbox,
	}
}

// Init makes the folders of a workspace below dir, which need not exist yet.
// Folders that are there stay as they are.
func Init(dir string) error {
	for _, name := range append([]string{"."}, folders()...) {
		if err := os.MkdirAll(dir+string(os.PathSeparator)+name, 0o700); err != nil {
			return fmt.Errorf("make workspace: %w", err)
		}
	}
	return nil
}

// Open opens the workspace in dir: its store and what the clinic put over the
// shipped mappings, phrases and templates.
func Open(ctx context.Context, dir string, o Options) (*Caseload, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open workspace: %w", err)
	}
	c := &Caseload{options: o, dir: dir, root: folder{root, &oddities{}}, names: &atomic.Pointer[map[record.ID][]string]{}, forms: &forms{byName: map[string]templates.Template{}}, rulebook: &rulebook{}, refused: &refusedRows{}, cardSeen: seenCards{}}
	if err := c.load(ctx, dir); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Caseload) load(ctx context.Context, dir string) error {
	var err error
	if err = c.loadMappings(); err != nil {
		return err
	}
	if c.language, err = c.openAddressing(c.options.Language); err != nil {
		return err
	}
	if err := c.databaseThere(); err != nil {
		return err
	}
	if c.store, err = store.Open(ctx, filepath.Join(dir, database)); err != nil {
		return c.asDamage(ctx, err)
	}
	return c.databaseCurrent(ctx)
}

// Close releases the workspace.
func (c *Caseload) Close() error {
	var err error
	if c.store != nil {
		err = c.store.Close()
	}
	return errors.Join(err, c.root.Close())
}

// mappings returns the shipped mappings with those of the workspace's
// mappings/ folder put over them: a file replaces the shipped mapping of its
// name.
func mappings(workspace fs.FS) ([]ingest.Mapping, error) {
	all, err := ingest.Shipped()
	if err != nil {
		return nil, err
	}
	shipped := map[string]bool{}
	for _, m := range all {
		shipped[m.Hash] = true
	}
	names, err := fs.Glob(workspace, "mappings/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(workspace, name)
		if err != nil {
			return nil, err
		}
		own, err := ingest.ParseMapping(strings.TrimSuffix(path.Base(name), ".yaml"), text)
		if err != nil {
			return nil, err
		}
		own.Own = !shipped[own.Hash]
		all = put(all, own)
	}
	return all, nil
}

// put replaces the mapping of the same name, or adds one in front, so that
// the clinic's own mapping is tried before the shipped ones.
func put(all []ingest.Mapping, own ingest.Mapping) []ingest.Mapping {
	for i := range all {
		if all[i].Name == own.Name {
			all[i] = own
			return all
		}
	}
	return append([]ingest.Mapping{own}, all...)
}

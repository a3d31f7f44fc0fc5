package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"milepost/caseload"
	"milepost/delivery"
	"milepost/ingest/watch"
	"milepost/library"
	"milepost/record"
	"milepost/rules"
)

// configName is the file that makes a folder a workspace.
const configName = "milepost.yaml"

// Config is milepost.yaml. Every key is optional; what the file leaves out
// keeps the value of DefaultConfig.
type Config struct {
	Clinic      ClinicConfig      `yaml:"clinic"`
	Staff       []StaffConfig     `yaml:"staff"`
	Caseloads   []CaseloadConfig  `yaml:"caseloads"`
	CadenceDays int               `yaml:"cadence_days"`   // days from one report to the next, 1-366
	Discipline  string            `yaml:"discipline"`     // OT, PT, SLP: of rows that name none
	TimeZone    string            `yaml:"time_zone"`      // IANA name
	Language    string            `yaml:"language"`       // of documents, where a client's card names none
	Address     map[string]string `yaml:"address"`        // how families are addressed, by language: {es: tú}; else usted
	ClientWord  string            `yaml:"client_word"`    // child, student or client, as documents print it
	Paper       string            `yaml:"paper"`          // letter or a4
	Codes       string            `yaml:"progress_codes"` // of the school: codes-virginia; "" none
	Documents   DocumentsConfig   `yaml:"documents"`
	Inbox       string            `yaml:"inbox"` // where exports are dropped; relative to the workspace
	Watch       WatchConfig       `yaml:"watch"`
	Delivery    DeliveryConfig    `yaml:"delivery"`
	Calendar    CalendarConfig    `yaml:"calendar"`
	Retention   rules.Retention   `yaml:"retention"`  // how many years records are kept
	LegalHold   []string          `yaml:"legal_hold"` // ids of clients whose records nobody may remove
}

// DeliveryConfig is how "milepost deliver --due" goes about copies.
type DeliveryConfig struct {
	FileName string `yaml:"file_name"` // of files for a portal or health record, such as "{client}_{from}_{kind}"
	Names    bool   `yaml:"names"`     // {first} and {last} of the child may stand in it
}

// pattern returns the form of file names.
func (d DeliveryConfig) pattern() (delivery.Pattern, error) {
	p, err := delivery.ParsePattern(d.FileName, delivery.Names(d.Names))
	if err != nil {
		return p, fmt.Errorf("%s: delivery: file_name: %w", configName, err)
	}
	return p, nil
}

// CalendarConfig is what a clinic chooses of what falls due.
type CalendarConfig struct {
	AlertDays        []int  `yaml:"alert_days"`         // days before a day on which to be reminded, 1-366
	PacketSchoolDays int    `yaml:"packet_school_days"` // school days before a meeting by which its packet is due, 1-60
	Holidays         string `yaml:"holidays"`           // a holiday table: a file of rules/ or a shipped one
}

// WatchConfig is how "milepost watch" goes about the inbox.
type WatchConfig struct {
	SettleSeconds int         `yaml:"settle_seconds"` // how long a file must hold still before it is read, 1-3600
	RescanSeconds int         `yaml:"rescan_seconds"` // between looks that nothing asks for, 1-3600; 0: 60, or 10 where the inbox is polled
	Poll          bool        `yaml:"poll"`           // look at times only, whatever the system tells
	Sets          []SetConfig `yaml:"sets"`
}

// SetConfig says which files belong together.
type SetConfig struct {
	Files       []string `yaml:"files"`        // patterns of names; {date} is the same in all files of a set
	TellMinutes int      `yaml:"tell_minutes"` // how long half a set waits before it is told again; 0: 30
}

// ClinicConfig is what letterhead and documents say of the clinic.
type ClinicConfig struct {
	Name        string   `yaml:"name"`
	Address     []string `yaml:"address"`
	Phone       string   `yaml:"phone"`
	Web         string   `yaml:"web"`
	Interpreter string   `yaml:"interpreter"` // the line that offers an interpreter
	Logo        string   `yaml:"logo"`        // PNG or JPEG file in the workspace
	State       string   `yaml:"state"`       // two letters, like IL: for the co-signature policy
}

// DocumentsConfig is how documents look beside letterhead and paper.
type DocumentsConfig struct {
	Color     string            `yaml:"color"`     // #rrggbb of headings and rules; empty: the usual one
	Client    string            `yaml:"client"`    // in the head of each page: id or name
	Footer    string            `yaml:"footer"`    // one line at the foot of each page
	Charts    bool              `yaml:"charts"`    // false: documents have none
	Fonts     []string          `yaml:"fonts"`     // TrueType files in the workspace, for letters that the shipped fonts lack
	Passwords map[string]Secret `yaml:"passwords"` // opens the PDFs for an audience: parent, school, payer
}

// Secret is a value that is read and never printed.
type Secret string

// MarshalYAML keeps a secret out of "milepost config".
func (s Secret) MarshalYAML() ([]byte, error) { return []byte(`"(set, not shown)"`), nil }

// leastPassword is how long a password of a PDF is at least, in letters: a file
// can be tried without end by whoever holds it.
const leastPassword = 8

// StaffConfig is one member of staff.
type StaffConfig struct {
	ID         string `yaml:"id"`
	Name       string `yaml:"name"`
	Credential string `yaml:"credential"`
	License    string `yaml:"license"`
	Phone      string `yaml:"phone"`
	Role       string `yaml:"role"`
	District   string `yaml:"district"` // school district that she works for under contract; "" none
	Left       string `yaml:"left"`     // last day at work, like 2026-06-30; "" still here
}

// CaseloadConfig is the clients of one therapist.
type CaseloadConfig struct {
	Name      string `yaml:"name"`
	Therapist string `yaml:"therapist"`
}

// DefaultConfig returns the complete configuration of a new workspace.
func DefaultConfig() Config {
	return Config{
		Clinic: ClinicConfig{
			Interpreter: "A free interpreter is there for you: tell us your language. / Hay intérprete gratis: díganos su idioma.",
		},
		CadenceDays: 90,
		Discipline:  "OT",
		TimeZone:    "America/New_York",
		Language:    "en",
		ClientWord:  "child",
		Paper:       "letter",
		Documents:   DocumentsConfig{Client: "id", Charts: true},
		Inbox:       "inbox",
		Watch:       WatchConfig{SettleSeconds: 5},
		Calendar:    CalendarConfig{AlertDays: []int{60, 45, 30, 14}, PacketSchoolDays: 7, Holidays: "holidays-us-federal"},
		Retention:   rules.DefaultRetention(),
	}
}

// errNoWorkspace says that a folder holds no milepost.yaml.
var errNoWorkspace = errors.New("no milepost.yaml here: make a workspace with \"milepost init DIR\", or name one with -C DIR")

// readConfig decodes milepost.yaml of the folder over the defaults. An unknown
// key is an error that names line, excerpt and the nearest known key.
func readConfig(dir string) (Config, error) {
	config := DefaultConfig()
	name := filepath.Join(dir, configName)
	text, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return config, errNoWorkspace
	}
	if err != nil {
		return config, err
	}
	if err := yaml.UnmarshalWithOptions(text, &config, yaml.Strict()); err != nil {
		return config, fmt.Errorf("%s: %s", configName, strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if err := config.check(); err != nil {
		return config, err
	}
	return config, config.checkInbox(dir)
}

// checkInbox refuses an inbox that holds the workspace: what lies in an inbox is
// read and cleared away, the database too.
func (c Config) checkInbox(dir string) error {
	inbox := c.Inbox
	if !filepath.IsAbs(inbox) {
		inbox = filepath.Join(dir, inbox)
	}
	from, err := filepath.Abs(inbox)
	if err != nil {
		return err
	}
	to, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(from, to); err == nil && filepath.IsLocal(rel) {
		return fmt.Errorf("%s: inbox: %q holds the workspace itself: name a folder of its own, such as inbox", configName, c.Inbox)
	}
	return nil
}

// check refuses values that no later step could use.
func (c Config) check() error {
	if c.CadenceDays < 1 || c.CadenceDays > 366 {
		return fmt.Errorf("%s: cadence_days is %d: give the days from one report to the next, 1 to 366", configName, c.CadenceDays)
	}
	if c.Clinic.State != "" && len(c.Clinic.State) != 2 {
		return fmt.Errorf("%s: clinic: state: %q is not two letters, like IL", configName, c.Clinic.State)
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil {
		return fmt.Errorf("%s: time_zone %q is not known: write it like America/Chicago", configName, c.TimeZone)
	}
	if c.Paper != "letter" && c.Paper != "a4" {
		return fmt.Errorf("%s: paper %q is not known: write letter or a4", configName, c.Paper)
	}
	if err := c.Documents.check(); err != nil {
		return err
	}
	if r := c.Retention; r.OfAge < 0 || r.AfterAge < 0 || r.AfterLast < 0 || r.OfAge > 100 || r.AfterAge > 100 || r.AfterLast > 100 {
		return fmt.Errorf("%s: retention: give whole years, 0 to 100", configName)
	}
	if _, err := c.Delivery.pattern(); err != nil {
		return err
	}
	for _, s := range c.Staff {
		if _, err := record.ParseDate(s.Left); err != nil {
			return fmt.Errorf("%s: staff: %s: left: %q is not a day; write it like 2026-06-30", configName, s.ID, s.Left)
		}
	}
	if err := c.Calendar.check(); err != nil {
		return err
	}
	return c.Watch.check()
}

func (c CalendarConfig) check() error {
	for _, days := range c.AlertDays {
		if days < 1 || days > 366 {
			return fmt.Errorf("%s: calendar: alert_days: %d: give days before, 1 to 366", configName, days)
		}
	}
	if c.PacketSchoolDays < 1 || c.PacketSchoolDays > 60 {
		return fmt.Errorf("%s: calendar: packet_school_days is %d: give school days before a meeting, 1 to 60", configName, c.PacketSchoolDays)
	}
	return nil
}

func (d DocumentsConfig) check() error {
	if d.Client != "id" && d.Client != caseload.ClientName {
		return fmt.Errorf("%s: documents: client %q is not known: write id or name", configName, d.Client)
	}
	audiences := library.Audiences()
	for _, audience := range slices.Sorted(maps.Keys(d.Passwords)) {
		password := d.Passwords[audience]
		if !slices.Contains(audiences, audience) {
			return fmt.Errorf("%s: documents: passwords: no audience %q: there are %s", configName, audience, strings.Join(audiences, ", "))
		}
		if n := utf8.RuneCountInString(string(password)); n < leastPassword {
			return fmt.Errorf("%s: documents: passwords: the one for %s has %d letters: %d or more keep a file closed", configName, audience, n, leastPassword)
		}
	}
	return nil
}

func (w WatchConfig) check() error {
	if w.SettleSeconds < 1 || w.SettleSeconds > 3600 {
		return fmt.Errorf("%s: watch: settle_seconds is %d: give the seconds for which a file must hold still, 1 to 3600", configName, w.SettleSeconds)
	}
	if w.RescanSeconds < 0 || w.RescanSeconds > 3600 {
		return fmt.Errorf("%s: watch: rescan_seconds is %d: give the seconds between two looks, 1 to 3600", configName, w.RescanSeconds)
	}
	_, err := w.sets()
	return err
}

// sets returns the rules for files that belong together.
func (w WatchConfig) sets() ([]watch.Set, error) {
	var sets []watch.Set
	for i, s := range w.Sets {
		minutes := s.TellMinutes
		if minutes == 0 {
			minutes = 30
		}
		set, err := watch.NewSet(s.Files, time.Duration(minutes)*time.Minute)
		if err != nil {
			return nil, fmt.Errorf("%s: watch: set %d: %w", configName, i+1, err)
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// look turns the settings of documents into what package caseload needs.
func (c Config) look() caseload.Look {
	d := c.Documents
	look := caseload.Look{
		Paper: c.Paper, Color: d.Color, Client: d.Client, Footer: d.Footer, NoCharts: !d.Charts, Fonts: d.Fonts,
		Passwords: map[string]string{},
	}
	for audience, password := range d.Passwords {
		look.Passwords[audience] = string(password)
	}
	return look
}

func halfSets(waiting []watch.Waiting) []caseload.HalfSet {
	all := make([]caseload.HalfSet, len(waiting))
	for i, w := range waiting {
		all[i] = caseload.HalfSet(w)
	}
	return all
}

// options turns the configuration into what package caseload needs.
func (c Config) options(dir string) (caseload.Options, error) {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return caseload.Options{}, err
	}
	o := caseload.Options{
		Clinic: caseload.Clinic{
			Name: c.Clinic.Name, Address: c.Clinic.Address, Phone: c.Clinic.Phone, Web: c.Clinic.Web,
			Interpreter: c.Clinic.Interpreter, ClientWord: c.ClientWord, LogoFile: c.Clinic.Logo,
		},
		CadenceDays: c.CadenceDays,
		Discipline:  c.Discipline,
		State:       strings.ToUpper(c.Clinic.State),
		Zone:        zone,
		Language:    c.Language,
		Look:        c.look(),
		Inbox:       c.Inbox,
		Codes:       c.Codes,
		Address:     c.Address,
		Calendar: caseload.CalendarOptions{
			Alerts: c.Calendar.AlertDays, PacketDays: c.Calendar.PacketSchoolDays, Holidays: c.Calendar.Holidays,
		},
		Therapist: map[string]record.ID{},
		Retention: c.Retention,
	}
	sets, err := c.Watch.sets()
	if err != nil {
		return o, err
	}
	if len(sets) > 0 {
		o.Hold = func(files, came []string) []caseload.HalfSet { return halfSets(watch.Waits(sets, files, came)) }
	}
	if !filepath.IsAbs(o.Inbox) {
		o.Inbox = filepath.Join(dir, o.Inbox)
	}
	for _, s := range c.Staff {
		if mayTranslate(s.Role) {
			o.Translators = append(o.Translators, record.ID(s.ID))
		}
		left, err := record.ParseDate(s.Left)
		if err != nil {
			return o, err
		}
		o.Staff = append(o.Staff, record.Therapist{
			ID: record.ID(s.ID), Name: s.Name, Credential: s.Credential, License: s.License, Phone: s.Phone, District: s.District, Left: left,
		})
	}
	for _, id := range c.LegalHold {
		o.Holds = append(o.Holds, record.ID(id))
	}
	for _, l := range c.Caseloads {
		o.Therapist[l.Name] = record.ID(l.Therapist)
	}
	return o, nil
}

// mayTranslate reports whether one of the roles, parted by commas, is to confirm
// translations.
func mayTranslate(roles string) bool {
	for role := range strings.SplitSeq(roles, ",") {
		if strings.EqualFold(strings.TrimSpace(role), "translator") {
			return true
		}
	}
	return false
}

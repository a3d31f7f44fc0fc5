package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// mapFlags are what the command line says of a file's columns.
type mapFlags struct {
	yes, ask, replace, asJSON bool
	sets, fills, words        []string
	always, several           []string
	sameRows                  string
	gives                     []string
	date, group, list         string
	name, out, sheet          string
	year                      string
	skipSheets                []string
	header                    int
}

func mapCommand(sh *shell) *cobra.Command {
	var f mapFlags
	cmd := &cobra.Command{
		Use:   "map FILE",
		Short: "Say what each column of an export is: look at it, propose, and write a mapping",
		Long: "Looks at an export, proposes for each column what it is, with the reason and three of its values,\n" +
			"and writes a mapping, by which ingest then reads such files. On a terminal it asks column by column.\n" +
			"Elsewhere it prints the proposal, and writes it with --yes. What is uncertain is never assumed.",
		Example: "  milepost map goals.xlsx\n" +
			"  milepost map goals.csv --yes --set \"Kid no=client.id\" --set \"Shoe size=ignore\" --date month-first",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error { return mapFile(cmd.Context(), sh, args[0], f) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.yes, "yes", false, "take the proposal, with what --set changes, and write it; ask nothing")
	flags.BoolVar(&f.ask, "ask", false, "ask column by column, also where the input is no terminal")
	flags.StringArrayVar(&f.sets, "set", nil, "what a column is, as \"COLUMN=FIELD\" or \"COLUMN=ignore\"; may stand several times")
	flags.StringVar(&f.date, "date", "", "how days are written: month-first, day-first or year-first")
	flags.StringSliceVar(&f.gives, "gives", nil, "what a row gives: clients, goals, sessions, data")
	flags.StringVar(&f.list, "list", "", "what kind of list a file of visits is: appointments, billing (visits that were held), or data (results)")
	flags.StringArrayVar(&f.fills, "fill", nil, "a column whose blank cells repeat the cell above")
	flags.StringVar(&f.group, "group", "", "field that a row with one cell only gives to the rows below it")
	flags.StringArrayVar(&f.words, "word", nil, "what a word of the export means, as \"FIELD:THEIRS=OURS\"")
	flags.StringArrayVar(&f.always, "always", nil, "what every row of such a file says, as \"FIELD=VALUE\"")
	flags.StringArrayVar(&f.several, "several", nil, "how several results of one goal in one visit make one, as \"FIELD=add\", median or last")
	flags.StringVar(&f.sameRows, "same-rows", "", "what rows are that are alike in every cell: trials or once")
	flags.StringVar(&f.sheet, "sheet", "", "the sheet to look at; without it the one whose headers are known best")
	flags.IntVar(&f.header, "header", 0, "the row of the header; without it the one whose headers are known best")
	flags.StringVar(&f.year, "year", "", "the year of days above columns that name none")
	flags.StringArrayVar(&f.skipSheets, "skip-sheet", nil, "a sheet that is no child's and is not read; may stand several times")
	flags.StringVar(&f.name, "name", "", "the mapping's name: small letters, digits and -")
	flags.StringVar(&f.out, "out", "", "write the mapping to this file instead of the workspace's mappings/")
	flags.BoolVar(&f.replace, "replace", false, "replace a mapping of that name")
	flags.BoolVar(&f.asJSON, "json", false, "print the proposal as JSON, and write nothing")
	return cmd
}

// mapFile proposes, asks and writes a mapping for one file.
func mapFile(ctx context.Context, sh *shell, name string, f mapFlags) error {
	file, err := openExport(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if f.out != "" {
		if _, err := readConfig(sh.Dir); errors.Is(err, errNoWorkspace) {
			return mapIn(ctx, sh, nil, caseload.Holder(), file, f)
		}
	}
	return withReaderAsIs(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return mapIn(ctx, sh, c, u, file, f) })
}

// exportFile is a file that is open for reading.
type exportFile struct {
	*os.File
	export sheet.File
}

func openExport(name string) (exportFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return exportFile{}, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file", name)
	}
	if err != nil {
		f.Close()
		return exportFile{}, err
	}
	return exportFile{f, sheet.File{Name: filepath.Base(name), Data: f, Size: info.Size()}}, nil
}

// mapper is one run of the command.
type mapper struct {
	sh    *shell
	c     *caseload.Caseload // nil outside a workspace
	by    caseload.Actor
	file  sheet.File
	path  string // of the file, as it was given
	flags mapFlags
	p     *ingest.MappingProposal

	called map[record.ID]string // how the clinic names its clients
}

func mapIn(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, file exportFile, f mapFlags) error {
	m := &mapper{sh: sh, c: c, by: u, file: file.export, path: file.Name(), flags: f}
	o := ingest.LookOptions{Sheet: f.sheet, Header: f.header}
	var err error
	if c != nil {
		o.Staff, o.Today = c.Staff(), record.DateOf(sh.Now())
		if o.Clients, err = c.KnownClients(ctx, u); err != nil {
			return err
		}
		m.called = map[record.ID]string{}
		for _, k := range o.Clients {
			m.called[k.ID] = k.Name
		}
	}
	if m.p, err = ingest.ProposeMapping(ctx, m.file, o); err != nil {
		return err
	}
	if err := m.takeFlags(); err != nil {
		return usageError{err}
	}
	if f.asJSON {
		return encode(sh.Out, m.asJSON())
	}
	if done, err := m.fitsAlready(ctx); done || err != nil {
		return err
	}
	switch {
	case f.ask || !f.yes && isTerminal(sh.In):
		return m.converse(ctx)
	case f.yes:
		printProposal(sh.Out, m.p)
		return m.finish(ctx)
	}
	printProposal(sh.Out, m.p)
	if err := m.printFirst(ctx); err != nil {
		return err
	}
	printOpen(sh.Out, m.p)
	fmt.Fprintln(sh.Out, "\nNothing was written. Take it with --yes; change a column with --set \"COLUMN=FIELD\"; milepost fields lists what a column can be.")
	return nil
}

// asJSON is the proposal with what is open.
func (m *mapper) asJSON() any {
	return struct {
		*ingest.MappingProposal
		Gives  []ingest.Give  `json:"gives"`
		Doubts []ingest.Doubt `json:"doubts"`
		Lacks  []ingest.Lack  `json:"lacks"`
	}{m.p, m.p.Gives(), m.p.Doubts(), m.p.Lacks()}
}

// takeFlags puts what the command line says into the proposal.
func (m *mapper) takeFlags() error {
	for _, set := range m.flags.sets {
		column, field, ok := cutLast(set, "=")
		if !ok {
			return fmt.Errorf("--set %q: write it as \"COLUMN=FIELD\"", set)
		}
		if err := m.p.Set(column, field); err != nil {
			return err
		}
	}
	for _, word := range m.flags.words {
		field, rest, ok := strings.Cut(word, ":")
		theirs, ours, ok2 := cutLast(rest, "=")
		if !ok || !ok2 {
			return fmt.Errorf("--word %q: write it as \"FIELD:THEIRS=OURS\"", word)
		}
		if err := m.p.SetWord(strings.TrimSpace(field), theirs, ours); err != nil {
			return err
		}
	}
	for _, one := range m.flags.always {
		field, value, ok := strings.Cut(one, "=")
		if !ok {
			return fmt.Errorf("--always %q: write it as \"FIELD=VALUE\"", one)
		}
		if err := m.p.SetAlways(strings.TrimSpace(field), strings.TrimSpace(value)); err != nil {
			return err
		}
	}
	for _, one := range m.flags.several {
		field, how, ok := strings.Cut(one, "=")
		if !ok {
			return fmt.Errorf("--several %q: write it as \"FIELD=add\", median or last", one)
		}
		if err := m.p.SetSeveral(strings.TrimSpace(field), strings.TrimSpace(how)); err != nil {
			return err
		}
	}
	for _, column := range m.flags.fills {
		if err := m.p.SetFill(column); err != nil {
			return err
		}
	}
	return m.takeSingles()
}

func (m *mapper) takeSingles() error {
	if m.flags.year != "" {
		if err := m.p.SetYear(m.flags.year); err != nil {
			return err
		}
	}
	for _, name := range m.flags.skipSheets {
		if err := m.p.SetSkip(name); err != nil {
			return err
		}
	}
	if m.flags.sameRows != "" {
		if err := m.p.SetSameRows(m.flags.sameRows); err != nil {
			return err
		}
	}
	if m.flags.group != "" {
		if err := m.p.SetGroup(m.flags.group); err != nil {
			return err
		}
	}
	if m.flags.date != "" {
		if err := m.p.SetDate(m.flags.date); err != nil {
			return err
		}
	}
	if m.flags.list != "" {
		if err := m.p.SetList(m.flags.list); err != nil {
			return err
		}
	}
	if len(m.flags.gives) > 0 {
		if err := m.p.SetGives(m.flags.gives); err != nil {
			return err
		}
	}
	if m.flags.name != "" {
		return caseload.CheckMappingName(m.flags.name)
	}
	return nil
}

// cutLast splits at the last sign, and trims both sides.
func cutLast(text, sign string) (before, after string, ok bool) {
	i := strings.LastIndex(text, sign)
	if i < 0 {
		return text, "", false
	}
	return strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+len(sign):]), true
}

// fitsAlready says so where a mapping that is there reads the file, and ends
// unless the command line names or changes one.
func (m *mapper) fitsAlready(ctx context.Context) (bool, error) {
	if m.flags.name != "" || m.flags.out != "" || len(m.flags.sets) > 0 || len(m.flags.words) > 0 || len(m.flags.always) > 0 || m.flags.year != "" || m.flags.sheet != "" || m.flags.header > 0 {
		return false, nil
	}
	t, err := m.try(ctx)
	if err != nil || t.Report.Mapping == "" {
		return false, err
	}
	fmt.Fprintf(m.sh.Out, "The mapping %s reads this file already: %s.\n", t.Report.Mapping, countsOf(t))
	for _, note := range t.Report.Notes {
		if strings.Contains(note, "was not read: no mapping fits it") {
			fmt.Fprintf(m.sh.Out, "But %s. To read it too: %s --sheet NAME\n", note, m.sh.typed(record.NextStep{Act: record.StepMapFile, Name: m.path}))
		}
	}
	fmt.Fprintf(m.sh.Out, "To read it: %s\nTo make a mapping of your own all the same, give it a name: --name NAME\n", m.sh.typed(record.NextStep{Act: record.StepReadFile, Name: m.path}))
	return true, nil
}

// try reads the file by the mappings that are there, or by those given.
func (m *mapper) try(ctx context.Context, only ...ingest.Mapping) (caseload.Trial, error) {
	if m.c != nil {
		return m.c.Try(ctx, m.sh.Now(), m.by, m.file, only...)
	}
	o := ingest.Options{Mappings: only, Today: record.DateOf(m.sh.Now()), Zone: time.UTC}
	if len(only) == 0 {
		var err error
		if o.Mappings, err = ingest.Shipped(); err != nil {
			return caseload.Trial{}, err
		}
	}
	return caseload.TryFile(ctx, m.file, o)
}

// finish writes the mapping, unless something that no mapping can do without
// is open, and says what it reads of the file.
func (m *mapper) finish(ctx context.Context) error {
	if blocked := printOpen(m.sh.Out, m.p); blocked {
		return fmt.Errorf("no mapping was written: say first what is missing")
	}
	name, err := m.name(ctx)
	if err != nil {
		return err
	}
	mapping := m.p.Mapping(name)
	mapping.Sheet = m.flags.sheet
	text := m.text(mapping)
	read, err := ingest.ParseMapping(name, text)
	if err != nil {
		return err
	}
	trial, err := m.try(ctx, read)
	if err != nil {
		return err
	}
	m.printResults(trial)
	where, err := m.save(ctx, name, text)
	if err != nil {
		return err
	}
	m.report(where, trial)
	if len(trial.Report.Problems) > 0 {
		return errProblems
	}
	return nil
}

// name is what the mapping is called: as the flags say; else like the one that
// this command wrote before for such a file, which it takes the place of; else a
// new name.
func (m *mapper) name(ctx context.Context) (string, error) {
	switch {
	case m.flags.name != "":
		return m.flags.name, nil
	case m.flags.out != "":
		return strings.TrimSuffix(filepath.Base(m.flags.out), filepath.Ext(m.flags.out)), nil
	}
	t, err := m.try(ctx)
	if err != nil {
		return "", err
	}
	before, err := m.c.OwnMapping(t.Report.Mapping)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(before, mapHead) && m.isOfSheet(before) {
		m.flags.replace = true
		return t.Report.Mapping, nil
	}
	return m.c.FreeMappingName(m.p.Gives()), nil
}

// isOfSheet reports whether a mapping is of the sheet that is mapped now, so
// that the new one takes its place.
func (m *mapper) isOfSheet(before string) bool {
	was, err := ingest.ParseMapping("before", []byte(before))
	return err == nil && strings.EqualFold(was.Sheet, m.flags.sheet)
}

// mapHead begins every mapping that this command writes.
const mapHead = "# Written by milepost map."

// text is the mapping's file, each column with the reason.
func (m *mapper) text(mapping ingest.Mapping) []byte {
	notes := map[string]string{}
	for _, c := range m.p.Columns {
		notes[c.Header] = c.Reason
	}
	head := mapHead + " Change it with any editor; milepost fields lists what a\n# column can be. Headers are compared without capitals, spaces and punctuation.\n"
	return append([]byte(head), mapping.Write(notes)...)
}

// save writes the file into the workspace, or to where --out says.
func (m *mapper) save(ctx context.Context, name string, text []byte) (string, error) {
	if m.flags.out != "" {
		return m.flags.out, writeNew(m.flags.out, text, m.flags.replace)
	}
	replace := caseload.KeepOld
	if m.flags.replace {
		replace = caseload.ReplaceOld
	}
	var where string
	err := withWriter(ctx, m.sh, func(*writer) error {
		var err error
		where, err = m.c.SaveMapping(ctx, m.sh.Now(), m.by, name, text, replace)
		return err
	})
	if errors.Is(err, caseload.ErrMappingThere) {
		err = fmt.Errorf("%w: give another --name, or --replace it", err)
	}
	return where, err
}

// writeNew writes a file under a temporary name first.
func writeNew(name string, text []byte, replace bool) error {
	if _, err := os.Stat(name); err == nil && !replace {
		return fmt.Errorf("%s is there already: name another file, or give --replace", name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".milepost-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// report says what the mapping reads of the file.
func (m *mapper) report(where string, t caseload.Trial) {
	fmt.Fprintf(m.sh.Out, "\nWrote %s. By it %s gives %s.\n", where, m.file.Name, countsOf(t))
	const most = 5
	problems := t.Report.Problems
	m.sh.printProblems(problems[:min(len(problems), most)])
	if len(problems) > most {
		fmt.Fprintf(m.sh.Out, "... and %s more\n", plural(len(problems)-most, "problem", "problems"))
	}
	for _, name := range m.p.Others {
		fmt.Fprintf(m.sh.Out, "Sheet %q holds another table. To read it too: %s --sheet %q\n", name, m.sh.typed(record.NextStep{Act: record.StepMapFile, Name: m.path}), name)
	}
	if m.flags.out == "" {
		fmt.Fprintf(m.sh.Out, "Next: %s\n", m.sh.typed(m.readStep()))
	}
}

// countsOf says what a reading gave.
func countsOf(t caseload.Trial) string {
	var parts []string
	for _, kind := range []struct {
		give      ingest.Give
		one, many string
	}{{ingest.Clients, "client", "clients"}, {ingest.Goals, "goal", "goals"}, {ingest.Sessions, "session", "sessions"}, {ingest.Data, "data point", "data points"}} {
		if n := t.Counts[kind.give]; n > 0 {
			parts = append(parts, plural(n, kind.one, kind.many))
		}
	}
	said := strings.Join(parts, ", ")
	if said == "" {
		said = "nothing"
	}
	return fmt.Sprintf("%s from %s; %s", said, plural(t.Report.Used+t.Report.Bad, "row", "rows"), plural(t.Report.Bad, "row with a problem", "rows with problems"))
}

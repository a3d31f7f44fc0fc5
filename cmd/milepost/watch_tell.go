package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"path"
	"strconv"
	"strings"

	"milepost/caseload"
	"milepost/ingest/watch"
	"milepost/record"
)

// needs counts what a person has to do.
type needs struct {
	asked    []string // imports that wait for a yes, by number
	refused  []string // names of files in rejected/
	problems int      // rows of exports
	unknown  int      // rows that wait for a roster
	signed   int      // signed documents whose data changed since
	open     int      // questions of drafts: edited by hand, and the data changed there too
	failed   int      // drafts that could not be made
	marks    int      // empty places of drafts
	path     string   // of the first draft with one
}

// tellTaken tells what became of the file that was dropped under the name, and
// of cards.
func (w *watcher) tellTaken(in caseload.Intake, dropped string) {
	if len(in.Files) == 0 {
		return
	}
	problems := append([]record.Problem{}, in.Problems...)
	for _, t := range in.Files {
		problems = append(problems, t.Problems...)
		if t.Asked == record.Waits && !t.Counts {
			w.needs.asked = append(w.needs.asked, strconv.Itoa(t.Order))
		}
		if t.Refused {
			w.needs.refused = append(w.needs.refused, t.Name)
		}
		w.tell(notice{Text: text(func(out io.Writer) { printOneTaken(out, t, dropped) }), Event: "read", Attrs: takenAttrs(t)})
	}
	if len(in.Held) > 0 {
		w.tell(notice{Text: text(func(out io.Writer) { printHeld(w.sh, out, in.Held) }), Event: "stopped", Attrs: heldAttrs(in.Held)})
	}
	w.needs.problems += len(problems)
	w.needs.unknown = max(w.needs.unknown, len(in.Waiting))
	if len(problems) > 0 {
		w.tell(notice{Text: text(func(out io.Writer) { w.sh.printSome(out, problems, statusFlags{}) })})
	}
}

func heldAttrs(held []caseload.HeldBatch) []slog.Attr {
	var attrs []slog.Attr
	for _, b := range held {
		attrs = append(attrs, slog.String("folder", b.Folder), slog.Int("copies", b.Copies), slog.String("clients", joinIDs(b.Clients)))
	}
	return attrs
}

// printOneTaken writes what became of one file or card.
func printOneTaken(out io.Writer, t caseload.Taken, dropped string) {
	if t.Known && t.Counts && t.Name != dropped {
		fmt.Fprintf(out, "%s: holds the same as %s, which was read before; nothing changed\n", dropped, t.Name)
		return
	}
	line := takenLine(t)
	if t.Mapping == caseload.CardMapping && t.Bad == 0 && !t.Removed {
		line = t.Name + ": read"
	}
	fmt.Fprintln(out, line)
	printNotes(out, t.Notes)
}

func takenAttrs(t caseload.Taken) []slog.Attr {
	skipped := 0
	for _, n := range t.Skipped {
		skipped += n
	}
	clients := make([]string, len(t.Clients))
	for i, id := range t.Clients {
		clients[i] = string(id)
	}
	return []slog.Attr{
		slog.String("import", shortHash(t.ID)), slog.String("mapping", t.Mapping),
		slog.Bool("known", t.Known), slog.Bool("refused", t.Refused), slog.Bool("counts", t.Counts),
		slog.Int("rows", t.Rows), slog.Int("used", t.Used), slog.Int("skipped", skipped), slog.Int("bad", t.Bad),
		slog.String("clients", strings.Join(clients, " ")),
	}
}

func shortHash(hash string) string { return hash[:min(len(hash), 12)] }

// tellChange tells that a file of the workspace changed, and what follows.
func (w *watcher) tellChange(name string) {
	follows := "the drafts that rest on it are made anew"
	folder, _, _ := strings.Cut(name, "/")
	switch folder {
	case "library", "languages", "templates", "rules":
		follows = "open drafts stay as they are: \"milepost check --impact\" shows what would change, \"milepost draft --adopt\" takes it"
	case "mappings":
		follows = "it counts for files that are read from now on; to read one of rejected/ with it, drop that into the inbox again"
	}
	w.tell(notice{Text: name + " changed: " + follows, Event: "changed", Attrs: []slog.Attr{slog.String("file", name)}})
}

// tellDrafted tells what became of drafts, and of those that need a person
// each by itself.
func (w *watcher) tellDrafted(made []caseload.Drafted) {
	if len(made) == 0 {
		return
	}
	counts := map[caseload.Outcome]int{}
	for _, d := range made {
		w.count(d)
		counts[d.Outcome]++
		if d.Outcome != caseload.DraftUnchanged {
			w.tell(notice{Text: w.draftText(d), Event: "draft", Attrs: []slog.Attr{
				slog.String("client", string(d.Client)), slog.String("draft", d.Draft), slog.String("outcome", string(d.Outcome)),
			}})
		}
	}
	w.tell(notice{Text: "Drafts: " + outcomes(counts, ", ")})
}

// draftText says what a person should know of one draft; "" where counting it
// is enough.
func (w *watcher) draftText(d caseload.Drafted) string {
	var lines []string
	switch d.Outcome {
	case caseload.DraftEdited, caseload.DraftMerged:
		lines = append(lines, fmt.Sprintf("%s: %s%s", d.Client, d.Outcome, outcomeNote(d.Outcome)))
	case caseload.DraftFailed, caseload.DraftSigned, caseload.DraftNone:
		lines = append(lines, strings.TrimSuffix(fmt.Sprintf("%s: %s: %s", d.Client, d.Outcome, w.sh.withNext(d.Why, d.Next)), ": "))
	}
	if d.Later > 0 {
		lines = append(lines, laterLine(d))
	}
	for _, p := range d.Problems {
		lines = append(lines, w.sh.problemLine(p))
	}
	return strings.Join(lines, "\n")
}

func (w *watcher) count(d caseload.Drafted) {
	w.needs.open += d.Questions
	switch d.Outcome {
	case caseload.DraftSigned:
		if d.Why != "" {
			w.needs.signed++
		}
	case caseload.DraftFailed:
		w.needs.failed++
	case caseload.DraftNew, caseload.DraftChanged, caseload.DraftMerged:
		w.needs.marks += d.Marks
		if w.needs.path == "" && d.Marks > 0 {
			w.needs.path = d.Path
		}
	}
}

// tellNeeds tells what waits for a person, each with what to do.
func (w *watcher) tellNeeds() {
	n := w.needs
	w.needs = needs{unknown: n.unknown}
	var lines []string
	for _, number := range n.asked {
		lines = append(lines, fmt.Sprintf("an import waits for a yes: \"milepost imports %s\" shows its first rows as they were understood, \"milepost imports --accept %s\" makes them count", number, number))
	}
	if len(n.refused) > 0 {
		lines = append(lines, fmt.Sprintf("%s not used: read rejected/%s.why.txt, mend the file and drop it into the inbox again",
			plural(len(n.refused), "file was", "files were"), n.refused[0]))
	}
	if n.unknown > 0 && n.unknown != w.unknown {
		lines = append(lines, plural(n.unknown, "way of naming a client is", "ways of naming clients are")+" in no roster: drop the roster that names them into the inbox; \"milepost status\" lists them")
	}
	w.unknown = n.unknown
	if n.problems > 0 {
		lines = append(lines, plural(n.problems, "problem", "problems")+" to mend in the exports: \"milepost status --problems\" lists all")
	}
	if n.failed > 0 {
		lines = append(lines, plural(n.failed, "draft", "drafts")+" could not be made: the reasons stand above")
	}
	if n.open > 0 {
		lines = append(lines, plural(n.open, "question", "questions")+" to answer, where a draft was edited by hand and the data changed in the same place: \"milepost status\" names the drafts")
	}
	if n.signed > 0 {
		lines = append(lines, plural(n.signed, "signed document rests", "signed documents rest")+" on data that changed since: the reasons stand above")
	}
	if n.marks > 0 {
		lines = append(lines, fmt.Sprintf("%s to fill: begin with %s.md; \"milepost status\" shows which are due first", plural(n.marks, "empty place", "empty places"), n.path))
	}
	if len(lines) > 0 {
		w.tell(notice{Text: "For you:\n  " + strings.Join(lines, "\n  ")})
	}
}

// tellLine tells what package watch says. A file's name may hold a person's,
// and so may what the files of a set share; the log gets a hash of the name.
func (w *watcher) tellLine(l watch.Line) {
	inInbox := l.Folder == w.inbox()
	folder := "workspace"
	if inInbox {
		folder = "inbox"
	}
	attrs := []slog.Attr{slog.String("kind", string(l.Kind)), slog.String("folder", folder)}
	if l.Name != "" && inInbox {
		sum := sha256.Sum256([]byte(l.Name))
		attrs = append(attrs, slog.String("file", shortHash(hex.EncodeToString(sum[:]))+path.Ext(l.Name)))
	} else if l.Name != "" {
		attrs = append(attrs, slog.String("file", l.Name))
	}
	if l.Kind != watch.Missing && l.Kind != watch.Overdue {
		what, _, _ := strings.Cut(l.Text, "\n") // below it stands an excerpt
		attrs = append(attrs, slog.String("what", what))
	}
	n := notice{Text: l.String(), Event: "watch", Attrs: attrs}
	switch {
	case l.Kind == watch.Mode && inInbox:
		n.Text = "The inbox is looked at " + l.Text + "."
	case l.Kind == watch.Mode:
		n.Text = ""
	case l.Kind == watch.Away && inInbox && l.Name == "":
		n.Text = "Inbox: " + l.Text
	case l.Kind == watch.Overdue:
		n.Text += ": drop it into the inbox, or go on without it by \"milepost ingest\""
	case l.Folder == "" && l.Kind == watch.Again:
		n.Text = "The drafts wait: " + l.Text
	case l.Folder == "" && l.Kind == watch.Mended:
		n.Text = "The drafts no longer wait."
	}
	w.tell(n)
}

// tellStopped tells that watching ended, and what it leaves.
func (w *watcher) tellStopped() {
	w.tell(notice{Text: "Stopped. What lies in the inbox is read when the watcher runs again.", Event: "stop"})
}

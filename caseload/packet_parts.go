package caseload

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"milepost/attachment"
	"milepost/record"
	"milepost/render"
	"milepost/report"
	"milepost/rules"
	"milepost/store"
	"milepost/templates"
)

// gather collects the parts in the order of the rule, and tells what is
// missing.
func (k *packing) gather(ctx context.Context) error {
	for _, part := range k.rule.Parts {
		if err := k.gatherPart(ctx, part); err != nil {
			return fmt.Errorf("%s: %w", part.Part, err)
		}
	}
	for _, part := range k.rule.Missing(k.have) {
		if reason := strings.TrimSpace(k.order.Without[part.Part]); reason != "" {
			k.left = append(k.left, part.Part)
			continue
		}
		k.made.Missing = append(k.made.Missing, PacketMissing{Part: part.Part, Citation: part.Citation, Next: k.whatToDo(part)})
	}
	for _, name := range slices.Sorted(maps.Keys(k.order.Without)) {
		if !slices.ContainsFunc(k.rule.Parts, func(p rules.PacketPart) bool { return p.Part == name }) {
			k.bar("%q is left out, but is not a part of this packet", name)
		}
	}
	k.tabs()
	if err := k.findRelease(ctx); err != nil {
		return err
	}
	return k.cover()
}

func (k *packing) gatherPart(ctx context.Context, part rules.PacketPart) error {
	if _, out := k.order.Without[part.Part]; out {
		return nil
	}
	switch {
	case part.IsFact():
		if k.isOnFile(part) {
			k.have = append(k.have, part.Part)
		}
		return nil
	case part.Part == rules.PartCover, part.Part == rules.PartContents: // made last: they say what is there
		k.add(packed{name: part.Part})
		return nil
	case part.Part == rules.PartData:
		return k.data()
	case part.Part == rules.PartAttachments:
		return k.attachments(ctx)
	}
	return k.documents(ctx, part.Part)
}

// documents adds the newest document of the kind with its addenda; in a draft
// of the packet, where none is signed, the draft.
func (k *packing) documents(ctx context.Context, kind string) error {
	var signed *record.Document
	var round []record.Document // of the same draft
	var open *store.DraftState
	for i, d := range k.drafts {
		if d.Key.Kind != kind || d.Key.Audience != k.rule.Audience || d.Key.Language != k.c.language.Code {
			continue
		}
		documents, err := k.c.store.Documents(ctx, d.ID)
		if err != nil {
			return err
		}
		if last := lastReport(documents); last != nil && last.State != record.Withdrawn && (signed == nil || signed.Draft.From.Before(last.Draft.From)) {
			signed, round = last, documents
		}
		if !d.State.IsSigned() && (open == nil || open.Key.From.Before(d.Key.From)) {
			open = &k.drafts[i]
		}
	}
	switch {
	case signed != nil:
		if open != nil {
			k.made.Notes = append(k.made.Notes, fmt.Sprintf("%s: the signed one is taken, of %s; a newer draft is open: %s.md", kind, signed.Period, draftPath(open.Key)))
		}
		return k.signed(ctx, *signed, round)
	case open != nil:
		return k.unsigned(ctx, *open)
	}
	return nil
}

// signed adds a signed document and its addenda among the documents of its
// draft, each as it was signed.
func (k *packing) signed(ctx context.Context, d record.Document, documents []record.Document) error {
	for _, one := range documents {
		if one.ID != d.ID && (one.Of != d.ID || one.Kind != record.DocumentAddendum) {
			continue
		}
		files, err := k.c.files(ctx, one.ID)
		if err != nil {
			return err
		}
		p := textPart(d.Draft.Kind, files[".md"])
		p.document = one.ID
		k.add(p)
	}
	return nil
}

func (k *packing) unsigned(ctx context.Context, d store.DraftState) error {
	s, err := k.c.textOf(ctx, d)
	if err != nil {
		return err
	}
	k.add(textPart(d.Key.Kind, []byte(s.markdown())))
	k.barUntil(record.NextStep{Act: record.StepReview, ID: d.ID, Client: d.Key.Client}, "%s is not signed", d.Key.Kind)
	return nil
}

// textPart is a text of ours as a part. Its title is its first heading.
func textPart(name string, markdown []byte) packed {
	return packed{
		Part: render.Part{Markdown: markdown, Title: headingOf(markdown)}, name: name,
		texts: []string{string(markdown)}, hash: hashOf(markdown),
	}
}

// add adds a part that is there.
func (k *packing) add(p packed) {
	k.parts = append(k.parts, p)
	if !slices.Contains(k.have, p.name) {
		k.have = append(k.have, p.name)
	}
}

// headingOf is the first heading of a text.
func headingOf(markdown []byte) string {
	for _, line := range strings.Split(string(markdown), "\n") {
		if title, ok := strings.CutPrefix(line, "# "); ok {
			return report.Unescape(strings.TrimSpace(title))
		}
	}
	return ""
}

// data adds the pages with every result of the period.
func (k *packing) data() error {
	key, period := k.key, k.period
	in, why := k.c.input(k.folded, period, k.today)
	if why != "" {
		k.made.Notes = append(k.made.Notes, "no data pages: "+why)
		return nil
	}
	form, err := k.c.template(templates.Name("data", k.rule.Audience, key.Language))
	if err != nil {
		return err
	}
	key.Kind = "data"
	in.Key = key
	body, err := report.Compose(in, k.c.wording(in.Therapist.ID), form)
	if err != nil {
		return err
	}
	k.add(textPart(rules.PartData, []byte(body.Markdown)))
	return nil
}

// attachments adds the files of attachments/CLIENT-ID/ that no text of the
// packet shows already. One that cannot be used is in the way, never left out
// in silence.
func (k *packing) attachments(ctx context.Context) error {
	all, err := k.c.attachmentsOf(ctx, k.order.Client)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.kind != attachment.PDF && k.shows(a.name) {
			continue
		}
		if a.wrong != "" {
			if reason := strings.TrimSpace(k.order.Without[a.name]); reason != "" {
				continue
			}
			k.barUntil(record.ToAdvise(a.do), "attachment %q %s", a.name, a.wrong)
			continue
		}
		p := packed{Part: render.Part{Title: a.title}, name: rules.PartAttachments, file: a.name, texts: a.pages, hash: a.hash}
		for i := range a.pages {
			p.Alts = append(p.Alts, fmt.Sprintf("%s, page %d of %d, from another source", a.title, i+1, len(a.pages)))
		}
		if a.kind == attachment.PDF {
			p.File = a.data
		} else {
			p.Image = a.data
		}
		k.add(p)
	}
	return nil
}

// shows reports whether a text of the packet has the picture in it.
func (k *packing) shows(name string) bool {
	return slices.ContainsFunc(k.parts, func(p packed) bool { return strings.Contains(string(p.Markdown), "]("+name) })
}

// isOnFile reports whether a fact is there.
func (k *packing) isOnFile(part rules.PacketPart) bool {
	switch part.Part {
	case rules.FactParent:
		return k.isSaidBy("parent")
	case rules.FactTeacher:
		return k.isSaidBy("teacher")
	case rules.FactInstruments:
		return len(k.tested()) >= 2
	case rules.FactTest:
		since := k.today.AddDays(-part.Months * 365 / 12)
		for _, day := range k.tested() {
			if !day.Before(since) {
				return true
			}
		}
	}
	return false
}

func (k *packing) isSaidBy(who string) bool {
	return slices.ContainsFunc(k.folded.Statements, func(s record.Statement) bool { return s.By == who })
}

// tested returns the newest day of each instrument that there are results of.
func (k *packing) tested() map[string]record.Date {
	newest := map[string]record.Date{}
	for _, a := range k.folded.Assessments {
		name := instrumentOf(k.rules.Read(a))
		newest[name] = later(newest[name], a.Day)
	}
	return newest
}

// whatToDo says how a missing part comes into being.
func (k *packing) whatToDo(part rules.PacketPart) record.NextStep {
	bring := func(text string) record.NextStep {
		return record.NextStep{Act: record.StepAddPart, Name: part.Part, Text: text}
	}
	switch part.Part {
	case rules.FactParent, rules.FactTeacher:
		return bring("import what was said, or write it in the next visit's row")
	case rules.FactInstruments:
		return bring("import the scores of a second instrument")
	case rules.FactTest:
		return bring(fmt.Sprintf("import the scores of a test of the last %d months", part.Months))
	case rules.PartData:
		return bring("import the goals and the visits")
	case rules.PartAttachments:
		return bring("put the files into " + attachments(k.order.Client) + "/")
	}
	return record.NextStep{Act: record.StepDraftDocument, Name: part.Part, Text: k.rule.Audience, Client: k.order.Client}
}

// tabs gives a letter to each part behind cover and contents.
func (k *packing) tabs() {
	n := 0
	for i := range k.parts {
		switch k.parts[i].name {
		case rules.PartCover, rules.PartContents:
			continue
		}
		k.parts[i].Tab = tabName(n)
		n++
	}
}

// tabName counts A to Z, then AA, AB.
func tabName(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return tabName(n/26-1) + tabName(n%26)
}

// cover makes the first page.
func (k *packing) cover() error {
	i := slices.IndexFunc(k.parts, func(p packed) bool { return p.name == rules.PartCover })
	if i < 0 {
		return nil
	}
	form, err := k.c.template(templates.Name("packet-cover", k.rule.Audience, k.c.language.Code))
	if err != nil {
		return err
	}
	in := report.Cover{
		Title: k.rule.Title, Audience: k.rule.Audience, Client: k.folded.Client, Language: k.c.language,
		Clinic:    report.Clinic{Name: k.c.options.Clinic.Name, Phone: k.c.options.Clinic.Phone},
		Therapist: k.c.signer(k.folded.Client), To: k.to, Release: k.release, NoRelease: k.order.NoRelease, Period: k.period,
	}
	if k.order.Finish {
		in.Day = k.today
	}
	for _, name := range k.left {
		in.Left = append(in.Left, report.Left{Part: name, Reason: k.order.Without[name]})
	}
	text, err := report.ComposeCover(in, form)
	if err != nil {
		return err
	}
	k.parts[i] = textPart(rules.PartCover, []byte(text))
	return nil
}

package report

import (
	"slices"
	"strings"

	"milepost/language"
	"milepost/library"
	"milepost/record"
	"milepost/templates"
)

// Lead is the edition that a translation follows.
type Lead struct {
	Language *language.Language
	Body     record.Body // as it was made
	Standing string      // its Markdown as it stands, edits and all
	Note     string      // what the translation says of itself; "" nothing
	// Translate gives a text of the leading edition as a person translated and
	// confirmed it; false: nobody has.
	Translate func(text string) (string, bool)
}

// Waiting is a text of the leading edition that waits for its translation.
type Waiting struct {
	Text string // in the language that leads
	ID   string // of its sentence; "" a unit, a step's name or another word of the export
	Goal string // anchor of the goal it stands under; "" none
}

// Followed is the edition of a draft in another language.
type Followed struct {
	Body  record.Body
	Waits []Waiting // each text once, in the order of the document
}

// Follow makes the edition in the input's language. It states what the leading
// edition states as that stands: an untouched line by the phrase of the same
// id, what the therapist edited, added or picked by its confirmed translation,
// and nothing that she took out. A paragraph in which a sentence has no
// translation yet is left out whole, and marks say which sentences wait.
func Follow(in Input, lead Lead, lib *library.Library, form templates.Template) (Followed, error) {
	f := &follower{lead: lead, language: in.Language}
	in.lead, in.translate, in.recall, in.note = lead.Language, f.foreign, lead.Translate, lead.Note
	c, err := compose(in, lib, form)
	if err != nil {
		return Followed{}, err
	}
	own, err := c.body()
	if err != nil {
		return Followed{}, err
	}
	f.pairs = c.pairs
	f.own, f.base = unitsOf(own), unitsOf(lead.Body)
	body := Normal(lead.Standing)
	if d, err := Read(lead.Standing); err == nil {
		body = d.Body
	}
	mine, _ := cut(body)
	name(mine)
	f.walk(align(f.base, mine))
	return f.followed(own)
}

// follower builds the edition, unit by unit of the one that leads.
type follower struct {
	lead     Lead
	language *language.Language
	pairs    map[string]string // picked options
	own      []unit            // as composed
	base     []unit            // of the leading edition, as made
	out      []unit
	waits    []Waiting
	misses   []string // words of the export that nobody has translated
}

// foreign is the translation of a word of the export. One that there is none of
// is remembered: it waits only where the edition has to say it.
func (f *follower) foreign(text string) (string, bool) {
	translated, ok := f.lead.Translate(text)
	if !ok && !slices.Contains(f.misses, text) {
		f.misses = append(f.misses, text)
	}
	return translated, ok
}

// waitFor notes what a text of the leading edition waits for: the words of the
// export in it that nobody has translated, else the text itself.
func (f *follower) waitFor(w Waiting) {
	found := false
	low := strings.ToLower(w.Text)
	for _, miss := range f.misses {
		first, _, _ := strings.Cut(strings.ToLower(miss), " ")
		one := strings.TrimSuffix(strings.TrimSuffix(first, "s"), "e") // said of one thing alone
		if strings.Contains(low, strings.ToLower(miss)) || len(one) > 3 && strings.Contains(low, "1 "+one) {
			f.wait(Waiting{Text: miss, Goal: w.Goal})
			found = true
		}
	}
	if !found {
		f.wait(w)
	}
}

func (f *follower) wait(w Waiting) {
	if !slices.ContainsFunc(f.waits, func(other Waiting) bool { return other.Text == w.Text }) {
		f.waits = append(f.waits, w)
	}
}

// walk goes through what stands and puts beside each unit its own.
func (f *follower) walk(a *alignment) {
	partner := f.partners()
	behind := f.alone(partner)
	f.out = append(f.out, behind[-1]...)
	for j, m := range a.mine {
		if len(a.of[j]) == 0 {
			f.out = append(f.out, f.translated(m, nil, nil))
			continue
		}
		i := a.of[j][0]
		k, known := partner[i]
		switch {
		case !known:
			f.out = append(f.out, f.translated(m, &f.base[i], nil))
		case f.base[i].plain == m.plain:
			if strings.Contains(strings.ToLower(f.own[k].text), f.language.Word("untranslated")) {
				f.waitFor(Waiting{Text: Unescape(m.plain), Goal: strings.TrimPrefix(m.section, "#")})
			}
			f.out = append(f.out, f.own[k])
		default:
			f.out = append(f.out, f.translated(m, &f.base[i], &f.own[k]))
		}
		if known && j == a.by[i][len(a.by[i])-1] {
			f.out = append(f.out, behind[k]...)
		}
	}
}

// partners gives for each unit of the leading edition, as made, its own: by the
// sentence's id, and what is no sentence, such as the form's headings, in order.
func (f *follower) partners() map[int]int {
	partner := map[int]int{}
	byID := map[string]int{}
	var fixed []int
	for k, u := range f.own {
		if u.sentence != nil {
			byID[u.id] = k
		} else {
			fixed = append(fixed, k)
		}
	}
	n := 0
	for i, u := range f.base {
		if u.sentence != nil {
			if k, ok := byID[u.id]; ok {
				partner[i] = k
			}
			continue
		}
		if n < len(fixed) && f.own[fixed[n]].kind == u.kind {
			partner[i] = fixed[n]
		}
		n++
	}
	return partner
}

// alone lists the units of its own that the leading edition has not, such as a
// mark for a goal's missing name, behind the unit that they follow; -1 the
// start.
func (f *follower) alone(partner map[int]int) map[int][]unit {
	taken := map[int]bool{}
	for _, k := range partner {
		taken[k] = true
	}
	behind, last := map[int][]unit{}, -1
	for k, u := range f.own {
		if taken[k] {
			last = k
			continue
		}
		behind[last] = append(behind[last], u)
	}
	return behind
}

// translated says a unit that the therapist wrote, changed or picked. base and
// own are what stood there before, nil where nothing did.
func (f *follower) translated(m unit, base, own *unit) unit {
	out := unit{kind: m.kind, gap: m.gap, section: m.section}
	switch {
	case m.kind == rowUnit:
		out.text = f.row(m, base, own)
	case m.kind == figureUnit && own != nil:
		out.text, out.sentence = own.text, own.sentence
	case m.kind == headingUnit:
		out.text = f.heading(m)
	default:
		out.text = f.line(m, base)
	}
	out.plain = plain(out.text)
	return out
}

// line says a line of text; without a translation it is a mark.
func (f *follower) line(m unit, base *unit) string {
	lead := itemLine.FindString(m.text)
	text := strings.TrimSpace(strings.TrimPrefix(m.plain, strings.TrimSpace(lead)))
	if words, ok := f.pairs[text]; ok {
		return lead + words
	}
	if words, ok := f.lead.Translate(Unescape(text)); ok {
		return lead + Escape(words)
	}
	w := Waiting{Text: Unescape(text), Goal: strings.TrimPrefix(m.section, "#")}
	if base != nil && base.sentence != nil {
		w.ID = base.sentence.ID
	}
	f.wait(w)
	return waitingMark(f.language, text)
}

// waitingMark is the mark of a sentence that waits for its translation.
func waitingMark(l *language.Language, text string) string {
	return "[[VA fill: " + strings.ReplaceAll(l.Word("translate"), "{text}", Escape(Unescape(text))) + "]]"
}

// heading says a heading that was changed; its anchor stays.
func (f *follower) heading(m unit) string {
	level := headingLine.FindString(m.text)
	anchor := anchorAt.FindString(m.text)
	words := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(m.text, level), anchor))
	return strings.TrimSpace(level+f.cell(words)+" "+anchor) + ""
}

// row says a row of a table cell by cell: a cell that was not changed by its
// own.
func (f *follower) row(m unit, base, own *unit) string {
	cells := cellsOf(m.plain)
	var was, now []string
	if base != nil && own != nil {
		was, now = cellsOf(base.plain), cellsOf(own.plain)
	}
	for i, cell := range cells {
		switch {
		case i < len(was) && i < len(now) && was[i] == cell:
			cells[i] = now[i]
		case strings.Trim(cell, " -:") != "":
			cells[i] = f.cell(cell)
		}
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

// cell says words that cannot be a mark where they stand.
func (f *follower) cell(text string) string {
	if words, ok := f.lead.Translate(Unescape(text)); ok {
		return Escape(words)
	}
	f.wait(Waiting{Text: Unescape(text)})
	return f.language.Capital(f.language.Word("untranslated"))
}

// cellsOf are the cells of a row, without the space around them.
func cellsOf(row string) []string {
	var cells []string
	start := 1
	for at := 1; at < len(row); at++ {
		if row[at] == '|' && row[at-1] != '\\' {
			cells = append(cells, strings.TrimSpace(row[start:at]))
			start = at + 1
		}
	}
	return cells
}

// followed writes the edition down, with each sentence's new line.
func (f *follower) followed(own record.Body) (Followed, error) {
	f.flag()
	d, err := Read(own.Markdown)
	if err != nil {
		return Followed{}, err
	}
	var b strings.Builder
	line := 1
	own.Sentences = nil
	for i, u := range f.out {
		if i > 0 {
			b.WriteString(strings.Repeat("\n", u.gap))
			line += u.gap
		}
		if u.sentence != nil {
			s := *u.sentence
			s.Line = line
			own.Sentences = append(own.Sentences, s)
		}
		b.WriteString(u.text + "\n")
		line += strings.Count(u.text, "\n") + 1
	}
	text := Normal(b.String())
	own.Hash = record.ShortHash(text)
	d.Front.Base = own.Hash
	own.Markdown, err = d.Front.print(text)
	return Followed{Body: own, Waits: f.waits}, err
}

// flag leaves each paragraph out whole in which a sentence waits, but for its
// marks: nobody reads half of it.
func (f *follower) flag() {
	prefix := "[[VA fill: " + strings.TrimSuffix(f.language.Word("translate"), "{text}")
	for start := 0; start < len(f.out); {
		end := start + 1
		for end < len(f.out) && f.out[end].gap == 0 && f.out[end].kind != headingUnit {
			end++
		}
		waits := func(u unit) bool { return u.kind == markUnit && strings.HasPrefix(u.text, prefix) }
		for i := start; i < end; i++ {
			if _, ok := parseMark(f.out[i].text); ok && f.out[i].kind == textUnit {
				f.out[i].kind = markUnit
			}
		}
		if slices.ContainsFunc(f.out[start:end], waits) {
			gap := f.out[start].gap
			kept := slices.DeleteFunc(slices.Clone(f.out[start:end]), func(u unit) bool { return u.kind == textUnit })
			kept[0].gap = gap
			f.noteWaits(kept, prefix)
			f.out = slices.Replace(f.out, start, end, kept...)
			end = start + len(kept)
		}
		start = end
	}
}

// noteWaits lists the sentences that no phrase says. One that lacks only a word
// of the export is said as soon as that is translated.
func (f *follower) noteWaits(units []unit, prefix string) {
	for _, u := range units {
		text, ok := strings.CutPrefix(u.text, prefix)
		if !ok {
			continue
		}
		w := Waiting{Text: Unescape(strings.TrimSuffix(text, "]]")), Goal: strings.TrimPrefix(u.section, "#")}
		if u.sentence != nil {
			w.ID = u.sentence.ID
		}
		f.waitFor(w)
	}
}

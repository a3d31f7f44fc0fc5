package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"milepost/caseload"
	"milepost/record"
)

// draftPage is a draft as its page shows it.
type draftPage struct {
	caseload.Page
	Blocks  []block
	Wants   []want
	InHand  string // key of the unit whose evidence is beside
	Why     *caseload.Evidence
	Edit    string // key of the unit that is being edited
	Form    *editForm
	Clash   *caseload.ClashError
	Mine    []string // what was written where a clash came between
	MaySign bool
	Signed  bool
	CanUndo bool
}

// block is what stands together on the page: a paragraph, a list, a table, or
// one unit by itself.
type block struct {
	Kind  string // paragraph, list, table, heading, chart, mark, block
	Units []caseload.PageUnit
	Head  []string // of a table: the cells of its first row, "" none
}

// want is one thing that needs a person, with where it is.
type want struct {
	Key   string // of the unit, "" none
	What  string
	Code  string
	ID    string // of a finding
	Part  bool   // no reason takes its place
	Why   string // reason for which it stands
	Words string // the text that it is about
}

// blocksOf puts units together as the printed document does.
func blocksOf(units []caseload.PageUnit) []block {
	var list []block
	for i, u := range units {
		kind := blockKind(u)
		last := len(list) - 1
		joins := last >= 0 && list[last].Kind == kind && (kind == "table" || (kind == "paragraph" || kind == "list") && u.Gap == 0)
		if !joins {
			list = append(list, block{Kind: kind})
			last++
		}
		list[last].Units = append(list[last].Units, units[i])
	}
	for i := range list {
		if list[i].Kind == "table" {
			list[i].takeHead()
		}
	}
	return list
}

func blockKind(u caseload.PageUnit) string {
	switch u.Kind {
	case "sentence":
		return "paragraph"
	case "item":
		return "list"
	case "row", "rule":
		return "table"
	}
	return u.Kind
}

// takeHead parts a table's head from its rows.
func (b *block) takeHead() {
	at := slices.IndexFunc(b.Units, func(u caseload.PageUnit) bool { return u.Kind == "rule" })
	if at != 1 {
		return
	}
	if strings.TrimSpace(strings.Join(b.Units[0].Cells, "")) != "" {
		b.Head = b.Units[0].Cells
	}
	b.Units = b.Units[2:]
}

// wantsOf lists what needs a person, in the order of the text.
func wantsOf(p caseload.Page) []want {
	keys, under, heading := map[int]string{}, map[int]string{}, ""
	for _, u := range p.Units {
		if u.Kind == "heading" {
			heading = caseload.PlainWords(u.Text)
		}
		keys[u.Line], under[u.Line] = u.Key, heading
	}
	var list []want
	for _, f := range p.Findings {
		w := want{Key: keys[f.Line], Code: f.Code, ID: f.ID, Part: f.Part, Why: f.Reason, What: f.Wrong, Words: f.Text}
		if f.Code == "question" {
			w.What, w.Words = "a question: you and the data both changed it", ""
			w.Key = questionKey(p, f.Text)
		}
		if f.Code == "mark" {
			w.What = "empty place: " + under[f.Line]
		}
		list = append(list, w)
	}
	return list
}

func questionKey(p caseload.Page, id string) string {
	for _, u := range p.Units {
		for _, q := range u.Questions {
			if q.ID == id {
				return u.Key
			}
		}
	}
	return ""
}

// draftID is the draft that the address names.
func (v *visit) draftID() string { return v.r.PathValue("draft") }

// seen opens the workspace for reading to who may look at the draft.
func (v *visit) seen(act func(*caseload.Caseload) error) error {
	return v.read(func(c *caseload.Caseload) error {
		if err := c.See(v.ctx(), v.now, v.by, v.draftID()); err != nil {
			return err
		}
		return act(c)
	})
}

// pageOf reads the draft that the address names, and refuses who may not look
// at it.
func (v *visit) pageOf(c *caseload.Caseload) (caseload.Page, error) {
	return c.Page(v.ctx(), v.now, v.by, v.draftID())
}

// change opens it for writing.
func (v *visit) change(act func(*caseload.Caseload) error) error {
	return v.write(func(c *caseload.Caseload) error {
		if err := c.See(v.ctx(), v.now, v.by, v.draftID()); err != nil {
			return err
		}
		return act(c)
	})
}

func showDraft(v *visit) error {
	var p caseload.Page
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		if p, err = v.pageOf(c); err != nil {
			return err
		}
		if len(p.New) > 0 { // what is new stays on the list until she says that she read it
			return c.Look(v.ctx(), v.now, v.by, p.Draft, "draft")
		}
		p.State, err = c.Saw(v.ctx(), v.now, v.by, p)
		return err
	})
	if err != nil {
		return err
	}
	page := v.draftPage(p)
	if err := v.takeInHand(&page, v.r.FormValue("unit")); err != nil {
		return err
	}
	v.page(http.StatusOK, "draft", p.Name, page)
	return nil
}

func (v *visit) draftPage(p caseload.Page) draftPage {
	return draftPage{
		Page: p, Blocks: blocksOf(p.Units), Wants: wantsOf(p), Signed: p.State.IsSigned(),
		MaySign: v.user.May(record.ActSign) || v.user.May(record.ActAuthor), CanUndo: p.Revision > 0,
	}
}

// takeInHand puts the evidence of one unit beside the draft: the one asked for,
// else the first that says something.
func (v *visit) takeInHand(p *draftPage, key string) error {
	if key == "" {
		return nil
	}
	return v.read(func(c *caseload.Caseload) error {
		why, err := c.Evidence(v.ctx(), v.now, v.by, v.draftID(), key)
		var clash *caseload.ClashError
		if errors.As(err, &clash) {
			return nil // it is gone: the page shows what there is
		}
		p.InHand, p.Why = key, &why
		return err
	})
}

// showWhy gives the evidence of one unit.
func showWhy(v *visit) error {
	if !v.isPart() {
		if err := v.seen(func(*caseload.Caseload) error { return nil }); err != nil {
			return err
		}
		return v.goTo("/draft/"+v.draftID()+"?unit="+v.r.PathValue("key"), "")
	}
	page := draftPage{}
	if err := v.read(func(c *caseload.Caseload) error {
		why, err := c.Evidence(v.ctx(), v.now, v.by, v.draftID(), v.r.PathValue("key"))
		page.Why, page.InHand, page.Draft = &why, v.r.PathValue("key"), v.draftID()
		return err
	}); err != nil {
		return err
	}
	v.part(http.StatusOK, "draft", "why", page)
	return nil
}

// editForm is the form in which a unit is edited.
type editForm struct {
	Draft string
	Unit  caseload.PageUnit
	Words []string
	Plain bool
}

// Rows is how high the field is, in lines.
func (f editForm) Rows() int { return 1 + len(strings.Join(f.Words, " "))/70 }

// showEdit gives the form for one unit; the time from now on counts as work on
// it.
func showEdit(v *visit) error {
	key := v.r.PathValue("key")
	form := editForm{Draft: v.draftID()}
	var p caseload.Page
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		if p, err = v.pageOf(c); err != nil {
			return err
		}
		at := slices.IndexFunc(p.Units, func(u caseload.PageUnit) bool { return u.Key == key })
		if at < 0 {
			return &caseload.ClashError{Key: key}
		}
		form.Unit = p.Units[at]
		form.Words, form.Plain = form.Unit.Words()
		return nil
	})
	if err != nil {
		return err
	}
	v.clocks().begin(v.now, v.draftID()+key)
	if v.isPart() {
		v.part(http.StatusOK, "draft", "edit", form)
		return nil
	}
	page := v.draftPage(p)
	page.Edit, page.Form = key, &form
	if err := v.takeInHand(&page, key); err != nil {
		return err
	}
	v.page(http.StatusOK, "draft", p.Name, page)
	return nil
}

// edit keeps what a person wrote, chose or took out.
func edit(v *visit) error {
	f := v.r.PostForm
	e := caseload.UnitEdit{
		Key: f.Get("key"), Was: strings.ReplaceAll(f.Get("was"), "\r\n", "\n"), Words: f["words"], Plain: f.Get("plain") != "",
		Picks: f["pick"], Phrase: f.Get("phrase"),
	}
	if f.Get("out") != "" {
		e.Words, e.Picks, e.Phrase = nil, nil, ""
	} else if e.Words == nil && e.Picks == nil && e.Phrase == "" {
		e.Words = []string{""}
	}
	e.Took = v.clocks().end(v.now, v.draftID()+e.Key)
	var p caseload.Page
	err := v.change(func(c *caseload.Caseload) error {
		var err error
		p, err = c.EditUnit(v.ctx(), v.now, v.by, v.draftID(), e)
		return err
	})
	if err == nil {
		v.printer.soon(v.draftID())
	}
	var clash *caseload.ClashError
	if errors.As(err, &clash) {
		return v.clashed(clash, e)
	}
	if err != nil {
		return err
	}
	return v.changed(p, e.Key)
}

// clashed shows what another person wrote meanwhile beside what this one did,
// whose words are kept in the form.
func (v *visit) clashed(clash *caseload.ClashError, e caseload.UnitEdit) error {
	var p caseload.Page
	if err := v.read(func(c *caseload.Caseload) error {
		var err error
		p, err = v.pageOf(c)
		return err
	}); err != nil {
		return err
	}
	page := v.draftPage(p)
	page.Clash, page.Mine = clash, e.Words
	return v.show(http.StatusConflict, page)
}

// changed shows the draft after an act, with the same unit in hand.
func (v *visit) changed(p caseload.Page, key string) error {
	if !v.isPart() {
		http.Redirect(v.w, v.r, "/draft/"+v.draftID()+"?unit="+key+"#u-"+key, http.StatusSeeOther)
		return nil
	}
	page := v.draftPage(p)
	page.InHand = key
	return v.show(http.StatusOK, page)
}

// show answers with the draft: whole, or the piece that a script puts in place.
func (v *visit) show(status int, page draftPage) error {
	if v.isPart() {
		v.part(status, "draft", "desk", page)
		return nil
	}
	v.page(status, "draft", page.Name, page)
	return nil
}

// act does something to the draft and shows it as it stands then. What a person
// does herself, who had read all of it, is not new to her.
func (v *visit) act(key string, act func(*caseload.Caseload) error) error {
	var p caseload.Page
	err := v.change(func(c *caseload.Caseload) error {
		had, err := c.HasRead(v.ctx(), v.by, v.draftID())
		if err != nil {
			return err
		}
		if err := act(c); err != nil {
			return err
		}
		if p, err = v.pageOf(c); err != nil || !had || len(p.New) == 0 {
			return err
		}
		p.New = nil
		p.State, err = c.Saw(v.ctx(), v.now, v.by, p)
		return err
	})
	if err != nil {
		return err
	}
	return v.changed(p, key)
}

func answer(v *visit) error {
	f := v.r.PostForm
	a := caseload.Answer{Question: f.Get("question"), Take: f.Get("take"), Text: f.Get("text")}
	return v.act(f.Get("key"), func(c *caseload.Caseload) error {
		_, err := c.Answer(v.ctx(), v.now, v.by, v.draftID(), a)
		return err
	})
}

func accept(v *visit) error {
	f := v.r.PostForm
	return v.act(f.Get("key"), func(c *caseload.Caseload) error {
		_, err := c.LetStand(v.ctx(), v.now, v.by, v.draftID(), f.Get("finding"), f.Get("why"))
		return err
	})
}

// readNew says that what was new is read.
func readNew(v *visit) error {
	return v.act("", func(c *caseload.Caseload) error {
		p, err := v.pageOf(c)
		if err != nil {
			return err
		}
		if p.Shown != v.r.PostFormValue("shown") {
			return caseload.ErrMovedOn
		}
		_, err = c.Saw(v.ctx(), v.now, v.by, p)
		return err
	})
}

func undo(v *visit) error {
	to := -1
	if text := v.r.PostFormValue("to"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return errNoPage
		}
		to = n
	}
	return v.act(v.r.PostFormValue("key"), func(c *caseload.Caseload) error {
		_, err := c.Undo(v.ctx(), v.now, v.by, v.draftID(), to)
		return err
	})
}

func giveBack(v *visit) error {
	return v.act("", func(c *caseload.Caseload) error {
		_, err := c.Return(v.ctx(), v.now, v.by, v.draftID(), v.r.PostFormValue("why"))
		return err
	})
}

// sendToReview says that the draft is ready for a therapist.
func sendToReview(v *visit) error {
	return v.act("", func(c *caseload.Caseload) error {
		_, err := c.Open(v.ctx(), v.now, v.by, v.draftID())
		return err
	})
}

// historyPage is what happened to a draft.
type historyPage struct {
	caseload.Page
	Past []caseload.Past
}

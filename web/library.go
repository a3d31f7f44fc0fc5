package web

import (
	"net/http"
	"slices"
	"strings"

	"milepost/caseload"
)

// libraryPage lists phrases and templates.
type libraryPage struct {
	Audience  string
	Audiences []string
	Slot      string
	Find      string
	Only      string // own: the clinic's
	Slots     []string
	Phrases   []caseload.PhraseShown
	All       int
	Often     []caseload.PhraseShown
	Forms     []caseload.FormShown
}

// shownPhrases is how many phrases one page lists.
const shownPhrases = 60

func showLibrary(v *visit) error {
	p := libraryPage{
		Audience: v.r.FormValue("audience"), Audiences: caseload.Audiences(), Slot: v.r.FormValue("slot"),
		Find: strings.TrimSpace(v.r.FormValue("find")), Only: v.r.FormValue("only"),
	}
	if !slices.Contains(p.Audiences, p.Audience) {
		p.Audience = p.Audiences[0]
	}
	var all []caseload.PhraseShown
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		if all, err = c.PhraseList(v.ctx(), v.by, p.Audience, v.samples); err != nil {
			return err
		}
		p.Forms, err = c.Forms(v.ctx(), v.by)
		return err
	})
	if err != nil {
		return err
	}
	p.Often = caseload.Rewritten(all, 5)
	for _, one := range all {
		if !slices.Contains(p.Slots, one.Slot) {
			p.Slots = append(p.Slots, one.Slot)
		}
	}
	all = slices.DeleteFunc(all, func(one caseload.PhraseShown) bool { return !p.shows(one) })
	p.All = len(all)
	p.Phrases = all[:min(len(all), shownPhrases)]
	v.page(http.StatusOK, "library", "Library", p)
	return nil
}

func (p libraryPage) shows(one caseload.PhraseShown) bool {
	find := strings.ToLower(p.Find)
	return (p.Slot == "" || one.Slot == p.Slot) && (p.Only != "own" || one.Own()) &&
		(strings.Contains(strings.ToLower(one.Text+" "+one.Sample), find) || strings.Contains(strings.ToLower(one.ID), find))
}

// phrasePage is one phrase, and what a change of it would do.
type phrasePage struct {
	caseload.PhraseShown
	Text  string // as it would be
	Trial *caseload.WordingTrial
	Off   bool
}

// phrase finds the phrase that the form or address names.
func (v *visit) phrase() (phrasePage, error) {
	var p phrasePage
	err := v.read(func(c *caseload.Caseload) error {
		one, err := c.PhraseOf(v.ctx(), v.by, v.r.FormValue("id"), v.samples)
		if err != nil {
			return err
		}
		if one == nil {
			return errNoPage
		}
		p.PhraseShown, p.Text = *one, one.Text
		return nil
	})
	return p, err
}

func showPhrase(v *visit) error {
	p, err := v.phrase()
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "phrase", "Phrase", p)
	return nil
}

// changePhrase tries a change and shows its impact; said a second time, it is
// taken.
func changePhrase(v *visit) error {
	p, err := v.phrase()
	if err != nil {
		return err
	}
	p.Text, p.Off = strings.TrimSpace(v.r.PostFormValue("text")), v.r.PostFormValue("off") != ""
	change := caseload.PhraseChange{ID: p.ID, Text: p.Text, Off: p.Off}
	if v.r.PostFormValue("take") != "" {
		if err := v.write(func(c *caseload.Caseload) error { return c.TakePhrase(v.ctx(), v.now, v.by, change) }); err != nil {
			return err
		}
		return v.goTo("/library/phrase?id="+p.ID, "It is the clinic's own wording now. Open drafts take it when they are drafted next.")
	}
	var trial caseload.WordingTrial
	if err := v.read(func(c *caseload.Caseload) error {
		trial, err = c.TryPhrase(v.ctx(), v.now, v.by, change)
		return err
	}); err != nil {
		return err
	}
	p.Trial = &trial
	v.page(http.StatusOK, "phrase", "Phrase", p)
	return nil
}

// templatePage is one template, and what a change of it would do.
type templatePage struct {
	Name  string
	Own   bool
	Text  string
	Trial *caseload.WordingTrial
}

func (v *visit) template() (templatePage, error) {
	p := templatePage{Name: v.r.FormValue("name")}
	err := v.read(func(c *caseload.Caseload) error {
		forms, err := c.Forms(v.ctx(), v.by)
		if err != nil {
			return err
		}
		for _, form := range forms {
			if form.Name == p.Name {
				p.Own = form.Own
			}
		}
		p.Text, err = c.Form(v.ctx(), v.by, p.Name)
		return err
	})
	return p, err
}

func showTemplate(v *visit) error {
	p, err := v.template()
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "template", "Template", p)
	return nil
}

func changeTemplate(v *visit) error {
	p, err := v.template()
	if err != nil {
		return err
	}
	p.Text = v.r.PostFormValue("text")
	switch {
	case v.r.PostFormValue("shipped") != "":
		if err := v.write(func(c *caseload.Caseload) error { return c.TakeForm(v.ctx(), v.now, v.by, p.Name, "") }); err != nil {
			return err
		}
		return v.goTo("/library/template?name="+p.Name, "The shipped template is in force again.")
	case v.r.PostFormValue("take") != "":
		if err := v.write(func(c *caseload.Caseload) error { return c.TakeForm(v.ctx(), v.now, v.by, p.Name, p.Text) }); err != nil {
			return err
		}
		return v.goTo("/library/template?name="+p.Name, "It is the clinic's own template now.")
	}
	var trial caseload.WordingTrial
	if err := v.read(func(c *caseload.Caseload) error {
		trial, err = c.TryForm(v.ctx(), v.now, v.by, p.Name, p.Text)
		return err
	}); err != nil {
		return err
	}
	p.Trial = &trial
	v.page(http.StatusOK, "template", "Template", p)
	return nil
}

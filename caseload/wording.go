package caseload

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
	"milepost/report"
	"milepost/rules"
)

// The workspace's folders of the clinic's own words.
const (
	libraryFolder  = "library"   // LANGUAGE/*.yaml
	staffFolder    = "staff"     // in the library: STAFF-ID/LANGUAGE/*.yaml
	languageFolder = "languages" // CODE.yaml
)

// openLanguage returns the workspace's own language of the code, else the
// shipped one: a language is a data file.
func openLanguage(workspace fs.FS, code string) (*language.Language, error) {
	_, err := fs.Stat(workspace, languageFolder+"/"+code+".yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return language.Load(code)
	}
	if err != nil {
		return nil, err
	}
	own, err := fs.Sub(workspace, languageFolder)
	if err != nil {
		return nil, err
	}
	return language.LoadFrom(own, code)
}

// openWordings loads the clinic's library, and one for each therapist who has
// phrases of her own: shipped, then the clinic's, then hers.
func (c *Caseload) openWordings() (map[record.ID]*library.Library, error) {
	layers, err := c.layers("")
	if err != nil {
		return nil, err
	}
	clinics, err := library.LoadLayers(layers...)
	if err != nil {
		return nil, err
	}
	all := map[record.ID]*library.Library{"": clinics}
	for _, t := range c.options.Staff {
		layers, err := c.layers(t.ID)
		if err != nil {
			return nil, err
		}
		if len(layers) == clinicLayers {
			continue // nothing of her own
		}
		if all[t.ID], err = library.LoadLayers(layers...); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// clinicLayers is how many layers there are without a therapist's: shipped and
// the clinic's.
const clinicLayers = 2

// layers returns the phrases' layers for the therapist: two where she has none
// of her own.
func (c *Caseload) layers(staff record.ID) ([]library.Layer, error) {
	own, err := fs.Sub(c.root.FS(), libraryFolder)
	if err != nil {
		return nil, err
	}
	layers := []library.Layer{{Name: "shipped", Files: library.Shipped()}, {Name: libraryFolder, Files: own}}
	if staff == "" {
		return layers, nil
	}
	folder := libraryFolder + "/" + staffFolder + "/" + staff.Path()
	if _, err := c.root.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return layers, nil
	} else if err != nil {
		return nil, err
	}
	hers, err := fs.Sub(c.root.FS(), folder)
	return append(layers, library.Layer{Name: folder, Files: hers}), err
}

// wording returns the library that the therapist's drafts are worded from.
func (c *Caseload) wording(therapist record.ID) *library.Library {
	if own := c.wordings[therapist]; own != nil {
		return own
	}
	return c.wordings[""]
}

// openCodes returns the school's progress codes that the clinic chose, nil
// where it chose none.
func (c *Caseload) openCodes() (*rules.CodeSet, error) {
	if c.options.Codes == "" {
		return nil, nil
	}
	all, problems, err := c.loadRules()
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, errors.New(problems[0].String())
	}
	set, ok := all.CodeSet(c.options.Codes)
	if !ok {
		var ids []string
		for _, s := range all.CodeSets {
			ids = append(ids, s.ID)
		}
		return nil, fmt.Errorf("milepost.yaml: progress_codes: %q is not known; there are %s", c.options.Codes, strings.Join(ids, ", "))
	}
	return &set, nil
}

// code returns what the school's codes have for a goal, nil where the clinic
// uses none.
func (c *Caseload) code(steps []progress.Summary) *report.Code {
	if c.codes == nil {
		return nil
	}
	code := &report.Code{Set: c.codes.Title}
	for _, one := range c.codes.Codes {
		code.Codes = append(code.Codes, one.Full())
	}
	if fit, ok := c.codes.Propose(standingOf(steps)); ok {
		code.Proposed = fit.Full()
	}
	return code
}

// standingOf is how the goal of these objectives stands.
func standingOf(steps []progress.Summary) rules.Standing {
	goal := progress.SummarizeGoal(steps)
	at := rules.Standing{Status: goal.Status}
	if len(steps) > 0 {
		if percent, ok := steps[goal.InHand].Obtained(); ok {
			at.Obtained = &percent
		}
	}
	return at
}

// contradictions are the codes of an edited draft that do not agree with the
// data, as problems for the therapist to look at.
func (c *Caseload) contradictions(path, markdown string, in report.Input) []record.Problem {
	if c.codes == nil {
		return nil
	}
	var problems []record.Problem
	for _, chosen := range report.ChosenCodes(markdown, in.Language.Word("progress code")) {
		i := slices.Index(in.Anchors(), chosen.Goal)
		if i < 0 {
			continue
		}
		name := c.codes.Named(chosen.Code)
		if why := c.codes.Contradicts(name, standingOf(in.Goals[i].Steps)); why != "" {
			problems = append(problems, record.Problem{
				Source: record.Source{File: path + ".md", Row: chosen.Line}, Client: in.Client.ID, Code: "code.contradicts",
				Found: chosen.Code, Wrong: "is a progress code that the data contradict: " + why,
				Next: record.ToAdvise("change the code, or write beside it why it stands"),
			})
		}
	}
	return problems
}

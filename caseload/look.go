package caseload

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"milepost/language"
	"milepost/record"
	"milepost/render"
)

// Look is how documents look, as milepost.yaml states it.
type Look struct {
	Paper     string            // letter, a4
	Color     string            // #rrggbb of headings and rules; "" the usual one
	Client    string            // what the head of each page calls the client: id or name
	Footer    string            // one line at the foot of each page
	NoCharts  bool              // documents have no charts
	Fonts     []string          // TrueType files below the workspace, for letters that the shipped fonts lack
	Passwords map[string]string `json:"-"` // opens the PDFs for an audience
}

// ClientName is the value of Look.Client with which pages name the client.
const ClientName = "name"

// loadLook reads logo and fonts of the workspace. What cannot be used is left
// out, and is a problem of the workspace, said once.
func (c *Caseload) loadLook() error {
	fonts, err := render.LoadFonts()
	if err != nil {
		return err
	}
	c.wrong, c.fontsHash = nil, ""
	clinic, look := c.options.Clinic, c.options.Look
	for _, name := range look.Fonts {
		ttf, err := c.root.ReadFile(name)
		if err == nil {
			var more *render.Fonts
			if more, err = fonts.With(ttf); err == nil {
				fonts = more
				c.fontsHash = hashOf(append([]byte(c.fontsHash), ttf...))
			}
		}
		if err != nil {
			c.mend(name, "font.unreadable", "cannot be used, so letters that only it has are printed as a replacement sign",
				record.NextStep{Act: record.StepSettings, Name: "documents: fonts", Text: "the font to a TrueType font (.ttf) that is there"})
		}
	}
	o := render.Options{
		Fonts: fonts, Words: words(c.language), Paper: render.Paper(look.Paper), Footer: look.Footer, Brand: look.Color, NoCharts: look.NoCharts,
		Letterhead: render.Letterhead{Clinic: clinic.Name, Address: strings.Join(clinic.Address, "\n"), Phone: clinic.Phone, Web: clinic.Web},
	}
	if clinic.LogoFile != "" {
		if o.Letterhead.Logo, err = c.root.ReadFile(clinic.LogoFile); err != nil {
			c.mend(clinic.LogoFile, "logo.unreadable", "cannot be read, so the letterheads have no logo",
				record.NextStep{Act: record.StepSettings, Name: "clinic: logo", Text: "the logo to a file that is there"})
		}
	}
	var problems []render.Problem
	if c.look, problems = o.Usable(); len(problems) > 0 {
		for _, p := range problems {
			c.mend("milepost.yaml", "look.unusable", p.Found+": "+p.Wrong, record.NextStep{Act: record.StepSettings, Name: "clinic: logo or documents: color", Text: "the logo or the color"})
		}
	}
	return nil
}

// mend adds a problem of the workspace.
func (c *Caseload) mend(file, code, wrong string, next record.NextStep) {
	c.wrong = append(c.wrong, record.Problem{Source: record.Source{File: file}, Code: code, Wrong: wrong, Next: next})
}

// words are what pages and charts print beside the draft, in its language.
func words(l *language.Language) render.Words {
	decimal, percent := l.Forms()
	return render.Words{
		Page: l.Word("page"), Leaf: l.Word("page of"), Contents: l.Word("contents"), Draft: l.Word("draft"),
		Start: l.Word("chart start"), Target: l.Word("chart target"), Yes: l.Word("chart yes"), No: l.Word("chart no"),
		Decimal: decimal, Percent: percent,
		Day: func(iso string) string {
			d, err := record.ParseDate(iso)
			if err != nil {
				return iso
			}
			return l.DayShort(language.Day(d))
		},
	}
}

// renderOptions says how a client's draft is printed.
func (c *Caseload) renderOptions(body record.Body, client record.Client) render.Options {
	o := c.look
	o.Draft = true
	o.Period = c.span(body.Draft.Language, body.Period)
	o.Words = words(c.languageOf(body.Draft.Language))
	o.Language = body.Draft.Language
	o.DocumentID = body.Draft.ID()
	o.Password = c.options.Look.Passwords[body.Draft.Audience]
	o.Pictures = c.pictures(body.Draft.Client)
	if c.options.Look.Client == ClientName {
		o.Client = strings.TrimSpace(client.CalledName() + " " + client.LastName)
	}
	return o
}

// pictures is where the pictures of a client's texts are.
func (c *Caseload) pictures(id record.ID) fs.FS {
	folder, _ := fs.Sub(c.root.FS(), attachments(id)) // the path is one of ours
	return folder
}

// attachments is the folder of what belongs to a client, pictures among it.
func attachments(id record.ID) string { return "attachments/" + id.Path() }

// picturesHash stands for the client's pictures that a text may name.
func picturesHash(folder fs.FS) string {
	var all strings.Builder
	_ = fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintln(&all, name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	}) // a folder that is not there holds none
	return hashOf([]byte(all.String()))
}

// lookHash stands for all that printed files depend on beside their text.
func (c *Caseload) lookHash(o render.Options) string {
	return hashOf([]byte(strings.Join([]string{
		o.Letterhead.Clinic, o.Letterhead.Address, o.Letterhead.Phone, o.Letterhead.Web, hashOf(o.Letterhead.Logo),
		string(o.Paper), o.Brand, o.Footer, o.Client, o.Password, strconv.FormatBool(o.NoCharts), c.fontsHash, picturesHash(o.Pictures), c.options.Version,
	}, "\x00")))
}

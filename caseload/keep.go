package caseload

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"milepost/record"
	"milepost/render"
	"milepost/report"
)

// keep writes a composed draft where it differs from what stands. A file that
// a person edited is left alone.
func (c *Caseload) keep(ctx context.Context, now time.Time, result Drafted, body record.Body, in report.Input) (Drafted, error) {
	result.Marks = len(report.Marks(body.Markdown))
	standing, err := c.readFile(result.Path + ".md")
	if err != nil {
		return result, err
	}
	edited, err := c.edited(ctx, body.Draft, standing)
	if err != nil {
		return result, err
	}
	if edited {
		result.Problems = append(result.Problems, c.contradictions(result.Path, string(standing), in)...)
		result.Outcome, result.Why = DraftEdited, "it was edited by hand, so new data were not put in"
		return result, nil
	}
	if _, err := c.store.SaveBody(ctx, body, instant(now)); err != nil {
		return result, err
	}
	options := c.renderOptions(body, in.Client)
	basis := hashOf([]byte(body.Markdown + "\x00" + c.lookHash(options)))
	if same, err := c.same(ctx, result, basis); same || err != nil {
		result.Outcome = DraftUnchanged
		return result, err
	}
	result.Outcome = DraftChanged
	if standing == nil {
		result.Outcome = DraftNew
	}
	return c.print(ctx, result, body, printing{options, basis})
}

// edited reports whether the file is neither the one last written nor any
// generated body, which crashes may have left unrecorded.
func (c *Caseload) edited(ctx context.Context, key record.DraftKey, standing []byte) (bool, error) {
	if standing == nil {
		return false, nil
	}
	drafts, err := c.store.DraftsOf(ctx, key.Client)
	if err != nil {
		return false, err
	}
	for _, d := range drafts {
		if d.ID == key.ID() && d.Written == hashOf(standing) {
			return false, nil
		}
	}
	bodies, err := c.store.Bodies(ctx, key)
	return !slices.ContainsFunc(bodies, func(b record.Body) bool { return b.Markdown == string(standing) }), err
}

// same reports whether the files were printed from the same things before and
// are all there.
func (c *Caseload) same(ctx context.Context, result Drafted, basis string) (bool, error) {
	before, err := c.store.Fingerprint(ctx, result.Draft)
	if err != nil || before != basis {
		return false, err
	}
	for _, ending := range []string{".md", ".pdf", ".html"} {
		if _, err := c.root.Stat(result.Path + ending); errors.Is(err, fs.ErrNotExist) {
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	return true, nil
}

// printing is how a draft is printed, and a hash of all that goes into it.
type printing struct {
	options render.Options
	basis   string
}

// print writes the draft in its three forms, the Markdown
// last: when it stands, the other two do.
func (c *Caseload) print(ctx context.Context, result Drafted, body record.Body, how printing) (Drafted, error) {
	pdf, problems, err := render.PDF([]byte(body.Markdown), how.options)
	if err != nil {
		return failed(result, err)
	}
	html, _, err := render.HTML([]byte(body.Markdown), how.options)
	if err != nil {
		return failed(result, err)
	}
	for _, p := range problems {
		result.Problems = append(result.Problems, record.Problem{
			Source: record.Source{File: result.Path + ".md", Row: p.Line}, Client: result.Client,
			Code: "render", Found: p.Found, Wrong: p.Wrong,
		})
	}
	for _, file := range []struct {
		ending string
		data   []byte
	}{{".pdf", pdf}, {".html", html}, {".md", []byte(body.Markdown)}} {
		if err := c.writeFile(result.Path+file.ending, file.data); err != nil {
			return result, err
		}
	}
	return result, errors.Join(
		c.store.SetWritten(ctx, result.Draft, hashOf([]byte(body.Markdown))),
		c.store.SetFingerprint(ctx, result.Draft, how.basis),
	)
}

package caseload

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"milepost/delivery"
	"milepost/ingest/fold"
	"milepost/language"
	"milepost/library"
	"milepost/record"
	"milepost/report"
	"milepost/store"
	"milepost/templates"
)

// Edition is what became of a draft in the family's language.
type Edition struct {
	Language string           `json:"language"`
	Draft    string           `json:"draft,omitempty"`
	Path     string           `json:"path,omitempty"`
	Outcome  Outcome          `json:"outcome"`
	Why      string           `json:"why,omitempty"`
	Waits    []report.Waiting `json:"waits,omitempty"` // what waits for its translation
}

// edition is a language that drafts are translated into, with what people have
// translated so far and the words that the program brings.
type edition struct {
	language  *language.Language
	confirmed map[string]string
	shipped   map[string]string
}

// translate gives a text as a person confirmed it, else as the program's own
// list of words has it.
func (e edition) translate(text string) (string, bool) {
	for _, known := range []map[string]string{e.confirmed, e.shipped} {
		if words, ok := known[text]; ok {
			return words, true
		}
	}
	words, ok := e.shipped[strings.ToLower(text)]
	return words, ok
}

// openAddressing opens a language as the clinic addresses its families in it.
func (c *Caseload) openAddressing(code string) (*language.Language, error) {
	l, err := openLanguage(c.root.FS(), code)
	if err != nil {
		return nil, err
	}
	addressed, err := l.Addressing(c.options.Address[code])
	if err != nil {
		return nil, fmt.Errorf("milepost.yaml: address: %w", err)
	}
	return addressed, nil
}

// openEditions opens the languages beside the clinic's own, without what people
// translated.
func (c *Caseload) openEditions() (map[string]edition, error) {
	codes := language.Codes()
	own, err := fs.Glob(c.root.FS(), languageFolder+"/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range own {
		codes = append(codes, strings.TrimSuffix(strings.TrimPrefix(name, languageFolder+"/"), ".yaml"))
	}
	slices.Sort(codes)
	all := map[string]edition{}
	for _, code := range slices.Compact(codes) {
		if code == c.language.Code {
			continue
		}
		e := edition{}
		if e.language, err = c.openAddressing(code); err != nil {
			return nil, err
		}
		if e.shipped, err = library.WordsOf(code); err != nil {
			return nil, err
		}
		all[code] = e
	}
	return all, nil
}

// loadTranslations reads what people translated so far and gives a hash of it.
func (c *Caseload) loadTranslations(ctx context.Context) (string, error) {
	var text strings.Builder
	for _, code := range slices.Sorted(maps.Keys(c.editions)) {
		kept, err := c.store.Translations(ctx, code)
		if err != nil {
			return "", err
		}
		e := c.editions[code]
		e.confirmed = map[string]string{}
		for _, t := range kept {
			e.confirmed[t.Source] = t.Text
			fmt.Fprintf(&text, "%s\x00%s\x00%s\x00", code, t.Source, t.Text)
		}
		c.editions[code] = e
	}
	return hashOf([]byte(text.String())), nil
}

// family is the language that the client's family reads: the client's own, else
// that of who may receive documents.
func family(client record.Client) string {
	if client.Language != "" {
		return client.Language
	}
	for _, contact := range client.Contacts {
		if contact.Language != "" && contact.MayReceive {
			return contact.Language
		}
	}
	return ""
}

// editionCode is the language, beside the clinic's own, in which the client's
// family reads: that of the family, else of the first of its households that
// reads another; "" all read the clinic's own.
func (c *Caseload) editionCode(client record.Client) string {
	codes := []string{family(client)}
	for _, contact := range client.Contacts {
		if contact.MayReceive && delivery.AudienceOf(contact) == delivery.Parent {
			codes = append(codes, contact.Language)
		}
	}
	for _, code := range codes {
		if code, _, _ = strings.Cut(code, "-"); code != "" && code != c.language.Code {
			return code
		}
	}
	return ""
}

// editionFor returns the language in which the family gets an edition of its
// own beside the draft; false: none, or there is no form in it.
func (c *Caseload) editionFor(key record.DraftKey, client record.Client) (edition, bool) {
	code := c.editionCode(client)
	e, ok := c.editions[code]
	if !ok || key.Audience != parentAudience || key.Kind != progressReport {
		return edition{}, false
	}
	_, err := c.template(templates.Name(progressReport, key.Audience, code))
	return e, err == nil
}

// editionLanguage is the language of the edition that the client's family gets
// beside the clinic's own; nil none.
func (c *Caseload) editionLanguage(client record.Client) *language.Language {
	code := c.editionCode(client)
	_, err := c.template(templates.Name(progressReport, parentAudience, code))
	if code == "" || err != nil {
		return nil
	}
	l, err := c.openAddressing(code)
	if err != nil {
		return nil
	}
	return l
}

// interpreter is the line that offers an interpreter. A family whose language
// has no edition reads it in any case.
func (c *Caseload) interpreter(client record.Client) string {
	line := c.options.Clinic.Interpreter
	if read := family(client); line == "" && read != "" && read != c.language.Code {
		return c.language.Word("interpreter")
	}
	return line
}

// errMoved says that new data wait to be put into the draft, which the
// translation has to wait for.
var errMoved = errors.New("the draft was signed as it stands, and new data wait")

// translation makes the edition, in the family's language, of the draft as it
// stands.
func (c *Caseload) translation(ctx context.Context, e edition, in report.Input, made record.Body) (report.Followed, error) {
	state, err := c.store.Draft(ctx, made.Draft)
	if err != nil {
		return report.Followed{}, err
	}
	lead, err := c.textOf(ctx, *state)
	if err != nil {
		return report.Followed{}, err
	}
	if lead.body.Hash != made.Hash {
		return report.Followed{}, errMoved
	}
	in.Language = e.language
	in.Key.Language = e.language.Code
	form, err := c.template(templates.Name(report.Form(in), in.Key.Audience, in.Key.Language))
	if err != nil {
		return report.Followed{}, err
	}
	signed, err := c.signedOn(ctx, *state)
	if err != nil {
		return report.Followed{}, err
	}
	follow := func(reviewer string) (report.Followed, error) {
		return report.Follow(in, report.Lead{
			Language: c.language, Body: lead.body, Standing: lead.markdown(), Translate: e.translate,
			Note: report.TranslationNote(e.language, signed, reviewer),
		}, c.wording(in.Therapist.ID), form)
	}
	followed, err := follow("")
	if err != nil || signed.IsZero() {
		return followed, err
	}
	reviewer, err := c.reviewer(ctx, followed.Body)
	if err != nil || reviewer == "" {
		return followed, err
	}
	return follow(reviewer)
}

// signedOn is the day on which the draft was signed; zero: it is not.
func (c *Caseload) signedOn(ctx context.Context, d store.DraftState) (record.Date, error) {
	if !d.State.IsSigned() {
		return record.Date{}, nil
	}
	documents, err := c.store.Documents(ctx, d.ID)
	last := lastReport(documents)
	if err != nil || last == nil {
		return record.Date{}, err
	}
	return c.Day(last.At), nil
}

// keepEdition writes the draft's edition in the family's language beside it;
// nil where the family reads the clinic's own.
func (c *Caseload) keepEdition(ctx context.Context, now time.Time, by acting, in report.Input, made record.Body) (*Edition, error) {
	e, ok := c.editionFor(made.Draft, in.Client)
	if !ok {
		return nil, nil //nolint:nilnil // no edition is no error
	}
	result := &Edition{Language: e.language.Code}
	followed, err := c.translation(ctx, e, in, made)
	if errors.Is(err, errMoved) {
		result.Outcome, result.Why = DraftUnchanged, err.Error()
		return result, nil
	}
	if err != nil {
		result.Outcome, result.Why = DraftFailed, err.Error()
		return result, nil //nolint:nilerr // it is that edition's outcome
	}
	key := followed.Body.Draft
	result.Draft, result.Path, result.Waits = key.ID(), "drafts/"+key.Path(), followed.Waits
	in.Language, in.Key = e.language, key
	kept, err := c.keep(ctx, now, by, Drafted{Client: key.Client, Draft: result.Draft, Path: result.Path, To: in.Period.To}, followed.Body, in)
	result.Outcome, result.Why = kept.Outcome, kept.Why
	return result, err
}

// editionNeeds says in words how the edition in the family's language stands,
// such as "English ready, Spanish waits for 3 sentences".
func (c *Caseload) editionNeeds(ctx context.Context, key record.DraftKey, ready bool) ([]string, error) {
	drafts, err := c.store.DraftsOf(ctx, key.Client)
	if err != nil {
		return nil, err
	}
	var needs []string
	for _, d := range drafts {
		if d.Key.Kind != key.Kind || d.Key.Audience != key.Audience || d.Key.From != key.From || d.Key.Language == key.Language {
			continue
		}
		text, err := c.readFile("drafts/" + d.Key.Path() + ".md")
		if err != nil {
			return nil, err
		}
		l, err := c.openAddressing(d.Key.Language)
		if err != nil {
			return nil, err
		}
		n := report.Waits(string(text), l)
		if n == 0 {
			continue
		}
		words := l.EnglishName() + " waits for " + count(n, "sentence", "sentences")
		if ready {
			words = c.language.EnglishName() + " ready, " + words
		}
		needs = append(needs, words)
	}
	return needs, nil
}

// WaitingText is a text that waits for its translation, with where it stands
// and the words that are known of it.
type WaitingText struct {
	Language string         `json:"language"`
	Text     string         `json:"text"`
	Clients  []record.ID    `json:"clients"`
	Terms    []library.Term `json:"terms,omitempty"`
}

// Translations lists what waits for its translation in all open drafts, each
// text once, by language and text.
func (c *Caseload) Translations(ctx context.Context, now time.Time, by Actor) ([]WaitingText, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	if err := c.loadWording(); err != nil {
		return nil, err
	}
	if _, err := c.loadTranslations(ctx); err != nil {
		return nil, err
	}
	byText := map[string]*WaitingText{}
	var list []*WaitingText
	var fault error
	err = c.eachClient(ctx, now, v.only(func(f fold.Result) {
		lang, waits, err := c.untranslated(ctx, now, f)
		fault = errors.Join(fault, err)
		for _, w := range waits {
			key := lang + "\x00" + w.Text
			if byText[key] == nil {
				byText[key] = &WaitingText{Language: lang, Text: w.Text, Terms: c.editions[lang].terms(w.Text)}
				list = append(list, byText[key])
			}
			byText[key].Clients = append(byText[key].Clients, f.Client.ID)
		}
	}))
	if err := errors.Join(err, fault); err != nil {
		return nil, err
	}
	all := make([]WaitingText, len(list))
	for i, w := range list {
		all[i] = *w
	}
	slices.SortStableFunc(all, func(a, b WaitingText) int {
		return cmp.Or(strings.Compare(a.Language, b.Language), strings.Compare(a.Text, b.Text))
	})
	return all, nil
}

// untranslated lists what waits in the client's open draft.
func (c *Caseload) untranslated(ctx context.Context, now time.Time, folded fold.Result) (string, []report.Waiting, error) {
	key, period, err := c.period(ctx, folded, Selection{})
	if err != nil {
		return "", nil, err
	}
	e, ok := c.editionFor(key, folded.Client)
	if open, err := c.openDraft(ctx, key); !ok || open == nil || err != nil {
		return "", nil, err
	}
	in, why, err := c.inputOf(ctx, now, key, period, folded)
	if err != nil || why != "" {
		return "", nil, err
	}
	made, err := c.compose(in)
	if err != nil {
		return "", nil, err
	}
	followed, err := c.translation(ctx, e, in, made)
	if errors.Is(err, errMoved) {
		return "", nil, nil
	}
	return e.language.Code, followed.Waits, err
}

// terms are the words of the glossary that stand in the text: the language's
// own, and what the clinic has translated before.
func (e edition) terms(text string) []library.Term {
	all := map[string]string{}
	for _, known := range []map[string]string{e.language.Glossary(), e.shipped, e.confirmed} {
		for from, to := range known {
			all[strings.ToLower(from)] = to
		}
	}
	return library.Known(all, text)
}

// ConfirmTranslations keeps translations that a person with the role confirms,
// and returns how many are new.
func (c *Caseload) ConfirmTranslations(ctx context.Context, now time.Time, by Actor, all []store.Translation) (int, error) {
	u, err := c.admit(ctx, by, record.ActTranslate)
	if err != nil {
		return 0, err
	}
	if !slices.Contains(c.options.Translators, u.ID) {
		return 0, record.Refuse(record.NotAllowed, "%q may not approve translations", u.ID).Then(record.NextStep{Act: record.StepSettings, Name: "staff", Text: "the role of this person to translator"})
	}
	codes := language.Codes()
	for i := range all {
		all[i].By, all[i].At = string(u.ID), instant(now)
		if !slices.Contains(codes, all[i].Language) {
			if _, err := openLanguage(c.root.FS(), all[i].Language); err != nil {
				return 0, record.Refuse(record.InvalidInput, "this workspace has no language %q", all[i].Language)
			}
		}
	}
	return c.store.SaveTranslations(ctx, u.who(now), all)
}

// translates reports whether a draft is the edition of another one in a
// family's language.
func (c *Caseload) translates(key record.DraftKey) bool { return key.Language != c.language.Code }

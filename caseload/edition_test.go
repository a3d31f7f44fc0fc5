package caseload_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/xuri/excelize/v2"

	"milepost/caseload"
	"milepost/language"
	"milepost/record"
	"milepost/report"
	"milepost/samples"
	"milepost/store"
)

// spanishClinic is the sample clinic with every family reading Spanish: each
// card gets the language and the Spanish plain names.
func spanishClinic(t *testing.T, translators ...record.ID) (*caseload.Caseload, string) {
	t.Helper()
	source, err := os.ReadFile("../samples/generate/spanish.yaml")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	if err := yaml.Unmarshal(source, &names); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	clinic, err := fs.Sub(samples.FS, "clinic")
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(clinic, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(clinic, name)
		if strings.HasPrefix(name, "clients/") {
			data = []byte(inSpanish(string(data), names))
		}
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := caseload.Open(context.Background(), dir, caseload.Options{
		CadenceDays: 90, Discipline: "OT", Zone: time.UTC, Language: "en", Look: caseload.Look{Paper: "letter"},
		Inbox: filepath.Join(dir, "inbox"), Workers: 2, Translators: translators,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := c.Ingest(context.Background(), now(), caseload.Holder(), exports(t, filepath.Join(dir, "inbox"), ".csv", ".xlsx")); err != nil {
		t.Fatal(err)
	}
	return c, dir
}

var plainAt = regexp.MustCompile(`(?m)plain: \{en: ("[^"]*"|[^,}]*(?:\{their\}[^,}]*)*)(?:, es: [^}]*)?\}$`)

func inSpanish(card string, names map[string]string) string {
	card = regexp.MustCompile(`(?m)^language: .*$`).ReplaceAllString(card, "language: es")
	return plainAt.ReplaceAllStringFunc(card, func(line string) string {
		name := plainAt.FindStringSubmatch(line)[1]
		if own := names[strings.Trim(name, `"`)]; own != "" {
			return fmt.Sprintf("plain: {en: %s, es: %q}", name, own)
		}
		return line
	})
}

var digits = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// numbersOf are the numbers of a text in digits, sorted. Those in words stand in
// the facts, which are compared by themselves.
func numbersOf(text string) []string {
	list := digits.FindAllString(text, -1)
	slices.Sort(list)
	return list
}

func monthsOf(text string, l *language.Language) []int {
	var list []int
	for m := time.January; m <= time.December; m++ {
		for range regexp.MustCompile(`(?:^|[^\p{L}])`+l.Month(m)+`(?:$|[^\p{L}])`).FindAllString(text, -1) {
			list = append(list, int(m))
		}
	}
	return list
}

// factsOf are a sentence's facts as names and rows; the words and numbers of
// their values are compared in the text.
func factsOf(s record.Sentence) []string {
	var list []string
	for _, f := range s.Facts {
		if f.Name != "offer" && f.Name != "hidden" {
			list = append(list, fmt.Sprint(f.Name, f.Sources))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// statusOf is the code of the status whose words stand at the end of a text.
func statusOf(text string, l *language.Language) string {
	best, length := "", 0
	for _, code := range l.Statuses() {
		words, _, _ := strings.Cut(l.Status(code, language.Day{Year: 2026, Month: time.May, Day: 1}), " 1 de mayo")
		words, _, _ = strings.Cut(words, " May 1")
		if at := strings.LastIndex(strings.ToLower(text), strings.ToLower(words)); at >= 0 && len(words) > length {
			best, length = code, len(words)
		}
	}
	return best
}

// TestBothEditionsStateTheSameFacts compares the English and Spanish editions
// of every child of the sample clinic, sentence by sentence and fact by fact.
func TestBothEditionsStateTheSameFacts(t *testing.T) {
	atLength(t)
	c, _ := spanishClinic(t)
	ctx := context.Background()
	sel, least := caseload.Selection{}, 50
	if testing.Short() {
		sel.Clients, least = []record.ID{"R-0403", "R-0412", "R-0417", "R-0426", "R-0438", "R-0441", "R-0451", "R-0458"}, 8
	}
	made, err := c.Draft(ctx, now(), caseload.Holder(), sel, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	english, _ := language.Load("en")
	spanish, _ := language.Load("es")
	drafts, compared, waits := 0, 0, 0
	for _, d := range made {
		if d.Draft == "" {
			continue
		}
		if d.Edition == nil || d.Edition.Outcome != caseload.DraftNew {
			t.Errorf("%s: no Spanish edition: %+v", d.Client, d.Edition)
			continue
		}
		drafts++
		lead, err := c.Explain(ctx, caseload.Holder(), d.Draft)
		if err != nil {
			t.Fatal(err)
		}
		own, err := c.Explain(ctx, caseload.Holder(), d.Edition.Draft)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]record.Sentence{}
		for _, s := range own.Sentences {
			said[s.ID] = s
		}
		for _, s := range lead.Sentences {
			es, ok := said[s.ID]
			if !ok || strings.HasPrefix(es.Text, "[[VA fill: traducción") || strings.Contains(strings.ToLower(es.Text), "falta la traducción") {
				waits++
				continue
			}
			compared++
			sameFacts(t, string(d.Client), s, es, english, spanish)
		}
	}
	t.Logf("%d drafts, %d lines compared, %d wait for a translation", drafts, compared, waits)
	if drafts < least || compared < least*40 || waits*10 > compared {
		t.Errorf("got %d drafts, %d lines compared, %d that wait", drafts, compared, waits)
	}
}

func sameFacts(t *testing.T, client string, s, es record.Sentence, english, spanish *language.Language) {
	t.Helper()
	told := func(what string, got, want any) {
		t.Errorf("%s %s: %s: got %v, want %v\n  %s\n  %s", client, s.ID, what, got, want, s.Text, es.Text)
	}
	if strings.HasPrefix(s.Text, "[[") {
		if !strings.HasPrefix(es.Text, s.Text[:strings.IndexAny(s.Text, ":")]) {
			told("mark", es.Text, s.Text)
		}
		return
	}
	if strings.Contains(s.ID, "/step.") { // Spanish says the step's plain name where English quotes the goal as written
		for i := range s.Facts {
			s.Facts[i].Name = strings.Replace(s.Facts[i].Name, "objective", "plain name", 1)
		}
		s.Text, es.Text = statusOf(s.Text, english), statusOf(es.Text, spanish)
	}
	if s.Phrase != es.Phrase {
		told("phrase", es.Phrase, s.Phrase)
	}
	if got, want := factsOf(es), factsOf(s); !slices.Equal(got, want) {
		told("facts", got, want)
	}
	if got, want := numbersOf(es.Text), numbersOf(s.Text); !slices.Equal(got, want) {
		told("numbers", got, want)
	}
	if got, want := monthsOf(es.Text, spanish), monthsOf(s.Text, english); !slices.Equal(got, want) {
		told("months", got, want)
	}
	if strings.HasPrefix(s.Text, "| ") || strings.HasPrefix(s.Text, "## ") {
		if got, want := statusOf(es.Text, spanish), statusOf(s.Text, english); got != want {
			told("status", got, want)
		}
	}
}

// A sentence that the therapist wrote goes through the list once: it waits, a
// person with the role fills it in, and from then on it is known.
func TestATranslationIsFilledOnceAndKnownAfterwards(t *testing.T) {
	atLength(t)
	c, dir := spanishClinic(t, "X-1")
	ctx := context.Background()
	one := caseload.Selection{Clients: []record.ID{"R-0416"}}
	draft := func() caseload.Drafted {
		t.Helper()
		made, err := c.Draft(ctx, now(), caseload.Holder(), one, func(int, int) {})
		if err != nil || len(made) != 1 || made[0].Edition == nil {
			t.Fatalf("draft: %v %+v", err, made)
		}
		return made[0]
	}
	first := draft()
	before := len(first.Edition.Waits)
	file := filepath.Join(dir, filepath.FromSlash(first.Path)+".md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const wrote = "Rafa now asks for the keyboard by himself."
	edited := strings.Replace(string(text), "\n## To do at home\n", "\n"+wrote+"\n\n## To do at home\n", 1)
	if err := os.WriteFile(file, []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	second := draft()
	if got := len(second.Edition.Waits); got != before+1 || !slices.ContainsFunc(second.Edition.Waits, func(w report.Waiting) bool { return w.Text == wrote }) {
		t.Fatalf("waits: got %+v", second.Edition.Waits)
	}
	listed, err := c.Translations(ctx, now(), caseload.Holder())
	if err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	if err := caseload.WriteTranslations(&book, listed); err != nil {
		t.Fatal(err)
	}
	filled := fillIn(t, book.Bytes(), wrote, "Rafa ya pide el teclado por su cuenta.")
	rows, problems, err := caseload.ReadTranslations("translations.xlsx", filled)
	if err != nil || len(problems) > 0 || len(rows) != 1 {
		t.Fatalf("read back: %v %v %+v", err, problems, rows)
	}
	if _, err := c.ConfirmTranslations(ctx, now(), caseload.ActorOf(record.User{ID: "T-1"}), rows); err == nil || !strings.Contains(err.Error(), "may not approve translations") {
		t.Errorf("someone without the role: got %v", err)
	}
	if n, err := c.ConfirmTranslations(ctx, now(), caseload.ActorOf(record.User{ID: "X-1"}), rows); n != 1 || err != nil {
		t.Fatalf("confirm: got %d, %v", n, err)
	}
	third := draft()
	own, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(third.Edition.Path)+".md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(own), "\nRafa ya pide el teclado por su cuenta.\n") || len(third.Edition.Waits) != before {
		t.Errorf("waits %+v in\n%s", third.Edition.Waits, own)
	}
}

// TestATranslationIsMadeAnewWhereSomethingOfItChanged holds that a draft whose
// edition in the family's language was touched, is gone, or could say more now,
// is stale, and no other.
func TestATranslationIsMadeAnewWhereSomethingOfItChanged(t *testing.T) {
	atLength(t)
	c, dir := spanishClinic(t, "X-1")
	one := caseload.Selection{Clients: []record.ID{"R-0416"}}
	draft := func() caseload.Drafted {
		t.Helper()
		made, err := c.Draft(t.Context(), now(), caseload.Holder(), one, func(int, int) {})
		if err != nil || len(made) != 1 || made[0].Edition == nil || made[0].Edition.Outcome == caseload.DraftFailed {
			t.Fatalf("draft: %v %+v", err, made)
		}
		return made[0]
	}
	isStale := func() bool {
		t.Helper()
		stale, err := c.Stale(t.Context(), now(), caseload.Holder(), "parent")
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(stale, "R-0416")
	}
	first := draft()
	if isStale() || draft().Edition.Outcome != caseload.DraftUnchanged {
		t.Error("nothing changed: the draft is made anew, want it left")
	}
	file := func(ending string) string { return filepath.Join(dir, filepath.FromSlash(first.Edition.Path)+ending) }
	for _, step := range []struct {
		rule   string
		change func() error
	}{
		{"its text is gone", func() error { return os.Remove(file(".md")) }},
		{"its PDF is gone", func() error { return os.Remove(file(".pdf")) }},
		{"a translator wrote in it", func() error { return appendTo(file(".md"), "Mis palabras.\n") }},
		{"a translation was confirmed", func() error {
			_, err := c.ConfirmTranslations(t.Context(), now(), caseload.ActorOf(record.User{ID: "X-1"}), []store.Translation{{Language: "es", Source: "One more.", Text: "Uno m\u00e1s."}})
			return err
		}},
	} {
		if err := step.change(); err != nil {
			t.Fatalf("%s: %v", step.rule, err)
		}
		if !isStale() {
			t.Errorf("%s: the draft is not stale", step.rule)
		}
		draft()
		if isStale() {
			t.Errorf("%s: the draft is stale after drafting", step.rule)
		}
	}
	text, err := os.ReadFile(file(".md"))
	if err != nil || !strings.Contains(string(text), "\nMis palabras.\n") {
		t.Errorf("%v; what was written in the translation is gone:\n%s", err, text)
	}
}

// TestATranslationIsNotSignedByItself holds that a client's id names the draft
// that is signed, and that its translation follows what was signed.
func TestATranslationIsNotSignedByItself(t *testing.T) {
	atLength(t)
	d := newClinic(t)
	made := d.inSpanish()
	if made.Edition == nil || made.Edition.Draft == "" {
		t.Fatalf("no translation: %+v", made)
	}
	what := d.means("")
	what.Name = made.Edition.Draft
	_, err := d.Sign(t.Context(), now(), d.sit("T-1"), what)
	d.refused(err, "is a translation and is not signed by itself")
	signed := d.signed("T-1")
	if signed.Draft != made.Draft {
		t.Errorf("signed %s, want %s", signed.Draft, made.Draft)
	}
	after := d.draft()
	if after.Outcome != caseload.DraftSigned || after.Edition == nil || after.Edition.Outcome == caseload.DraftFailed || after.Edition.Why != "" {
		t.Fatalf("after signing: %+v, translation %+v", after, after.Edition)
	}
	if text := string(d.read(after.Edition.Path + ".md")); !strings.Contains(text, "Traducción del informe firmado el 2 de noviembre de 2026.") {
		t.Errorf("the translation does not say that its report is signed:\n%s", text)
	}
}

// inSpanish makes the family read Spanish, and drafts.
func (d *desk) inSpanish() caseload.Drafted {
	d.Helper()
	name := "clients/" + string(child) + ".yaml"
	card := strings.Replace(string(d.read(name)), "language: vi", "language: es", 1)
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(card), 0o600); err != nil {
		d.Fatal(err)
	}
	if _, err := d.IngestCards(context.Background(), now(), caseload.Holder()); err != nil {
		d.Fatal(err)
	}
	return d.draft()
}

// TestATranslationNamesWhoReadIt: only while it says what was read.
func TestATranslationNamesWhoReadIt(t *testing.T) {
	atLength(t)
	d := newClinic(t)
	made := d.inSpanish()
	_, err := d.ReviewTranslation(t.Context(), now(), caseload.ActorOf(record.User{ID: "T-1"}), string(child))
	d.refused(err, "may not review translations")
	_, err = d.ReviewTranslation(t.Context(), now(), caseload.ActorOf(record.User{ID: "X-1"}), string(child))
	d.refused(err, "in "+made.Edition.Path+".md still to translate")
	name := filepath.Join(d.dir, filepath.FromSlash(made.Edition.Path)+".md")
	fill := func(old, fresh string) {
		t.Helper()
		text := regexp.MustCompile(old).ReplaceAllString(string(d.read(made.Edition.Path+".md")), fresh)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fill(`(?m)^\[\[.*\]\]\n`, "")
	if _, err := d.ReviewTranslation(t.Context(), now(), caseload.ActorOf(record.User{ID: "X-1"}), string(child)); err != nil {
		t.Fatal(err)
	}
	d.signed("T-1")
	d.draft()
	named := "Traducción del informe firmado el 2 de noviembre de 2026, revisada por Lucía Pérez."
	if text := string(d.read(made.Edition.Path + ".md")); !strings.Contains(text, named) {
		t.Errorf("no %q in\n%s", named, text)
	}
	fill(`\n$`, "\nY una línea más.\n")
	d.draft()
	if text := string(d.read(made.Edition.Path + ".md")); strings.Contains(text, "Lucía Pérez") || !strings.Contains(text, "Y una línea más.") {
		t.Errorf("it names a reviewer who did not read it:\n%s", text)
	}
}

// fillIn writes the translation beside the text.
func fillIn(t *testing.T, data []byte, text, words string) []byte {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Translations")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if row[1] == text {
			if err := book.SetCellStr("Translations", fmt.Sprintf("C%d", i+1), words); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

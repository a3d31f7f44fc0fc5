package report_test

import (
	"strings"
	"testing"

	"milepost/language"
	"milepost/record"
	"milepost/report"
	"milepost/templates"
)

func spanishForm(t *testing.T, kind string) templates.Template {
	t.Helper()
	form, err := templates.Shipped(templates.Name(kind, "parent", "es"))
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func spanishOf(t *testing.T) *language.Language {
	t.Helper()
	l, err := language.Load("es")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// follow makes the Spanish edition of a draft as it stands.
func follow(t *testing.T, in report.Input, standing string, known map[string]string) (report.Followed, string) {
	t.Helper()
	body := compose(t, in)
	if standing == "" {
		standing = body.Markdown
	}
	english := in.Language
	in.Language, in.Key.Language = spanishOf(t), "es"
	got, err := report.Follow(in, report.Lead{
		Language: english, Body: body, Standing: standing,
		Translate: func(text string) (string, bool) { words, ok := known[text]; return words, ok },
		Note:      report.TranslationNote(in.Language, record.Date{}, ""),
	}, phrases(t), spanishForm(t, "progress-report"))
	if err != nil {
		t.Fatal(err)
	}
	return got, bodyOf(t, got.Body.Markdown)
}

// curveInput is a report on one goal, which has a Spanish name and unit.
func curveInput(t *testing.T) (report.Input, map[string]string) {
	t.Helper()
	goal := goalOf("g-12", rulers()[1], courses()[0])
	goal.Goal.PlainName["es"] = "recortar siguiendo una línea curva"
	return inputOf(t, goal), map[string]string{"correct cuts": "cortes correctos"}
}

func TestAnUntouchedDraftIsSaidWholeInSpanish(t *testing.T) {
	in, known := curveInput(t)
	got, body := follow(t, in, "", known)
	for _, want := range []string{
		"# Informe de progreso de Linh", "Traducción de un informe que aún no está firmado.",
		"| Recortar siguiendo una línea curva | 3 de 10 veces | 7 de 10 veces | 8 de 10 veces | Va por buen camino |",
		"## Recortar siguiendo una línea curva: va por buen camino {#g-12}", "7 de cada 10 veces", "unit: cortes correctos de 10",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in:\n%s", want, body)
		}
	}
	if len(got.Waits) > 0 {
		t.Errorf("got %v, want nothing that waits", got.Waits)
	}
}

func TestWhatTheTherapistWroteWaitsForItsTranslation(t *testing.T) {
	in, known := curveInput(t)
	made := compose(t, in)
	var sentence string
	for _, s := range made.Sentences {
		if strings.HasPrefix(s.ID, "g-12/now/") {
			sentence = s.Text
		}
	}
	edited := strings.Replace(made.Markdown, sentence, "She loves to cut out hearts for 2 friends.", 1)
	got, body := follow(t, in, edited, known)
	if len(got.Waits) != 1 || got.Waits[0].Text != "She loves to cut out hearts for 2 friends." || got.Waits[0].ID != "g-12/now/1" {
		t.Fatalf("waits: got %+v", got.Waits)
	}
	mark := "[[VA fill: traducción de: She loves to cut out hearts for 2 friends.]]"
	section := body[strings.Index(body, "{#g-12}"):]
	if !strings.Contains(section, mark) || strings.Contains(strings.ToLower(section), "en agosto") {
		t.Errorf("the paragraph is not left out whole, or its mark is not there:\n%s", body)
	}
	if n := report.Waits(got.Body.Markdown, spanishOf(t)); n != 1 {
		t.Errorf("Waits: got %d, want 1", n)
	}
	known["She loves to cut out hearts for 2 friends."] = "Le encanta recortar corazones para 2 amigos."
	got, body = follow(t, in, edited, known)
	if len(got.Waits) != 0 || !strings.Contains(body, "Le encanta recortar corazones para 2 amigos.\n") || !strings.Contains(body, "3 de cada 10 veces") {
		t.Errorf("once translated: waits %v in\n%s", got.Waits, body)
	}
}

func TestWhatTheTherapistTookOutIsNotInTheTranslation(t *testing.T) {
	in, known := curveInput(t)
	made := compose(t, in)
	standing := made.Markdown
	for _, s := range made.Sentences {
		if strings.HasPrefix(s.ID, "g-12/then/") {
			standing = strings.Replace(standing, s.Text+"\n", "", 1)
		}
	}
	_, body := follow(t, in, standing, known)
	section := body[strings.Index(body, "{#g-12}"):]
	if strings.Contains(strings.ToLower(section), "en agosto") {
		t.Errorf("a sentence that was taken out stands in Spanish:\n%s", body)
	}
}

func TestAPickedOptionIsSaidInSpanish(t *testing.T) {
	in, known := curveInput(t)
	made := compose(t, in)
	standing, picked := made.Markdown, ""
	for _, m := range report.Marks(made.Markdown) {
		for _, o := range m.Options {
			if o == "a thicker line" || strings.HasSuffix(o, ": a thicker line") {
				picked = "What helped: a thicker line."
			}
		}
	}
	if picked == "" {
		t.Fatalf("no option to pick in:\n%s", made.Markdown)
	}
	for line := range strings.Lines(made.Markdown) {
		if strings.Contains(line, "a thicker line") {
			standing = strings.Replace(standing, line, picked+"\n", 1)
		}
	}
	got, body := follow(t, in, standing, known)
	if !strings.Contains(body, "Lo que ayudó: una línea más gruesa.") || len(got.Waits) > 0 {
		t.Errorf("waits %v in\n%s", got.Waits, body)
	}
}

func TestAWordOfTheExportWaitsUntilItIsTranslated(t *testing.T) {
	goal := goalOf("g-3", rulers()[2], courses()[0])
	goal.Goal.PlainName["es"] = "comer comidas nuevas"
	got, body := follow(t, inputOf(t, goal), "", nil)
	if len(got.Waits) != 1 || got.Waits[0].Text != "bites" {
		t.Errorf("waits: got %+v, want the unit once", got.Waits)
	}
	if strings.Contains(strings.ReplaceAll(body, "traducción de: ", "\x00"), "7 bites") && !strings.Contains(body, "[[VA fill") {
		t.Errorf("English stands in the Spanish:\n%s", body)
	}
	got, body = follow(t, inputOf(t, goal), "", map[string]string{"bites": "bocados"})
	if len(got.Waits) > 0 || !strings.Contains(body, " bocados") {
		t.Errorf("waits %v in\n%s", got.Waits, body)
	}
}

func TestTheNoteOfATranslationNamesTheSignedReportAndTheReviewer(t *testing.T) {
	l := spanishOf(t)
	got := report.TranslationNote(l, record.Date{Year: 2026, Month: 11, Day: 3}, "Lucía Pérez")
	if want := "Traducción del informe firmado el 3 de noviembre de 2026, revisada por Lucía Pérez."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := report.TranslationNote(l, record.Date{Year: 2026, Month: 11, Day: 3}, ""); got != "Traducción del informe firmado el 3 de noviembre de 2026. Nadie la ha revisado todavía." {
		t.Errorf("without a reviewer: got %q", got)
	}
}

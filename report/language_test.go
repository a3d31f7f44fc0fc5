package report_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/goccy/go-yaml"

	"milepost/language"
	"milepost/library"
	"milepost/record"
	"milepost/report"
	"milepost/templates"
)

// The made-up language "zz" is English in other letters: each Latin letter of
// the data files becomes a Cyrillic one, while facts keep theirs. A draft in it
// that reads as the English one letter by letter shows that no word comes from
// the code.
const otherLetters = "абвгдежзийклмнопрстуфхцчшщ"

func toOther(text string) string {
	return strings.Map(func(r rune) rune {
		letters := []rune(otherLetters)
		switch {
		case r >= 'a' && r <= 'z':
			return letters[r-'a']
		case r >= 'A' && r <= 'Z':
			return unicode.ToUpper(letters[r-'A'])
		}
		return r
	}, text)
}

func fromOther(text string) string {
	return strings.Map(func(r rune) rune {
		for i, other := range []rune(otherLetters) {
			switch r {
			case other:
				return rune('a' + i)
			case unicode.ToUpper(other):
				return rune('A' + i)
			}
		}
		return r
	}, text)
}

var inBraces = regexp.MustCompile(`\{[^{}|]*\}|%[sd%]`)

// toOtherText leaves fields and places for values as they are.
func toOtherText(text string) string {
	var b strings.Builder
	end := 0
	for _, at := range inBraces.FindAllStringIndex(text, -1) {
		b.WriteString(toOther(text[end:at[0]]) + text[at[0]:at[1]])
		end = at[1]
	}
	return b.String() + toOther(text[end:])
}

// otherValues changes every text of a language's data file.
func otherValues(value any) any {
	switch v := value.(type) {
	case string:
		return toOtherText(v)
	case []any:
		for i := range v {
			v[i] = otherValues(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = otherValues(v[key])
		}
	}
	return value
}

func otherLanguage(t *testing.T) *language.Language {
	t.Helper()
	source, err := os.ReadFile("../language/data/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := yaml.Unmarshal(source, &file); err != nil {
		t.Fatal(err)
	}
	irregular := map[string]any{}
	for many, one := range file["singular"].(map[string]any)["irregular"].(map[string]any) {
		irregular[toOther(many)] = one
	}
	file["singular"].(map[string]any)["irregular"] = irregular
	out, err := yaml.Marshal(otherValues(file))
	if err != nil {
		t.Fatal(err)
	}
	l, err := language.LoadFrom(fstest.MapFS{"zz.yaml": {Data: out}}, "zz")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var textLine = regexp.MustCompile(`(?m)^(  text: ")(.*)(")$`)

func otherPhrases(t *testing.T) *library.Library {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(library.Shipped(), "en", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, err := fs.ReadFile(library.Shipped(), name)
		text := textLine.ReplaceAllStringFunc(string(source), func(line string) string {
			part := textLine.FindStringSubmatch(line)
			return part[1] + toOtherText(part[2]) + part[3]
		})
		files["zz/"+strings.TrimPrefix(name, "en/")] = &fstest.MapFile{Data: []byte(text)}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := library.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var (
	action  = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	literal = regexp.MustCompile(`(\.(?:Line|Row|Fill|Write|Confirm|Choose|Pick|PickFor|Say|Ask|Cell|Is) |eq \.\w+ |define |template )?"([^"]*)"`)
	asked   = regexp.MustCompile(`\.Is( "[^"]*")+`)
)

// otherForm changes the words of a template and leaves its slots, conditions
// and comments.
func otherForm(t *testing.T, kind string) templates.Template {
	t.Helper()
	form, err := templates.Shipped(templates.Name(kind, "parent", "en"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	end := 0
	for _, at := range action.FindAllStringIndex(form.Source, -1) {
		b.WriteString(toOther(form.Source[end:at[0]]) + otherAction(form.Source[at[0]:at[1]]))
		end = at[1]
	}
	return templates.Template{Name: templates.Name(kind, "parent", "zz"), Source: b.String() + toOther(form.Source[end:])}
}

func otherAction(text string) string {
	kept := map[string]string{}
	text = asked.ReplaceAllStringFunc(text, func(is string) string {
		key := "\x00" + string(rune('0'+len(kept))) + "\x00"
		kept[key] = is
		return key
	})
	text = literal.ReplaceAllStringFunc(text, func(found string) string {
		part := literal.FindStringSubmatch(found)
		if part[1] != "" {
			return found
		}
		return `"` + toOtherText(part[2]) + `"`
	})
	for key, is := range kept {
		text = strings.ReplaceAll(text, key, is)
	}
	return text
}

func TestALanguageIsDataAlone(t *testing.T) {
	l, lib := otherLanguage(t), otherPhrases(t)
	r, c := rulers(), courses()
	for _, kind := range []string{"progress-report", report.WelcomeLetter, report.DischargeSummary, report.NoDataLetter} {
		t.Run(kind, func(t *testing.T) {
			var goals []report.Goal
			for i := range r {
				goals = append(goals, goalOf("g-"+string(r[i].measure.Kind), r[i], c[i%len(c)]))
			}
			in := inputOf(t, goals...)
			in.Visits.Later = 2
			in.Statements = []record.Statement{{Key: "s:1", Day: firstDay.AddDays(72), By: "parent", Text: "She lines up without tears."}}
			in.Others = []report.Colleague{{Therapist: record.Therapist{Name: "Kim Lee"}, Until: firstDay.AddDays(20)}}
			shipped, err := templates.Shipped(templates.Name(kind, "parent", "en"))
			if err != nil {
				t.Fatal(err)
			}
			want, err := report.Compose(in, phrases(t), shipped)
			if err != nil {
				t.Fatal(err)
			}
			for i := range in.Goals {
				in.Goals[i].Goal.PlainName["zz"] = in.Goals[i].Goal.PlainName["en"]
			}
			in.Language, in.Key.Language = l, "zz"
			got, err := report.Compose(in, lib, otherForm(t, kind))
			if err != nil {
				t.Fatal(err)
			}
			sameDraft(t, fromOther(bodyOf(t, got.Markdown)), bodyOf(t, want.Markdown))
			onlyFactsInLatin(t, in, bodyOf(t, got.Markdown))
		})
	}
}

var (
	latin   = regexp.MustCompile(`[A-Za-z]{2,}`)
	grammar = regexp.MustCompile(`(?m)\[\[(therapist|VA) (write|choose|confirm|fill)( up to)?|^scale: .*$|^better: .*$|^(title|unit|levels|baseline|target|aim|caption|alt):|: absent$|\{#.*\}|^` + "```" + `.*$`)
)

// onlyFactsInLatin fails where a word in Latin letters is neither a fact of the
// input nor of the grammar: the code said it.
func onlyFactsInLatin(t *testing.T, in report.Input, body string) {
	t.Helper()
	p := in.Client.Pronouns
	facts := []string{
		in.Client.FirstName, in.Client.LastName, in.Therapist.Name, in.Therapist.Credential, in.Therapist.License,
		in.Clinic.Interpreter, p.Subject, p.Object, p.Possessive, p.Owned, p.Reflexive, "Kim Lee",
	}
	for _, s := range in.Statements {
		facts = append(facts, s.Text)
	}
	for _, g := range in.Goals {
		facts = append(facts, g.Goal.Text, g.Goal.PlainName["en"])
		for _, o := range g.Goal.Objectives {
			facts = append(facts, o.Measure.Unit)
			for _, step := range o.Measure.Steps {
				facts = append(facts, step.Words)
			}
		}
	}
	known := map[string]bool{}
	for _, word := range latin.FindAllString(strings.ToLower(strings.Join(facts, " ")), -1) {
		known[word] = true
	}
	for _, word := range latin.FindAllString(grammar.ReplaceAllString(body, " "), -1) {
		if !known[strings.ToLower(word)] {
			t.Errorf("%q comes from the code, not from the data of the language", word)
		}
	}
}

func bodyOf(t *testing.T, markdown string) string {
	t.Helper()
	d, err := report.Read(markdown)
	if err != nil {
		t.Fatal(err)
	}
	return d.Body
}

func sameDraft(t *testing.T, got, want string) {
	t.Helper()
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("line %d of %d and %d:\n got %q\nwant %q", i+1, len(a), len(b), at(a, i), at(b, i))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "nothing"
}

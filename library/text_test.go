package library_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"milepost/library"
	"milepost/record"
)

// one is a library of one phrase for the slot "later".
func one(t *testing.T, text string) *library.Library {
	t.Helper()
	source := "domain: general\nfor: [parent]\nphrases:\n- id: a/1\n  slot: later\n  kind: fixed\n  text: '" + text + "'\n"
	l, err := library.Load(fstest.MapFS{"en/general.yaml": {Data: []byte(source)}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestReferringWords(t *testing.T) {
	she := record.Pronouns{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"}
	they := record.Pronouns{Subject: "they", Object: "them", Possessive: "their", Owned: "theirs", Reflexive: "themselves", Plural: true}
	xe := record.Pronouns{Subject: "xe", Object: "xem", Possessive: "xyr", Owned: "xyrs", Reflexive: "xemself"}
	for _, c := range []struct {
		rule     string
		name     string
		pronouns record.Pronouns
		named    bool
		text     string
		want     string
	}{
		{"the name comes first, then the pronoun", "Linh", she, false, "{they} found {their} coat.", "Linh found her coat."},
		{"a pronoun stands at once where the name was said", "Linh", she, true, "{they} found {their} coat.", "She found her coat."},
		{"a name takes the singular", "Robin", they, false, "{they} {needs|need} help.", "Robin needs help."},
		{"they takes the plural", "Robin", they, true, "{they} {needs|need} help.", "They need help."},
		{"the number follows the last subject", "Robin", they, false, "{they} {is|are} glad that {they} {is|are} done.", "Robin is glad that they are done."},
		{"words of their own", "Sky", xe, true, "{they} {has|have} {their} coat, it is {theirs}.", "Xe has xyr coat, it is xyrs."},
		{"pronouns not known: the name only", "Sam", record.Pronouns{}, true, "{they} {has|have} {their} coat.", "Sam has Sam's coat."},
		{"a name that ends in s", "James", she, false, "{name''s} coat is here.", "James's coat is here."},
		{"no name, no pronouns: your child", "", record.Pronouns{}, false, "{they} {has|have} {their} coat.", "Your child has your child's coat."},
		{"no name, known pronouns", "", she, false, "{they} {has|have} {their} coat.", "Your child has her coat."},
		{"a name with a full stop ends with one", "Robin Jr.", she, false, "This is {name}.", "This is Robin Jr."},
		{"letters beyond English", "Nguyễn Thị Ánh", she, false, "{they} came.", "Nguyễn Thị Ánh came."},
		{"the name may be forced", "Linh", she, true, "{name} came.", "Linh came."},
		{"a name with braces cannot speak", "{goal}", she, false, "{they} came.", "(goal) came."},
		{"a before a consonant", "Linh", she, false, "{they} took {a} card.", "Linh took a card."},
		{"an before a vowel", "Linh", she, false, "{they} took {a} apple.", "Linh took an apple."},
		{"a before a vowel letter that sounds otherwise", "Linh", she, false, "{they} took {a} unicorn.", "Linh took a unicorn."},
	} {
		s := library.Subject{
			Language: english(t), Audience: "parent", Named: c.named,
			Client: record.Client{FirstName: c.name, Pronouns: c.pronouns},
		}
		got, ok := one(t, c.text).Sentence("later", s, &library.Choice{})
		if !ok || got.Text != c.want {
			t.Errorf("%s: %q for %q gives %q, want %q", c.rule, c.text, c.name, got.Text, c.want)
		}
	}
}

func TestPhraseFilesThatCannotBeUsed(t *testing.T) {
	head := "domain: general\nfor: [parent]\nphrases:\n- id: a/1\n  slot: now\n"
	for _, c := range []struct{ rule, source, want string }{
		{"an unknown field is named with the nearest", head + "  text: \"It is {curren}.\"\n", `en/x.yaml:6:17: phrase "a/1": unknown field "curren" (nearest: "current")`},
		{"an unknown word in a condition", head + "  when: has_curren and points > 2\n  text: It is.\n", `en/x.yaml:6:9: phrase "a/1": the condition knows no "has_curren" (nearest: "has_current")`},
		{"a condition of the wrong type", head + "  when: points + 1\n  text: It is.\n", `expected bool`},
		{"a number compared with a text", head + "  when: points == \"two\"\n  text: It is.\n", `mismatched types`},
		{"no function but the allowed ones", head + "  when: now() > 1\n  text: It is.\n", `now`},
		{"an unknown slot", "domain: general\nfor: [parent]\nphrases:\n- id: a/1\n  slot: nwo\n  text: It is.\n", `slot: "nwo" is not known (nearest: "now")`},
		{"an unknown status", head + "  status: [ontrack]\n  text: It is.\n", `status: "ontrack" is not known (nearest: "on track")`},
		{"an unknown key", head + "  txt: It is.\n", `unknown field "txt"`},
		{"an unknown domain", "domain: scisors\nfor: [parent]\nphrases: []\n", `domain: "scisors" is not known (nearest: "scissors")`},
		{"an unknown skill", "domain: scissors\nfor: [parent]\nphrases:\n- id: a/1\n  slot: now\n  skills: [curv]\n  text: It is.\n", `skills: "curv" is not known (nearest: "curve")`},
		{"a brace without its partner", head + "  text: \"It is {current.\"\n", `a brace without its partner`},
		{"two phrases with one id", head + "  text: It is.\n- id: a/1\n  slot: now\n  text: It was.\n", `the id stands already at en/x.yaml:6`},
		{"a phrase for nobody", "domain: general\nphrases:\n- id: a/1\n  slot: now\n  text: It is.\n", `for: name at least one of`},
		{"ages that are no range", head + "  ages: young\n  text: It is.\n", `ages: "young" is not like 3-6 or 5+`},
		{"no text", head, `a phrase needs an id and a text`},
	} {
		_, err := library.Load(fstest.MapFS{"en/x.yaml": {Data: []byte(c.source)}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", c.rule, err, c.want)
		}
	}
}

func TestLaterLayersReplaceByID(t *testing.T) {
	file := func(text string) fstest.MapFS {
		return fstest.MapFS{"en/x.yaml": {Data: []byte("domain: general\nfor: [parent]\nphrases:\n" + text)}}
	}
	phrase := func(id, text string) string {
		return "- id: " + id + "\n  slot: later\n  kind: fixed\n  text: " + text + "\n"
	}
	shipped := file(phrase("a/1", "Shipped a.") + phrase("b/1", "Shipped b.") + phrase("c/1", "Shipped c."))
	clinic := file(phrase("b/1", "Clinic b.") + "- id: c/1\n  off: true\n")
	therapist := file(phrase("b/1", "Therapist b."))
	l, err := library.Load(shipped, clinic, therapist)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range l.Phrases() {
		got = append(got, p.Text)
	}
	if want := "Shipped a.|Therapist b."; strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "|"), want)
	}
	if use := l.Use("en", "b/1"); use.Hash != record.ShortHash("Therapist b.") {
		t.Errorf("the hash of b/1 is %q, want that of its text", use.Hash)
	}
}

func TestEveryConditionAndFieldIsListed(t *testing.T) {
	for _, f := range library.Fields() {
		if f.Name == "" || f.What == "" || f.Example == "" {
			t.Errorf("field %+v is not explained", f)
		}
	}
}

func TestAnExportsOwnNamesFindTheirDomain(t *testing.T) {
	domains, err := library.Domains()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ domain, skill, wantDomain, wantSkill string }{
		{"scissors", "cutting curved lines", "scissors", "curve"},
		{"Regulation", "Asking for a break", "sensory-regulation", "break"},
		{"", "tying shoelaces", "dressing", "laces"},
		{"", "pencil grasp", "handwriting", "pencil-grip"},
		{"Dressing", "hats", "dressing", "hats"},
		{"swimming", "", "swimming", ""},
		{"", "", "", ""},
	} {
		d, s := library.Placed(domains, c.domain, c.skill)
		if d != c.wantDomain || s != c.wantSkill {
			t.Errorf("%q, %q: got %q, %q, want %q, %q", c.domain, c.skill, d, s, c.wantDomain, c.wantSkill)
		}
	}
}

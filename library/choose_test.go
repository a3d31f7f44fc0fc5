package library_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"milepost/library"
	"milepost/record"
)

// pool is a library with n wordings for one slot.
func pool(t *testing.T, n int) *library.Library {
	t.Helper()
	text := "domain: general\nfor: [parent]\nphrases:\n"
	for i := range n {
		text += fmt.Sprintf("- id: pool.later/%d\n  slot: later\n  kind: fixed\n  text: \"Wording %d.\"\n", i+1, i+1)
	}
	l, err := library.Load(fstest.MapFS{"en/general.yaml": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func drafts(t *testing.T) []library.Subject {
	t.Helper()
	en := english(t)
	var list []library.Subject
	for i := range 60 {
		list = append(list, library.Subject{
			Language: en, Audience: "parent", Client: record.Client{ID: record.ID(fmt.Sprintf("C-%03d", i)), FirstName: "Linh"},
		})
	}
	return list
}

func pick(t *testing.T, l *library.Library, s library.Subject, c *library.Choice) string {
	t.Helper()
	sentence, ok := l.Sentence("later", s, c)
	if !ok {
		t.Fatalf("no phrase for client %s", s.Client.ID)
	}
	return sentence.Phrase
}

func TestOneMorePhraseIsTakenByAboutOneDraftInNPlusOne(t *testing.T) {
	const n = 5
	before, after := pool(t, n), pool(t, n+1)
	changed := 0
	for _, s := range drafts(t) {
		c := func() *library.Choice { return &library.Choice{From: record.Date{Year: 2026, Month: 8, Day: 3}} }
		old, now := pick(t, before, s, c()), pick(t, after, s, c())
		if old == now {
			continue
		}
		changed++
		if now != fmt.Sprintf("pool.later/%d", n+1) {
			t.Errorf("client %s went from %s to %s, not to the new phrase", s.Client.ID, old, now)
		}
	}
	t.Logf("%d of 60 drafts took the phrase added to %d; 1 in %d is %d", changed, n, n+1, 60/(n+1))
	if changed < 3 || changed > 20 {
		t.Errorf("%d of 60 drafts changed, want about %d", changed, 60/(n+1))
	}
}

func TestNoPhraseTwiceWhileAnotherIsLeft(t *testing.T) {
	l, s, c := pool(t, 4), drafts(t)[0], &library.Choice{}
	seen := map[string]int{}
	for range 8 {
		seen[pick(t, l, s, c)]++
	}
	for id, n := range seen {
		if len(seen) != 4 || n > 5 {
			t.Errorf("%s was taken %d times; taken: %v", id, n, seen)
		}
	}
	c = &library.Choice{}
	first := map[string]bool{}
	for range 4 {
		first[pick(t, l, s, c)] = true
	}
	if len(first) != 4 {
		t.Errorf("the first four picks of four phrases were %v", first)
	}
}

func TestThePhrasesOfTheLastSignedReportAreAvoided(t *testing.T) {
	l, s := pool(t, 2), drafts(t)[0]
	first := pick(t, l, s, &library.Choice{})
	second := pick(t, l, s, &library.Choice{Last: map[string]bool{first: true}})
	if first == second {
		t.Errorf("%s was taken again though it stood in the last signed report", first)
	}
	only := pick(t, pool(t, 1), s, &library.Choice{Last: map[string]bool{"pool.later/1": true}})
	if only != "pool.later/1" {
		t.Errorf("got %q; the only phrase is taken again", only)
	}
}

func TestTheSameInputGivesTheSameChoice(t *testing.T) {
	l, en := shipped(t), english(t)
	again := shipped(t)
	for i, s := range library.Examples(en, "parent")[:120] {
		for _, slot := range []string{"now", "then", "hope", "strength"} {
			a, _ := l.Sentence(slot, s, &library.Choice{})
			b, _ := again.Sentence(slot, s, &library.Choice{})
			if a.Text != b.Text {
				t.Errorf("example %d, %s: %q and %q", i, slot, a.Text, b.Text)
			}
		}
	}
}

func TestStatusWordsComeOnlyFromTheClosedList(t *testing.T) {
	en := english(t)
	want := map[string]string{
		"paused": "On pause", "not started": "Not started yet", "no data": "No data since October 28", "met": "Goal met",
		"maintained": "Met and still going well", "too early": "Too early to say", "lower": "Lower than before",
		"same": "About the same", "on track": "On track", "slower": "Moving, but slower than we hoped", "better": "Better than before",
	}
	for _, s := range library.Examples(en, "parent") {
		if s.Summary == nil || s.Summary.Newest.IsZero() {
			continue
		}
		if got := library.Words(s).Status; got != want[string(s.Summary.Status)] {
			t.Fatalf("status %q is written %q, want %q", s.Summary.Status, got, want[string(s.Summary.Status)])
		}
	}
}

// scissors is a subject about cutting, of a child with a shunt.
func offering(t *testing.T) library.Subject {
	t.Helper()
	return library.Subject{
		Language: english(t), Audience: "parent",
		Client: record.Client{
			ID: "R-0417", FirstName: "Linh", BirthDate: record.Date{Year: 2020, Month: 5, Day: 17}, Precautions: []string{"shunt"},
			Pronouns: record.Pronouns{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"},
		},
		Period: record.Period{From: record.Date{Year: 2026, Month: 8, Day: 3}, To: record.Date{Year: 2026, Month: 10, Day: 30}},
		Goal:   &record.Goal{ID: "g-12", Domain: "scissors", Skill: "cutting curved lines"},
	}
}

func TestOffersHideWhatAPrecautionForbids(t *testing.T) {
	l, s := shipped(t), offering(t)
	offered, hidden := 0, 0
	for _, o := range l.Offers("home", s, &library.Choice{}, 20) {
		if o.Hidden == "" {
			offered++
			continue
		}
		hidden++
		if o.Hidden != "shunt" || o.Phrase != "scissors.home.wall/1" {
			t.Errorf("hidden for %q: %s %q", o.Hidden, o.Phrase, o.Text)
		}
	}
	if offered < 5 || hidden != 1 {
		t.Errorf("%d offered and %d hidden, want 5 or more and 1", offered, hidden)
	}
}

func TestOffersAreOfTheSkillFirst(t *testing.T) {
	l, s := shipped(t), offering(t)
	for _, o := range l.Offers("helped", s, &library.Choice{}, 3) {
		if o.Hidden == "" && o.Phrase[:8] != "scissors" {
			t.Errorf("%s is offered before the phrases of cutting are used up", o.Phrase)
		}
	}
}

func TestOffersOfAReportTakeTurnsOverItsGoals(t *testing.T) {
	l, s := shipped(t), offering(t)
	s.Goals = []*record.Goal{s.Goal, {ID: "g-14", Domain: "dressing", Skill: "coat"}}
	s.Goal = nil
	domains := map[string]int{}
	for _, o := range l.Offers("home", s, &library.Choice{}, 4) {
		if o.Hidden == "" {
			domains[o.Phrase[:8]]++
		}
	}
	if domains["scissors"] != 2 || domains["dressing"] != 2 {
		t.Errorf("four offers are of %v, want two of each goal", domains)
	}
}

func TestAPickedOptionIsASentence(t *testing.T) {
	l, s := shipped(t), offering(t)
	for slot, want := range map[string]string{"helped": "What helped: ", "strength-pick": "Linh "} {
		for _, o := range l.Offers(slot, s, &library.Choice{}, 2) {
			if o.Hidden == "" && o.Sentence != want+o.Text+"." {
				t.Errorf("%s: %q becomes %q", slot, o.Text, o.Sentence)
			}
		}
	}
}

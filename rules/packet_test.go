package rules_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"milepost/record"
	"milepost/rules"
)

func TestPacketRulesByPurposeStateAndPayer(t *testing.T) {
	r := load(t)
	for _, tt := range []struct {
		rule, purpose string
		at            rules.Place
		want          string
	}{
		{"the purpose alone", "iep-review", rules.Place{}, "packet-iep-review"},
		{"a state without a file of its own", "iep-progress", rules.Place{State: "OH"}, "packet-iep-progress"},
		{"a state with one", "iep-progress", rules.Place{State: "CT"}, "packet-iep-progress-ct"},
		{"a payer's state", "reauthorization", rules.Place{State: "TX", Payer: "Medicaid"}, "packet-reauthorization-tx"},
		{"a purpose that nobody thought of", "party", rules.Place{}, ""},
	} {
		if got, ok := r.Packet(tt.purpose, tt.at); got.ID != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: got %q, want %q", tt.rule, got.ID, tt.want)
		}
	}
	own := fstest.MapFS{"packet-ours.yaml": {Data: []byte("kind: packet\nid: packet-ours\ntitle: Ours\nas_of: 2026-11-01\nsource: the payer's form\npurpose: reauthorization\npayer: Acme\naudience: payer\nparts: [{part: reauthorization, required: true, citation: form 7}]\n")}}
	r, problems, err := rules.Load(own)
	if got, _ := r.Packet("reauthorization", rules.Place{State: "TX", Payer: "acme"}); err != nil || len(problems) > 0 || got.ID != "packet-ours" {
		t.Errorf("a payer's rule goes before the state's: got %q, %v, %v", got.ID, problems, err)
	}
}

func TestShippedPacketRulesCite(t *testing.T) {
	r := load(t)
	if len(r.Packets) < 13 || len(r.Purposes()) < 8 {
		t.Errorf("%d rules for %d purposes are shipped", len(r.Packets), len(r.Purposes()))
	}
	for _, p := range r.Packets {
		if p.Verified {
			t.Errorf("%s says it is verified, but nobody has compared it with its source", p.ID)
		}
		for _, part := range p.Parts {
			if part.Required && part.Citation == "" || part.Verified {
				t.Errorf("%s, %s: required without a citation, or verified by nobody", p.ID, part.Part)
			}
		}
	}
}

func TestWhatIsMissingOfAPacket(t *testing.T) {
	p, _ := load(t).Packet("iep-review", rules.Place{})
	missing := func(have ...string) string {
		var names []string
		for _, part := range p.Missing(have) {
			names = append(names, part.Part)
		}
		return strings.Join(names, " + ")
	}
	for _, tt := range []struct {
		have []string
		want string
	}{
		{[]string{"data", rules.FactParent}, "school-assessment"},
		{[]string{"progress-report", "data", rules.FactParent}, ""}, // does as well
		{[]string{"school-assessment", "data", rules.FactParent}, ""},
		{[]string{"plaafp", "data"}, "school-assessment + parent input"},
	} {
		if got := missing(tt.have...); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.have, got, tt.want)
		}
	}
	if got := missing(); got != "school-assessment + data + parent input" {
		t.Errorf("nothing: got %q", got)
	}
}

func TestAPacketRuleThatCannotBeUsedIsAProblem(t *testing.T) {
	head := "kind: packet\nid: packet-x\ntitle: x\nas_of: 2026-11-01\nsource: x\npurpose: x\naudience: school\n"
	for text, want := range map[string]string{
		head:                             "none are listed",
		head + "parts: [{part: recipe}]": "is none of",
		head + "parts: [{part: data, required: true}]":                           "by what it is required",
		head + "parts: [{part: data}, {part: data}]":                             "is listed twice",
		head + "parts: [{part: recent test}]":                                    "how old the newest test may be",
		strings.Replace(head, "audience: school", "audience: all", 1):            "audience",
		strings.Replace(head, "purpose: x", "purpose: an IEP", 1):                "is not one word",
		strings.Replace(head, "purpose: x", "purpose: x\nstate: Texas", 1):       "is not two letters",
		head + "parts: [{part: data, instead: [pizza]}]":                         "is none of",
		head + "parts: [{part: data, as_of: soon}]\n":                            "as_of",
		head + "parts: [{part: recent test, months: 6, required: true, why: x}]": "why",
	} {
		_, problems, err := rules.Load(fstest.MapFS{"packet-x.yaml": {Data: []byte(text)}})
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0].Wrong, want) {
			t.Errorf("%s: %v, %v; want a problem with %q", text, problems, err, want)
		}
	}
}

func TestReleases(t *testing.T) {
	day := func(n int) record.Date { return record.Date{Year: 2026, Month: 8, Day: 1}.AddDays(n) }
	r := record.Release{To: "Lincoln School", What: []string{"school-assessment", "data"}, Purpose: "iep-review", From: day(0), Until: day(100)}
	for _, tt := range []struct {
		rule, to, purpose string
		kinds             []string
		on                record.Date
		change            func(*record.Release)
		want              string
	}{
		{"it holds on its first day", "lincoln  school", "iep-review", []string{"data"}, day(0), nil, ""},
		{"and on its last", "Lincoln School", "iep-review", []string{"data"}, day(100), nil, ""},
		{"not before", "Lincoln School", "iep-review", nil, day(-1), nil, "begins"},
		{"not after", "Lincoln School", "iep-review", nil, day(101), nil, "ended"},
		{"not for somebody else", "Dr. Lee", "iep-review", nil, day(1), nil, "another recipient"},
		{"not for another purpose", "Lincoln School", "iep-initial", nil, day(1), nil, "another purpose"},
		{"not for more than it says", "Lincoln School", "iep-review", []string{"data", "plaafp"}, day(1), nil, "does not cover plaafp"},
		{"all is all", "Lincoln School", "iep-review", []string{"plaafp"}, day(1), func(r *record.Release) { r.What = []string{"all"} }, ""},
		{"any purpose", "Lincoln School", "iep-initial", nil, day(1), func(r *record.Release) { r.Purpose = "any" }, ""},
		{"until an event", "Lincoln School", "iep-review", nil, day(900), func(r *record.Release) { r.Until, r.Event = record.Date{}, "the end of school" }, ""},
		{"not from the day on which it was revoked", "Lincoln School", "iep-review", nil, day(9), func(r *record.Release) { r.RevokedOn = day(9) }, "revoked"},
		{"but the day before", "Lincoln School", "iep-review", nil, day(8), func(r *record.Release) { r.RevokedOn = day(9) }, ""},
	} {
		one := r
		one.What = slices.Clone(r.What)
		if tt.change != nil {
			tt.change(&one)
		}
		got := one.Lacks(tt.to, tt.purpose, tt.kinds, tt.on)
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.rule, got, tt.want)
		}
	}
}

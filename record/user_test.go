package record_test

import (
	"testing"

	"milepost/record"
)

// TestWhoMayDoWhat is the table of roles: one row an act, in the order va,
// ota, student, therapist, lead.
func TestWhoMayDoWhat(t *testing.T) {
	table := map[record.Act]string{
		record.ActRead: "yyyyy", record.ActVerify: "yyyyy", record.ActDraft: "yyyyy", record.ActAnswer: "yyyyy",
		record.ActReview: "yyyyy", record.ActUndo: "yyyyy", record.ActDeliver: "yyyyy",
		record.ActReturn: "-y-yy", record.ActAuthor: "-yy--", record.ActAccept: "---y-", record.ActSign: "---y-",
		record.ActAmend: "---y-", record.ActReplace: "---y-", record.ActWithdraw: "---y-",
		record.ActUsers: "----y", record.ActExport: "----y",
		record.ActBackup: "yyyyy", record.ActHandOver: "yyyyy", record.ActForget: "----y",
		record.ActImport: "yyyyy", record.ActIdentify: "yyyyy", record.ActFill: "yyyyy", record.ActMapping: "yyyyy",
		record.ActTranslate: "yyyyy", record.ActWording: "----y", record.ActPassword: "yyyyy", record.ActPreview: "----y",
	}
	for _, act := range record.Acts() {
		for i, role := range record.Roles() {
			if got, want := role.May(act), table[act] != "" && table[act][i] == 'y'; got != want {
				t.Errorf("%s may %s: got %v, want %v", role, act, got, want)
			}
		}
	}
	if len(table) != len(record.Acts()) {
		t.Errorf("%d acts in the table, want all %d", len(table), len(record.Acts()))
	}
}

func TestAUserMayWhatOneOfHerRolesMay(t *testing.T) {
	both := record.User{ID: "L-1", Roles: []record.Role{record.RoleLead, record.RoleTherapist}}
	for _, tt := range []struct {
		rule string
		user record.User
		act  record.Act
		want bool
	}{
		{"several roles add up: signing", both, record.ActSign, true},
		{"several roles add up: users", both, record.ActUsers, true},
		{"whoever gives no name prepares", record.User{}, record.ActDraft, true},
		{"whoever gives no name does not sign", record.User{}, record.ActSign, false},
		{"one who no longer works here does nothing", record.User{ID: "T-9", Roles: []record.Role{record.RoleTherapist}, Ended: true}, record.ActRead, false},
	} {
		if got := tt.user.May(tt.act); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.rule, got, tt.want)
		}
	}
	if got := record.WhoMay(record.ActReturn); got != "ota or therapist or lead" {
		t.Errorf("who may return: %q", got)
	}
}

// TestMoves is the table of states: which commands each allows.
func TestMoves(t *testing.T) {
	table := map[record.State]string{
		record.Drafted: "review", record.ChangesAsked: "review", record.InReview: "sign return",
		record.Signed: "deliver amend replace withdraw", record.Delivered: "deliver amend replace withdraw",
		record.Amended: "deliver amend replace withdraw", record.Withdrawn: "replace", record.Replaced: "",
	}
	for state, want := range table {
		got := ""
		for _, m := range state.Moves() {
			if got != "" {
				got += " "
			}
			got += m.Command
			if !state.Allows(m.Command) {
				t.Errorf("%s does not allow its own move %s", state, m.Command)
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", state, got, want)
		}
		if signed := state != record.Drafted && state != record.InReview && state != record.ChangesAsked; state.IsSigned() != signed {
			t.Errorf("%s: signed is %v", state, state.IsSigned())
		}
	}
}

// TestCanonicalJSON: cases after RFC 8785, sections 3.2.2 and 3.2.3.
func TestCanonicalJSON(t *testing.T) {
	for _, tt := range []struct {
		rule  string
		value any
		want  string
	}{
		{"keys in order, no space", map[string]any{"b": 1, "a": []any{true, nil, "x"}}, `{"a":[true,null,"x"],"b":1}`},
		{"fields in the order of their keys", record.Fact{Name: "n", Value: "v"}, `{"name":"n","value":"v"}`},
		{"no escape that is not needed", "<a> & \u2028 \u2029 é €", "\"<a> & \u2028 \u2029 é €\""},
		{"what must be escaped", "\"\\\n\r\t\b\f\x0f", `"\"\\\n\r\t\b\f\u000f"`},
		{"a text that looks like an escape stays", `\u2028`, `"\\u2028"`},
		{"whole numbers as they are", map[string]any{"n": 9007199254740991}, `{"n":9007199254740991}`},
	} {
		got, err := record.Canonical(tt.value)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: got %s, %v; want %s", tt.rule, got, err, tt.want)
		}
	}
	if text, err := record.CanonicalTexts("a", "\"b"); err != nil || text != `"a","\"b"` {
		t.Errorf("texts: %s, %v", text, err)
	}
}

func TestAnEventsSealCoversAllOfIt(t *testing.T) {
	first := record.Event{N: 2, At: "a", By: "b", Kind: "c", Subject: "d", Detail: map[string]string{"e": "f"}, Before: "g"}
	seal, err := first.Seal()
	if err != nil || seal != record.LongHash(`["g",2,"a","b","c","d",{"e":"f"}]`) {
		t.Errorf("seal %s, %v", seal, err)
	}
	for what, change := range map[string]func(*record.Event){
		"number": func(e *record.Event) { e.N++ }, "time": func(e *record.Event) { e.At = "x" }, "person": func(e *record.Event) { e.By = "x" },
		"kind": func(e *record.Event) { e.Kind = "x" }, "subject": func(e *record.Event) { e.Subject = "x" },
		"detail": func(e *record.Event) { e.Detail = map[string]string{"e": "x"} }, "entry before": func(e *record.Event) { e.Before = "x" },
	} {
		other := first
		change(&other)
		if got, _ := other.Seal(); got == seal {
			t.Errorf("another %s gives the same seal", what)
		}
	}
}

package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"milepost/record"
)

func TestEveryNextStepHasAPlaceOnThePage(t *testing.T) {
	acts := record.StepActs()
	for _, l := range slices.Concat(peopleLinks(), draftLinks(), importLinks(), outgoingLinks()) {
		if !slices.Contains(acts, l.act) {
			t.Errorf("%s has a link twice, or is no act", l.act)
		}
		acts = slices.DeleteFunc(acts, func(a record.StepAct) bool { return a == l.act })
		if (l.label == "") != (l.href == "") || l.hidden && l.href != "" {
			t.Errorf("%s: label %q, address %q, hidden %v", l.act, l.label, l.href, l.hidden)
		}
	}
	if len(acts) > 0 {
		t.Errorf("acts that the page does not know: %v", acts)
	}
}

// The addresses of the links are addresses of the page.
func TestLinksOfNextStepsLeadSomewhere(t *testing.T) {
	mux := http.NewServeMux()
	for _, one := range new(Server).routes() {
		mux.HandleFunc(one.pattern, func(http.ResponseWriter, *http.Request) {})
	}
	for _, act := range record.StepActs() {
		link := linkOf(record.NextStep{Act: act, Client: "C-1", ID: "a/b", User: "kim", Name: "n", Text: "t"})
		if strings.Contains(link.Words, "milepost") || strings.Contains(link.Words, "--") {
			t.Errorf("%s: %q", act, link.Words)
		}
		if link.Href == "" {
			continue
		}
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, link.Href, nil))
		if !regexp.MustCompile(`^GET `).MatchString(pattern) {
			t.Errorf("%s: %s leads to %q", act, link.Href, pattern)
		}
	}
}

func TestEveryKindOfRefusalHasAStatus(t *testing.T) {
	forms := refusalForms()
	for _, kind := range record.RefusalKinds() {
		f, ok := failureOfRefusal(record.Refuse(kind, "it is so"))
		if !ok || f.Status < 400 || f.Title == "" || f.What != "It is so." {
			t.Errorf("%s: got %+v", kind, f)
		}
		delete(forms, kind)
	}
	if len(forms) > 0 {
		t.Errorf("no such kinds: %v", forms)
	}
}

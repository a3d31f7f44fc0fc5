package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestADraftIsCopiedFieldByField(t *testing.T) {
	s := serve(t)
	draft := s.draftOf("R-0401")
	got := s.login("T-1").get("/draft/" + draft + "/copy")
	for _, want := range []string{"Present level", "letters", `data-copy="copy-`, "In the clinic, Linh is now able to cut along a curved line 7 out of 10 times."} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(got.body, "[[") || strings.Contains(got.body, "{#") {
		t.Error("signs of Markdown stand in it")
	}
	if other := s.login("T-2").get("/draft/" + draft + "/copy"); other.status != http.StatusNotFound || strings.Contains(other.body, "Linh") {
		t.Errorf("T-2 gets status %d", other.status)
	}
}

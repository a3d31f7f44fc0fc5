package render_test

import (
	"fmt"
	"strings"
	"testing"

	"milepost/render"
)

const calendarPage = "---\ndocument: calendar\n---\n\n# March 2027\n\n| Monday | Tuesday |\n|---|---|\n| **1** | **2** R-0401 a long line of words that would take most of the width |\n\n| a | b |\n|---|---|\n| c | d |\n"

func TestACalendarIsAGridOfDaysOnWidePaper(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	o := options(t)
	o.Paper, o.Draft = render.WideLetter, false
	file, problems, err := render.PDF([]byte(calendarPage), o)
	if err != nil || len(problems) > 0 {
		t.Fatalf("PDF: %v, %v", problems, err)
	}
	boxes := run(t, file, "pdftotext", "-bbox", "FILE", "-")
	if !strings.Contains(boxes, `width="792.000000" height="612.000000"`) {
		t.Errorf("the page is not letter on its wide side:\n%s", boxes)
	}
	if x := left(t, boxes, "Tuesday"); x < 390 || x > 410 {
		t.Errorf("Tuesday begins %v points from the left, want the middle of the page: columns of one width", x)
	}
}

// left returns where the word begins.
func left(t *testing.T, boxes, word string) float64 {
	t.Helper()
	for line := range strings.SplitSeq(boxes, "\n") {
		if strings.Contains(line, strings.Trim(word, "><")+"</word>") {
			var x float64
			if _, err := fmt.Sscanf(strings.TrimSpace(line), `<word xMin="%f"`, &x); err != nil {
				t.Fatal(err)
			}
			return x
		}
	}
	t.Fatalf("no word %q in %s", word, boxes)
	return 0
}

func TestThePagesOfACalendarSayThatItsTableIsOne(t *testing.T) {
	page, _, err := render.HTML([]byte(calendarPage), options(t))
	if err != nil || strings.Count(string(page), `<table class="days">`) != 1 {
		t.Errorf("%v; want one table of days in\n%s", err, page)
	}
}

package render_test

import (
	"strings"
	"testing"

	"milepost/render"
)

func TestBrand(t *testing.T) {
	cases := []struct {
		rule, brand, want string
		problems          int
	}{
		{"no colour is the usual one", "", "--accent: #164858", 0},
		{"a dark colour stays as it is", "#4a148c", "--accent: #4a148c", 0},
		{"what is no colour is a problem", "teal", "--accent: #164858", 1},
		{"a colour needs six digits", "#fff", "--accent: #164858", 1},
	}
	for _, c := range cases {
		o := options(t)
		o.Brand = c.brand
		page, problems, err := render.HTML(example(t), o)
		if err != nil || len(problems) != c.problems {
			t.Errorf("%s: got %v, %v, want %d problems", c.rule, problems, err, c.problems)
		}
		if !strings.Contains(string(page), c.want) {
			t.Errorf("%s: the page lacks %q", c.rule, c.want)
		}
	}
}

func TestALightBrandIsDarkened(t *testing.T) {
	for _, light := range []string{"#ffffff", "#ffee00", "#7fd4ff"} {
		o := options(t)
		o.Brand = light
		page, _, err := render.HTML(example(t), o)
		if err != nil || strings.Contains(string(page), "--accent: "+light) {
			t.Errorf("%s: stands on the page as it is (%v)", light, err)
		}
	}
}

func TestNoChartsLeavesTheWords(t *testing.T) {
	o := options(t)
	o.NoCharts = true
	page, _, err := render.HTML(example(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(page), "<svg") || !strings.Contains(string(page), "<h2") {
		t.Error("a chart is on the page, or its headings are gone")
	}
	file, _, err := render.PDF(example(t), o)
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := render.PDF(example(t), options(t))
	if err != nil || len(file) >= len(all) {
		t.Errorf("without charts %d bytes, with %d (%v), want fewer", len(file), len(all), err)
	}
}

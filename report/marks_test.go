package report_test

import (
	"bytes"
	"html"
	"reflect"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"pgregory.net/rapid"

	"milepost/record"
	"milepost/report"
)

func TestMarksThatStand(t *testing.T) {
	text := "a\r\n" +
		"[[therapist choose 1: kind / helps \\*all\\* / none]]\n" +
		"  [[therapist choose up to 2: what helped: a line / none]]  \n" +
		"[[VA fill: a plain name]]\n" +
		"text [[VA fill: not alone]]\n" +
		"```\n[[VA fill: in code]]\n```\n" +
		"[[therapist write: what next?]]\n" +
		"[[parent write: who?]]\n" +
		"[[therapist confirm: Better than before]]"
	want := []report.Mark{
		{Who: "therapist", Kind: "choose", UpTo: 1, Options: []string{"kind", "helps *all*", "none"}, Line: 2},
		{Who: "therapist", Kind: "choose", UpTo: 2, Options: []string{"what helped: a line", "none"}, Line: 3},
		{Who: "VA", Kind: "fill", Question: "a plain name", Line: 4},
		{Who: "therapist", Kind: "write", Question: "what next?", Line: 9},
		{Who: "therapist", Kind: "confirm", Question: "Better than before", Line: 11},
	}
	if got := report.Marks(text); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestEscapedTextShowsAsWritten: a Markdown reader shows an escaped text as it
// was, in a paragraph and in a cell, and finds no structure in it.
func TestEscapedTextShowsAsWritten(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithHeadingAttribute()))
	rapid.Check(t, func(rt *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("[]a(b)|*_<>`\\&;#~ \n!{}x1.-")))).Draw(rt, "raw")
		want := strings.Join(strings.Fields(report.Unescape(report.Escape(raw))), " ")
		if want == "" {
			return
		}
		for _, form := range []struct{ before, after, htmlBefore, htmlAfter string }{
			{"a ", " z", "<p>a ", " z</p>"},
			{"| h |\n|---|\n| a ", " z |", "<td>a ", " z</td>"},
			{"## a ", " z {#g-1}", `<h2 id="g-1">a `, " z</h2>"},
		} {
			var b bytes.Buffer
			if err := md.Convert([]byte(form.before+report.Escape(raw)+form.after), &b); err != nil {
				rt.Fatal(err)
			}
			_, rest, found := strings.Cut(b.String(), form.htmlBefore)
			shown, _, closed := strings.Cut(rest, form.htmlAfter)
			if got := html.UnescapeString(shown); !found || !closed || got != want {
				rt.Fatalf("%q shows as %q in %s", want, got, b.String())
			}
		}
	})
}

func TestUnescapeUndoesEscape(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(strings.Fields(rapid.StringOf(rapid.RuneFrom([]rune("[]a|*_<`\\&; xé#-"))).Draw(rt, "text")), " ")
		if got := report.Unescape(report.Escape(text)); got != text {
			rt.Fatalf("got %q, want %q", got, text)
		}
	})
}

func TestAnchors(t *testing.T) {
	for id, want := range map[string]string{"g-12": "g-12", "A 1": "A.201", "a.b": "a.2Eb", "é": ".C3.A9", "x}{#": "x.7D.7B.23"} {
		if got := report.Anchor(record.ID(id)); got != want {
			t.Errorf("%q: got %s, want %s", id, got, want)
		}
	}
}

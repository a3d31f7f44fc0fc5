package report

import (
	"bytes"
	"fmt"
	"strings"

	"milepost/language"
	"milepost/record"
	"milepost/templates"
)

// Cover is what the first page of a packet says.
type Cover struct {
	Title     string
	Audience  string // school, payer, parent
	Client    record.Client
	Language  *language.Language
	Clinic    Clinic
	Therapist record.Therapist
	To        record.Contact
	Period    record.Period // of the data; zero: not known
	Day       record.Date   // on which the packet was finished; zero: it is a draft
	Release   *record.Release
	NoRelease string // why none is needed
	Left      []Left // required parts that are not in the packet
}

// Left is a required part that a packet goes without.
type Left struct{ Part, Reason string }

// cover is what the template sees; texts are escaped, "" where not known.
type cover struct {
	Title, Child, Born, To, Role  string
	Clinic, Phone, Therapist, Day string
	Release, Until, NoRelease     string
	Left                          []Left
}

// ComposeCover makes the cover as Markdown.
func ComposeCover(in Cover, form templates.Template) (string, error) {
	c := &composer{in: Input{Language: in.Language}}
	parsed, err := form.Parse(c.functions())
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, in.view()); err != nil {
		return "", fmt.Errorf("compose cover: %s", strings.TrimPrefix(err.Error(), "template: "))
	}
	front := FrontMatter{Document: "packet", Audience: in.Audience, Client: string(in.Client.ID), Period: noPeriod, Language: in.Language.Code}
	if !in.Period.IsZero() {
		front.Period = in.Period.String()
	}
	return front.print(Normal(b.String()))
}

func (in Cover) view() cover {
	l := in.Language
	date := func(d record.Date) string {
		if d.IsZero() {
			return ""
		}
		return l.Date(language.Day(d))
	}
	v := cover{
		Title: Escape(in.Title), Child: Escape(joined(" ", in.Client.CalledName(), in.Client.LastName)), Born: date(in.Client.BirthDate),
		To: Escape(in.To.Name), Role: Escape(in.To.Relationship), Clinic: Escape(in.Clinic.Name), Phone: Escape(in.Clinic.Phone),
		Therapist: Escape(joined(", ", in.Therapist.Name, in.Therapist.Credential)), Day: date(in.Day), NoRelease: in.NoRelease,
	}
	if first := in.Client.FirstName; in.Client.Preferred != "" && first != "" && first != in.Client.Preferred {
		v.Child = Escape(joined(" ", first, in.Client.LastName) + " (" + in.Client.Preferred + ")")
	}
	if r := in.Release; r != nil {
		v.Release = Escape(r.SignedBy + " (" + r.Right + ")")
		v.Until = date(r.Until)
		if v.Until == "" {
			v.Until = Escape(r.Event)
		}
	}
	for _, left := range in.Left {
		v.Left = append(v.Left, Left{Escape(left.Part), Escape(left.Reason)})
	}
	return v
}

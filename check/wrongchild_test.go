package check_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"milepost/check"
	"milepost/record"
)

// wholeCorpus reads all 200 foreign and 200 clean packets ten times over, each
// time with other children.
var wholeCorpus = flag.Bool("corpus", false, "read the whole corpus of packets, ten times over")

// clinic is a made-up caseload with names that are hard: accents, hyphens,
// apostrophes, names that are words, and children who share a part of a name.
func clinic() []record.Client {
	var all []record.Client
	for i, name := range [][3]string{
		{"Ana María", "Ruiz", ""},
		{"Linh", "Trần", ""},
		{"Grace", "Hope", ""},
		{"Łukasz", "Nowak", "Luke"},
		{"Zoë", "O'Dowd", ""},
		{"Jean-Luc", "Saint-Pierre", ""},
		{"Will", "Young", "Billy"},
		{"Emma", "Stone", ""},
		{"Noah", "Ruiz", ""},
		{"May", "Chen", ""},
		{"Abdul Rahman", "Al-Sayed", ""},
		{"Bjørn", "Åkesson", ""},
		{"Emma", "Nguyễn", "Em"},
		{"José", "García López", "Pepe"},
		{"Mia", "Park", ""},
	} {
		all = append(all, record.Client{
			ID: record.ID(fmt.Sprintf("R-%04d", 401+i)), FirstName: name[0], LastName: name[1], Preferred: name[2],
			Keys:      []record.Key{record.ClientByID(record.ID(fmt.Sprint(88211 + 17*i)))},
			BirthDate: record.Date{Year: 2015 + i%6, Month: time.Month(1 + i*5%12), Day: 3 + i*7%24},
		})
	}
	return all
}

// corpus makes packets of one child.
type corpus struct {
	*rand.Rand
	own, other record.Client
}

func (c *corpus) pick(of ...string) string { return of[c.IntN(len(of))] }

func whole(c record.Client) string { return c.FirstName + " " + c.LastName }

// day writes a day in one of the ways of forms.
func (c *corpus) day(d record.Date) string {
	return c.pick(
		fmt.Sprintf("%02d/%02d/%d", d.Month, d.Day, d.Year), fmt.Sprintf("%d/%d/%02d", d.Month, d.Day, d.Year%100), d.String(),
		fmt.Sprintf("%s %d, %d", d.Month, d.Day, d.Year), fmt.Sprintf("%d %s %d", d.Day, d.Month.String()[:3], d.Year),
		fmt.Sprintf("%02d-%02d-%d", d.Month, d.Day, d.Year))
}

// page is a page of the child's own, with what is found on such pages: a
// teacher who bears another child's first name, a session on another child's
// birth date, the parent's birth date, a street called like a child.
func (c *corpus) page() string {
	o := c.own
	called := o.CalledName()
	lines := []string{
		c.pick("Occupational Therapy Evaluation", "Hearing test", "IEP at a Glance", "Teacher questionnaire"),
		c.pick(
			fmt.Sprintf("Student: %s    DOB: %s", whole(o), c.day(o.BirthDate)),
			fmt.Sprintf("Child's name: %s, %s\nDate of birth: %s", o.LastName, o.FirstName, c.day(o.BirthDate)),
			fmt.Sprintf("Client: %s   ID: %s", strings.ToUpper(whole(o)), o.ID),
			fmt.Sprintf("Name of student:\n%s\nGrade: 2", whole(o)),
			fmt.Sprintf("%s (%s), born %s", whole(o), o.ID, c.day(o.BirthDate)),
			"Student: "+o.FirstName+"\nPage 2 of 4"),
		c.pick(
			fmt.Sprintf("Examiner: %s Miller, OTR/L", c.other.FirstName),
			fmt.Sprintf("Session of %s: 45 minutes.", c.day(c.other.BirthDate)),
			fmt.Sprintf("Address: %s Street 402", c.other.LastName),
			fmt.Sprintf("Parent: Maria %s   Parent DOB: 05/04/1985", o.LastName),
			fmt.Sprintf("Subscriber's date of birth: %s", "12/01/1979"),
			"Name: Sofia Adams, Ed.S.", "Student: ____________", "Student ID: 55-0142-9", "Client: see cover"),
		c.pick(
			called+" cut along the line in 4 of 5 trials.",
			called+" will try new foods. May was a good month. Grace and patience help.",
			"The team met on 10/14/2026 and on 10/21/2026, 402 minutes in all.",
			fmt.Sprintf("%s plays with %s at recess.", called, c.other.FirstName),
			"He keeps his pencil in hand.\nHope to see you soon."),
	}
	return strings.Join(lines, "\n")
}

// foreign is a page that is of another child, or says so once.
func (c *corpus) foreign() (page, kind string) {
	x := c.other
	stranger := "Bartholomew Quigley"
	switch kind = c.pick("name", "turned", "label", "stranger", "id", "other id", "birth", "birth in words", "broken", "capitals", "first name", "middle", "namesake"); kind {
	case "name":
		return fmt.Sprintf("Progress note\n%s worked on buttons today.", whole(x)), kind
	case "turned":
		return fmt.Sprintf("%s, %s\nAttendance\n11 of 13 visits", x.LastName, x.FirstName), kind
	case "label":
		return fmt.Sprintf("Student: %s\nGrade: 3\nReads at level M.", whole(x)), kind
	case "stranger":
		return fmt.Sprintf("Child's name: %s   Grade: 1\nReads at level M.", stranger), kind
	case "id":
		return fmt.Sprintf("Attendance record %s\n11 of 13 visits", x.ID), kind
	case "other id":
		_, id, _ := strings.Cut(string(x.Keys[0]), ":")
		return fmt.Sprintf("MRN: %s\n11 of 13 visits", id), kind
	case "birth":
		return fmt.Sprintf("Audiology\nDOB: %s\nNormal hearing.", c.day(x.BirthDate)), kind
	case "birth in words":
		return fmt.Sprintf("A boy born on %s %d, %d, with normal hearing.", x.BirthDate.Month, x.BirthDate.Day, x.BirthDate.Year), kind
	case "broken":
		first := []rune(x.FirstName)
		if len(first) < 4 || strings.ContainsAny(x.FirstName, " -") {
			return "Seen today: " + whole(x), "name"
		}
		return fmt.Sprintf("Seen today in the clinic: %s-\n%s %s, with the mother.", string(first[:2]), string(first[2:]), x.LastName), kind
	case "capitals":
		plain := strings.NewReplacer("ł", "l", "Ł", "L", "ø", "o", "Å", "A", "é", "e", "í", "i", "ó", "o", "ễ", "e", "ầ", "a", "ë", "e").Replace(whole(x))
		return "PATIENT VISIT SUMMARY\n" + strings.ToUpper(plain), kind
	case "first name":
		return fmt.Sprintf("%s came in well.\nThen %s cut paper for ten minutes.", x.FirstName, x.FirstName), kind
	case "middle":
		return fmt.Sprintf("Report on %s J. Marie %s", x.FirstName, x.LastName), kind
	default: // the same name, another birth date
		d := c.own.BirthDate.AddDays(400)
		return fmt.Sprintf("Student: %s\nDate of Birth: %s", whole(c.own), c.day(d)), kind
	}
}

// TestWrongChildCorpus: of 200 packets with one foreign page each all are
// stopped, of 200 clean ones none.
func TestWrongChildCorpus(t *testing.T) {
	rounds := 1
	if *wholeCorpus {
		rounds = 10
	}
	all := clinic()
	var others []check.Person
	for _, c := range all {
		others = append(others, check.PersonOf(c))
	}
	missed, stopped, kinds := 0, 0, map[string]int{}
	for n := range 200 * rounds {
		c := &corpus{Rand: rand.New(rand.NewPCG(uint64(n), 7)), own: all[n%len(all)]}
		for c.other = c.own; sharesName(c.other, c.own); {
			c.other = all[c.IntN(len(all))]
		}
		var sheets []check.Sheet
		for p := range 3 + c.IntN(4) {
			sheets = append(sheets, check.Sheet{Part: "evaluation.pdf", Page: p + 1, Text: c.page()})
		}
		own := check.PersonOf(c.own)
		if found := check.WrongChild(own, others, sheets); len(found) > 0 {
			stopped++
			t.Errorf("clean packet %d of %s: %v on\n%s", n, whole(c.own), found[0], sheets[found[0].Page-1].Text)
		}
		at := c.IntN(len(sheets))
		var kind string
		sheets[at].Text, kind = c.foreign()
		kinds[kind]++
		found := check.WrongChild(own, others, sheets)
		if len(found) == 0 {
			missed++
			t.Errorf("packet %d of %s with a foreign page (%s of %s) is not stopped:\n%s", n, whole(c.own), kind, whole(c.other), sheets[at].Text)
		}
		for _, f := range found {
			if f.Page != at+1 {
				t.Errorf("packet %d: the foreign page is %d, and page %d is named: %v", n, at+1, f.Page, f)
			}
			if strings.Contains(f.Wrong, c.other.LastName) {
				t.Errorf("packet %d: a message names somebody: %v", n, f)
			}
		}
	}
	t.Logf("%d packets with a foreign page, %d missed; %d clean ones, %d stopped; by kind %v", 200*rounds, missed, 200*rounds, stopped, kinds)
}

// sharesName reports whether two children share a first or last name, so that
// one's page may bear the other's by right.
func sharesName(a, b record.Client) bool {
	return a.ID == b.ID || a.FirstName == b.FirstName || a.LastName == b.LastName
}

func TestTwinsAndNamesakes(t *testing.T) {
	born := record.Date{Year: 2018, Month: 5, Day: 4}
	ana := record.Client{ID: "C-1", FirstName: "Ana", LastName: "Ruiz", BirthDate: born}
	twin := record.Client{ID: "C-2", FirstName: "Eva", LastName: "Ruiz", BirthDate: born}
	namesake := record.Client{ID: "C-3", FirstName: "Ana", LastName: "Ruiz", BirthDate: born.AddDays(90)}
	others := []check.Person{check.PersonOf(ana), check.PersonOf(twin), check.PersonOf(namesake)}
	for text, want := range map[string]bool{
		"Student: Ana Ruiz, DOB 5/4/2018":              false,
		"Student: Eva Ruiz, DOB 5/4/2018":              true,
		"Ana Ruiz, DOB 8/2/2018":                       true, // the namesake's day
		"Ana Ruiz (C-3)":                               true,
		"Ana Ruiz has a twin. They share a room.":      false,
		"Mother: Eva Lopez":                            false,
		"Eva drew a cat.\nEva cut it out.":             true,
		"Eva drew a cat with Ana.\nEva cut it out.":    false,
		"DOB: 4/5/2018":                                false, // the day before the month
		"Student: Ana\nStudent: Ana M. Ruiz-Gomez\n":   false,
		"Student: Ana Lopez":                           true,
		"client: C-1\nperiod: 2018-08-02 to 2018-10-1": false,
	} {
		found := check.WrongChild(check.PersonOf(ana), others, []check.Sheet{{Part: "a", Page: 1, Text: text}})
		if (len(found) > 0) != want {
			t.Errorf("%q: got %v, want stopped %v", text, found, want)
		}
	}
}

func TestWhosePageItIs(t *testing.T) {
	ana := check.PersonOf(record.Client{ID: "C-1041", FirstName: "Ana", LastName: "Ruiz", BirthDate: record.Date{Year: 2018, Month: 5, Day: 4}})
	for text, want := range map[string]bool{
		"RUIZ, ANA": true, "Ana María Ruiz": true, "id C-1041": true, "Date of birth: May 4, 2018": true,
		"Ana": false, "seen on May 4, 2018": false, "": false,
	} {
		if got := ana.IsNamedIn([]check.Sheet{{Text: text}}); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func BenchmarkWrongChild(b *testing.B) {
	var others []check.Person
	for i := range 2000 {
		others = append(others, check.PersonOf(record.Client{
			ID: record.ID(fmt.Sprintf("R-%04d", i)), FirstName: fmt.Sprintf("Name%d", i%700), LastName: fmt.Sprintf("Last%d", i),
			BirthDate: record.Date{Year: 2015 + i%8, Month: time.Month(1 + i%12), Day: 1 + i%28},
		}))
	}
	var sheets []check.Sheet
	for i := range 40 {
		sheets = append(sheets, check.Sheet{Part: "a", Page: i + 1, Text: "Student: Name1 Last1\n" + strings.Repeat("Name1 cut along the line in 4 of 5 trials on 10/14/2026.\n", 40)})
	}
	for b.Loop() {
		if found := check.WrongChild(others[1], others, sheets); len(found) > 0 {
			b.Fatal(found[0])
		}
	}
}

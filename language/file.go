package language

import "fmt"

// file is the data file of one language. Texts may hold slots in braces.
type file struct {
	Name         string            `yaml:"name"`          // of the language, in itself
	Address      []string          `yaml:"address"`       // ways to address a reader, the usual first: usted, tú
	Agreement    [][]string        `yaml:"agreement"`     // by gender, the subject pronouns that show it; none: forms go by number
	References   map[string]string `yaml:"references"`    // words for the client once named, where they are not the pronouns
	Contractions [][]string        `yaml:"contractions"`  // what runs together: [" de el ", " del "]
	English      string            `yaml:"english"`       // the language's name in English
	Glossary     map[string]string `yaml:"glossary"`      // words that a translator is offered, by the English
	Months       []string          `yaml:"months"`        // January first
	Short        []string          `yaml:"short"`         // the months where there is little room: Jan; none: as in Months
	Dates        dateForms         `yaml:"dates"`         // how days are written
	Numbers      numberForms       `yaml:"numbers"`       // how numbers are written
	Lists        listForms         `yaml:"lists"`         // how several things are named
	Ordinals     map[string]string `yaml:"ordinals"`      // "1": first
	Small        []string          `yaml:"small"`         // numbers in words, from zero
	Singular     singularForms     `yaml:"singular"`      // how the name of one thing is made
	TimedUnits   []string          `yaml:"timed_units"`   // what a unit holds that says its own time: " in ", " a day"
	SmallWords   []string          `yaml:"small_words"`   // beside the stops, words that begin no thing's name: the, and
	Article      articleForms      `yaml:"article"`       // a or an
	Times        timeForms         `yaml:"times"`         // durations
	Scores       map[string]string `yaml:"scores"`        // how scores are said
	Names        nameForms         `yaml:"names"`         // possessives, and who has no name
	Statuses     map[string]string `yaml:"statuses"`      // the closed list
	TeamStatuses map[string]string `yaml:"team_statuses"` // the same for schools and payers, where they differ
	Help         map[string][]Help `yaml:"help"`          // ladders, most help first
	GAS          []string          `yaml:"gas"`           // -2 first
	Places       map[string]string `yaml:"places"`        // clinic: in the clinic
	Areas        map[string]string `yaml:"areas"`         // domains of goals in plain words
	People       map[string]string `yaml:"people"`        // who said it
	Reasons      map[string]string `yaml:"reasons"`       // how a fact was worked out
	Words        map[string]string `yaml:"words"`         // plain words by key
}

type dateForms struct {
	Day      string `yaml:"day"`       // {day}, {month}
	Short    string `yaml:"short"`     // {day}, {month}: where there is little room; none: as day
	Full     string `yaml:"full"`      // {day}, {month}, {year}
	Span     string `yaml:"span"`      // {from}, {to}
	InMonth  string `yaml:"in_month"`  // {month}
	InYear   string `yaml:"in_year"`   // {month}, {year}
	OnDay    string `yaml:"on_day"`    // {date}
	Start    string `yaml:"start"`     // {month}: to the 10th
	Middle   string `yaml:"middle"`    // {month}: to the 20th
	End      string `yaml:"end"`       // {month}
	WithYear string `yaml:"with_year"` // {when}, {year}
}

type numberForms struct {
	Decimal   string `yaml:"decimal"`
	Thousands string `yaml:"thousands"`
	Percent   string `yaml:"percent"` // {n}
}

type listForms struct {
	Comma  string `yaml:"comma"`   // between all but the last two
	Two    string `yaml:"two"`     // {a}, {b}
	Last   string `yaml:"last"`    // {a}, {b} of three or more
	Or     string `yaml:"or"`      // {a}, {b}
	Quote  string `yaml:"quote"`   // {text}
	FromTo string `yaml:"from_to"` // {a}, {b}

	Sound []soundForm `yaml:"sound"` // words between things that change with the next sound
}

// soundForm changes a word between two things, such as y to e before i.
type soundForm struct {
	Word   string   `yaml:"word"`
	As     string   `yaml:"as"`
	Before []string `yaml:"before"` // starts of the next word
	Not    []string `yaml:"not"`    // starts that sound otherwise: hie
	Words  []string `yaml:"words"`  // whole next words: 11
}

// singularForms make "bite of food" of "bites of food".
type singularForms struct {
	Stops     []string          `yaml:"stops"`     // words that end the head noun: of, on, with
	Irregular map[string]string `yaml:"irregular"` // feet: foot
	Endings   [][]string        `yaml:"endings"`   // the first that fits: [ies, y]
}

type articleForms struct {
	Vowel  string   `yaml:"vowel"`  // before a vowel
	Else   string   `yaml:"else"`   // before any other
	Vowels string   `yaml:"vowels"` // letters that count as vowels
	Not    []string `yaml:"not"`    // starts that sound otherwise: uni, one
	Also   []string `yaml:"also"`   // starts that sound like a vowel: hour
}

type timeForms struct {
	Hours   plural `yaml:"hours"`
	Minutes plural `yaml:"minutes"`
	Seconds plural `yaml:"seconds"`
	Join    string `yaml:"join"` // between minutes and seconds
}

type plural struct {
	One   string `yaml:"one"`   // {n}
	Other string `yaml:"other"` // {n}
}

type nameForms struct {
	Possessive string            `yaml:"possessive"` // {name}
	Unknown    map[string]string `yaml:"unknown"`    // by audience: your child
	Years      plural            `yaml:"years"`      // {n}: 6 years old
	Months     plural            `yaml:"months"`     // {n}, under two years
}

// Help is the words for one step of a ladder of help.
type Help struct {
	Noun       string `yaml:"noun"`       // a little help
	With       string `yaml:"with"`       // with a little help
	Without    string `yaml:"without"`    // With where no pronoun is known: without help
	Clinical   string `yaml:"clinical"`   // for schools and payers: minimal assistance
	Clinically string `yaml:"clinically"` // with minimal assistance
	One        string `yaml:"one"`        // one prompt of it: one spoken reminder
	Many       string `yaml:"many"`       // {n}: 3 spoken reminders
}

// wrong says what is wrong with the file, or nothing.
func (f file) wrong() string {
	switch {
	case len(f.Months) != 12:
		return fmt.Sprintf("months: %d of 12", len(f.Months))
	case len(f.Short) != 12 && len(f.Short) != 0:
		return fmt.Sprintf("short: %d of 12", len(f.Short))
	case len(f.GAS) != 5:
		return fmt.Sprintf("gas: %d of 5 levels", len(f.GAS))
	case f.Numbers.Decimal == "":
		return "numbers: no decimal sign"
	}
	for _, name := range []string{"assist", "prompt"} {
		if len(f.Help[name]) != 9 {
			return fmt.Sprintf("help: ladder %s has %d of 9 steps", name, len(f.Help[name]))
		}
	}
	for _, pair := range f.Contractions {
		if len(pair) != 2 {
			return fmt.Sprintf("contractions: %q is not a pair", pair)
		}
	}
	for _, key := range scoreKeys() {
		if f.Scores[key] == "" {
			return "scores: " + key + " is missing"
		}
	}
	return ""
}

// scoreKeys are the forms of scores that the code asks for.
func scoreKeys() []string {
	return []string{
		"times one", "times", "of times", "out of times", "percent",
		"about", "level", "step", "yes", "no", "never", "none yet", "unread now", "unread level", "not lately", "visits only one", "visits only", "visits", "rate",
		"at most", "at least", "a visit", "per visit", "answers", "of one", "out of one", "less than", "more than",
		"step words", "with counted", "fewer is better", "less is better", "answers of one", "one visit", "n visits", "1 visits",
		"planned visits", "1 planned visits", "visits of", "visits in a row",
	}
}

package watch

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Set is a rule for files that belong together, such as the goals and the
// sessions of one date: half a set waits until the rest has settled too.
// [NewSet] makes one.
type Set struct {
	parts []part
	names []string // of the placeholders, sorted
	dated bool     // a set is told apart by a date, so its names never come round again
	tell  time.Duration
}

// part is one kind of file in a set.
type part struct {
	pattern string
	match   *regexp.Regexp
}

// A date as exports carry it in their names, its parts in any order.
const datePattern = `\d{4}[-_. ]?\d{1,2}[-_. ]?\d{1,2}|\d{1,2}[-_. ]\d{1,2}[-_. ]\d{2,4}`

// dateName is the placeholder that stands for a date.
const dateName = "date"

// NewSet returns the rule for files whose base names match the patterns; a
// whole set has a file for each pattern. In a pattern, * stands for any text
// and ? for one letter; {date} stands for a date and any other name in braces
// for a text, which all files of one set share. Capitals do not matter. After
// tell, half a set is told to a person; it goes on waiting.
//
//	NewSet([]string{"goals-{date}.*", "sessions-{date}.*"}, 30*time.Minute)
func NewSet(patterns []string, tell time.Duration) (Set, error) {
	if len(patterns) < 2 {
		return Set{}, fmt.Errorf("a set has two patterns of file names or more, this one has %d", len(patterns))
	}
	if tell <= 0 {
		return Set{}, fmt.Errorf("the set of %q: the wait must be more than nothing", patterns[0])
	}
	set := Set{tell: tell}
	for i, pattern := range patterns {
		match, names, err := compile(pattern)
		if err != nil {
			return Set{}, err
		}
		if i > 0 && !slices.Equal(names, set.names) {
			return Set{}, fmt.Errorf("the set of %q and %q: both must hold the same names in braces", patterns[0], pattern)
		}
		set.parts, set.names = append(set.parts, part{pattern, match}), names
	}
	set.dated = slices.Contains(set.names, dateName)
	return set, nil
}

// compile turns a pattern into an expression with a group for each
// placeholder, and returns the placeholders' names, sorted.
func compile(pattern string) (*regexp.Regexp, []string, error) {
	var b strings.Builder
	var names []string
	b.WriteString("(?i)^")
	for rest := pattern; rest != ""; {
		literal, name, after, found := cutPlaceholder(rest)
		for _, r := range literal {
			b.WriteString(wildcard(r))
		}
		rest = after
		if !found {
			continue
		}
		if !regexp.MustCompile(`^[a-z]+$`).MatchString(name) || slices.Contains(names, name) {
			return nil, nil, fmt.Errorf("the pattern %q: {%s} must be a word in small letters and stand once", pattern, name)
		}
		names = append(names, name)
		if name == dateName {
			fmt.Fprintf(&b, "(?P<%s>%s)", name, datePattern)
		} else {
			fmt.Fprintf(&b, "(?P<%s>.+?)", name)
		}
	}
	slices.Sort(names)
	match, err := regexp.Compile(b.String() + "$")
	if err != nil {
		return nil, nil, fmt.Errorf("the pattern %q: %w", pattern, err)
	}
	return match, names, nil
}

// cutPlaceholder cuts the text around the first {name}.
func cutPlaceholder(text string) (literal, name, rest string, found bool) {
	literal, rest, found = strings.Cut(text, "{")
	if !found {
		return text, "", "", false
	}
	name, rest, _ = strings.Cut(rest, "}")
	return literal, name, rest, true
}

func wildcard(r rune) string {
	switch r {
	case '*':
		return ".*"
	case '?':
		return "."
	}
	return regexp.QuoteMeta(string(r))
}

// member is a file's place in a set; the zero value is in none.
type member struct {
	rule int    // place among the rules, from 1; 0: in no set
	dir  string // sets do not reach across folders
	set  string // what the files of the set share, in small letters
	part int    // place among the patterns, from 0
}

// key is the member's set.
func (m member) key() member { return member{rule: m.rule, dir: m.dir, set: m.set} }

// memberOf returns the file's place in the first rule that fits it.
func memberOf(rules []Set, name string) member {
	dir, base := path.Split(name)
	for i, rule := range rules {
		for n, p := range rule.parts {
			if groups := p.match.FindStringSubmatch(base); groups != nil {
				return member{rule: i + 1, dir: dir, set: rule.shared(p, groups), part: n}
			}
		}
	}
	return member{}
}

// shared returns what the placeholders of a file's name stand for; a date is
// the same however its parts are divided.
func (s Set) shared(p part, groups []string) string {
	var values []string
	for _, name := range s.names {
		value := strings.ToLower(groups[p.match.SubexpIndex(name)])
		if name == dateName {
			value = strings.Map(digit, value)
		}
		values = append(values, value)
	}
	return strings.Join(values, "\x00")
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// call returns how a file of the part would be named beside the file given.
func (s Set) call(p part, beside string, in part) string {
	groups := in.match.FindStringSubmatch(path.Base(beside))
	text := p.pattern
	for _, name := range s.names {
		text = strings.ReplaceAll(text, "{"+name+"}", groups[in.match.SubexpIndex(name)])
	}
	return text
}

// Came says that a file of this base name was taken at an earlier time, perhaps
// by another run. The part of its set that it is need not come again, where a
// date tells the set from others of its kind.
func (t *Tracker) Came(name string) {
	m := memberOf(t.rules.Sets, name)
	if m.rule > 0 && t.rules.Sets[m.rule-1].dated {
		t.came[m] = true
	}
}

// wholeSets keeps back what waits for the rest of its set.
func (t *Tracker) wholeSets(now time.Time, ready []string) ([]string, []Line) {
	groups := map[member][]string{}
	for _, name := range ready {
		if e := t.files[name]; e.member.rule > 0 && !e.freed {
			groups[e.member.key()] = append(groups[e.member.key()], name)
		}
	}
	var settled []string
	var lines []Line
	for _, name := range ready {
		e := t.files[name]
		group := groups[e.member.key()]
		switch {
		case len(group) == 0 || e.freed:
			settled = append(settled, name)
		case name == group[0]:
			goes, more := t.setGoes(now, group)
			if goes {
				settled = append(settled, group...)
			}
			lines = append(lines, more...)
		}
	}
	slices.Sort(settled)
	return settled, lines
}

// setGoes decides whether the settled files of one set may go on.
func (t *Tracker) setGoes(now time.Time, group []string) (bool, []Line) {
	key := t.files[group[0]].member.key()
	rule := t.rules.Sets[key.rule-1]
	missing := t.missing(rule, group)
	if len(missing) == 0 {
		return true, nil
	}
	first := t.files[group[0]]
	var calls []string
	for _, n := range missing {
		calls = append(calls, rule.call(rule.parts[n], group[0], rule.parts[first.member.part]))
	}
	text := strings.Join(calls, " and ")
	line := Line{Kind: Missing, Name: group[0], Text: "waits for " + text + ", which belongs to it"}
	if now.Sub(t.stillSince(group)) >= rule.tell {
		line.Kind, line.Text = Overdue, fmt.Sprintf("still waits for %s after %s", text, plain(rule.tell))
	}
	for _, name := range group {
		t.files[name].held, t.files[name].told = true, line.Kind == Overdue
	}
	if first.said == line.Text || t.coming(key, missing) {
		return false, nil
	}
	first.said = line.Text
	return false, []Line{line}
}

// missing lists the parts of a whole set that are neither among the files nor
// came earlier.
func (t *Tracker) missing(rule Set, group []string) []int {
	here := map[int]bool{}
	for _, name := range group {
		here[t.files[name].member.part] = true
	}
	m := t.files[group[0]].member
	var missing []int
	for n := range rule.parts {
		m.part = n
		anywhere := m
		anywhere.dir = ""
		if !here[n] && !t.came[m] && !t.came[anywhere] {
			missing = append(missing, n)
		}
	}
	return missing
}

// stillSince returns when the first of the files had settled.
func (t *Tracker) stillSince(names []string) time.Time {
	first := t.files[names[0]].since
	for _, name := range names[1:] {
		if since := t.files[name].since; since.Before(first) {
			first = since
		}
	}
	return first.Add(t.rules.Settle)
}

// coming reports whether all the parts are in the folder and about to settle,
// so that nothing need be said of them.
func (t *Tracker) coming(key member, parts []int) bool {
	found := map[int]bool{}
	for _, e := range t.files {
		if e.member.rule > 0 && e.member.key() == key && e.state == waiting && e.seen.Regular {
			found[e.member.part] = true
		}
	}
	return !slices.ContainsFunc(parts, func(n int) bool { return !found[n] })
}

// Together returns the names handed out and not yet ended that belong to the
// file's set, the file itself among them, in order.
func (t *Tracker) Together(name string) []string {
	e := t.files[name]
	if e == nil || e.member.rule == 0 {
		return []string{name}
	}
	var names []string
	for _, other := range slices.Sorted(maps.Keys(t.files)) {
		o := t.files[other]
		if o.state == queued && o.member.rule > 0 && o.member.key() == e.member.key() {
			names = append(names, other)
		}
	}
	return names
}

// Torn reports whether a part of a set was acted on while another part is
// still to come: what is made from the whole set should wait.
func (t *Tracker) Torn() bool {
	torn := false
	for _, e := range t.files {
		torn = torn || e.freed && e.state != resting && t.acted[e.member.key()]
	}
	if !torn {
		clear(t.acted)
	}
	return torn
}

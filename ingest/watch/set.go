package watch

import (
	"errors"
	"fmt"
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
	pattern *regexp.Regexp
	parts   []string
	limit   time.Duration
}

// NewSet returns the rule for files whose base name matches the pattern. The
// pattern has a group named "set", for what the files of one set share, and
// one named "part", for what tells them apart; parts lists what a whole set
// holds, capitals aside. A file that does not match, or whose part is not
// listed, belongs to no set. After limit, what is there goes on alone.
//
//	NewSet(`(?i)^(?P<part>goals|sessions)[-_ ](?P<set>\d{4}-\d\d-\d\d)`,
//		[]string{"goals", "sessions"}, 15*time.Minute)
func NewSet(pattern string, parts []string, limit time.Duration) (Set, error) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return Set{}, fmt.Errorf("set rule: %w", err)
	}
	for _, group := range []string{"set", "part"} {
		if re.SubexpIndex(group) < 0 {
			return Set{}, fmt.Errorf("set rule %q: no group (?P<%s>...)", pattern, group)
		}
	}
	if len(parts) < 2 {
		return Set{}, fmt.Errorf("set rule %q: a set has two parts or more", pattern)
	}
	if limit <= 0 {
		return Set{}, errors.New("set rule: the longest wait must be more than nothing")
	}
	lower := make([]string, len(parts))
	for i, p := range parts {
		lower[i] = strings.ToLower(p)
	}
	return Set{pattern: re, parts: lower, limit: limit}, nil
}

// member is a file's place in a set; the zero value is in none.
type member struct {
	rule int    // place among the rules, from 1; 0: in no set
	dir  string // sets do not reach across folders
	set  string
	part string
}

// key is the member's set.
func (m member) key() member { return member{rule: m.rule, dir: m.dir, set: m.set} }

// memberOf returns the file's place in the first rule that fits it.
func memberOf(rules []Set, name string) member {
	dir, base := path.Split(name)
	for i, rule := range rules {
		groups := rule.pattern.FindStringSubmatch(base)
		if groups == nil {
			continue
		}
		part := strings.ToLower(groups[rule.pattern.SubexpIndex("part")])
		if slices.Contains(rule.parts, part) {
			set := strings.ToLower(groups[rule.pattern.SubexpIndex("set")])
			return member{rule: i + 1, dir: dir, set: set, part: part}
		}
	}
	return member{}
}

// lateness is how long a part that went on alone counts for the parts that
// come after it. A day, since names without a date come round again.
const lateness = 24 * time.Hour

// setState is what is remembered of one set.
type setState struct {
	gone map[string]time.Time // parts handed out, and when
	said string               // what was last said to be missing
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
	state := t.setOf(key)
	missing := state.missing(now, rule, t.parts(group))
	if len(missing) == 0 {
		delete(t.sets, key)
		return true, nil
	}
	text := fmt.Sprintf("no %s of %s", strings.Join(missing, ", "), key.set)
	if now.Sub(t.stillSince(group)) >= rule.limit {
		for _, part := range t.parts(group) {
			state.gone[part] = now
		}
		state.said = ""
		return true, []Line{{Alone, group[0], fmt.Sprintf("%s came within %s; read without", text, plain(rule.limit))}}
	}
	for _, name := range group {
		t.files[name].held = true
	}
	if state.said == text || t.coming(key, missing) {
		return false, nil
	}
	state.said = text
	return false, []Line{{Missing, group[0], fmt.Sprintf("%s yet; waiting for it up to %s", text, plain(rule.limit))}}
}

// setOf returns what is remembered of the set.
func (t *Tracker) setOf(key member) *setState {
	if t.sets[key] == nil {
		t.sets[key] = &setState{gone: map[string]time.Time{}}
	}
	return t.sets[key]
}

// missing lists the parts of a whole set that are neither here nor went on
// alone of late.
func (s *setState) missing(now time.Time, rule Set, here []string) []string {
	var missing []string
	for _, part := range rule.parts {
		at, gone := s.gone[part]
		if !slices.Contains(here, part) && (!gone || now.Sub(at) > lateness) {
			missing = append(missing, part)
		}
	}
	return missing
}

// parts returns the parts that the files are.
func (t *Tracker) parts(names []string) []string {
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = t.files[name].member.part
	}
	return parts
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
func (t *Tracker) coming(key member, parts []string) bool {
	found := map[string]bool{}
	for _, e := range t.files {
		if e.member.key() == key && e.state == waiting && e.seen.Regular {
			found[e.member.part] = true
		}
	}
	return !slices.ContainsFunc(parts, func(part string) bool { return !found[part] })
}

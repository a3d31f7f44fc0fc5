package watch

import (
	"path/filepath"
	"strings"
)

// Waiting is a file that waits for the rest of its set.
type Waiting struct {
	File string // as it was given
	For  string // how the missing files are called
}

// Waits tells which of the files belong to a set of which a part is missing. The
// part need not be there where a file of it came earlier and a date tells the
// set from others of its kind. Came are the base names of such files.
func Waits(sets []Set, files, came []string) []Waiting {
	here := map[member]map[int]bool{}
	add := func(name string, dated bool) {
		m := memberOf(sets, filepath.ToSlash(name))
		if m.rule == 0 || dated && !sets[m.rule-1].dated {
			return
		}
		m.dir = "" // what came earlier lay anywhere
		if here[m.key()] == nil {
			here[m.key()] = map[int]bool{}
		}
		here[m.key()][m.part] = true
	}
	for _, name := range files {
		add(name, false)
	}
	for _, name := range came {
		add(name, true)
	}
	var all []Waiting
	for _, name := range files {
		m := memberOf(sets, filepath.ToSlash(name))
		if m.rule == 0 {
			continue
		}
		m.dir = ""
		rule := sets[m.rule-1]
		var calls []string
		for n, p := range rule.parts {
			if !here[m.key()][n] {
				calls = append(calls, rule.call(p, filepath.ToSlash(name), rule.parts[m.part]))
			}
		}
		if len(calls) > 0 {
			all = append(all, Waiting{name, strings.Join(calls, " and ")})
		}
	}
	return all
}

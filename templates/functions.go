package templates

import (
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// Functions returns what every template may call besides text/template's own
// and what the caller of Parse adds: functions of sprig on texts, lists and
// whole numbers, each named here. Left out are all that read a clock, the
// environment, the network, files or random numbers, those that can fill the
// memory (repeat, until, seq, indent), those that go over a map in no order
// (keys, values), and default, empty and coalesce, which take a true 0 for
// nothing.
func Functions() template.FuncMap {
	all := sprig.HermeticTxtFuncMap()
	listed := template.FuncMap{}
	for _, name := range allowed() {
		if f, ok := all[name]; ok {
			listed[name] = f
		}
	}
	return listed
}

func allowed() []string {
	return []string{
		// texts
		"trim", "trimAll", "trimPrefix", "trimSuffix", "upper", "lower", "untitle", "nospace", "initials",
		"trunc", "substr", "abbrev", "cat", "replace", "contains", "hasPrefix", "hasSuffix",
		"quote", "squote", "toString", "join", "splitList", "plural", "ternary",
		// lists
		"list", "first", "last", "rest", "initial", "reverse", "append", "prepend", "concat", "uniq", "without", "has",
		// whole numbers
		"int", "add", "add1", "sub", "mul", "div", "mod", "min", "max",
		// stop with a message
		"fail",
	}
}

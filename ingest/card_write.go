package ingest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"milepost/record"
)

// CardChange is one thing that a person says of a client, one of the client's
// contacts, or one of the client's goals, to be kept in the client's card.
type CardChange struct {
	Client    record.ID
	Contact   string // name of the contact that it is of; "" none
	Goal      string // id or title of the goal that it is of, as the export has it; "" none
	Version   int    // of the goal; 0 whichever the card has
	Objective string // id of the goal's objective; "" the goal itself
	Field     string // key of the card: pronouns, phone, target; a plain name is "plain.en"
	Value     string // as a person writes it
}

// WriteCard returns the card with the changes made. Whatever else stands in
// it, comments too, stays as it is. An empty card is begun. A change that
// would make the card unreadable, or a value that the card's reader cannot
// use, is an error, and nothing is changed.
func WriteCard(existing []byte, client record.ID, changes []CardChange) ([]byte, error) {
	name := client.Path() + ".yaml"
	if len(strings.TrimSpace(string(existing))) == 0 {
		existing = []byte("client: " + scalar(string(client)) + "\n")
	}
	_, before, err := ReadCard(name, existing)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(existing, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	w := &cardWriter{file: file}
	for _, c := range changes {
		if c.Client != client {
			return nil, fmt.Errorf("%s: a change of client %q is not for this card", name, c.Client)
		}
		if err := w.change(c); err != nil {
			return nil, fmt.Errorf("%s: write %s: %w", name, c.Field, err)
		}
	}
	text := []byte(strings.TrimRight(w.file.String(), "\n") + "\n")
	_, after, err := ReadCard(name, text)
	if err != nil {
		return nil, fmt.Errorf("the change makes the card unreadable: %w", err)
	}
	for _, p := range after {
		if !slices.ContainsFunc(before, func(old record.Problem) bool { return old.Column == p.Column && old.Found == p.Found }) {
			return nil, errors.New(p.String())
		}
	}
	return text, nil
}

// cardWriter changes one card.
type cardWriter struct{ file *ast.File }

// change makes one change: in the card, or in the contact, goal or objective
// that it is of, which is added where it is missing.
func (w *cardWriter) change(c CardChange) error {
	at := "$"
	var err error
	switch {
	case c.Contact != "":
		at, err = w.item(at, "contacts", map[string]string{"name": c.Contact})
	case c.Goal != "":
		named := map[string]string{"goal": c.Goal}
		if c.Version > 0 {
			named["version"] = strconv.Itoa(c.Version)
		}
		if at, err = w.item(at, "goals", named); err == nil && c.Objective != "" {
			at, err = w.item(at, "objectives", map[string]string{"id": c.Objective})
		}
	}
	if err != nil {
		return err
	}
	key, inner, nested := strings.Cut(c.Field, ".")
	if !nested {
		return w.set(at, key, written(key, c.Value))
	}
	if w.node(at+"."+key) == nil {
		return w.set(at, key, "{"+inner+": "+scalar(c.Value)+"}")
	}
	return w.set(at+"."+key, inner, scalar(c.Value))
}

// node returns the node at the path, nil where there is none or it is empty.
func (w *cardWriter) node(at string) ast.Node {
	path, err := yaml.PathString(at)
	if err != nil {
		return nil
	}
	node, err := path.FilterFile(w.file)
	if err != nil || isNull(node) {
		return nil
	}
	return node
}

// item returns the path of the list's item that is so named, adding it where
// there is none. A key that the item lacks does not count against it.
func (w *cardWriter) item(at, key string, named map[string]string) (string, error) {
	list, _ := w.node(at + "." + key).(*ast.SequenceNode)
	number := 0
	if list != nil {
		number = len(list.Values)
	}
	for i := range number {
		if w.isNamed(fmt.Sprintf("%s.%s[%d]", at, key, i), named) {
			return fmt.Sprintf("%s.%s[%d]", at, key, i), nil
		}
	}
	var lines []string
	for _, k := range sortedNames(named) {
		lines = append(lines, k+": "+scalar(named[k]))
	}
	item := "- " + strings.Join(lines, "\n  ") + "\n"
	if list == nil {
		return fmt.Sprintf("%s.%s[0]", at, key), w.set(at, key, "\n"+indented(item))
	}
	path, err := yaml.PathString(at + "." + key)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s.%s[%d]", at, key, number), path.MergeFromReader(w.file, strings.NewReader(item))
}

func (w *cardWriter) isNamed(at string, named map[string]string) bool {
	for key, value := range named {
		node := w.node(at + "." + key)
		if node == nil && key == "version" {
			continue
		}
		if node == nil || strings.TrimSpace((&mappingParser{}).text(node)) != value {
			return false
		}
	}
	return true
}

// sortedNames returns the keys of an item with the one that names it first.
func sortedNames(named map[string]string) []string {
	keys := make([]string, 0, len(named))
	for k := range named {
		keys = append(keys, k)
	}
	slices.Sort(keys) // goal, then version
	return keys
}

// set gives a key of the map at the path a value, which is YAML text.
func (w *cardWriter) set(at, key, value string) error {
	path, err := yaml.PathString(at + "." + key)
	if err != nil {
		return err
	}
	old, err := path.FilterFile(w.file)
	if parent, ok := w.node(at).(*ast.MappingNode); ok && isNull(old) {
		parent.Values = slices.DeleteFunc(parent.Values, func(v *ast.MappingValueNode) bool { return v.Value == old })
		old = nil
	}
	if err != nil || old == nil {
		parent, err := yaml.PathString(at)
		if err != nil {
			return err
		}
		return parent.MergeFromReader(w.file, strings.NewReader(key+": "+value+"\n"))
	}
	comment := old.GetComment()
	if err := path.ReplaceWithReader(w.file, strings.NewReader(value)); err != nil {
		return err
	}
	if replaced, err := path.FilterFile(w.file); err == nil && comment != nil {
		return replaced.SetComment(comment)
	}
	return nil
}

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ") + "\n"
}

// written returns the YAML of a value as a person writes it in a list: lists
// and scales are parted by ";", a scale's step from its words by "=".
func written(key, value string) string {
	value = strings.TrimSpace(value)
	switch key {
	case "precautions", "other_names", "namesakes":
		var items []string
		for _, item := range strings.FieldsFunc(value, func(r rune) bool { return r == ';' || r == ',' && key == "precautions" }) {
			items = append(items, scalar(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case "steps":
		var steps []string
		for _, s := range readSteps(value) {
			steps = append(steps, strconv.Itoa(s.Value)+": "+scalar(s.Words))
		}
		return "{" + strings.Join(steps, ", ") + "}"
	case "pronouns":
		if own := strings.Split(value, "/"); len(own) == 5 {
			return fmt.Sprintf("{subject: %s, object: %s, possessive: %s, owned: %s, reflexive: %s}",
				scalar(own[0]), scalar(own[1]), scalar(own[2]), scalar(own[3]), scalar(own[4]))
		}
	}
	return scalar(value)
}

// plainScalar is a text that YAML reads as itself without quotes.
var plainScalar = regexp.MustCompile(`^[\p{L}\p{N}](?:[\p{L}\p{N} /%.'()+-]*[\p{L}\p{N}%.')+])?$`)

// scalar writes a text as a YAML value on one line.
func scalar(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if plainScalar.MatchString(text) && !strings.EqualFold(text, "null") {
		return text
	}
	return strconv.Quote(text)
}

package card

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

	"milepost/ingest/value"
	"milepost/ingest/yamlfile"
	"milepost/record"
)

// Change is one thing that a person says of a client, one of the client's
// contacts, or one of the client's goals, to be kept in the client's card.
type Change struct {
	Client    record.ID
	Contact   string // name of the contact that it is of; "" none
	Goal      string // id or title of the goal that it is of, as the export has it; "" none
	Version   int    // of the goal; 0 whichever the card has
	Objective string // id of the goal's objective; "" the goal itself
	Field     string // key of the card: pronouns, phone, target; a plain name is "plain.en"
	Value     string // as a person writes it
	Confirms  bool   // the person said yes to what the program proposed
	At        record.Source
}

// Write returns the card with the changes made. Whatever else stands in
// it, comments too, stays as it is. An empty card is begun. A change that
// would make the card unreadable, or a value that the card's reader cannot
// use, is an error, and nothing is changed.
func Write(existing []byte, client record.ID, changes []Change) ([]byte, error) {
	name := client.Path() + ".yaml"
	if len(strings.TrimSpace(string(existing))) == 0 {
		existing = []byte("client: " + scalar(string(client)) + "\n")
	}
	_, before, err := Read(name, existing)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(existing, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	w := &writer{file: file}
	for _, c := range changes {
		if c.Client != client {
			return nil, fmt.Errorf("%s: a change of client %q is not for this card", name, c.Client)
		}
		if err := w.change(c); err != nil {
			return nil, fmt.Errorf("%s: write %s: %w", name, c.Field, err)
		}
	}
	text := []byte(strings.TrimRight(w.file.String(), "\n") + "\n")
	_, after, err := Read(name, text)
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

// WithContacts puts before the changes of a card what is on file of the client's
// contacts, where the changes begin its list of them: a card that lists contacts
// lists all.
func WithContacts(existing []byte, changes []Change, contacts []record.Contact) []Change {
	i := slices.IndexFunc(changes, func(c Change) bool { return c.Contact != "" })
	if i < 0 {
		return changes
	}
	client := changes[i].Client
	if batch, _, err := Read(client.Path()+".yaml", existing); err == nil && batch.Clients[0].AllContacts {
		return changes
	}
	var all []Change
	for _, c := range contacts {
		all = append(all, contactChanges(client, c)...)
	}
	return append(all, changes...)
}

// contactChanges writes down all that is known of a contact.
func contactChanges(client record.ID, c record.Contact) []Change {
	yes := map[bool]string{true: "yes"}
	var all []Change
	for _, f := range [][2]string{
		{"relationship", c.Relationship},
		{"language", c.Language},
		{"phone", c.Phone},
		{"email", c.Email},
		{"household", c.Household},
		{"address", strings.ReplaceAll(c.Address, "\n", ";")},
		{"hide_address", yes[c.HideAddress]},
		{"send_by", c.SendBy},
		{"may_receive", map[bool]string{true: "yes", false: "no"}[c.MayReceive]},
		{"release_ends", c.ReleaseEnds.String()},
	} {
		if c.Name != "" && f[1] != "" {
			all = append(all, Change{Client: client, Contact: c.Name, Field: f[0], Value: f[1]})
		}
	}
	return all
}

// writer changes one card.
type writer struct{ file *ast.File }

// change makes one change: in the card, or in the contact, goal or objective
// that it is of, which is added where it is missing.
func (w *writer) change(c Change) error {
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
func (w *writer) node(at string) ast.Node {
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
func (w *writer) item(at, key string, named map[string]string) (string, error) {
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

func (w *writer) isNamed(at string, named map[string]string) bool {
	for key, value := range named {
		node := w.node(at + "." + key)
		if node == nil && key == "version" {
			continue
		}
		if node == nil || strings.TrimSpace((&yamlfile.Reader{}).Text(node)) != value {
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
func (w *writer) set(at, key, value string) error {
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
func written(key, entry string) string {
	entry = strings.TrimSpace(entry)
	switch key {
	case "precautions", "other_names", "other_birth_dates", "namesakes":
		var items []string
		for _, item := range strings.FieldsFunc(entry, func(r rune) bool { return r == ';' || r == ',' && key == "precautions" }) {
			items = append(items, scalar(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case "steps":
		var steps []string
		for _, s := range value.Steps(entry) {
			steps = append(steps, strconv.Itoa(s.Value)+": "+scalar(s.Words))
		}
		return "{" + strings.Join(steps, ", ") + "}"
	case "pronouns":
		if own := strings.Split(entry, "/"); len(own) == 5 {
			return fmt.Sprintf("{subject: %s, object: %s, possessive: %s, owned: %s, reflexive: %s}",
				scalar(own[0]), scalar(own[1]), scalar(own[2]), scalar(own[3]), scalar(own[4]))
		}
	}
	return scalar(entry)
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

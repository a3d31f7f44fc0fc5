// Package card reads and writes clients' cards, what exports lack and people
// know, and the lists by which people fill them: of goals, of clients, and of
// copies to send. A list comes back as changes to cards; nothing that a goal's
// own words propose is used before a person says yes.
package card

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"milepost/ingest/value"
	"milepost/ingest/yamlfile"
	"milepost/record"
)

// maxCard is the largest card that is read, in bytes.
const maxCard = 1 << 20

// Read reads a client's card, clients/CLIENT-ID.yaml: what exports lack
// and people know. The batch holds one client and what the card says of the
// client's goals. A value that cannot be used is a problem, and the rest
// counts. A card that is no card, or has a key that no card has, is an error
// with line, excerpt and the nearest known key.
func Read(name string, text []byte) (record.Batch, []record.Problem, error) {
	if len(text) > maxCard {
		return record.Batch{}, nil, fmt.Errorf("%s: larger than 1 MiB", name)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return record.Batch{}, nil, fmt.Errorf("%s: %s", name, yaml.FormatError(err, false, true))
	}
	sum := sha256.Sum256(text)
	r := &reader{Reader: yamlfile.Reader{File: name}, source: record.Source{Import: hex.EncodeToString(sum[:]), File: name}}
	r.read(parsed)
	if r.Err != nil {
		return record.Batch{}, nil, r.Err
	}
	for i := range r.goals {
		r.goals[i].Client, r.goals[i].ClientKey = r.client.ID, record.ClientByID(r.client.ID)
	}
	for i := range r.problems {
		r.problems[i].Client = r.client.ID
	}
	return record.Batch{Clients: []record.Client{r.client}, Goals: r.goals, Sessions: r.sessions()}, r.problems, nil
}

// reader reads one card.
type reader struct {
	yamlfile.Reader
	source   record.Source
	client   record.Client
	goals    []record.Goal
	visits   []record.Session
	problems []record.Problem
}

// setter takes the value of one key.
type setter struct {
	key string
	set func(value ast.Node)
}

// keys reads a map whose keys are all listed; an empty value says nothing.
func (r *reader) keys(node ast.Node, what string, setters []setter) {
	r.Each(node, func(key string, at *token.Token, entry ast.Node) {
		i := slices.IndexFunc(setters, func(s setter) bool { return s.key == key })
		if i < 0 {
			var known []string
			for _, s := range setters {
				known = append(known, s.key)
			}
			r.Fail(at, "no key %q in %s%s", key, what, value.Nearest(key, known))
			return
		}
		if !isNull(entry) {
			setters[i].set(entry)
		}
	})
}

func isNull(node ast.Node) bool {
	_, null := node.(*ast.NullNode)
	return node == nil || null
}

func (r *reader) read(parsed *ast.File) {
	bodies := slices.DeleteFunc(slices.Clone(parsed.Docs), func(d *ast.DocumentNode) bool { return d.Body == nil })
	if len(bodies) != 1 {
		r.Fail(nil, "a card is one document that begins with \"client: ID\"")
		return
	}
	body := bodies[0].Body
	c := &r.client
	c.Source = r.at(body, "")
	r.keys(body, "a card", []setter{
		{"client", func(n ast.Node) { c.ID = record.ID(r.Text(n)) }},
		{"preferred", func(n ast.Node) { c.Preferred = r.called(n) }},
		{"pronouns", func(n ast.Node) { c.Pronouns = r.pronouns(n) }},
		{"other_names", func(n ast.Node) { c.OtherNames = r.Texts(n) }},
		{"other_birth_dates", func(n ast.Node) { c.OtherBirths = r.dates("other_birth_dates", n) }},
		{"namesakes", func(n ast.Node) { c.Namesakes = ids(r.Texts(n)) }},
		{"formerly", func(n ast.Node) { c.Former = append(c.Former, r.former(n)...) }},
		{"birth_date", func(n ast.Node) { c.BirthDate = r.day("birth_date", n) }},
		{"language", func(n ast.Node) { c.Language = r.language("language", n) }},
		{"therapist", func(n ast.Node) { c.Therapist = record.ID(r.Text(n)) }},
		{"caseload", func(n ast.Node) { c.Caseload = r.Text(n) }},
		{"start_of_care", func(n ast.Node) { c.StartOfCare = r.day("start_of_care", n) }},
		{"discharged", func(n ast.Node) { c.Discharged = r.day("discharged", n) }},
		{"precautions", func(n ast.Node) { c.Precautions = r.precautions(n) }},
		{"contacts", func(n ast.Node) { c.Contacts = list(r, n, r.contact) }},
		{"plan", func(n ast.Node) { c.Plan = r.oneOfThese("plan", n, record.PlanIEP, record.PlanIFSP, record.PlanNone) }},
		{"school", func(n ast.Node) { c.School = r.school(n) }},
		{"dates", func(n ast.Node) { c.Days = r.days(n) }},
		{"authorizations", func(n ast.Node) { c.Allowed = list(r, n, r.authorization) }},
		{"visits", func(n ast.Node) { r.visits = list(r, n, r.visit) }},
		{"goals", func(n ast.Node) { r.goals = list(r, n, r.goal) }},
	})
	if c.ID == "" {
		r.Fail(body.GetToken(), "\"client: ID\" is missing")
		return
	}
	c.Keys = keysOf(*c)
	r.Each(body, func(key string, _ *token.Token, _ ast.Node) { // also where none is left below it
		c.AllContacts = c.AllContacts || key == "contacts"
		c.AllAllowed = c.AllAllowed || key == "authorizations"
	})
	if base := path.Base(r.File); base != c.ID.Path()+".yaml" {
		r.Fail(body.GetToken(), "this card is of client %q, whose card is named %s.yaml", c.ID, c.ID.Path())
	}
}

// keysOf returns the keys by which rows name the client of a card: the id,
// and each other name, where the card gives the birth date that belongs to it.
func keysOf(c record.Client) []record.Key {
	own, _ := c.NameKeys()
	return append([]record.Key{record.ClientByID(c.ID)}, own...)
}

func ids(texts []string) []record.ID {
	all := make([]record.ID, len(texts))
	for i, t := range texts {
		all[i] = record.ID(t)
	}
	return all
}

// former reads what the client was called before: formerly: {name: Emma,
// pronouns: she}.
func (r *reader) former(node ast.Node) []record.Former {
	var name, pronouns record.Former
	r.keys(node, "formerly", []setter{
		{"name", func(n ast.Node) { name.Name = r.Text(n) }},
		{"pronouns", func(n ast.Node) { pronouns.Pronouns = r.pronouns(n) }},
	})
	return slices.DeleteFunc([]record.Former{name, pronouns}, func(f record.Former) bool { return f == record.Former{} })
}

// at returns the place of a node in the card.
func (r *reader) at(node ast.Node, key string) record.Source {
	source := r.source
	source.Column = key
	if node != nil && node.GetToken() != nil && node.GetToken().Position != nil {
		source.Row = node.GetToken().Position.Line
	}
	return source
}

// unusable tells of a value that cannot be used; the key then says nothing.
func (r *reader) unusable(key string, node ast.Node, wrong string, next record.NextStep) {
	found := ""
	if _, isMap := node.(ast.MapNode); !isMap {
		found = r.Text(node)
	}
	r.problems = append(r.problems, record.Problem{
		Source: r.at(node, key), Code: "card." + strings.ReplaceAll(key, "_", "-"), Found: found, Wrong: wrong, Next: next,
	})
}

// list reads a list of maps.
func list[T any](r *reader, node ast.Node, item func(ast.Node) T) []T {
	sequence, ok := node.(*ast.SequenceNode)
	if !ok {
		r.Fail(node.GetToken(), "this must be a list: lines that begin with \"- \"")
		return nil
	}
	var out []T
	for _, n := range sequence.Values {
		if r.Err != nil {
			return nil
		}
		out = append(out, item(n))
	}
	return out
}

func (r *reader) day(key string, node ast.Node) record.Date {
	d, err := value.Typed(r.Text(node))
	if err != nil {
		r.unusable(key, node, "is not a date", record.ToWrite("the date like 8/3/2026 or 2026-08-03"))
		return record.Date{}
	}
	return d
}

// dates reads a list of days.
func (r *reader) dates(key string, node ast.Node) []record.Date {
	items := []ast.Node{node}
	if sequence, ok := node.(*ast.SequenceNode); ok {
		items = sequence.Values
	}
	var all []record.Date
	for _, n := range items {
		if d := r.day(key, n); !d.IsZero() {
			all = append(all, d)
		}
	}
	return all
}

// called reads what the client is called.
func (r *reader) called(node ast.Node) string {
	name := r.Text(node)
	if value.NamesNobody(name) {
		r.unusable("preferred", node, "is nobody's name", record.ToWrite("what the child is called, or leave it out"))
		return ""
	}
	return name
}

var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (r *reader) language(key string, node ast.Node) string {
	code := r.Text(node)
	if known, ok := value.Language(code); ok {
		return known
	}
	if !languageCode.MatchString(code) {
		r.unusable(key, node, "is not a language code", record.ToWrite("a code such as en, es, vi or zh-Hant"))
		return ""
	}
	return code
}

// oneOfThese is oneOf for a value that may be wrong without stopping the card.
func (r *reader) oneOfThese(key string, node ast.Node, words ...string) string {
	word := r.Text(node)
	if !slices.Contains(words, word) {
		r.unusable(key, node, "is none of "+strings.Join(words, ", "), record.ToWrite("one of these words"+value.Nearest(word, words)))
		return ""
	}
	return word
}

// number reads a whole number from 0 on.
func (r *reader) number(key string, node ast.Node) int {
	n, ok := value.Whole(r.Text(node))
	if !ok || n < 0 {
		r.unusable(key, node, "is not a whole number", record.ToWrite("a number such as 3"))
		return 0
	}
	return n
}

// yesNo reads yes or no.
func (r *reader) yesNo(key string, node ast.Node) bool {
	yes, known := value.SaysYesNo(r.Text(node))
	if !known {
		r.oneOfThese(key, node, "yes", "no", "true", "false") // which tells
	}
	return yes
}

func (r *reader) precautions(node ast.Node) []string {
	known := []string{"seizure", "swallowing", "allergy", "joint", "shunt", "skin", "choking", "supervision"}
	items := []ast.Node{node}
	if sequence, ok := node.(*ast.SequenceNode); ok {
		items = sequence.Values
	}
	var out []string
	for _, n := range items {
		if word := r.oneOfThese("precautions", n, known...); word != "" {
			out = append(out, word)
		}
	}
	return out
}

func (r *reader) contact(node ast.Node) record.Contact {
	var c record.Contact
	r.keys(node, "a contact", []setter{
		{"name", func(n ast.Node) { c.Name = r.Text(n) }},
		{"relationship", func(n ast.Node) { c.Relationship = r.Text(n) }},
		{"language", func(n ast.Node) { c.Language = r.language("language", n) }},
		{"phone", func(n ast.Node) { c.Phone = r.Text(n) }},
		{"email", func(n ast.Node) { c.Email = r.Text(n) }},
		{"may_receive", func(n ast.Node) { c.MayReceive = r.yesNo("may_receive", n) }},
		{"release_ends", func(n ast.Node) { c.ReleaseEnds = r.day("release_ends", n) }},
		{"household", func(n ast.Node) { c.Household = r.Text(n) }},
		{"address", func(n ast.Node) { c.Address = r.address(n) }},
		{"hide_address", func(n ast.Node) { c.HideAddress = r.yesNo("hide_address", n) }},
		{"send_by", func(n ast.Node) { c.SendBy = r.oneOfThese("send_by", n, record.SendWays()...) }},
	})
	return c
}

// address reads the lines of an address: a list, or a text whose lines are
// parted by newlines or ";".
func (r *reader) address(node ast.Node) string {
	if sequence, ok := node.(*ast.SequenceNode); ok {
		var lines []string
		for _, n := range sequence.Values {
			lines = append(lines, r.Text(n))
		}
		return value.AddressLines(strings.Join(lines, "\n"))
	}
	return value.AddressLines(r.Text(node))
}

// pronouns reads a word for a common set, or a set of the client's own.
func (r *reader) pronouns(node ast.Node) record.Pronouns {
	if _, own := node.(ast.MapNode); own {
		return r.ownPronouns(node)
	}
	p, ok := value.PronounSet(r.Text(node))
	if !ok {
		r.unusable("pronouns", node, "is no set of pronouns that is known",
			record.ToWrite("she, he, they or none, or {subject: , object: , possessive: , owned: , reflexive: , plural: false}"))
	}
	return p
}

func (r *reader) ownPronouns(node ast.Node) record.Pronouns {
	var p record.Pronouns
	r.keys(node, "pronouns", []setter{
		{"subject", func(n ast.Node) { p.Subject = r.Text(n) }},
		{"object", func(n ast.Node) { p.Object = r.Text(n) }},
		{"possessive", func(n ast.Node) { p.Possessive = r.Text(n) }},
		{"owned", func(n ast.Node) { p.Owned = r.Text(n) }},
		{"reflexive", func(n ast.Node) { p.Reflexive = r.Text(n) }},
		{"plural", func(n ast.Node) { p.Plural = r.yesNo("plural", n) }},
	})
	return p
}

package ingest

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

	"milepost/record"
)

// maxCard is the largest card that is read, in bytes.
const maxCard = 1 << 20

// ReadCard reads a client's card, clients/CLIENT-ID.yaml: what exports lack
// and people know. The batch holds one client and what the card says of the
// client's goals. A value that cannot be used is a problem, and the rest
// counts. A card that is no card, or has a key that no card has, is an error
// with line, excerpt and the nearest known key.
func ReadCard(name string, text []byte) (record.Batch, []record.Problem, error) {
	if len(text) > maxCard {
		return record.Batch{}, nil, fmt.Errorf("%s: larger than 1 MiB", name)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return record.Batch{}, nil, fmt.Errorf("%s: %s", name, yaml.FormatError(err, false, true))
	}
	sum := sha256.Sum256(text)
	r := &cardReader{mappingParser: &mappingParser{file: name}, source: record.Source{Import: hex.EncodeToString(sum[:]), File: name}}
	r.read(parsed)
	if r.err != nil {
		return record.Batch{}, nil, r.err
	}
	for i := range r.goals {
		r.goals[i].Client, r.goals[i].ClientKey = r.client.ID, record.ClientByID(r.client.ID)
	}
	for i := range r.problems {
		r.problems[i].Client = r.client.ID
	}
	return record.Batch{Clients: []record.Client{r.client}, Goals: r.goals}, r.problems, nil
}

// cardReader reads one card. The faults that stop it are those of a mapping's
// reader, which knows YAML's places.
type cardReader struct {
	*mappingParser
	source   record.Source
	client   record.Client
	goals    []record.Goal
	problems []record.Problem
}

// setter takes the value of one key.
type setter struct {
	key string
	set func(value ast.Node)
}

// keys reads a map whose keys are all listed; an empty value says nothing.
func (r *cardReader) keys(node ast.Node, what string, setters []setter) {
	r.each(node, func(key string, at *token.Token, value ast.Node) {
		i := slices.IndexFunc(setters, func(s setter) bool { return s.key == key })
		if i < 0 {
			var known []string
			for _, s := range setters {
				known = append(known, s.key)
			}
			r.fail(at, "no key %q in %s%s", key, what, nearest(key, known))
			return
		}
		if !isNull(value) {
			setters[i].set(value)
		}
	})
}

func isNull(node ast.Node) bool {
	_, null := node.(*ast.NullNode)
	return node == nil || null
}

func (r *cardReader) read(parsed *ast.File) {
	bodies := slices.DeleteFunc(slices.Clone(parsed.Docs), func(d *ast.DocumentNode) bool { return d.Body == nil })
	if len(bodies) != 1 {
		r.fail(nil, "a card is one document that begins with \"client: ID\"")
		return
	}
	body := bodies[0].Body
	c := &r.client
	c.Source = r.at(body, "")
	r.keys(body, "a card", []setter{
		{"client", func(n ast.Node) { c.ID = record.ID(r.text(n)) }},
		{"preferred", func(n ast.Node) { c.Preferred = r.text(n) }},
		{"pronouns", func(n ast.Node) { c.Pronouns = r.pronouns(n) }},
		{"other_names", func(n ast.Node) { c.OtherNames = r.texts(n) }},
		{"namesakes", func(n ast.Node) { c.Namesakes = ids(r.texts(n)) }},
		{"formerly", func(n ast.Node) { c.Former = append(c.Former, r.former(n)...) }},
		{"birth_date", func(n ast.Node) { c.BirthDate = r.day("birth_date", n) }},
		{"language", func(n ast.Node) { c.Language = r.language("language", n) }},
		{"therapist", func(n ast.Node) { c.Therapist = record.ID(r.text(n)) }},
		{"caseload", func(n ast.Node) { c.Caseload = r.text(n) }},
		{"start_of_care", func(n ast.Node) { c.StartOfCare = r.day("start_of_care", n) }},
		{"discharged", func(n ast.Node) { c.Discharged = r.day("discharged", n) }},
		{"precautions", func(n ast.Node) { c.Precautions = r.precautions(n) }},
		{"contacts", func(n ast.Node) { c.Contacts = list(r, n, r.contact) }},
		{"plan", func(n ast.Node) { c.Plan = r.oneOfThese("plan", n, record.PlanIEP, record.PlanIFSP, record.PlanNone) }},
		{"school", func(n ast.Node) { c.School = r.school(n) }},
		{"dates", func(n ast.Node) { c.Days = r.days(n) }},
		{"authorizations", func(n ast.Node) { c.Allowed = list(r, n, r.authorization) }},
		{"goals", func(n ast.Node) { r.goals = list(r, n, r.goal) }},
	})
	if c.ID == "" {
		r.fail(body.GetToken(), "\"client: ID\" is missing")
		return
	}
	c.Keys = cardKeys(*c)
	if base := path.Base(r.file); base != c.ID.Path()+".yaml" {
		r.fail(body.GetToken(), "this card is of client %q, whose card is named %s.yaml", c.ID, c.ID.Path())
	}
}

// cardKeys returns the keys by which rows name the client of a card: the id,
// and each other name, where the card gives the birth date that belongs to it.
func cardKeys(c record.Client) []record.Key {
	keys := []record.Key{record.ClientByID(c.ID)}
	for _, name := range c.OtherNames {
		if first, last := splitName(name); last != "" && !c.BirthDate.IsZero() {
			keys = append(keys, record.ClientByName(first, last, c.BirthDate))
		}
	}
	return keys
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
func (r *cardReader) former(node ast.Node) []record.Former {
	var name, pronouns record.Former
	r.keys(node, "formerly", []setter{
		{"name", func(n ast.Node) { name.Name = r.text(n) }},
		{"pronouns", func(n ast.Node) { pronouns.Pronouns = r.pronouns(n) }},
	})
	return slices.DeleteFunc([]record.Former{name, pronouns}, func(f record.Former) bool { return f == record.Former{} })
}

// at returns the place of a node in the card.
func (r *cardReader) at(node ast.Node, key string) record.Source {
	source := r.source
	source.Column = key
	if node != nil && node.GetToken() != nil && node.GetToken().Position != nil {
		source.Row = node.GetToken().Position.Line
	}
	return source
}

// unusable tells of a value that cannot be used; the key then says nothing.
func (r *cardReader) unusable(key string, node ast.Node, wrong, do string) {
	found := ""
	if _, isMap := node.(ast.MapNode); !isMap {
		found = r.text(node)
	}
	r.problems = append(r.problems, record.Problem{
		Source: r.at(node, key), Code: "card." + strings.ReplaceAll(key, "_", "-"), Found: found, Wrong: wrong, Do: do,
	})
}

// list reads a list of maps.
func list[T any](r *cardReader, node ast.Node, item func(ast.Node) T) []T {
	sequence, ok := node.(*ast.SequenceNode)
	if !ok {
		r.fail(node.GetToken(), "this must be a list: lines that begin with \"- \"")
		return nil
	}
	var out []T
	for _, n := range sequence.Values {
		if r.err != nil {
			return nil
		}
		out = append(out, item(n))
	}
	return out
}

func (r *cardReader) day(key string, node ast.Node) record.Date {
	d, err := record.ParseDate(r.text(node))
	if err != nil {
		r.unusable(key, node, "is not a day", "write the day like 2026-08-03")
		return record.Date{}
	}
	return d
}

var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (r *cardReader) language(key string, node ast.Node) string {
	code := r.text(node)
	if !languageCode.MatchString(code) {
		r.unusable(key, node, "is not a language code", "write a code such as en, es, vi or zh-Hant")
		return ""
	}
	return code
}

// oneOfThese is oneOf for a value that may be wrong without stopping the card.
func (r *cardReader) oneOfThese(key string, node ast.Node, words ...string) string {
	word := r.text(node)
	if !slices.Contains(words, word) {
		r.unusable(key, node, "is none of "+strings.Join(words, ", "), "write one of these words"+nearest(word, words))
		return ""
	}
	return word
}

// number reads a whole number from 0 on.
func (r *cardReader) number(key string, node ast.Node) int {
	n, ok := readWhole(r.text(node))
	if !ok || n < 0 {
		r.unusable(key, node, "is not a whole number", "write a number such as 3")
		return 0
	}
	return n
}

// yesNo reads true or false.
func (r *cardReader) yesNo(key string, node ast.Node) bool {
	switch word := r.oneOfThese(key, node, "true", "false", "yes", "no"); word {
	case "true", "yes":
		return true
	}
	return false
}

func (r *cardReader) precautions(node ast.Node) []string {
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

func (r *cardReader) contact(node ast.Node) record.Contact {
	var c record.Contact
	r.keys(node, "a contact", []setter{
		{"name", func(n ast.Node) { c.Name = r.text(n) }},
		{"relationship", func(n ast.Node) { c.Relationship = r.text(n) }},
		{"language", func(n ast.Node) { c.Language = r.language("language", n) }},
		{"phone", func(n ast.Node) { c.Phone = r.text(n) }},
		{"email", func(n ast.Node) { c.Email = r.text(n) }},
		{"may_receive", func(n ast.Node) { c.MayReceive = r.yesNo("may_receive", n) }},
		{"release_ends", func(n ast.Node) { c.ReleaseEnds = r.day("release_ends", n) }},
		{"household", func(n ast.Node) { c.Household = r.text(n) }},
		{"address", func(n ast.Node) { c.Address = r.address(n) }},
		{"hide_address", func(n ast.Node) { c.HideAddress = r.yesNo("hide_address", n) }},
		{"send_by", func(n ast.Node) { c.SendBy = r.oneOfThese("send_by", n, record.SendWays()...) }},
	})
	return c
}

// address reads the lines of an address: a list, or a text whose lines are
// parted by newlines or ";".
func (r *cardReader) address(node ast.Node) string {
	if sequence, ok := node.(*ast.SequenceNode); ok {
		var lines []string
		for _, n := range sequence.Values {
			lines = append(lines, r.text(n))
		}
		return addressLines(strings.Join(lines, "\n"))
	}
	return addressLines(r.text(node))
}

// addressLines parts an address into lines, without empty ones.
func addressLines(text string) string {
	var lines []string
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ';' }) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// noPronouns stands for "pronouns: none" until the fold: unlike the zero
// Pronouns it supersedes what an export said.
func noPronouns() record.Pronouns { return record.Pronouns{Plural: true} }

// pronouns reads a word for a common set, or a set of the client's own.
func (r *cardReader) pronouns(node ast.Node) record.Pronouns {
	if _, own := node.(ast.MapNode); own {
		return r.ownPronouns(node)
	}
	p, ok := PronounSet(r.text(node))
	if !ok {
		r.unusable("pronouns", node, "is no set of pronouns that is known",
			"write she, he, they or none, or {subject: , object: , possessive: , owned: , reflexive: , plural: false}")
	}
	return p
}

func (r *cardReader) ownPronouns(node ast.Node) record.Pronouns {
	var p record.Pronouns
	r.keys(node, "pronouns", []setter{
		{"subject", func(n ast.Node) { p.Subject = r.text(n) }},
		{"object", func(n ast.Node) { p.Object = r.text(n) }},
		{"possessive", func(n ast.Node) { p.Possessive = r.text(n) }},
		{"owned", func(n ast.Node) { p.Owned = r.text(n) }},
		{"reflexive", func(n ast.Node) { p.Reflexive = r.text(n) }},
		{"plural", func(n ast.Node) { p.Plural = r.yesNo("plural", n) }},
	})
	return p
}

// PronounSet returns the set that a word such as "she" or "she/her" names, and
// for "none" one that means "the name only". False: the word names no set that
// is known in full; none is ever guessed.
func PronounSet(word string) (record.Pronouns, bool) {
	switch strings.ToLower(strings.ReplaceAll(strings.Join(strings.Fields(word), ""), ",", "/")) {
	case "she", "she/her", "she/her/hers":
		return sheSet(), true
	case "he", "he/him", "he/him/his":
		return heSet(), true
	case "they", "they/them", "they/them/theirs", "they/them/their":
		return theySet(), true
	case "none", "nameonly", "usemyname":
		return noPronouns(), true
	}
	return record.Pronouns{}, false
}

func sheSet() record.Pronouns {
	return record.Pronouns{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"}
}

func heSet() record.Pronouns {
	return record.Pronouns{Subject: "he", Object: "him", Possessive: "his", Owned: "his", Reflexive: "himself"}
}

func theySet() record.Pronouns {
	return record.Pronouns{
		Subject: "they", Object: "them", Possessive: "their", Owned: "theirs", Reflexive: "themselves", Plural: true,
	}
}

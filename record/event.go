package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// Event is one entry of the audit log. It holds ids, hashes and reasons, never
// contents and never names. Each entry's hash covers the one before.
type Event struct {
	N       int               `json:"n"` // from 1, without gaps
	At      string            `json:"at"`
	By      ID                `json:"by"` // "" nobody gave a name
	Kind    string            `json:"kind"`
	Subject string            `json:"subject"` // id of the draft, document or user
	Detail  map[string]string `json:"detail"`  // ids and hashes; under WhoActed who acted, where no user did
	Before  string            `json:"before"`  // hash of the entry before, "" of the first
	Hash    string            `json:"hash"`
}

// WhoActed is the key of an entry's detail that says who acted where no user of
// the workspace did: a program, or whoever holds the folder.
const WhoActed = "who"

// Who says who acted: a user's id, a program, or whoever holds the folder; ""
// of entries from before that was written down.
func (e Event) Who() string {
	if e.By != "" {
		return string(e.By)
	}
	return e.Detail[WhoActed]
}

// Seal returns the hash of the event: SHA-256 over the canonical JSON of
// [before, n, at, by, kind, subject, detail].
func (e Event) Seal() (string, error) {
	detail := e.Detail
	if detail == nil {
		detail = map[string]string{}
	}
	text, err := Canonical([]any{e.Before, e.N, e.At, string(e.By), e.Kind, e.Subject, detail})
	if err != nil {
		return "", err
	}
	return LongHash(string(text)), nil
}

// Canonical returns the one JSON text of a value that is made of texts, whole
// numbers, truth values, lists and objects: keys in order, no space, no escape
// that is not needed.
//
// Source: RFC 8785 (JSON Canonicalization Scheme), for values without
// fractions and keys in ASCII.
func Canonical(value any) ([]byte, error) {
	plain, err := encode(value)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(plain))
	decoder.UseNumber()
	var tree any // objects become maps, whose keys are written in order
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	text, err := encode(tree)
	if err != nil {
		return nil, err
	}
	return breaks(text), nil
}

// CanonicalTexts returns the canonical JSON of texts, joined by commas.
func CanonicalTexts(texts ...string) (string, error) {
	var b strings.Builder
	for i, text := range texts {
		if i > 0 {
			b.WriteByte(',')
		}
		if isPlain(text) { // nearly all that a log holds
			b.WriteString(`"` + text + `"`)
			continue
		}
		quoted, err := Canonical(text)
		if err != nil {
			return "", err
		}
		b.Write(quoted)
	}
	return b.String(), nil
}

// isPlain reports whether JSON writes the text as it stands.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// breaks undoes the escapes of the two line breaks that encoding/json writes
// and RFC 8785 does not; a backslash that is itself escaped is no part of one.
func breaks(text []byte) []byte {
	if !bytes.Contains(text, []byte(`\u202`)) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			b.WriteByte(text[i])
			continue
		}
		switch rest := string(text[i:]); {
		case strings.HasPrefix(rest, `\u2028`):
			b.WriteString("\u2028")
			i += 5
		case strings.HasPrefix(rest, `\u2029`):
			b.WriteString("\u2029")
			i += 5
		default:
			b.Write(text[i : i+2])
			i++
		}
	}
	return []byte(b.String())
}

// LongHash is the SHA-256 of a text as 64 hex digits.
func LongHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

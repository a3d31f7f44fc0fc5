package caseload

import (
	"strings"

	"filippo.io/age"

	"milepost/record"
)

// Key closes an encrypted file and opens it again: a password, or keys of age.
// It is given for one act, and is neither kept nor logged nor quoted.
type Key struct {
	Password   string
	Recipients string // public keys of age (age1...), one a line: they close a file in place of the password
	Identity   string // private keys of age, as its key file has them: they open one in place of the password
}

// leastKeyPassword is how long the password of a file is at least, in letters:
// the file lies where others may try it without end.
const leastKeyPassword = 12

// Closing returns who will be able to read what is closed with the key.
func (k Key) Closing() ([]age.Recipient, error) {
	if strings.TrimSpace(k.Recipients) != "" {
		if strings.Contains(k.Recipients, "AGE-SECRET-KEY-") {
			return nil, record.Refuse(record.InvalidInput, "that is the private key, which opens files; the public key begins with age1")
		}
		all, err := age.ParseRecipients(strings.NewReader(k.Recipients))
		if err != nil {
			return nil, record.Refuse(record.InvalidInput, "that is not a public key: it begins with age1, one a line").Then(record.NextStep{Act: record.StepPrintKey})
		}
		return all, nil
	}
	if n := len([]rune(k.Password)); n < leastKeyPassword {
		return nil, record.Refuse(record.InvalidInput, "the password has %d characters; use at least %d, such as four words", n, leastKeyPassword)
	}
	one, err := age.NewScryptRecipient(k.Password)
	return []age.Recipient{one}, err
}

// Opening returns what opens a file that was closed with the key.
func (k Key) Opening() ([]age.Identity, error) {
	if strings.TrimSpace(k.Identity) != "" {
		all, err := age.ParseIdentities(strings.NewReader(k.Identity))
		if err != nil {
			return nil, record.Refuse(record.InvalidInput, "that is not a private key: it is the line of the key file that begins with AGE-SECRET-KEY-1")
		}
		return all, nil
	}
	if k.Password == "" {
		return nil, record.Refuse(record.InvalidInput, "the password is missing; it is the one the file was made with")
	}
	one, err := age.NewScryptIdentity(k.Password)
	return []age.Identity{one}, err
}

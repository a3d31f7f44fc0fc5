package caseload

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"milepost/record"
)

// The cost of one guess at a password: memory in KiB, passes and threads.
//
// Source: RFC 9106, section 4, second recommended option: argon2id with 64 MiB
// of memory, 3 passes, 4 lanes, a salt of 128 bits and a tag of 256 bits.
const (
	argonMemory  = 64 * 1024
	argonPasses  = 3
	argonThreads = 4
	saltBytes    = 16
	tagBytes     = 32
)

// minPassword is the shortest password, in bytes.
//
// Source: NIST SP 800-63B-4, 3.1.1.2: at least 15 where a password is all that
// is asked, 8 beside another thing; here the other thing is the machine, which
// only its user can open.
const minPassword = 10

// hashPassword returns the argon2id hash of a password in PHC string form.
func hashPassword(password string) (string, error) {
	if len(password) < minPassword {
		return "", record.Refuse(record.InvalidInput, "a password needs at least %d characters; three or four words are easy to remember", minPassword)
	}
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	tag := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonThreads, tagBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(tag)), nil
}

// errHash says that a kept hash is not one that this program writes.
var errHash error = record.Refuse(record.NotSignedIn, "the saved password is damaged; a lead has to set a new one")

// isPassword reports whether the password is the one that was hashed, at the
// cost that the hash states.
func isPassword(password, hash string) (bool, error) {
	var version, memory, passes, threads uint32
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errHash
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &threads); err != nil ||
		version != argon2.Version || memory > 1<<21 || passes == 0 || passes > 100 || threads == 0 || threads > 255 {
		return false, errHash
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, errHash
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != tagBytes {
		return false, errHash
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, uint8(threads), tagBytes)
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

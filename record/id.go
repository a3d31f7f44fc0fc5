package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// ID names a client, goal, objective, session or member of staff, as the
// clinic's own system does. It is foreign text: only Path makes it safe as a
// file name.
type ID string

// maxPath is the longest ID, in bytes, that becomes a folder name unshortened.
const maxPath = 60

// Path returns a folder name for the ID: one that no other ID has, even where
// the file system ignores case, and that never leaves its folder. Capitals,
// digits, '-' and '_' stay, lower-case letters stay too but mark the name with
// '~' and 8 hex digits of the ID's SHA-256, as do an over-long or a reserved
// name; every other byte becomes '=XX'.
func (id ID) Path() string {
	var b strings.Builder
	marked := false
	for _, c := range []byte(id) {
		switch {
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		case c >= 'a' && c <= 'z':
			b.WriteByte(c)
			marked = true
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	name := b.String()
	if !marked && name != "" && len(name) <= maxPath && !reserved(name) {
		return name
	}
	sum := sha256.Sum256([]byte(id))
	if len(name) > maxPath {
		name = name[:maxPath]
	}
	return name + "~" + hex.EncodeToString(sum[:4])
}

// reserved reports whether Windows keeps the name for a device.
func reserved(name string) bool {
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CLOCK$":
		return true
	}
	if len(name) != 4 || name[3] < '0' || name[3] > '9' {
		return false
	}
	return name[:3] == "COM" || name[:3] == "LPT"
}

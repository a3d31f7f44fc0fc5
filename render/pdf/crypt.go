package pdf

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"

	"golang.org/x/text/secure/precis"
)

// crypt encrypts the streams of a file with AES-256, revision 6 of the standard
// security handler (ISO 32000-2, 7.6.4). Salts and key are random: such a file
// differs each time.
type crypt struct {
	key        []byte
	user, ue   []byte
	owner, oe  []byte
	perms      []byte
	permission int32
}

// allowed lets a reader print, copy, fill in and read aloud: all but change.
const allowed = int32(-1) &^ (1<<3 | 1<<5 | 1<<10) &^ 3

func newCrypt(password string) (*crypt, error) {
	prepared, err := precis.OpaqueString.String(password)
	if err != nil {
		return nil, fmt.Errorf("password: %w", err)
	}
	pw := []byte(prepared)
	if len(pw) > 127 {
		pw = pw[:127]
	}
	random := make([]byte, 32+32)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	c := &crypt{key: random[:32], permission: allowed}
	salts := random[32:]
	c.user = append(hashR6(pw, salts[:8], nil), salts[:16]...)
	c.ue = wrapKey(hashR6(pw, salts[8:16], nil), c.key)
	c.owner = append(hashR6(pw, salts[16:24], c.user), salts[16:32]...)
	c.oe = wrapKey(hashR6(pw, salts[24:32], c.user), c.key)
	c.perms, err = c.sealPermissions()
	return c, err
}

// hashR6 is algorithm 2.B of ISO 32000-2.
func hashR6(password, salt, user []byte) []byte {
	first := sha256.New()
	first.Write(password)
	first.Write(salt)
	first.Write(user)
	k := first.Sum(nil)
	for round := 1; ; round++ { // counted when done: 64 at least, then until the last byte is small
		var unit []byte
		unit = append(append(append(unit, password...), k...), user...)
		var block []byte
		for range 64 {
			block = append(block, unit...)
		}
		b, _ := aes.NewCipher(k[:16]) // 16 bytes are a key
		cipher.NewCBCEncrypter(b, k[16:32]).CryptBlocks(block, block)
		sum := 0
		for _, v := range block[:16] {
			sum += int(v)
		}
		switch sum % 3 {
		case 0:
			s := sha256.Sum256(block)
			k = s[:]
		case 1:
			s := sha512.Sum384(block)
			k = s[:]
		default:
			s := sha512.Sum512(block)
			k = s[:]
		}
		if round >= 64 && int(block[len(block)-1]) <= round-32 {
			return k[:32:32]
		}
	}
}

func wrapKey(with, key []byte) []byte {
	b, _ := aes.NewCipher(with) // 32 bytes are a key
	out := make([]byte, 32)
	cipher.NewCBCEncrypter(b, make([]byte, 16)).CryptBlocks(out, key)
	return out
}

// sealPermissions is algorithm 10 of ISO 32000-2.
func (c *crypt) sealPermissions() ([]byte, error) {
	p := uint32(c.permission)
	perms := []byte{byte(p), byte(p >> 8), byte(p >> 16), byte(p >> 24), 255, 255, 255, 255, 'T', 'a', 'd', 'b', 0, 0, 0, 0}
	if _, err := rand.Read(perms[12:]); err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(c.key)
	if err != nil {
		return nil, err
	}
	b.Encrypt(perms, perms)
	return perms, nil
}

// seal encrypts a stream: a random vector, then AES-256 in CBC with padding.
func (c *crypt) seal(data []byte) []byte {
	pad := 16 - len(data)%16
	out := make([]byte, 16+len(data)+pad)
	if _, err := rand.Read(out[:16]); err != nil {
		panic(err) // crypto/rand never fails since Go 1.24
	}
	copy(out[16:], data)
	for i := len(out) - pad; i < len(out); i++ {
		out[i] = byte(pad)
	}
	b, _ := aes.NewCipher(c.key) // 32 bytes are a key
	cipher.NewCBCEncrypter(b, out[:16]).CryptBlocks(out[16:], out[16:])
	return out
}

func (c *crypt) dictionary() string {
	return fmt.Sprintf("<</Filter /Standard /V 5 /R 6 /Length 256 /P %d /U <%x> /UE <%x> /O <%x> /OE <%x> /Perms <%x> "+
		"/CF <</StdCF <</CFM /AESV3 /AuthEvent /DocOpen /Length 32>>>> /StmF /StdCF /StrF /StdCF>>",
		c.permission, c.user, c.ue, c.owner, c.oe, c.perms)
}

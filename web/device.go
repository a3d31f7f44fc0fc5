package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"strings"
	"time"

	"milepost/record"
)

// A device on which a user signed in carries a cookie for that user. It opens
// nothing: wrong passwords from there are counted by themselves, so that strangers
// who guess keep nobody waiting who works here. It ends with the password.

// deviceLasts is how long a device stays known.
const deviceLasts = 180 * 24 * time.Hour

// deviceCookie names the cookie of a user, and nobody in it.
func (s *Server) deviceCookie(id record.ID) string {
	hash := sha256.Sum256([]byte(id))
	return s.sessions.Cookie.Name + "-device-" + hex.EncodeToString(hash[:8])
}

// deviceProof proves that a device was given its number by this workspace. The
// mark of the user's password, which never leaves it, is the key.
func deviceProof(mark string, id record.ID, number string) string {
	mac := hmac.New(sha256.New, []byte(mark))
	mac.Write([]byte("device\x00" + string(id) + "\x00" + number))
	return hex.EncodeToString(mac.Sum(nil))
}

// knowDevice marks the device as one on which the user signed in.
func (v *visit) knowDevice(id record.ID, mark string) {
	number := rand.Text()
	http.SetCookie(v.w, &http.Cookie{
		Name: v.deviceCookie(id), Value: number + "." + deviceProof(mark, id, number), Path: "/",
		MaxAge: int(deviceLasts / time.Second), HttpOnly: true, Secure: v.o.Secure, SameSite: http.SameSiteStrictMode,
	})
}

// device returns the number of the device where the user signed in on it before.
func (v *visit) device(id record.ID) (string, error) {
	cookie, err := v.r.Cookie(v.deviceCookie(id))
	if err != nil {
		return "", nil //nolint:nilerr // there is none
	}
	mark, err := v.markOf(id)
	if err != nil || mark == "" {
		return "", err
	}
	number, proof, _ := strings.Cut(cookie.Value, ".")
	if !hmac.Equal([]byte(proof), []byte(deviceProof(mark, id, number))) {
		return "", nil
	}
	return number, nil
}

// counters are by what a try for the user is counted: the session of the user who
// is signed in, else a known device, else what all strangers share.
func (v *visit) counters(id record.ID) (keys []string, known bool, err error) {
	if id != "" && id == v.user.ID {
		return []string{"session " + v.sessions.Token(v.ctx())}, true, nil
	}
	device, err := v.device(id)
	if err != nil {
		return nil, false, err
	}
	if device != "" {
		return []string{"device " + device}, true, nil
	}
	address, _, _ := net.SplitHostPort(v.r.RemoteAddr)
	return []string{"user " + string(id), "address " + address}, false, nil
}

package value

import (
	"regexp"
	"strings"
)

// nickname is what stands in brackets or quotes beside a name: "Ruiz, Ana
// (Annie)".
var nickname = regexp.MustCompile(`\s*(?:\(\s*(\p{L}[\p{L}'’.-]*(?: \p{L}[\p{L}'’.-]*)?)\s*\)|["“]\s*(\p{L}[\p{L}'’.-]*)\s*["”])\s*`)

// WithoutNickname returns a name without what stands in brackets beside it, and
// that; "" nothing does.
func WithoutNickname(name string) (without, nick string) {
	at := nickname.FindStringSubmatchIndex(name)
	if at == nil || at[0] == 0 {
		return name, ""
	}
	nick = strings.Trim(strings.TrimSpace(name[at[0]:at[1]]), `()"“” `)
	before, after := strings.TrimSpace(name[:at[0]]), strings.TrimSpace(name[at[1]:])
	switch {
	case after == "" || strings.HasPrefix(after, ","):
		return before + after, nick
	}
	return before + " " + after, nick
}

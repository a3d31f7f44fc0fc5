package pdf

import "bytes"

// withoutMarks takes the marks of a structure and of layers out of a content
// stream: its structure stays behind, and the page is one figure of ours.
// (ISO 32000-1, 7.8.2 and 14.6.)
func withoutMarks(content []byte) []byte {
	if !bytes.Contains(content, []byte("EMC")) && !bytes.Contains(content, []byte("MP")) && !bytes.Contains(content, []byte("DP")) {
		return content
	}
	var out []byte
	from := 0 // of the operands before the operator
	s := scanner{content: content}
	for {
		word, ok := s.next()
		if !ok {
			return append(out, content[from:]...)
		}
		switch string(word) {
		case "BMC", "BDC", "EMC", "MP", "DP":
			out = append(out, '\n')
		case "ID":
			s.picture()
			out = append(out, content[from:s.at]...)
		default:
			out = append(out, content[from:s.at]...)
		}
		from = s.at
	}
}

// scanner finds the operators of a content stream.
type scanner struct {
	content []byte
	at      int
}

// next returns the next operator; what stands before it are its operands.
func (s *scanner) next() ([]byte, bool) {
	for s.at < len(s.content) {
		switch c := s.content[s.at]; {
		case c == '(':
			s.text()
		case c == '<' && s.at+1 < len(s.content) && s.content[s.at+1] != '<':
			s.past('>')
		case c == '%':
			s.past('\n')
		case c == '/':
			s.at++
			s.word()
		case regular(c):
			word := s.word()
			if operator(word) {
				return word, true
			}
		default: // white space and brackets
			s.at++
		}
	}
	return nil, false
}

// regular tells whether a byte is neither white space nor a delimiter.
func regular(c byte) bool {
	return c > ' ' && bytes.IndexByte([]byte("()<>[]{}/%"), c) < 0
}

func (s *scanner) word() []byte {
	from := s.at
	for s.at < len(s.content) && regular(s.content[s.at]) {
		s.at++
	}
	return s.content[from:s.at]
}

// operator tells a word that is not a number or a constant.
func operator(word []byte) bool {
	c := word[0]
	if c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' {
		return false
	}
	switch string(word) {
	case "true", "false", "null":
		return false
	}
	return true
}

// text goes to the end of a string in parentheses.
func (s *scanner) text() {
	depth := 0
	for s.at < len(s.content) {
		switch s.content[s.at] {
		case '\\':
			s.at++
		case '(':
			depth++
		case ')':
			depth--
		}
		s.at++
		if depth == 0 {
			return
		}
	}
	s.at = min(s.at, len(s.content))
}

func (s *scanner) past(end byte) {
	if n := bytes.IndexByte(s.content[s.at:], end); n >= 0 {
		s.at += n + 1
		return
	}
	s.at = len(s.content)
}

// picture goes to the end of the data of a picture in the stream: an EI between
// white space, with nothing but text in the bytes after it.
func (s *scanner) picture() {
	for at := s.at; at+3 <= len(s.content); at++ {
		if space(s.content[at]) && s.content[at+1] == 'E' && s.content[at+2] == 'I' && readable(s.content[at+3:]) {
			s.at = at + 3
			return
		}
	}
	s.at = len(s.content)
}

func space(c byte) bool { return c <= ' ' && bytes.IndexByte([]byte("\x00\t\n\f\r "), c) >= 0 }

// readable tells whether what follows a picture is text of a content stream.
func readable(rest []byte) bool {
	if len(rest) > 0 && !space(rest[0]) {
		return false
	}
	for _, c := range rest[:min(len(rest), 12)] {
		if c >= 0x7F || c < ' ' && !space(c) || c == 0 {
			return false
		}
	}
	return true
}

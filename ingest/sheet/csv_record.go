package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// maxRecord is the most bytes that one row may hold before its quotes are
// doubted.
const maxRecord = 4 << 20

var errLongRecord = errors.New("a row is longer than 4 MiB")

// lineSource gives the lines of a text one by one, and can go back to where a
// row began, so that a row with a broken quote can be read again.
type lineSource struct {
	r     io.Reader
	data  []byte
	start int // of the row
	pos   int // of the next line
	ended bool
}

// next returns the next line with its end. io.EOF: there is none.
func (s *lineSource) next() ([]byte, error) {
	from := s.pos
	for {
		if i := bytes.IndexByte(s.data[from:], '\n'); i >= 0 {
			line := s.data[s.pos : from+i+1]
			s.pos = from + i + 1
			return line, nil
		}
		from = len(s.data)
		if len(s.data)-s.start > maxRecord {
			return nil, errLongRecord
		}
		if s.ended {
			line := s.data[s.pos:]
			s.pos = len(s.data)
			if len(line) == 0 {
				return nil, io.EOF
			}
			return line, nil
		}
		if err := s.fill(); err != nil {
			return nil, err
		}
	}
}

// fill reads on.
func (s *lineSource) fill() error {
	chunk := min(max(4<<10, len(s.data)), 64<<10)
	s.data = append(s.data, make([]byte, chunk)...)
	n, err := s.r.Read(s.data[len(s.data)-chunk:])
	s.data = s.data[:len(s.data)-chunk+n]
	if err == io.EOF {
		s.ended, err = true, nil
	}
	return err
}

// drop forgets what lies before the next line.
func (s *lineSource) drop() {
	s.start = s.pos
	if s.start > 256<<10 {
		s.data = s.data[:copy(s.data, s.data[s.start:])]
		s.start, s.pos = 0, 0
	}
}

// splitter cuts the lines of one row into cells. Quotes in the wrong place are
// forgiven, and told.
type splitter struct {
	comma   byte
	escapes bool // \" is a quote, as MySQL, PHP and R write it

	text  []byte // of all cells
	ends  []int  // of each cell in text
	open  bool   // the quote of the last cell is not closed
	lines int
	stray bool // a quote stands within quotes and is not doubled
	again bool // such a quote opens a cell, in a cell of several lines
}

func (s *splitter) reset() {
	s.text, s.ends = s.text[:0], s.ends[:0]
	s.open, s.stray, s.again, s.lines = false, false, false, 0
}

// line takes the next line of the row.
func (s *splitter) line(line []byte) {
	body, ended := bytes.CutSuffix(line, []byte("\n"))
	body = bytes.TrimSuffix(body, []byte("\r"))
	s.lines++
	for i := 0; ; {
		if s.open {
			i = s.quoted(body, i)
			if s.open {
				if ended {
					s.text = append(s.text, '\n')
				}
				return
			}
		} else {
			i = s.cell(body, i)
			if s.open {
				continue
			}
		}
		if i >= len(body) {
			return
		}
		i++ // the delimiter
		if i == len(body) {
			s.ends = append(s.ends, len(s.text))
			return
		}
	}
}

// cell reads the cell that begins at i, up to its delimiter; of one in quotes
// it reads the quote only.
func (s *splitter) cell(body []byte, i int) int {
	if i < len(body) && body[i] == '"' {
		s.open = true
		return i + 1
	}
	if text, next, ok := s.afterBlanks(body, i); ok {
		s.text = append(s.text, text...)
		s.ends = append(s.ends, len(s.text))
		return next
	}
	next := len(body)
	if n := bytes.IndexByte(body[i:], s.comma); n >= 0 {
		next = i + n
	}
	s.text = append(s.text, body[i:next]...)
	s.ends = append(s.ends, len(s.text))
	return next
}

// afterBlanks reads a cell in quotes with blanks before them, as some programs
// write it: those blanks belong to the delimiter. False: the quotes are not
// sound, and stand in a text.
func (s *splitter) afterBlanks(body []byte, i int) (text string, next int, ok bool) {
	from := i + blanks(body[i:], s.comma)
	if from == i || from >= len(body) || body[from] != '"' {
		return "", 0, false
	}
	var b strings.Builder
	for j := from + 1; j < len(body); j++ {
		switch {
		case body[j] != '"':
			b.WriteByte(body[j])
		case j+1 < len(body) && body[j+1] == '"':
			b.WriteByte('"')
			j++
		default:
			end := j + 1 + blanks(body[j+1:], s.comma)
			return b.String(), end, end == len(body) || body[end] == s.comma
		}
	}
	return "", 0, false
}

// blanks counts the blanks that the text begins with.
func blanks(text []byte, comma byte) int {
	n := 0
	for n < len(text) && text[n] != comma && (text[n] == ' ' || text[n] == '\t') {
		n++
	}
	return n
}

// quoted reads on within quotes, and returns the place of the delimiter after
// them. The cell stays open where the line ends first.
func (s *splitter) quoted(body []byte, i int) int {
	for ; i < len(body); i++ {
		switch c := body[i]; {
		case s.escapes && c == '\\' && i+1 < len(body) && (body[i+1] == '"' || body[i+1] == '\\'):
			i++
			s.text = append(s.text, body[i])
		case c != '"':
			s.text = append(s.text, c)
		case i+1 < len(body) && body[i+1] == '"':
			s.text = append(s.text, '"')
			i++
		default:
			if end := i + 1 + blanks(body[i+1:], s.comma); end == len(body) || body[end] == s.comma {
				s.open = false
				s.ends = append(s.ends, len(s.text))
				return end
			}
			s.stray = true
			s.again = s.again || s.lines > 1 && (i == 0 || body[i-1] == s.comma)
			s.text = append(s.text, '"')
		}
	}
	return i
}

// cells returns the cells of the row.
func (s *splitter) cells() []string {
	all, text, from := make([]string, len(s.ends)), string(s.text), 0
	for i, end := range s.ends {
		all[i], from = text[from:end], end
	}
	return all
}

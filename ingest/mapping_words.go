package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// mostWords is how many unknown words of a column are asked about one by one;
// the rarer ones share a question.
const mostWords = 12

// countedWord is a word of a column that Milepost does not know.
type countedWord struct {
	word string // in the spelling that came first by the alphabet
	rows int
}

// wordDoubts asks about each word of a column that Milepost does not know, once
// and with the number of its rows.
func (p *MappingProposal) wordDoubts(c *ProposedColumn, k *columnLook) []Doubt {
	words := p.unknownWords(c, k)
	must := typeOf(c.Field) == "score" && p.isHalf(c, k) || c.Field == "session.status" && p.isHalfStatus(c, k, words)
	var all []Doubt
	for _, w := range words[:min(len(words), mostWords)] {
		all = append(all, Doubt{
			c.Header, fmt.Sprintf("what does %q mean (%s)?%s", value.Shorten(w.word), rowsWord(w.rows), p.hint(c, w.word)),
			choicesOf(c.Field), fmt.Sprintf("--word %q", c.Field+":"+value.Shorten(w.word)+"=OURS"), must,
		})
	}
	if rest := words[len(all):]; len(rest) > 0 {
		rows, shown := 0, []string{}
		for _, w := range rest {
			rows += w.rows
			shown = append(shown, value.Shorten(w.word))
		}
		all = append(all, Doubt{
			c.Header, fmt.Sprintf("what do %d more words mean (%s), such as %s?", len(rest), rowsWord(rows), quotedList(shown[:min(3, len(shown))])),
			choicesOf(c.Field), fmt.Sprintf("--word %q for each", c.Field+":WORD=OURS"), must,
		})
	}
	return all
}

func rowsWord(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// hint says why a word is asked about, where that is not plain.
func (p *MappingProposal) hint(c *ProposedColumn, word string) string {
	meanings, is := value.Ambiguous(word)
	switch {
	case is && c.Field == "session.status":
		return " It may mean two things: " + meanings
	case typeOf(c.Field) == "score":
		return " Milepost can't read it as a result"
	}
	return ""
}

// choicesOf lists what an unknown word of a field may be.
func choicesOf(field string) []string {
	switch kind := typeOf(field); {
	case kind == "score":
		return resultWords()
	case kind == "yes/no":
		return []string{"yes", "no"}
	case isLanguage(field):
		return []string{"en", "es", "vi", "zh", "ar", "a code of ISO 639"}
	default:
		return strings.Split(kind, ", ")
	}
}

func isLanguage(field string) bool { return field == "client.language" || field == "contact.language" }

// unknownWords returns the words of a column that Milepost does not know, the
// most frequent first.
func (p *MappingProposal) unknownWords(c *ProposedColumn, k *columnLook) []countedWord {
	if !asksWords(c.Field) {
		return nil
	}
	counts := map[string]countedWord{}
	for text, rows := range k.values {
		word := value.FoldWord(text)
		if _, said := p.words[c.Field][word]; said || p.knows(c, k, text) {
			continue
		}
		w := counts[word]
		if w.word == "" || text < w.word {
			w.word = text
		}
		w.rows += rows
		counts[word] = w
	}
	all := make([]countedWord, 0, len(counts))
	for _, w := range counts {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b countedWord) int { return cmp.Or(b.rows-a.rows, strings.Compare(a.word, b.word)) })
	return all
}

// asksWords reports whether a field's words are asked about.
func asksWords(field string) bool {
	return slices.Contains(closedFields(), field) || isLanguage(field) || typeOf(field) == "score" || typeOf(field) == "yes/no" && field != "row.void"
}

// knows reports whether a cell of the column is read, as the rows are.
func (p *MappingProposal) knows(c *ProposedColumn, k *columnLook, text string) bool {
	switch {
	case c.Field == "session.status":
		ours, known := value.Word(c.Field, value.FoldWord(text))
		return known && ours != "" || k.isCode(text)
	case value.IsBlank(text):
		return true
	case isLanguage(c.Field):
		_, known := value.Language(text)
		return known
	case typeOf(c.Field) == "yes/no":
		_, known := value.YesNo(text)
		return known
	case typeOf(c.Field) == "score":
		_, missed := value.Attendance(text)
		_, _, bad := value.ScoreReader{Book: value.NewHelpBook(), Signs: k.signs}.Read(sheet.Cell{Text: text})
		return missed || bad == nil || bad.Code != "score.text"
	}
	_, known := value.Word(c.Field, value.FoldWord(text))
	return known
}

// isCode reports whether "A" stands beside a school's "P" for present.
func (k *columnLook) isCode(text string) bool {
	if !strings.EqualFold(strings.TrimSpace(text), "a") {
		return false
	}
	for other := range k.values {
		if strings.EqualFold(other, "P") {
			return true
		}
	}
	return false
}

// isHalf reports whether a column of results holds half of a pair of answers.
func (p *MappingProposal) isHalf(c *ProposedColumn, k *columnLook) bool {
	if len(k.values) > mostAnswers {
		return false
	}
	var texts []string
	for text := range k.values {
		if ours, ok := p.words[c.Field][value.FoldWord(text)]; ok {
			text = ours
		}
		texts = append(texts, text)
	}
	return value.Half(texts, value.NewHelpBook(), k.signs)
}

// isHalfStatus reports whether a column of attendance holds one word that
// Milepost knows beside one that it does not: the other half of "Held" may be
// every visit that was missed.
func (p *MappingProposal) isHalfStatus(c *ProposedColumn, k *columnLook, unknown []countedWord) bool {
	if len(unknown) != 1 || len(k.values) > mostAnswers {
		return false
	}
	known := map[string]bool{}
	for text := range k.values {
		word := value.FoldWord(text)
		if _, said := p.words[c.Field][word]; said || strings.TrimSpace(text) != "" && word != value.FoldWord(unknown[0].word) {
			known[word] = true
		}
	}
	return len(known) == 1
}

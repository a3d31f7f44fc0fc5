package ingest_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

func TestWordsOfAttendanceInSpanish(t *testing.T) {
	readStatusWords(t, map[string]string{
		record.Attended:      "Asistió|asistio|Vino|Presente|Llegó tarde|Sí|Realizada|ATENDIDO",
		record.NoShow:        "Faltó|Ausente|No vino|No asistió|Falta injustificada|Inasistencia",
		record.Cancelled:     "Canceló|Cancelada|Cancelado por la familia|Falta justificada|Cancelada por mamá|Niño enfermo",
		record.LateCancelled: "Cancelación tardía|Cancelada el mismo día",
		record.ClinicClosed:  "Feriado|Cancelado por la clínica|Terapeuta ausente|Sin clases|Canceló la terapeuta",
		record.Scheduled:     "Programada|Reprogramada|Pendiente",
		"?":                  "Enfermo|Tarde|Vacaciones|Morado|No",
	})
}

// TestOneTableOfAttendance checks that a word in place of a result never says
// another status than the same word in a status.
func TestOneTableOfAttendance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := []string{
			"Absent", "abs", "no-show", "N/S", "cx", "Canceled by parent", "therapist out", "holiday", "excused", "Absent (excused)", "Late cancel",
			"faltó", "cancelada por la clínica", "missed", "P", "sick", "away", "Present", "U", "4/5", "Min A", "snow day", "Client cancelled", "purple",
		}
		word := rapid.SampledFrom(words).Draw(t, "word")
		word = rapid.SampledFrom([]func(string) string{strings.ToUpper, strings.ToLower, strings.TrimSpace, func(s string) string { return " " + s + "." }}).Draw(t, "spelled")(word)
		inResult, isResult := value.Attendance(word)
		inStatus, isStatus := value.Word("session.status", value.FoldWord(word))
		if isResult && isStatus && inResult != inStatus {
			t.Fatalf("%q is %s in a result and %s in a status", word, inResult, inStatus)
		}
		if isResult && inResult == record.Attended {
			t.Fatalf("%q in a result says that the visit was held", word)
		}
	})
}

var rowsAsked = regexp.MustCompile(`\((\d+) rows?\)`)

// TestEveryWordOfAttendanceIsKnownOrAsked checks that each row's word is read,
// or counted in one question.
func TestEveryWordOfAttendanceIsKnownOrAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.SampledFrom([]string{"Attended", "No show", "Cancelled", "Asistió", "Late cancel", "Holiday"})
		odd := rapid.StringMatching(`[A-Z][a-z]{2,9}( [a-z]{3,6})?`)
		word := rapid.OneOf(known, known, rapid.SampledFrom([]string{"Snowed in", "snowed in", "Sick", "A", "Quarantine", "n/a"}), odd)
		var text strings.Builder
		text.WriteString("Client ID,Date,Status\n")
		words := append([]string{"Attended", "Attended", "Cancelled", "Attended", "No show"}, rapid.SliceOfN(word, 1, 40).Draw(t, "words")...)
		known4 := 0
		for i, w := range words {
			fmt.Fprintf(&text, "C-%d,2026-03-02,%s\n", i, w)
			if _, ok := value.Word("session.status", value.FoldWord(w)); ok {
				known4++
			}
		}
		p, err := ingest.ProposeMapping(t.Context(), sheet.File{Name: "own.csv", Data: strings.NewReader(text.String()), Size: int64(text.Len())}, ingest.LookOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Set("Status", "session.status"); err != nil {
			t.Fatal(err)
		}
		asked, seen := 0, map[string]bool{}
		for _, d := range p.Doubts() {
			if m := rowsAsked.FindStringSubmatch(d.Question); d.Column == "Status" && m != nil {
				n, _ := strconv.Atoi(m[1])
				asked += n
				if seen[d.Question] {
					t.Fatalf("asked twice: %s", d.Question)
				}
				seen[d.Question] = true
			}
		}
		if known4+asked != len(words) {
			t.Fatalf("%d words known, %d asked, of %d: %v", known4, asked, len(words), p.Doubts())
		}
	})
}

func TestHomeLanguageInWords(t *testing.T) {
	for word, want := range map[string]string{
		"Spanish": "es", "Español": "es", "spa": "es", "es-MX": "es-MX", "Vietnamese": "vi", "ESPAÑOL": "es", "English": "en", "Inglés": "en", "Haitian Creole": "ht",
		"Spanish (Mexico)": "es", "Mandarin": "zh", "Tiếng Việt": "vi", "EN": "en", "N/A": "", "English/Spanish": "?", "Elvish": "?", "other": "?",
	} {
		batch, report := readBytes(t, "roster.csv", []byte("Client ID,First Name,Last Name,DOB,Home Language\nC-1,Mia,Diaz,2019-05-14,"+word+"\n"), shippedOnce()...)
		if want == "?" {
			if len(report.Problems) != 1 || len(batch.Clients) != 1 || batch.Clients[0].Language != "" {
				t.Errorf("%q: %+v %v", word, batch.Clients, report.Problems)
			}
			continue
		}
		if len(batch.Clients) != 1 || batch.Clients[0].Language != want || len(report.Problems) > 0 {
			t.Errorf("%q is %+v, want %q (%v)", word, batch.Clients, want, report.Problems)
		}
	}
}

func TestNamesThatLookLikeBlanksOrMonths(t *testing.T) {
	for _, name := range []string{"None", "Na", "Nan", "Nil", "Null", "May", "June", "August", "Nd", "Two", "Absent", "Same"} {
		for _, columns := range []string{name + "," + name, name + ",Diaz", "Mia," + name} {
			batch, report := readBytes(t, "roster.csv", []byte("Client ID,First Name,Last Name,DOB\nC-1,"+columns+",2019-05-14\n"), shippedOnce()...)
			if len(batch.Clients) != 1 || batch.Clients[0].FirstName+","+batch.Clients[0].LastName != columns || len(report.Problems) > 0 {
				t.Errorf("%q: %+v %v", columns, batch.Clients, report.Problems)
			}
		}
		batch, report := readBytes(t, "roster.csv", []byte("Client ID,First Name,Last Name,Preferred Name,DOB\nC-1,"+name+",Diaz,"+name+",2019-05-14\n"), shippedOnce()...)
		if len(batch.Clients) != 1 || batch.Clients[0].Preferred != name || len(report.Problems) > 0 {
			t.Errorf("called %q: %+v %v", name, batch.Clients, report.Problems)
		}
	}
}

func TestAPreferredNameThatNamesNobody(t *testing.T) {
	for word, problems := range map[string]int{"same": 1, "undefined": 1, "Same as above": 1, "mismo": 1, "No": 1, "[object Object]": 1, "N/A": 0, "none": 0, "-": 0} {
		batch, report := readBytes(t, "roster.csv", []byte("Client ID,First Name,Last Name,Preferred Name,DOB\nC-1,Flo,Zeta,"+word+",2019-05-14\n"), shippedOnce()...)
		if len(batch.Clients) != 1 || batch.Clients[0].Preferred != "" || len(report.Problems) != problems {
			t.Errorf("%q: %+v %v", word, batch.Clients, report.Problems)
		}
	}
}

// TestHalfOfAPairIsNotTaken checks columns of answers of which only one side is
// known: the failures alone would be kept.
func TestHalfOfAPairIsNotTaken(t *testing.T) {
	const mapping = "needs: [Client ID, Date, Goal]\ngives: [sessions, data]\ncolumns: {Client ID: client.id, Date: session.day, Goal: goal.title, Score: point.score}\nalways: {session.status: attended}\n"
	for _, c := range []struct {
		rule, words, scores string
		points              int
		problems            int
	}{
		{"both known", "", "No|Sí|Sí", 3, 0},
		{"only No known", "", "No|Sim|Sim", 0, 3},
		{"the other half said", "words: {point.score: {sim: \"yes\"}}\n", "No|Sim|Sim", 3, 0},
		{"only Yes known", "", "Yes|Jamais", 0, 2},
		{"a remark among tries", "", "4/5|No|sleepy today", 2, 1},
		{"a day off", "", "No|absent|No", 2, 0},
	} {
		m, err := ingest.ParseMapping("own", []byte(mapping+c.words))
		if err != nil {
			t.Fatal(err)
		}
		text := "Client ID,Date,Goal,Score\n"
		for i, score := range strings.Split(c.scores, "|") {
			text += fmt.Sprintf("C-1,2026-03-%02d,Cut,%s\n", i+1, score)
		}
		batch, report := readBytes(t, "own.csv", []byte(text), m)
		if len(batch.DataPoints) != c.points || len(report.Problems) != c.problems {
			t.Errorf("%s: %+v %v", c.rule, batch.DataPoints, report.Problems)
		}
	}
}

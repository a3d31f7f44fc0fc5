package value

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"milepost/record"
)

// wordPlace is where a word of attendance has its meaning.
type wordPlace byte

// A word may say something else, or nothing for sure, in one of the two places.
const (
	anywhere   wordPlace = iota
	statusOnly           // in a result "P" or "missed" may be something else
	resultOnly           // beside a result "sick" is the client, in a status maybe the therapist
)

// statusOf is the one table of words that exports write for what became of a
// visit, in a status or in place of a result, as statusKey spells them: lower
// case, no signs and accents, American spelling. Words of SimplePractice, WebPT,
// Jane, TheraNest, Raintree, PowerSchool and of FHIR Encounter and Appointment,
// and those that therapists type themselves, in English and Spanish (ADR 137, 143).
func statusOf(key string) (status string, place wordPlace) {
	switch key {
	case "attended", "show", "showed", "shown", "arrived", "arrived late", "late arrival", "arrived tardy", "late show", "completed late", "attended late", "present late", "seen late", "kept late", "came late", "tardy", "t", "p",
		"completed", "complete", "session completed", "visit completed", "checked in", "checked out", "check in", "check out",
		"kept", "present", "pres", "here", "held", "finished", "fulfilled", "done", "seen", "treated", "billed", "unbilled", "signed", "in progress",
		"provided", "service provided", "services provided", "served", "delivered", "service delivered", "services delivered", "session held", "visit held",
		"left early", "partial", "partial session", "makeup", "make up", "makeup completed", "make up completed", "makeup session",
		"make up session", "makeup held", "make up held", "makeup attended", "present makeup", "present tardy", "yes", "y",
		"asistio", "vino", "presente", "llego", "llego tarde", "asistencia", "atendido", "atendida", "realizado", "realizada", "completado", "completada",
		"cumplido", "cumplida", "se presento", "acudio", "si", "estuvo", "terminada", "terminado", "finalizada", "finalizado":
		return record.Attended, statusOnly
	case "cx", "cxl", "canc", "cancel", "canceled", "excused", "excused absence", "absent excused", "client sick", "patient sick", "child sick",
		"student sick", "child ill", "family vacation", "client vacation", "patient vacation", "home sick",
		"cancelado", "cancelada", "cancelo", "falta justificada", "ausencia justificada", "ausente justificado", "justificado", "justificada",
		"abs e", "abs ex", "abs exc", "abs excused", "excused abs", "nino enfermo", "nina enferma", "paciente enfermo", "paciente enferma", "excusado", "excusada":
		return record.Cancelled, anywhere
	case "cxld", "cncl", "ea", "e", "parent call", "called out":
		return record.Cancelled, statusOnly
	case "sick", "ill", "out sick", "sick day", "vacation", "enfermo", "enferma", "vacaciones":
		return record.Cancelled, resultOnly
	case "late canceled", "late cancel", "late cancellation", "canceled late", "late cx", "cx late", "same day cancel", "same day canceled",
		"same day cancellation", "canceled same day", "short notice cancel", "cancelacion tardia", "cancelada tarde", "cancelado tarde", "cancelo tarde":
		return record.LateCancelled, anywhere
	case "lc", "lcx":
		return record.LateCancelled, statusOnly
	case "no show", "noshow", "ns", "n s", "did not attend", "did not show", "did not arrive", "absent", "abs", "unexcused", "absent unexcused",
		"unexcused absence", "no call no show", "ncns", "client absent", "patient absent", "student absent", "child absent", "not present", "not here",
		"abs u", "abs un", "abs unexc", "abs unexcused", "unexcused abs", "did not come", "no one home", "nobody home", "not home", "family not home",
		"missed visit", "missed session", "ausente", "falto", "falta", "inasistencia", "no vino", "no asistio", "no se presento",
		"no llego", "no acudio", "injustificado", "injustificada", "falta injustificada", "ausencia injustificada", "ausencia":
		return record.NoShow, anywhere
	case "missed", "dna", "dns", "ua", "u", "no call":
		return record.NoShow, statusOnly
	case "away":
		return record.NoShow, resultOnly
	case "clinic closed", "office closed", "holiday", "clinic holiday", "school closed", "school holiday", "no school", "school break", "snow day",
		"weather", "inclement weather", "weather closure", "therapist absent", "provider absent", "clinician absent", "therapist sick",
		"provider sick", "clinician sick", "therapist ill", "therapist out", "provider out", "therapist unavailable", "provider unavailable",
		"clinician unavailable", "no therapist", "staff absent", "ot out", "ot absent", "ot sick",
		"feriado", "dia feriado", "festivo", "dia festivo", "clinica cerrada", "escuela cerrada", "sin clases", "no hay clases", "no hubo clases",
		"mal tiempo", "nieve", "terapeuta ausente", "terapeuta enferma", "terapeuta enfermo", "sin terapeuta":
		return record.ClinicClosed, anywhere
	case "closed", "closure", "cerrado", "cerrada":
		return record.ClinicClosed, statusOnly
	case "scheduled", "booked", "planned", "pending", "upcoming", "confirmed", "unconfirmed", "not started", "rescheduled", "moved",
		"programado", "programada", "agendado", "agendada", "pendiente", "confirmado", "confirmada", "reprogramado", "reprogramada", "planificada":
		return record.Scheduled, statusOnly
	}
	return "", anywhere
}

// Ambiguous says which two things a status word may mean: nobody but the clinic
// knows.
func Ambiguous(word string) (meanings string, is bool) {
	switch statusKey(word) {
	case "a":
		return "absent or attended", true
	case "c":
		return "canceled or completed", true
	case "l":
		return "late or late cancellation", true
	case "late":
		return "came late or canceled late", true
	case "n", "no", "not held":
		return "not held, and not by whom", true
	case "m":
		return "missed or made up", true
	case "x":
		return "held or missed", true
	case "r":
		return "rescheduled or refused", true
	case "refused":
		return "refused a task or the visit", true
	case "sick", "ill", "unavailable", "out sick", "sick day", "enfermo", "enferma", "enfermedad":
		return "the child or the therapist", true
	case "vacation", "vacaciones":
		return "the family or the therapist", true
	case "tarde":
		return "came late or canceled late", true
	case "no session", "sin sesion", "suspendida", "suspendido":
		return "the family or the clinic", true
	}
	return "", false
}

// canceling is what one word says in a status that is made of several: "Cx by
// family", "Provider canceled", "Client canceled <24h". "": the word has no
// place there.
func canceling(word string) string {
	switch word {
	case "canceled", "cancel", "cancellation", "cancelation", "canc", "cx", "cxl", "cxld", "cncl", "rescheduled", "reschedule",
		"cancelo", "cancelado", "cancelada", "cancelacion":
		return "act"
	case "family", "client", "clients", "patient", "patients", "pt", "parent", "parents", "mom", "mother", "dad", "father",
		"caregiver", "guardian", "student", "child",
		"familia", "padre", "padres", "madre", "mama", "papa", "paciente", "cliente", "alumno", "alumna", "estudiante", "nino", "nina":
		return "family"
	case "clinic", "provider", "therapist", "clinician", "practitioner", "practice", "office", "staff", "center", "facility",
		"school", "teacher", "clinica", "terapeuta", "proveedor", "consultorio", "centro", "escuela", "maestra", "maestro":
		return "clinic"
	case "late", "same", "<24", "<24h", "<24hr", "<24hrs", "<48", "<48h", "<48hr", "<48hrs",
		"tarde", "tardia", "mismo":
		return "late"
	case "by", "the", "day", "visit", "appointment", "appt", "session", ">24", ">24h", ">24hr", ">24hrs", ">48h", "h", "hr", "hrs", "hours", "notice",
		"in", "advance", "with", "por", "el", "la", "los", "las", "de", "del", "dia", "cita", "sesion":
		return "filler"
	}
	return ""
}

// statusKey spells a status word as the table does.
func statusKey(word string) string {
	word = strings.Map(WithoutAccent, strings.ToLower(Normal(word)))
	for _, spelled := range [][2]string{
		{"cancelled", "canceled"}, {"'", ""}, {"’", ""}, {"less than ", "<"}, {"within ", "<"}, {"more than ", ">"}, {"< ", "<"}, {"> ", ">"},
	} {
		word = strings.ReplaceAll(word, spelled[0], spelled[1])
	}
	return strings.Join(strings.FieldsFunc(word, func(r rune) bool {
		return r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '<' && r != '>'
	}), " ")
}

// longestStatus is the length of the longest text that is looked up.
const longestStatus = 60

// WithoutAccent writes a small letter of Spanish without its accent; people
// leave it out half of the time.
func WithoutAccent(r rune) rune {
	switch r {
	case 'á', 'à':
		return 'a'
	case 'é', 'è':
		return 'e'
	case 'í', 'ì':
		return 'i'
	case 'ó', 'ò':
		return 'o'
	case 'ú', 'ü':
		return 'u'
	case 'ñ':
		return 'n'
	}
	return r
}

// statusWord reads whether a session was held. A word that is not in the
// table, or may mean two things, is not known.
func statusWord(word string) (string, bool) {
	if len(word) > longestStatus || !strings.ContainsFunc(word, unicode.IsLetter) {
		return "", false
	}
	key := statusKey(word)
	if status, place := statusOf(key); status != "" && place != resultOnly {
		return status, true
	}
	return canceledBy(key)
}

// Attendance reads what people write in a cell for a result when the client did
// not come, or there was no session: "abs", "NS", "cx - sick". False: it says
// nothing of attendance, or something of a visit that was held.
func Attendance(text string) (status string, ok bool) {
	if text = strings.TrimSpace(text); text == "" || text[0] < 'A' || len(text) > longestStatus {
		return "", false // most results begin with a digit or a sign
	}
	head := text
	if at := strings.IndexAny(text, "(,:;"); at > 0 {
		head = text[:at]
	}
	head, _, _ = strings.Cut(head, " - ")
	for _, key := range []string{statusKey(text), statusKey(head)} {
		status, place := statusOf(key)
		if status == "" {
			status, _ = canceledBy(key)
		}
		if status != "" && place != statusOnly {
			return status, true
		}
	}
	return "", false
}

// canceledBy reads a cancellation that is made of words: who, and how late. One
// that names both sides, or anything else beside, is not known.
func canceledBy(key string) (string, bool) {
	said := map[string]bool{}
	for _, w := range strings.Fields(key) {
		said[canceling(w)] = true
	}
	switch {
	case said[""] || !said["act"] || said["family"] && said["clinic"]:
		return "", false
	case said["clinic"]:
		return record.ClinicClosed, true
	case said["late"]:
		return record.LateCancelled, true
	}
	return record.Cancelled, true
}

package value_test

import (
	"testing"

	"milepost/ingest/value"
)

// TestHelpIsReadInSpanish: each level means what its English word means, with and
// without accents and "ayuda".
func TestHelpIsReadInSpanish(t *testing.T) {
	book := value.NewHelpBook()
	for spanish, english := range map[string]string{
		"Ayuda máxima": "Max A", "ayuda maxima": "Max A", "Máxima": "Max A", "Ayuda moderada": "Mod A", "Asistencia mínima": "Min A",
		"Supervisión": "Supervision", "Independiente": "Independent", "Sin ayuda": "Independent", "Independencia modificada": "Mod I",
		"Apoyo verbal": "Verbal", "Pistas verbales": "Verbal cues", "Mano sobre mano": "HOH", "Ayuda física parcial": "Partial physical",
		"Indicación gestual": "Gestural", "Dependiente": "Dependent", "Ayuda total": "Total A", "2 pistas verbales": "2 VC",
	} {
		got, ok := book.Read(spanish)
		want, known := book.Read(english)
		if !ok || !known || got.Help.Ladder != want.Help.Ladder || got.Help.Level != want.Help.Level || got.Help.Count != want.Help.Count {
			t.Errorf("%q is %+v (%v), want %q: %+v", spanish, got.Help, ok, english, want.Help)
		}
	}
	for _, text := range []string{"Ayuda", "con", "máxima felicidad", "solo los lunes"} {
		if got, ok := book.Read(text); ok {
			t.Errorf("%q is %+v", text, got.Help)
		}
	}
}

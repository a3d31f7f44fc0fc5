package value

import (
	"regexp"

	"milepost/record"
)

// spanishRungs lists the words for levels of help in Spanish, without accents and
// without "ayuda", "asistencia" and "pistas".
//
// Source: the levels of rungs, as bilingual clinics in the United States and
// clinics in Latin America write them.
func spanishRungs() []rung {
	a, p := record.AssistLadder, record.PromptLadder
	return []rung{
		{a, 8, []string{"independiente", "independencia", "sin ayuda", "sin apoyo", "ninguna", "solo", "sola", "por si solo", "por si sola"}},
		{a, 7, []string{"independencia modificada", "independiente modificado", "independiente modificada", "independiente con adaptaciones"}},
		{a, 6, []string{"supervision", "supervisado", "supervisada", "bajo supervision", "con supervision"}},
		{a, 5, []string{"supervision cercana", "vigilancia", "adulto cerca"}},
		{a, 4, []string{"contacto", "guarda de contacto", "contacto de seguridad"}},
		{a, 3, []string{"minima", "minimo"}},
		{a, 2, []string{"moderada", "moderado"}},
		{a, 1, []string{"maxima", "maximo"}},
		{a, 0, []string{"dependiente", "dependencia", "dependencia total"}},
		{p, 0, []string{"mano sobre mano", "fisica total"}},
		{p, 1, []string{"fisica parcial", "fisica"}},
		{p, 2, []string{"tactil", "tactiles"}},
		{p, 3, []string{"modelado", "modelo", "demostracion"}},
		{p, 4, []string{"gestual", "gestuales", "gesto", "gestos"}},
		{p, 5, []string{"visuales", "visual"}},
		{p, 6, []string{"verbales"}},
		{p, 7, []string{"verbal indirecta", "verbales indirectas"}},
	}
}

// helpHead is what stands before a level in Spanish, where English has it behind.
var helpHead = regexp.MustCompile(`^(?:ayuda|asistencia|apoyo|pistas?|claves?|indicacion(?:es)?|nivel de ayuda|con) (?:de )?`)

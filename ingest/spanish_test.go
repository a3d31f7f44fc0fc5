package ingest_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// TestSpanishHeadersAreKnown, with and without accents, however numbers are
// abbreviated.
func TestSpanishHeadersAreKnown(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{
			"Expediente,Apellidos,Nombres,Fecha de nacimiento,Objetivo Nº,Descripción del objetivo,Línea de base,Criterio de logro\n" +
				"E-1,Sosa,Bruno,14/03/2018,1,Bruno cortará por una línea.,1/5,3 sesiones seguidas\nE-2,Rivas,Carla,02/11/2019,1,Carla cortará por una línea.,2/5,3 sesiones seguidas\n",
			"Expediente=client.id, Apellidos=client.last, Nombres=client.first, Fecha de nacimiento=client.birth, Objetivo Nº=goal.id, " +
				"Descripción del objetivo=goal.text, Línea de base=goal.baseline, Criterio de logro=goal.criterion",
		},
		{
			"Matricula,Fecha de atencion,Asistencia,Numero de meta,Aciertos,Intentos,Observaciones\n" +
				"M-7,8/9/2026,Vino,1,3,5,Trabajó bien en la mesa y con ganas.\nM-7,15/9/2026,Faltó,,,,Enfermo en su casa desde el lunes.\n",
			"Matricula=client.id, Fecha de atencion=session.day, Asistencia=session.status, Numero de meta=goal.id, Aciertos=point.ok, Intentos=point.of, Observaciones=session.note",
		},
		{
			"Paciente,Nombre de la maestra,Nombre\nP-1,Ana Paz,Bruno Sosa\nP-2,Ana Paz,Carla Rivas\n", "",
		},
	} {
		got := fieldsOf(proposed(t, "a.csv", []byte(test.data)))
		if test.want != "" && got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
		if strings.Contains(got, "maestra=client") {
			t.Errorf("the teacher's name is taken for the client's: %s", got)
		}
	}
}

// TestTheSpanishCaseIsRead without a word of help.
func TestTheSpanishCaseIsRead(t *testing.T) {
	for name, want := range map[string]string{
		"metas.csv": "Legajo=client.id, Nombre=client.first, Apellido=client.last, Nacimiento=client.birth, Meta n.º=goal.id, " +
			"Meta=goal.text, Nivel inicial=goal.baseline, Fecha inicial=goal.baseline_date, Objetivo final=goal.target",
		"registro.csv": "Legajo=client.id, Día=session.day, Presente=session.status, Meta n.º=goal.id, Resultado=point.score",
	} {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(shared(t, "")), "cases", "exports", "23-other-language", name))
		if err != nil {
			t.Fatal(err)
		}
		p := proposed(t, name, data)
		if got := fieldsOf(p); got != want || p.Header != 1 {
			t.Errorf("%s: header in row %d, %s\nwant %s", name, p.Header, got, want)
		}
	}
}

// TestIDsOfDistrictsAreKnown by their usual headers, however they are written.
func TestIDsOfDistrictsAreKnown(t *testing.T) {
	headers := map[string]string{
		"SEIS ID": "client.other_id", "SSID": "client.other_id", "SASID": "client.other_id", "State Student ID": "client.other_id",
		"Student Number": "client.id", "Student No.": "client.id", "Student #": "client.id", "District Student ID": "client.id",
		"Perm ID": "client.id", "Pupil Number": "client.id", "LASID": "client.id", "Local Student ID": "client.id",
	}
	rapid.Check(t, func(rt *rapid.T) {
		header := rapid.SampledFrom(slices.Sorted(maps.Keys(headers))).Draw(rt, "header")
		written := rapid.SampledFrom([]func(string) string{
			strings.ToUpper, strings.ToLower, strings.TrimSpace,
			func(s string) string { return strings.ReplaceAll(s, " ", "_") },
			func(s string) string {
				return strings.Map(func(r rune) rune { return map[bool]rune{true: -1, false: r}[unicode.IsSpace(r)] }, s)
			},
		}).Draw(rt, "written")(header)
		data := written + ",First Name,Last Name,DOB\n1234567,Bruno,Sosa,2018-03-14\n7654321,Carla,Rivas,2019-11-02\n"
		got := fieldsOf(proposed(t, "a.csv", []byte(data)))
		if !strings.HasPrefix(got, written+"="+headers[header]+",") {
			rt.Fatalf("got %s, want %s", got, headers[header])
		}
	})
}

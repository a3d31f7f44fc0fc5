package ingest

import "strings"

// spanishSynonyms lists headers in Spanish by field, without accents.
//
// Source: exports and clinic sheets from Argentina, Mexico, Puerto Rico and
// bilingual clinics in the United States.
func spanishSynonyms() []synonym {
	list := func(field, headers string) synonym { return synonym{field, strings.Split(headers, "|")} }
	return []synonym{
		list("client.id", "legajo|n de legajo|nro de legajo|numero de legajo|matricula|expediente|n de expediente|numero de expediente|historia clinica|numero de historia clinica|"+
			"id del paciente|id paciente|numero de paciente|id del alumno|numero de alumno|numero de estudiante|id del cliente|numero de cliente|folio"),
		list("client.name", "nombre completo|nombre y apellido|nombres y apellidos|apellido y nombre|apellidos y nombres|paciente|nombre del paciente|nombre del alumno|nombre del nino|alumno|alumna|estudiante|nino|nina|nino o nina|nino a|nino nina|alumno a|alumno o alumna|nombre de la nina|nombre del estudiante|nombre"),
		list("client.first", "nombre|nombres|primer nombre|nombre de pila"),
		list("client.middle", "segundo nombre"),
		list("client.last", "apellido|apellidos|primer apellido"),
		list("client.preferred", "apodo|nombre preferido|le dicen|sobrenombre"),
		list("client.birth", "nacimiento|fecha de nacimiento|fecha nacimiento|fec nac|f nac|fecha nac|f nacimiento"),
		list("client.pronouns", "pronombres|pronombre"),
		list("client.language", "idioma|idioma del hogar|lengua materna|lengua del hogar|idioma de la familia|idioma preferido"),
		list("client.start_of_care", "fecha de ingreso|fecha de admision|inicio de tratamiento|inicio del tratamiento"),
		list("client.discharged", "fecha de alta|fecha de egreso"),
		list("contact.name", "madre|padre|nombre de la madre|nombre del padre|tutor|tutora|responsable|encargado|encargada|apoderado|nombre del tutor|contacto"),
		list("contact.relationship", "parentesco|relacion"),
		list("contact.phone", "telefono|celular|telefono de contacto"),
		list("contact.email", "correo|correo electronico"),
		list("goal.id", "meta n|meta no|meta nro|meta num|meta numero|meta #|n de meta|numero de meta|id de meta|id de la meta|codigo de meta|objetivo n|objetivo no|objetivo nro|objetivo #|numero de objetivo|id del objetivo"),
		list("goal.title", "meta|objetivo|nombre de la meta|titulo de la meta"),
		list("goal.text", "meta|texto de la meta|descripcion de la meta|meta anual|objetivo|objetivo anual|descripcion del objetivo"),
		list("goal.state", "estado de la meta|estado del objetivo|estado"),
		list("goal.start", "fecha inicial|fecha de inicio|inicio de la meta|fecha de inicio de la meta"),
		list("goal.baseline", "nivel inicial|linea de base|linea base|valor inicial|nivel de base"),
		list("goal.baseline_date", "fecha inicial|fecha de la linea de base|fecha del nivel inicial"),
		list("goal.target", "objetivo final|nivel final|nivel esperado|nivel meta|valor esperado|objetivo"),
		list("goal.target_date", "fecha limite|fecha prevista|fecha de termino|fecha de vencimiento|fecha de logro esperada|fecha meta|fecha objetivo|fecha esperada|fecha final"),
		list("goal.criterion", "criterio|criterio de logro|criterios"),
		list("session.id", "id de sesion|numero de sesion|id de la visita|id de la cita"),
		list("session.day", "dia|fecha|fecha de sesion|fecha de la sesion|fecha de atencion|fecha de servicio|fecha de la visita|fecha de la cita"),
		list("session.start", "hora|hora de inicio|hora inicio"),
		list("session.end", "hora de fin|hora fin|hora de termino|hora final"),
		list("session.minutes", "minutos|duracion|duracion en minutos"),
		list("session.status", "presente|asistencia|asistio|estado|estado de la cita|estado de la sesion"),
		list("session.reason", "motivo|motivo de ausencia|motivo de la ausencia|motivo de cancelacion"),
		list("session.place", "lugar|sitio"),
		list("session.therapist", "terapeuta|profesional|id del terapeuta"),
		list("session.note", "nota|notas|observaciones|comentario|comentarios|nota de sesion|notas de la sesion|evolucion"),
		list("point.score", "resultado|resultados|puntaje|puntuacion|logro|desempeno|rendimiento|nivel"),
		list("point.percent", "porcentaje|% de aciertos|porcentaje de aciertos"),
		list("point.ok", "aciertos|correctos|correctas|respuestas correctas"),
		list("point.of", "intentos|oportunidades|ensayos|total de intentos"),
		list("point.wrong", "errores|incorrectos|incorrectas|respuestas incorrectas"),
		list("point.help", "ayuda|nivel de ayuda|apoyo|nivel de apoyo|asistencia requerida"),
		list("parent.says", "comentario de los padres|comentarios de los padres|comentario de la familia|comentarios de la familia"),
	}
}

package report

import (
	"maps"
	"reflect"
	"slices"

	"milepost/language"
	"milepost/templates"
)

// CheckForm reads a template as Compose would. An error names file, line and
// what is wrong.
func CheckForm(form templates.Template, l *language.Language) error {
	c := &composer{in: Input{Language: l}}
	_, err := templates.Parse(form.Name, form.Source, c.functions())
	return err
}

// FormFunctions lists the functions that a template may call, sorted.
func FormFunctions(l *language.Language) []string {
	c := &composer{in: Input{Language: l}}
	all := templates.Functions()
	maps.Copy(all, c.functions())
	return slices.Sorted(maps.Keys(all))
}

// FormFields lists what a template may ask of a report, a goal or a step
// behind a dot, sorted.
func FormFields() []string {
	names := map[string]bool{}
	for _, t := range []reflect.Type{reflect.TypeFor[*whole](), reflect.TypeFor[*goal](), reflect.TypeFor[*step]()} {
		for i := range t.NumMethod() {
			names[t.Method(i).Name] = true
		}
		for _, f := range reflect.VisibleFields(t.Elem()) {
			if f.IsExported() {
				names[f.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

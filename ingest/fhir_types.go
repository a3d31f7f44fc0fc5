package ingest

import (
	"encoding/json"
	"strconv"
	"strings"
)

// The few fields of FHIR resources that are read, R4 and R5. What is not
// listed here, narrative and most identifiers among it, is never kept.

type fhirCoding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

type fhirConcept struct {
	Coding []fhirCoding `json:"coding"`
	Text   string       `json:"text"`
}

// words returns the concept as a person reads it.
func (c *fhirConcept) words() string {
	if c == nil {
		return ""
	}
	if c.Text != "" {
		return c.Text
	}
	for _, coding := range c.Coding {
		if coding.Display != "" {
			return coding.Display
		}
	}
	return ""
}

// first returns the first code of the concept.
func (c *fhirConcept) first() string {
	if c == nil || len(c.Coding) == 0 {
		return ""
	}
	return c.Coding[0].Code
}

type fhirReference struct {
	Reference string `json:"reference"`
	Display   string `json:"display"`
}

// fhirOutcome is a reference (R4) or a concept-or-reference (R5).
type fhirOutcome struct {
	Reference json.RawMessage `json:"reference"`
}

// target returns the reference, whichever way it is written.
func (o fhirOutcome) target() fhirReference {
	var text string
	if json.Unmarshal(o.Reference, &text) == nil {
		return fhirReference{Reference: text}
	}
	var nested fhirReference
	if json.Unmarshal(o.Reference, &nested) != nil {
		return fhirReference{}
	}
	return nested
}

type fhirQuantity struct {
	Value      json.Number `json:"value"`
	Comparator string      `json:"comparator"`
	Unit       string      `json:"unit"`
	Code       string      `json:"code"`
}

// number returns the quantity's number as it was written.
func (q *fhirQuantity) number() string {
	if q == nil {
		return ""
	}
	text := q.Value.String()
	if strings.ContainsAny(text, "eE") {
		n, err := q.Value.Float64()
		if err != nil {
			return ""
		}
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return text
}

type fhirRange struct {
	Low  *fhirQuantity `json:"low"`
	High *fhirQuantity `json:"high"`
}

type fhirRatio struct {
	Numerator   *fhirQuantity `json:"numerator"`
	Denominator *fhirQuantity `json:"denominator"`
}

type fhirPeriod struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type fhirExtension struct {
	URL            string          `json:"url"`
	Extension      []fhirExtension `json:"extension"`
	ValueString    string          `json:"valueString"`
	ValueCoding    *fhirCoding     `json:"valueCoding"`
	ValueConcept   *fhirConcept    `json:"valueCodeableConcept"`
	ValueReference *fhirReference  `json:"valueReference"`
}

// fhirHead is what every resource has.
type fhirHead struct {
	ResourceType string   `json:"resourceType"`
	ID           string   `json:"id"`
	Meta         fhirMeta `json:"meta"`
}

// fhirMeta says of which version a resource is.
type fhirMeta struct{ LastUpdated string }

type fhirIdentifier struct {
	Type   *fhirConcept `json:"type"`
	System string       `json:"system"`
	Value  string       `json:"value"`
}

type fhirName struct {
	Use    string   `json:"use"`
	Family string   `json:"family"`
	Given  []string `json:"given"`
	Text   string   `json:"text"`
}

type fhirTelecom struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type fhirPatient struct {
	fhirHead
	Extension     []fhirExtension  `json:"extension"`
	Identifier    []fhirIdentifier `json:"identifier"`
	Name          []fhirName       `json:"name"`
	BirthDate     string           `json:"birthDate"`
	Communication []struct {
		Language  *fhirConcept `json:"language"`
		Preferred bool         `json:"preferred"`
	} `json:"communication"`
	Contact []struct {
		Relationship []fhirConcept `json:"relationship"`
		Name         *fhirName     `json:"name"`
		Telecom      []fhirTelecom `json:"telecom"`
	} `json:"contact"`
}

type fhirTarget struct {
	ID             string        `json:"id"`
	Measure        *fhirConcept  `json:"measure"`
	DetailQuantity *fhirQuantity `json:"detailQuantity"`
	DetailRange    *fhirRange    `json:"detailRange"`
	DetailConcept  *fhirConcept  `json:"detailCodeableConcept"`
	DetailString   string        `json:"detailString"`
	DetailBoolean  *bool         `json:"detailBoolean"`
	DetailInteger  *json.Number  `json:"detailInteger"`
	DetailRatio    *fhirRatio    `json:"detailRatio"`
	DueDate        string        `json:"dueDate"`
	DueDuration    *fhirQuantity `json:"dueDuration"`
}

type fhirGoal struct {
	fhirHead
	Extension         []fhirExtension `json:"extension"`
	LifecycleStatus   string          `json:"lifecycleStatus"`
	AchievementStatus *fhirConcept    `json:"achievementStatus"`
	Description       *fhirConcept    `json:"description"`
	Subject           *fhirReference  `json:"subject"`
	StartDate         string          `json:"startDate"`
	StatusDate        string          `json:"statusDate"`
	Target            []fhirTarget    `json:"target"`
	OutcomeReference  []fhirReference `json:"outcomeReference"` // R4
	Outcome           []fhirOutcome   `json:"outcome"`          // R5
}

// fhirValue is the value of an observation or of one of its components.
type fhirValue struct {
	Quantity *fhirQuantity `json:"valueQuantity"`
	Concept  *fhirConcept  `json:"valueCodeableConcept"`
	String   string        `json:"valueString"`
	Boolean  *bool         `json:"valueBoolean"`
	Integer  *json.Number  `json:"valueInteger"`
	Ratio    *fhirRatio    `json:"valueRatio"`
}

type fhirObservation struct {
	fhirHead
	fhirValue
	Extension         []fhirExtension `json:"extension"`
	Status            string          `json:"status"`
	Code              *fhirConcept    `json:"code"`
	Subject           *fhirReference  `json:"subject"`
	Focus             []fhirReference `json:"focus"`
	EffectiveDateTime string          `json:"effectiveDateTime"`
	EffectivePeriod   *fhirPeriod     `json:"effectivePeriod"`
	EffectiveInstant  string          `json:"effectiveInstant"`
	Performer         []fhirReference `json:"performer"`
	Component         []struct {
		fhirValue
		Code *fhirConcept `json:"code"`
	} `json:"component"`
}

// fhirClasses is one coding (R4) or a list of concepts (R5).
type fhirClasses []string

// UnmarshalJSON reads either form.
func (c *fhirClasses) UnmarshalJSON(text []byte) error {
	var one fhirCoding
	if json.Unmarshal(text, &one) == nil {
		*c = fhirClasses{one.Code}
		return nil
	}
	var many []fhirConcept
	if err := json.Unmarshal(text, &many); err != nil {
		return err
	}
	for _, concept := range many {
		*c = append(*c, concept.first())
	}
	return nil
}

type fhirEncounter struct {
	fhirHead
	Status       string         `json:"status"`
	Class        fhirClasses    `json:"class"`
	Type         []fhirConcept  `json:"type"`
	ServiceType  fhirServices   `json:"serviceType"`
	Subject      *fhirReference `json:"subject"`
	Period       *fhirPeriod    `json:"period"`       // R4
	ActualPeriod *fhirPeriod    `json:"actualPeriod"` // R5
	Participant  []struct {
		Individual *fhirReference `json:"individual"` // R4
		Actor      *fhirReference `json:"actor"`      // R5
	} `json:"participant"`
}

// fhirServices is one concept (R4) or a list of concept-or-references (R5).
type fhirServices []fhirConcept

// UnmarshalJSON reads either form.
func (s *fhirServices) UnmarshalJSON(text []byte) error {
	var one fhirConcept
	if json.Unmarshal(text, &one) == nil {
		*s = fhirServices{one}
		return nil
	}
	var many []struct {
		Concept fhirConcept `json:"concept"`
	}
	if err := json.Unmarshal(text, &many); err != nil {
		return err
	}
	for _, m := range many {
		*s = append(*s, m.Concept)
	}
	return nil
}

// fhirEntry is one entry of a Bundle.
type fhirEntry struct {
	FullURL  string          `json:"fullUrl"`
	Resource json.RawMessage `json:"resource"`
}

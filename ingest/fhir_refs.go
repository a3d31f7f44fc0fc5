package ingest

import (
	"encoding/json"
	"net/url"
	"strings"
)

// addresses finds the resources of one Bundle by their local addresses:
// fullUrl, and Patient?identifier=SYSTEM|VALUE.
type addresses map[string]fhirHead

// learn keeps the addresses of an entry that its type and id do not tell.
func (a addresses) learn(entry fhirEntry) {
	var r struct {
		fhirHead
		Identifier json.RawMessage `json:"identifier"`
	}
	if json.Unmarshal(entry.Resource, &r) != nil || r.ResourceType == "" {
		return
	}
	if r.ID == "" {
		r.ID = lastPart(entry.FullURL)
	}
	if entry.FullURL != "" && !strings.HasSuffix(entry.FullURL, "/"+r.ResourceType+"/"+r.ID) {
		a[entry.FullURL] = r.fhirHead
	}
	if r.ResourceType != "Patient" {
		return
	}
	var identifiers []fhirIdentifier
	if json.Unmarshal(r.Identifier, &identifiers) != nil {
		return
	}
	for _, id := range identifiers {
		if !isPrivate(id) && id.Value != "" {
			a["Patient?identifier="+id.System+"|"+id.Value] = r.fhirHead
		}
	}
}

// find returns type and id of the resource with the address; both are empty
// where it is not known.
func (a addresses) find(address string) (kind, id string) {
	if head, ok := a[address]; ok {
		return head.ResourceType, head.ID
	}
	return "", ""
}

// resolve returns type and id of what a reference names: relative, absolute,
// urn:uuid or conditional. A conditional one that is not in the Bundle names a
// resource by the value of its identifier.
func (a addresses) resolve(ref *fhirReference) (kind, id string) {
	if ref == nil || ref.Reference == "" || strings.HasPrefix(ref.Reference, "#") {
		return "", ""
	}
	text := ref.Reference
	if kind, id := a.find(text); id != "" {
		return kind, id
	}
	if kind, query, ok := strings.Cut(text, "?"); ok {
		return a.conditional(kind, query)
	}
	if strings.HasPrefix(text, "urn:") {
		return "", lastPart(text)
	}
	text, _, _ = strings.Cut(text, "/_history/")
	parts := strings.Split(text, "/")
	if len(parts) < 2 {
		return "", ""
	}
	return parts[len(parts)-2], parts[len(parts)-1]
}

func (a addresses) conditional(kind, query string) (string, string) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", ""
	}
	identifier := values.Get("identifier")
	if found, id := a.find(kind + "?identifier=" + identifier); id != "" {
		return found, id
	}
	_, value, ok := strings.Cut(identifier, "|")
	if !ok {
		value = identifier
	}
	return kind, value
}

// lastPart returns what follows the last '/' or ':' of an address.
func lastPart(address string) string {
	return address[strings.LastIndexAny(address, "/:")+1:]
}

// client returns the id of the patient whom a reference names. False: it names
// none.
func (a addresses) client(ref *fhirReference) (string, bool) {
	kind, id := a.resolve(ref)
	return id, id != "" && (kind == "Patient" || kind == "")
}

// therapist returns the id of the member of staff whom a reference names.
func (a addresses) therapist(ref *fhirReference) string {
	if kind, id := a.resolve(ref); kind == "Practitioner" || kind == "PractitionerRole" {
		return id
	}
	return ""
}

// isPrivate reports whether an identifier is none of the clinic's business:
// social security, driver's licence, passport, tax and insurance numbers.
//
// Source: HL7 table 0203.
func isPrivate(id fhirIdentifier) bool {
	switch id.Type.first() {
	case "SS", "SB", "DL", "PPN", "TAX", "NI", "NIIP", "MA", "MC", "MB":
		return true
	}
	low := strings.ToLower(id.System)
	return strings.Contains(low, "us-ssn") || strings.Contains(low, "2.16.840.1.113883.4.1") || strings.Contains(low, "passport") ||
		strings.Contains(low, "2.16.840.1.113883.4.3.")
}

package caseload

import (
	"fmt"
	"strings"
)

// Text is the certificate as it is printed. It names nobody.
func (c Certificate) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Certificate of destruction\n\nClient          %s\nDay             %s\nBy              %s\n", c.Client, c.Day, c.By)
	if c.Reason != "" {
		fmt.Fprintf(&b, "Reason          %s\n", c.Reason)
	}
	if c.Held {
		b.WriteString("Legal hold      there was one; the reason above was given\n")
	}
	if !c.Until.IsZero() {
		fmt.Fprintf(&b, "Retention       until %s\n", c.Until)
	}
	fmt.Fprintf(&b, "Removed         %s and %s with all their texts and signatures;\n", count(c.Drafts, "draft", "drafts"), count(c.Documents, "signed document", "signed documents"))
	fmt.Fprintf(&b, "                %s taken out of %s of the archive; %s; all records of the database\n",
		count(c.Rows, "row", "rows"), count(c.Exports, "export", "exports"), count(c.Files, "other file", "other files"))
	fmt.Fprintf(&b, "Kept            this id, the day, the reason and who, in the log; head of the log %.16s\n", c.Head)
	b.WriteString("Still to do     what was sent, and backups made before today, hold the client until they are destroyed.\n")
	for _, person := range c.Away {
		fmt.Fprintf(&b, "                %s has drafts of this client on a machine of her own: they have to go there, too\n", person)
	}
	for _, folder := range c.Lists {
		fmt.Fprintf(&b, "                \"milepost restore\" takes the client out again: the list lies beside the backups in %s\n", folder)
	}
	for _, folder := range c.Missed {
		fmt.Fprintf(&b, "                the list could not be put beside the backups in %s: copy %s of the workspace there\n", folder, forgottenList)
	}
	if len(c.Lists)+len(c.Missed) == 0 {
		fmt.Fprintf(&b, "                put %s of the workspace beside your backups: \"milepost restore\" reads it there\n", forgottenList)
	}
	return b.String()
}

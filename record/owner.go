package record

import "strings"

// The owners of goals: who set them, and whose it is to report on them.
const (
	OwnerClinic = "clinic"
	OwnerSchool = "school"
	OwnerEI     = "early intervention"
	OwnerHome   = "home"
)

// OwnedBy returns who set the goal; the clinic where nobody says otherwise.
func (g Goal) OwnedBy() string {
	switch strings.ToLower(strings.TrimSpace(g.Owner)) {
	case OwnerSchool, "iep", "district":
		return OwnerSchool
	case OwnerEI, "ei", "ei team", "ifsp":
		return OwnerEI
	case OwnerHome, "family", "parent":
		return OwnerHome
	}
	return OwnerClinic
}

package report

import (
	"slices"

	"milepost/record"
)

// Kinds of document whose goals are those of their owner.
const (
	IEPProgress = "iep-progress"
	IFSPReview  = "ifsp-review"
)

// ForDocument leaves the goals that the document may speak of, and a school's
// progress codes only where the therapist works for a district under contract
// and the school owns the goal. why says, where nothing is left, what is
// missing.
//
// A clinic's own goals have no IEP code: the code is the school's word on its
// own goal, 34 CFR 300.320(a)(3).
func (in *Input) ForDocument() (why string) {
	contracted := in.Therapist.District != ""
	if in.Key.Audience == "school" {
		in.Goals = slices.Clone(in.Goals)
		for i := range in.Goals {
			if !contracted || in.Goals[i].Goal.OwnedBy() != record.OwnerSchool {
				in.Goals[i].Code = nil
			}
		}
	}
	switch in.Key.Kind {
	case IEPProgress:
		if !contracted {
			return "an IEP progress report is written by a therapist who works for the district under contract: write her district to staff: in milepost.yaml"
		}
		if in.Goals = ownedBy(in.Goals, record.OwnerSchool); len(in.Goals) == 0 {
			return "no goal that the school owns was active in the period: write owner: school to the goal on the client's card"
		}
	case IFSPReview:
		if outcomes := ownedBy(in.Goals, record.OwnerEI); len(outcomes) > 0 {
			in.Goals = outcomes
		}
	}
	return ""
}

func ownedBy(goals []Goal, owner string) []Goal {
	return slices.DeleteFunc(slices.Clone(goals), func(g Goal) bool { return g.Goal.OwnedBy() != owner })
}

package record

// Direction returns where improvement lies: as somebody said it, else where
// the scale itself has a better end, else from the documented baseline to the
// target. Nothing is inferred from a name. Stated tells whether somebody said
// it, or the scale does. It is empty where none of this is known, and where
// what was said is against baseline and target: one of them is wrong, and
// nothing tells which.
func (o Objective) Direction() (better Direction, stated bool) {
	switch {
	case o.AgainstLevels():
		return "", false
	case o.Measure.Better != "":
		return o.Measure.Better, true
	}
	if up := o.Measure.Kind.better(); up != "" {
		return up, true
	}
	return o.way(), false
}

// AgainstLevels reports whether the direction that was said leads away from
// the target, seen from the baseline, or against the scale.
func (o Objective) AgainstLevels() bool {
	said := o.Measure.Better
	if said == "" {
		return false
	}
	if up := o.Measure.Kind.better(); up != "" {
		return said != up
	}
	way := o.way()
	return way != "" && way != said
}

// BeginsThere reports whether the documented baseline is at the target
// already, or past it: the therapist has to confirm what is said of such a
// goal.
func (o Objective) BeginsThere() bool {
	from, okFrom := o.Measure.Value(o.Baseline)
	to, okTo := o.Measure.Value(o.Target)
	if !okFrom || !okTo || !o.Baseline.SameScale(o.Target) {
		return false
	}
	better, _ := o.Direction()
	return from == to || o.AgainstLevels() || better != "" && o.way() != better
}

// way is the direction from the documented baseline to the target; "" where
// one of them is not known, they are the same, or they stand on two scales of
// help.
func (o Objective) way() Direction {
	from, okFrom := o.Measure.Value(o.Baseline)
	to, okTo := o.Measure.Value(o.Target)
	switch {
	case !okFrom || !okTo || from == to || !o.Baseline.SameScale(o.Target):
		return ""
	case to < from:
		return Down
	}
	return Up
}

// better is the better end of a scale that has one by itself; "" none.
func (k Kind) better() Direction {
	if k == GAS || k == Assist {
		return Up
	}
	return ""
}

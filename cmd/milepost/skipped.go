package main

import (
	"fmt"

	"milepost/caseload"
)

// tellSkipped names the files that a command could not use; the rest was done.
func tellSkipped(sh *shell, c *caseload.Caseload, err error) error {
	all := c.Skipped()
	for _, one := range all {
		fmt.Fprintf(sh.Err, "milepost: %s %s; it was skipped. To fix it, %s.\n", one.File, one.Why, caseload.PutFile)
	}
	if err == nil && len(all) > 0 {
		return errProblems
	}
	return err
}

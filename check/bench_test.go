package check_test

import (
	"testing"
)

// All that is checked of one draft of a usual size: five goals.
func BenchmarkTruth(b *testing.B) {
	d := written(b, child(b, 0))
	w := words(b)
	for b.Loop() {
		w.Truth(d)
	}
}

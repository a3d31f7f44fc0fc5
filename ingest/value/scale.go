package value

// Scale is what bare numbers of a percent measure mean.
type Scale string

// What bare numbers can be.
const (
	Unclear  Scale = ""         // zeros and ones only
	Hundreds Scale = "hundreds" // 80 is 80 %
	Shares   Scale = "shares"   // 0.8 is 80 %
	Mixed    Scale = "mixed"    // both stand there: 0.8 may be either
)

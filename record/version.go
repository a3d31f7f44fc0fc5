package record

// Version is a record as one import told it. The current records are a fold
// over all versions.
type Version[T any] struct {
	Order  int  // of its import, by first arrival, from 1
	Card   bool // told by a client's card, not by an export
	Record T
}

// Versions are all versions of one client's records, each list in the order of
// import and, within one, of row.
type Versions struct {
	Clients     []Version[Client]
	Goals       []Version[Goal]
	Sessions    []Version[Session]
	DataPoints  []Version[DataPoint]
	Statements  []Version[Statement]
	Withdrawals []Version[Withdrawal]
}

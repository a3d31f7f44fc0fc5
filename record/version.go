package record

// Version is a record as one import told it. The current records are a fold
// over all versions.
type Version[T any] struct {
	Order   int    // of its import, by first arrival, from 1
	Card    bool   // told by a client's card, not by an export
	Mapping string // by which its import was read
	Day     Date   // of its import: the day that the export is of; zero not known
	Record  T
}

// Export is what the fold has to know of an import.
type Export struct {
	Order    int    // place in the fold
	Mapping  string // by which it was read
	Complete bool   // what it lacks of earlier ones of its mapping is gone
	Day      Date   // that the export is of
}

// Versions are all versions of one client's records, each list in the order of
// import and, within one, of row.
type Versions struct {
	Clients      []Version[Client]
	Goals        []Version[Goal]
	Sessions     []Version[Session]
	DataPoints   []Version[DataPoint]
	Statements   []Version[Statement]
	Assessments  []Version[Assessment]
	Withdrawals  []Version[Withdrawal]
	EarlierCards []Version[Client] // what cards said before their newest text: history, and nothing of it counts
	Exports      []Export          // all that count and were read by a mapping with a complete one, in order
}

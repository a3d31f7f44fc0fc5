// Package samples holds a made-up clinic, "Riverbend Pediatric OT", as the
// files that a clinic has: exports in clinic/inbox, clients' cards in
// clinic/clients, clinic/milepost.yaml and a logo; and messy/, small exports
// that are wrong in one way each. It is for the demo, the documents and tests.
// No one in it is real. The program in samples/generate writes all of it.
package samples

import "embed"

// FS holds clinic/ and messy/, with '/' between folders.
//
//go:embed clinic messy
var FS embed.FS

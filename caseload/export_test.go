package caseload

// Safely lets tests hold what happens when a library panics.
var Safely = safely

package store

// OpenWith opens a database with other migrations than the shipped ones.
var OpenWith = open

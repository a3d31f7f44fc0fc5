//go:build !linux && !darwin && !windows

package main

// networkKind knows no way to tell on this system.
func networkKind(string) string { return "" }

// silentKind knows no such file system here.
func silentKind(string) string { return "" }

//go:build race

package attachment

// slowdown is how many times longer reading takes than in a usual build: the
// race detector watches each step of the sandbox.
const slowdown = 8

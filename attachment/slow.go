//go:build !race

package attachment

// slowdown is how many times longer reading takes than in a usual build.
const slowdown = 1

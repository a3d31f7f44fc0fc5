package attachment

// Slowdown is for tests that bound what an attack may take.
const Slowdown = slowdown

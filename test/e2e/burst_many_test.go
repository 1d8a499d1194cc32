//go:build e2e

package e2e

// bursts is how often TestBurst runs its command.
const bursts = 300

//go:build !e2e

package e2e

// bursts is how often TestBurst runs its command; with the tag e2e it is more.
const bursts = 30

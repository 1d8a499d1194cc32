//go:build bench

package bench

import "testing"

func TestPlayer(t *testing.T) { longRecording(t) }

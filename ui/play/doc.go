// Package play is the screen of the player.
//
// Everything that comes out of a recording is untrusted. It reaches the terminal as cells that this package draws: text
// without a control character, and colours it writes itself.
package play

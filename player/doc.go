// Package player answers what the screen of a recorded session looked like at a given time, and finds text that stood on
// it.
//
// It has no clock and no goroutine. A Player turns a recording and a time of the session into a frame; a Clock turns wall
// time into a time of the session and is nothing but arithmetic. Whoever shows the frames brings the ticks.
package player

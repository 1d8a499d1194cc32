// Package scan holds what the readers of foreign formats have in common: errors that say where a file is wrong, a clock
// that stays within what a recording can hold, and streams that hand out bytes in bounded pieces.
package scan

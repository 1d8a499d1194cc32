package vt

// watcher is told of rows that scroll out of the screen, which cannot be seen by looking at it afterwards.
// The transcript is one.
type watcher interface {
	// scrolled is called before row y leaves upwards. The row below it is still in its place.
	scrolled(y int)
	// pushed is called before row y leaves downwards.
	pushed(y int)
}

func (s *Screen) watchScrolled(y int) {
	if s.watcher != nil {
		s.watcher.scrolled(y)
	}
}

func (s *Screen) watchPushed(y int) {
	if s.watcher != nil {
		s.watcher.pushed(y)
	}
}

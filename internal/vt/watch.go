package vt

// watcher is told of rows that scroll out of the screen, which cannot be seen by looking at it afterwards.
// The transcript is one.
type watcher interface {
	// scrolled is called before row y leaves upwards over row top. If several leave at once, it is called
	// for each from the top, with all rows still in their places.
	scrolled(y, top int)
	// pushed is called before row y leaves downwards.
	pushed(y int)
}

func (s *Screen) watchScrolled(y, top int) {
	if s.watcher != nil {
		s.watcher.scrolled(y, top)
	}
}

func (s *Screen) watchPushed(y int) {
	if s.watcher != nil {
		s.watcher.pushed(y)
	}
}

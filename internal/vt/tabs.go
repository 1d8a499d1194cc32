package vt

const tabWidth = 8

// resizeTabs keeps the stops that are still on the screen and sets default ones on new columns.
func (s *Screen) resizeTabs(cols int) {
	old := len(s.tabs)
	for x := old; x < cols; x++ {
		s.tabs = append(s.tabs, x > 0 && x%tabWidth == 0)
	}
	s.tabs = s.tabs[:cols]
}

func (s *Screen) tabForward(n int) {
	if s.pending {
		return
	}
	for ; n > 0 && s.x < s.cols-1; n-- {
		s.x++
		for s.x < s.cols-1 && !s.tabs[s.x] {
			s.x++
		}
	}
}

func (s *Screen) tabBack(n int) {
	if s.pending {
		return
	}
	for ; n > 0 && s.x > 0; n-- {
		s.x--
		for s.x > 0 && !s.tabs[s.x] {
			s.x--
		}
	}
}

func (s *Screen) clearTab(kind int) {
	switch kind {
	case 0:
		s.tabs[s.x] = false
	case 3:
		clear(s.tabs)
	}
}

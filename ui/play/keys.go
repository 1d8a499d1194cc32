package play

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// An action is a key, what it is for, and what it does. The help is drawn from the same values.
type action struct {
	key.Binding
	group string
	brief string // in the line of keys at the bottom, empty if it is not there
	do    func(m *model, key string) tea.Cmd
}

func (a action) matches(k tea.KeyPressMsg) bool { return key.Matches(k, a.Binding) }

// bind makes an action. keys are separated by spaces; shown is how the help writes them.
func bind(group, keys, shown, text, brief string, do func(*model, string) tea.Cmd) action {
	return action{key.NewBinding(key.WithKeys(strings.Fields(keys)...), key.WithHelp(shown, text)), group, brief, do}
}

// The groups of actions in the help.
const (
	groupPlay   = "Playing"
	groupMove   = "Moving"
	groupSearch = "Searching"
	groupShow   = "Showing"
	groupLeave  = "Leaving"
)

// playActions returns the keys of the player in the order of the help.
func playActions() []action {
	var all []action
	for _, part := range [][]action{playingActions(), movingActions(), jumpingActions(), searchActions(), showActions(), leaveActions()} {
		all = append(all, part...)
	}
	return all
}

func playingActions() []action {
	return []action{
		bind(groupPlay, "space", "space", "pause, go on, play again", "pause", (*model).toggle),
		bind(groupPlay, "+ = >", "+ -", "faster, slower; also > <", "", func(m *model, _ string) tea.Cmd {
			m.clock.Faster(m.now())
			return m.startTick()
		}),
		bind(groupPlay, "- _ <", "", "", "", func(m *model, _ string) tea.Cmd {
			m.clock.Slower(m.now())
			return m.startTick()
		}),
		bind(groupPlay, "backspace", "backspace", "normal speed", "", func(m *model, _ string) tea.Cmd {
			m.clock.SetSpeed(m.now(), 1)
			return m.startTick()
		}),
		bind(groupPlay, "i", "i", "skip idle time, or not", "", (*model).toggleIdle),
		bind(groupPlay, "I", "I", "what counts as idle", "", ask(':', "idle ")),
		bind(groupPlay, "a", "a", "set A, set B, end loop", "", (*model).loopKey),
		bind(groupPlay, "F", "F", "follow a running session", "", (*model).toggleFollow),
	}
}

func movingActions() []action {
	by := func(d time.Duration) func(*model, string) tea.Cmd {
		return func(m *model, _ string) tea.Cmd { return m.seek(m.position() + d) }
	}
	return []action{
		bind(groupMove, "left", "left right", "10 seconds back, on", "10s", by(-10*time.Second)),
		bind(groupMove, "right", "", "", "", by(10*time.Second)),
		bind(groupMove, "h", "h l", "1 second back, on", "", by(-time.Second)),
		bind(groupMove, "l", "", "", "", by(time.Second)),
		bind(groupMove, "down", "down up", "1 minute back, on", "1m", by(-time.Minute)),
		bind(groupMove, "up", "", "", "", by(time.Minute)),
		bind(groupMove, "pgup", "pgup pgdn", "10 minutes back, on", "", by(-10*time.Minute)),
		bind(groupMove, "pgdown", "", "", "", by(10*time.Minute)),
		bind(groupMove, "g home", "g G", "start, end; also home end", "", func(m *model, _ string) tea.Cmd { return m.seek(0) }),
		bind(groupMove, "G end", "", "", "", func(m *model, _ string) tea.Cmd { return m.seek(m.clock.End()) }),
		bind(groupMove, "0 1 2 3 4 5 6 7 8 9", "0..9", "0 to 90 percent", "", func(m *model, k string) tea.Cmd {
			return m.seek(m.clock.End() / 10 * time.Duration(k[0]-'0'))
		}),
	}
}

// rewound is how far behind a place a step back still passes over it while the clock runs: who presses the key twice
// wants the place before.
const rewound = time.Second

func jumpingActions() []action {
	back := func(m *model, f stepper, no string) tea.Cmd {
		at := m.position()
		if !m.clock.Paused() {
			at -= min(rewound, at)
		}
		return m.stepFrom(at, f, no)
	}
	return []action{
		bind(groupMove, ",", ", .", "previous, next change", "step", func(m *model, _ string) tea.Cmd {
			m.clock.Pause(m.now())
			return m.step(m.player.PreviousOutput, "this is the start")
		}),
		bind(groupMove, ".", "", "", "", func(m *model, _ string) tea.Cmd {
			m.clock.Pause(m.now())
			return m.step(m.player.NextOutput, "nothing follows")
		}),
		bind(groupMove, "[", "[ ]", "previous, next marker", "mark", func(m *model, _ string) tea.Cmd {
			return back(m, m.player.PreviousLandmark, "no marker before")
		}),
		bind(groupMove, "]", "", "", "", func(m *model, _ string) tea.Cmd {
			return m.step(m.player.NextLandmark, "no marker follows")
		}),
		bind(groupMove, "{", "{ }", "previous, next burst", "", func(m *model, _ string) tea.Cmd {
			return back(m, m.bursts(m.player.PreviousBurst), "this is the start")
		}),
		bind(groupMove, "}", "", "", "", func(m *model, _ string) tea.Cmd {
			return m.step(m.bursts(m.player.NextBurst), "no activity follows")
		}),
		bind(groupMove, ":", ":", "go to 12:31 +5m 14:02Z", "go to", ask(':', "")),
		bind(groupMove, "m", "m '", "set, go to a bookmark", "", func(m *model, _ string) tea.Cmd {
			m.say("bookmark at " + m.marks.add(m.position()) + "; ' goes back to it")
			return nil
		}),
		bind(groupMove, "'", "", "", "", (*model).bookmarkKey),
	}
}

func searchActions() []action {
	return []action{
		bind(groupSearch, "/", "/", "search; ctrl-r: regexp", "search", ask('/', "")),
		bind(groupSearch, "?", "?", "these keys; search back", "keys", func(m *model, _ string) tea.Cmd {
			m.look.help = true
			m.prompt.show('?', "")
			return nil
		}),
		bind(groupSearch, "n", "n N", "next, previous hit", "", func(m *model, _ string) tea.Cmd { return m.nextHit(1) }),
		bind(groupSearch, "N", "", "", "", func(m *model, _ string) tea.Cmd { return m.nextHit(-1) }),
		bind(groupSearch, "L", "L", "hits and text beside; tab", "list", func(m *model, _ string) tea.Cmd { return m.togglePanel(panelBoth) }),
		bind(groupSearch, "&", "& T", "only the hits, the text", "", func(m *model, _ string) tea.Cmd { return m.togglePanel(panelHits) }),
		bind(groupSearch, "T", "", "", "", func(m *model, _ string) tea.Cmd { return m.togglePanel(panelText) }),
		bind(groupSearch, "esc", "esc", "end the search", "", func(m *model, _ string) tea.Cmd {
			m.search.clear()
			m.strip.stale = true
			return nil
		}),
	}
}

func showActions() []action {
	pan := func(dx, dy int) func(*model, string) tea.Cmd {
		return func(m *model, _ string) tea.Cmd { m.pan.move(dx, dy); return nil }
	}
	return []action{
		bind(groupShow, "z", "z", "room, stand still, follow", "", func(m *model, _ string) tea.Cmd {
			m.say(m.pan.cycle())
			return nil
		}),
		bind(groupShow, "shift+left", "shift-arrow", "move over a larger screen", "", pan(-8, 0)),
		bind(groupShow, "shift+right", "", "", "", pan(8, 0)),
		bind(groupShow, "shift+up", "", "", "", pan(0, -4)),
		bind(groupShow, "shift+down", "", "", "", pan(0, 4)),
		bind(groupShow, "t", "t", "local, UTC, since jump", "", func(m *model, _ string) tea.Cmd {
			m.look.clock = (m.look.clock + 1) % clockStyles
			return nil
		}),
		bind(groupShow, "o", "o", "who, where and why", "about", func(m *model, _ string) tea.Cmd {
			m.look.about = true
			return nil
		}),
		bind(groupShow, "M", "M", "mouse ours, or selects", "", func(m *model, _ string) tea.Cmd {
			m.look.mouse = !m.look.mouse
			m.say(map[bool]string{true: "mouse: click or drag on the timeline to go there", false: "mouse: left to the terminal, select text with it"}[m.look.mouse])
			return nil
		}),
		bind(groupShow, "y", "y Y", "copy screen, link to now", "", (*model).copyScreen),
		bind(groupShow, "Y", "", "", "", (*model).copyLink),
		bind(groupShow, "ctrl+l", "ctrl-l", "draw anew", "", func(*model, string) tea.Cmd { return tea.ClearScreen }),
	}
}

func leaveActions() []action {
	return []action{
		bind(groupLeave, "q", "q Q", "leave; Q remembers where", "quit", func(*model, string) tea.Cmd { return tea.Quit }),
		bind(groupLeave, "Q", "", "", "", func(m *model, _ string) tea.Cmd {
			if m.options.Remember != nil {
				m.leaving = m.options.Remember(m.position())
			}
			return tea.Quit
		}),
		bind(groupLeave, "ctrl+z", "ctrl-z", "suspend", "", func(*model, string) tea.Cmd { return tea.Suspend }),
	}
}

// ask returns an action that opens the prompt.
func ask(kind rune, text string) func(*model, string) tea.Cmd {
	return func(m *model, _ string) tea.Cmd { m.prompt.show(kind, text); return nil }
}

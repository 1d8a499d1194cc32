package fleet

import (
	"strings"
	"time"
)

// A Plant is a phrase that is to be found, or not, in some sessions.
type Plant struct {
	Name   string
	Phrase string
	Deep   bool // it stands for a moment only
	Never  bool // it is nowhere on the screen
	draw   func(s *screenplay, phrase string)
}

// Plants returns all kinds of phrases. Each is planted in sessions of its own; see Options.Planted.
func Plants() []Plant {
	return []Plant{
		{Name: "plain", Phrase: "quokka plain 7f3a needle", draw: drawPlain},
		{Name: "typo corrected", Phrase: "DROP TABLE quokka_typo;", draw: drawTypo},
		{Name: "edited in the middle", Phrase: "delete from quokka_edit where id = 4711", draw: drawEdited},
		{Name: "history recall", Phrase: "systemctl restart quokka-history.service", draw: drawHistory},
		{Name: "wrapped", Phrase: "quokka wrapped phrase over the edge", draw: drawWrapped},
		{Name: "right to left in colours", Phrase: "quokka from right to left", draw: drawBackwards},
		{Name: "coloured inside", Phrase: "quokka coloured inside", draw: drawColoured},
		{Name: "in a burst", Phrase: "quokka in a burst of lines", draw: drawBurst},
		{Name: "CJK", Phrase: "本番データベースを削除しました袋鼠", draw: drawPlain},
		{Name: "typed and deleted", Phrase: "echo quokka-typed-and-deleted", draw: drawDeleted},
		{Name: "transient", Phrase: "quokka for 20 ms", Deep: true, draw: drawTransient},
		{Name: "title only", Phrase: "quokka in the title", Never: true, draw: drawTitle},
	}
}

func drawPlain(s *screenplay, phrase string) {
	s.command("cat notes.txt")
	s.say("a line before\r\n%s: %s (end)\r\na line after\r\n", sentence(s, 2), phrase)
	s.ponder(time.Second)
}

// drawTypo types the phrase with two letters swapped and puts that right.
func drawTypo(s *screenplay, phrase string) {
	s.prompt()
	wrong := strings.Replace(phrase, "TABLE", "TABEL", 1)
	at := strings.Index(phrase, "TABLE") + len("TABLE")
	s.keys(wrong[:at])
	s.wait(300 * time.Millisecond)
	s.say("\b\x1b[K")
	s.wait(200 * time.Millisecond)
	s.say("\b\x1b[K")
	s.wait(200 * time.Millisecond)
	s.keys("LE" + phrase[at:])
	s.say("\r\n")
	s.wait(time.Second)
}

// drawEdited leaves a word out, goes back and inserts it as readline does.
func drawEdited(s *screenplay, phrase string) {
	s.prompt()
	at := strings.Index(phrase, "where ")
	s.keys(phrase[:at] + phrase[at+len("where "):])
	rest := phrase[at+len("where "):]
	for range rest {
		s.say("\b")
		s.wait(30 * time.Millisecond)
	}
	for i, r := range "where " {
		s.say("%c%s%s", r, rest, strings.Repeat("\b", len(rest)))
		s.wait(time.Duration(80+i) * time.Millisecond)
	}
	s.say("\r\n")
	s.wait(time.Second)
}

// drawHistory goes through the history to the phrase and on.
func drawHistory(s *screenplay, phrase string) {
	s.prompt()
	for _, recalled := range []string{"ls -la", phrase, "df -h"} {
		s.say("%s", recalled)
		s.wait(700 * time.Millisecond)
		s.say("%s\x1b[K", strings.Repeat("\b", len(recalled)))
	}
	s.say("\r\n")
	s.wait(time.Second)
}

func drawWrapped(s *screenplay, phrase string) {
	s.command("cat wide.txt")
	s.say("%s%s and more\r\n", strings.Repeat("w", s.size.Cols-len(phrase)/2), phrase)
	s.ponder(time.Second)
}

func drawBackwards(s *screenplay, phrase string) {
	s.command("./banner")
	s.say("\r\n\r\n\x1b[A")
	for i := len(phrase) - 1; i >= 0; i-- {
		s.say("\x1b[%dG\x1b[3%dm%c", 10+i, 1+i%7, phrase[i])
	}
	s.say("\x1b[0m\r\n")
	s.ponder(2 * time.Second)
}

func drawColoured(s *screenplay, phrase string) {
	s.command("grep --color=always -n x report")
	for i, r := range phrase {
		s.say("\x1b[3%dm%c\x1b[0m", 1+i%7, r)
	}
	s.say("\r\n")
	s.ponder(time.Second)
}

func drawBurst(s *screenplay, phrase string) {
	s.command("cat big.log")
	for i := range 5000 {
		if i == 2345 {
			s.say("row %d %s\r\n", i, phrase)
		}
		s.say("row %d %s\r\n", i, s.hex(12))
	}
	s.flush()
	s.ponder(time.Second)
}

func drawDeleted(s *screenplay, phrase string) {
	s.prompt()
	s.keys(phrase)
	s.wait(900 * time.Millisecond)
	for range phrase {
		s.say("\b\x1b[K")
		s.wait(30 * time.Millisecond)
	}
	s.keys("true")
	s.say("\r\n")
	s.wait(time.Second)
}

func drawTransient(s *screenplay, phrase string) {
	s.command("./flash")
	s.say("%s", phrase)
	s.wait(20 * time.Millisecond)
	s.say("\r\x1b[Kdone\r\n")
	s.wait(time.Second)
}

func drawTitle(s *screenplay, phrase string) {
	s.command("true")
	s.say("\x1b]2;%s\x07", phrase)
	s.wait(time.Second)
}

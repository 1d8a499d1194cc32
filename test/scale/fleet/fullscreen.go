package fleet

import (
	"fmt"
	"strings"
	"time"
)

// top redraws the alternate screen every few seconds, in which a third of the rows change.
func top(s *screenplay) {
	s.command("top")
	s.say("\x1b[?1049h\x1b[?25l")
	rows := make([]string, s.size.Rows-7)
	for range 6 + s.rng.IntN(14) {
		s.say("\x1b[Htop - %s up %d days,  load average: %d.%02d, %d.%02d, 0.9%d\x1b[K\r\n", s.now().Format("15:04:05"), 40, s.rng.IntN(4), s.rng.IntN(100), s.rng.IntN(4), s.rng.IntN(100), s.rng.IntN(10))
		s.say("Tasks: %d total,   1 running\x1b[K\r\n%%Cpu(s): %d.%d us,  2.1 sy\x1b[K\r\nMiB Mem : 15884.%d total\x1b[K\r\n\x1b[K\r\n", 200+s.rng.IntN(20), s.rng.IntN(90), s.rng.IntN(10), s.rng.IntN(10))
		s.say("\x1b[7m    PID USER      PR  NI    VIRT    RES  S  %%CPU  %%MEM     TIME+ COMMAND\x1b[0m\x1b[K\r\n")
		for i := range rows {
			if rows[i] == "" || s.rng.IntN(3) == 0 {
				rows[i] = fmt.Sprintf("%7d www-data  20   0  900000 %6d  S  %4.1f   %3.1f  %d:%02d.%02d %s", 1000+i*37, 20000+i*100, float64(s.rng.IntN(200))/10, float64(i%40)/10,
					i*3, i%60, s.rng.IntN(100), s.services[i%len(s.services)])
			}
			s.say("%s\x1b[K\r\n", rows[i])
		}
		s.wait(3 * time.Second)
	}
	s.say("\x1b[?25h\x1b[?1049l")
}

// editor opens a file, moves in it and writes a line.
func editor(s *screenplay) {
	s.command("vim %s.go", pick(s, s.words))
	s.say("\x1b[?1049h\x1b[H\x1b[2J")
	var file []string
	for range 120 {
		file = append(file, strings.Repeat("    ", s.rng.IntN(3))+fmt.Sprintf("%s.%s(%s, %d) // %s", pick(s, s.words), pick(s, s.words), pick(s, s.words), s.rng.IntN(99), sentence(s, 4)))
	}
	rows := s.size.Rows - 2
	for at := 0; at+rows < len(file); at += rows / 2 {
		s.say("\x1b[H")
		for i := range rows {
			s.say("\x1b[33m%4d \x1b[0m%.70s\x1b[K\r\n", at+i+1, file[at+i])
		}
		s.ponder(2 * time.Second)
	}
	s.say("\x1b[%d;1H-- INSERT --\x1b[5;6H\x1b[K", s.size.Rows)
	s.keys("// " + sentence(s, 6))
	s.say("\x1b[%d;1H\x1b[K:wq", s.size.Rows)
	s.wait(300 * time.Millisecond)
	s.say("\x1b[?1049l")
}

// dashboard redraws a screen full of colours again and again, in which little changes.
func dashboard(s *screenplay) {
	s.command("k9s -n %s", pick(s, []string{"shop", "prod", "billing"}))
	s.say("\x1b[?1049h\x1b[?25l")
	rows := make([][]string, s.size.Rows-3)
	for i := range rows {
		rows[i] = []string{pick(s, s.services) + "-" + s.hex(10), "1/1", "Running", fmt.Sprint(s.rng.IntN(9)), fmt.Sprint(s.rng.IntN(100)), fmt.Sprint(s.rng.IntN(900)), "10.2." + fmt.Sprint(s.rng.IntN(250))}
	}
	for range 10 + s.rng.IntN(12) {
		s.say("\x1b[H\x1b[38;5;214m Context: \x1b[38;5;15m%s\x1b[0m\x1b[K\r\n", "prod")
		row := rows[s.rng.IntN(len(rows))]
		row[4], row[5] = fmt.Sprint(s.rng.IntN(100)), fmt.Sprint(s.rng.IntN(900))
		for _, row := range rows {
			for i, cell := range row {
				s.say("\x1b[38;2;%d;%d;%dm\x1b[48;2;20;20;%dm%-*.*s\x1b[0m", 100+i*10, 200-i*10, 120, 30+i, 100/len(row)-1, 100/len(row)-1, cell)
			}
			s.say("\x1b[K\r\n")
		}
		s.wait(2 * time.Second)
	}
	s.say("\x1b[?25h\x1b[?1049l")
}

// progress draws a bar in place until it is full.
func progress(s *screenplay) {
	s.command("docker pull registry.internal/%s:%s", pick(s, s.services), s.hex(7))
	layer := s.hex(12)
	for i := range 160 {
		s.say("\r\x1b[2K\x1b[34m%s\x1b[0m: Downloading [\x1b[32m%s\x1b[0m>%s] %5.1fMB/160MB", layer, strings.Repeat("=", i/4), strings.Repeat(" ", 40-i/4), float64(i))
		s.wait(110 * time.Millisecond)
	}
	s.say("\r\x1b[2K%s: Pull complete\r\n", layer)
}

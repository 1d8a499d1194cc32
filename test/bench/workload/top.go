package workload

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/shellac-term/shellac/format"
)

const (
	topFrames = 200
	topEvery  = 3 * time.Second // as somebody would see it
	topReally = 400 * time.Millisecond
)

// Top returns ten minutes of top at its usual three seconds a frame, on a machine where processes come and go. It takes
// 80 seconds.
func Top() (Session, error) {
	bustle, err := startBustle()
	if err != nil {
		return Session{}, err
	}
	defer bustle.stop()
	size := format.Size{Cols: 120, Rows: 40}
	cmd := exec.Command("top", "-d", fmt.Sprint(topReally.Seconds()), "-n", fmt.Sprint(topFrames))
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	tty, err := start(cmd, size)
	if err != nil {
		return Session{}, err
	}
	defer tty.Close()
	s := Session{Name: "top 10 min", Size: size, Argv: []string{"top"}}
	answers := make(chan []byte, 64)
	go readAll(tty, answers)
	s.fileFrames(answers)
	return s, cmd.Wait()
}

// fileFrames files each frame, which begins after a pause, three seconds after the one before.
func (s *Session) fileFrames(answers <-chan []byte) {
	var frame, at, last time.Duration
	start := time.Now()
	for b := range answers {
		now := time.Since(start)
		if now-last > topReally/2 {
			frame, at = frame+topEvery, now
		}
		last = now
		// top itself is late by a few milliseconds every time.
		late := time.Duration(now.Microseconds()%7) * time.Millisecond
		s.Events = append(s.Events, format.Event{At: max(frame+late+now-at, s.Duration()), Kind: format.Output, Data: b})
	}
}

// A bustle is a group of processes that gives top something to show.
type bustle struct{ cmd *exec.Cmd }

// bustleScript starts a new short-lived process every quarter of a second, of a dozen kinds, and a few that last.
const bustleScript = `
spin() { i=0; while [ $i -lt $1 ]; do i=$((i+1)); done; }
seed=$$
for n in 1 2 3 4 5 6; do sleep $((n * 40)) & done
while :; do
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	case $((seed / 65536 % 12)) in
	0) head -c $((seed % 9000000)) /dev/zero | gzip -9 > /dev/null & ;;
	1) find /usr/share -name '*.gz' -size +$((seed % 90))k > /dev/null 2>&1 & ;;
	2) awk -v n=$((seed % 3000000)) 'BEGIN { for (i = 0; i < n; i++) s += i }' & ;;
	3) spin $((seed % 200000)) & ;;
	4) sh -c 'sleep 2; ls -lR /usr/lib > /dev/null 2>&1' & ;;
	5) seq 1 $((seed % 300000)) | sort -r > /dev/null & ;;
	6) head -c $((seed % 40000000)) /dev/zero | sha256sum > /dev/null & ;;
	7) sleep $((seed % 9)) & ;;
	8) seq 1 $((seed % 400000)) | md5sum > /dev/null & ;;
	9) tar -cf - /usr/include 2> /dev/null | cat > /dev/null & ;;
	10) bash -c "sleep 1.$((seed % 10)); seq 1 50000 | wc -c" > /dev/null & ;;
	11) grep -r "needle$seed" /usr/share/perl5 > /dev/null 2>&1 & ;;
	esac
	sleep 0.25
done`

func startBustle() (*bustle, error) {
	cmd := exec.Command("sh", "-c", bustleScript)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start something to look at: %w", err)
	}
	return &bustle{cmd}, nil
}

func (b *bustle) stop() {
	syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
	b.cmd.Wait()
}

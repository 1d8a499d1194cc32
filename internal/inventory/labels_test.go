package inventory

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// say writes labels as a list shows them.
func say(labels []DynamicLabel, now time.Time) string {
	var texts []string
	for _, l := range labels {
		text := l.Name + "=" + l.Value
		if !l.At.IsZero() {
			text += " " + Age(now.Sub(l.At))
		}
		if l.Err != nil {
			text += " (" + l.Err.Error() + ")"
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

func TestLocalLabels(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	dir := t.TempDir()
	rack := script(t, `[ -f "$2.fail" ] && { echo the rack service is down >&2; exit 1; }
echo "  rack of $1  "; echo second line`)
	bad := script(t, "echo nothing known >&2; exit 4")
	flag := filepath.Join(dir, "flag")
	labeler := func() *Labeler {
		return NewLabeler(LabelerOptions{Dir: filepath.Join(dir, "state"), Now: func() time.Time { return now }, Local: []LabelCommand{
			{Name: "rack", Command: []string{rack, "{host}", flag}, Period: time.Hour}, {Name: "bad", Command: []string{bad}}}})
	}
	l := labeler()
	target := Target{Name: "web1; rm -rf"}
	ask := func(want string) {
		t.Helper()
		got, err := l.Labels(context.Background(), target)
		want = strings.ReplaceAll(strings.ReplaceAll(want, "BAD", bad), "RACK", rack)
		if text := say(got, now); err != nil || text != want {
			t.Errorf("got %s, %v\nwant %s", text, err, want)
		}
	}
	if got := l.Kept(target.Name); got != nil {
		t.Errorf("got %v", got)
	}
	ask("rack=rack of web1; rm -rf 0s, bad= (run BAD: exit status 4: nothing known)")
	now = now.Add(5 * time.Minute)
	ask("rack=rack of web1; rm -rf 5m, bad= (run BAD: exit status 4: nothing known)")
	now = now.Add(time.Hour)
	if err := os.WriteFile(flag+".fail", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ask("rack=rack of web1; rm -rf 1h (run RACK: exit status 1: the rack service is down), bad= (run BAD: exit status 4: nothing known)")
	if got := say(labeler().Kept(target.Name), now); got != "rack=rack of web1; rm -rf 1h" {
		t.Errorf("another process sees %s", got)
	}
	if _, err := l.Labels(context.Background(), Target{Name: "-x"}); err == nil {
		t.Error("a hostile name was given to a program")
	}
	info, err := os.Stat(filepath.Join(dir, "state/labels.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, "state/labels.json"), []byte("{broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := labeler().Kept(target.Name); got != nil {
		t.Errorf("of a broken file: %v", got)
	}
}

func TestLabelMisbehaves(t *testing.T) {
	l := NewLabeler(LabelerOptions{Timeout: 100 * time.Millisecond, Local: []LabelCommand{
		{Name: "slow", Command: []string{script(t, "sleep 60")}}, {Name: "long", Command: []string{script(t, "head -c 300 /dev/zero | tr '\\0' x")}},
		{Name: "odd", Command: []string{script(t, "printf 'a\\033[2Jb\\342\\200\\256c\\377'")}}}})
	got, err := l.Labels(context.Background(), Target{Name: "web1"})
	if err != nil || len(got) != 3 || got[0].Value != "a[2Jbc" {
		t.Fatalf("got %v, %v", got, err)
	}
	for _, x := range got[1:] {
		if x.Err == nil {
			t.Errorf("%s: no error", x.Name)
		}
	}
}

// Many processes keep values and habits at the same time; none is lost.
func TestFilesAreShared(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			name := fmt.Sprintf("web%d", i)
			l := NewLabeler(LabelerOptions{Dir: dir})
			if err := l.keep(name, map[string]keptText{"a": {time.Now(), "x"}}); err != nil {
				t.Error(err)
			}
			if err := OpenHabits(dir).Opened(KindSSH, name, time.Unix(int64(1000+i), 0)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	habits, err := OpenHabits(dir).Load()
	if values := readLabelFile(filepath.Join(dir, "labels.json")); len(values) != 20 || len(habits) != 20 || err != nil || habits[0].Name != "web19" {
		t.Errorf("got %d values, %v, %v", len(values), habits, err)
	}
}

func TestHabits(t *testing.T) {
	h := OpenHabits(filepath.Join(t.TempDir(), "new"))
	if got, err := h.Load(); got != nil || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	step := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	step(h.Opened(KindSSH, "web1", at))
	step(h.Opened(KindSSH, "web2", at.Add(time.Hour)))
	step(h.Opened("kube", "web1", at.Add(time.Minute)))
	step(h.Pin(KindSSH, "db", true))
	step(h.Pin(KindSSH, "none", false))
	step(h.Opened(KindSSH, "web1", at.Add(2*time.Hour)))
	got, err := h.Load()
	whole := at.Truncate(time.Second)
	want := []Habit{{"ssh", "db", time.Time{}, true}, {"ssh", "web1", whole.Add(2 * time.Hour), false}, {"ssh", "web2", whole.Add(time.Hour), false}, {"kube", "web1", whole.Add(time.Minute), false}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	if info, err := os.Stat(h.path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	many := make([]Habit, maxHabits+10)
	for i := range many {
		many[i] = Habit{Kind: KindSSH, Name: fmt.Sprint(i), Opened: at.Add(time.Duration(i) * time.Second), Pinned: i < 3}
	}
	if got := latest(many); len(got) != maxHabits+3 || got[0].Name != "2" || got[len(got)-1].Name != "10" {
		t.Errorf("got %d, first %v, last %v", len(got), got[0], got[len(got)-1])
	}
	step(os.WriteFile(h.path, []byte(`{"version":9}`), 0o600))
	if err := h.Opened(KindSSH, "x", at); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("got %v", err)
	}
	step(os.WriteFile(h.path, []byte(`nonsense`), 0o600))
	step(h.Opened(KindSSH, "x", at))
}

// A remote label is asked for only over a connection that is open, and by a command that cannot open one.
func TestRemoteLabels(t *testing.T) {
	dir := t.TempDir()
	log, socket := filepath.Join(dir, "log"), filepath.Join(dir, "socket")
	ssh := script(t, `echo "$*" >> `+log+`
case "$1" in -G) echo "hostname x"; echo "controlpath `+socket+`"; exit;; esac
case "$*" in *"-O check"*) [ -e `+socket+` ] || { echo "Control socket connect: No such file" >&2; exit 255; }; exit;; esac
echo aarch64`)
	l := NewLabeler(LabelerOptions{SSH: NewResolver(ResolverOptions{Program: ssh}), Remote: []LabelCommand{{Name: "arch", Command: []string{"uname -m", "{host}"}}}})
	target := Target{Name: "it's", Flags: []string{"-p", "22"}}
	if got, err := l.Labels(context.Background(), target); got != nil || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	if err := os.WriteFile(socket, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := l.Labels(context.Background(), target)
	if err != nil || len(got) != 1 || got[0].Value != "aarch64" {
		t.Errorf("got %v, %v", got, err)
	}
	b, _ := os.ReadFile(log)
	want := "-G -p 22 -- it's\n-F none -S SOCK -O check -- it's\n-F none -S SOCK -O check -- it's\n" +
		"-F none -S SOCK -o ControlMaster=no -o ProxyCommand=exit 1 -o BatchMode=yes -o LogLevel=ERROR -n -T -x -a -- it's uname -m 'it'\\''s'\n"
	if got := strings.ReplaceAll(string(b), socket, "SOCK"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// ssh itself, told as overSocket tells it, connects to nothing when there is no socket.
func TestNoConnectionIsOpenedForALabel(t *testing.T) {
	needSSH(t)
	l := NewLabeler(LabelerOptions{SSH: NewResolver(ResolverOptions{})})
	_, err := l.value(context.Background(), l.overSocket("/nonexistent/socket", Target{Name: "127.0.0.1"}, "true"))
	if err == nil || !strings.Contains(err.Error(), "exit status 255") {
		t.Errorf("got %v", err)
	}
}

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{-time.Second: "0s", 8 * time.Second: "8s", 2 * time.Minute: "2m", 3 * time.Hour: "3h", 24 * time.Hour: "1d", 999 * time.Hour: "41d"} {
		if got := Age(d); got != want {
			t.Errorf("%v: got %s", d, got)
		}
	}
}

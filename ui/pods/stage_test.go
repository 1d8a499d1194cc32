package pods

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

var start = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// A stage is a screen with clusters that do what a test says. Commands run on goroutines, as in the program, and their
// messages are handled when the test waits.
type stage struct {
	t      *testing.T
	screen *Screen
	cols   int
	rows   int
	msgs   chan tea.Msg
	asked  []tea.Msg // of the program: act.Run, act.Say, act.Go

	mu       sync.Mutex
	now      time.Time
	contexts []kube.Context
	wrong    error // of reading them
	feeds    map[string]chan kube.Batch
	begun    []string // what was followed, in order
	retried  int
	grants   map[string]kube.Grant
	may      bool
	absent   bool
	plugin   string
	names    []string
}

func newStage(t *testing.T, cols, rows int) *stage {
	t.Helper()
	st := &stage{
		t: t, cols: cols, rows: rows, msgs: make(chan tea.Msg, 1000), now: start, feeds: map[string]chan kube.Batch{},
		contexts: []kube.Context{
			{Name: "dev", Server: "https://127.0.0.1:6443", User: "me", Namespace: "default", File: "/home/me/dev.yaml", UserFile: "/home/me/dev.yaml",
				Auth: kube.Auth{Kind: kube.AuthCertificate, Expires: start.Add(-48 * time.Hour)}},
			{Name: "prod-eks", Server: "https://eks.example", User: "prod", Namespace: "shop", File: "/home/me/.kube/config", UserFile: "/home/me/.kube/config",
				Auth: kube.Auth{Kind: kube.AuthPlugin, Command: "aws eks get-token --cluster-name prod"}, Current: true},
			{Name: "stage", Server: "https://stage.example", Namespace: "default", File: "/home/me/.kube/config", Problem: `its user "ci" is in no file`},
			{Name: "日本語", Server: "https://jp.example", User: "me", Namespace: "既定", File: "/home/me/.kube/config", UserFile: "/home/me/.kube/config",
				Auth: kube.Auth{Kind: kube.AuthToken, Expires: start.Add(42 * time.Minute)}},
		},
		grants: map[string]kube.Grant{}, names: []string{"default", "payments", "shop"},
	}
	st.screen = New(t.Context(), st.options())
	return st
}

func (st *stage) options() Options {
	return Options{
		Theme: style.Theme{ASCII: true}, DebugImage: "busybox", Now: st.clock, Zone: time.UTC, Flags: nil,
		Contexts: func(context.Context) ([]kube.Context, error) {
			st.mu.Lock()
			defer st.mu.Unlock()
			return st.contexts, st.wrong
		},
		Follow: func(ctx context.Context, name string, q kube.Query) (<-chan kube.Batch, error) {
			st.mu.Lock()
			defer st.mu.Unlock()
			st.begun = append(st.begun, name+"/"+q.Namespace)
			out := make(chan kube.Batch)
			go pass(ctx, st.feed(name+"/"+q.Namespace), out)
			return out, nil
		},
		Namespaces: func(context.Context, string) ([]string, string, error) { return st.names, "", nil },
		Grant: func(_ context.Context, name, _ string) (kube.Grant, error) {
			st.mu.Lock()
			defer st.mu.Unlock()
			if g, ok := st.grants[name]; ok {
				return g, nil
			}
			return kube.Grant{User: "alice@acme", Known: true, Get: true, Exec: true, Attach: true, Debug: true}, nil
		},
		May: func(context.Context, string, kube.Action) (bool, error) { return st.may, nil },
		Refusal: func(_ context.Context, _ string, a kube.Action) kube.Refusal {
			return kube.Refusal{User: "alice@acme", Action: a, Elsewhere: []string{"payments"}, Asked: 3}
		},
		Exists: func(context.Context, string, string) (bool, error) { return !st.absent, nil },
		Retry:  func(context.Context, string) { st.mu.Lock(); defer st.mu.Unlock(); st.retried++ },
		Asking: func(string) string { return st.plugin },
		Policy: func(_, namespace, _ string) string {
			if namespace == "shop" {
				return "record: strict, reason required"
			}
			return "record: spool"
		},
	}
}

// pass hands batches on until the context ends, as a client does.
func pass(ctx context.Context, from <-chan kube.Batch, to chan<- kube.Batch) {
	defer close(to)
	for {
		select {
		case <-ctx.Done():
			return
		case b, open := <-from:
			if !open {
				return
			}
			select {
			case <-ctx.Done():
				return
			case to <- b:
			}
		}
	}
}

func (st *stage) clock() time.Time { st.mu.Lock(); defer st.mu.Unlock(); return st.now }

func (st *stage) later(d time.Duration) { st.mu.Lock(); defer st.mu.Unlock(); st.now = st.now.Add(d) }

// feed is what the pods of a context and namespace come by; st.mu is held.
func (st *stage) feed(name string) chan kube.Batch {
	if st.feeds[name] == nil {
		st.feeds[name] = make(chan kube.Batch, 100)
	}
	return st.feeds[name]
}

func (st *stage) send(name string, batches ...kube.Batch) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, b := range batches {
		st.feed(name) <- b
	}
}

// end ends a feed, as one that is given up does.
func (st *stage) end(name string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	close(st.feed(name))
}

func (st *stage) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				st.do(c)
			}
		default:
			st.msgs <- msg
		}
	}()
}

// until handles messages until ok.
func (st *stage) until(what string, ok func() bool) {
	st.t.Helper()
	hang := time.After(20 * time.Second)
	for !ok() {
		select {
		case msg := <-st.msgs:
			switch msg.(type) {
			case act.Run, act.Say, act.Go:
				st.asked = append(st.asked, msg)
			default:
				cmd, _ := st.screen.Update(msg)
				st.do(cmd)
			}
		case <-hang:
			st.t.Fatalf("wait for %s: in vain; the screen is\n%s", what, st.view())
		}
	}
}

func (st *stage) start() { st.do(st.screen.Start()) }

// press presses keys: single characters, or names such as enter and ctrl+t.
func (st *stage) press(keys ...string) {
	st.t.Helper()
	for _, name := range keys {
		k, ok := map[string]tea.KeyPressMsg{
			"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "ctrl+t": {Code: 't', Mod: tea.ModCtrl},
			"backspace": {Code: tea.KeyBackspace},
		}[name]
		if !ok {
			k = tea.KeyPressMsg{Code: rune(name[0]), Text: name}
		}
		cmd, _ := st.screen.Update(k)
		st.do(cmd)
	}
}

func (st *stage) view() string { return st.screen.View(st.cols, st.rows) }

// plain is what is seen, without styles.
func (st *stage) plain() string { return unstyled(st.view()) }

func unstyled(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.Index(s, "\x1b[")
		if i < 0 {
			return b.String() + s
		}
		b.WriteString(s[:i])
		s = s[i+strings.IndexByte(s[i:], 'm')+1:]
	}
	return b.String()
}

// said waits for the program to be told something, and returns it.
func (st *stage) said(what string) tea.Msg {
	st.t.Helper()
	st.until(what, func() bool { return len(st.asked) > 0 })
	msg := st.asked[0]
	st.asked = st.asked[1:]
	return msg
}

func (st *stage) followed() []string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return slices.Clone(st.begun)
}

// pod returns one of a namespace that has run for some time.
func pod(namespace, name, status string, age time.Duration, containers ...kube.Container) kube.Pod {
	if containers == nil {
		containers = []kube.Container{{Name: "app", Image: "registry.example.com/team/app:1.42.0", State: "Running", Running: true, Ready: true}}
	}
	p := kube.Pod{
		Namespace: namespace, Name: name, UID: namespace + "/" + name + "@" + age.String(), Status: status, Created: start.Add(-age),
		Node: "ip-10-0-3-7", IP: "10.0.3.12", Containers: containers, Labels: map[string]string{"app": strings.SplitN(name, "-", 2)[0]},
	}
	for _, c := range containers {
		if c.Role == kube.Main || c.Role == kube.Sidecar {
			p.Total++
		}
		if c.Ready {
			p.Ready++
		}
	}
	return p
}

// shop is a namespace with a bit of everything.
func shop() []kube.Pod {
	cart := pod("shop", "cart-7d9f8c6b5-2xkqp", "Running", 3*time.Hour,
		kube.Container{Name: "migrate", Image: "cart:1.42.0", Role: kube.Init, State: "Completed"},
		kube.Container{Name: "envoy", Image: "docker.io/envoyproxy/envoy:v1.30@sha256:0123456789abcdef", State: "Running", Running: true, Ready: true},
		kube.Container{Name: "cart", Image: "cart:1.42.0", State: "Running", Running: true, Ready: true})
	cart.Named, cart.Owner = "cart", kube.Owner{Kind: "ReplicaSet", Name: "cart-7d9f8c6b5", UID: "rs"}
	twin := cart
	twin.Name, twin.UID = "cart-7d9f8c6b5-9wlrm", "twin"
	crash := pod("shop", "cart-canary-6c5-zzt1p", "CrashLoopBackOff", 22*time.Minute,
		kube.Container{Name: "app", Image: "cart:1.43.0-rc1", State: "CrashLoopBackOff"})
	crash.Restarts, crash.LastRestart = 12, start.Add(-3*time.Minute)
	done := pod("shop", "cart-migrate-28911-xv2", "Completed", 40*time.Minute, kube.Container{Name: "app", Image: "cart:1.42.0", State: "Completed"})
	worker := pod("shop", "cart-worker-0", "Running", 11*24*time.Hour)
	worker.Restarts = 4
	japanese := pod("shop", "支払い-0", "Running", time.Minute)
	hostile := pod("shop", "evil\x1b]0;x\x07\u202e-0", "Pending", time.Second, kube.Container{Name: "--kubeconfig=x", Image: "\x1b[31mred", State: "Waiting"})
	return []kube.Pod{cart, twin, crash, done, worker, japanese, hostile}
}

func whole(pods ...kube.Pod) kube.Batch { return kube.Batch{Pods: pods, Complete: true} }

// listed brings the screen to where the pods of shop are listed.
func listed(t *testing.T, cols, rows int) *stage {
	t.Helper()
	st := newStage(t, cols, rows)
	st.send("prod-eks/shop", whole(shop()...))
	st.start()
	st.until("the pods", func() bool {
		return st.screen.feed.complete && st.screen.rights.grant.User != "" && st.screen.names.names != nil
	})
	return st
}

func checkLines(t *testing.T, text string, cols, rows int) {
	t.Helper()
	lines := strings.Split(text, "\n")
	if len(lines) != rows {
		t.Errorf("got %d lines, want %d", len(lines), rows)
	}
	for i, l := range lines {
		if w := style.Width(l); w > cols {
			t.Errorf("line %d takes %d cells of %d: %q", i, w, cols, l)
		}
	}
	if strings.ContainsAny(text, "\x07\u202e") {
		t.Error("something that steers the terminal is drawn")
	}
}

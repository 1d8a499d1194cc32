package pods

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/act"
)

func TestSessions(t *testing.T) {
	base := []string{"--context=prod-eks", "--namespace=shop"}
	with := func(command string, more ...string) []string {
		return append(append([]string{"kube", command}, base...), more...)
	}
	for name, tt := range map[string]struct {
		keys []string
		want []string
	}{
		"shell":             {[]string{"enter"}, with("exec", "--container=cart", "pod/cart-7d9f8c6b5-2xkqp")},
		"shell by s":        {[]string{"j", "s"}, with("exec", "--container=cart", "pod/cart-7d9f8c6b5-9wlrm")},
		"another container": {[]string{"S", "k", "enter"}, with("exec", "--container=envoy", "pod/cart-7d9f8c6b5-2xkqp")},
		"attach":            {[]string{"a"}, with("attach", "--container=cart", "pod/cart-7d9f8c6b5-2xkqp")},
		"attach in menu":    {[]string{"S", "k", "a"}, with("attach", "--container=envoy", "pod/cart-7d9f8c6b5-2xkqp")},
		"debug":             {[]string{"d"}, with("debug", "--image=busybox", "--target=cart", "pod/cart-7d9f8c6b5-2xkqp")},
		"found by a filter": {[]string{"/", "w", "o", "r", "k", "enter", "enter"}, with("exec", "--container=app", "pod/cart-worker-0")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := listed(t, 100, 30)
			st.press(tt.keys...)
			run, ok := st.said("a session").(act.Run)
			if !ok || !reflect.DeepEqual(run.Args, tt.want) || !run.Wait {
				t.Errorf("got %+v, want %q", run, tt.want)
			}
		})
	}
}

// Where a shell cannot be, the key says why.
func TestNoSession(t *testing.T) {
	for name, tt := range map[string]struct {
		keys  []string
		words string
	}{
		"ended":     {[]string{"/", "m", "i", "g", "r", "a", "t", "e", "enter", "s"}, "has ended"},
		"crashing":  {[]string{"/", "c", "a", "n", "a", "r", "y", "enter", "s"}, "does not run (CrashLoopBackOff)"},
		"init":      {[]string{"S", "k", "k", "s"}, "migrate does not run (Completed)"},
		"no pod":    {[]string{"/", "z", "z", "z", "enter", "s"}, "no pod"},
		"back":      {[]string{"-"}, "no other context"},
		"a context": {[]string{"ctrl+t", "x", "x", "backspace", "backspace", "q", "q", "enter", "esc", "-"}, "no other context"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := listed(t, 100, 30)
			st.press(tt.keys...)
			if say, ok := st.said("words").(act.Say); !ok || !strings.Contains(say.Text, tt.words) {
				t.Errorf("got %+v, want %q", say, tt.words)
			}
		})
	}
}

// What the user may not do in the namespace is asked for the one pod before it is refused.
func TestRightsOfOnePod(t *testing.T) {
	for _, may := range []bool{true, false} {
		st := newStage(t, 100, 30)
		st.may, st.grants["prod-eks"] = may, kube.Grant{User: "bob@acme", Known: true, Get: true}
		st.send("prod-eks/shop", whole(shop()...))
		st.start()
		st.until("the pods", func() bool { return st.screen.feed.complete && st.screen.rights.grant.Known })
		st.press("s")
		msg := st.said("an answer")
		if _, run := msg.(act.Run); run != may {
			t.Errorf("may: %v, got %+v", may, msg)
		}
		if say, ok := msg.(act.Say); ok && say.Text != "You (bob@acme) may not create pods/exec in shop" {
			t.Errorf("got %q", say.Text)
		}
	}
}

// Names that would be flags stay names.
func TestHostileNames(t *testing.T) {
	st := newStage(t, 100, 30)
	p := pod("--x", "--kubeconfig=y", "Running", time.Hour, kube.Container{Name: "-c", Running: true, State: "Running"})
	st.send("prod-eks/shop", whole(p))
	st.start()
	st.until("the pod", func() bool { return st.screen.feed.complete && st.screen.rights.grant.Known })
	st.press("s")
	run, _ := st.said("a session").(act.Run)
	want := []string{"kube", "exec", "--context=prod-eks", "--namespace=--x", "--container=-c", "pod/--kubeconfig=y"}
	if !reflect.DeepEqual(run.Args, want) {
		t.Errorf("got %q, want %q", run.Args, want)
	}
}

func TestPlaces(t *testing.T) {
	st := listed(t, 100, 30)
	at := func(want ...string) {
		t.Helper()
		st.until("to follow "+want[len(want)-1], func() bool { return len(st.followed()) >= len(want) })
		if got := st.followed(); !slices.Equal(got, want) {
			t.Errorf("followed %q, want %q", got, want)
		}
	}
	at("prod-eks/shop")
	command := func(name, arg string) {
		t.Helper()
		for _, c := range st.screen.Commands() {
			if c.Name == name {
				st.do(c.Do(arg))
				return
			}
		}
		t.Fatalf("no command %s", name)
	}
	command("ns", "payments")
	at("prod-eks/shop", "prod-eks/payments")
	command("ctx", "dev")
	at("prod-eks/shop", "prod-eks/payments", "dev/default")
	st.press("-")
	at("prod-eks/shop", "prod-eks/payments", "dev/default", "prod-eks/payments")
	st.press("A")
	at("prod-eks/shop", "prod-eks/payments", "dev/default", "prod-eks/payments", "prod-eks/")
	st.press("A")
	at("prod-eks/shop", "prod-eks/payments", "dev/default", "prod-eks/payments", "prod-eks/", "prod-eks/payments")
	st.press("ctrl+t", "d", "e", "v", "enter")
	at("prod-eks/shop", "prod-eks/payments", "dev/default", "prod-eks/payments", "prod-eks/", "prod-eks/payments", "dev/default")
	for _, c := range st.screen.Commands() {
		if c.Name == "ctx" && !slices.Equal(c.Complete("s"), []string{"stage", "prod-eks"}) {
			t.Errorf("completions: got %q", c.Complete("s"))
		}
	}
	command("ctx", "south")
	if say, ok := st.said("words").(act.Say); !ok || !say.Bad || !strings.Contains(say.Text, "no context south") {
		t.Errorf("got %+v", say)
	}
}

// The list is watched while it is shown, and no longer; what an old feed still has to say is not heard.
func TestHidden(t *testing.T) {
	st := listed(t, 100, 30)
	st.screen.Update(act.Hidden{})
	if st.screen.feed.running() {
		t.Error("it is watched while nobody looks")
	}
	old := feedMsg{generation: st.screen.feed.generation - 1, batch: whole(pod("shop", "old", "Running", 0))}
	st.screen.Update(old)
	if len(st.screen.rows.known) != len(shop()) {
		t.Error("an old feed was heard")
	}
	// What the new list lacks goes away when it is complete, and not before.
	st.mu.Lock()
	delete(st.feeds, "prod-eks/shop")
	st.mu.Unlock()
	cmd, _ := st.screen.Update(act.Shown{})
	st.do(cmd)
	st.send("prod-eks/shop", kube.Batch{Pods: shop()[:1]})
	st.until("the first pods", func() bool { return len(st.screen.feed.seen) == 1 })
	if len(st.screen.rows.known) != len(shop()) {
		t.Errorf("got %d pods before the list is complete", len(st.screen.rows.known))
	}
	st.send("prod-eks/shop", kube.Batch{Complete: true})
	st.until("the end of the list", func() bool { return st.screen.feed.complete })
	if len(st.screen.rows.known) != 1 {
		t.Errorf("got %d pods, want 1", len(st.screen.rows.known))
	}
}

// A failing plugin is not run again when the screen comes back, but when the user asks.
func TestPluginWaitsForTheUser(t *testing.T) {
	st := newStage(t, 100, 30)
	states()["expired"](st)
	st.screen.Update(act.Hidden{})
	cmd, _ := st.screen.Update(act.Shown{})
	st.do(cmd)
	if got := st.followed(); len(got) != 1 {
		t.Errorf("followed %q", got)
	}
	st.press("R")
	st.until("the retry", func() bool { return len(st.followed()) == 2 })
	if st.retried != 1 {
		t.Errorf("retried %d times", st.retried)
	}
}

func TestReplacedPod(t *testing.T) {
	st := listed(t, 100, 30)
	st.press("j", "k")
	gone := shop()[0]
	st.send("prod-eks/shop", kube.Batch{Gone: []string{gone.UID}})
	if say, ok := st.said("that it is gone").(act.Say); !ok || say.Text != gone.Name+" is gone" {
		t.Errorf("got %+v", say)
	}
	by := gone
	by.Name, by.UID, by.Created = "cart-7d9f8c6b5-zzzzz", "new", start.Add(-4*time.Second)
	st.send("prod-eks/shop", kube.Batch{Pods: []kube.Pod{by}})
	if say, ok := st.said("that it was replaced").(act.Say); !ok || say.Text != gone.Name+" was replaced by cart-7d9f8c6b5-zzzzz 4s ago" {
		t.Errorf("got %+v", say)
	}
	if p, _ := st.screen.current(); p.UID != "new" {
		t.Errorf("the cursor is on %s", p.Name)
	}
}

func TestOrders(t *testing.T) {
	st := listed(t, 100, 30)
	first := func() string { return st.screen.rows.shown[0].Name }
	for _, want := range []string{"cart-canary-6c5-zzt1p", "cart-canary-6c5-zzt1p", "evil\x1b]0;x\x07\u202e-0"} {
		st.press(">")
		if got := first(); got != want {
			t.Errorf("order %d: got %q, want %q", st.screen.list.Order(), got, want)
		}
	}
	st.press(">", "/")
	for _, q := range []string{"status:crash", "app:cart !node:x ^cart-c", "image:cart:1.43"} {
		st.do(st.screen.list.SetFilter(q))
		if got := st.screen.rows.Len(); got != 1 || first() != "cart-canary-6c5-zzt1p" {
			t.Errorf("%s: got %d rows", q, got)
		}
	}
}

// Every key is bound once, and has help.
func TestBindings(t *testing.T) {
	bound := map[string]string{}
	for _, b := range listed(t, 80, 24).screen.Bindings() {
		if b.Help().Key == "" || b.Help().Desc == "" {
			t.Errorf("%v has no help", b.Keys())
		}
		for _, k := range b.Keys() {
			if other, twice := bound[k]; twice {
				t.Errorf("%s is bound to %q and %q", k, other, b.Help().Desc)
			}
			bound[k] = b.Help().Desc
		}
	}
}

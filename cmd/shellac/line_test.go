package main

import (
	"reflect"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

func TestParseSSH(t *testing.T) {
	for _, c := range []struct {
		args []string
		want sshLine
	}{
		{[]string{"web1"}, sshLine{host: "web1"}},
		{[]string{"deploy@web1", "uptime", "-l", "x"}, sshLine{host: "web1", user: "deploy"}},
		{[]string{"-J", "bastion", "-p", "2222", "web1"}, sshLine{host: "web1"}},
		{[]string{"-p2222", "-tt", "-vvl", "ops", "web1"}, sshLine{host: "web1", user: "ops"}},
		{[]string{"web1", "-l", "ops", "ls"}, sshLine{host: "web1", user: "ops"}},
		{[]string{"-oUser=ops", "web1"}, sshLine{host: "web1", user: "ops"}},
		{[]string{"-o", "user = ops", "--", "web1"}, sshLine{host: "web1", user: "ops"}},
		{[]string{"ssh://ops@web1:22"}, sshLine{host: "web1:22", user: "ops"}},
		{[]string{"-G", "web1"}, sshLine{host: "web1", query: true}},
		{[]string{"-V"}, sshLine{query: true}},
		{[]string{"-O", "exit", "web1"}, sshLine{host: "web1", query: true}},
		{[]string{"-NL", "8080:localhost:80", "web1"}, sshLine{host: "web1"}},
		{[]string{"a@b@web1"}, sshLine{host: "web1", user: "a@b"}},
		{nil, sshLine{}},
	} {
		if got := parseSSH(c.args); got != c.want {
			t.Errorf("%q: got %+v, want %+v", c.args, got, c.want)
		}
	}
}

func TestParseKubectl(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-it", "web-0", "--", "bash", "-c", "x"}, "web-0"},
		{[]string{"--context", "prod", "-n", "shop", "-it", "pod/cart", "-c", "app", "--", "sh"}, "prod/shop/cart:app"},
		{[]string{"--context=prod", "-nshop", "-capp", "deploy/cart"}, "prod/shop/deploy/cart:app"},
		{[]string{"-i", "-t", "--namespace=shop", "web-0"}, "shop/web-0"},
	} {
		line := parseKubectl(c.args)
		got := line.target()
		if line.namespace == "" {
			got = got[1:]
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.args, got, c.want)
		}
	}
}

func TestOwnFlags(t *testing.T) {
	a, f := &app{}, sessionFlags{}
	_, rest, err := a.takeOwnFlags([]string{"--reason", "INC-1", "-v", "--label=a=b", "--record-input", "web1", "--", "--store", "x"}, &f)
	if want := []string{"-v", "web1", "--", "--store", "x"}; err != nil || !reflect.DeepEqual(rest, want) {
		t.Errorf("rest %q, %v, want %q", rest, err, want)
	}
	if want := (sessionFlags{reason: "INC-1", labels: []string{"a=b"}, recordInput: true}); !reflect.DeepEqual(f, want) {
		t.Errorf("flags %+v, want %+v", f, want)
	}
	if _, _, err := a.takeOwnFlags([]string{"--store"}, &f); err == nil {
		t.Error("a flag without its value is accepted")
	}
}

func TestTexts(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0:00", 751 * time.Second: "12:31", 3723 * time.Second: "1:02:03"} {
		if got := clockTime(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
	for n, want := range map[int64]string{712: "712 B", 3482: "3.4 KiB", 1258291: "1.2 MiB"} {
		if got := byteSize(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
	if got := plain("a\x1b]0;x\x07\u202eb"); got != "a�]0;x��b" {
		t.Errorf("got %q", got)
	}
	if got := fit("日本語ホスト", 4); got != "日本語…" {
		t.Errorf("got %q", got)
	}
}

func TestJSONKeepsEveryByte(t *testing.T) {
	if j := jsonOf(format.Event{Kind: format.Output, Data: []byte("a\xff")}); j.Data != nil || string(j.Base64) != "a\xff" {
		t.Errorf("got %+v", j)
	}
	if j := jsonOf(format.GapEvent(0, 5, "disk full")); *j.Bytes != 5 || *j.Data != "disk full" {
		t.Errorf("got %+v", j)
	}
}

func TestSplitURL(t *testing.T) {
	for arg, want := range map[string][2]string{
		"s3://b/p/rec/2026/11/24/01JD.shlc?region=x": {"s3://b/p?region=x", "01JD"},
		"s3://b/rec/2026/11/24/01JD.shlc":            {"s3://b", "01JD"},
		"s3://b/p/01JD":                              {"s3://b/p", "01JD"},
		"file:///srv/store/last":                     {"file:///srv/store", "last"},
	} {
		store, id, ok := splitURL(arg)
		if !ok || store != want[0] || id != want[1] {
			t.Errorf("%s: got %q %q %v, want %q", arg, store, id, ok, want)
		}
	}
	for _, arg := range []string{"last", "./x.shlc", "s3://b/"} {
		if _, _, ok := splitURL(arg); ok {
			t.Errorf("%s counts as a URL", arg)
		}
	}
}

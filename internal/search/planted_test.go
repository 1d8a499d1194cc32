package search

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/index"
)

// A planted is a phrase that stood on a screen, and how it came there.
type planted struct {
	name   string
	play   func(p *played)
	phrase string // "drop table cart" if empty
	at     time.Duration
	want   string // of the line; none if empty
	deep   bool   // only with Query.Deep
	in     index.In
}

const prompt = "mika@web1:~$ "

func allPlanted() []planted {
	phrase := "drop table cart"
	return []planted{
		{name: "plain", play: func(p *played) { p.line(phrase) }, at: time.Second, want: phrase},
		{name: "typed", play: func(p *played) {
			p.out(prompt).wait(time.Minute).typed(phrase).wait(time.Second).out("\r\nok\r\n")
		}, at: time.Minute + 1200*time.Millisecond, want: prompt + phrase},
		{name: "typo corrected", play: func(p *played) {
			p.out(prompt).typed("drop tabel").typed("\b \b").typed("\b \b").typed("le cart").wait(time.Second).out("\r\nok\r\n")
		}, want: prompt + phrase},
		{name: "edited in the middle", play: func(p *played) {
			p.out(prompt).typed("drop cart").typed("\b\b\b\b").typed("\x1b[1@t\x1b[1@a\x1b[1@b\x1b[1@l\x1b[1@e\x1b[1@ ").wait(time.Second).out("\r\nok\r\n")
		}, want: prompt + phrase},
		{name: "history recall", play: func(p *played) {
			p.out(prompt).typed("ls").wait(time.Second).out("\b\b\x1b[K" + "cat x").wait(300 * time.Millisecond).out("\b\b\b\b\b\x1b[K" + phrase).wait(time.Second).out("\r\n")
		}, want: prompt + phrase},
		{name: "wrapped", play: func(p *played) { p.line(strings.Repeat("x", 72) + phrase + " end") }, want: strings.Repeat("x", 72) + phrase + " end"},
		{name: "right to left in colours", play: func(p *played) {
			for i := len(phrase) - 1; i >= 0; i-- {
				p.wait(20 * time.Millisecond).out(fmt.Sprintf("\x1b[5;%dH\x1b[3%dm%c\x1b[m", i+1, i%8, phrase[i]))
			}
			p.wait(time.Second).out("\x1b[2J")
		}, want: phrase},
		{name: "coloured inside", play: func(p *played) { p.line("\x1b[31mdrop\x1b[0m \x1b[1;4mta\x1b[22mble\x1b[0m cart") }, want: phrase},
		{name: "in a burst of 5,000 lines", play: func(p *played) {
			var b strings.Builder
			for i := range 5000 {
				if i == 2500 {
					b.WriteString(phrase + "\r\n")
				}
				fmt.Fprintf(&b, "line %d of a burst\r\n", i)
			}
			p.out(b.String())
		}, want: phrase},
		{name: "Japanese", play: func(p *played) { p.line("サーバーを再起動します") }, phrase: "再起動", want: "サーバーを再起動します"},
		{name: "Japanese of full width", play: func(p *played) { p.line("ＥＲＲＯＲ：接続失敗") }, phrase: "error:接続", want: "ＥＲＲＯＲ：接続失敗"},
		{name: "wide characters wrapped", play: func(p *played) { p.line(strings.Repeat("あ", 39) + "再起動") }, phrase: "あ再起動", want: strings.Repeat("あ", 39) + "再起動"},
		{name: "typed and deleted", play: func(p *played) {
			p.out(prompt).typed(phrase).wait(time.Second)
			for range phrase {
				p.typed("\b \b")
			}
			p.typed("exit").out("\r\n")
		}, want: prompt + phrase},
		{name: "on the alternate screen", play: func(p *played) {
			p.line("vi").out("\x1b[?1049h\x1b[H" + phrase).wait(time.Second).out("\x1b[?1049l").line("back")
		}, want: phrase},
		{name: "for 20 ms", play: func(p *played) {
			p.wait(time.Second).out("\x1b[10;1H" + phrase).wait(20 * time.Millisecond).out("\x1b[10;1H\x1b[K").line("x")
		}, want: phrase, deep: true},
		{name: "title only", play: func(p *played) {
			p.out("\x1b]0;" + phrase + "\x07").line("x").out("\x1b]2;" + phrase + "\x1b\\").line("y")
		}},
		{name: "hidden", play: func(p *played) { p.line("\x1b[8m" + phrase + "\x1b[m") }},
		{name: "typed without an echo", play: func(p *played) {
			for _, r := range phrase {
				p.wait(time.Second/10).event(format.Input, string(r))
			}
			p.event(format.Input, "\r").line("password taken")
		}, want: phrase, in: index.Input},
		{name: "in a marker", play: func(p *played) { p.wait(time.Second).event(format.Marker, "before "+phrase).line("x") }, want: "before " + phrase, in: index.Mark},
	}
}

func TestPlanted(t *testing.T) {
	for _, from := range []string{"recordings", "packs"} {
		l := newLab(t)
		plays := make(map[string]*played)
		for i, one := range allPlanted() {
			p := newPlayed(noon().Add(time.Duration(i)*time.Minute), "web1")
			one.play(p.line("before"))
			l.put(p.line("after").exit())
			plays[one.name] = p
			if from == "packs" {
				l.pack(p)
			}
		}
		for _, one := range allPlanted() {
			t.Run(from+"/"+one.name, func(t *testing.T) { one.test(t, l, plays[one.name]) })
		}
	}
}

func (one planted) test(t *testing.T, l *lab, p *played) {
	phrase := one.phrase
	if phrase == "" {
		phrase = "drop table cart"
	}
	q := mustParse(t, Options{}, phrase)
	if one.in != index.Screen {
		q.In = []index.In{one.in}
	}
	shallow := foundIn(l, q, p)
	q = mustParse(t, Options{}, phrase)
	q.In, q.Deep = []index.In{index.Screen, index.Input, index.Mark}, true
	deep := foundIn(l, q, p)
	want := 1
	if one.want == "" || one.deep {
		want = 0
	}
	if len(shallow) != want {
		t.Errorf("got %d hits, want %d: %q", len(shallow), want, lines(shallow))
	}
	if one.want == "" {
		want = 0
	} else {
		want = 1
	}
	if len(deep) != want {
		t.Fatalf("deep: got %d hits, want %d: %q", len(deep), want, lines(deep))
	}
	if want == 0 {
		return
	}
	h := deep[0]
	if h.Line != one.want || len(h.Spans) != 1 {
		t.Errorf("got %q with %v, want %q", h.Line, h.Spans, one.want)
	}
	if one.at > 0 && (h.At < one.at+time.Second-60*time.Millisecond || h.At > one.at+time.Second+60*time.Millisecond) {
		t.Errorf("got it at %v, want %v", h.At, one.at+time.Second)
	}
}

func foundIn(l *lab, q *Query, p *played) (hits []Hit) {
	all, _ := l.found(q)
	for _, h := range all {
		if h.Session.ID == p.h.ID {
			hits = append(hits, h)
		}
	}
	return hits
}

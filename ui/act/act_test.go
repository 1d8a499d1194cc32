package act_test

import (
	"reflect"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
)

func TestShift(t *testing.T) {
	at := tea.Mouse{X: 10, Y: 20, Button: tea.MouseLeft, Mod: tea.ModCtrl}
	want := tea.Mouse{X: 7, Y: 15, Button: tea.MouseLeft, Mod: tea.ModCtrl}
	for _, msg := range []tea.MouseMsg{tea.MouseClickMsg(at), tea.MouseReleaseMsg(at), tea.MouseWheelMsg(at), tea.MouseMotionMsg(at)} {
		got := act.Shift(msg, 3, 5)
		if reflect.TypeOf(got) != reflect.TypeOf(msg) || got.Mouse() != want {
			t.Errorf("%T: got %T %+v, want %+v", msg, got, got.Mouse(), want)
		}
	}
}

func TestDo(t *testing.T) {
	for _, c := range []struct {
		cmd  tea.Cmd
		want tea.Msg
	}{
		{act.Said("text"), act.Say{Text: "text"}},
		{act.Failed("text"), act.Say{Text: "text", Bad: true}},
		{act.Do(act.Go{Tab: act.TabLive}), act.Go{Tab: act.TabLive}},
	} {
		if got := c.cmd(); got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
}

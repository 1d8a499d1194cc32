package archive

import (
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

func TestHeaderFilter(t *testing.T) {
	labels := []format.Label{{Name: "env", Value: "prod"}, {Name: "kube.namespace", Value: "shop"}, {Name: "team", Value: "Pay"}}
	const reason = "INC-4411 cart cleanup"
	tests := []struct {
		filter string
		want   bool
	}{
		{"", true},
		{"label:env=prod", true},
		{"label:env=pr*", true},
		{"label:env", true},
		{"label:env=stg", false},
		{"label:env=stg|prod", true},
		{"label:env=stg|team=pay", true},
		{"label:!env=stg", true},
		{"label:!env", false},
		{"label:env=prod label:team=other", false},
		{"ns:shop", true},
		{"ns:!shop", false},
		{"ns:sh*|other", true},
		{"reason:INC-4411", true},
		{"reason:cart", true},
		{`reason:"cart cleanup"`, true},
		{"reason:inc", true},
		{"reason:CHG-*", false},
		{"reason:INC-*cleanup", true},
	}
	for _, tt := range tests {
		t.Run(tt.filter, func(t *testing.T) {
			_, h, err := ParseFilters(tt.filter, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			if got := h.Admits(labels, reason); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if tt.filter != "" && h.IsZero() {
				t.Error("the filter was read as one that lets all pass")
			}
		})
	}
}

func TestParseFiltersTakesTheWordsOfLists(t *testing.T) {
	f, h, err := ParseFilters("node:web* exit:!0 label:env=prod", time.Now())
	if err != nil || len(f.Nodes) != 1 || len(f.Exits) != 1 || len(h.Labels) != 1 {
		t.Errorf("got %+v, %+v, %v", f, h, err)
	}
	for _, wrong := range []string{"label:", "nonsense:x", `label:"x`, "text:x"} {
		if _, _, err := ParseFilters(wrong, time.Now()); err == nil {
			t.Errorf("%s: got no error", wrong)
		}
	}
}

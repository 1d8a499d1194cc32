package index

import "testing"

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"ASCII", "DROP Table [x]\n", "drop table [x]\n"},
		{"umlaut", "GRÜẞE Über", "grÜße Über"},
		{"composed by what follows", "CAFE\u0301 x", "cafÉ x"},
		{"full width", "ＤＲＯＰ１", "drop1"},
		{"half width katakana with a mark", "ｶﾞｷﾞ", "ガギ"},
		{"kelvin and long s", "\u212a\u017f", "ks"},
		{"Japanese", "日本語 A", "日本語 a"},
		{"not UTF-8", "a\xffB\xc3", "a\ufffdb\ufffd"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := string(Fold(nil, []byte(tt.in)))
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if again := string(Fold(nil, []byte(got))); again != got {
				t.Errorf("folded again it is %q, not %q", again, got)
			}
		})
	}
}

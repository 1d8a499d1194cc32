package index

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A signedUnit is lines of one unit.
type signedUnit []string

// asked are signs with all their groups at hand.
type asked struct {
	*signs
	groups []byte
}

func signsOf(units ...signedUnit) asked {
	s := &signer{}
	for _, u := range units {
		for _, l := range u {
			s.line([]byte(l))
		}
		s.end()
	}
	made, groups := s.signs()
	return asked{made, groups}
}

func (s asked) mayHold(alternatives [][][]byte) []byte {
	q := ask(alternatives)
	if q == nil {
		return nil
	}
	needed := s.needs(q)
	var groups [][]byte
	for _, g := range needed {
		p := s.group(g)
		groups = append(groups, s.groups[p.off:p.end()])
	}
	set, ok := s.answer(q, needed, groups)
	if !ok {
		panic("damaged")
	}
	return set
}

func (s asked) holding(literals ...string) (units []int) {
	var all [][]byte
	for _, l := range literals {
		all = append(all, []byte(l))
	}
	set := s.mayHold([][][]byte{all})
	for u := range s.units {
		if inSet(set, u) {
			units = append(units, u)
		}
	}
	return units
}

func TestSigns(t *testing.T) {
	s := signsOf(signedUnit{"DROP TABLE cart;", "x"}, signedUnit{"日本語のログ", "ab"}, signedUnit{"cafe\u0301 ＦＵＬＬ", "kelvin \u212a"}, signedUnit{"left", "right"})
	tests := []struct {
		literals []string
		want     []int
	}{
		{[]string{"drop table"}, []int{0}},
		{[]string{"drop", "cart"}, []int{0}},
		{[]string{"drop", "left"}, nil},
		{[]string{"日本語"}, []int{1}},
		{[]string{"café"}, []int{2}},
		{[]string{"CAFÉ"}, []int{2}},
		{[]string{"cafe"}, []int{2}}, // as it stands
		{[]string{"full"}, []int{2}},
		{[]string{"kelvin k"}, []int{2}},
		{[]string{"ftrig"}, nil}, // ends of lines do not join
		{[]string{"ab"}, []int{0, 1, 2, 3}},
		{nil, []int{0, 1, 2, 3}},
		{[]string{"nowhere at all"}, nil},
	}
	for _, tt := range tests {
		if got := s.holding(tt.literals...); fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%q: got %v, want %v", tt.literals, got, tt.want)
		}
	}
	either := s.mayHold([][][]byte{{[]byte("drop")}, {[]byte("left")}})
	if !inSet(either, 0) || inSet(either, 1) || !inSet(either, 3) {
		t.Errorf("either: got %b", either)
	}
	if s.mayHold([][][]byte{{[]byte("drop")}, {}}) != nil || s.mayHold(nil) != nil {
		t.Error("an alternative without literals is not met by all")
	}
}

// TestSignsMissNothing looks for what stands in random text, and counts what they wrongly say.
func TestSignsMissNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var units []signedUnit
	for range 40 {
		var u signedUnit
		var words []string // of this unit
		for range 400 {
			word := make([]byte, 3+rng.IntN(6))
			for i := range word {
				word[i] = "abcdefghijklmnopqrstuvwxyzABC-/."[rng.IntN(32)]
			}
			words = append(words, string(word))
		}
		for size := 0; size < unitText; {
			var b strings.Builder
			for range 3 + rng.IntN(12) {
				fmt.Fprintf(&b, "%s ", words[rng.IntN(len(words))])
				if rng.IntN(30) == 0 {
					b.WriteRune(0x3041 + rng.Int32N(80))
				}
			}
			u, size = append(u, b.String()), size+b.Len()+1
		}
		units = append(units, u)
	}
	s := signsOf(units...)
	wrong, asked := 0, 0
	for u, lines := range units {
		for range 50 {
			l := lines[rng.IntN(len(lines))]
			at := rng.IntN(len(l))
			piece := strings.ToValidUTF8(l[at:min(len(l), at+1+rng.IntN(20))], "")
			folded := string(Fold(nil, []byte(piece)))
			found := false
			for _, at := range s.holding(folded) {
				found = found || at == u
				if len(folded) >= 8 {
					wrong++
				}
			}
			if len(folded) >= 8 {
				asked += len(units)
				wrong--
			}
			if !found {
				t.Fatalf("%q is in unit %d and not found", piece, u)
			}
		}
	}
	if float64(wrong) > 0.05*float64(asked) {
		t.Errorf("%d of %d wrong", wrong, asked)
	}
	if size := len(s.groups); size > 40*unitText/10 {
		t.Errorf("%d bytes for %d units", size, s.units)
	}
}

func TestTableFile(t *testing.T) {
	signs := signsOf(signedUnit{"abc"}, signedUnit{"def"})
	tab := &table{text: 77, signs: signs.signs}
	tab.members = []member{{Session: Session{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "ssh", Target: "web1", User: "mika"}, size: 9, screen: 3, input: 2, marks: 1}}
	tab.stretches = []stretch{{rows: 4, units: []int32{0}, leaves: leaves{line: place{4, 99}}}, {first: 4, rows: 2, units: []int32{0}}}
	b := tab.encode(signs.groups)
	size := int64(len(b))
	got, err := new(inflaters).decodeTable(b, size)
	if err != nil {
		t.Fatal(err)
	}
	if got.text != 77 || len(got.members) != 1 || got.members[0].ID != tab.members[0].ID || got.members[0].rows() != 6 || got.stretches[1].first != 4 ||
		got.stretches[0].leaves.line != (place{4, 99}) || got.signs.units != 2 || got.signs.group(got.signs.groups()).off != size {
		t.Errorf("got %+v", got)
	}
	head := int(got.signs.off)
	for cut := range head {
		if _, err := new(inflaters).decodeTable(b[:cut], size); err == nil {
			t.Fatalf("cut at %d: no error", cut)
		}
	}
	if _, err := new(inflaters).decodeTable(b, size-1); err == nil {
		t.Error("of another size: no error")
	}
	for i := range head {
		spoiled := bytes.Clone(b)
		spoiled[i] ^= 0x40
		if _, err := new(inflaters).decodeTable(spoiled, size); err == nil {
			t.Fatalf("spoiled at %d: no error", i)
		}
	}
}

// What decodes is sane: a hostile store may hold anything.
func FuzzTable(f *testing.F) {
	tab := &table{signs: signsOf(signedUnit{"abc"}).signs}
	tab.members = []member{{Session: Session{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B"}, screen: 1}}
	tab.stretches = []stretch{{rows: 1, units: []int32{0}}}
	f.Add(tab.appendHead(nil))
	f.Fuzz(func(t *testing.T, head []byte) {
		got := &table{signs: &signs{}}
		d := decoder{b: head}
		got.readHead(&d)
		if d.bad {
			return
		}
		row := 0
		for i := range got.members {
			if got.members[i].first != row || got.members[i].rows() < 0 {
				t.Fatalf("member %d begins at row %d, want %d", i, got.members[i].first, row)
			}
			row = got.members[i].end()
		}
	})
}

func TestSmall(t *testing.T) {
	for c := range 256 {
		text := []byte{'x', byte(c), 'Y', byte(c), '@', '[', '`', '{', 'Z', 'A', byte(c), 'q'}
		want := appendLower(nil, text)
		if got := appendSmall(nil, text); !bytes.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
